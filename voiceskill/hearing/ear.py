"""From a room's microphone samples to utterances."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.echo.echo import Echo
from voiceskill.hearing.gate import FRAME, Gate, Patience
from voiceskill.hearing.human_voice import human_voice
from voiceskill.hearing.recognizer import SAMPLE_RATE, Recognizer
from voiceskill.hearing.resampling import Resampler
from voiceskill.hearing.sentence_ends import SentenceEnds
from voiceskill.hearing.utterance import Utterance
from voiceskill.hearing.word_graph import WordGraph

_UNEXPLAINED: Final = 2.0
"""What a second of voice before the first word or after the last takes from the score: the words are then likely part
of something else that was said."""
_HOPELESS: Final = -1.0
"""Score below which nothing is obeyed in any state, so that nobody has to look closer."""
_RUN_UP: Final = SAMPLE_RATE * 3 // 10
"""Samples before the first word that the ear for voices is given to find its way: 0.3 s."""
_OWN: Final = 0.5
"""Part of an utterance from which it is the loudspeaker's: of what users said over it, that was never above a third;
where the coach heard himself, always well over half."""
_NOBODY: Final = -10.0
"""Score of what nobody said, whatever it sounds like."""

_ends_of: Final = lru_cache(maxsize=8)(SentenceEnds)
"""Where sentences end, by grammar: most rooms have the same ones, and those of changed routines are let go."""


class Ear:
    """Listens to one room: finds where speech begins and ends, and has it recognised while it goes on.

    It counts the samples that it is given, so the utterances' times are seconds on the room's sample clock, whatever
    the wall's says. One thread at a time.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        rate: int,
        grammar: WordGraph,
        *,
        urgent: frozenset[str] = frozenset(),
        urgent_silence: float = 0.2,
        patience: Patience | None = None,
        echo: Echo | None = None,
    ) -> None:
        """Start listening at time 0.

        Args:
            recognizer: Recognises; the ear gives it the grammar.
            rate: Samples a second of the room, in Hz.
            grammar: What can be said at first.
            urgent: Whole sentences, such as ``that hurts``, that end the utterance after a shorter silence.
            urgent_silence: How short, in seconds.
            patience: How long to wait otherwise; None: as `Patience` proposes.
            echo: Takes the loudspeaker out of what is heard; None: nothing is played where the microphone hears it.

        Raises:
            Complaint: The rate is not one that can be listened to.
        """
        self._rate = rate
        self._resampler = Resampler(rate)
        self._taken_in = self._resampled = 0
        self._echo = echo
        self._gate = Gate(patience)
        self._urgent = urgent
        self._urgent_silence = urgent_silence
        self._unframed = np.empty(0, np.int16)
        self._voice = human_voice()
        self._taken: list[NDArray[np.int16]] = []
        self._recognizer = self._next = recognizer
        self._grammar = self._next_grammar = grammar
        self._listen_for(grammar)

    @property
    def recognizer(self) -> Recognizer:
        """Who recognises the next utterance; setting it leaves one that is under way to its predecessor.

        Whoever listens no more is closed.
        """
        return self._next

    @recognizer.setter
    def recognizer(self, other: Recognizer) -> None:
        if self._next not in (other, self._recognizer):
            self._next.close()
        self._next = other
        self._prepare()

    def use(self, grammar: WordGraph) -> None:
        """Accept these sentences from the next utterance on."""
        self._next_grammar = grammar
        self._prepare()

    @property
    def attending(self) -> float:
        """Seconds for which somebody has been speaking; 0.0 while nobody is."""
        return (self._gate.now - self._gate.onset) / SAMPLE_RATE if self._gate.open else 0.0

    def hear(self, samples: NDArray[np.int16], until: float | None = None) -> list[Utterance]:
        """Take the next samples and return the utterances that ended in them.

        Args:
            samples: int16, mono, the room's rate, shape (n,); any n.
            until: Seconds on the loudspeaker's clock at which they end; None: they are all that the ear was ever given.

        Returns:
            Mostly none; those whose text is empty or whose score is negative were no commands.
        """
        self._taken_in += samples.size
        return self._listen(self._without_echo(self._resampler.resample(samples), until))

    def flush(self) -> list[Utterance]:
        """Return what was still under way when the input ended."""
        rest = self._resampler.resample(np.empty(0, np.int16), last=True)
        utterances = self._listen(self._without_echo(rest, None))
        if self._echo:
            utterances += self._listen(self._echo.flush())
        if self._gate.open:
            utterances.append(self._end())
        return utterances

    def forget(self) -> None:
        """Drop the utterance that is under way, if any: what comes next does not belong to it."""
        if self._gate.open:
            self._recognizer.finish()
        if self._echo:
            self._echo.forget()
        self._gate.close()
        self._prepare()

    def close(self) -> None:
        """End who recognises, and who was about to."""
        self._recognizer.close()
        self._next.close()

    def _without_echo(self, samples: NDArray[np.int16], until: float | None) -> NDArray[np.int16]:
        self._resampled += samples.size
        if self._echo is None:
            return samples
        heard = self._taken_in / self._rate
        held_back = heard - self._resampled / SAMPLE_RATE
        return self._echo.clean(samples, (heard if until is None else until) - held_back)

    def _prepare(self) -> None:
        """Put a new recogniser or grammar to work, unless an utterance is under way."""
        if self._gate.open or (self._recognizer is self._next and self._grammar is self._next_grammar):
            return
        predecessor, self._recognizer, self._grammar = self._recognizer, self._next, self._next_grammar
        self._listen_for(self._grammar)
        if predecessor is not self._recognizer:
            predecessor.close()

    def _listen_for(self, grammar: WordGraph) -> None:
        self._recognizer.use(grammar)
        self._ends = _ends_of(grammar)

    def _listen(self, samples: NDArray[np.int16]) -> list[Utterance]:
        unframed = np.concatenate((self._unframed, samples))
        whole = len(unframed) - len(unframed) % FRAME
        self._unframed = unframed[whole:]
        utterances = []
        for frame in unframed[:whole].reshape(-1, FRAME):
            was_open = self._gate.open
            gained = self._gate.take(frame)
            if not self._gate.open:
                continue
            if not was_open:
                self._recognizer.begin()
                self._taken = []
            self._recognizer.feed(gained)
            self._taken.append(gained)
            if self._gate.over or self._is_whole():
                utterances.append(self._end())
        return utterances

    def _is_whole(self) -> bool:
        """Say whether the words so far are all that comes: it has been silent long enough for them."""
        silence = self._gate.silence
        if silence < self._urgent_silence:
            return False
        words = self._recognizer.partial()
        return words in self._urgent or silence >= self._ends.patience(words)

    def _end(self) -> Utterance:
        heard = self._recognizer.finish()
        first = self._gate.start / SAMPLE_RATE
        utterance = Utterance(
            text=heard.text,
            words=tuple(replace(word, start=word.start + first, end=word.end + first) for word in heard.words),
            score=heard.score,
            speech_start=self._gate.onset / SAMPLE_RATE,
            speech_end=self._gate.speech_end / SAMPLE_RATE,
            lost=heard.lost,
        )
        sound = np.concatenate(self._taken)[: self._gate.speech_end - self._gate.start]
        self._gate.close()
        self._prepare()
        return self._weigh(utterance, sound, first)

    def _weigh(self, utterance: Utterance, sound: NDArray[np.int16], first: float) -> Utterance:
        """Return the utterance with a score that knows of the voice in its sound.

        Args:
            utterance: As the recogniser sees it.
            sound: Its samples to the end of the speech, int16, mono, 16 kHz.
            first: Time of the first of them, in seconds.
        """
        if utterance.score < _HOPELESS or not utterance.words:
            return utterance
        begin, end = (
            round((seconds - first) * SAMPLE_RATE) for seconds in (utterance.words[0].start, utterance.words[-1].end)
        )
        own = self._echo.share(utterance.words[0].start, utterance.words[-1].end) if self._echo else 0.0
        if own > _OWN or not self._voice.speaks(sound[max(0, begin - _RUN_UP) : end]):
            return replace(utterance, score=_NOBODY)
        onset = round((utterance.speech_start - first) * SAMPLE_RATE)
        unexplained = self._voice.seconds(sound[onset:begin]) + self._voice.seconds(sound[end:])
        return replace(utterance, score=utterance.score - _UNEXPLAINED * unexplained)
