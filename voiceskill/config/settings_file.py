"""The settings file in use: read, changed by the page, changed by hand, and put back as it was."""

import codecs
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from voiceskill.complaint import Complaint
from voiceskill.config.comparing import differences, summary
from voiceskill.config.document import Document, decode, parse_document, read_bytes, without_empty
from voiceskill.config.loading import InvalidSettings, complaint_of, config_of
from voiceskill.config.place import own_config
from voiceskill.config.problems import Problem
from voiceskill.config.rewriting import alike, put_back, rewritten
from voiceskill.config.saving import locked, save
from voiceskill.config.settings import Config
from voiceskill.config.versions import Gone, Version, Versions, revision_of, versions_of

Data = dict[str, Any]
"""What a settings file says, for an edit to change: dicts, lists, scalars, and None for what is empty."""
Edit = Callable[[Data], None]
"""Changes the data in place. None empties a setting; a key that is deleted leaves the file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The settings as they were read, or written, the last time that they were in order."""

    config: Config
    """What they mean."""
    revision: str
    """What names this content of the file; another content has another."""
    document: Document
    """What the file says."""

    def data(self) -> Data:
        """Return what the file says, to look at or to change."""
        data = self.document.data()
        assert isinstance(data, dict)  # noqa: S101 - else there were no settings
        return data


class Conflict(Exception):  # noqa: N818 - nothing is wrong, somebody else was faster
    """The settings have changed since they were looked at; nothing was written."""

    def __init__(self, meanwhile: Sequence[str]) -> None:
        """Tell what has changed, one phrase each; nothing where the version that was looked at is not kept any more."""
        super().__init__("The settings have been changed meanwhile" + "".join(f"; {phrase}" for phrase in meanwhile))
        self.meanwhile = tuple(meanwhile)


class SettingsFile:
    """One settings file in use. Any thread may call it, and several processes may have the same file."""

    def __init__(
        self,
        path: Path,
        *,
        further: Callable[[Config], Iterable[Problem]] = lambda _config: (),
        versions: Versions | None = None,
    ) -> None:
        """Read the file.

        Args:
            path: The file, as `find_config` tells it.
            further: Tells what else would be wrong with settings that are to be written, or were changed by hand.
            versions: Where the earlier ones are kept; by default in the user's own data folder.

        Raises:
            Complaint: The file cannot be read, or something in it is wrong.
        """
        self._path = path
        self._further = further
        self._versions = versions or versions_of(own_config(path))
        self._lock = threading.RLock()
        self._telling = threading.Lock()
        self._watchers: list[Callable[[Config], None]] = []
        self._trouble: str | None = None
        self._stamp = _stamp(path)
        self._raw = read_bytes(path)
        self._reading = _read(path, self._raw)
        self._told = self._reading.config
        self._remember("as it was found")

    @property
    def path(self) -> Path:
        """Where the settings are; another place once those that come with the program were changed."""
        return self._path

    @property
    def reading(self) -> Reading:
        """The settings as they were when they were last in order."""
        return self._reading

    @property
    def trouble(self) -> str | None:
        """What is wrong with the file since it was changed by hand, as a sentence; None where it is in order."""
        return self._trouble

    def watch(self, watcher: Callable[[Config], None]) -> None:
        """Have changed settings told, whoever changed them, on the thread that did or noticed it; the newest last."""
        self._watchers.append(watcher)

    def poll(self) -> None:
        """Look whether the file was changed by hand."""
        with self._lock:
            if _stamp(self._path) != self._stamp:
                self._refresh()
        self._tell()

    def change(self, revision: str, edit: Edit) -> Reading:
        """Change the settings, and nothing else of the file: comments, quotes and blank lines stay.

        An edit that changes nothing leaves the file alone.

        Args:
            revision: Of the settings that were looked at when the change was decided.
            edit: Makes the change.

        Returns:
            The settings as they are now.

        Raises:
            Conflict: The settings have changed since.
            InvalidSettings: They would not be in order.
            Complaint: The file cannot be changed or written; the sentence says why.
        """
        with self._writing(revision):
            data = self._reading.data()
            edit(data)
            self._write_data(data)
        return self._tell()

    def restore(self, revision: str, version: str) -> Reading:
        """Put an earlier version in the place of the settings, be they broken; they become a version themselves.

        Args:
            revision: Of the settings that were looked at.
            version: Id or revision of the version.

        Returns:
            The settings as they are now.

        Raises:
            Conflict: The settings have changed since.
            InvalidSettings: The version would not be in order any more.
            Gone: There is no such version.
            Complaint: The file cannot be written.
        """
        with self._writing(revision, mending=True):
            self._write(self._versions.content(version), how="put back; ")
        return self._tell()

    def put_back(self, version: str, kind: Literal["routines", "stretches"], key: str) -> Reading:
        """Put back one thing that was deleted, with its comments and at its place, whatever else has changed since.

        Args:
            version: Id or revision of a version that has it.
            kind: What it is.
            key: Its id; where there is such a thing, nothing happens.

        Returns:
            The settings as they are now.

        Raises:
            InvalidSettings: It does not fit what has changed since.
            Gone: There is no such version, or it has no such thing.
            Complaint: The file cannot be written.
        """
        with self._writing():
            raw = self._versions.content(version)
            earlier = _read(self._path, raw).data().get(kind) or {}
            if key not in earlier:
                raise Gone(f'The earlier settings have no "{key}" among the {kind}; nothing was changed.')
            data = self._reading.data()
            if key not in (data.get(kind) or {}):
                data[kind] = _with_earlier(data.get(kind) or {}, earlier, key)
                text = put_back(self._text(), decode(self._path, raw), kind, key)
                if text is not None and self._says(self._encoded(text), data):
                    self._write(self._encoded(text))
                else:  # there is no place any more like the one that it was taken from
                    self._write_data(data)
        return self._tell()

    def versions(self) -> tuple[Version, ...]:
        """Return what the file held, the newest first: the present content, and what was in use before."""
        return self._versions.all()

    @contextmanager
    def _writing(self, revision: str | None = None, *, mending: bool = False) -> Iterator[None]:
        """Have the file to oneself, as it is now."""
        with self._lock, locked(own_config(self._path).resolve().parent):
            self._refresh()
            if self._trouble and not mending:
                raise Complaint(f"{self._trouble} Until that is mended nothing can be changed from here.")
            if revision not in (None, self._reading.revision):
                raise Conflict(self._differences_since(str(revision)))
            yield

    def _refresh(self) -> None:
        """Take over what somebody else has written."""
        self._stamp, self._trouble = _stamp(self._path), None
        try:
            self._raw = read_bytes(self._path)
            if revision_of(self._raw) != self._reading.revision:
                before, reading = self._reading, _read(self._path, self._raw)
                if problems := [*self._further(reading.config)]:
                    raise complaint_of(reading.document, problems)
                self._reading = reading
                self._remember(summary(before.data(), self._reading.data()))
        except Complaint as complaint:
            self._trouble = str(complaint)
            self._remember("could not be used")

    def _write_data(self, data: Data) -> None:
        """Write the file with these data in it."""
        config_of(without_empty(data), self._path.parent)  # for what is wrong, before anything is made of it
        self._write(self._encoded(rewritten(self._text(), self._reading.data(), data)), data)

    def _write(self, raw: bytes, wanted: Data | None = None, how: str = "") -> None:
        """Write the file, unless it is so already, or says something else than is wanted."""
        if raw == self._raw and not self._trouble:
            return
        path, before = own_config(self._path), self._reading
        if wanted is not None and not self._says(raw, wanted):
            sentence = (
                f"this cannot be changed from here, since another place in {path} shares it by an anchor, a word after "
                "& and *; change it there."
            )
            raise InvalidSettings([Problem((), sentence)])
        try:
            reading = _read(path, raw)
        except _NotInOrder as error:
            raise InvalidSettings(error.problems) from None
        self._check(reading.config)
        if path != self._path and path.exists():
            raise Complaint(f"There are other settings by now, in {path}; start the program again to use them.")
        self._versions.keep(self._raw, "")
        if _stamp(self._path) != self._stamp:  # an editor asks for no lock
            raise Conflict(())
        save(path, raw)
        self._path, self._raw, self._reading, self._stamp, self._trouble = path, raw, reading, _stamp(path), None
        self._remember(how + summary(before.data(), reading.data()))

    def _check(self, config: Config) -> None:
        if problems := [*self._further(config)]:
            raise InvalidSettings(problems)

    def _says(self, raw: bytes, data: Data) -> bool:
        try:
            return alike(parse_document(self._path, raw).data(), data)
        except Complaint:
            return False

    def _text(self) -> str:
        return decode(self._path, self._raw)

    def _encoded(self, text: str) -> bytes:
        mark = codecs.BOM_UTF8 if self._raw.startswith(codecs.BOM_UTF8) else b""
        return mark + text.encode()

    def _differences_since(self, revision: str) -> tuple[str, ...]:
        with suppress(Complaint):
            looked_at = _read(self._path, self._versions.content(revision))
            return tuple(differences(looked_at.data(), self._reading.data()))
        return ()

    def _remember(self, how: str) -> None:
        with suppress(Complaint):  # the coach goes on without; the next change will complain
            self._versions.keep(self._raw, how)

    def _tell(self) -> Reading:
        with self._telling:
            reading = self._reading
            if reading.config is not self._told:
                self._told = reading.config
                for watcher in self._watchers:
                    watcher(reading.config)
        return reading


class _NotInOrder(Complaint):
    def __init__(self, document: Document, problems: Sequence[Problem]) -> None:
        super().__init__(str(complaint_of(document, problems)))
        self.problems = problems


def _read(path: Path, raw: bytes) -> Reading:
    document = parse_document(path, raw)
    try:
        return Reading(config_of(document.plain(), path.parent), revision_of(raw), document)
    except InvalidSettings as invalid:
        raise _NotInOrder(document, invalid.problems) from None


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what differs once a file has been written; nothing for a file that is not there."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _with_earlier(things: Mapping[str, Any], earlier: Mapping[str, Any], key: str) -> Data:
    """Return things with one of the earlier ones, after the nearest that was before it."""
    before = [*earlier][: [*earlier].index(key)]
    place = next(([*things].index(name) + 1 for name in reversed(before) if name in things), 0)
    pairs = [*things.items()]
    return dict([*pairs[:place], (key, earlier[key]), *pairs[place:]])
