"""What kind of disk a folder lies on."""

from __future__ import annotations

import os
from pathlib import Path

NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "fuse.sshfs",
        "fuse.rclone",
        "9p",
        "afs",
        "ncpfs",
        "davfs",
        "webdav",
    }
)


def filesystem(path: Path) -> str:
    """The type of the file system below `path` (Linux: from /proc/mounts), `""` where it cannot be told."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")
        full = os.path.realpath(path)
    except OSError:
        return ""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = full == point or full.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def is_network(path: Path) -> bool:
    """Whether `path` lies on a network volume, where a write-ahead log is not safe."""
    return (os.name == "nt" and str(path).startswith("\\\\")) or filesystem(path) in NETWORK
