"""`voiceskill journal`: prints and exports what was done."""

import sys
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.config import find_config, load_config
from voiceskill.journal.export import export_csv, write_csv
from voiceskill.journal.journal import Journal
from voiceskill.journal.place import find_journal
from voiceskill.journal.report import report


def print_journal(config_path: Path | None, journal_path: Path | None) -> None:
    """Print a line a session, the names taken from the settings.

    Raises:
        Complaint: The settings or the journal cannot be read.
    """
    config = load_config(find_config(config_path))
    stretches = {stretch.id: stretch.name for stretch in config.stretches.values()}
    routines = {routine.id: routine.name for routine in config.routines.values()}
    with _open_journal(journal_path) as journal:
        sys.stdout.write(report(journal.sessions(), stretches | routines))


def export_journal(journal_path: Path | None, output: Path | None) -> None:
    """Write a row a hold and a report of pain, to a file or the terminal.

    Raises:
        Complaint: The journal cannot be read, or the file not be written.
    """
    with _open_journal(journal_path) as journal:
        sessions = journal.sessions()
    if output:
        export_csv(sessions, output)
    else:
        write_csv(sessions, sys.stdout)


def _open_journal(named: Path | None) -> Journal:
    # Opening would make an empty one, under a name that was mistyped.
    if named is not None and not named.exists():
        raise Complaint(f"The journal {named}, named by --journal, does not exist; check the name.")
    return Journal(find_journal(named))
