"""Keeps strangers out: foreign sites, foreign names, guessed passwords."""
