"""Prints the journal for people."""

from collections.abc import Mapping, Sequence

from voiceskill.journal.records import PainRecord, SessionRecord


def report(sessions: Sequence[SessionRecord], names: Mapping[str, str]) -> str:
    """Return a line a session, a line a report of pain beneath it, and the sum, each with its line end.

    Args:
        sessions: Oldest first.
        names: Names of stretches, routines and rooms by their ids; what is missing here is shown by its id.
    """
    if not sessions:
        return "The journal is empty: no session has been recorded yet.\n"
    titles = [_title(session, names) for session in sessions]
    width = max(map(len, titles))
    lines: list[str] = []
    for session, title in zip(sessions, titles, strict=True):
        lines.append(
            f"{session.began:%Y-%m-%d %H:%M}  {title:{width}}  {session.state:10}  "
            f"{_achieved([session])}{_back(session)}"
        )
        lines.extend(_pain(pain, names) for pain in session.pains)
    lines.append(f"{len(sessions)} {'session' if len(sessions) == 1 else 'sessions'}: {_achieved(sessions)}")
    return "".join(f"{line}\n" for line in lines)


def _title(session: SessionRecord, names: Mapping[str, str]) -> str:
    title = f"{names[session.name]} ({session.name})" if session.name in names else session.name
    return f"{title}, {names.get(session.room, session.room)}" if session.room else title


def _achieved(sessions: Sequence[SessionRecord]) -> str:
    completed = sum(session.holds_completed for session in sessions)
    planned = sum(session.holds_planned for session in sessions)
    minutes = sum(session.seconds_held for session in sessions) / 60
    return f"{completed} of {planned} holds, {minutes:.1f} minutes held"


def _back(session: SessionRecord) -> str:
    match session.before, session.after:
        case None, None:
            return ""
        case before, None:
            return f", back {before} before"
        case None, after:
            return f", back {after} afterwards"
        case before, after:
            return f", back {before} -> {after}"


def _pain(pain: PainRecord, names: Mapping[str, str]) -> str:
    side = f", {pain.side} side" if pain.side else ""
    doing = pain.during.replace("_", " ")
    return (
        f"    {pain.time:%H:%M} pain: {names.get(pain.stretch, pain.stretch)}{side}, hold {pain.repetition}, "
        f"{pain.elapsed:.0f} s into {doing}"
    )
