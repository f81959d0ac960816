"""PocketSphinx: small, quick, and its English model comes inside its wheel."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from voiceskill.hearing.utterance import Hypothesis, Word
from voiceskill.hearing.word_graph import WordGraph

_FRAMES_PER_SECOND: Final = 100
_SCORE_SHIFT: Final = 1024
"""The library keeps its likelihoods as powers of 1 / 1024, so that they fit its integers."""
_REJECTED: Final = -1e9
_NOTHING: Final = Hypothesis(text="", words=(), score=_REJECTED)
_LONGEST_WORD: Final = 1.2
"""Seconds above which something that took the form of a word was noise."""
_MARGIN: Final = 0.3
"""Seconds added to the length of the words when the score is brought to one frame: the ends of words lie in what is
silence for the grammar, and weigh too much in short sentences."""
_FIRST_MEAN: Final = np.array([45, -6, -5, 7, -11, 0, 0, 0, 0, 0, 0, 0, 0], dtype=np.float64)
"""Cepstral mean that the first utterance is normalised by: that of clear speech over the faint noise."""
_LEARNING: Final = 0.2
"""Weight of one command in that mean, 0 to 1: a single short "stop" must not make the next command sound wrong."""
_FAINT: Final = 30
"""Root mean square of the noise that is added, in steps of int16; about -61 dB of full scale."""


class SphinxRecognizer:
    """Finds the sentence of the grammar that explains the sound best, and how much better arbitrary sounds explain it.

    Two decoders take the same samples: one follows the grammar, the other any phones, with a bigram's odds. The score
    is the difference of their natural log-likelihoods per frame of speech: a likelihood-ratio test with a filler
    model, as in Rose and Paul, "A hidden Markov model based keyword recognition system", ICASSP 1990.
    """

    def __init__(self, operating_point: float = -1.5) -> None:
        """Load the model: about 0.3 s and 35 MB.

        Args:
            operating_point: Natural log-likelihood per frame of 10 ms that a sentence may lose against the phone loop
                and be believed. Closer to 0 rejects more of what others in the room say, and more short commands,
                "ouch" among them.
        """
        self._operating_point = operating_point
        # Wide beams keep the right sentence alive in noise. Without the penalty on each word, breath after "stop"
        # becomes "stop it". `bestpath` would cut sentences short.
        # Likelihoods are relative to the frame's best of the sounds computed, so both decoders have to compute all.
        settings = {"lm": None, "beam": 1e-80, "wbeam": 1e-60, "pbeam": 1e-80, "compallsen": True, "loglevel": "FATAL"}
        # Whatever its `cmn` setting says, the library normalises a stream of samples by a running mean.
        self._commands = pocketsphinx.Decoder(**settings, wip=0.05, bestpath=False)
        self._phones = pocketsphinx.Decoder(**settings, dict=None)
        self._phones.add_allphone_file("phones", pocketsphinx.get_model_path("en-us/en-us-phone.lm.bin"))
        self._phones.activate_search("phones")
        self._grammar = ""
        self._deaf = True
        self._mean = _FIRST_MEAN
        self._noise = np.random.default_rng(0)

    @property
    def description(self) -> str:
        """The recogniser and its model, for the log."""
        return "PocketSphinx with the US English model that comes with it"

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that the pronouncing dictionary lacks."""
        return frozenset(word for word in words if self._commands.lookup_word(word) is None)

    def use(self, grammar: WordGraph) -> None:
        """Accept the sentences of this graph from the next utterance on, less those with unknown words."""
        known = grammar.without(self.unknown(grammar.words))
        self._deaf = not known.arcs
        if self._deaf:
            return
        previous, self._grammar = self._grammar, "odd" if self._grammar == "even" else "even"
        self._commands.add_fsg(self._grammar, self._automaton(known))
        self._commands.activate_search(self._grammar)
        if previous:
            self._commands.remove_search(previous)

    def begin(self) -> None:
        """Start an utterance."""
        if self._deaf:
            return
        self._noise = np.random.default_rng(0)
        for decoder in (self._commands, self._phones):
            decoder.set_cmn(",".join(f"{value:.4f}" for value in self._mean))
            decoder.start_utt()

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take the utterance's next samples: int16, mono, 16 kHz, shape (n,)."""
        if self._deaf:
            return
        # Silence without any noise, as in synthesised recordings, has no logarithm, and its floor upsets the mean.
        noise = self._noise.normal(0, _FAINT, len(samples))
        noisy = np.clip(samples + noise, -32768, 32767).astype(np.int16).tobytes()
        for decoder in (self._commands, self._phones):
            decoder.process_raw(noisy)

    def partial(self) -> str:
        """Return the words so far, best guess."""
        best = None if self._deaf else self._commands.hyp()
        return best.hypstr if best else ""

    def finish(self) -> Hypothesis:
        """End the utterance and return what it was."""
        if self._deaf:
            return _NOTHING
        for decoder in (self._commands, self._phones):
            decoder.end_utt()
        hypothesis = self._judge()
        # The mean is carried over to the next utterance, which a room with one person in it needs; but what was no
        # command, such as the vacuum cleaner, must not teach it.
        if hypothesis.score >= 0:
            heard = np.array(self._commands.get_cmn(False).split(","), dtype=np.float64)  # noqa: FBT003 - theirs
            self._mean = (1 - _LEARNING) * self._mean + _LEARNING * heard
        return hypothesis

    def _judge(self) -> Hypothesis:
        """Return the ended utterance's best sentence and its score."""
        best, free = self._commands.hyp(), self._phones.hyp()
        if best is None or free is None or not best.hypstr:
            return _NOTHING
        words = self._words()
        if max(word.end - word.start for word in words) > _LONGEST_WORD:
            return _NOTHING
        advantage = _SCORE_SHIFT * (math.log(best.best_score) - math.log(free.best_score))
        frames = _FRAMES_PER_SECOND * (_MARGIN + sum(word.end - word.start for word in words))
        return Hypothesis(text=best.hypstr, words=words, score=advantage / frames - self._operating_point)

    def _words(self) -> tuple[Word, ...]:
        """Return the best path's words: without fillers such as <sil>, and the (2) of a second pronunciation."""
        return tuple(
            Word(
                text=segment.word.split("(")[0],
                start=segment.start_frame / _FRAMES_PER_SECOND,
                end=(segment.end_frame + 1) / _FRAMES_PER_SECOND,
                confidence=min(1.0, segment.prob),
            )
            for segment in self._commands.seg()
            if segment.word[0] not in "<[("
        )

    def _automaton(self, graph: WordGraph) -> pocketsphinx.FsgModel:
        """Return the graph with one final state, as the library wants it, all ways out of a state equally likely."""
        ways = Counter(arc.source for arc in graph.arcs) + Counter(graph.finals)
        end = graph.states
        words = [(arc.source, arc.target, 1 / ways[arc.source], arc.word) for arc in graph.arcs]
        ends = [(state, end, 1 / ways[state]) for state in sorted(graph.finals)]
        return self._commands.create_fsg(self._grammar, 0, end, words + ends)
