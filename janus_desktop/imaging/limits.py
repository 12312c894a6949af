"""How much one file may cost: memory, time and pixels."""

from __future__ import annotations

import dataclasses
import math
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024

#: File systems on which a read may wait for another computer.
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "davfs", "ncpfs", "lustre"}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file in a child process; sizes in bytes, times in seconds.

    `memory` bounds the child's address space. `max_pixels` bounds a picture that has to be decoded
    whole; formats that are reduced while they are decoded (JPEG, JPEG 2000, TIFF) may be larger.
    `stall_*` is the longest silence while a file is read, `cpu_seconds` (+ `cpu_per_megapixel`) the
    processor time of decoding one, `wall_factor` how often that may pass by the clock.
    """

    memory: int = 1536 * MIB
    max_pixels: int = 500_000_000
    max_pages: int = 100_000
    stall_local: float = 15.0
    stall_network: float = 60.0
    cpu_seconds: float = 10.0
    cpu_per_megapixel: float = 0.05
    wall_factor: float = 8.0
    keep_file: int = 64 * MIB
    keep_total: int = 64 * MIB
    files_per_child: int = 1000
    growth: int = 400 * MIB
    grace: float = 0.5
    idle: float = 60.0

    def to_json(self) -> dict[str, float]:
        """The limits as a child is told them."""
        return dataclasses.asdict(self)

    def cpu_for(self, pixels: int) -> float:
        """Seconds of processor time that a picture of so many pixels may take."""
        return self.cpu_seconds + self.cpu_per_megapixel * max(pixels, 0) / 1e6

    def wall_for(self, pixels: int) -> float:
        """Seconds by the clock after which a silent child counts as stuck: a busy machine is no fault."""
        return self.wall_factor * self.cpu_for(pixels)

    def stall_for(self, path: bytes) -> float:
        """The longest silence while the file at `path` is read."""
        return self.stall_network if on_network(path) else self.stall_local


def on_network(path: bytes) -> bool:
    """Whether `path` lies on a file system of another computer; never touches the path itself."""
    if path.startswith((b"\\\\", b"//")):
        return sys.platform == "win32"
    best, kind = -1, ""
    for mount, name in _mounts():
        if len(mount) > best and (path == mount or path.startswith(mount.rstrip(b"/") + b"/")):
            best, kind = len(mount), name
    return kind in _NETWORK or (kind.startswith("fuse.") and kind != "fuse.portal")


_seen: tuple[float, list[tuple[bytes, str]]] = (-math.inf, [])


def _mounts() -> list[tuple[bytes, str]]:
    """Mount points and their kinds, at most ten seconds old; empty where the system does not tell."""
    global _seen  # noqa: PLW0603  one small cache for the process
    if time.monotonic() - _seen[0] < 10:
        return _seen[1]
    found: list[tuple[bytes, str]] = []
    try:
        for line in Path("/proc/self/mountinfo").read_bytes().splitlines():
            left, _, right = line.partition(b" - ")
            point = left.split(b" ")[4]
            for octal, char in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
                point = point.replace(octal, char)
            found.append((point, right.split(b" ")[0].decode("ascii", "replace")))
    except (OSError, IndexError):
        pass
    _seen = (time.monotonic(), found)
    return found


def bind(limits: Limits) -> None:
    """Put this process under its address-space limit, and forbid core files."""
    try:
        import resource
    except ImportError:  # Windows has none; the supervisor's clock remains
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def allow_cpu(seconds: float | None) -> None:
    """Let the kernel end this process after `seconds` more of processor time; None lifts the limit.

    The signal (SIGXCPU) reaches decoders that no Python code could interrupt.
    """
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = resource.RLIM_INFINITY
    if seconds is not None:
        soft = math.ceil(time.process_time() + seconds)
    if hard != resource.RLIM_INFINITY:
        soft = hard if soft == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def resident() -> int:
    """Bytes of memory that this process holds now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
