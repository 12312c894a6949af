"""`janus …`: the library from a terminal, a script, or a machine without a screen.

Data goes to stdout, talk to stderr. Nothing heavy is imported before a command needs it: `janus --help`
needs the standard library alone, and only the window and `screenshot` need Qt.
"""

from __future__ import annotations

import importlib
import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import cast

from janus_desktop.cli import parser
from janus_desktop.cli.output import Out
from janus_desktop.errors import JanusError, Stopped, words

OK, SOME_FAILED, USAGE, CANNOT, NOT_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 130

logger = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Do what `argv` (the process's own arguments, if None) says; answers the exit code.

    0 ok · 1 some items failed · 2 usage · 3 cannot start or may not · 4 not found · 130 interrupted.
    """
    out = Out()
    try:
        args = parser.parse(sys.argv[1:] if argv is None else argv)
    except SystemExit as done:  # argparse has said what there is to say
        return out.end(done.code if isinstance(done.code, int) else USAGE)
    out = Out(as_json=args.json, quiet=args.quiet, color=not args.no_color)
    code = _guarded(args, out)
    return out.end(code)


def _guarded(args: Namespace, out: Out) -> int:
    """Run the command; every way in which it can fail becomes one sentence and an exit code."""
    try:
        return _run(args, out)
    except (KeyboardInterrupt, Stopped):
        out.warn("Stopped. What was done so far is kept.")
        return INTERRUPTED
    except JanusError as error:
        out.warn(str(error.words))
        return error.exit_code
    except BrokenPipeError:
        out.broken = True
        return OK
    except OSError as error:
        out.warn(_about(error))
        return SOME_FAILED
    except Exception as error:  # the boundary: a person gets a sentence, the log the rest
        logger.exception("janus %s failed", args.command)
        out.warn(
            str(
                words(
                    "Something went wrong inside Janus ({kind}). What it was is in the log {path}.",
                    kind=type(error).__name__,
                    path=_log_path(),
                )
            )
        )
        return SOME_FAILED


def _run(args: Namespace, out: Out) -> int:
    from janus_desktop import log
    from janus_desktop.cli.run import Run

    with Run(args, out) as run:
        log.start(run.settings.get("log_level"))
        module, function = args.run.split(".")
        chosen = getattr(importlib.import_module(f"janus_desktop.cli.{module}"), function)
        return cast("Callable[[Run], int]", chosen)(run)


def _about(error: OSError) -> str:
    """What the system refused, with the file's name where it has one."""
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}." if error.filename is not None else f"{reason}."


def _log_path() -> str:
    from janus_desktop import log

    try:
        return str(log.log_path())
    except OSError:
        return "janus.log"
