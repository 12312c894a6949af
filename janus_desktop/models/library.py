"""A Library is an opened store: made, opened, brought up to date, signed in to, closed."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import select, text

from janus_desktop import paths
from janus_desktop.errors import CannotStart, JanusError, NotAllowed, SignInFailed, words
from janus_desktop.models import accounts, founding, fulltext, kept, migrate, passwords, policy
from janus_desktop.models.changes import Changes
from janus_desktop.models.disks import is_network
from janus_desktop.models.guarding import Guard
from janus_desktop.models.locks import Lock, exclusive
from janus_desktop.models.migrations import HEAD
from janus_desktop.models.store import DATABASE, Store
from janus_desktop.models.tables import LibraryValue
from janus_desktop.models.thumbs import Thumbs
from janus_desktop.models.values import Change
from janus_desktop.models.values_people import NewPassword
from janus_desktop.models.watching import Watcher

if TYPE_CHECKING:
    from janus_desktop.imaging.pool import Pool
    from janus_desktop.models.catalogue import Catalogue

log = logging.getLogger(__name__)
MANAGED = "managed"
IN_A_FILE = words(
    "This computer has no keyring that answers: the session is kept in a file that only your account can read."
)


class Library:
    """One opened library folder (`library.sqlite`, `managed/`, `backups/`).

    Several windows and processes may have the same one open. `session` names this opening of it.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self.changes = Changes()
        self.session = str(uuid.uuid4())
        self._values = self._load()
        self.uuid = str(self._values["uuid"])
        self.name = str(self._values.get("name") or folder.name)
        self.cost = passwords.cost_of(cast("dict[str, object] | None", self._values.get("argon2")))
        self.thumbs = Thumbs(paths.cache_dir() / f"{self.uuid}.thumbs.sqlite")
        self._alive = Lock(folder / "sessions" / f"{self.session}.lock")
        self._alive.try_take()
        self._watcher = Watcher(store, self.session)
        self.guard = Guard(store, self.uuid)
        self.policy = policy.Policy()
        self._read_policy()
        self._closed = False
        self._pool: Pool | None = None
        self._pool_lock = threading.Lock()

    # -- making and opening ------------------------------------------------------------------

    @staticmethod
    def exists(folder: Path | str) -> bool:
        """Whether `folder` holds a library."""
        return (Path(folder) / DATABASE).is_file()

    @classmethod
    def create(
        cls,
        folder: Path | str,
        *,
        username: str,
        email: str,
        password: str,
        name: str = "",
        fullname: str = "",
        cost: passwords.Cost | None = None,
    ) -> Library:
        """Make a library with its first superadmin.

        What a password costs is measured, so that a try takes about 0.3 s here, unless `cost` says it.
        `BadValue` names the value that cannot be; `CannotStart` where the folder cannot hold a library.
        """
        place = Path(folder).expanduser().absolute()
        founding.found(
            place, username=username, email=email, password=password, name=name, fullname=fullname, cost=cost
        )
        return cls.open(place)

    @classmethod
    def open(cls, folder: Path | str) -> Library:
        """Open a library, bringing it up to date first; `CannotStart` says why it cannot be."""
        place = Path(folder).expanduser().absolute()
        database = place / DATABASE
        if not database.is_file():
            raise CannotStart(words("There is no library in {path}.", path=str(place)))
        if not os.access(place, os.W_OK) or not os.access(database, os.W_OK):
            raise CannotStart(
                words("The library in {path} cannot be written: the folder is read-only.", path=str(place))
            )
        version = migrate.version_of(database)
        if version is None or migrate.newer(version):
            raise CannotStart(
                words(
                    "The library in {path} was written by a newer version of Janus (schema {version}). "
                    "Update Janus to open it.",
                    path=str(place),
                    version=version or "?",
                )
            )
        store: Store | None = None
        try:
            if version != HEAD:
                with exclusive(place / "library.lock"):
                    current = migrate.version_of(database)
                    if current != HEAD:
                        migrate.upgrade(place, current)
            store = Store(place)
            wrong = store.quick_check()
            if wrong is not None and wrong.startswith("fts5"):
                log.warning("the full-text index of %s is made anew: %s", place, wrong)
                with store.write() as connection:
                    fulltext.rebuild(connection)
                wrong = store.quick_check()
            if wrong is not None:
                raise CannotStart(
                    words(
                        "{path} is damaged ({reason}). Restore it from a backup in its folder backups.",
                        path=str(database),
                        reason=wrong,
                    )
                )
            library = cls(place, store)
        except (OSError, JanusError) as error:
            if store is not None:
                store.close()
            if isinstance(error, OSError):
                raise CannotStart(
                    words(
                        "The library in {path} cannot be opened: {reason}",
                        path=str(place),
                        reason=error.strerror or str(error),
                    )
                ) from error
            raise
        store.keep_reserve()
        library._recover()
        library.guard.look()
        for warning in library.guard.warnings:
            log.warning("%s: %s", place, warning)
        if is_network(place):
            log.warning("%s lies on a network volume; for several people, PostgreSQL is safer", place)
        return library

    def _load(self) -> dict[str, object]:
        with self.store.read() as connection:
            return {row.key: row.value for row in connection.execute(select(LibraryValue.key, LibraryValue.value))}

    def _read_policy(self) -> None:
        with self.store.read() as connection:
            self.policy = policy.read(connection)
            name = connection.scalar(select(LibraryValue.value).where(LibraryValue.key == "name"))
        self.name = str(name or self.folder.name)

    def _recover(self) -> None:
        from janus_desktop.models.recovery import close_interrupted

        close_interrupted(self)

    # -- signing in --------------------------------------------------------------------------

    def sign_in(self, username: str, password: str, *, stay: bool = False, keyring: bool = True) -> Catalogue:
        """One person's authorised view; `SignInFailed` with one sentence where name or password is wrong."""
        user = accounts.sign_in(self.store, username, password)
        catalogue = self._catalogue(user)
        if stay and self.policy.stay_signed_in and not self.stay_signed_in(user, keyring=keyring):
            catalogue.notices += (IN_A_FILE,)
        return catalogue

    def sign_in_again(self, *, keyring: bool = True) -> Catalogue | None:
        """The view of whoever stayed signed in on this computer, None where nobody did."""
        token = kept.recall(self.uuid, keyring=keyring)
        user = accounts.by_token(self.store, token) if token else None
        if user is None:
            return None
        with contextlib.suppress(SignInFailed):
            return self._catalogue(user)
        return None

    def stay_signed_in(self, user: int, *, keyring: bool = True) -> bool:
        """Keep a session on this computer; answers whether the system's keyring holds it.

        `NotAllowed` where the library's settings forbid it.
        """
        self._read_policy()
        if not self.policy.stay_signed_in:
            raise NotAllowed(words("In this library, nobody stays signed in."))
        token = accounts.new_token(self.store, user, timedelta(days=self.policy.session_days))
        return kept.keep(self.uuid, token, keyring=keyring)

    def forget(self, *, keyring: bool = True) -> None:
        """End the session kept on this computer."""
        token = kept.recall(self.uuid, keyring=keyring)
        if token:
            accounts.revoke(self.store, token)
        kept.forget(self.uuid, keyring=keyring)

    @staticmethod
    def recover(folder: Path | str, username: str) -> NewPassword:
        """A one-time password for a superadmin, for whoever owns the library's file; as `regaining.regain`."""
        from janus_desktop.models.regaining import regain

        return regain(Path(folder).expanduser().absolute(), username)

    def _catalogue(self, user: int) -> Catalogue:
        from janus_desktop.models.catalogue import Catalogue

        return Catalogue(self, user)

    # -- while it is open --------------------------------------------------------------------

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` for every change committed here; answers a call that ends it."""
        return self.changes.subscribe(listener)

    def watch(self) -> list[Change]:
        """What other windows and processes committed since the last look; cheap when nothing did."""
        self.guard.tick()
        changes = self._watcher.look()
        if any("settings" in change.topics for change in changes):
            self._read_policy()
        return changes

    def keep_out(self, thread: int) -> None:
        """Guard: this thread (the window's) must never enter the store."""
        self.store.keep_out(thread)

    @property
    def managed(self) -> Path:
        """The folder for files that are copied in."""
        return self.folder / MANAGED

    @property
    def pool(self) -> Pool:
        """The child processes that read pictures, started at the first call."""
        from janus_desktop.models.reading import new_pool

        with self._pool_lock:
            if self._pool is None:
                self._pool = new_pool()
            return self._pool

    def health(self) -> dict[str, object]:
        """What `janus doctor` says of the library."""
        with self.store.read() as connection:
            images = connection.execute(text("SELECT count(*) FROM images")).scalar_one()
        return {
            "folder": str(self.folder),
            "name": self.name,
            "uuid": self.uuid,
            "images": images,
            "journal_mode": self.store.journal,
            "sqlite": self.store.sqlite_version,
            "network_volume": is_network(self.folder),
            "damaged": self.store.quick_check(),
        }

    def close(self) -> None:
        """Stop the children, seal the trail, close all connections; calling it again does nothing."""
        if not self._closed:
            self._closed = True
            self.store.hurry()
            self.guard.seal("close")
        with self._pool_lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None
        self._watcher.close()
        self.thumbs.close()
        self.store.close()
        self._alive.release(remove=True)
