"""What the left side offers to look at, as plain values: nodes of a tree, and the place each stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from janus_desktop.models import Counts, FolderNode, Question, RecentImport, SourceNode, Tag
from janus_desktop.ui.language import tr
from janus_desktop.ui.panels import formats

WhereKind = Literal["all", "recent", "import", "attention", "trash", "source", "folder", "tag"]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the left side. Ids are set where `kind` asks for them.

    `operation` is an import's; of `recent` it is the newest import.
    """

    kind: WhereKind = "all"
    source: int | None = None
    folder: int | None = None
    tag: int | None = None
    operation: str | None = None

    def question(self, base: Question) -> Question:
        """`base` asked of this place: its words, order and groups stay."""
        return replace(
            base,
            source=self.source if self.kind == "source" else None,
            folder=self.folder if self.kind == "folder" else None,
            tag=self.tag if self.kind == "tag" else None,
            operation=self.operation if self.kind in ("import", "recent") else None,
            trashed=self.kind == "trash",
        )

    @property
    def key(self) -> str:
        """A short name by which a place is remembered."""
        number = {"source": self.source, "folder": self.folder, "tag": self.tag, "import": self.operation}
        return f"{self.kind} {number[self.kind]}" if self.kind in number else self.kind


@dataclass(slots=True, eq=False)
class Node:
    """One row of the left side. `kind` is that of a place, or `head` or `hint`, which can't be chosen."""

    key: str
    kind: str
    title: str
    icon: str = ""
    count: int | None = None
    note: str = ""
    tip: str = ""
    where: Where | None = None
    path: str = ""
    greyed: bool = False
    watched: bool = False
    managed: bool = False
    depth: int = 0
    row: int = 0
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def add(self, node: Node) -> Node:
        """Put `node` below this one, as its last."""
        node.parent, node.row = self, len(self.children)
        self.children.append(node)
        if self.kind != "root":
            node.depth = self.depth + 1
        return node

    def walk(self) -> Iterator[Node]:
        """All nodes below, from the top down."""
        for child in self.children:
            yield child
            yield from child.walk()

    @property
    def right(self) -> str:
        """What stands at the right end: a word, or the count."""
        if self.note:
            return self.note
        return formats.number(self.count) if self.count is not None else ""


def tree(counts: Counts, imports: Sequence[RecentImport], sources: Sequence[SourceNode], tags: Sequence[Tag]) -> Node:
    """Everything the left side shows, under one root that it does not show."""
    root = Node("root", "root", "")
    root.add(Node("all", "all", tr("All images"), "grid", counts.images, where=Where("all")))
    newest = Where("recent", operation=imports[0].operation if imports else None)
    recent = root.add(Node("recent", "recent", tr("Recent imports"), "clock", counts.recent, where=newest))
    for each in imports:
        recent.add(_import(each))
    root.add(
        Node("attention", "attention", tr("Needs attention"), "warning", counts.attention, where=Where("attention"))
    )
    root.add(Node("trash", "trash", tr("Trash"), "trash", counts.trash, where=Where("trash")))
    root.add(Node("head sources", "head", tr("Sources")))
    for source in sources:
        _source(root, source)
    if not sources:
        root.add(Node("hint sources", "hint", tr("Folders you import appear here.")))
    root.add(Node("head tags", "head", tr("Tags")))
    _tags(root, tags)
    if not tags:
        root.add(Node("hint tags", "hint", tr("Tags you give to images appear here.")))
    return root


def _import(each: RecentImport) -> Node:
    tip = tr("{what}, by {who}", what=each.words, who=each.user)
    where = Where("import", operation=each.operation)
    return Node(where.key, "import", formats.when(each.at), "import", each.images, tip=tip, where=where)


def _source(root: Node, source: SourceNode) -> None:
    where = Where("source", source=source.id)
    managed = source.kind == "managed"
    top = root.add(
        Node(
            where.key,
            "source",
            tr("Managed folder") if managed else source.name,
            "database" if managed else "folder" if source.online else "folder-offline",
            source.images,
            note="" if source.online else tr("offline"),
            tip=source.path,
            where=where,
            path=source.path,
            greyed=not source.online,
            watched=source.watched,
            managed=managed,
        )
    )
    nodes: dict[int, Node] = {}
    waiting = sorted(source.folders, key=lambda folder: (folder.path.count("/"), folder.name.casefold()))
    for folder in waiting:
        if folder.parent is None and folder.name in ("", source.name) and folder.path in ("", ".", source.path):
            nodes[folder.id] = top  # the root's own folder is the source itself
            continue
        above = nodes.get(folder.parent, top) if folder.parent is not None else top
        nodes[folder.id] = above.add(_folder(folder, source))


def _folder(folder: FolderNode, source: SourceNode) -> Node:
    where = Where("folder", source=source.id, folder=folder.id)
    path = folder.path if folder.path.startswith("/") else f"{source.path.rstrip('/')}/{folder.path}"
    return Node(
        where.key,
        "folder",
        folder.name,
        "folder" if source.online else "folder-offline",
        folder.images,
        tip=path,
        where=where,
        path=path,
        greyed=not source.online,
    )


def _tags(root: Node, tags: Sequence[Tag]) -> None:
    nodes: dict[int, Node] = {}
    for tag in sorted(tags, key=lambda tag: (len(tag.path), tag.name.casefold())):
        where = Where("tag", tag=tag.id)
        above = nodes.get(tag.parent, root) if tag.parent is not None else root
        node = Node(where.key, "tag", tag.name, "tag", tag.images, tip=" › ".join(tag.path), where=where)
        nodes[tag.id] = above.add(node)
