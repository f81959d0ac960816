"""What ``voiceskill satellites``, ``pair`` and ``forget`` do."""

import socket
from collections.abc import Callable
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.pairing.codes import Codes
from voiceskill.pairing.place import CODES, TOKENS, find_satellites
from voiceskill.pairing.tokens import Tokens

Say = Callable[[str], None]
"""Takes a line for the user."""

_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not listened on
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def list_satellites(config: Path | None = None, say: Say = print) -> None:
    """Say which rooms the settings have, and how each reaches the coach.

    Args:
        config: The settings file, if it is named.
        say: Takes each line.

    Raises:
        Complaint: The settings, or what is known of satellites, cannot be read.
    """
    settings = load_config(find_config(config))
    if not settings.rooms:
        say("The settings have no other room yet: add one under `rooms`.")
        return
    known = Tokens(find_satellites() / TOKENS).rooms()
    width = max(map(len, settings.rooms))
    for key, room in settings.rooms.items():
        how = room.satellite or ("paired" if key in known else f"not paired yet: `voiceskill satellites pair {key}`")
        say(f"{key:<{width}}  {room.name}: {how}")
    if settings.satellites.port is None and any(room.satellite is None for room in settings.rooms.values()):
        say("No satellite can connect: the settings give no port under `satellites`.")


def pair_satellite(room: str, config: Path | None = None, say: Say = print) -> None:
    """Begin a pairing and say what to type on the satellite.

    Args:
        room: Its key or its name.
        config: The settings file, if it is named.
        say: Takes each line.

    Raises:
        Complaint: There is no such room, no satellite can connect to it, or the code cannot be kept.
    """
    file = find_config(config)
    settings = load_config(file)
    key = _key_of(room, settings, file)
    if settings.rooms[key].satellite:
        raise Complaint(
            f"The coach himself connects to the satellite of {settings.rooms[key].name}, by the setting `satellite`; "
            "there is nothing to pair."
        )
    port = settings.satellites.port
    if port is None:
        raise Complaint(
            "No satellite can connect: give a port under `satellites` in the settings, such as 10900, and a host, such "
            "as 0.0.0.0."
        )
    folder = find_satellites()
    code = Codes(folder / CODES, Tokens(folder / TOKENS)).begin(key)
    say(f"Within five minutes, type on the satellite of {settings.rooms[key].name}:")
    say("")
    say(f"    voiceskill satellite --server {_server(settings.satellites.host, port)} --room {key} --pair {code}")
    if settings.satellites.host in _HERE:
        say("")
        say("Satellites reach the coach from this machine alone: `satellites: host: 0.0.0.0` lets others in.")


def forget_satellite(room: str, config: Path | None = None, say: Say = print) -> None:
    """Let a room's satellite in no longer.

    Args:
        room: Its key or its name; a room that the settings have no longer, by its key.
        config: The settings file, if it is named.
        say: Takes each line.

    Raises:
        Complaint: No satellite is paired there, or that cannot be changed.
    """
    tokens = Tokens(find_satellites() / TOKENS)
    known = tokens.rooms()
    file = find_config(config)
    key = room if room in known else _key_of(room, load_config(file), file)
    if key not in known:
        raise Complaint(f"No satellite is paired in {room}; `voiceskill satellites` lists them.")
    tokens.forget(key)
    say(f"The satellite of {key} is not let in any more, until it is paired again.")


def _key_of(room: str, settings: Config, file: Path) -> str:
    """Return the key of a room that is called by its key or its name in the settings of a file."""
    for key, found in settings.rooms.items():
        if room.casefold() in (key.casefold(), found.name.casefold()):
            return key
    there = f"there are {', '.join(settings.rooms)}" if settings.rooms else "add it there under `rooms`"
    raise Complaint(f"The settings in {file.absolute()} have no room {room!r}; {there}.")


def _server(host: str, port: int) -> str:
    """Return how another machine reaches the coach."""
    if host in _EVERYWHERE | _HERE:
        name = socket.gethostname()
        host = name if "." in name else f"{name}.local"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
