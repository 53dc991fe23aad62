"""The command line: one file a command, loaded only as far as it is used."""

import os
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
from narrows.commands.pairing import pairing
from narrows.commands.region import region_app
from narrows.commands.run import run
from narrows.commands.schema import schema
from narrows.commands.show import show
from narrows.commands.sweep import sweep
from narrows.commands.trace import trace
from narrows.errors import InputError, NarrowsError

WRONG_USE, STOPPED = 2, 130

app = typer.Typer(
    name="narrows",
    help="Will the gap between strong and weak counties narrow, by how much, at what price, "
    "and how sure can we be?",
    no_args_is_help=True,
    add_completion=False,
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


def main():
    """Run the command line; every mistake of the user ends in one message and exit code 2."""
    try:
        app()
    except InputError as error:
        from narrows.errors import render_all

        typer.echo(render_all(error.problems, getattr(error, "language", "en")), err=True)
        sys.exit(WRONG_USE)
    except NarrowsError as error:
        typer.echo(str(error), err=True)
        sys.exit(WRONG_USE)
    except BrokenPipeError:
        # The reader of our output has gone (as in `| head`): nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo("stopped; nothing was written", err=True)
        sys.exit(STOPPED)


if __name__ == "__main__":
    main()
