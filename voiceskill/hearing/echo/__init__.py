"""Takes the coach's own voice out of what the microphone hears, so that he can be told something while he talks."""
