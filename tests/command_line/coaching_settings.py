"""Settings with short times, that neither fetch anything nor look for a Vosk model."""

from pathlib import Path

SETTINGS = """\
language: en
recognizer: pocketsphinx
fetch_model: false
coaching: {lead_time: 0, rest: 3, change_time: 3}
stretches:
  both_knees:
    name: both knees to chest
    instructions: [Draw both knees to your chest.]
    release: Lower your feet.
    hold: 5
    repetitions: 2
  one_knee:
    name: one knee to chest
    instructions: [Draw one knee to your chest.]
    release: Lower your foot.
    sides: [right, left]
    hold: 5
    repetitions: 1
routines:
  back:
    name: the back routine
    steps:
      - stretch: both_knees
      - stretch: one_knee
"""


def write_settings(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the settings into a folder.

    Args:
        folder: Where.
        changes: Texts that stand in them, and what shall stand there instead.
    """
    text = SETTINGS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path
