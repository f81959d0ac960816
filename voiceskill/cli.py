"""The command line: `voiceskill run`, `devices`, `doctor`, `render`, `say`, `journal` and `models`."""

import argparse
import errno
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from voiceskill import __version__
from voiceskill.complaint import Complaint

_RUN_HELP = """\
Without further options the coach listens to the system's microphone and speaks through its loudspeaker.

  voiceskill run                                     with the sound card
  voiceskill run --typed                             with the keyboard in place of the microphone
  voiceskill run --input IN.wav --output OUT.wav     with recordings, as fast as the machine can

Say "start child's pose", "pause", "ten more seconds", "that hurts", "stop", "what can I say".
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after the program's name; those of the process where None.

    Returns:
        The exit status: 0 done, 1 something was found wrong, 2 the command could not be carried out, 130 interrupted.
    """
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        status = int(parsed.command(parsed) or 0)
        sys.stdout.flush()  # here, where what goes wrong with it can still be told
    except Complaint as complaint:
        print(f"voiceskill: {complaint}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough.
        _leave_output()
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        # The only file without a complaint of its own is the one that the output goes to.
        _leave_output()
        print(f"voiceskill: The output cannot be written: {error.strerror}; make room there.", file=sys.stderr)
        return 2
    return status


def _leave_output() -> None:
    """Keep the interpreter from complaining about what is left of the output when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="voiceskill",
        description="A hands-free stretching coach: it listens, counts and obeys, and nothing leaves the house.",
        epilog="`voiceskill COMMAND --help` tells more about a command.",
    )
    parser.add_argument("--version", action="version", version=f"voiceskill {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    run = _command(commands, "run", _run, "start the coach", _RUN_HELP)
    _add_config(run)
    run.add_argument(
        "--recognizer",
        choices=["auto", "vosk", "pocketsphinx"],
        help="how speech is recognised, in place of the setting; auto takes Vosk where its model is at hand",
    )
    run.add_argument("--typed", action="store_true", help="type what you would say, without a sound card")
    run.add_argument("--input", type=Path, metavar="IN.wav", help="hear this recording instead of the microphone")
    run.add_argument("--output", type=Path, metavar="OUT.wav", help="write what the loudspeaker would have played")
    run.add_argument("--duration", type=_seconds, metavar="SECONDS", help="end after so many seconds")
    run.add_argument("--events", type=Path, metavar="FILE", help="write what happens as one JSON object a line")

    _command(commands, "devices", _devices, "list the microphones and loudspeakers")

    doctor = _command(commands, "doctor", _doctor, "tell what works, what is missing, and the line that mends it")
    _add_config(doctor)

    render = _command(commands, "render", _render, "make a recording of a whole coached routine")
    render.add_argument("routine", metavar="ROUTINE", help="name or id of a routine or a stretch")
    render.add_argument("output", type=Path, metavar="OUT.wav", help="the recording to write")
    _add_config(render)

    rehearse = _command(
        commands, "rehearse", _rehearse, "print the whole script of a routine, with times and its length"
    )
    rehearse.add_argument("routine", metavar="ROUTINE", help="name or id of a routine or a stretch")
    _add_config(rehearse)

    say = _command(commands, "say", _say, "speak a text through the loudspeaker, with the voice of the settings")
    say.add_argument("text", metavar="TEXT")
    say.add_argument("--output", type=Path, metavar="OUT.wav", help="write it to a file instead")
    _add_config(say)

    journal = _command(commands, "journal", _journal, "print what was done")
    journal.add_argument("--csv", action="store_true", help="as a table for a spreadsheet, one row a hold")
    journal.add_argument("--output", type=Path, metavar="FILE", help="write the table to a file, not to the terminal")
    _add_config(journal)
    journal.add_argument("--journal", type=Path, metavar="FILE", help="another journal than your own")

    models = _command(commands, "models", None, "list, fetch and check the models of Vosk")
    actions = models.add_subparsers(title="actions", metavar="ACTION", required=True)
    _command(actions, "list", _models_list, "what is on this machine, and what can be fetched")
    fetch = _command(actions, "fetch", _models_fetch, "fetch a model, or take one from a folder or zip")
    fetch.add_argument(
        "model", nargs="?", help="a name of the list, an address, a folder or a zip; default: small English"
    )
    check = _command(actions, "check", _models_check, "see whether models are whole and work")
    check.add_argument("model", nargs="*", type=Path, help="folders; default: all that are on this machine")
    return parser


_Command = Callable[[argparse.Namespace], int | None]


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    function: _Command | None,
    summary: str,
    more: str = "",
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=more,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if function:
        parser.set_defaults(command=function)
    return parser


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the settings; default: $VOICESKILL_CONFIG, ./config.yaml, or the one in your configuration folder",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


# What a command needs is imported when it is called: `--help` and `journal` do not wait for recognisers and sound.


def _run(arguments: argparse.Namespace) -> None:
    from voiceskill.running import RunOptions, run  # noqa: PLC0415 - see above

    run(
        RunOptions(
            config=arguments.config,
            recognizer=arguments.recognizer,
            typed=arguments.typed,
            recording=arguments.input,
            output=arguments.output,
            duration=arguments.duration,
            events=arguments.events,
        )
    )


def _devices(_: argparse.Namespace) -> None:
    from voiceskill.rooms.devices import device_table, list_devices  # noqa: PLC0415

    devices = list_devices()
    if not devices:
        raise Complaint("This machine has no sound card: plug one in, or type with `voiceskill run --typed`.")
    print(device_table(devices))


def _doctor(arguments: argparse.Namespace) -> int:
    from voiceskill.doctor import examine  # noqa: PLC0415

    return examine(arguments.config, print)


def _render(arguments: argparse.Namespace) -> None:
    from voiceskill.rendering import render  # noqa: PLC0415

    seconds = render(arguments.config, arguments.routine, arguments.output)
    print(f"{arguments.output}: {int(seconds // 60)} min {round(seconds % 60)} s")


def _rehearse(arguments: argparse.Namespace) -> None:
    from voiceskill.rendering import rehearse  # noqa: PLC0415

    seconds = rehearse(arguments.config, arguments.routine, sys.stdout)
    print(f"{_minutes(seconds)} in all")


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def _say(arguments: argparse.Namespace) -> None:
    from voiceskill.rendering import say  # noqa: PLC0415

    say(arguments.config, arguments.text, arguments.output)


def _journal(arguments: argparse.Namespace) -> None:
    from voiceskill.reporting import export_journal, print_journal  # noqa: PLC0415

    if arguments.output and not arguments.csv:
        raise Complaint("--output is written with --csv only; add it.")
    if arguments.csv:
        export_journal(arguments.journal, arguments.output)
    else:
        print_journal(arguments.config, arguments.journal)


def _models_list(_: argparse.Namespace) -> None:
    from voiceskill.hearing.models.command import list_models  # noqa: PLC0415

    list_models()


def _models_fetch(arguments: argparse.Namespace) -> None:
    from voiceskill.hearing.models.command import fetch_model  # noqa: PLC0415

    fetch_model(arguments.model)


def _models_check(arguments: argparse.Namespace) -> int:
    from voiceskill.hearing.models.command import check_models  # noqa: PLC0415

    return 0 if check_models(arguments.model) else 1
