"""Make the tiny Vosk model of the tests from nothing: `python -m tests.vosk_model.making`."""
