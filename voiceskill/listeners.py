"""Who listens in each room: one recogniser for each, all of the same kind, and as ready to believe what they hear."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from voiceskill.hearing.choosing import Choice, Preference, choose_recognizer
from voiceskill.hearing.loading import Load
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.repertoire import Repertoire


class Listeners:
    """Chooses recognisers. Any thread may call it."""

    def __init__(
        self,
        preference: Preference,
        model: Path | None,
        sensitivity: int,
        *,
        load: Load,
        prepare: Callable[[Iterable[WordGraph]], None] = lambda _grammars: None,
    ) -> None:
        """Choose nobody yet.

        Args:
            preference: What the settings ask for.
            model: Folder of the Vosk model; None: there is none.
            sensitivity: The setting, 1 to 9.
            load: Loads what is chosen.
            prepare: Has grammars made ready for all that are loaded.
        """
        self._preference = preference
        self._model = model
        self._load = load
        self._prepare = prepare
        self.sensitivity = sensitivity
        """The setting, 1 to 9, for those who are chosen from now on."""
        self._changing = threading.Lock()

    def choose(self) -> Choice:
        """Choose a recogniser for another room, which closes it.

        Raises:
            Complaint: There is none, or its model cannot be read.
        """
        with self._changing:
            return choose_recognizer(self._preference, self._model, self.sensitivity, load=self._load)

    def expect(self, repertoire: Repertoire) -> None:
        """Have what is listened for made ready, and held in memory, once for all rooms, where there are several."""
        if repertoire.config.rooms:
            self._prepare(repertoire.grammars.values())

    def prefer(self, model: Path) -> None:
        """Choose Vosk with the model in this folder from now on."""
        with self._changing:
            self._preference, self._model = "vosk", model
