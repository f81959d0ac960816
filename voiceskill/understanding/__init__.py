"""From words, and what the coach is doing, to a command or "not for me". Knows nothing of audio."""
