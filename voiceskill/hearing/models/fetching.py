"""Fetches one file over the network: patiently, from where it was cut, and only if it is the right one."""

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLCertVerificationError
from threading import Event
from urllib.parse import urlsplit

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import Checksum
from voiceskill.hearing.models.disk import DiskFull, disk_complaints, megabytes, require_space

Progress = Callable[[int, int], None]
"""Told the bytes that have come so far and the bytes of the whole file."""

_TRIES = 5
"""How often in a row it may go wrong."""
_WORTHWHILE = 100_000
"""Bytes that a try must bring for not to count as one that went wrong."""
_TIMEOUT = 20.0
"""Seconds in which a server must say something."""
_CHUNK = 65_536
"""Bytes read at once, at most."""
_GROWTH = 2
"""How many times its archive's size a model has, rounded up; Vosk's small ones have 1.6 to 1.8 times."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes that may be another one a little later."""
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_PLAIN = re.compile(r"[!-~]+")
"""Characters that may stand in an address as it is sent: printable ASCII without the space."""
_MEANWHILE = "until then PocketSphinx's own model is used"


class NoNetwork(Complaint):
    """The server could not be reached at all."""


class Stopped(Complaint):
    """The fetching was ended from outside."""


class _Interrupted(Exception):  # noqa: N818 - no error yet: the next try may do
    """This try failed, as the rest of a sentence says; the next may not."""


class _Unreached(_Interrupted):
    """Not even a connection came about."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """What the server is about to send."""

    start: int
    """Offset of the first byte that it sends, in the whole file."""
    total: int
    """Length of the whole file, in bytes."""


def silently(_so_far: int, _total: int) -> None:
    """Tell nobody of the progress."""


def fetch(
    url: str,
    folder: Path,
    *,
    length: int | None = None,
    checksum: Checksum | None = None,
    progress: Progress = silently,
    stop: Event | None = None,
    pause: Callable[[float], object] | None = None,
    timeout: float = _TIMEOUT,
) -> Path:
    """Fetch a model's archive into a folder.

    What comes is gathered in a ``.part`` file; a later call goes on where it ends (RFC 9110, 14.2), if the server can.
    The file has its own name only when it is whole and its checksum is right.

    Args:
        url: Where it is, ``http`` or ``https``.
        folder: Where it goes; made where it is not there. One call at a time may use it.
        length: The file's length in bytes, where it is known beforehand.
        checksum: The file's checksum, where it is known beforehand.
        progress: Told how far it is, after each piece.
        stop: Ends the call when it is set, within `timeout` at the latest.
        pause: Waits some seconds between two tries; `stop` ends the usual one.
        timeout: Seconds in which the server must say something.

    Returns:
        The file.

    Raises:
        NoNetwork: The server could not be reached.
        Stopped: `stop` was set. What came until then is kept.
        Complaint: The file is not there, not the right one, or the disk does not take it.
    """
    if not _is_on_the_web(url):
        raise Complaint(f"{url} is not an address that a model can be fetched from; it must be like https://host/file.")
    stop = stop or Event()
    target = folder / _file_name(url)
    part = target.with_name(target.name + ".part")
    with disk_complaints(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists():
            # Left by a program that ended before it had unpacked it.
            target.replace(part)
    patience = _Patience(url, part, pause or stop.wait)
    while True:
        try:
            _one_try(url, part, length=length, progress=progress, stop=stop, timeout=timeout)
            break
        except _Interrupted as trouble:
            patience.bear(trouble)
    with disk_complaints(part):
        if checksum is not None and not checksum.fits(part):
            _delete(part)
            raise _later(f"What came from {url} is not the model ({checksum.algorithm} differs) and was deleted")
        part.replace(target)
    return target


class _Patience:
    """Waits after each try that failed, the longer the more failed in a row, until it has had enough."""

    def __init__(self, url: str, part: Path, pause: Callable[[float], object]) -> None:
        self._url = url
        self._part = part
        self._pause = pause
        self._failures = 0
        self._reached = False
        self._had = _length(part)

    def bear(self, trouble: _Interrupted) -> None:
        """Wait for the next try.

        Raises:
            Complaint: There is no point in one.
        """
        if isinstance(trouble, _Unreached) and not self._reached:
            raise NoNetwork(
                f"{self._url} cannot be reached ({trouble}); see that this machine has a network and try "
                f"`voiceskill models fetch` again later; {_MEANWHILE}."
            ) from trouble
        self._reached = True
        had, self._had = self._had, _length(self._part)
        self._failures = 1 if self._had - had >= _WORTHWHILE else self._failures + 1
        if self._failures == _TRIES:
            raise _later(f"{self._url} could not be fetched, for {trouble}") from trouble
        self._pause(2.0 ** (self._failures - 1))


def _is_on_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # Asking for the port is what checks it.
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and bool(_PLAIN.fullmatch(url))
        )
    except ValueError:
        return False


def _file_name(url: str) -> str:
    """Return a name that tells what the file is, and differs for each address."""
    stem = re.sub(r"[^\w.-]", "", Path(urlsplit(url).path).stem)[:80] or "model"
    return f"{stem}-{hashlib.sha256(url.encode()).hexdigest()[:8]}.zip"


def _length(part: Path) -> int:
    with disk_complaints(part):
        return part.stat().st_size if part.exists() else 0


def _later(what: str) -> Complaint:
    return Complaint(f"{what}; try `voiceskill models fetch` again later; {_MEANWHILE}.")


def _one_try(url: str, part: Path, *, length: int | None, progress: Progress, stop: Event, timeout: float) -> None:
    """Bring the part file to its full length, or as far as this connection goes."""
    _see_whether_stopped(stop)
    have = _length(part)
    if have == length:
        return
    try:
        response = _connect(url, have, timeout)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            _delete(part)
        elif error.code not in _PASSING:
            raise _later(f"The server does not give {url} (it answers {error.code}, {error.reason})") from error
        raise _Interrupted(f"the server answered {error.code}, {error.reason}") from error
    with response:
        offer = _offer(url, response, length)
        if offer.start not in (0, have):
            _delete(part)
            raise _Interrupted("the server sent another piece than it was asked for")
        require_space(part.parent, offer.total - offer.start + _GROWTH * offer.total)
        _receive(response, part, offer, progress=progress, stop=stop)


def _connect(url: str, have: int, timeout: float) -> http.client.HTTPResponse:
    """Ask for what comes after the first `have` bytes."""
    # Compression in transit would make the offsets those of another file.
    headers = {"User-Agent": "voiceskill", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - `fetch` lets only http and https through
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=timeout)  # noqa: S310 - likewise
    except urllib.error.HTTPError:
        raise
    except urllib.error.URLError as error:
        if isinstance(error.reason, SSLCertVerificationError):
            raise Complaint(
                f"The server of {url} cannot be trusted ({error.reason.verify_message}); see that this machine's date "
                "and time are right and try again."
            ) from error
        raise _Unreached(getattr(error.reason, "strerror", None) or str(error.reason)) from error
    except (OSError, http.client.HTTPException) as error:
        raise _Interrupted("the server did not answer") from error
    return response


def _offer(url: str, response: http.client.HTTPResponse, length: int | None) -> _Offer:
    """Read from the headers what the server is about to send, and see whether it is what is wanted."""
    ranged = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status == http.client.PARTIAL_CONTENT and ranged:
        offer = _Offer(int(ranged[1]), int(ranged[2]))
    else:
        told = response.headers.get("Content-Length", "")
        total = int(told) if told.isdecimal() else length
        if total is None:
            raise Complaint(
                f"The server of {url} does not say how long the file is; download it with a browser and give its path "
                "to `voiceskill models fetch`."
            )
        offer = _Offer(0, total)
    if length is not None and length != offer.total:
        raise _later(
            f"What {url} gives is not the model (it has {megabytes(offer.total)} instead of {megabytes(length)})"
        )
    return offer


def _receive(response: http.client.HTTPResponse, part: Path, offer: _Offer, *, progress: Progress, stop: Event) -> None:
    """Write what the server sends behind the first `offer.start` bytes of the part file."""
    have = offer.start
    try:
        with disk_complaints(part), part.open("ab" if offer.start else "wb") as file:
            while have < offer.total and (piece := _read(response, min(_CHUNK, offer.total - have))):
                file.write(piece)
                have += len(piece)
                progress(have, offer.total)
                _see_whether_stopped(stop)
    except DiskFull:
        # The journal needs the room more than the next try does.
        _delete(part)
        raise
    if have < offer.total:
        raise _Interrupted("the connection was cut")


def _read(response: http.client.HTTPResponse, most: int) -> bytes:
    try:
        return response.read1(most)
    except TimeoutError as error:
        raise _Interrupted("the server fell silent") from error
    except (OSError, http.client.HTTPException) as error:
        raise _Interrupted("the connection was cut") from error


def _see_whether_stopped(stop: Event) -> None:
    if stop.is_set():
        raise Stopped("The model is not fetched to its end; `voiceskill models fetch` goes on where it was stopped.")


def _delete(part: Path) -> None:
    with disk_complaints(part):
        part.unlink(missing_ok=True)
