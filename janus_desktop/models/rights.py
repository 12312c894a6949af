"""Who may do what: one table, read by the transaction, the dialogs and the documentation."""

from __future__ import annotations

from enum import Enum, StrEnum

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


def rights_of(role: str, level: str | None = None) -> frozenset[Right]:
    """The rights of a role (and, for admins, their level); an unknown role holds none."""
    if role == Role.ADMIN:
        return _SUPERADMIN if level == AdminLevel.SUPERADMIN else _MODERATOR
    return _RIGHTS.get(Role(role), frozenset()) if role in set(Role) else frozenset()
