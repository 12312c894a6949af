"""people list, add, disable, enable, reset, role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from janus_desktop.cli.run import Run
from janus_desktop.cli.shapes import person
from janus_desktop.errors import NotFound, UsageError, words

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, NewPassword, Person


def list_(run: Run) -> int:
    """Everybody who has an account."""
    found = run.catalogue().people.list()
    run.out.table(
        (
            ("username", "Username"),
            ("name", "Name"),
            ("email", "E-mail"),
            ("role", "Role"),
            ("level", "Level"),
            ("active", "Active"),
            ("last_active", "Last active"),
            ("imported", "Imported>"),
        ),
        (person(each) for each in found),
    )
    return 0


def add(run: Run) -> int:
    """Make an account; the answer holds its one-time password."""
    args = run.args
    level = _level(args.role, args.level)
    made = run.catalogue().people.add(args.name, args.email, args.role, level, args.full_name)
    return _one_time(run, made, f"The account {made.person.username} was made.")


def reset(run: Run) -> int:
    """Give somebody a new one-time password."""
    catalogue = run.catalogue()
    made = catalogue.people.reset_password(named(catalogue, run.args.name).id)
    return _one_time(run, made, f"The password of {made.person.username} was reset.")


def disable(run: Run) -> int:
    """Let somebody in no more."""
    catalogue = run.catalogue()
    return _now(run, catalogue.people.disable(named(catalogue, run.args.name).id), "is disabled")


def enable(run: Run) -> int:
    """Let somebody in again."""
    catalogue = run.catalogue()
    return _now(run, catalogue.people.enable(named(catalogue, run.args.name).id), "is enabled")


def sessions(run: Run) -> int:
    """Where somebody stays signed in."""
    catalogue = run.catalogue()
    found = catalogue.people.sessions(named(catalogue, run.args.name).id)
    run.out.table(
        (("id", "ID>"), ("host", "Computer"), ("last_used", "Last used"), ("expires_at", "Ends")),
        (
            {
                "id": each.id,
                "host": each.host,
                "created_at": each.created_at,
                "last_used": each.last_used,
                "expires_at": each.expires_at,
            }
            for each in found
        ),
    )
    return 0


def revoke(run: Run) -> int:
    """End a kept session."""
    run.catalogue().people.revoke(run.args.session)
    run.out.item({"session": run.args.session, "ended": True}, f"Session {run.args.session} was ended.")
    return 0


def anonymise(run: Run) -> int:
    """Take a person's data out of account and trail."""
    catalogue = run.catalogue()
    changed = catalogue.people.anonymise(named(catalogue, run.args.name).id)
    run.out.item(person(changed), f"The account is now called {changed.username}; what named the person is gone.")
    return 0


def role(run: Run) -> int:
    """Change somebody's role."""
    args = run.args
    if args.new_role and args.role and args.new_role != args.role:
        raise UsageError(words("Say one role, not two."))
    new = args.new_role or args.role or ("admin" if args.level else None)
    if new is None:
        raise UsageError(words("Say which role: viewer, user or admin."))
    level = _level(new, args.level)
    catalogue = run.catalogue()
    changed = catalogue.people.set_role(named(catalogue, args.name).id, new, level)
    return _now(run, changed, f"is now {new}" + (f", {level}" if level else ""))


def named(catalogue: Catalogue, name: str) -> Person:
    """The account called `name`."""
    people = catalogue.people.list()
    same = [each for each in people if each.username == name]
    same += [each for each in people if each.username.casefold() == name.casefold()]
    if not same:
        raise NotFound(words("There is no account “{name}” in this library.", name=name))
    return same[0]


def _level(role: str, level: str | None) -> str | None:
    if role == "admin":
        return level or "moderator"
    if level is not None:
        raise UsageError(words("Only admins have a level."))
    return None


def _now(run: Run, changed: Person, what: str) -> int:
    run.out.item(person(changed), f"{changed.username} {what}.")
    return 0


def _one_time(run: Run, made: NewPassword, text: str) -> int:
    data: dict[str, Any] = person(made.person) | {"password": made.password}
    run.out.item(data, f"{text}\nOne-time password: {made.password}")
    return 0
