"""The thumbnails' own database in the cache folder: safe to delete at any time.

Key: the image's id, so that neighbours of one import lie side by side; `hash` says of which content.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from janus_desktop.models.store import driver, make_private

log = logging.getLogger(__name__)
SIZES = (256, 512)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS thumbs (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL, s256 BLOB, s512 BLOB,
    preview INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, day INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX IF NOT EXISTS thumbs_hash ON thumbs(hash);
CREATE INDEX IF NOT EXISTS thumbs_day ON thumbs(day);
"""


class Thumbs:
    """Pictures by image id. Whatever happens to the file, it is only a cache: it is made anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._module = driver()
        self._lock = threading.RLock()
        self._raw: Any = None
        self._inode: int | None = None

    def _connection(self) -> Any:
        if self._raw is not None and not self._still_there():
            self._drop()
        if self._raw is None:
            try:
                self._raw = self._opened()
            except self._module.DatabaseError as error:
                log.warning("thumbnails in %s are unusable (%s); they are made anew", self.path, error)
                self._drop(remove=True)
                self._raw = self._opened()
        return self._raw

    def _opened(self) -> Any:
        make_private(self.path)
        raw = self._module.connect(self.path, timeout=10, check_same_thread=False, isolation_level=None)
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA synchronous=OFF")
            raw.executescript(_SCHEMA)
            raw.execute("SELECT count(*) FROM (SELECT id FROM thumbs LIMIT 1)").fetchone()
        except self._module.Error:
            raw.close()
            raise
        self._inode = self.path.stat().st_ino
        return raw

    def _still_there(self) -> bool:
        try:
            return self.path.stat().st_ino == self._inode
        except OSError:
            return False

    def _drop(self, *, remove: bool = False) -> None:
        if self._raw is not None:
            with contextlib.suppress(self._module.Error):
                self._raw.close()
            self._raw = None
        if remove:
            for end in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    Path(f"{self.path}{end}").unlink()

    def _run(self, call: Any) -> Any:
        with self._lock:
            try:
                return call(self._connection())
            except self._module.DatabaseError as error:
                log.warning("thumbnails in %s failed (%s); they are made anew", self.path, error)
                self._drop(remove="locked" not in str(error))
                return call(self._connection())

    def get(self, ids: Sequence[int], size: int) -> dict[int, bytes]:
        """JPEG bytes of those of `ids` that are there, at `size` or the best that there is."""
        if not ids:
            return {}
        first, other = ("s256", "s512") if size <= 256 else ("s512", "s256")
        marks = ",".join("?" * len(ids))
        sql = f"SELECT id, coalesce({first}, {other}) FROM thumbs WHERE id IN ({marks})"
        rows = self._run(lambda raw: raw.execute(sql, list(ids)).fetchall())
        return {row[0]: row[1] for row in rows if row[1] is not None}

    def finished(self, ids: Iterable[int]) -> set[int]:
        """Those of `ids` whose pictures were made from the pixels (not merely the embedded preview)."""
        wanted = list(ids)
        found: set[int] = set()
        for start in range(0, len(wanted), 2000):
            some = wanted[start : start + 2000]
            marks = ",".join("?" * len(some))
            sql = f"SELECT id FROM thumbs WHERE preview = 0 AND id IN ({marks})"
            found.update(row[0] for row in self._run(lambda raw, s=sql, v=some: raw.execute(s, v).fetchall()))
        return found

    def put(self, rows: Sequence[tuple[int, bytes, Mapping[int, bytes]]], *, preview: bool = False) -> None:
        """Keep pictures: (image id, content hash, {size: JPEG}). A preview never replaces a real one."""
        day = int(time.time() // 86400)
        values = [
            (
                image,
                content,
                pictures.get(256),
                pictures.get(512),
                int(preview),
                sum(map(len, pictures.values())),
                day,
            )
            for image, content, pictures in rows
        ]
        keep = "ON CONFLICT DO NOTHING" if preview else ""
        sql = f"INSERT {'' if preview else 'OR REPLACE '}INTO thumbs VALUES (?,?,?,?,?,?,?) {keep}"

        def write(raw: Any) -> None:
            raw.execute("BEGIN IMMEDIATE")
            try:
                raw.executemany(sql, values)
                raw.execute("COMMIT")
            except BaseException:
                raw.execute("ROLLBACK")
                raise

        if values:
            self._run(write)

    def forget(self, ids: Sequence[int]) -> None:
        """Drop the pictures of images that have other content now, or are no more."""
        if ids:
            self._run(lambda raw: raw.executemany("DELETE FROM thumbs WHERE id = ?", [(i,) for i in ids]))

    def trim(self, budget: int) -> int:
        """Drop the pictures least recently made or used until at most `budget` bytes are left; how many."""

        def cut(raw: Any) -> int:
            # By pages first: adding up what a million rows say would read all their pictures.
            pages, free, size = (
                raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
            )
            if (pages - free) * size <= budget:
                return 0
            total = raw.execute("SELECT coalesce(sum(bytes), 0) FROM thumbs").fetchone()[0]
            gone = []
            for image, size in raw.execute("SELECT id, bytes FROM thumbs ORDER BY day, id"):
                if total <= budget:
                    break
                gone.append((image,))
                total -= size
            raw.executemany("DELETE FROM thumbs WHERE id = ?", gone)
            return len(gone)

        return int(self._run(cut))

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._drop()
