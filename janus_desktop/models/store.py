"""Engines and connections: one writer, many short readers, and what SQLite needs to be safe.

`read` and `write` are the only ways to the database. A thread that must never wait (the window's) is
kept out by `keep_out`.
"""

from __future__ import annotations

import contextlib
import os
import threading
import types
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Engine, create_engine, event, exc, func, select
from sqlalchemy.pool import QueuePool

from janus_desktop.cancel import Cancel
from janus_desktop.errors import CannotStart, JanusError, Stopped, StoreError, words
from janus_desktop.models.disks import is_network

DATABASE = "library.sqlite"
RESERVE = "reserve"
RESERVE_BYTES = 8 * 1024 * 1024
#: older ones can corrupt a WAL file when two connections write and checkpoint at once
SAFE_SQLITE = (3, 51, 3)


def driver() -> types.ModuleType:
    """The SQLite module to use: pysqlite3's own recent SQLite where there is a wheel, else Python's."""
    if os.environ.get("JANUS_STOCK_SQLITE") != "1":
        try:
            import pysqlite3

            return pysqlite3  # type: ignore[no-any-return]
        except ImportError:
            pass
    import sqlite3

    return sqlite3


def make_private(path: Path) -> None:
    """Create `path` readable and writable by its owner alone, before anything is written to it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


class Store:
    """The database of one library folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / DATABASE
        self._module = driver()
        self._out: set[int] = set()
        wal = self._module.sqlite_version_info >= SAFE_SQLITE and not is_network(folder)
        self.journal = "WAL" if wal else "DELETE"
        self.writer = self._engine(read_only=False)
        self.reader = self._engine(read_only=True)

    @property
    def sqlite_version(self) -> str:
        """The version of SQLite itself."""
        return str(self._module.sqlite_version)

    def keep_out(self, thread: int) -> None:
        """Refuse this thread from now on: it must never wait for a disk."""
        self._out.add(thread)

    def _engine(self, *, read_only: bool) -> Engine:
        engine = create_engine(
            f"sqlite:///{self.path}",
            module=self._module,
            poolclass=QueuePool,
            pool_size=4 if read_only else 1,
            max_overflow=8 if read_only else 0,
            pool_timeout=30,
            connect_args={"timeout": 30, "check_same_thread": False},
            query_cache_size=300,
        )
        begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

        def connected(dbapi: Any, _record: object) -> None:
            dbapi.isolation_level = None
            cursor = dbapi.cursor()
            if not read_only:
                cursor.execute(f"PRAGMA journal_mode={self.journal}")
                cursor.execute("PRAGMA synchronous=FULL")
            for pragma in (
                "foreign_keys=ON",
                "trusted_schema=OFF",
                "cell_size_check=ON",
                "temp_store=MEMORY",
                "cache_size=-16000",
                "wal_autocheckpoint=4000",
                f"query_only={'ON' if read_only else 'OFF'}",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        event.listen(engine, "connect", connected)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _check_thread(self) -> None:
        if threading.get_ident() in self._out:
            raise RuntimeError("the window's thread entered the store")

    @contextlib.contextmanager
    def read(self, cancel: Cancel | None = None) -> Generator[Connection, None, None]:
        """A short reading transaction; `cancel` interrupts what runs in it (`Stopped`)."""
        self._check_thread()
        if cancel is not None and cancel.asked:
            raise Stopped(words("The question was withdrawn."))
        with self._translated(), self.reader.begin() as connection:
            raw = connection.connection.dbapi_connection
            interrupt = raw.interrupt  # type: ignore[union-attr]
            if cancel is not None:
                cancel.when_asked(interrupt)
            try:
                yield connection
            finally:
                if cancel is not None:
                    cancel.forget(interrupt)

    @contextlib.contextmanager
    def write(self) -> Generator[Connection, None, None]:
        """A writing transaction, begun IMMEDIATE. Only `transaction.py` and migration call this."""
        self._check_thread()
        with self._translated(), self.writer.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _translated(self) -> Generator[None, None, None]:
        try:
            yield
        except exc.TimeoutError as error:
            raise StoreError(words("The library is busy; nothing was changed. Try again.")) from error
        except (exc.OperationalError, exc.DatabaseError) as error:
            raise self._explained(error) from error

    def _explained(self, error: exc.DBAPIError) -> JanusError:
        said = str(error.orig).lower()
        name = str(self.path)
        if "interrupt" in said:
            return Stopped(words("The question was withdrawn."))
        if "full" in said:
            self.release_reserve()
            return StoreError(
                words(
                    "The disk with {path} is full; nothing was changed. Free some space and try again.",
                    path=name,
                )
            )
        if "locked" in said or "busy" in said:
            return StoreError(words("The library is busy; nothing was changed. Try again."))
        if "readonly" in said or "read-only" in said:
            return StoreError(words("{path} cannot be written; nothing was changed.", path=name))
        if "malformed" in said or "not a database" in said or "disk i/o" in said:
            return CannotStart(words("{path} is damaged. Restore it from a backup.", path=name))
        if "unable to open" in said:
            return CannotStart(words("{path} cannot be opened.", path=name))
        return StoreError(words("The library could not do it: {reason}", reason=str(error.orig)))

    def keep_reserve(self) -> None:
        """Hold some space back, to be released when the disk is full (even deleting needs space then)."""
        reserve = self.folder / RESERVE
        with contextlib.suppress(OSError):
            if not reserve.exists() or reserve.stat().st_size < RESERVE_BYTES:
                make_private(reserve)
                with reserve.open("r+b") as file:
                    os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES) if hasattr(
                        os, "posix_fallocate"
                    ) else file.write(bytes(RESERVE_BYTES))

    def release_reserve(self) -> None:
        """Give the space held back to the library."""
        with contextlib.suppress(OSError):
            (self.folder / RESERVE).unlink()

    def quick_check(self) -> str | None:
        """What SQLite finds wrong with the file, None where it is whole.

        On a connection of its own: FTS5 checks itself against what a connection remembers of an older state.
        """
        self._check_thread()
        raw = self._module.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True, timeout=30)
        try:
            answer = raw.execute("PRAGMA quick_check(1)").fetchone()[0]
        except self._module.DatabaseError as error:
            answer = str(error)
        finally:
            raw.close()
        return None if answer == "ok" else str(answer)

    def hurry(self) -> None:
        """From now on wait for other writers half a second only: the library is about to be closed."""
        with contextlib.suppress(exc.SQLAlchemyError, self._module.Error):
            raw = self.writer.raw_connection()
            try:
                raw.cursor().execute("PRAGMA busy_timeout=500")
            finally:
                raw.close()

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log back in."""
        self.reader.dispose()
        self.writer.dispose()


def among(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """`column IN ids` with one bound value however many ids there are (JSON array)."""
    listed = func.json_each("[" + ",".join(map(str, ids)) + "]").table_valued("value")
    return column.in_(select(listed.c.value))  # type: ignore[no-any-return]
