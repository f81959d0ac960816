"""Tells a report in a few lines for people."""

from collections import defaultdict
from collections.abc import Iterator

from voiceskill.evaluating.report import Chatter, Report, Tally

_MOST = 20
"""Lines of confusions that are told; the most frequent come first."""
_FILES = 3
"""Recordings that are named for a sentence heard in other speech."""


def lines(report: Report) -> Iterator[str]:
    """Yield the lines: a table of what was heard correctly, then one line for each other thing that was measured."""
    if report.clean:
        yield f"{report.clean.recordings} labelled recordings"
        yield f"{'':>12}  {'correct':>16}  {'missed':>6}  {'wrong':>5}"
        yield _row("clean", report.clean)
        yield from (_row(f"{one.snr:g} dB", one.tally) for one in report.noisy)
    if report.chatter:
        yield (
            f"Other speech: {len(report.chatter.accepted)} taken for a command "
            f"in {_length(report.chatter.seconds)}, {report.chatter.per_hour:.1f} an hour"
        )
    median, late = report.latency(0.5), report.latency(0.95)
    if median is not None and late is not None:
        yield f"From the end of speech to the command: {1000 * median:.0f} ms, 95th percentile {1000 * late:.0f} ms"
    yield f"Computing for a second of sound: {report.real_time_factor:.3f} s of one core"
    yield f"Memory at most: {report.peak_memory:.0f} MB"
    yield from _mixed_up(report)
    if report.chatter and report.chatter.accepted:
        yield from _taken_for_commands(report.chatter)


def _row(name: str, tally: Tally) -> str:
    correct = f"{tally.correct} = {100 * tally.accuracy:.1f} %"
    return f"{name:>12}  {correct:>16}  {tally.missed:>6}  {tally.wrong:>5}"


def _length(seconds: float) -> str:
    return f"{seconds / 60:.1f} minutes" if seconds < 3600 else f"{seconds / 3600:.2f} hours"


def _mixed_up(report: Report) -> Iterator[str]:
    if report.confusions:
        yield "Said and heard otherwise, without noise:"
    for one in report.confusions[:_MOST]:
        yield f'{one.count:>6} ×  "{one.said}"  →  ' + (f'"{one.heard}"' if one.heard else "nothing")  # noqa: RUF001 - times
    if len(report.confusions) > _MOST:
        yield f"        and {len(report.confusions) - _MOST} more"


def _taken_for_commands(chatter: Chatter) -> Iterator[str]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for one in chatter.accepted:
        files[one.text].append(one.file)
    yield "Heard in other speech:"
    for text, where in sorted(files.items(), key=lambda item: -len(item[1])):
        more = f" and {len(where) - _FILES} more" if len(where) > _FILES else ""
        yield f'{len(where):>6} ×  "{text}"  in {", ".join(where[:_FILES])}{more}'  # noqa: RUF001 - the sign for times
