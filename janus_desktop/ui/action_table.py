"""The table of actions: every verb of the window once, with its words, keys, place and what it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from janus_desktop.errors import Words, words
from janus_desktop.models import LABELS, Right

Menu = Literal["file", "edit", "view", "image", "library", "tools", "help"]

#: The menus in their order, with their words.
MENUS: Final[dict[str, Words]] = {
    "file": words("&File"),
    "edit": words("&Edit"),
    "view": words("&View"),
    "image": words("&Image"),
    "library": words("&Library"),
    "tools": words("&Tools"),
    "help": words("&Help"),
}
#: Menus inside menus, with their words.
SUBMENUS: Final[dict[str, Words]] = {
    "recent": words("Open &recent"),
    "sort": words("&Sort by"),
    "group": words("&Group by"),
    "viewer": words("&Viewer"),
    "rating": words("&Rating"),
    "label": words("&Colour label"),
    "flag": words("F&lag"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """One action.

    `runs` names a controller and its method (`editing.rate`), called with `argument` unless it is None;
    a checkable action calls it with whether it is on. `keys` in Qt's portable spelling, the first one
    shown. Keys of an action with `grid` work only where the grid has the focus, as do those without Ctrl
    or Alt (so they never take a letter from a text field); with `viewer`, only where the viewer
    has it. `needs` are names of states of the window,
    all of which must hold. `section` separates groups inside a menu, `inner` inside a submenu.
    """

    id: str
    text: Words
    runs: str
    menu: Menu | None = None
    section: int = 0
    submenu: str = ""
    inner: int = 0
    keys: tuple[str, ...] = ()
    icon: str = ""
    argument: Any = None
    right: Right | None = None
    needs: frozenset[str] = frozenset({"open"})
    checkable: bool = False
    exclusive: str = ""
    grid: bool = False
    viewer: bool = False
    help: Words | None = None


_OPEN = frozenset({"open"})
_SELECTED = _OPEN | {"selected"}
_LIVE = _SELECTED | {"catalogue"}
_VIEWED = _OPEN | {"viewer"}
_THUMBNAILS = _OPEN | {"thumbnails"}
_ALWAYS: frozenset[str] = frozenset()

# Kept as a table; ruff would give each action fifteen lines.
# fmt: off
_FILE = (
    Spec("import.files", words("&Import files…"), "importing.choose_files", "file", 0,
         keys=("Ctrl+Shift+I",), icon="import", right=Right.IMPORT,
         help=words("Choose files to take into the catalogue")),
    Spec("import.folder", words("Import &folder…"), "importing.choose_folder", "file", 0, icon="folder",
         right=Right.IMPORT, help=words("Choose a folder to take into the catalogue")),
    Spec("library.new", words("&New library…"), "libraries.new", "file", 1, keys=("Ctrl+Shift+N",),
         needs=_ALWAYS),
    Spec("library.open", words("&Open library…"), "libraries.choose", "file", 1, keys=("Ctrl+O",),
         needs=_ALWAYS),
    Spec("library.forget", words("&Forget these libraries"), "libraries.forget", "file", 1,
         submenu="recent", inner=1, needs=_ALWAYS),
    Spec("file.show", words("Show in file &manager"), "clips.show_in_file_manager", "file", 2,
         icon="folder-open", keys=("Ctrl+Shift+O",), needs=_OPEN | {"one"}),
    Spec("lock", words("&Lock"), "session.lock", "file", 3, keys=("Ctrl+L",), icon="lock"),
    Spec("switch-user", words("S&witch user…"), "session.switch_user", "file", 3, icon="person"),
    Spec("sign-out", words("Si&gn out"), "session.sign_out", "file", 3, icon="log-out"),
    Spec("quit", words("&Quit"), "session.quit", "file", 4, keys=("Ctrl+Q",), needs=_ALWAYS),
)

_EDIT = (
    Spec("undo", words("&Undo"), "editing.undo", "edit", 0, keys=("Ctrl+Z",), icon="undo",
         needs=_OPEN | {"undo"}),
    Spec("redo", words("&Redo"), "editing.redo", "edit", 0, keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo",
         needs=_OPEN | {"redo"}),
    Spec("copy.files", words("&Copy files"), "clips.copy_files", "edit", 1, keys=("Ctrl+C",),
         icon="copy", needs=_SELECTED, grid=True),
    Spec("copy.text", words("Copy &metadata as text"), "clips.copy_metadata", "edit", 1,
         keys=("Ctrl+Shift+C",), needs=_SELECTED),
    Spec("select.all", words("Select &all"), "browsing.select_all", "edit", 2, keys=("Ctrl+A",),
         grid=True, needs=_OPEN | {"images"}),
    Spec("select.none", words("Select &none"), "browsing.select_none", "edit", 2, keys=("Ctrl+Shift+A",),
         needs=_SELECTED),
    Spec("select.invert", words("In&vert selection"), "browsing.invert_selection", "edit", 2,
         keys=("Ctrl+I",), grid=True, needs=_OPEN | {"images"}),
    Spec("search", words("&Search"), "browsing.focus_search", "edit", 3, keys=("Ctrl+F", "/"),
         icon="search"),
    Spec("settings", words("S&ettings…"), "windows.settings", "edit", 4, keys=("Ctrl+,",), icon="gear"),
)

SORT_WORDS: Final[dict[str, Words]] = {
    "taken": words("&Taken"),
    "imported": words("&Imported"),
    "filename": words("&File name"),
    "title": words("Titl&e"),
    "rating": words("&Rating"),
    "size": words("Si&ze"),
    "format": words("F&ormat"),
    "camera": words("&Camera"),
}
GROUP_WORDS: Final[dict[str, Words]] = {
    "none": words("&Nothing"),
    "day": words("&Day"),
    "month": words("&Month"),
    "year": words("&Year"),
    "folder": words("&Folder"),
    "camera": words("&Camera"),
    "rating": words("&Rating"),
    "import": words("&Import"),
}

_VIEW = (
    *(
        Spec(f"sort.{name}", text, "browsing.sort", "view", 0, submenu="sort", argument=name,
             checkable=True, exclusive="sort")
        for name, text in SORT_WORDS.items()
    ),
    Spec("sort.ascending", words("&Ascending"), "browsing.direction", "view", 0, submenu="sort", inner=1,
         argument=False, checkable=True, exclusive="direction"),
    Spec("sort.descending", words("&Descending"), "browsing.direction", "view", 0, submenu="sort",
         inner=1, argument=True, checkable=True, exclusive="direction"),
    *(
        Spec(f"group.{name}", text, "browsing.group", "view", 0, submenu="group", argument=name,
             checkable=True, exclusive="group")
        for name, text in GROUP_WORDS.items()
    ),
    Spec("thumbs.larger", words("&Larger thumbnails"), "browsing.larger", "view", 1,
         keys=("Ctrl++", "Ctrl+="), icon="plus", needs=_THUMBNAILS),
    Spec("thumbs.smaller", words("S&maller thumbnails"), "browsing.smaller", "view", 1, keys=("Ctrl+-",),
         icon="minus", needs=_THUMBNAILS),
    Spec("view.open", words("&Open"), "viewing.open", "view", 1, submenu="viewer", icon="eye",
         needs=_SELECTED | {"thumbnails"}, help=words("Look at the image closely (Return, Space or double click)")),
    Spec("view.close", words("Back to the &grid"), "viewing.close", "view", 1, submenu="viewer", icon="grid",
         keys=("G",), needs=_VIEWED, viewer=True),
    *(
        Spec(f"view.{name}", text, f"viewing.{runs}", "view", 1, submenu="viewer", inner=1, argument=argument,
             keys=keys, needs=_VIEWED, viewer=True)
        for name, text, runs, argument, keys in (
            ("next", words("&Next image"), "step", 1, ("Right", "Space")),
            ("previous", words("&Previous image"), "step", -1, ("Left", "Backspace", "Shift+Space")),
            ("first", words("&First image"), "end", 0, ("Home",)),
            ("last", words("&Last image"), "end", -1, ("End",)),
            ("page-next", words("Next p&age"), "page", 1, ("PgDown",)),
            ("page-previous", words("Previous pag&e"), "page", -1, ("PgUp",)),
        )
    ),
    *(
        Spec(f"view.{name}", text, "viewing.zoom", "view", 1, submenu="viewer", inner=2, argument=name,
             keys=keys, needs=_VIEWED, viewer=True)
        for name, text, keys in (
            ("in", words("Zoom &in"), ("Ctrl++", "Ctrl+=", "+")),
            ("out", words("Zoom &out"), ("Ctrl+-", "-")),
            ("fit", words("Fi&t"), ("Ctrl+0",)),
            ("fill", words("Fill the &window"), ("Ctrl+9",)),
            ("actual", words("&100 %"), ("Ctrl+1",)),
            ("toggle", words("Fit or 100 %"), ("Z",)),
        )
    ),
    Spec("view.right", words("Turn to the &right"), "viewing.turn", "view", 1, submenu="viewer", inner=3,
         argument=90, keys=("R",), needs=_VIEWED, viewer=True, help=words("View only: the file is never changed")),
    Spec("view.left", words("Turn to the left"), "viewing.turn", "view", 1, submenu="viewer", inner=3,
         argument=-90, keys=("Shift+R",), needs=_VIEWED, viewer=True),
    Spec("view.mirror", words("&Mirror"), "viewing.mirror", "view", 1, submenu="viewer", inner=3, keys=("M",),
         needs=_VIEWED, viewer=True),
    Spec("view.invert", words("In&vert"), "viewing.invert", "view", 1, submenu="viewer", inner=3,
         keys=("Shift+I",), needs=_VIEWED, viewer=True),
    Spec("view.reset", words("As the file has it"), "viewing.reset", "view", 1, submenu="viewer", inner=3,
         needs=_VIEWED, viewer=True),
    Spec("view.info", words("What the file &says"), "viewing.info", "view", 1, submenu="viewer", inner=4,
         keys=("I",), checkable=True, needs=_VIEWED, viewer=True),
    Spec("view.slides", words("Slidesho&w"), "viewing.slides", "view", 1, submenu="viewer", inner=4,
         keys=("F9",), icon="play", needs=_SELECTED, help=words("Show one image after the other, on the whole screen")),
    Spec("panel.side", words("Side &bar"), "windows.show_side", "view", 2, keys=("F7",), checkable=True),
    Spec("panel.right", words("Meta&data"), "windows.show_panel", "view", 2, keys=("F8",),
         checkable=True),
    Spec("panel.jobs", words("&Running work…"), "windows.jobs", "view", 2, keys=("Ctrl+J",)),
    Spec("panel.next", words("&Next panel"), "windows.next_panel", "view", 3, keys=("F6",)),
    Spec("panel.previous", words("&Previous panel"), "windows.previous_panel", "view", 3,
         keys=("Shift+F6",)),
    Spec("full-screen", words("&Full screen"), "windows.full_screen", "view", 4, keys=("F11",),
         checkable=True, needs=_ALWAYS),
)

_LABEL_WORDS = {
    "red": words("&Red"),
    "yellow": words("&Yellow"),
    "green": words("&Green"),
    "blue": words("&Blue"),
    "purple": words("&Purple"),
}


def _label_keys(place: int) -> tuple[str, ...]:
    """6 … 9 for the first four; Ctrl+Alt with the same digit, or with the place counted from 1."""
    own = (str(6 + place), f"Ctrl+Alt+{6 + place}") if place < 4 else ()
    return (*own, f"Ctrl+Alt+{1 + place}")


_IMAGE = (
    Spec("edit.title", words("&Title"), "windows.focus_title", "image", 0, keys=("F2",), icon="edit",
         needs=_SELECTED, right=Right.EDIT),
    Spec("edit.description", words("&Description"), "windows.focus_description", "image", 0,
         keys=("Ctrl+E",), needs=_SELECTED, right=Right.EDIT),
    Spec("edit.tags", words("T&ags"), "windows.focus_tags", "image", 0, keys=("Ctrl+T", "T"), icon="tag",
         needs=_SELECTED, right=Right.TAG),
    *(
        Spec(f"rate.{stars}",
             words("&{n} stars", one="&{n} star", n=stars) if stars else words("&No stars"),
             "editing.rate", "image", 1, submenu="rating", argument=stars, grid=True,
             keys=(str(stars), f"Ctrl+{stars}"), needs=_SELECTED, right=Right.EDIT)
        for stars in range(6)
    ),
    Spec("rate.more", words("&One star more"), "editing.rate_more", "image", 1, submenu="rating",
         inner=1, argument=1, keys=("]",), needs=_SELECTED, right=Right.EDIT),
    Spec("rate.less", words("One star &less"), "editing.rate_more", "image", 1, submenu="rating",
         inner=1, argument=-1, keys=("[",), needs=_SELECTED, right=Right.EDIT),
    *(
        Spec(f"label.{name}", _LABEL_WORDS[name], "editing.label", "image", 1, submenu="label",
             argument=name, grid=True, needs=_SELECTED, right=Right.EDIT,
             keys=_label_keys(place))
        for place, name in enumerate(LABELS)
    ),
    Spec("label.none", words("&No label"), "editing.label", "image", 1, submenu="label", inner=1,
         argument="", keys=("Ctrl+Alt+0",), grid=True, needs=_SELECTED, right=Right.EDIT),
    Spec("flag.pick", words("&Pick"), "editing.flag", "image", 1, submenu="flag", argument="pick",
         keys=("P",), icon="flag", needs=_SELECTED, right=Right.EDIT),
    Spec("flag.reject", words("&Reject"), "editing.flag", "image", 1, submenu="flag", argument="reject",
         keys=("X",), icon="reject", needs=_SELECTED, right=Right.EDIT),
    Spec("flag.none", words("&No flag"), "editing.flag", "image", 1, submenu="flag", argument="",
         keys=("U",), needs=_SELECTED, right=Right.EDIT),
    Spec("sidecar.write", words("&Write sidecars"), "sidecars.write", "image", 2, needs=_SELECTED, right=Right.EDIT,
         help=words("Write what is known of the images into XMP files beside them, for other programs")),
    Spec("sidecar.read", words("Read sidecars a&gain"), "sidecars.read", "image", 2, needs=_SELECTED, right=Right.EDIT,
         help=words("Take over what other programs changed in the XMP files beside the images")),
    Spec("locate", words("L&ocate file…"), "editing.locate", "image", 2, icon="link",
         needs=_OPEN | {"one"}, right=Right.IMPORT,
         help=words("Tell where the file of this image lies now")),
    Spec("trash", words("&Move to trash"), "editing.trash", "image", 3, keys=("Del",), icon="trash",
         grid=True, needs=_LIVE, right=Right.TRASH_OWN,
         help=words("Takes the images out of the catalogue; the files are not touched")),
    Spec("restore", words("Re&store"), "editing.restore", "image", 3, icon="undo",
         needs=_SELECTED | {"trash"}, right=Right.TRASH_OWN),
    Spec("trash.remove", words("Remo&ve for ever…"), "editing.remove_chosen", "image", 3,
         needs=_SELECTED | {"trash"}, right=Right.EMPTY_TRASH,
         help=words("Forgets what is known of the images; this can’t be undone")),
    Spec("trash.files", words("Move &files to the system’s trash…"), "editing.trash_files", "image", 4,
         keys=("Shift+Del",), grid=True, needs=_SELECTED, right=Right.TRASH_OWN,
         help=words("Moves the files themselves, and takes the images out of the catalogue")),
)

_LIBRARY = (
    Spec("go.all", words("&All images"), "browsing.go", "library", 0, argument="all"),
    Spec("go.recent", words("&Recent imports"), "browsing.go", "library", 0, argument="recent"),
    Spec("go.attention", words("&Needs attention"), "browsing.go", "library", 0, argument="attention",
         icon="warning"),
    Spec("go.trash", words("&Trash"), "browsing.go", "library", 0, argument="trash", icon="trash"),
    Spec("check", words("&Check files"), "importing.check", "library", 1, keys=("F5",), icon="refresh",
         help=words("Look which files are there, missing or changed")),
    Spec("thumbs.fill", words("&Make missing thumbnails"), "importing.fill_thumbnails", "library", 1),
    Spec("trash.empty", words("&Empty trash…"), "editing.empty_trash", "library", 2,
         right=Right.EMPTY_TRASH),
)

_TOOLS = (
    Spec("admin", words("&Administration…"), "windows.admin", "tools", 0, icon="people",
         right=Right.SEE_LOGS),
    Spec("password", words("Change &password…"), "session.change_password", "tools", 0, icon="key"),
    Spec("verify", words("&Verify the trail"), "importing.verify", "tools", 1, icon="shield",
         right=Right.BACKUP, help=words("Check that nobody changed the log")),
)

_HELP = (
    Spec("help", words("&First steps"), "windows.first_steps", "help", 0, keys=("F1",), needs=_ALWAYS),
    Spec("keys", words("&Keys…"), "windows.keys", "help", 0, keys=("Ctrl+/", "?"), needs=_ALWAYS),
    Spec("log", words("Show &log"), "windows.log", "help", 1, icon="document", needs=_ALWAYS),
    Spec("about", words("&About Janus…"), "windows.about", "help", 2, icon="info", needs=_ALWAYS),
)

# fmt: on
ACTIONS: Final[tuple[Spec, ...]] = (*_FILE, *_EDIT, *_VIEW, *_IMAGE, *_LIBRARY, *_TOOLS, *_HELP)
