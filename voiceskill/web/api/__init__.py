"""The interface for programs, under `/api/v1`: a module for each subject. The page itself uses it."""

from flask_openapi3 import APIBlueprint

from voiceskill.web.api import now, progress, routines, sayings, settings, sound, stretches, versions

APIS: tuple[APIBlueprint, ...] = (
    now.api,
    progress.api,
    routines.api,
    sayings.api,
    settings.api,
    sound.api,
    stretches.api,
    versions.api,
)
"""All of them; a new one is added here."""
