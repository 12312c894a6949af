"""Pixels of originals through the door, and each person's own view of an image."""

from __future__ import annotations

import pytest

from janus_desktop.errors import JanusError, NotAllowed, NotFound


def test_an_open_picture_has_levels_pages_channels_and_tiles(filled, ids) -> None:
    opened = filled.pictures.open(ids[0])
    assert opened.levels[0] == (opened.picture.width, opened.picture.height)
    assert (opened.pages, opened.channels, opened.changed) == (1, 3, False)
    tile = opened.tile(0, 0, 0)
    assert len(tile.data) == tile.width * tile.height * 3
    with pytest.raises(NotFound, match="no tile"):
        opened.tile(0, 5, 0)


def test_a_file_that_is_gone_changed_or_damaged(filled, ids, pictures) -> None:
    places = {record.filename: record.id for record in map(filled.images.record, ids)}
    first, second, third = pictures[:3]
    first.unlink()
    with pytest.raises(NotFound, match="does not exist"):
        filled.pictures.open(places[first.name])
    second.write_bytes(third.read_bytes())
    assert filled.pictures.open(places[second.name]).changed
    third.write_bytes(b"\xff\xd8 nothing")
    with pytest.raises(JanusError, match=third.name):
        filled.pictures.open(places[third.name])
    with pytest.raises(NotFound):
        filled.pictures.open(10**6)


def test_each_person_has_a_view_of_their_own_beside_the_trail(filled, ids, signed_in) -> None:
    other = signed_in("vera", "viewer")
    before, version = filled.history.next_undo(), filled.images.record(ids[0]).version
    filled.pictures.keep(ids[0], {"invert": True})
    other.pictures.keep(ids[0], {"turn": 90})
    assert filled.pictures.settings(ids[0]) == {"invert": True}
    assert other.pictures.settings(ids[0]) == {"turn": 90}
    filled.pictures.keep(ids[0], {})
    assert filled.pictures.settings(ids[0]) == {}
    assert filled.history.next_undo() == before
    assert filled.images.record(ids[0]).version == version
    with pytest.raises(NotFound):
        filled.pictures.keep(10**6, {"invert": True})
    filled.people.disable(other.me.id)
    with pytest.raises(NotAllowed):
        other.pictures.keep(ids[0], {"turn": 180})
