"""The settings of the library, for everybody who works in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from janus_desktop.errors import BadValue, words
from janus_desktop.models import policy
from janus_desktop.models.policy import Policy
from janus_desktop.models.rights import Right
from janus_desktop.models.seals import SETTINGS
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import LibraryValue

LONGEST_NAME = 100


class SettingsService(Service):
    """What superadmins decide for the whole library. Everybody may read it."""

    def get(self) -> Policy:
        """The settings now."""
        with self.store.read() as connection:
            return policy.read(connection)

    def change(self, news: Mapping[str, Any]) -> Policy:
        """Change some of them; `BadValue` names the one that cannot be."""
        with self.door.people(Right.MANAGE_LIBRARY, "library.settings") as part:
            before = policy.read(part.connection)
            after = policy.changed(before, news)
            old, new = asdict(before), asdict(after)
            part.args["changes"] = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
            _put(part.connection, SETTINGS, new)
            part.touch("settings")
        self.library.policy = after
        return after

    def rename(self, name: str) -> None:
        """Give the library another name."""
        clean = name.strip()
        if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
            raise BadValue("name", words("The name of a library has 1 to {n} characters.", n=LONGEST_NAME))
        with self.door.write(Right.MANAGE_LIBRARY, "library.rename", name=clean) as part:
            part.args["before"] = part.connection.scalar(select(LibraryValue.value).where(LibraryValue.key == "name"))
            _put(part.connection, "name", clean)
            part.touch("settings")
        self.library.name = clean


def _put(connection: Connection, key: str, value: Any) -> None:
    connection.execute(delete(LibraryValue).where(LibraryValue.key == key))
    connection.execute(insert(LibraryValue).values(key=key, value=value))
