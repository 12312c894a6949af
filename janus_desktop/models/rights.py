"""Who may do what: one table, read by the transaction, the dialogs and the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType

from janus_desktop.errors import Words, words


class Role(StrEnum):
    """What `users.role` holds. A researcher is stored as `user`."""

    VIEWER = "viewer"
    USER = "user"
    ADMIN = "admin"


class AdminLevel(StrEnum):
    """What `admins.admin_level` holds."""

    MODERATOR = "moderator"
    SUPERADMIN = "superadmin"


class Right(Enum):
    """What an operation may need. The value is the sentence that names it."""

    BROWSE = words("browse, search, view and export")
    OWN_SETTINGS = words("keep own settings and change the own password")
    IMPORT = words("import images")
    EDIT = words("edit metadata, rate and label")
    TAG = words("tag images and arrange collections")
    TRASH_OWN = words("move own imports to the trash and restore them")
    TRASH_ANY = words("move anyone's images to the trash and restore them")
    EMPTY_TRASH = words("empty the trash")
    MANAGE_TAGS = words("merge and delete tags")
    UNDO_OTHERS = words("undo what others did")
    SEE_LOGS = words("see the logs")
    MANAGE_PEOPLE = words("create, disable and reset viewers and researchers")
    SEE_SECURITY = words("see security events")
    MANAGE_ADMINS = words("manage admins")
    MANAGE_LIBRARY = words("change the settings of the library")
    BACKUP = words("back up, restore and verify")
    ANONYMISE = words("anonymise accounts")

    @property
    def words(self) -> Words:
        """What the right allows, for the end of "may not …"."""
        return self.value


_VIEWER = frozenset({Right.BROWSE, Right.OWN_SETTINGS})
_USER = _VIEWER | {Right.IMPORT, Right.EDIT, Right.TAG, Right.TRASH_OWN}
_MODERATOR = _USER | {
    Right.TRASH_ANY,
    Right.EMPTY_TRASH,
    Right.MANAGE_TAGS,
    Right.UNDO_OTHERS,
    Right.SEE_LOGS,
    Right.MANAGE_PEOPLE,
}
_SUPERADMIN = frozenset(Right)


_RIGHTS = {Role.VIEWER: _VIEWER, Role.USER: _USER}
_LEVELS: dict[str, frozenset[Right]] = {AdminLevel.SUPERADMIN: _SUPERADMIN, AdminLevel.MODERATOR: _MODERATOR}


def rights_of(role: str, level: str | None = None) -> frozenset[Right]:
    """The rights of a role (and, for admins, their level); an unknown role holds none."""
    if role == Role.ADMIN:
        # an admin without a level was made by another program: no more than a researcher
        return _LEVELS.get(level or "", _USER)
    return _RIGHTS.get(Role(role), frozenset()) if role in set(Role) else frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """What an operation needs: for one's own records, and for others' where that is more."""

    own: Right
    others: Right | None = None

    @property
    def any(self) -> Right:
        """What is needed whoever the records belong to."""
        return self.others or self.own


_BROWSE, _OWN, _EDIT = Rule(Right.BROWSE), Rule(Right.OWN_SETTINGS), Rule(Right.EDIT)
_IMPORT, _TAG, _LOGS = Rule(Right.IMPORT), Rule(Right.TAG), Rule(Right.SEE_LOGS)
_TRASH = Rule(Right.TRASH_OWN, Right.TRASH_ANY)
#: of accounts: what viewers and researchers need, and what admins do
_PEOPLE = Rule(Right.MANAGE_PEOPLE, Right.MANAGE_ADMINS)

#: every operation that there is (`service.method` of a catalogue), and what it needs; the documentation is made
#: of it, and a test calls each of them in every role
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "attention.accept": _IMPORT,
        "attention.all": _BROWSE,
        "attention.dismiss": _IMPORT,
        "attention.locate": _IMPORT,
        "attention.retry": _IMPORT,
        "attention.split": _IMPORT,
        "history.next_redo": _BROWSE,
        "history.next_undo": _BROWSE,
        "history.recent": _BROWSE,
        "history.redo": _EDIT,
        "history.undo": Rule(Right.EDIT, Right.UNDO_OTHERS),
        "images.by_name": _BROWSE,
        "images.cards": _BROWSE,
        "images.edit": _EDIT,
        "images.empty_trash": Rule(Right.EMPTY_TRASH),
        "images.paths": _BROWSE,
        "images.record": _BROWSE,
        "images.restore": _TRASH,
        "images.selected": _BROWSE,
        "images.total": _BROWSE,
        "images.trash": _TRASH,
        "images.trash_files": _TRASH,
        "imports.files": _IMPORT,
        "imports.recent": _BROWSE,
        "people.add": _PEOPLE,
        "people.anonymise": Rule(Right.ANONYMISE),
        "people.change_password": _OWN,
        "people.disable": _PEOPLE,
        "people.edit": _PEOPLE,
        "people.enable": _PEOPLE,
        "people.list": Rule(Right.MANAGE_PEOPLE),
        "people.record": Rule(Right.MANAGE_PEOPLE),
        "people.reset_password": _PEOPLE,
        "people.revoke": Rule(Right.OWN_SETTINGS, Right.MANAGE_PEOPLE),
        "people.sessions": Rule(Right.OWN_SETTINGS, Right.MANAGE_PEOPLE),
        "people.set_role": _PEOPLE,
        "pictures.keep": _BROWSE,
        "pictures.open": _BROWSE,
        "pictures.settings": _BROWSE,
        "pictures.whole": _BROWSE,
        "search.complete": _BROWSE,
        "search.count": _BROWSE,
        "search.find": _BROWSE,
        "search.page": _BROWSE,
        "search.sizes": _BROWSE,
        "search.troubles": _BROWSE,
        "settings.change": Rule(Right.MANAGE_LIBRARY),
        "settings.get": _BROWSE,
        "settings.rename": Rule(Right.MANAGE_LIBRARY),
        "sidecars.read_again": _EDIT,
        "sidecars.write": _EDIT,
        "sources.check": _IMPORT,
        "sources.counts": _BROWSE,
        "sources.rescan": _IMPORT,
        "sources.tree": _BROWSE,
        "sources.watch": _IMPORT,
        "sources.watched": _BROWSE,
        "tags.add": _TAG,
        "tags.all": _BROWSE,
        "tags.remove": _TAG,
        "thumbnails.fill": _BROWSE,
        "thumbnails.get": _BROWSE,
        "thumbnails.make": _BROWSE,
        "thumbnails.trim": _BROWSE,
        "trail.accept": Rule(Right.MANAGE_ADMINS),
        "trail.anchor": _LOGS,
        "trail.entry": _LOGS,
        "trail.export": Rule(Right.SEE_LOGS, Right.SEE_SECURITY),
        "trail.failures": Rule(Right.SEE_SECURITY),
        "trail.logs": _LOGS,
        "trail.modules": _LOGS,
        "trail.security": Rule(Right.SEE_SECURITY),
        "trail.state": _LOGS,
        "trail.verify": _BROWSE,
    }
)
