"""The words that `janus` understands."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, NoReturn

from janus_desktop import __version__

#: Stands before a word that begins with `-` but is no option (`janus tag 7 -draft`). No argument that
#: the system hands over can hold it.
MARK: Final = "\0"

_WITH_VALUE: Final = ("--library", "--user")

_ROLES: Final = ("viewer", "user", "admin")
_LEVELS: Final = ("moderator", "superadmin")
_LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")

_EPILOG: Final = """\
environment:
  JANUS_LIBRARY, JANUS_USER     as --library and --user
  JANUS_PASSWORD                the password, instead of a prompt
  JANUS_NEW_PASSWORD            the new one, for passwd
  NO_COLOR                      as --no-color

exit codes:
  0 ok · 1 some items failed · 2 usage · 3 cannot start or may not · 4 not found · 130 interrupted

Without a command the window opens; “janus PATH…” opens it and imports. “janus COMMAND --help” says more.
"""


class _Parser(argparse.ArgumentParser):
    """An argument parser that never guesses at shortened options, and says names harmlessly."""

    def __init__(self, **how: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **how)

    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong, and end with exit code 2."""
        text = message.replace(MARK, "").encode("utf-8", "backslashreplace").decode()
        self.exit(2, f"janus: {text}\nTry “{self.prog} --help”.\n")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, with `run` naming what does the command (`module.function`).

    Ends by `SystemExit`, as argparse does: with 0 after `--help` and `--version`, with 2 where it is wrong.
    """
    given = list(argv)
    parser, commands = build()
    at = _first_word(given)
    if at is None:
        return _complete(parser.parse_args([*given, "window"]))
    word, head, rest = given[at], given[:at], given[at + 1 :]
    if head[-1:] == ["--"]:
        word, head, rest = "open", head[:-1], given[at - 1 :]
    elif word not in commands and os.path.lexists(word):
        word, rest = "open", given[at:]
    elif word not in commands:
        parser.error(f"“{word}” is neither a command nor a file.")
    return _complete(parser.parse_args([*head, word, *_ordered(commands[word], rest)]))


def build() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The parser, and that of each command by its name."""
    parser = _Parser(
        prog="janus",
        description="The image catalogue that researchers open every morning.",
        usage="janus [options] [COMMAND …]\n       janus [options] PATH…",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"janus {__version__}")
    _options(parser)
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", title="commands", required=True, prog="janus")
    for add in (_account, _files, _images, _changes, _sidecars, _trail, _people, _others):
        add(_adder(commands))
    return parser, dict(commands.choices)


def _options(parser: argparse.ArgumentParser) -> None:
    """The options that may stand before or after the command; no default may overwrite the earlier."""
    group = parser.add_argument_group("options everywhere")
    none = argparse.SUPPRESS
    group.add_argument("--library", metavar="PATH", default=none, help="the folder of the library")
    group.add_argument("--user", metavar="NAME", default=none, help="who you are in it")
    group.add_argument("--json", action="store_true", default=none, help="answer in JSON (lists: one a line)")
    group.add_argument("-q", "--quiet", action="store_true", default=none, help="no talk, no progress")
    group.add_argument("--no-color", action="store_true", default=none, help="no colours")


def _complete(args: argparse.Namespace) -> argparse.Namespace:
    """What was not given gets its default; what was shielded its own look."""
    defaults = {"library": None, "user": None, "json": False, "quiet": False, "no_color": False}
    for name, value in (defaults | vars(args)).items():
        if isinstance(value, str):
            setattr(args, name, value.removeprefix(MARK))
        elif isinstance(value, list):
            setattr(args, name, [e.removeprefix(MARK) if isinstance(e, str) else e for e in value])
        else:
            setattr(args, name, value)
    return args


_Add = Callable[..., argparse.ArgumentParser]


def _adder(commands: Any) -> _Add:
    def add(name: str, run: str, about: str, *, hidden: bool = False, **how: Any) -> argparse.ArgumentParser:
        if not hidden:
            how["help"] = about
        command: argparse.ArgumentParser = commands.add_parser(name, description=about, **how)
        command.set_defaults(run=run)
        _options(command)
        return command

    return add


def _account(add: _Add) -> None:
    init = add("init", "account.init", "Make a library and its first superadmin.")
    init.add_argument("--admin", metavar="NAME", required=True, help="the username of the superadmin")
    init.add_argument("--email", metavar="ADDRESS", required=True)
    init.add_argument("--full-name", metavar="TEXT", default="", help="the superadmin’s, as others see it")
    init.add_argument("--name", metavar="TEXT", default="", help="what the library is called (as its folder)")
    login = add("login", "account.login", "Sign in and stay signed in on this computer.")
    login.add_argument("name", nargs="?", metavar="NAME", help="as --user")
    add("logout", "account.logout", "End what login began.")
    add("passwd", "account.passwd", "Change your own password.")
    recover = add(
        "recover",
        "account.recover",
        "Give a superadmin a one-time password: for the owner of the library’s file. The trail tells of it.",
    )
    recover.add_argument("--admin", metavar="NAME", required=True, help="the superadmin whose password is lost")


def _files(add: _Add) -> None:
    take = add("import", "files.import_", "Take files and folders into the library.")
    take.add_argument("paths", nargs="+", metavar="PATH")
    take.add_argument("--copy", action="store_true", help="copy them into the library’s own folder")
    take.add_argument("--no-recurse", action="store_true", help="leave out subfolders")
    take.add_argument("--ignore", action="append", default=[], metavar="PATTERN", help="pass over, as .gitignore does")
    take.add_argument("--tag", action="append", default=[], metavar="TAG", help="give to every new image")
    take.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="give to every new image")
    take.add_argument("--no-thumbnails", action="store_true", help="leave the thumbnails for later")
    rescan = add("rescan", "files.rescan", "Look again at sources: what is new, moved, changed or gone.")
    rescan.add_argument("sources", nargs="*", metavar="SOURCE", help="its folder or number; all watched ones, if none")
    rescan.add_argument("--watch", choices=("on", "off"), help="also notice changes of it by itself, in the window")
    inspect = add("inspect", "files.inspect", "Say what files tell about themselves; needs no library.")
    inspect.add_argument("paths", nargs="+", metavar="PATH")
    inspect.add_argument("--no-recurse", action="store_true", help="leave out subfolders")


def _images(add: _Add) -> None:
    find = add(
        "find",
        "images.find",
        "Find images by a query: words, “phrases”, field:value (docs/search.md); “*” finds all. Newest first, as in "
        "the window, unless --sort says else.",
    )
    find.add_argument("query", nargs="+", metavar="QUERY")
    find.add_argument("--sort", metavar="FIELD", help="lowest first; --sort=-FIELD: highest first")
    find.add_argument("--reverse", action="store_true", help="the other way round")
    find.add_argument("--limit", metavar="N", type=_count)
    find.add_argument("--count", action="store_true", help="only say how many")
    find.add_argument("--trash", action="store_true", help="look in the trash")
    show = add("show", "images.show", "Everything about one image.")
    show.add_argument("image", metavar="ID|FILENAME")
    thumbnail = add("thumbnail", "images.thumbnail", "Write an image as the grid shows it.")
    thumbnail.add_argument("id", type=_id, metavar="ID")
    thumbnail.add_argument("--size", type=_size, default=256, metavar="N", help="longer edge, pixels (256)")
    thumbnail.add_argument("--out", required=True, metavar="FILE", help="“-” is stdout")


def _changes(add: _Add) -> None:
    edit = add("edit", "images.edit", "Describe images; “FIELD=” empties a field.", usage=_EDIT_USAGE)
    edit.add_argument("words", nargs="+", metavar="ID… FIELD=VALUE…")
    tag = add("tag", "images.tag", "Add and take away tags; “A/B” is B below A.", usage=_TAG_USAGE)
    tag.add_argument("words", nargs="+", metavar="ID… +TAG… -TAG…")
    for name, about in (("trash", "Move images to the trash."), ("restore-trash", "Take them out again.")):
        command = add(name, f"images.{name.replace('-', '_')}", about)
        command.add_argument("ids", nargs="+", type=_id, metavar="ID")


_EDIT_USAGE: Final = "janus edit [options] ID… FIELD=VALUE…"
_TAG_USAGE: Final = "janus tag [options] ID… +TAG… -TAG…"


def _sidecars(add: _Add) -> None:
    sidecar = add("sidecar", "sidecars.write", "XMP sidecars.", usage="janus sidecar [options] COMMAND …")
    commands = sidecar.add_subparsers(
        metavar="COMMAND", dest="what", title="commands", required=True, prog="janus sidecar"
    )
    sub = _adder(commands)
    write = sub("write", "sidecars.write", "Write what is known of images into sidecars beside their files.")
    write.add_argument("--overwrite", action="store_true", help="also those that another program changed since")
    write.add_argument("--style", choices=("full", "short"), help="photo.jpg.xmp or photo.xmp, where there is none yet")
    read = sub("read", "sidecars.read", "Take over what other programs changed in sidecars.")
    for command in (write, read):
        command.add_argument("ids", nargs="+", type=_id, metavar="ID")


def _trail(add: _Add) -> None:
    undo = add("undo", "trail.undo", "Undo your newest operation, or the one named.")
    undo.add_argument("operation", nargs="?", metavar="OPERATION", help="its id, as edit or logs name it")
    undo.add_argument("--free-only", action="store_true", help="leave out images that were changed since")
    add("redo", "trail.redo", "Do again what was undone last.")
    logs = add("logs", "trail.logs", "What was done, newest first.")
    logs.add_argument("--by", metavar="NAME", help="only by this person")
    logs.add_argument("--level", type=str.upper, choices=_LOG_LEVELS, help="only this level")
    logs.add_argument("--module", default="", metavar="NAME", help="only of this part: images, people, …")
    security = add("security", "trail.security", "Sign-ins, failures, changes of roles; newest first.")
    security.add_argument("--by", metavar="NAME", help="only of this person")
    for command in (logs, security):
        command.add_argument("--text", default="", metavar="WORDS", help="only where these words occur")
        command.add_argument("--action", default="", metavar="NAME", help="only this action")
        command.add_argument("--since", type=_day, metavar="DATE", help="from this day on (YYYY-MM-DD)")
        command.add_argument("--until", type=_day, metavar="DATE", help="up to and with this day")
        command.add_argument("--limit", type=_count, default=200, metavar="N", help="at most (200)")
        command.add_argument("--out", metavar="FILE", help="write all of them: FILE.csv, else JSON Lines")
    verify = add("verify", "trail.verify", "Check that the trail is whole.")
    verify.add_argument("--chain", action="store_true", required=True, help="the chain of logs and security")
    verify.add_argument("--anchor", metavar="FILE", help="compare with what “janus anchor” wrote earlier")
    verify.add_argument("--accept", action="store_true", help="seal as right what was changed from outside")
    anchor = add("anchor", "trail.anchor", "Say where the trail stands; keep it elsewhere, to see a cut tail.")
    anchor.add_argument("--out", metavar="FILE", help="write it there instead of printing it")


def _people(add: _Add) -> None:
    people = add("people", "people.list_", "Accounts.", usage="janus people [options] COMMAND …")
    commands = people.add_subparsers(
        metavar="COMMAND", dest="what", title="commands", required=True, prog="janus people"
    )
    sub = _adder(commands)
    sub("list", "people.list_", "Everybody.")
    new = sub("add", "people.add", "Make an account; answers with a password to be changed at first use.")
    new.add_argument("name", metavar="NAME", help="the username")
    new.add_argument("--email", required=True, metavar="ADDRESS")
    new.add_argument("--role", required=True, choices=_ROLES, help="user is a researcher")
    new.add_argument("--level", choices=_LEVELS, help="for admins (moderator)")
    new.add_argument("--full-name", metavar="TEXT", default="", help="as others see it")
    for name, about in (
        ("disable", "Let somebody in no more; what they did stays."),
        ("enable", "Let somebody in again."),
        ("reset", "Give somebody a new password, to be changed at first use."),
    ):
        sub(name, f"people.{name}", about).add_argument("name", metavar="NAME")
    sub("sessions", "people.sessions", "Where somebody stays signed in.").add_argument("name", metavar="NAME")
    revoke = sub("revoke", "people.revoke", "End a kept session.")
    revoke.add_argument("session", type=_id, metavar="ID", help="as sessions names it")
    erase = sub("anonymise", "people.anonymise", "Take a person’s data out of account and trail, for good.")
    erase.add_argument("name", metavar="NAME")
    erase.add_argument("--yes", action="store_true", required=True, help="this cannot be undone")
    role = sub("role", "people.role", "Change what somebody may do.")
    role.add_argument("name", metavar="NAME")
    role.add_argument("new_role", nargs="?", choices=_ROLES, metavar="ROLE", help="viewer, user or admin")
    role.add_argument("--role", choices=_ROLES, help="the same")
    role.add_argument("--level", choices=_LEVELS, help="for admins (moderator)")


def _others(add: _Add) -> None:
    shot = add("screenshot", "window.screenshot", "Draw the main window into a file; needs no display.")
    shot.add_argument("--out", required=True, metavar="FILE")
    shot.add_argument("--size", type=_width_by_height, default=(1280, 800), metavar="WxH", help="(1280x800)")
    shot.add_argument("--dark", action="store_true")
    demo = add("demo", "window.demo", "Make a library of made pictures, to look round in.")
    demo.add_argument("folder", metavar="DIR")
    add("doctor", "doctor.doctor", "Versions, readers, and whether the library is well.")
    look = add("open", "window.open_", "Open the window, and import what is named.")
    look.add_argument("paths", nargs="*", metavar="PATH")
    add("window", "window.open_", "Open the window.", hidden=True).set_defaults(paths=[])


def _first_word(given: Sequence[str]) -> int | None:
    """Where the command (or the first path) stands; None where there are options only."""
    skip = False
    for at, word in enumerate(given):
        if skip:
            skip = False
        elif word == "--":
            return at + 1 if at + 1 < len(given) else None
        elif word in _WITH_VALUE:
            skip = True
        elif not word.startswith("-") or word == "-":
            return at
    return None


def _ordered(command: argparse.ArgumentParser, given: Sequence[str]) -> list[str]:
    """The words after a command, options first: argparse gives up at an option between two ids or paths.

    Words after `--`, and for `tag` and `find` those that are no options, are shielded by `MARK`.
    """
    known = command._option_string_actions  # no public way to ask
    if {"people", "sidecar"} & set(command.prog.split()):
        return list(given)  # its own commands come first
    options: list[str] = []
    others: list[str] = []
    rest = iter(given)
    for word in rest:
        if word == "--":
            others += [MARK + each if each.startswith("-") else each for each in rest]
        elif word in known:
            options.append(word)
            if known[word].nargs != 0:
                options += [each for each in [next(rest, None)] if each is not None]
        elif word.startswith("-") and word.partition("=")[0] not in known and command.prog.endswith(" tag"):
            others.append(MARK + word)
        elif word[:1] == "-" != word[1:2] and len(word) > 1 and command.prog.endswith(" find"):
            others.append(MARK + word)  # what must not be there: -camera:canon
        else:
            (options if word.startswith("-") and word != "-" else others).append(word)
    return [*options, *others]


def _number(text: str, low: int, high: int, what: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"“{text}” is no {what}")
    return int(text)


def _id(text: str) -> int:
    return _number(text, 1, 2**63 - 1, "id of an image")


def _count(text: str) -> int:
    return _number(text, 0, 2**63 - 1, "number of items")


def _day(text: str) -> datetime:
    try:
        day = datetime.strptime(text, "%Y-%m-%d")  # a day of the person's own calendar
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day such as 2026-05-31") from None
    return day.astimezone()


def _size(text: str) -> int:
    return _number(text, 16, 4096, "size between 16 and 4096")


def _width_by_height(text: str) -> tuple[int, int]:
    wide, by, high = text.lower().replace("×", "x").partition("x")
    what = "size such as 1280x800, between 320x240 and 7680x4320"
    if not by:
        raise argparse.ArgumentTypeError(f"“{text}” is no {what}")
    return _number(wide, 320, 7680, what), _number(high, 240, 4320, what)
