"""The coach's side of his satellites: rooms whose microphone and loudspeaker are elsewhere."""
