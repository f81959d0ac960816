"""The pages that each page leads to."""

from dataclasses import dataclass

from flask import current_app


@dataclass(frozen=True, slots=True)
class Destination:
    """A page of the navigation."""

    title: str
    """Its name there."""
    endpoint: str
    """Flask's name of its function, such as ``routines.list_routines``; one that does not exist is left out."""
    icon: str
    """Name of a symbol in `static/icons.svg`."""

    @property
    def blueprint(self) -> str:
        """Name of the blueprint that the page, and those beneath it, belong to."""
        return self.endpoint.partition(".")[0]


_ALL = (
    Destination("Now", "now.show", "now"),
    Destination("Routines", "routines.show", "routines"),
    Destination("Stretches", "stretches.show", "stretches"),
    Destination("Progress", "progress.show", "progress"),
    Destination("Sound and voice", "sound.show", "sound"),
    Destination("What you can say", "sayings.show", "sayings"),
)


def destinations() -> tuple[Destination, ...]:
    """Return the pages of the navigation, in their order."""
    return tuple(each for each in _ALL if each.endpoint in current_app.view_functions)
