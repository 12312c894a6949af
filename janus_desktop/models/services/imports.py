"""Taking files in."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from sqlalchemy import func, select

from janus_desktop.cancel import Cancel
from janus_desktop.models.actions import named
from janus_desktop.models.importing import Import
from janus_desktop.models.reading import absolute
from janus_desktop.models.reports import ImportOptions, ImportReport
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import Image, Log, User
from janus_desktop.models.values import RecentImport, Step


class ImportsService(Service):
    """Imports, and which there were."""

    def files(
        self,
        paths: Sequence[str | bytes | Path],
        options: ImportOptions | None = None,
        cancel: Cancel | None = None,
    ) -> Generator[Step, None, ImportReport]:
        """Take in files and folders: a generator of steps that returns the report.

        Whatever is wrong with one file is a line of the report; what was committed stays when the
        generator is cancelled or closed. Raises `NotAllowed`, `BadValue` (in `options.values`).
        """
        roots = [absolute(path) for path in paths]
        return Import(self.library, self.door, roots, options or ImportOptions(), cancel or Cancel()).run()

    def recent(self, limit: int = 20) -> list[RecentImport]:
        """The newest imports that have images in the catalogue, newest first."""
        with self.store.read() as connection:
            counts = (
                select(Image.import_operation.label("operation"), func.count().label("images"))
                .where(Image.trashed_at.is_(None), Image.import_operation.is_not(None))
                .group_by(Image.import_operation)
                .subquery()
            )
            rows = connection.execute(
                select(Log.operation, Log.timestamp, Log.state, User.username, User.name, counts.c.images)
                .join(counts, counts.c.operation == Log.operation)
                .outerjoin(User, User.id == Log.user_id)
                .where(Log.part == 1, Log.action == "imports.files")
                .order_by(Log.sequence.desc())
                .limit(limit)
            )
            return [
                RecentImport(
                    row.operation,
                    row.timestamp,
                    row.name or row.username or "",
                    row.images,
                    named("imports.files", {"n": row.images}),
                    row.state,
                )
                for row in rows
            ]
