"""Rooms spread over several coaches by the broker that is there. Knows nothing of what goes on in a room."""
