"""The way to the broker, and what Home Assistant finds there. Knows nothing of audio, and no room waits for it."""
