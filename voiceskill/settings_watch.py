"""Has the coach go by the settings file as it is, whoever changes it: the page, or somebody in an editor."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from voiceskill.complaint import Complaint
from voiceskill.config import Config
from voiceskill.config.settings_file import SettingsFile
from voiceskill.repertoire import Repertoire, make_repertoire

_log = logging.getLogger(__name__)

_INTERVAL_S = 1.0
"""Seconds from one look at the file to the next."""


class SettingsWatch:
    """Makes a repertoire of each change. Any thread may call it."""

    def __init__(self, settings: SettingsFile, repertoire: Repertoire, adopt: Callable[[Repertoire], None]) -> None:
        """Take what there is; as a context manager it notices changes by hand, too, until the context is left.

        Args:
            settings: The settings file.
            repertoire: What was made of it.
            adopt: Is given what is made of it once it has changed, on the thread that made or noticed the change.
        """
        self._settings = settings
        self._repertoire = repertoire
        self._adopt = adopt
        self._told: str | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="settings", daemon=True)
        settings.watch(self._take_over)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def repertoire(self) -> Repertoire:
        """What was made of the settings when they were last in order; the coach may still go by the one before."""
        return self._repertoire

    def _take_over(self, config: Config) -> None:
        repertoire = make_repertoire(config, self._repertoire)
        # In this order: what others find here they ask the coach for, who has to know it by then.
        self._adopt(repertoire)
        self._repertoire = repertoire

    def _poll(self) -> None:
        while not self._over.wait(_INTERVAL_S):
            try:
                self._settings.poll()
                trouble = self._settings.trouble
            except Complaint as complaint:
                trouble = str(complaint)
            except Exception:  # noqa: BLE001 - whatever it was, the next change is still to be noticed
                _log.exception("The changed settings could not be taken over.")
                continue
            if trouble and trouble != self._told:
                _log.warning("%s Until then, the settings stay as they were.", trouble)
            self._told = trouble
