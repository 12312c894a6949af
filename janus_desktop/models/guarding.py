"""Watching over an opened library: what was changed in it from outside, and sealing it while it is used."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from janus_desktop.errors import JanusError, Words, words
from janus_desktop.models import chain, names, remembered, seals
from janus_desktop.models.store import Store
from janus_desktop.models.tables import Log, Security, User

#: seconds between two seals while a library is open
EVERY = 300.0


class Guard:
    """`found` is what the seals said at the last look; `warnings` the same in sentences, mostly none."""

    def __init__(self, store: Store, library: str) -> None:
        self._store = store
        place = hashlib.sha256(os.fsencode(store.folder)).hexdigest()[:8]
        self._library = f"{library}-{place}"  # a copy elsewhere goes its own way
        self._next = time.monotonic() + EVERY
        self.found = seals.Found("whole")
        self.warnings: tuple[Words, ...] = ()

    def look(self) -> seals.Found:
        """Compare accounts and chains with their seals; what does not fit becomes a security event, once."""
        known = self.known
        with self._store.read() as connection:
            self.found = found = seals.check(connection, known.heads, sealed_by=known.sealed)
            self.warnings = tuple(_sentences(connection, found))
            note = _note(found)
            news = note != (seals.doubted(connection) or None)
        if note is not None and news:
            with self._store.write() as connection:
                chain.extend(connection, Security, user=None, action=seals.NOTED, meta_data=note)
        return found

    def seal(self, reason: str) -> None:
        """Seal the heads of the chains where they moved, and remember them here; never fails."""
        with contextlib.suppress(JanusError, OSError):
            with self._store.read() as connection:
                heads = (seals.head(connection, Log), seals.head(connection, Security))
                moved = heads != seals.sealed_heads(connection)
            if moved:
                with self._store.write() as connection:
                    seals.put(connection, reason)
            if not self.found.cut:  # else the next start could not show it
                remembered.keep(
                    self._library,
                    logs=(heads[0][0], heads[0][1].hex()),
                    security=(heads[1][0], heads[1][1].hex()),
                    sealed=seals.key().id,
                )

    @property
    def known(self) -> remembered.Remembered:
        """What this computer remembers of the library."""
        return remembered.recall(self._library)

    def checked(self, rows: int, *, whole: bool) -> None:
        """Remember that the whole chain was checked just now."""
        now = datetime.now(UTC).isoformat()
        remembered.keep(self._library, checked_at=now, checked_rows=rows, checked_whole=whole)

    def tick(self) -> None:
        """Called often; seals now and then."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            self.seal("open")

    def accept(self, connection: Connection) -> None:
        """Seal everything as it is now, within a transaction that says who accepted it."""
        seals.accept(connection, "accepted")

    def accepted(self) -> None:
        """After `accept` was committed: begin anew from what is there."""
        remembered.forget(self._library)
        self.found = seals.Found("whole")
        self.warnings = ()
        self.seal("accepted")


def _note(found: seals.Found) -> dict[str, object] | None:
    if found.state not in ("altered", "missing"):
        return None
    return {
        "accounts": [each for each in found.accounts if each.isdecimal()],
        "other": [each for each in found.accounts if not each.isdecimal()],
        "cut": [f"{table} {sequence}" for table, sequence in found.cut],
        "seal": found.forged or found.state == "missing",
    }


def _sentences(connection: Connection, found: seals.Found) -> list[Words]:
    said = []
    if found.accounts:
        said.append(_about(connection, found.accounts))
    for table, sequence in found.cut:
        said.append(
            words(
                "Row {row} of {table} is no longer there as it was sealed: the trail was cut or altered, or an older "
                "copy of the library was put in its place.",
                row=str(sequence),
                table=table,
            )
        )
    if found.forged or found.state == "missing":
        said.append(words("The seal of this library was removed or changed with another program than Janus."))
    if found.elsewhere and not said:
        said.append(
            words(
                "Since they were last sealed here, these were changed and sealed with a key that is not on this "
                "computer: {names}.",
                names=_named(connection, found.elsewhere),
            )
        )
    return said


def _about(connection: Connection, accounts: Sequence[str]) -> Words:
    named = _named(connection, accounts)
    return words(
        "These were changed with another program than Janus: {names}.",
        one="This was changed with another program than Janus: {names}.",
        n=len(accounts),
        names=named,
    )


def _named(connection: Connection, accounts: Sequence[str]) -> str:
    known = {str(row.id): row.username for row in connection.execute(select(User.id, User.username))}
    shown = []
    for each in accounts:
        if each == seals.SETTINGS:
            shown.append("the settings of the library")
        elif each in known:
            shown.append(f"account {names.shown(known[each])}")
        else:
            shown.append(f"account {each.removeprefix('admin ')} (not there)")
    return ", ".join(shown)
