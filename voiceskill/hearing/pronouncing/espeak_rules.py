"""The child process in which espeak-ng tells how it would say words.

Like the synthesiser it works in a process of its own: the library keeps its state for a whole process, and can crash.
It reads one line of JSON from standard input, ``{"words": ["asana"], "languages": ["en-us", "sw"]}``, and writes one,
``{"asana": {"en-us": "a# s 'A: n @", "sw": "a s 'a n a"}}``: the library's mnemonics of phonemes, for each language
that it has.
"""

import ctypes
import json
import sys
from collections.abc import Iterable

from pyttsx3.drivers import _espeak

_RETRIEVAL = 1
"""The library is to play nothing."""
_DO_NOT_EXIT = 0x8000
"""Where its data are missing, the library is to say so rather than to end the process."""
_UTF_8 = 1
_SEPARATOR = "_"
_MNEMONICS = ord(_SEPARATOR) << 8
"""In place of the sounds of the International Phonetic Alphabet, with this sign between them."""


def _phonemes(word: str) -> str:
    translate = _espeak.dll.espeak_TextToPhonemes
    translate.restype = ctypes.c_char_p
    translate.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    text = ctypes.create_string_buffer(word.encode())
    rest = ctypes.c_void_p(ctypes.addressof(text))
    parts = []
    while rest.value:  # the library takes a clause at a time, and moves on what it is pointed to
        parts.append(translate(ctypes.byref(rest), _UTF_8, _MNEMONICS).decode())
    return " ".join(" ".join(parts).replace(_SEPARATOR, " ").split())


def _ways(words: Iterable[str], languages: Iterable[str]) -> dict[str, dict[str, str]]:
    ways: dict[str, dict[str, str]] = {word: {} for word in words}
    for language in languages:
        if _espeak.SetVoiceByName(language.encode()) == _espeak.EE_OK:
            for word, said in ways.items():
                said[language] = _phonemes(word)
    return ways


if __name__ == "__main__":
    if _espeak.Initialize(_RETRIEVAL, 0, None, _DO_NOT_EXIT) < 0:
        sys.exit("espeak-ng does not find its data")
    print(json.dumps(_ways(**json.loads(sys.stdin.readline()))))  # noqa: T201 - it is what the parent reads
