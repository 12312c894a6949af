"""What a person asks for, as text and as a tree. No SQL, no Qt."""

from janus_desktop.search.parser import parse
from janus_desktop.search.printer import to_text

__all__ = ["parse", "to_text"]
