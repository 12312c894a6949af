"""A Library is an opened store: made, opened, brought up to date, signed in to, closed."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shutil
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text

from janus_desktop import paths
from janus_desktop.errors import CannotStart, JanusError, SignInFailed, words
from janus_desktop.models import accounts, chain, fulltext, kept, migrate, passwords
from janus_desktop.models.changes import Changes
from janus_desktop.models.disks import is_network
from janus_desktop.models.locks import Lock, exclusive
from janus_desktop.models.migrations import HEAD
from janus_desktop.models.rights import AdminLevel, Role
from janus_desktop.models.store import DATABASE, Store, make_private
from janus_desktop.models.tables import Admin, LibraryValue, Security, User
from janus_desktop.models.thumbs import Thumbs
from janus_desktop.models.values import Change
from janus_desktop.models.watching import Watcher

if TYPE_CHECKING:
    from janus_desktop.imaging.pool import Pool
    from janus_desktop.models.catalogue import Catalogue

log = logging.getLogger(__name__)
MANAGED = "managed"


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
        self.thumbs = Thumbs(paths.cache_dir() / f"{self.uuid}.thumbs.sqlite")
        self._alive = Lock(folder / "sessions" / f"{self.session}.lock")
        self._alive.try_take()
        self._watcher = Watcher(store, self.session)
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
    ) -> Library:
        """Make a library with its first superadmin.

        `BadValue` names the value that cannot be; `CannotStart` where the folder cannot hold a library.
        """
        place = Path(folder).expanduser().absolute()
        username, email = passwords.check_username(username), passwords.check_email(email)
        passwords.check(password, username, email)
        taken = CannotStart(words("{path} already holds a library.", path=str(place)))
        if cls.exists(place):
            raise taken
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with exclusive(place / "library.lock"):
                if cls.exists(place):
                    raise taken
                cls._make(place, name, username, email, fullname, passwords.keep(password))
        except OSError as error:
            raise CannotStart(
                words(
                    "No library can be made in {path}: {reason}",
                    path=str(place),
                    reason=error.strerror or str(error),
                )
            ) from error
        return cls.open(place)

    @classmethod
    def _make(cls, place: Path, name: str, username: str, email: str, fullname: str, kept_password: str) -> None:
        # Made under another name and moved: a library that has no administrator is never seen.
        draft = place / f".making-{uuid.uuid4().hex}"
        draft.mkdir(mode=0o700)
        try:
            make_private(draft / DATABASE)
            migrate.upgrade(draft, None)
            store, now = Store(draft), datetime.now(UTC)
            with store.write() as connection:
                for key, value in {
                    "uuid": str(uuid.uuid4()),
                    "name": name.strip(),
                    "created_at": now.isoformat(),
                    "secret": secrets.token_hex(32),
                }.items():
                    connection.execute(insert(LibraryValue).values(key=key, value=value))
                connection.execute(
                    insert(User).values(
                        id=1,
                        username=username,
                        email=email,
                        password_hash=kept_password,
                        role=Role.ADMIN,
                        created_at=now,
                        name=fullname,
                    )
                )
                connection.execute(insert(Admin).values(user_id=1, admin_level=AdminLevel.SUPERADMIN))
                chain.extend(connection, Security, user=1, action="library made", meta_data={"name": username})
            store.close()
            for part in (MANAGED, "backups"):
                (place / part).mkdir(mode=0o700, exist_ok=True)
            (draft / DATABASE).replace(place / DATABASE)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

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
        if is_network(place):
            log.warning("%s lies on a network volume; for several people, PostgreSQL is safer", place)
        return library

    def _load(self) -> dict[str, object]:
        with self.store.read() as connection:
            return {row.key: row.value for row in connection.execute(select(LibraryValue.key, LibraryValue.value))}

    def _recover(self) -> None:
        from janus_desktop.models.recovery import close_interrupted

        close_interrupted(self)

    # -- signing in --------------------------------------------------------------------------

    def sign_in(self, username: str, password: str, *, stay: bool = False, keyring: bool = True) -> Catalogue:
        """One person's authorised view; `SignInFailed` with one sentence where name or password is wrong."""
        user = accounts.sign_in(self.store, username, password)
        catalogue = self._catalogue(user)
        if stay:
            self.stay_signed_in(user, keyring=keyring)
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
        """Keep a session on this computer; answers whether the system's keyring holds it."""
        return kept.keep(self.uuid, accounts.new_token(self.store, user), keyring=keyring)

    def forget(self, *, keyring: bool = True) -> None:
        """End the session kept on this computer."""
        token = kept.recall(self.uuid, keyring=keyring)
        if token:
            accounts.revoke(self.store, token)
        kept.forget(self.uuid, keyring=keyring)

    def _catalogue(self, user: int) -> Catalogue:
        from janus_desktop.models.catalogue import Catalogue

        return Catalogue(self, user)

    # -- while it is open --------------------------------------------------------------------

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` for every change committed here; answers a call that ends it."""
        return self.changes.subscribe(listener)

    def watch(self) -> list[Change]:
        """What other windows and processes committed since the last look; cheap when nothing did."""
        return self._watcher.look()

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
        """Stop the children, close all connections; calling it again does nothing."""
        with self._pool_lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None
        self._watcher.close()
        self.thumbs.close()
        self.store.close()
        self._alive.release(remove=True)
