"""Bringing a library to the schema of this program: after a checked backup, all steps in one transaction."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, NullPool, create_engine, event, text

from janus_desktop.errors import CannotStart, words
from janus_desktop.models import fulltext
from janus_desktop.models.migrations import HEAD
from janus_desktop.models.store import DATABASE, driver, make_private

log = logging.getLogger(__name__)
#: schema changes may reasonably change how many rows these hold
_FREE = frozenset({"alembic_version"})


def version_of(database: Path) -> str | None:
    """The schema's version in the file; None for an empty one. `CannotStart` where it is no library."""
    module = driver()
    try:
        raw = module.connect(f"file:{quote(str(database))}?mode=ro", uri=True, timeout=30)
        try:
            tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "alembic_version" not in tables:
                if tables:
                    raise CannotStart(words("{path} is no Janus library.", path=str(database)))
                return None
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else None
        finally:
            raw.close()
    except module.Error as error:
        raise CannotStart(words("{path} cannot be opened: {reason}", path=str(database), reason=str(error))) from error


def newer(version: str | None) -> bool:
    """Whether a library was written by a later version of the program."""
    return version is not None and version != HEAD and version not in _known()


def _known() -> set[str]:
    folder = Path(__file__).parent / "migrations" / "versions"
    return {file.name.split("_")[0] for file in folder.glob("*.py")}


def upgrade(folder: Path, version: str | None) -> None:
    """Bring the library in `folder` to HEAD. The caller holds the library's exclusive lock."""
    from alembic import command
    from alembic.config import Config

    database = folder / DATABASE
    if version is not None:
        kept = backup(folder, f"before-{HEAD}")
        log.info("library backed up to %s before the upgrade", kept)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with _alone(database) as connection:
        before = _rows(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        after = _rows(connection)
        lost = {name for name, count in before.items() if name in after and after[name] != count} - _FREE
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if lost or broken is not None:
            raise CannotStart(
                words("{path} could not be brought to the new version; it is as it was.", path=str(database))
            )
        if version is not None:
            fulltext.rebuild(connection)


def backup(folder: Path, name: str) -> Path:
    """A copy of the database by SQLite's backup API, checked before it gets its name; answers its path."""
    module = driver()
    target = folder / "backups" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{name}.sqlite"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    temporary = target.with_suffix(".part")
    make_private(temporary)
    source, copy = module.connect(folder / DATABASE, timeout=30), module.connect(temporary)
    try:
        source.backup(copy)
        verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    finally:
        copy.close()
        source.close()
    if verdict != "ok":
        temporary.unlink()
        raise CannotStart(words("The library is damaged: {reason}", reason=str(verdict)))
    temporary.replace(target)
    return target


@contextlib.contextmanager
def _alone(database: Path) -> Generator[Connection, None, None]:
    engine = create_engine(f"sqlite:///{database}", module=driver(), poolclass=NullPool, connect_args={"timeout": 30})

    def connected(raw: object, _record: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]
        # Alembic rebuilds tables; with foreign keys on that would delete every row that refers to them.
        raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
        raw.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _rows(connection: Connection) -> dict[str, int]:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
    own = [name for name in names if not name.startswith(("sqlite_", fulltext.TABLE, fulltext.SAID, fulltext.NAMES))]
    return {name: int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()) for name in own}
