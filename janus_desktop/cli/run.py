"""What a command is handed: its arguments, its output, and the library and person when it asks."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from janus_desktop import paths
from janus_desktop.cancel import Cancel
from janus_desktop.cli.output import Out
from janus_desktop.errors import CannotStart, NotAllowed, words
from janus_desktop.settings import Settings

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, Library


class Run:
    """One command being run. Leaving it closes the library."""

    def __init__(self, args: Namespace, out: Out) -> None:
        self.args = args
        self.out = out
        #: the password that was used to sign in, for `passwd`
        self.typed: str | None = None
        self._open: Library | None = None

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the library, if one was opened."""
        if self._open is not None:
            self._open.close()
            self._open = None

    @cached_property
    def settings(self) -> Settings:
        """The settings of this computer."""
        return Settings.load()

    @property
    def named_folder(self) -> Path | None:
        """The library folder that was named, by option or environment."""
        named = self.args.library or os.environ.get("JANUS_LIBRARY")
        return Path(named).expanduser() if named else None

    @property
    def folder(self) -> Path:
        """The library folder that is meant: the one named, else the last one, else the usual place."""
        if self.named_folder is not None:
            return self.named_folder
        last: str = self.settings.get("last_library")
        return Path(last) if last else paths.default_library()

    @property
    def user(self) -> str | None:
        """Who was named, by option or environment."""
        return self.args.user or os.environ.get("JANUS_USER") or None

    def library(self) -> Library:
        """The library, opened; raises `CannotStart`."""
        if self._open is None:
            from janus_desktop.models import Library

            if not library_is_in(self.folder):
                raise CannotStart(
                    words(
                        "There is no library in {folder}. “janus init” makes one, --library names another folder.",
                        folder=os.fspath(self.folder),
                    )
                )
            self._open = Library.open(self.folder)
            for warning in self._open.guard.warnings:
                self.out.warn(str(warning))
        return self._open

    def catalogue(self, *, one_time: bool = False) -> Catalogue:
        """The library as the person named (or the session kept by `login`) may see it.

        With a one-time password only `passwd` gets one (`one_time`). Raises `CannotStart`,
        `SignInFailed`, `NotAllowed`.
        """
        library = self.library()
        catalogue = self._kept(library)
        if catalogue is None:
            if self.user is None:
                raise CannotStart(
                    words(
                        "Nobody is signed in to {folder}. Name yourself with --user, or use “janus login”.",
                        folder=os.fspath(library.folder),
                    )
                )
            self.typed = self.password(self.user)
            catalogue = library.sign_in(self.user, self.typed)
        for notice in catalogue.notices:
            if notice not in library.guard.warnings:  # those were said when it was opened
                self.out.warn(str(notice))
        if not one_time:
            self.refuse_one_time(catalogue)
        return catalogue

    @staticmethod
    def refuse_one_time(catalogue: Catalogue) -> None:
        """Raise `NotAllowed` for whoever still has the password that an admin gave them."""
        if catalogue.me.must_change_password:
            raise NotAllowed(
                words(
                    "The password of {name} was given for one time. Choose your own first: “janus passwd”.",
                    name=catalogue.me.username,
                )
            )

    def _kept(self, library: Library) -> Catalogue | None:
        """The session that `login` kept, where it is meant: nobody, or the same person, was named."""
        if self.user is not None and os.environ.get("JANUS_PASSWORD"):
            return None
        catalogue = library.sign_in_again(keyring=at_terminal())
        if catalogue is None or self.user in (None, catalogue.me.username):
            return catalogue
        return None

    def password(self, name: str) -> str:
        """The password of `name`, from the environment or a prompt."""
        return secret("JANUS_PASSWORD", f"Password of {name}: ")


def at_terminal() -> bool:
    """Whether a person sits before this command: only then may a keyring be asked, which may ask back."""
    return sys.stdin is not None and sys.stdin.isatty()


def library_is_in(folder: Path) -> bool:
    """Whether there is a library; `CannotStart` where the system does not let us look."""
    from janus_desktop.models import Library

    try:
        return Library.exists(folder)
    except OSError as error:
        raise CannotStart(
            words("{folder} can’t be read: {reason}.", folder=os.fspath(folder), reason=error.strerror)
        ) from error


def secret(variable: str, prompt: str, *, twice: bool = False) -> str:
    """A password from the environment's `variable`, or typed unseen where there is a terminal.

    `twice` asks for a new one a second time. Raises `CannotStart` where nobody can be asked.
    """
    if given := os.environ.get(variable):
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise CannotStart(
            words(
                "A password is needed: there is no terminal to ask for it, and {variable} is not set.",
                variable=variable,
            )
        )
    import getpass

    try:
        typed = getpass.getpass(prompt, sys.stderr)
        if twice and getpass.getpass("The same again: ", sys.stderr) != typed:
            raise CannotStart(words("The two passwords differ; nothing was changed."))
    except EOFError:
        raise CannotStart(words("No password was given.")) from None
    return typed


@contextlib.contextmanager
def stopping() -> Iterator[Cancel]:
    """A token that Ctrl+C sets, so that long work ends between two steps; a second Ctrl+C ends at once."""
    cancel = Cancel()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return

    def ask(_number: int, _frame: FrameType | None) -> None:
        if cancel.asked:
            raise KeyboardInterrupt
        cancel()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
