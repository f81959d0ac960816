"""Tells, before a name is given to a routine or a stretch, whether whoever says it will be understood."""

from collections.abc import Iterable
from dataclasses import dataclass

from voiceskill.config import Config
from voiceskill.hearing.pronouncing.pronouncer import pronouncer
from voiceskill.hearing.pronouncing.respelling import speller
from voiceskill.understanding.likeness import alike
from voiceskill.understanding.naming import Named
from voiceskill.understanding.saying import SaidName, Unknown, how_said


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedName:
    """What is known of a name."""

    said: SaidName
    """How it is said, or how the words are that it sounds like."""
    alike: tuple[str, ...]
    """Names of other things for which it may be taken, the most alike first."""

    @property
    def advice(self) -> str:
        """What to do about it, in a sentence or two; empty where it is in order."""
        return " ".join(self._sentences())

    def _sentences(self) -> Iterable[str]:
        strange = ", ".join(f"“{word.text}”" for word in self.said.words if not word.heard)
        if strange:
            proposal = f", such as “{self.said.sounds_like}”" if self.said.sounds_like else ""
            yield f"{strange} cannot be understood: say below how it sounds, in common words{proposal}."
        if self.alike:
            others = " or ".join(f"“{name}”" for name in self.alike)
            yield f"This may be taken for {others}; another name is heard better."


class NameCheck:
    """Knows the recogniser that listens. Any thread may ask."""

    def __init__(self, unknown: Unknown) -> None:
        """Look nothing up yet.

        Args:
            unknown: Tells which words the recogniser cannot recognise.
        """
        self._unknown = unknown
        self._spell = speller(unknown)

    def check(self, name: str, config: Config, *, own: str | None = None) -> CheckedName:
        """Check a name. Takes a tenth of a second on a PC where a word is new, and longer where one is unknown.

        Args:
            name: What somebody would call something, or what that sounds like.
            config: The settings, with all other names.
            own: Id of the thing that is to be called so, if it is there already.
        """
        things: list[Named] = [*config.stretches.values(), *config.routines.values()]
        others = [other for thing in things if thing.id != own for other in (thing.name, *thing.also)]
        said = how_said(
            name, pronouncer=pronouncer(), unknown=self._unknown, spell=self._spell, language=config.language
        )
        return CheckedName(said=said, alike=alike(name, others, pronouncer(), config.language))
