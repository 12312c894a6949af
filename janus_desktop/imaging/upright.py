"""Exif orientation of arrays, and of boxes in them: from how a page is stored to how it is looked at."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Box = tuple[int, int, int, int]


def turned(array: Array, orientation: int) -> Array:
    """A (height, width, …) array the right way up; a view, where numpy can."""
    match orientation:
        case 2:
            return array[:, ::-1]
        case 3:
            return array[::-1, ::-1]
        case 4:
            return array[::-1]
        case 5:
            return array.swapaxes(0, 1)
        case 6:
            return array[::-1].swapaxes(0, 1)
        case 7:
            return array[::-1, ::-1].swapaxes(0, 1)
        case 8:
            return array[:, ::-1].swapaxes(0, 1)
    return array


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """The size of a stored page as it is looked at."""
    return (height, width) if orientation >= 5 else (width, height)


def stored_box(box: Box, width: int, height: int, orientation: int) -> Box:
    """Where a box (left, top, right, bottom) of the upright page lies in the stored one of this size."""
    left, top, right, bottom = box
    match orientation:
        case 2:
            return width - right, top, width - left, bottom
        case 3:
            return width - right, height - bottom, width - left, height - top
        case 4:
            return left, height - bottom, right, height - top
        case 5:
            return top, left, bottom, right
        case 6:
            return top, height - right, bottom, height - left
        case 7:
            return width - bottom, height - right, width - top, height - left
        case 8:
            return width - bottom, left, width - top, right
    return box
