"""Keeps what belongs to the user in one file, and puts it back."""
