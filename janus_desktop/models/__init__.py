"""THE DOOR: Library, Catalogue, Right, Change and the frozen values. Nothing else of this room is entered.

What needs SQLAlchemy is imported when it is first named, so that importing the door costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from janus_desktop.models.reports import (
    ImportLine,
    ImportOptions,
    ImportReport,
    RescanReport,
    SidecarLine,
    SidecarReport,
    WatchedRoot,
)
from janus_desktop.models.rights import RULES, AdminLevel, Right, Role, Rule, rights_of
from janus_desktop.models.values import (
    EDITABLE,
    FLAGS,
    GROUPS,
    LABELS,
    SORTS,
    Attention,
    Card,
    Change,
    Chosen,
    Common,
    Completion,
    Counts,
    Done,
    FieldChange,
    FolderNode,
    Found,
    ImageRecord,
    Mark,
    Matching,
    Operation,
    Page,
    Place,
    Question,
    RecentImport,
    Selected,
    SourceNode,
    Step,
    Tag,
    TagShare,
    Value,
)
from janus_desktop.models.values_people import (
    Anchor,
    ChainReport,
    FailureCount,
    KeptSession,
    LogDetail,
    LogEntry,
    LogQuery,
    NewPassword,
    Person,
    PersonRecord,
    SealState,
    SecurityEvent,
)

if TYPE_CHECKING:
    from janus_desktop.models.catalogue import Catalogue
    from janus_desktop.models.library import Library
    from janus_desktop.models.names import check_full_name
    from janus_desktop.models.passwords import LEAST_COST, Cost
    from janus_desktop.models.passwords import check as check_password
    from janus_desktop.models.policy import Policy
    from janus_desktop.models.reading import inspect_files, make_pictures, readers
    from janus_desktop.models.services.pictures import OpenPicture
    from janus_desktop.models.store import driver as sqlite_driver

_LAZY = {
    "Library": "library",
    "Catalogue": "catalogue",
    "OpenPicture": "services.pictures",
    "inspect_files": "reading",
    "readers": "reading",
    "make_pictures": "reading",
    "Policy": "policy",
    "Cost": "passwords",
    "LEAST_COST": "passwords",
    "check_full_name": "names",
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
    "LEAST_COST",
    "RULES",
    "SORTS",
    "AdminLevel",
    "Anchor",
    "Attention",
    "Card",
    "Catalogue",
    "ChainReport",
    "Change",
    "Chosen",
    "Common",
    "Completion",
    "Cost",
    "Counts",
    "Done",
    "FailureCount",
    "FieldChange",
    "FolderNode",
    "Found",
    "ImageRecord",
    "ImportLine",
    "ImportOptions",
    "ImportReport",
    "KeptSession",
    "Library",
    "LogDetail",
    "LogEntry",
    "LogQuery",
    "Mark",
    "Matching",
    "NewPassword",
    "OpenPicture",
    "Operation",
    "Page",
    "Person",
    "PersonRecord",
    "Place",
    "Policy",
    "Question",
    "RecentImport",
    "RescanReport",
    "Right",
    "Role",
    "Rule",
    "SealState",
    "SecurityEvent",
    "Selected",
    "SidecarLine",
    "SidecarReport",
    "SourceNode",
    "Step",
    "Tag",
    "TagShare",
    "Value",
    "WatchedRoot",
    "check_full_name",
    "check_password",
    "inspect_files",
    "make_pictures",
    "readers",
    "rights_of",
    "sqlite_driver",
]
