"""One room with all that hears, thinks and speaks in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from voiceskill.assembly import open_sounds, put_to_work
from voiceskill.coaching.effects import Interrupted, Move
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.history import History
from voiceskill.coaching.state import State
from voiceskill.equipment import Equipment
from voiceskill.hearing.choosing import Choice
from voiceskill.hearing.ear import Ear
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.follower import Follower
from voiceskill.live.snapshot import Snapshot
from voiceskill.mat import Mat
from voiceskill.occurrences import Watcher
from voiceskill.own_words import OwnWords
from voiceskill.repertoire import Repertoire
from voiceskill.rooms.metered import MeteredRoom
from voiceskill.rooms.room import Block
from voiceskill.service import Service
from voiceskill.sound_check import SoundCheck
from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.speaking.wording import Wording
from voiceskill.tuning import Tuning


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a room has to do with the world outside it."""

    record: Callable[[Fact], None]
    """Remembers a fact."""
    history: Callable[[], History] = History
    """Gives what is known of the past."""
    interrupted: Callable[[], Interrupted | None] = lambda: None
    """Gives the session that was broken off here, if one was."""
    move: Callable[[Move], None] = lambda _move: None
    """Lets a session go on in another room."""
    strikes: Callable[[], bool] = lambda: False
    """Says whether to ask now whether to stretch; asked each second while the coach is idle."""
    remind: Callable[[int | None], None] = lambda _minutes: None
    """Takes when to ask that again, in minutes; None: tomorrow."""
    watchers: Sequence[Watcher] = ()
    """Are told what happens."""
    meter: Callable[[Block], None] = lambda _block: None
    """Is given each block before the ear hears it; must be quick."""
    adopted: Callable[[Repertoire], None] = lambda _repertoire: None
    """Is told when the coach has begun to go by another repertoire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomAtWork:
    """One room, ready to be served."""

    mat: Mat
    """What others see of it."""
    service: Service
    """Serves it."""
    tuning: Tuning
    """Sets how readily what is heard there is believed."""
    wording: Wording
    """Puts the coach's lines into words."""


@contextmanager
def open_room(
    key: str,
    equipment: Equipment,
    repertoire: Repertoire,
    tuning: Tuning,
    surroundings: Surroundings,
    *,
    choice: Choice,
    synthesizer: Synthesizer,
    now: Callable[[], Repertoire],
) -> Iterator[RoomAtWork]:
    """Put everything into a room, until the context is left.

    Args:
        key: The room's key in the settings, or `voiceskill.config.HERE`.
        equipment: What it hears and plays with.
        repertoire: What can be asked for there at first.
        tuning: Tunes who listens.
        surroundings: What it has to do with the world outside it.
        choice: Who listens; closed with the room.
        synthesizer: Speaks, for other rooms too.
        now: Gives what can be asked for there, as in force or about to be.

    Raises:
        Complaint: The voice, or a file of the program's own, is missing.
    """
    config, room, around = repertoire.config, equipment.room, surroundings
    live, own_words = Bulletin(Snapshot()), OwnWords(config.language)
    sound = SoundCheck(room.rate, lambda trial: tuning.fit(trial, now().understanding))
    watchers = (own_words.watch, Follower(live).watch, sound.watch, *around.watchers)
    with ExitStack() as open_things:
        # As long as no service closes it that listens with it.
        open_things.callback(choice.recognizer.close)
        sounds = open_things.enter_context(open_sounds(config, equipment.sound_rate, synthesizer))
        player, loudspeaker = equipment.connect(sounds.of)
        performance = put_to_work(
            config,
            sounds,
            player,
            examples=repertoire.understanding.examples,
            record=around.record,
            history=around.history,
            remind=around.remind,
            move=around.move,
            watchers=watchers,
        )
        service = Service(
            room=MeteredRoom(MeteredRoom(room, around.meter), sound.take),
            loudspeaker=loudspeaker,
            ear=Ear(
                choice.recognizer,
                room.rate,
                repertoire.grammars[State.IDLE],
                urgent=repertoire.understanding.urgent_sentences(),
                echo=equipment.echo,
            ),
            repertoire=repertoire,
            performance=performance,
            own_words=own_words,
            interrupted=around.interrupted,
            strikes=around.strikes,
            tries=lambda: sound.trying,
            adopted=around.adopted,
            watchers=watchers,
        )
        open_things.callback(live.close)
        open_things.callback(service.close)
        mat = Mat(
            key=key,
            name=config.room_names.get(key, ""),
            live=live,
            ask=service.ask,
            hear=service.hear,
            announce=service.announce,
            repertoire=now,
            sound=sound,
        )
        yield RoomAtWork(mat=mat, service=service, tuning=tuning, wording=sounds.wording)
