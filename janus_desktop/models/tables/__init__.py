"""The mapped classes, nothing else."""

from janus_desktop.models.tables.attention import Attention
from janus_desktop.models.tables.base import Base
from janus_desktop.models.tables.images import Image, ImageMetadata, ImageTag, NameCounter, Tag
from janus_desktop.models.tables.library import Analytics, Counter, LibraryValue
from janus_desktop.models.tables.people import Admin, Token, UnknownName, User
from janus_desktop.models.tables.places import Folder, Place, Source
from janus_desktop.models.tables.trail import Log, Revision, Seal, Security

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
    "NameCounter",
    "Place",
    "Revision",
    "Seal",
    "Security",
    "Source",
    "Tag",
    "Token",
    "UnknownName",
    "User",
]
