"""What goes on in the room, as of now, for those who look in from outside: the page, home automation."""
