"""What all tests share: folders of their own, so that none of them touches the user's."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ["virtual_card", "browsing", "postgresql_server"]


@pytest.fixture(scope="session", autouse=True)
def _own_folders() -> Iterator[None]:
    """Keep cache, data and settings in a temporary folder, for this process and those that it starts."""
    with tempfile.TemporaryDirectory(prefix="voiceskill-tests-") as folder, pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            patch.setenv(variable, str(Path(folder) / variable.lower()))
        for variable in [name for name in os.environ if name.startswith(("VOICESKILL_", "VOSK_"))]:
            if variable != "VOICESKILL_SHARED":
                patch.delenv(variable)
        yield
