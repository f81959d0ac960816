"""The sound card: what is played is heard, and what is spoken arrives."""

import itertools
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from virtual_card import RATE, VirtualCard

from voiceskill.complaint import Complaint
from voiceskill.rooms import loudspeaker, microphone
from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.devices import DeviceKind, choose_device, device_table, list_devices
from voiceskill.rooms.loudspeaker import CardLoudspeaker, Feed
from voiceskill.rooms.portaudio import portaudio
from voiceskill.rooms.room import BLOCK_S, Block

pytestmark = pytest.mark.card

LOUD = 1000
"""What counts as sound; full scale is 32768."""


class Bursts:
    """A loudspeaker with a short tone each quarter of a second; between them there is silence."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.played = 0

    def __call__(self, count: int) -> NDArray[np.float32]:
        """Return the next samples."""
        at = np.arange(self.played, self.played + count)
        self.played += count
        tone = 0.5 * np.sin(2 * np.pi * 1000 * at / self.rate)
        return np.where(at % (self.rate // 4) < self.rate // 20, tone, 0.0).astype(np.float32)


def silence(count: int) -> NDArray[np.float32]:
    """Return a loudspeaker's silence."""
    return np.zeros(count, dtype=np.float32)


def onsets(samples: NDArray[np.int16], rate: int) -> NDArray[np.intp]:
    """Return where sound begins after a tenth of a second without."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > LOUD)
    return loud[np.diff(loud, prepend=-rate) > rate // 10]


def most(conditions: NDArray[np.bool_]) -> bool:
    """Return whether more than half are met: where others use the machine, an underrun may spoil one or two."""
    return len(conditions) >= 3 and bool(conditions.mean() > 0.5)


def until(blocks: Iterator[Block], seconds: float) -> list[Block]:
    """Return the blocks up to a time on the room's clock."""
    return list(itertools.takewhile(lambda block: block.time < seconds, blocks))


@pytest.fixture
def card(virtual_card: VirtualCard, monkeypatch: pytest.MonkeyPatch) -> VirtualCard:
    """The virtual card, as the only one that this process finds."""
    for name, value in virtual_card.variables.items():
        monkeypatch.setenv(name, value)
    sounddevice = portaudio()
    sounddevice._terminate()
    sounddevice._initialize()
    return virtual_card


def test_the_list_shows_each_side_of_each_card(card: VirtualCard) -> None:
    assert card.server.poll() is None
    devices = list_devices()
    for kind, name in ((DeviceKind.MICROPHONE, "Virtual mic"), (DeviceKind.LOUDSPEAKER, "Virtual speaker")):
        (found,) = [device for device in devices if device.kind is kind and device.name == name]
        assert found.host_api == "ALSA"
        assert found.channels >= 1
        assert found.rate >= 8_000
        assert len([device for device in devices if device.kind is kind and device.default]) == 1
    table = device_table(devices).splitlines()
    assert len(table) == 1 + len(devices)
    assert table[0].split() == ["kind", "name", "channels", "Hz", "interface"]


@pytest.mark.usefixtures("card")
def test_a_device_is_chosen_by_its_name_or_a_part_of_it() -> None:
    devices = list_devices()
    assert choose_device(devices, DeviceKind.MICROPHONE, "Virtual mic").name == "Virtual mic"
    assert choose_device(devices, DeviceKind.MICROPHONE, "ual MI").name == "Virtual mic"
    assert choose_device(devices, DeviceKind.LOUDSPEAKER, "speaker").name == "Virtual speaker"
    for nothing in (None, ""):
        assert choose_device(devices, DeviceKind.LOUDSPEAKER, nothing).default


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize("kind", list(DeviceKind))
def test_a_missing_device_is_a_complaint_that_says_what_is_there(kind: DeviceKind) -> None:
    with pytest.raises(Complaint, match=f'No {kind} has "Jabra" in its name') as raised:
        CardRoom(*("Jabra" if other is kind else None for other in DeviceKind))
    for part in ("Virtual mic", f"`{kind}` in config.yaml", "voiceskill devices", "voiceskill run --typed"):
        assert part in str(raised.value)


def test_without_any_device_the_way_out_is_named() -> None:
    with pytest.raises(Complaint, match=r"This machine has no microphone: plug one in.*--typed"):
        choose_device([], DeviceKind.MICROPHONE, None)


def test_what_is_played_is_heard_without_a_sample_too_many(card: VirtualCard) -> None:
    room = CardRoom("Virtual mic", "Virtual speaker")
    assert room.live
    with card.record() as heard:
        blocks = room.blocks(Bursts(room.rate))
        next(blocks)
        begun = heard.wait_for_sound(5)
        until(blocks, 1.7)
        blocks.close()
        ended = heard.wait_for_silence(0.3, 5, after=begun)
    assert 1.2 < (ended - begun) / RATE < 2.5
    gaps = np.diff(onsets(heard.samples, RATE))
    # The resampling of the card's 44.1 kHz moves an edge by less than a millisecond; a gap in the stream by 20.
    assert most(np.isclose(gaps / RATE, 0.25, atol=0.001))


def test_what_is_spoken_arrives_in_regular_blocks(card: VirtualCard, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "spoken.wav", Bursts(16_000)(17_000), 16_000)
    room = CardRoom("Virtual mic", "Virtual speaker")
    blocks = room.blocks(silence)
    first = next(blocks)
    card.speak(tmp_path / "spoken.wav")  # the blocks wait meanwhile
    heard = [first, *until(blocks, first.time + 1.4)]
    assert {len(block.samples) for block in heard} == {round(room.rate * BLOCK_S)}
    starts = onsets(np.concatenate([block.samples for block in heard]), room.rate)
    assert most(np.isclose(np.diff(starts) / room.rate, 0.25, atol=0.001))
    times = np.array([block.time for block in heard])
    assert (np.diff(times) >= 0).all()
    assert most(np.isclose(np.diff(times), BLOCK_S, atol=0.005))


def test_the_microphone_is_on_the_loudspeakers_clock(card: VirtualCard) -> None:
    card.echo(30)
    room = CardRoom("Virtual mic", "Virtual speaker")
    blocks = until(room.blocks(Bursts(room.rate)), 1.7)
    starts = onsets(np.concatenate([block.samples for block in blocks]), room.rate)
    begun = blocks[0].time - len(blocks[0].samples) / room.rate
    late = (begun + starts / room.rate) % 0.25
    assert most((late > 0) & (late < 0.2))  # the echo's way, never before it was played
    assert most(np.isclose(late, np.median(late), atol=0.01))


def test_a_microphone_of_another_rate_is_brought_to_the_rooms(
    card: VirtualCard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(microphone, "knows_rate", lambda _device, _rate: False)  # the virtual one can do any
    soundfile.write(tmp_path / "spoken.wav", Bursts(16_000)(17_000), 16_000)
    device = choose_device(list_devices(), DeviceKind.MICROPHONE, "Virtual mic")
    recorder = microphone.CardMicrophone(device, 16_000)
    recorder.stream.start()
    card.speak(tmp_path / "spoken.wav")
    fetched = [block for block in (recorder.fetch() for _ in range(65)) if block is not None]
    recorder.stream.close()
    heard = np.concatenate([samples for samples, _ in fetched])
    assert device.rate != 16_000
    assert recorder.dropped == 0
    assert [end for _, end in fetched] == pytest.approx(np.cumsum([len(samples) for samples, _ in fetched]) / 16_000)
    starts = onsets(heard, 16_000)
    assert most(np.isclose(np.diff(starts) / 16_000, 0.25, atol=0.001))


def test_a_loudspeaker_of_another_rate_is_given_its_own(card: VirtualCard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loudspeaker, "knows_rate", lambda _device, _rate: False)  # the virtual one can do any
    device = choose_device(list_devices(), DeviceKind.LOUDSPEAKER, "Virtual speaker")
    assert device.rate != RATE
    feed = Feed(Bursts(RATE))
    speaker = CardLoudspeaker(device, RATE, feed)
    with card.record() as heard:
        speaker.stream.start()
        feed.flows = True
        begun = heard.wait_for_sound(5)
        samples = heard.wait(lambda samples: len(samples) > begun + 1.3 * RATE, 5)
        speaker.stream.close()
    assert most(np.isclose(np.diff(onsets(samples, RATE)) / RATE, 0.25, atol=0.001))
    tone = samples[begun : begun + RATE // 25].astype(np.float64)
    assert np.argmax(np.abs(np.fft.rfft(tone))) == 1000 // 25
    assert speaker.clock.origin is not None


def test_a_loudspeaker_that_is_slow_to_begin_is_not_taken_for_a_dead_one(card: VirtualCard) -> None:
    # What it takes at first it plays two seconds later, and asks for no more until then.
    for command in ("load-module module-null-sink sink_name=slow", "set-default-sink slow"):
        subprocess.run(["pactl", *command.split()], env=card.environment, stdout=subprocess.DEVNULL, check=True)
    blocks = until(CardRoom("Virtual mic").blocks(silence), 1.0)
    assert len(blocks) > 20
    assert not any(block.trouble for block in blocks)


@pytest.mark.usefixtures("card")
def test_a_loudspeaker_that_fails_is_silent_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: int) -> NDArray[np.float32]:
        raise ZeroDivisionError

    times = [block.time for block in until(CardRoom().blocks(broken), 0.3)]
    assert len(times) > 5
    assert [record.exc_info is not None for record in caplog.records if record.levelname == "ERROR"] == [True]


def test_the_room_can_be_opened_again(card: VirtualCard) -> None:
    assert card.server.poll() is None
    room = CardRoom()
    for _ in range(3):
        blocks = room.blocks(silence)
        assert 0 < next(blocks).time < 1
        blocks.close()


def test_blocks_that_nobody_fetches_are_counted_and_the_clock_goes_on(
    card: VirtualCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(microphone, "_WAITING", 5)
    soundfile.write(tmp_path / "spoken.wav", np.zeros(8_000), 16_000)
    blocks = CardRoom().blocks(silence)
    first = next(blocks)
    card.speak(tmp_path / "spoken.wav")
    waited = [next(blocks) for _ in range(10)]
    assert "blocks of the microphone were lost" in caplog.text
    assert waited[-1].time - first.time > 0.4


def test_without_portaudio_the_packages_name_is_said() -> None:
    program = textwrap.dedent("""
        import ctypes.util
        ctypes.util.find_library = lambda name: None  # as on a machine without libportaudio2
        from voiceskill.complaint import Complaint
        from voiceskill.rooms import recording, typed  # work without it
        from voiceskill.rooms.card import CardRoom
        try:
            CardRoom()
        except Complaint as complaint:
            print(complaint)
    """)
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert "sudo apt install libportaudio2" in said.stdout
    assert "voiceskill run --typed" in said.stdout


def test_a_device_that_does_not_open_is_a_complaint(card: VirtualCard) -> None:
    room = CardRoom("Virtual mic", "Virtual speaker")
    card.close()
    with pytest.raises(Complaint, match=r'"Virtual speaker" cannot be used .*: end the program that holds it'):
        next(room.blocks(silence))
