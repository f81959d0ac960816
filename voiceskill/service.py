"""Runs one room: what its microphone brings goes to the ear, what was said to the coach, what he wants to the mixer."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from queue import Empty, SimpleQueue

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.utterance import Utterance
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.occurrences import Heard, Watcher
from voiceskill.own_words import OwnWords
from voiceskill.performance import Performance
from voiceskill.rooms.room import Block, Loudspeaker, Room
from voiceskill.understanding.matching import Understanding

_CLEAR = 0.5
"""Score from which a sentence that makes no sense now is answered: talk beside the mat is not to be."""


class Service:
    """The whole way of a sound, for one room."""

    def __init__(
        self,
        *,
        room: Room,
        loudspeaker: Loudspeaker,
        ear: Ear,
        grammars: Mapping[State, WordGraph],
        understanding: Understanding,
        performance: Performance,
        own_words: OwnWords,
        strikes: Callable[[], bool] = lambda: False,
        watchers: Sequence[Watcher] = (),
    ) -> None:
        """Bring the parts together.

        Args:
            room: Where it happens.
            loudspeaker: What the room asks for the samples to play.
            ear: Makes utterances of the room's samples.
            grammars: What is listened for, by state.
            understanding: Makes commands of utterances.
            performance: Obeys them.
            own_words: Tells what the coach himself has said; he obeys that only where it silences him.
            strikes: Is asked each second, while the coach is idle, whether to suggest a session.
            watchers: Are told what was heard.
        """
        self._room = room
        self._loudspeaker = loudspeaker
        self._ear = ear
        self._grammars = grammars
        self._understanding = understanding
        self._performance = performance
        self._own_words = own_words
        self._strikes = strikes
        self._second = 0
        self._urgent = understanding.urgent_sentences()
        self._watchers = watchers
        self._arrivals: SimpleQueue[Recognizer] = SimpleQueue()
        self._t = 0.0
        self._heard = 0
        self._ended = False

    def replace_recognizer(self, recognizer: Recognizer) -> None:
        """Let another recogniser take over as soon as no session is under way. Any thread may call this."""
        self._arrivals.put(recognizer)

    def run(self, duration: float | None = None) -> None:
        """Serve until the room closes, or, once its input has ended, until the coach is idle.

        However it ends, a session that is under way is recorded as stopped.

        Args:
            duration: Seconds on the room's clock after which it ends instead.

        Raises:
            Complaint: The room, or a file that is written, fails.
        """
        try:
            with closing(self._room.blocks(self._loudspeaker)) as blocks:
                for block in blocks:
                    self._attend(block)
                    over = block.last and self._finished() if duration is None else block.time >= duration
                    if over:
                        break
        finally:
            if self._performance.state is not State.IDLE:
                self._performance.ask(Command("stop"), self._t)
            self._performance.catch_up()

    def _attend(self, block: Block) -> None:
        self._t = block.time
        self._heard += block.samples.size
        self._performance.catch_up()
        self._performance.count(block.time)
        # The ear counts what it hears; samples that the room lost, in either direction, it knows nothing of.
        lost = block.time - self._heard / self._room.rate
        for utterance in self._listen(block):
            self._hear(_later(utterance, lost))
        for line in block.typed:
            self._hear(Utterance(line, (), 0.0, block.time, block.time), typed=True)
        self._performance.catch_up()
        self._ear.use(self._grammars[self._performance.state])
        if self._performance.state is State.IDLE:
            self._welcome_recognizer()
            self._suggest()

    def _listen(self, block: Block) -> list[Utterance]:
        if not block.last:
            return self._ear.hear(block.samples)
        # What was said last has no silence after it that would end it.
        ending, self._ended = not self._ended, True
        return self._ear.flush() if ending else []

    def _hear(self, utterance: Utterance, *, typed: bool = False) -> None:
        echo = not typed and utterance.text not in self._urgent and self._own_words.hold(utterance)
        believed = utterance.score >= 0 and not echo
        command = self._understanding.interpret(utterance.text, self._performance.state) if believed else None
        heard = Heard(
            t=self._t,
            text=utterance.text,
            accepted=command is not None,
            score=utterance.score,
            speech_start=utterance.speech_start,
            speech_end=utterance.speech_end,
        )
        for watch in self._watchers:
            watch(heard)
        if command:
            self._performance.ask(command, self._t)
        elif typed or (believed and utterance.score >= _CLEAR and self._understanding.means_something(utterance.text)):
            self._performance.miss(self._t)

    def _finished(self) -> bool:
        if not self._performance.quiet:
            return False
        if self._performance.state is State.IDLE:
            return True
        # A coach that waits for a word would wait for ever.
        self._performance.desert(self._t)
        return False

    def _suggest(self) -> None:
        second = int(self._t)
        if second != self._second:
            self._second = second
            if self._performance.quiet and self._strikes():
                self._performance.suggest(self._t)

    def _welcome_recognizer(self) -> None:
        try:
            self._ear.recognizer = self._arrivals.get_nowait()
        except Empty:
            return


def _later(utterance: Utterance, seconds: float) -> Utterance:
    """Return an utterance with its times moved by so many seconds."""
    return replace(
        utterance,
        words=tuple(replace(word, start=word.start + seconds, end=word.end + seconds) for word in utterance.words),
        speech_start=utterance.speech_start + seconds,
        speech_end=utterance.speech_end + seconds,
    )
