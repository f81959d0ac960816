"""The pages for people: a module for each subject, with its templates and scripts beside."""

from flask import Blueprint

from voiceskill.web.pages import doors, now, progress, routines, sayings, sound, stretches, versions

PAGES: tuple[Blueprint, ...] = (
    now.page,
    doors.page,
    progress.page,
    routines.page,
    sayings.page,
    sound.page,
    stretches.page,
    versions.page,
)
"""All of them; a new one is added here."""
