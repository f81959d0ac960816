"""The command line: `voiceskill run` and the commands beside it."""

import argparse
import errno
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from voiceskill import __version__
from voiceskill.appliance.logs import set_up_logging, urgency
from voiceskill.complaint import Complaint

_RUN_HELP = """\
Without further options the coach listens to the system's microphone and speaks through its loudspeaker.

  voiceskill run                                     with the sound card
  voiceskill run --typed                             with the keyboard in place of the microphone
  voiceskill run --input IN.wav --output OUT.wav     with recordings, as fast as the machine can

Say "start child's pose", "pause", "ten more seconds", "that hurts", "stop", "what can I say".
"""

_EVALUATE_HELP = """\
Each line of the labels is an object such as
  {"audio": "one.wav", "intent": "start", "slots": {"stretch": "child"}, "state": "idle"}
where slots and state may be left out. A recording is correct when it is heard as exactly one command, with
the intent and all slots of its label.

  voiceskill record my-voice                           records you, and writes the labels
  voiceskill evaluate my-voice                         tells how well you are heard
  voiceskill evaluate my-voice --noise kitchen.wav     tells it for noise as well
"""

_CALIBRATE_HELP = """\
Commands, and words and sentences that only sound like them, are spoken by many synthetic voices in a simulated room and
heard as by `run`. From that it is chosen how sure the recogniser has to be at each sensitivity that can be set, 1 to 9.

  voiceskill calibrate                                 two minutes or more
  voiceskill calibrate --noise kitchen.wav             with a recording of your room in which nobody speaks
  voiceskill record my-voice                           records you; then
  voiceskill calibrate --own my-voice                  asks no more than your own voice reaches
"""

_RECORD_HELP = """\
A phrase is shown and said; then say it yourself, from the mat. What you said is kept when you have ended, and the
next phrase comes. Started again it goes on where it ended, and leaves out what the folder has already.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after the program's name; those of the process where None.

    Returns:
        The exit status: 0 done, 1 something was found wrong, 2 the command could not be carried out, 130 interrupted.
    """
    parsed = _parser().parse_args(arguments)
    set_up_logging()
    try:
        status = int(parsed.command(parsed) or 0)
        sys.stdout.flush()  # here, where what goes wrong with it can still be told
    except Complaint as complaint:
        print(f"{urgency(logging.ERROR, sys.stderr)}voiceskill: {complaint}", file=sys.stderr)
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
    _add_recognizer(run)
    run.add_argument("--typed", action="store_true", help="type what you would say, without a sound card")
    run.add_argument("--input", type=Path, metavar="IN.wav", help="hear this recording instead of the microphone")
    run.add_argument("--output", type=Path, metavar="OUT.wav", help="write what the loudspeaker would have played")
    run.add_argument("--duration", type=_seconds, metavar="SECONDS", help="end after so many seconds")
    run.add_argument("--real-time", action="store_true", help="hear the recording at the pace of life")
    run.add_argument("--events", type=Path, metavar="FILE", help="write what happens as one JSON object a line")
    run.add_argument("--host", metavar="NAME", help="where the page is served, in place of the setting (127.0.0.1)")
    run.add_argument("--port", type=_port, metavar="NUMBER", help="the page's port, in place of the setting (8080)")
    run.add_argument("--no-web", action="store_true", help="serve no page")
    run.add_argument(
        "--uri", metavar="tcp://HOST:PORT", help="where programs such as Home Assistant find the coach (nowhere)"
    )
    run.add_argument("--greet", action="store_true", help="say that it listens, as the service does")

    _command(commands, "devices", _devices, "list the microphones and loudspeakers")

    doctor = _command(commands, "doctor", _doctor, "tell what works, what is missing, and the line that mends it")
    _add_config(doctor)

    render = _command(commands, "render", _render, "make a recording of a whole coached routine")
    render.add_argument("routine", metavar="ROUTINE", help="name or id of a routine or a stretch")
    render.add_argument("output", type=Path, metavar="OUT.wav", help="the recording to write; - for standard output")
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
    form = journal.add_mutually_exclusive_group()
    form.add_argument("--csv", dest="form", action="store_const", const="csv", help="as a table for a spreadsheet")
    form.add_argument("--json", dest="form", action="store_const", const="json", help="as JSON for another program")
    journal.add_argument("--output", type=Path, metavar="FILE", help="write that to a file, not to the terminal")
    _add_config(journal)
    journal.add_argument("--journal", type=Path, metavar="FILE", help="another journal than your own")

    _add_keeping(commands)
    _add_hearing(commands)
    _add_satellite(commands)
    _add_pairing(commands)

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


def _add_keeping(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what keeps and puts back what belongs to the user."""
    backup = _command(commands, "backup", _backup, "keep journal, settings, password and calibration in one file")
    backup.add_argument("target", type=Path, metavar="FILE", help="the .tar.gz to write, or a folder for a dated one")
    _add_config(backup)

    restore = _command(commands, "restore", _restore, "put back what `backup` kept; what is there is kept first")
    restore.add_argument("backup", type=Path, metavar="FILE")
    _add_config(restore)


def _add_hearing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what tells how well the program hears."""
    evaluate = _command(
        commands, "evaluate", _evaluate, "measure how well recordings are heard, as by `run`", _EVALUATE_HELP
    )
    evaluate.add_argument(
        "labels", nargs="?", type=Path, metavar="LABELS", help="a file of labels, or a folder with a labels.jsonl"
    )
    evaluate.add_argument(
        "--sentences", type=Path, metavar="FILE", help="hassil templates of what can be said; default: what `run` knows"
    )
    evaluate.add_argument("--noise", type=Path, metavar="FILE", help="hear them in this noise as well")
    evaluate.add_argument(
        "--snr", nargs="+", type=float, metavar="DB", help="speech over noise in decibels; default: 24 18 12 6"
    )
    evaluate.add_argument(
        "--chatter", type=Path, metavar="FOLDER", help="recordings of other speech, in which nothing is to be heard"
    )
    evaluate.add_argument(
        "--state", choices=["idle", "session"], default="idle", help="what the coach is doing; default: %(default)s"
    )
    _add_recognizer(evaluate)
    evaluate.add_argument("--seed", type=int, default=0, metavar="N", help="which pieces of the noise are taken")
    evaluate.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    _add_config(evaluate)

    calibrate = _command(
        commands, "calibrate", _calibrate, "measure how sure to be of what is heard on this machine", _CALIBRATE_HELP
    )
    _add_recognizer(calibrate)
    calibrate.add_argument("--quick", action="store_true", help="hear a third of it")
    calibrate.add_argument("--noise", type=Path, metavar="FILE", help="in this noise, in place of a synthesised one")
    calibrate.add_argument(
        "--own", type=Path, metavar="FOLDER", help="only refine it by recordings of your voice, made by `record`"
    )
    _add_config(calibrate)

    record = _command(commands, "record", _record, "record your voice saying phrases, for `evaluate`", _RECORD_HELP)
    record.add_argument("folder", type=Path, metavar="FOLDER", help="where the recordings and their labels go")
    record.add_argument(
        "--phrases", type=int, default=40, metavar="N", help="how many it is to hold in the end; default: %(default)s"
    )
    record.add_argument("-q", "--silent", action="store_true", help="show the phrases only, without saying them")
    record.add_argument("--input", type=Path, metavar="IN.wav", help="hear this recording instead of the microphone")
    _add_config(record)


def _add_satellite(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what is run in a room without a coach of its own."""
    satellite = _command(commands, "satellite", _satellite, "be microphone and loudspeaker of a coach elsewhere")
    satellite.add_argument(
        "--server",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="where the coach is, or, given again, another one of the house; default: who announces himself",
    )
    satellite.add_argument("--room", required=True, metavar="ROOM", help="the room's key in the coach's settings")
    satellite.add_argument("--pair", metavar="CODE", help="what `voiceskill satellites pair ROOM` has shown there")
    satellite.add_argument("--microphone", metavar="NAME", help="a part of its name; default: the system's")
    satellite.add_argument("--loudspeaker", metavar="NAME", help="the same of the loudspeaker")


def _add_pairing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what lets satellites in."""
    satellites = _command(
        commands, "satellites", _satellites, "list the rooms with satellites; let one in, or no longer"
    )
    _add_config(satellites)
    actions = satellites.add_subparsers(title="actions", metavar="ACTION")
    pair = _command(actions, "pair", _satellites_pair, "print a code, and the line to type on the satellite")
    forget = _command(actions, "forget", _satellites_forget, "let a room's satellite in no longer")
    for action in (pair, forget):
        action.add_argument("room", metavar="ROOM", help="the room's key in the settings, or its name")
        _add_config(action, default=argparse.SUPPRESS)  # not to undo what was said before the action


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


def _add_config(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        default=default,
        metavar="FILE",
        help="the settings; default: $VOICESKILL_CONFIG, ./config.yaml, or the one in your configuration folder",
    )


def _add_recognizer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recognizer",
        choices=["auto", "vosk", "pocketsphinx"],
        help="how speech is recognised, in place of the setting; auto takes Vosk where its model is at hand",
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 0 (any that is free) to 65535")
    return int(text)


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
            real_time=arguments.real_time,
            web=not arguments.no_web,
            host=arguments.host,
            port=arguments.port,
            uri=arguments.uri,
            greet=arguments.greet,
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
    from voiceskill.rendering import render, stream  # noqa: PLC0415

    if str(arguments.output) == "-":
        stream(arguments.config, arguments.routine, sys.stdout.buffer)
        return
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

    if arguments.output and not arguments.form:
        raise Complaint("--output is written with --csv or --json only; add one of them.")
    if arguments.form:
        export_journal(arguments.form, arguments.config, arguments.journal, arguments.output)
    else:
        print_journal(arguments.config, arguments.journal)


def _backup(arguments: argparse.Namespace) -> None:
    from voiceskill.backup.keeping import back_up  # noqa: PLC0415
    from voiceskill.backup.places import find_places  # noqa: PLC0415

    kept = back_up(find_places(arguments.config), arguments.target)
    print(f"The backup {kept.file} holds:", *kept.paths, sep="\n    ")


def _restore(arguments: argparse.Namespace) -> None:
    from voiceskill.backup.places import find_places  # noqa: PLC0415
    from voiceskill.backup.restoring import restore  # noqa: PLC0415

    restored = restore(find_places(arguments.config), arguments.backup)
    print("Restored:", *restored.paths, sep="\n    ")
    if restored.before:
        print(f"What was there before is in {restored.before}.")


def _evaluate(arguments: argparse.Namespace) -> None:
    from voiceskill.evaluating.evaluate_command import EvaluateOptions, evaluate_command  # noqa: PLC0415

    evaluate_command(
        EvaluateOptions(
            labels=arguments.labels,
            sentences=arguments.sentences,
            config=arguments.config,
            recognizer=arguments.recognizer,
            noise=arguments.noise,
            snrs=arguments.snr,
            chatter=arguments.chatter,
            state=arguments.state,
            seed=arguments.seed,
            as_json=arguments.json,
        )
    )


def _calibrate(arguments: argparse.Namespace) -> None:
    from voiceskill.evaluating.calibrate_command import CalibrateOptions, calibrate_command  # noqa: PLC0415

    calibrate_command(
        CalibrateOptions(
            config=arguments.config,
            recognizer=arguments.recognizer,
            quick=arguments.quick,
            noise=arguments.noise,
            own=arguments.own,
        )
    )


def _record(arguments: argparse.Namespace) -> None:
    from voiceskill.evaluating.record_command import RecordOptions, record_command  # noqa: PLC0415

    record_command(
        RecordOptions(
            folder=arguments.folder,
            phrases=arguments.phrases,
            config=arguments.config,
            silent=arguments.silent,
            recording=arguments.input,
        )
    )


def _satellite(arguments: argparse.Namespace) -> None:
    from voiceskill.satellite.calling import address_of  # noqa: PLC0415
    from voiceskill.satellite.program import SatelliteOptions, run_satellite  # noqa: PLC0415

    run_satellite(
        SatelliteOptions(
            room=arguments.room,
            servers=tuple(map(address_of, arguments.server)),
            code=arguments.pair,
            microphone=arguments.microphone,
            loudspeaker=arguments.loudspeaker,
        )
    )


def _satellites(arguments: argparse.Namespace) -> None:
    from voiceskill.pairing.command import list_satellites  # noqa: PLC0415

    list_satellites(arguments.config)


def _satellites_pair(arguments: argparse.Namespace) -> None:
    from voiceskill.pairing.command import pair_satellite  # noqa: PLC0415

    pair_satellite(arguments.room, arguments.config)


def _satellites_forget(arguments: argparse.Namespace) -> None:
    from voiceskill.pairing.command import forget_satellite  # noqa: PLC0415

    forget_satellite(arguments.room, arguments.config)


def _models_list(_: argparse.Namespace) -> None:
    from voiceskill.hearing.models.command import list_models  # noqa: PLC0415

    list_models()


def _models_fetch(arguments: argparse.Namespace) -> None:
    from voiceskill.hearing.models.command import fetch_model  # noqa: PLC0415

    fetch_model(arguments.model)


def _models_check(arguments: argparse.Namespace) -> int:
    from voiceskill.hearing.models.command import check_models  # noqa: PLC0415

    return 0 if check_models(arguments.model) else 1
