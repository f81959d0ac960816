"""Models to test with: real ones, and folders and archives that only look like one."""

import os
import zipfile
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parents[2]
_CANDIDATES = (
    _CHECKOUT / "tests" / "vosk_model" / "model",
    Path(os.environ.get("VOICESKILL_SHARED", _CHECKOUT.parent / "shared")) / "models" / "home-made-en",
)

PARTS = {
    "am/final.mdl": b"acoustic model",
    "conf/mfcc.conf": b"--num-ceps=40\n",
    "conf/model.conf": b"--beam=12.0\n",
    "graph/HCLr.fst": b"graph",
    "graph/Gr.fst": b"grammar",
    "graph/disambig_tid.int": b"1",
}
"""What a model's folder holds, by its shape; libvosk would not take these."""


def real_model() -> Path:
    """Return the folder of a model that libvosk takes, or skip the test."""
    for folder in _CANDIDATES:
        if (folder / "am" / "final.mdl").is_file():
            return folder
    pytest.skip(f"no Vosk model to test with in {' or '.join(map(str, _CANDIDATES))}")


def shape(folder: Path, parts: dict[str, bytes] | None = None) -> Path:
    """Make a folder with the parts of a model."""
    for name, content in (PARTS if parts is None else parts).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def packed(archive: Path, files: dict[str, bytes], *, top: str = "vosk-model-small-xx-0.1") -> Path:
    """Make a zip archive of files in one top folder, or in none where `top` is empty."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writing:
        for name, content in files.items():
            writing.writestr(f"{top}/{name}" if top else name, content)
    return archive


def packed_folder(archive: Path, folder: Path, *, top: str) -> Path:
    """Make a zip archive of a folder."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return packed(archive, {name: path.read_bytes() for name, path in files.items()}, top=top)


def visible(folder: Path) -> list[str]:
    """Return the names in a folder that do not begin with a dot."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
