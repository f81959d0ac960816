"""The Vosk models: which there are, where they lie, how one comes onto the machine. Knows nothing of sound."""
