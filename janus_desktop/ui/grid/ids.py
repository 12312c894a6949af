"""Arithmetic on many ids: plain Python for what is small, NumPy where there are many.

NumPy is imported by the first call that needs it: it costs a tenth of a second of start-up.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

_MANY = 20_000
_NEAR = 2_000


def empty() -> array[int]:
    """No ids."""
    return array("q")


def ordered(ids: Iterable[int]) -> array[int]:
    """`ids` in ascending order, each once."""
    if isinstance(ids, array) and len(ids) > _MANY:
        import numpy as np

        return _array(_each_once(np, np.sort(_view(np, ids))))
    return array("q", sorted(set(ids)))


def contains(one: array[int], image: int) -> bool:
    """Whether the ordered `one` holds `image`."""
    at = bisect_left(one, image)
    return at < len(one) and one[at] == image


def union(one: array[int], other: array[int]) -> array[int]:
    """All ids of two ordered arrays."""
    if not one or not other:
        return one[:] or other[:]
    if len(one) + len(other) > _MANY:
        import numpy as np

        both = np.concatenate((_view(np, one), _view(np, other)))
        return _array(_each_once(np, np.sort(both, kind="stable")))  # two runs: merged, not sorted
    return array("q", sorted({*one, *other}))


def common(one: array[int], other: array[int]) -> array[int]:
    """The ids that two ordered arrays share."""
    if not one or not other:
        return empty()
    if min(len(one), len(other)) * 20 < max(len(one), len(other)):
        few, many = sorted((one, other), key=len)
        return array("q", (image for image in few if contains(many, image)))
    if len(one) + len(other) > _MANY:
        import numpy as np

        return _array(np.intersect1d(_view(np, one), _view(np, other), assume_unique=True))
    return array("q", sorted({*one} & {*other}))


def without(one: array[int], other: array[int]) -> array[int]:
    """The ids of the ordered `one` that the ordered `other` has not."""
    if not one or not other:
        return one[:]
    if len(one) + len(other) > _MANY:
        import numpy as np

        return _array(np.setdiff1d(_view(np, one), _view(np, other), assume_unique=True))
    return array("q", sorted({*one} - {*other}))


def position(ids: array[int], image: int, near: int = 0) -> int | None:
    """The row of `image` in `ids` (any order), looked for around `near` first; None where it is not."""
    low, high = max(0, near - _NEAR), min(len(ids), near + _NEAR)
    try:
        return low + ids[low:high].index(image)
    except ValueError:
        pass
    if len(ids) > _MANY:
        import numpy as np

        found = np.flatnonzero(_view(np, ids) == image)
        return int(found[0]) if len(found) else None
    try:
        return ids.index(image)
    except ValueError:
        return None


def present(wanted: array[int], ids: array[int]) -> array[int]:
    """Those of the ordered `wanted` that `ids` (any order) has, in ascending order."""
    if not wanted or not ids:
        return empty()
    if len(ids) > _MANY:
        import numpy as np

        ours = _view(np, wanted)
        return _array(ours[np.isin(ours, _view(np, ids), assume_unique=True)])
    return array("q", sorted({*wanted} & {*ids}))


def in_order(wanted: array[int], ids: array[int]) -> Iterator[int]:
    """Those of the ordered `wanted` that `ids` has, in the order of `ids`."""
    if not wanted:
        return iter(())
    if len(ids) > _MANY:
        import numpy as np

        all_ids = _view(np, ids)
        return iter(_array(all_ids[np.isin(all_ids, _view(np, wanted), assume_unique=True)]))
    small = set(wanted)
    return (image for image in ids if image in small)


def rows(wanted: array[int], ids: array[int]) -> list[int]:
    """The rows in `ids` of those of the ordered `wanted` that are there, from the top."""
    if not wanted:
        return []
    if len(ids) > _MANY:
        import numpy as np

        hits = np.isin(_view(np, ids), _view(np, wanted), assume_unique=True)
        return [int(row) for row in np.flatnonzero(hits)]
    small = set(wanted)
    return [row for row, image in enumerate(ids) if image in small]


def _view(np: Any, ids: array[int]) -> Any:
    return np.frombuffer(ids, dtype=np.int64)


def _each_once(np: Any, ascending: Any) -> Any:  # np.unique hashes: twenty times slower here
    keep = np.empty(len(ascending), dtype=bool)
    keep[:1] = True
    np.not_equal(ascending[1:], ascending[:-1], out=keep[1:])
    return ascending[keep]


def _array(made: Any) -> array[int]:
    ids = array("q")
    ids.frombytes(made.astype("int64", copy=False).tobytes())
    return ids
