"""What the coach is called by before he is asked for something, in homes where he would hear too much otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WakePhrase:
    """Finds itself at the beginning of sentences."""

    words: str
    """Lower-case words, single spaces between; empty: every sentence begins with it, and loses nothing by it."""

    def begins(self, sentence: str) -> bool:
        """Return whether a sentence begins with it."""
        return not self.words or f"{sentence} ".startswith(f"{self.words} ")

    def is_all_of(self, sentence: str) -> bool:
        """Return whether a sentence is this and nothing else."""
        return bool(self.words) and sentence == self.words

    def less(self, sentence: str) -> str:
        """Return what follows it, or the sentence as it is where it does not begin with it."""
        return sentence.removeprefix(self.words).lstrip() if self.begins(sentence) else sentence

    def before(self, sentence: str) -> str:
        """Return a sentence with this before it."""
        return f"{self.words} {sentence}".lstrip()
