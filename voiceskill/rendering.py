"""Makes recordings of what the coach says, without a room."""

from pathlib import Path

import numpy as np

from voiceskill.assembly import load_intents, open_performance, open_voice
from voiceskill.coaching.command import Command
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.rooms.devices import DeviceKind, choose_device, list_devices
from voiceskill.rooms.pcm import to_int16
from voiceskill.rooms.portaudio import portaudio
from voiceskill.rooms.room import BLOCK_S
from voiceskill.rooms.wav_output import WavOutput
from voiceskill.understanding.matching import Understanding

_RATE = 22_050
"""Samples a second of a recording, in Hz: the voice's own."""


def render(config_path: Path | None, name: str, output: Path) -> float:
    """Record a whole routine as it is coached when nobody says anything.

    Args:
        config_path: The settings, if they are named.
        name: Name or id of a routine or a stretch.
        output: The WAV to write: 16 bits, mono.

    Returns:
        Its length in seconds.

    Raises:
        Complaint: There is no such routine, or the file cannot be written.
    """
    config = load_config(find_config(config_path))
    understanding = Understanding(load_intents(config))
    command = _start(config, understanding, name)
    size = round(_RATE * BLOCK_S)
    written = 0
    with (
        open_performance(config, _RATE, examples=understanding.examples, record=_forget) as (performance, mixer),
        WavOutput(output, _RATE) as file,
    ):
        performance.ask(command, 0.0)
        while not performance.quiet:
            file.write(to_int16(mixer.render(size)))
            written += size
            performance.catch_up()
    return written / _RATE


def say(config_path: Path | None, text: str, output: Path | None) -> None:
    """Speak a text with the voice of the settings.

    Args:
        config_path: The settings, if they are named.
        text: What to say.
        output: The WAV to write instead of speaking: 16 bits, mono.

    Raises:
        Complaint: There is no voice, no loudspeaker, or the file cannot be written.
    """
    config = load_config(find_config(config_path))
    device = None if output else choose_device(list_devices(), DeviceKind.LOUDSPEAKER, config.loudspeaker)
    rate = device.rate if device else _RATE
    with open_voice(config, rate) as voice:
        samples = to_int16(voice.clip(text) * np.float32(config.voice.volume))
    if output:
        with WavOutput(output, rate) as file:
            file.write(samples)
    elif device:
        portaudio().play(samples, rate, device=device.number, blocking=True)


def _start(config: Config, understanding: Understanding, name: str) -> Command:
    if name in config.routines:
        return Command("start", {"routine": name})
    if name in config.stretches:
        return Command("start", {"stretch": name})
    command = understanding.interpret(f"start {name}", State.IDLE)
    if command is None or not command.slots:
        known = ", ".join([*config.routines, *config.stretches])
        raise Complaint(f"There is no routine or stretch called {name!r}; there are {known}.")
    return command


def _forget(_: Fact) -> None:
    """Leave a rehearsal out of the journal."""
