"""Runs one room: what its microphone brings goes to the ear, what was said to the coach, what he wants to the mixer."""

import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TypeVar

from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.utterance import Utterance
from voiceskill.obeying import command_of, is_call
from voiceskill.occurrences import DeviceBack, DeviceLost, Heard, Occurrence, Watcher
from voiceskill.own_words import OwnWords
from voiceskill.performance import Performance
from voiceskill.repertoire import Repertoire
from voiceskill.rooms.room import Block, Loudspeaker, Room

_CLEAR = 0.5
"""Score from which a sentence that makes no sense now is answered: talk beside the mat is not to be."""
_ATTENTIVE_S = 8.0
"""Seconds after a call within which what is said needs none."""
_COURTESY_S = 3.0
"""Seconds for which the coach speaks more softly because somebody speaks: a command takes less, a talk takes more."""
_TRIED = State.HOLDING
"""As in which state it is heard what is only tried out: that in which most is said."""
_AT_WORK = frozenset({State.EXPLAINING, State.POSITIONING, State.HOLDING, State.RESTING, State.CHANGING_SIDES})
"""What does not go on while the coach can neither hear nor be heard."""


class Service:
    """The whole way of a sound, for one room."""

    def __init__(
        self,
        *,
        room: Room,
        loudspeaker: Loudspeaker,
        ear: Ear,
        repertoire: Repertoire,
        performance: Performance,
        own_words: OwnWords,
        interrupted: Callable[[], Interrupted | None] = lambda: None,
        strikes: Callable[[], bool] = lambda: False,
        tries: Callable[[], bool] = lambda: False,
        adopted: Callable[[Repertoire], None] = lambda _repertoire: None,
        watchers: Sequence[Watcher] = (),
    ) -> None:
        """Bring the parts together.

        Args:
            room: Where it happens.
            loudspeaker: What the room asks for the samples to play.
            ear: Makes utterances of the room's samples.
            repertoire: What is listened for and understood; the performance's coach knows it.
            performance: Obeys what is understood.
            own_words: Tells what the coach himself has said; he obeys that only where it silences him.
            interrupted: Is asked once, when the coach can be heard and is idle, for a session that was broken off: he
                offers to go on with it before anything else.
            strikes: Is asked each second, while the coach is idle, whether to suggest a session.
            tries: Is asked, while the coach is idle, whether what is said is only tried out: it is heard as in a
                session, and not obeyed.
            adopted: Is told when the coach has begun to go by another repertoire.
            watchers: Are told what was heard.
        """
        self._room = room
        self._loudspeaker = loudspeaker
        self._ear = ear
        self._repertoire = repertoire
        self._performance = performance
        self._own_words = own_words
        self._interrupted: Callable[[], Interrupted | None] | None = interrupted
        self._strikes = strikes
        self._tries = tries
        self._trouble = ""
        self._second = 0
        self._urgent = repertoire.understanding.urgent_sentences()
        self._adopted = adopted
        self._watchers = watchers
        self._asked: SimpleQueue[tuple[Command, threading.Event]] = SimpleQueue()
        self._told: SimpleQueue[tuple[str, Future[bool]]] = SimpleQueue()
        self._offered: SimpleQueue[Interrupted] = SimpleQueue()
        self._announced: SimpleQueue[str] = SimpleQueue()
        self._remarks: SimpleQueue[str] = SimpleQueue()
        self._recognizers: SimpleQueue[Recognizer] = SimpleQueue()
        self._repertoires: SimpleQueue[Repertoire] = SimpleQueue()
        self._t = 0.0
        self._heard = 0
        self._ended = False
        self._called_until = -math.inf
        self._dismissed = False

    @property
    def recognizer(self) -> str:
        """Description of who recognises speech. Any thread may ask."""
        return self._ear.recognizer.description

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that who listens at present cannot recognise. Any thread may call this."""
        return self._ear.recognizer.unknown(words)

    def replace_recognizer(self, recognizer: Recognizer) -> None:
        """Let another recogniser take over as soon as no session is under way. Any thread may call this."""
        self._recognizers.put(recognizer)

    def end(self) -> None:
        """Have `run` return after the block that is under way. Any thread may call this; it never waits."""
        self._dismissed = True

    def close(self) -> None:
        """End who recognises speech, and who was about to, and let nobody wait any more; after the last block."""
        for _, done in _taken(self._asked):
            done.set()
        for _, made_sense in _taken(self._told):
            made_sense.cancel()
        for recognizer in _taken(self._recognizers):
            recognizer.close()
        self._ear.close()

    def ask(self, command: Command) -> threading.Event:
        """Have a command obeyed in the next block, as if it had been said. Any thread may call this; it never waits.

        A command that makes no sense by then changes nothing, nor does one that comes while the coach is idle and can
        neither hear nor be heard.

        Returns:
            What is set once that has been done, and the watchers have been told.
        """
        done = threading.Event()
        self._asked.put((command, done))
        return done

    def hear(self, line: str) -> Future[bool]:
        """Have a line taken in the next block as if it had been typed. Any thread may call this; it never waits.

        Returns:
            What tells, once that has been done, whether it was a command that made sense; while the coach is idle and
            can neither hear nor be heard, nothing does.
        """
        made_sense: Future[bool] = Future()
        self._told.put((line, made_sense))
        return made_sense

    def offer(self, interrupted: Interrupted) -> None:
        """Have the coach, once he is idle, offer to go on with a session that was left, as it may be in another room.

        Any thread may call this; it never waits.
        """
        self._offered.put(interrupted)

    def announce(self, text: str) -> None:
        """Have a text said, over whatever is going on. Any thread may call this; it never waits."""
        self._announced.put(text)

    def remark(self, text: str) -> None:
        """Have a text said as soon as that cuts off nothing else. Any thread may call this; it never waits."""
        self._remarks.put(text)

    def adopt(self, repertoire: Repertoire) -> None:
        """Go by changed settings as soon as no session is under way. Any thread may call this; it never waits."""
        self._repertoires.put(repertoire)

    def run(self, duration: float | None = None) -> None:
        """Serve until the room closes, `end` is called, or, once the input has ended, until the coach is idle.

        However it ends, a session that is under way is recorded as stopped; except where a mistake in the program
        breaks it off, so that whoever serves the room next offers to go on with it.

        Args:
            duration: Seconds on the room's clock after which it ends instead.

        Raises:
            Complaint: The room, or a file that is written, fails.
        """
        mistaken = False
        try:
            with closing(self._room.blocks(self._loudspeaker)) as blocks:
                for block in blocks:
                    self._attend(block)
                    over = block.last and self._finished() if duration is None else block.time >= duration
                    if over or self._dismissed:
                        break
        except Exception as error:
            mistaken = not isinstance(error, Complaint)
            raise
        finally:
            if not mistaken:
                if self._performance.state is not State.IDLE:
                    self._performance.ask(Command("stop"), self._t)
                self._performance.catch_up()

    def _attend(self, block: Block) -> None:
        self._t = block.time
        self._heard += block.samples.size
        self._performance.keep_up(block.lag, block.lag_since)
        self._performance.catch_up()
        self._performance.count(block.time)
        # The ear counts what it hears; samples that the room lost, in either direction, it knows nothing of.
        lost = block.time - self._heard / self._room.rate
        utterances = self._listen(block)
        self._performance.give_way(0.0 < self._ear.attending < _COURTESY_S)
        for utterance in utterances:
            self._hear(_later(utterance, lost))
        for line in block.typed:
            self._hear(Utterance(line, (), 0.0, block.time, block.time), typed=True)
        for line, made_sense in _taken(self._told):
            if made_sense.set_running_or_notify_cancel():  # whoever told it may have had enough of waiting
                heard = Utterance(line, (), 0.0, block.time, block.time)
                made_sense.set_result(self._is_of_use(block) and self._hear(heard, typed=True))
        if self._performance.state is State.IDLE:
            # First of all: who has just saved a routine and starts it by a button finds it known.
            self._welcome()
        obeyed = self._obey(block)
        for text in _taken(self._announced):
            self._performance.announce(text)
        self._follow_devices(block)
        self._performance.catch_up()
        for done in obeyed:  # by now it is also to be seen what may have kept the coach from it
            done.set()
        if self._trouble:
            return
        self._remark()
        self._suggest()
        self._ear.use(self._repertoire.grammars[_TRIED if self._trying else self._performance.state])

    def _obey(self, block: Block) -> list[threading.Event]:
        """Do what was asked for otherwise than in words, and return what tells that."""
        obeyed = []
        for command, done in _taken(self._asked):
            if self._is_of_use(block) and self._repertoire.knows(command):
                self._performance.ask(command, self._t)
                self._performance.catch_up()
            obeyed.append(done)
        return obeyed

    def _is_of_use(self, block: Block) -> bool:
        """Return whether what is asked for is done: what nobody hears now would begin by itself, hours later."""
        return not block.trouble or self._performance.state is not State.IDLE

    @property
    def _trying(self) -> bool:
        return self._performance.state is State.IDLE and self._tries()

    def _follow_devices(self, block: Block) -> None:
        """Let nothing go on while there is no microphone or no loudspeaker; only the user goes on after that."""
        before, self._trouble = self._trouble, block.trouble
        if self._trouble and self._trouble != before:  # another trouble takes something else to mend
            self._ear.forget()
            self._tell(DeviceLost(self._t, self._trouble))
        elif before and not self._trouble:
            self._tell(DeviceBack(self._t))
            if self._performance.state is State.PAUSED:
                self._performance.tell_return()
        # Whatever a button has set going meanwhile would begin by itself when the devices are back.
        if self._trouble and self._performance.state in _AT_WORK:
            self._performance.ask(Command("pause"), self._t)
        elif self._trouble:
            self._performance.be_unheard(self._t)

    def _tell(self, occurrence: Occurrence) -> None:
        for watch in self._watchers:
            watch(occurrence)

    def _listen(self, block: Block) -> list[Utterance]:
        if not block.last:
            return self._ear.hear(block.samples, block.time)
        # What was said last has no silence after it that would end it.
        ending, self._ended = not self._ended, True
        return self._ear.flush() if ending else []

    def _hear(self, utterance: Utterance, *, typed: bool = False) -> bool:
        """Do what was said, and return whether it was a command that made sense."""
        understanding = self._repertoire.understanding
        trying = self._trying
        state = _TRIED if trying else self._performance.state
        echo = not typed and self._is_echo(utterance)
        called = typed or utterance.speech_start <= self._called_until
        sure = replace(utterance, score=math.inf) if typed else utterance  # at a keyboard nobody is misheard
        command = None if echo else command_of(sure, state, understanding, called=called)
        calling = not echo and is_call(sure, state, understanding)
        heard = Heard(
            t=self._t,
            text=utterance.text,
            accepted=calling or command is not None,
            score=utterance.score,
            speech_start=utterance.speech_start,
            speech_end=utterance.speech_end,
        )
        self._tell(heard)
        if trying:
            return False
        if command:
            self._performance.ask(command, self._t)
        elif calling:
            self._performance.answer_call()
            self._called_until = self._t + _ATTENTIVE_S
        elif typed or utterance.lost or (not echo and self._is_clear(utterance, called=called)):
            self._performance.miss(self._t)
        return heard.accepted

    def _is_echo(self, utterance: Utterance) -> bool:
        """Return whether the coach has heard himself: a sentence of his, or the phrase that he is called by."""
        wake = self._repertoire.understanding.wake_phrase
        if wake.words and wake.begins(utterance.text) and self._own_words.mention(wake.words, utterance):
            return True
        return utterance.text not in self._urgent and self._own_words.hold(utterance)

    def _is_clear(self, utterance: Utterance, *, called: bool) -> bool:
        """Return whether an utterance was surely meant for the coach, though it makes no sense now."""
        understanding = self._repertoire.understanding
        idle = self._performance.state is State.IDLE
        return (
            utterance.score >= _CLEAR
            and (called or not idle or not understanding.must_be_called(utterance.text))
            and understanding.means_something(utterance.text)
        )

    def _finished(self) -> bool:
        if not self._performance.quiet:
            return False
        if self._performance.state is State.IDLE:
            return True
        # A coach that waits for a word would wait for ever.
        self._performance.desert(self._t)
        return False

    def _remark(self) -> None:
        if self._performance.unhurried:
            for text in islice(_taken(self._remarks), 1):
                self._performance.announce(text)

    def _suggest(self) -> None:
        if self._performance.state is not State.IDLE:
            self._interrupted = None  # the user has begun something else
            return
        if self._performance.quiet:  # the question would cut off why it is asked here
            for offered in islice(_taken(self._offered), 1):
                self._performance.come_back(offered, self._t)
                return
        second = int(self._t)
        if second != self._second:
            self._second = second
            if not self._performance.quiet or self._trying:
                return
            asked, self._interrupted = self._interrupted, None
            if asked and (interrupted := asked()):
                self._performance.come_back(interrupted, self._t)
            elif self._strikes():
                self._performance.suggest(self._t)

    def _welcome(self) -> None:
        """Put to use what has arrived since: another recogniser, changed settings."""
        for recognizer in _taken(self._recognizers):
            self._ear.recognizer = recognizer
        for repertoire in _taken(self._repertoires):
            lesson = repertoire.lesson(self._repertoire.config)
            self._performance.teach(lesson, repertoire.config.voice.name, self._t)
            self._repertoire = repertoire
            self._adopted(repertoire)


_T = TypeVar("_T")


def _taken(queue: SimpleQueue[_T]) -> Iterator[_T]:
    """Yield what lies in a queue, without waiting for more."""
    with suppress(Empty):
        while True:
            yield queue.get_nowait()


def _later(utterance: Utterance, seconds: float) -> Utterance:
    """Return an utterance with its times moved by so many seconds."""
    return replace(
        utterance,
        words=tuple(replace(word, start=word.start + seconds, end=word.end + seconds) for word in utterance.words),
        speech_start=utterance.speech_start + seconds,
        speech_end=utterance.speech_end + seconds,
    )
