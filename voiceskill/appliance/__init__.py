"""What makes the program an appliance: the service manager's watchdog, its log, the greeting, the light, the button."""
