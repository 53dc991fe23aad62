"""The command line: one file a command, loaded only as far as it is used."""

import itertools
import os
import signal
import sys

import typer

from narrows.commands.audit import audit
from narrows.commands.calibrate import calibrate
from narrows.commands.check import check
from narrows.commands.decompose import decompose
from narrows.commands.diff import diff
from narrows.commands.docs import docs_app
from narrows.commands.evidence import evidence
from narrows.commands.face import face
from narrows.commands.hindcast import hindcast
from narrows.commands.list import list_scenarios
from narrows.commands.new import new
from narrows.commands.options import LANGUAGES
from narrows.commands.pairing import pairing
from narrows.commands.region import region_app
from narrows.commands.run import run
from narrows.commands.schema import schema
from narrows.commands.show import show
from narrows.commands.sweep import sweep
from narrows.commands.trace import trace
from narrows.errors import AccountingError, InputError, NarrowsError

WRONG_USE, OUR_FAULT, STOPPED = 2, 3, 130

app = typer.Typer(
    name="narrows",
    help="Will the gap between strong and weak counties narrow, by how much, at what price, "
    "and how sure can we be?",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},  # commands inherit it
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS = {
    "run": run,
    "check": check,
    "show": show,
    "list": list_scenarios,
    "diff": diff,
    "audit": audit,
    "new": new,
    "schema": schema,
    "sweep": sweep,
    "decompose": decompose,
    "calibrate": calibrate,
    "hindcast": hindcast,
    "evidence": evidence,
    "face": face,
    "trace": trace,
    "pairing": pairing,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
app.add_typer(region_app, name="region")
app.add_typer(docs_app, name="docs")


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Print the version.")):
    if version:
        from narrows import __version__

        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line.

    Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 our fault (a line, and a log with the
    rest), 130 stopped by Ctrl-C or SIGTERM.
    """
    signal.signal(signal.SIGTERM, _stop)
    try:
        app()
    except AccountingError as error:
        _our_fault(error)
    except InputError as error:
        from narrows.errors import render_all

        _refuse(render_all(error.problems, getattr(error, "language", "en")))
    except NarrowsError as error:
        _refuse(str(error))
    except SystemExit as end:
        # Typer makes an exit code of Ctrl-C without a word.
        cause = getattr(end.__context__, "__cause__", None)
        if end.code == STOPPED and isinstance(cause, KeyboardInterrupt):
            _say_stopped()
        raise
    except BrokenPipeError:
        # The reader of our output has gone (as in `| head`): nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _say_stopped()
        sys.exit(STOPPED)
    except Exception as error:  # noqa: BLE001 - whatever is left is our fault, and is said so
        _our_fault(error)


def _refuse(text):
    """One message, exit code 2; a reader of Chinese is told where there is English only."""
    from narrows.commands.options import language
    from narrows.words import say

    words = sys.argv[1:]
    asked = next((b for a, b in itertools.pairwise(words) if a == "--lang"), None)
    asked = next((w.removeprefix("--lang=") for w in words if w.startswith("--lang=")), asked)
    spoken = language(asked if asked in LANGUAGES else None)
    if spoken == "zh" and not any("\u4e00" <= letter <= "\u9fff" for letter in text):
        typer.echo(say("run.english_only", "zh"), err=True)
    typer.echo(text, err=True)
    sys.exit(WRONG_USE)


def _stop(*_):
    """SIGTERM is taken as Ctrl-C is: by closing what is open."""
    raise KeyboardInterrupt


def _say_stopped():
    """What a stopped command has kept: nothing; a sweep says what it has."""
    from narrows.commands.options import language
    from narrows.words import say

    typer.echo(say("run.stopped", language(None)), err=True)


def _our_fault(error):
    """A line for the user, the traceback in a log, exit code 3."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="narrows-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"narrows {' '.join(sys.argv[1:])}\n\n")
        log.write("".join(traceback.format_exception(error)))
    told = " ".join(str(error).split())[:200]
    typer.echo(f"this is a fault of narrows: {type(error).__name__}: {told}", err=True)
    typer.echo(f"the log for a report lies in {log.name}", err=True)
    sys.exit(OUR_FAULT)


if __name__ == "__main__":
    main()
