"""Rooms: each a pair of sample streams, microphone and loudspeaker, on one sample clock."""
