"""init, login, logout, passwd."""

from __future__ import annotations

import os
import sys

from janus_desktop import paths
from janus_desktop.cli.output import display
from janus_desktop.cli.run import Run, at_terminal, library_is_in, secret
from janus_desktop.errors import CannotStart, words


def init(run: Run) -> int:
    """Make a library and its first superadmin; it becomes the one that is opened when none is named."""
    from janus_desktop.models import Library

    args = run.args
    folder = (run.named_folder or paths.default_library()).absolute()
    if library_is_in(folder):
        raise CannotStart(words("{folder} already holds a library.", folder=os.fspath(folder)))
    password = secret("JANUS_PASSWORD", f"New password of {args.admin}: ", twice=True)
    library = Library.create(
        folder,
        username=args.admin,
        email=args.email,
        password=password,
        name=args.name,
        fullname=args.full_name,
    )
    try:
        shown = display(os.fspath(library.folder))
        run.out.item(
            {"library": shown, "uuid": str(library.uuid), "user": args.admin, "role": "admin"}
            | {"level": "superadmin"},
            f"The library {shown} was made; {args.admin} is its superadmin.",
        )
    finally:
        library.close()
    run.settings.remember_library(folder)
    try:
        run.settings.save()
    except OSError as error:
        run.out.warn(f"The settings {run.settings.path} can’t be written: {error.strerror}.")
    return 0


def login(run: Run) -> int:
    """Sign in and keep the session on this computer."""
    run.args.user = run.args.name or run.user or _asked_name()
    library = run.library()
    name = run.args.user
    catalogue = library.sign_in(name, run.password(name))
    run.refuse_one_time(catalogue)
    in_keyring = catalogue.stay_signed_in(keyring=at_terminal())
    me = catalogue.me
    run.out.item(
        {
            "library": display(os.fspath(library.folder)),
            "user": me.username,
            "role": me.role,
            "level": me.level,
            "kept_in": "keyring" if in_keyring else "file",
        },
        f"Signed in as {me.username} until “janus logout”.",
    )
    run.out.say(
        "The session is kept in "
        + ("the system’s keyring." if in_keyring else "a file that only your account can read.")
    )
    return 0


def _asked_name() -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise CannotStart(words("Who signs in? Name yourself: “janus login NAME”."))
    print("Username: ", end="", file=sys.stderr, flush=True)
    name = sys.stdin.readline().strip()
    if not name:
        raise CannotStart(words("No username was given."))
    return name


def logout(run: Run) -> int:
    """End the kept session; nothing to end is no error."""
    library = run.library()
    catalogue = library.sign_in_again(keyring=at_terminal())
    name = catalogue.me.username if catalogue else None
    if catalogue is not None:
        catalogue.sign_out(keyring=at_terminal())
    else:
        library.forget(keyring=at_terminal())
    run.out.item({"user": name}, f"{name} is signed out." if name else "Nobody was signed in.")
    return 0


def recover(run: Run) -> int:
    """Give a superadmin a one-time password; only the owner of the library's file may."""
    from janus_desktop.cli.shapes import person
    from janus_desktop.models import Library

    if not library_is_in(run.folder):
        raise CannotStart(words("There is no library in {folder}.", folder=os.fspath(run.folder)))
    made = Library.recover(run.folder, run.args.admin)
    run.out.item(
        person(made.person) | {"password": made.password},
        f"{made.person.username} has a new password. Superadmins are told of it when they sign in.\n"
        f"One-time password: {made.password}",
    )
    return 0


def passwd(run: Run) -> int:
    """Change the own password, a one-time one as well."""
    catalogue = run.catalogue(one_time=True)
    name = catalogue.me.username
    old = run.typed or run.password(name)
    new = secret("JANUS_NEW_PASSWORD", f"New password of {name}: ", twice=True)
    catalogue.people.change_password(old, new)
    run.out.item({"user": name, "changed": True}, f"The password of {name} was changed.")
    return 0
