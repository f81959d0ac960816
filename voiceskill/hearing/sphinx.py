"""PocketSphinx: small, quick, and its English model comes inside its wheel."""

import math
from collections import Counter
from collections.abc import Iterable
from itertools import count, takewhile
from pathlib import Path
from typing import Final

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from voiceskill.hearing.faint_noise import FaintNoise
from voiceskill.hearing.latest import Latest
from voiceskill.hearing.other_words import other_words
from voiceskill.hearing.pronouncing.accents import british
from voiceskill.hearing.pronouncing.phones import Phones
from voiceskill.hearing.pronouncing.pronouncer import Pronouncer, pronouncer
from voiceskill.hearing.utterance import Hypothesis, Word
from voiceskill.hearing.word_graph import WordGraph

_FRAMES_PER_SECOND: Final = 100
_SCORE_SHIFT: Final = 1024
"""The library keeps its likelihoods as powers of 1 / 1024, so that they fit its integers."""
_REJECTED: Final = -1e9
_NOTHING: Final = Hypothesis(text="", words=(), score=_REJECTED)
_LONGEST_PHONE: Final = 0.25
"""Seconds for each phone of a word above which something that took the form of the word was noise."""
_PHRASING: Final = 0.15
"""Seconds by which a word may last longer, as at the end of a phrase."""
_MARGIN: Final = 10
"""Frames added to those that are compared: the fewer there are, the less their mean says."""
_IMPROBABLE: Final = 10.0
"""Natural log-likelihood that a sentence must have over other words besides: a short one is soon said by chance."""
_FIRST_MEAN: Final = np.array([45, -6, -5, 7, -11, 0, 0, 0, 0, 0, 0, 0, 0], dtype=np.float64)
"""Cepstral mean that the first utterance is normalised by: that of clear speech over the faint noise."""
_LEARNING: Final = 0.2
"""Weight of one command in that mean, 0 to 1: a single short "stop" must not make the next command sound wrong."""


class SphinxRecognizer:
    """Finds the sentence of the grammar that explains the sound best, and how much better other words explain it.

    Two decoders take the same samples: one follows the grammar, the other any sequence of short words from all over the
    dictionary. The score is the difference of their natural log-likelihoods per frame of the sentence's words: a
    likelihood-ratio test with a filler model, as in Rose and Paul, "A hidden Markov model based keyword recognition
    system", ICASSP 1990.
    """

    def __init__(self, operating_point: float = -1.25, pronounce: Pronouncer | None = None) -> None:
        """Load the model: about 0.3 s and 35 MB.

        Args:
            operating_point: Natural log-likelihood per frame of 10 ms that a sentence may lose against other words and
                be believed. Closer to 0 rejects more of what others in the room say, and more short commands. Of short
                words that people were asked to say 98 of 100 stay above it, of those that they did not mean for the
                program 8 of 100.
            pronounce: Tells how words are said that the dictionary lacks; None: the pronouncer of this process.
        """
        self.operating_point = operating_point
        # Without the penalty on each word, breath after "stop" becomes "stop it". `bestpath` would cut sentences short.
        # Likelihoods are relative to the frame's best of the sounds computed, so both decoders have to compute all.
        # Whatever its `cmn` setting says, the library normalises a stream of samples by a running mean.
        settings = {"lm": None, "bestpath": False, "wip": 0.05, "compallsen": True, "loglevel": "FATAL"}
        # Wide beams keep the right sentence alive in noise.
        self._commands = pocketsphinx.Decoder(**settings, beam=1e-80, wbeam=1e-60, pbeam=1e-80)
        # Of other words any will do.
        self._others = pocketsphinx.Decoder(**settings, beam=1e-48, wbeam=1e-30, pbeam=1e-48, dict=None)
        self._expect_other_words()
        self._pronouncer = pronounce or pronouncer()
        self._numbers = count()
        self._searches = Latest(self._make_search, self._remove_search)
        self._deaf = True
        self._mean = _FIRST_MEAN
        self._noise = FaintNoise()

    @property
    def description(self) -> str:
        """The recogniser and its model, for the log."""
        return "PocketSphinx with the US English model that comes with it"

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that the pronouncing dictionary lacks and that no rules of spelling can read."""
        strange = self._strange(words)
        return strange.difference(self._pronouncer.ways(strange))

    def use(self, grammar: WordGraph) -> None:
        """Accept the sentences of this graph from the next utterance on, less those with unknown words.

        A graph that was used not long before costs next to nothing.
        """
        name = self._searches.of(grammar)
        self._deaf = not name
        if name:
            self._commands.activate_search(name)

    def begin(self) -> None:
        """Start an utterance."""
        if self._deaf:
            return
        self._noise.begin()
        for decoder in (self._commands, self._others):
            decoder.set_cmn(",".join(f"{value:.4f}" for value in self._mean))
            decoder.start_utt()

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take the utterance's next samples: int16, mono, 16 kHz, shape (n,)."""
        if self._deaf:
            return
        noisy = self._noise.over(samples).tobytes()
        for decoder in (self._commands, self._others):
            decoder.process_raw(noisy)

    def partial(self) -> str:
        """Return the words so far, best guess."""
        best = None if self._deaf else self._commands.hyp()
        return best.hypstr if best else ""

    def finish(self) -> Hypothesis:
        """End the utterance and return what it was."""
        if self._deaf:
            return _NOTHING
        for decoder in (self._commands, self._others):
            decoder.end_utt()
        hypothesis = self._judge()
        # The mean is carried over to the next utterance, which a room with one person in it needs; but what was no
        # command, such as the vacuum cleaner, must not teach it.
        if hypothesis.score >= 0:
            heard = np.array(self._commands.get_cmn(False).split(","), dtype=np.float64)  # noqa: FBT003 - theirs
            self._mean = (1 - _LEARNING) * self._mean + _LEARNING * heard
        return hypothesis

    def close(self) -> None:
        """Do nothing: what it holds goes with it."""

    def _make_search(self, grammar: WordGraph) -> str:
        """Have the library prepare for a graph; return the name of the search, none where there is nothing to find."""
        known = grammar.without(self.unknown(grammar.words))
        self._learn(known.words)
        if not known.arcs:
            return ""
        name = f"grammar {next(self._numbers)}"
        self._commands.add_fsg(name, self._automaton(name, known))
        return name

    def _remove_search(self, name: str) -> None:
        if name:
            self._commands.remove_search(name)

    def _strange(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(word for word in words if self._commands.lookup_word(word) is None)

    def _learn(self, words: Iterable[str]) -> None:
        """Put into the dictionary the words that it lacks, and the British way to say each; nothing is put in twice."""
        guessed = self._pronouncer.ways(self._strange(words))
        for word in words:
            listed = self._listed_ways(word)
            ways = listed or guessed[word]
            for number, phones in enumerate(dict.fromkeys((*ways, british(ways[0]))), 1):
                if number > len(listed):
                    # No search has the word yet that would have to be built again.
                    self._commands.add_word(_numbered(word, number), " ".join(phones), False)  # noqa: FBT003 - theirs

    def _listed_ways(self, word: str) -> tuple[Phones, ...]:
        """Return the ways to say a word that the dictionary has; it numbers all but the first."""
        spoken = (self._commands.lookup_word(_numbered(word, number)) for number in count(1))
        return tuple(tuple(phones.split()) for phones in takewhile(bool, spoken))

    def _judge(self) -> Hypothesis:
        """Return the ended utterance's best sentence and its score."""
        best = self._commands.hyp()
        if best is None or self._others.hyp() is None:
            return _NOTHING
        words = self._words()
        if not words or any(self._is_drawn_out(word) for word in words):
            return _NOTHING
        return Hypothesis(text=best.hypstr, words=words, score=self._advantage() - self.operating_point)

    def _is_drawn_out(self, word: Word) -> bool:
        phones = len(self._commands.lookup_word(word.text).split())
        return word.end - word.start > _PHRASING + _LONGEST_PHONE * phones

    def _advantage(self) -> float:
        """Return the log-likelihood per frame that the sentence has over other words, in the frames of its words."""
        others = np.concatenate([_evenly(segment) for segment in self._others.seg()])
        said = [segment for segment in self._commands.seg() if _is_word(segment)]
        frames = np.concatenate([np.arange(segment.start_frame, segment.end_frame + 1) for segment in said])
        # What the grammar expects at a place says nothing of the sound, so the likelihood is the sound's alone.
        own = sum(_SCORE_SHIFT * math.log(segment.ascore) for segment in said)
        return float(own - others[frames[frames < len(others)]].sum() - _IMPROBABLE) / (len(frames) + _MARGIN)

    def _words(self) -> tuple[Word, ...]:
        """Return the best path's words, without the (2) of a second pronunciation."""
        return tuple(
            Word(
                text=segment.word.split("(")[0],
                start=segment.start_frame / _FRAMES_PER_SECOND,
                end=(segment.end_frame + 1) / _FRAMES_PER_SECOND,
                confidence=min(1.0, segment.prob),
            )
            for segment in self._commands.seg()
            if _is_word(segment)
        )

    def _expect_other_words(self) -> None:
        """Let the other decoder follow any sequence of other words, all equally likely."""
        with Path(self._commands.config["dict"]).open(encoding="utf-8") as dictionary:
            words = other_words(dictionary)
        for word, phones in words.items():
            self._others.add_word(word, phones, False)  # noqa: FBT003 - theirs: search is not yet to be rebuilt
        arcs = [(state, 1, 1 / len(words), word) for state in (0, 1) for word in words]
        self._others.add_fsg("others", self._others.create_fsg("others", 0, 1, arcs))
        self._others.activate_search("others")

    def _automaton(self, name: str, graph: WordGraph) -> pocketsphinx.FsgModel:
        """Return the graph with one final state, as the library wants it, all ways out of a state equally likely."""
        ways = Counter(arc.source for arc in graph.arcs) + Counter(graph.finals)
        end = graph.states
        words = [(arc.source, arc.target, 1 / ways[arc.source], arc.word) for arc in graph.arcs]
        ends = [(state, end, 1 / ways[state]) for state in sorted(graph.finals)]
        return self._commands.create_fsg(name, 0, end, words + ends)


def _numbered(word: str, number: int) -> str:
    """Return what the library calls one of the ways to say a word."""
    return word if number == 1 else f"{word}({number})"


def _is_word(segment: pocketsphinx.Segment) -> bool:
    """Say whether a part of a path is a word: no filler such as <sil>, no empty step."""
    return segment.word[0] not in "<[("


def _evenly(segment: pocketsphinx.Segment) -> NDArray[np.float64]:
    """Return the log-likelihood of a part of a path, spread over its frames: shape (frames,)."""
    frames: int = segment.end_frame - segment.start_frame + 1
    whole = _SCORE_SHIFT * (math.log(segment.ascore) + math.log(segment.lscore))
    return np.full(frames, whole / max(frames, 1))
