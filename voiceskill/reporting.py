"""`voiceskill journal`: prints and exports what was done."""

import sys
from pathlib import Path
from typing import Literal

from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.journal.export import export_csv, write_csv
from voiceskill.journal.journal import Journal
from voiceskill.journal.json_export import export_json, write_json
from voiceskill.journal.place import find_place
from voiceskill.journal.report import report

Form = Literal["csv", "json"]
"""How the journal is exported."""

_FORMS = {"csv": (write_csv, export_csv), "json": (write_json, export_json)}


def print_journal(config_path: Path | None, journal_path: Path | None) -> None:
    """Print a line a session, the names taken from the settings.

    Raises:
        Complaint: The settings or the journal cannot be read.
    """
    config = load_config(find_config(config_path))
    stretches = {stretch.id: stretch.name for stretch in config.stretches.values()}
    routines = {routine.id: routine.name for routine in config.routines.values()}
    with _open_journal(journal_path, config) as journal:
        sys.stdout.write(report(journal.sessions(), stretches | routines | config.room_names))


def export_journal(form: Form, config_path: Path | None, journal_path: Path | None, output: Path | None) -> None:
    """Write all that was recorded, to a file or the terminal.

    Raises:
        Complaint: The settings or the journal cannot be read, or the file not be written.
    """
    with _open_journal(journal_path, load_config(find_config(config_path))) as journal:
        sessions = journal.sessions()
    write, export = _FORMS[form]
    if output:
        export(sessions, output)
    else:
        write(sessions, sys.stdout)


def _open_journal(named: Path | None, config: Config) -> Journal:
    # Opening would make an empty one, under a name that was mistyped.
    if named is not None and not named.exists():
        raise Complaint(f"The journal {named}, named by --journal, does not exist; check the name.")
    return Journal(find_place(named, config.journal))
