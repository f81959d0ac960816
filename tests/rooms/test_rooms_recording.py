"""Recordings in place of the sound card: every format, sample by sample, and what cannot be used."""

import itertools
import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import BLOCK_S, Block, Room

RATE = 16_000


class Ramp:
    """A loudspeaker whose every sample is its own number, wrapped to 16 bits."""

    def __init__(self) -> None:
        self.numbers = itertools.count()

    def __call__(self, count: int) -> NDArray[np.float32]:
        """Return the next samples."""
        return (whole_ramp(itertools.islice(self.numbers, count)) / 32768).astype(np.float32)


def whole_ramp(numbers: Iterator[int] | range) -> NDArray[np.int16]:
    """Return the numbers as the ramp shows them."""
    return np.array(list(numbers), dtype=np.int64).astype(np.int16)


def silence(count: int) -> NDArray[np.float32]:
    """Return a loudspeaker's silence."""
    return np.zeros(count, dtype=np.float32)


def noise(seconds: float, rate: int = RATE, channels: int = 1) -> NDArray[np.int16]:
    """Return reproducible noise, shape (n, channels)."""
    random = np.random.default_rng(seed=rate + channels)
    return random.integers(-20_000, 20_000, size=(round(seconds * rate), channels), dtype=np.int16)


def through(room: Room, limit: int = 10_000) -> list[Block]:
    """Return the blocks up to the first after the input's end."""
    blocks = []
    for block in itertools.islice(room.blocks(silence), limit):
        blocks.append(block)
        if block.last:
            break
    return blocks


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Half a second and a bit of noise, so that the last block is not full."""
    path = tmp_path / "heard.wav"
    soundfile.write(path, noise(0.5071), RATE, subtype="PCM_16")
    return path


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 192_000])
def test_the_microphone_brings_each_sample_of_the_file(tmp_path: Path, rate: int) -> None:
    sound = noise(0.307, rate)
    soundfile.write(tmp_path / "heard.wav", sound, rate, subtype="PCM_16")
    room = RecordingRoom(tmp_path / "heard.wav")
    blocks = through(room)
    heard = np.concatenate([block.samples for block in blocks])
    assert room.rate == rate
    assert not room.live
    assert heard.dtype == np.int16
    np.testing.assert_array_equal(heard[: len(sound)], sound[:, 0])
    assert not heard[len(sound) :].any()
    assert {len(block.samples) for block in blocks} == {round(rate * BLOCK_S)}
    np.testing.assert_allclose(
        [block.time for block in blocks], np.cumsum([len(block.samples) for block in blocks]) / rate, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("name", "subtype", "error"),
    [
        ("a.wav", "PCM_16", 0),
        ("a.wav", "PCM_24", 0),
        ("a.wav", "PCM_32", 0),
        ("a.wav", "FLOAT", 0),
        ("a.wav", "DOUBLE", 0),
        ("a.wav", "PCM_U8", 256),
        ("a.flac", "PCM_16", 0),
    ],
)
def test_any_sample_format_becomes_int16(tmp_path: Path, name: str, subtype: str, error: int) -> None:
    sound = noise(0.2)
    fractions = subtype in {"FLOAT", "DOUBLE"}
    soundfile.write(tmp_path / name, sound / 32768 if fractions else sound, RATE, subtype=subtype)
    heard = np.concatenate([block.samples for block in through(RecordingRoom(tmp_path / name))])[: len(sound)]
    np.testing.assert_allclose(heard, sound[:, 0], atol=error)


def test_channels_are_averaged(tmp_path: Path) -> None:
    sound = noise(0.2, channels=2)
    soundfile.write(tmp_path / "stereo.wav", sound, RATE, subtype="PCM_16")
    heard = np.concatenate([block.samples for block in through(RecordingRoom(tmp_path / "stereo.wav"))])[: len(sound)]
    np.testing.assert_allclose(heard, sound.astype(float).mean(axis=1), atol=0.5)


def test_what_is_beyond_full_scale_or_no_number_does_no_harm(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "wild.wav", np.array([3.0, -3.0, np.nan, 0.5]), RATE, subtype="FLOAT")
    heard = through(RecordingRoom(tmp_path / "wild.wav"))[0].samples
    assert heard[:4].tolist() == [32767, -32768, 0, 16384]


def test_the_loudspeaker_is_recorded_sample_by_sample(recording: Path, tmp_path: Path) -> None:
    output = tmp_path / "played.wav"
    blocks = list(RecordingRoom(recording, output, duration=5.0).blocks(Ramp()))
    played, rate = soundfile.read(output, dtype="int16", always_2d=True)
    assert rate == RATE
    assert played.shape == (5 * RATE, 1)
    np.testing.assert_array_equal(played[:, 0], whole_ramp(range(5 * RATE)))
    assert sum(len(block.samples) for block in blocks) == 5 * RATE


def test_what_is_heard_is_answered_one_block_later_at_the_earliest(recording: Path, tmp_path: Path) -> None:
    answer: list[NDArray[np.float32]] = [silence(round(RATE * BLOCK_S))]
    with_answer = RecordingRoom(recording, tmp_path / "played.wav", duration=0.5).blocks(lambda _: answer[-1])
    for block in with_answer:
        answer.append((block.samples / 32768).astype(np.float32))  # noqa: PERF401 - the room asks for it meanwhile
    played, _ = soundfile.read(tmp_path / "played.wav", dtype="int16")
    heard, _ = soundfile.read(recording, dtype="int16")
    size = round(RATE * BLOCK_S)
    assert not played[:size].any()
    np.testing.assert_array_equal(played[size:], heard[: len(played) - size])


def test_two_runs_are_the_same(recording: Path, tmp_path: Path) -> None:
    runs = []
    for name in ("first.wav", "second.wav"):
        blocks = list(RecordingRoom(recording, tmp_path / name, duration=1.0).blocks(Ramp()))
        runs.append([(block.time, block.last, block.samples.tobytes()) for block in blocks])
    assert runs[0] == runs[1]
    assert (tmp_path / "first.wav").read_bytes() == (tmp_path / "second.wav").read_bytes()


def test_after_the_end_there_is_silence_as_long_as_it_is_asked(recording: Path) -> None:
    blocks = list(itertools.islice(RecordingRoom(recording).blocks(silence), 500))
    ends = [block.last for block in blocks]
    assert ends == [False] * 26 + [True] * 474
    assert not any(block.samples.any() for block in blocks[26:])


@pytest.mark.parametrize("duration", [0.0, 0.01, 0.25, 0.503, 2.0])
def test_the_room_closes_after_its_duration(recording: Path, tmp_path: Path, duration: float) -> None:
    blocks = list(RecordingRoom(recording, tmp_path / "played.wav", duration).blocks(silence))
    assert sum(len(block.samples) for block in blocks) == round(duration * RATE)
    assert soundfile.info(tmp_path / "played.wav").frames == round(duration * RATE)


def test_the_output_has_its_name_only_when_it_is_whole(recording: Path, tmp_path: Path) -> None:
    output = tmp_path / "played.wav"
    blocks = RecordingRoom(recording, output).blocks(Ramp())
    for _ in range(100):
        next(blocks)
    assert not output.exists()
    blocks.close()
    assert soundfile.info(output).frames == 100 * round(RATE * BLOCK_S)
    assert sorted(tmp_path.iterdir()) == [recording, output]


def test_an_output_that_was_there_is_replaced_at_the_end(recording: Path, tmp_path: Path) -> None:
    output = tmp_path / "played.wav"
    output.write_bytes(b"the last run")
    blocks = RecordingRoom(recording, output, duration=0.04).blocks(Ramp())
    next(blocks)
    assert output.read_bytes() == b"the last run"
    assert len(list(blocks)) == 1
    assert soundfile.info(output).frames == 640


def test_a_link_stays_a_link(recording: Path, tmp_path: Path) -> None:
    (tmp_path / "link.wav").symlink_to(tmp_path / "target.wav")
    list(RecordingRoom(recording, tmp_path / "link.wav", duration=0.1).blocks(silence))
    assert (tmp_path / "link.wav").is_symlink()
    assert soundfile.info(tmp_path / "target.wav").frames == 1600


def test_an_error_leaves_no_output(recording: Path, tmp_path: Path) -> None:
    def broken(count: int) -> NDArray[np.float32]:
        if broken_after.pop(0) == 0:
            raise ZeroDivisionError
        return silence(count)

    broken_after = [3, 2, 1, 0]
    with pytest.raises(ZeroDivisionError):
        list(RecordingRoom(recording, tmp_path / "played.wav").blocks(broken))
    assert list(tmp_path.iterdir()) == [recording]


def test_an_interrupt_keeps_what_was_played(recording: Path, tmp_path: Path) -> None:
    def interrupted(count: int) -> NDArray[np.float32]:
        if interrupted_after.pop(0) == 0:
            raise KeyboardInterrupt
        return silence(count)

    interrupted_after = [3, 2, 1, 0]
    with pytest.raises(KeyboardInterrupt):
        list(RecordingRoom(recording, tmp_path / "played.wav").blocks(interrupted))
    assert soundfile.info(tmp_path / "played.wav").frames == 3 * 320


def test_a_full_disk_is_a_complaint_and_leaves_no_output(recording: Path, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(Complaint, match=r"played\.wav: File too large; make room there"):
            list(RecordingRoom(recording, tmp_path / "played.wav", duration=10).blocks(silence))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == [recording]


def test_a_disk_that_fills_up_with_the_last_samples_is_a_complaint_too(recording: Path, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # less than a buffer: the disk is touched at the end
    try:
        with pytest.raises(Complaint, match="make room there"):
            list(RecordingRoom(recording, tmp_path / "played.wav", duration=0.1).blocks(silence))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == [recording]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "is not a recording"),
        (b"not a wave at all, but a text" * 10, "is not a recording"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "is not a recording"),
    ],
)
def test_what_is_no_recording_is_a_complaint(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    path = tmp_path / "heard.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Complaint, match=complaint) as raised:
        RecordingRoom(path)
    assert str(path) in str(raised.value)


def test_what_is_no_file_is_a_complaint_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    for path, what in ((tmp_path, "a folder"), (pipe, "a pipe"), (Path("/dev/zero"), "a device")):
        with pytest.raises(Complaint, match=f"^{path} is {what}, not a file; name a WAV file, recorded beforehand.$"):
            RecordingRoom(path)


def test_a_recording_without_sound_is_a_complaint(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE)
    with pytest.raises(Complaint, match="holds no sound"):
        RecordingRoom(tmp_path / "empty.wav")


@pytest.mark.parametrize("rate", [4_000, 384_000])
def test_a_rate_out_of_range_is_a_complaint(tmp_path: Path, rate: int) -> None:
    soundfile.write(tmp_path / "odd.wav", noise(0.1), rate)
    with pytest.raises(Complaint, match=f"has {rate} samples a second"):
        RecordingRoom(tmp_path / "odd.wav")


def test_a_recording_that_breaks_off_never_ends_in_a_traceback(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "whole.flac", noise(2.0), RATE)
    whole = (tmp_path / "whole.flac").read_bytes()
    (tmp_path / "torn.flac").write_bytes(whole[: len(whole) // 2])
    room = RecordingRoom(tmp_path / "torn.flac")
    try:
        blocks = through(room)
    except Complaint as complaint:
        assert "damaged" in str(complaint)  # noqa: PT017 - which of the two happens is up to libsndfile's version
    else:
        assert 0.5 < blocks[-1].time < 2.0


def test_the_recording_is_not_overwritten(recording: Path, tmp_path: Path) -> None:
    before = recording.read_bytes()
    (tmp_path / "same.wav").hardlink_to(recording)
    for output in (recording, tmp_path / "." / "heard.wav", tmp_path / "same.wav"):
        with pytest.raises(Complaint, match="would overwrite the recording"):
            RecordingRoom(recording, output)
    assert recording.read_bytes() == before


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        ("nowhere/played.wav", "No such file or directory"),
        ("heard.wav/played.wav", "Not a directory"),
        ("long" * 100 + ".wav", "File name too long"),
    ],
)
def test_an_output_that_cannot_be_made_is_a_complaint(
    recording: Path, tmp_path: Path, output: str, complaint: str
) -> None:
    with pytest.raises(Complaint, match=f"{complaint}; make room there or name another place"):
        next(RecordingRoom(recording, tmp_path / output).blocks(silence))


def test_an_absent_recording_is_missed_even_where_the_output_exists(recording: Path, tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="cannot be read: No such file"):
        RecordingRoom(tmp_path / "absent.wav", recording)


def test_an_output_that_is_a_folder_is_a_complaint(recording: Path, tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="that is no file; name another one"):
        next(RecordingRoom(recording, tmp_path).blocks(silence))


def test_a_device_is_not_replaced_by_a_file(recording: Path) -> None:
    with pytest.raises(Complaint, match="that is no file; name another one"):
        next(RecordingRoom(recording, Path(os.devnull)).blocks(silence))
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116 - os.devnull is a name, not a place


def test_ten_minutes_of_silence_take_seconds(recording: Path) -> None:
    ends = [block.time for block in RecordingRoom(recording, duration=600).blocks(silence)]
    assert len(ends) == 30_000
    assert ends[-1] == 600
