"""The tree of a query as SQL (SQLAlchemy Core, SQLite): which images answer it."""

from janus_desktop.models.queries.compiling import TEXTS, compiled, is_indexed, wants_trash
from janus_desktop.models.queries.context import Context
from janus_desktop.models.queries.words import hits

__all__ = ["TEXTS", "Context", "compiled", "hits", "is_indexed", "wants_trash"]
