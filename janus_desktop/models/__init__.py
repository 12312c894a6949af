"""THE DOOR: Library, Catalogue, Right, Change and the frozen values. Nothing else of this room is entered.

What needs SQLAlchemy is imported when it is first named, so that importing the door costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from janus_desktop.models.rights import AdminLevel, Right, Role, rights_of
from janus_desktop.models.values import (
    EDITABLE,
    FLAGS,
    GROUPS,
    LABELS,
    SORTS,
    Attention,
    Card,
    ChainReport,
    Change,
    Chosen,
    Common,
    Counts,
    Done,
    FieldChange,
    FolderNode,
    Found,
    ImageRecord,
    ImportLine,
    ImportOptions,
    ImportReport,
    LogEntry,
    Matching,
    NewPassword,
    Operation,
    Person,
    Place,
    Question,
    RecentImport,
    SecurityEvent,
    Selected,
    SourceNode,
    Step,
    Tag,
    TagShare,
    Value,
)

if TYPE_CHECKING:
    from janus_desktop.models.catalogue import Catalogue
    from janus_desktop.models.library import Library
    from janus_desktop.models.passwords import check as check_password
    from janus_desktop.models.reading import inspect_files, make_pictures, readers
    from janus_desktop.models.store import driver as sqlite_driver

_LAZY = {
    "Library": "library",
    "Catalogue": "catalogue",
    "inspect_files": "reading",
    "readers": "reading",
    "make_pictures": "reading",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    if name == "check_password":
        return import_module(f"{__name__}.passwords").check
    if name == "sqlite_driver":
        return import_module(f"{__name__}.store").driver
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "EDITABLE",
    "FLAGS",
    "GROUPS",
    "LABELS",
    "SORTS",
    "AdminLevel",
    "Attention",
    "Card",
    "Catalogue",
    "ChainReport",
    "Change",
    "Chosen",
    "Common",
    "Counts",
    "Done",
    "FieldChange",
    "FolderNode",
    "Found",
    "ImageRecord",
    "ImportLine",
    "ImportOptions",
    "ImportReport",
    "Library",
    "LogEntry",
    "Matching",
    "NewPassword",
    "Operation",
    "Person",
    "Place",
    "Question",
    "RecentImport",
    "Right",
    "Role",
    "SecurityEvent",
    "Selected",
    "SourceNode",
    "Step",
    "Tag",
    "TagShare",
    "Value",
    "check_password",
    "inspect_files",
    "make_pictures",
    "readers",
    "rights_of",
    "sqlite_driver",
]
