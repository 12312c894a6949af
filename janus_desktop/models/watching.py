"""Changes that other windows and processes commit."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, func, select

from janus_desktop.models.store import Store
from janus_desktop.models.tables import Log, Revision
from janus_desktop.models.values import Change

MANY = 2000


class Watcher:
    """Looks at `PRAGMA data_version` on one held connection, then at the log rows after the last seen."""

    def __init__(self, store: Store, session: str) -> None:
        self._store = store
        self._session = session
        self._lock = threading.Lock()
        self._held: Connection | None = None
        self._version: int | None = None
        self._seen: int | None = None

    def look(self) -> list[Change]:
        """As `Library.watch`."""
        with self._lock:
            if self._held is None:
                self._held = self._store.reader.connect().execution_options(isolation_level="AUTOCOMMIT")
            raw = self._held.connection.dbapi_connection
            version = raw.execute("PRAGMA data_version").fetchone()[0]  # type: ignore[union-attr]
            if version == self._version:
                return []
            first, self._version = self._version is None, version
        with self._store.read() as connection:
            if first or self._seen is None:
                self._seen = connection.scalar(select(func.max(Log.id))) or 0
                return []
            rows = connection.execute(
                select(Log.id, Log.operation, Log.user_id, Log.session, Log.meta_data)
                .where(Log.id > self._seen)
                .order_by(Log.id)
            ).all()
            changes = []
            for row in rows:
                self._seen = row.id
                if row.session != self._session:
                    topics = frozenset((row.meta_data or {}).get("topics") or ("images", "members"))
                    changes.append(
                        Change(topics, self._ids(connection, row.id), row.operation, row.user_id, ours=False)
                    )
        return changes

    @staticmethod
    def _ids(connection: Connection, row: int) -> tuple[int, ...] | None:
        found = connection.scalars(
            select(Revision.record).where(Revision.log_id == row).distinct().limit(MANY + 1)
        ).all()
        return None if len(found) > MANY else tuple(found)

    def close(self) -> None:
        """Give the held connection back."""
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None
