"""Tries a Vosk model out; run as a program of its own, because libvosk ends the process over some broken models.

Takes the model's folder as its argument and a JSON list of words on standard input. Each step that works prints one
JSON object on a line of its own: ``{"loaded": true}``, then ``{"unknown": [...]}`` with those words that the model
lacks, then ``{"grammar": true}`` when it has listened to half a second of silence with a grammar of the others.
"""

import json
import sys


def _say(**step: object) -> None:
    print(json.dumps(step), flush=True)  # noqa: T201 - the answer to the program that asked


def main() -> None:
    """Try the model and say how far it goes."""
    # Here, so that nothing but this process ever has the library loaded.
    from vosk import KaldiRecognizer, Model  # noqa: PLC0415

    words = json.load(sys.stdin)
    model = Model(model_path=sys.argv[1])
    _say(loaded=True)
    unknown = [word for word in words if model.vosk_model_find_word(word) < 0]
    _say(unknown=unknown)
    grammar = [word for word in words if word not in unknown]
    recognizer = KaldiRecognizer(model, 16_000, json.dumps([*grammar, "[unk]"]))
    recognizer.AcceptWaveform(bytes(16_000))
    _say(grammar="text" in json.loads(recognizer.FinalResult()))


if __name__ == "__main__":
    main()
