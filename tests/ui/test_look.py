"""The look: colours that can be read, icons that are all there, and a style that changes while it runs."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from janus_desktop.paths import resource
from janus_desktop.ui.look import DARK, LIGHT, apply, icon, look, mark
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.palette import ROLES
from janus_desktop.ui.look.style import sheet

#: Which text stands on which ground.
PAIRS = [
    *((text, ground) for text in ("text", "dim") for ground in ("bg", "panel", "raised", "well", "accent_ground")),
    *(("faint", ground) for ground in ("bg", "panel")),
    *(("accent", ground) for ground in ("bg", "panel", "raised", "accent_ground")),
    *((sign, ground) for sign in ("warn", "bad", "good") for ground in ("bg", "panel", "raised")),
    ("warn", "accent_ground"),
    ("bad", "accent_ground"),
    ("on_accent", "accent"),
]


def luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def dressed(qapp):
    apply(qapp, "light")
    yield qapp
    apply(qapp, "light")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_can_be_read_on_its_grounds(colours, text, ground):
    assert contrast(colours.colour(text), colours.colour(ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_hovered_or_held_can_still_be_read(colours):
    for ground in (colours.hover, colours.pressed):
        assert contrast(colours.text, ground) >= 4.5
        assert contrast(colours.dim, ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent_hover) >= 4.5


def test_the_sheet_names_only_colours_and_icons_that_exist(qapp):
    for colours in (LIGHT, DARK):
        made = sheet(colours)
        assert "$" not in made
        assert set(re.findall(r"url\(\"([^\"]+)", made))


def test_the_style_sheet_is_understood_by_qt(dressed, qtlog):
    button = QPushButton("One")
    button.show()
    button.grab()
    assert not [record for record in qtlog.records if "parse" in record.message.lower()]


def test_a_running_program_changes_its_appearance(dressed, qtbot):
    label = QLabel("Some words")
    mark(label, "role", "dim")
    qtbot.addWidget(label)
    label.show()
    label.grab()
    assert label.palette().windowText().color() == LIGHT.dim
    with qtbot.waitSignal(look().changed):
        apply(dressed, "dark")
    label.grab()
    assert look().dark
    assert label.palette().windowText().color() == DARK.dim
    assert QApplication.palette().window().color() == DARK.panel


def every_icon():
    return sorted(path.stem for path in resource("icons").glob("*.svg"))


@pytest.mark.parametrize("name", every_icon())
def test_every_icon_draws_something_in_its_colour(dressed, name):
    image = icon(name, "bad").pixmap(QSize(32, 32)).toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250
    }
    assert colours == {LIGHT.bad.name()}


def test_icons_take_every_scale_of_screen(dressed):
    for scale in (1.0, 1.5, 2.0, 3.0):
        made = icon("tag").pixmap(QSize(16, 16), scale)
        assert made.size() == QSize(16, 16) * scale
        assert pixmap("tag", "dim", 16, scale).size() == QSize(16, 16) * scale


def test_an_icon_that_was_given_away_follows_the_appearance(dressed):
    button = QPushButton(icon("tag"), "Tag")
    before = button.icon().pixmap(16, 16).toImage()
    apply(dressed, "dark")
    assert button.icon().pixmap(16, 16).toImage() != before


def test_an_icon_has_a_colour_of_its_own_while_checked(dressed):
    made = icon("grid", on="accent")
    states = QIcon.State
    one = made.pixmap(QSize(16, 16), QIcon.Mode.Normal, states.Off).toImage()
    assert one != made.pixmap(QSize(16, 16), QIcon.Mode.Normal, states.On).toImage()


def test_an_icon_may_be_copied_and_changed(dressed):
    made = icon("grid")
    other = QIcon(made)
    other.addPixmap(QPixmap(4, 4))
    assert not made.pixmap(16, 16).isNull()
    assert not other.pixmap(16, 16).isNull()


def test_an_icon_that_does_not_exist_is_a_slip_of_ours():
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_roles_are_the_palette_s_names():
    assert "accent_ground" in ROLES
    with pytest.raises(KeyError):
        LIGHT.colour("pink")
