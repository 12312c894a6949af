"""The mapped classes, nothing else."""

from janus_desktop.models.tables.attention import Attention
from janus_desktop.models.tables.base import Base
from janus_desktop.models.tables.images import Image, ImageMetadata, ImageTag, NameCounter, Tag
from janus_desktop.models.tables.keys import MetadataKey, MetadataName, MetadataValue
from janus_desktop.models.tables.library import Analytics, Counter, LibraryValue
from janus_desktop.models.tables.people import Admin, Token, UnknownName, User
from janus_desktop.models.tables.places import Folder, Place, Source
from janus_desktop.models.tables.sidecars import Sidecar
from janus_desktop.models.tables.trail import Log, Revision, Seal, Security
from janus_desktop.models.tables.viewing import ViewSetting

__all__ = [
    "Admin",
    "Analytics",
    "Attention",
    "Base",
    "Counter",
    "Folder",
    "Image",
    "ImageMetadata",
    "ImageTag",
    "LibraryValue",
    "Log",
    "MetadataKey",
    "MetadataName",
    "MetadataValue",
    "NameCounter",
    "Place",
    "Revision",
    "Seal",
    "Security",
    "Sidecar",
    "Source",
    "Tag",
    "Token",
    "UnknownName",
    "User",
    "ViewSetting",
]
