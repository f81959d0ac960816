"""From microphone samples to utterances: what was said, when, and how sure that is. Knows nothing of intents."""
