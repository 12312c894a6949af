"""The grid of pictures: cells computed from the index, so that a million rows cost no more than a hundred."""

from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.grid.thumbnail_feed import ThumbnailFeed
from janus_desktop.ui.grid.view import GridView

__all__ = ["GridModel", "GridView", "Selection", "ThumbnailFeed"]
