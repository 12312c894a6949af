"""Clocks: the computer's may be set; the one that runs since it was started may not."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from janus_desktop.models.tables import Security

#: a clock that is behind the trail by more than this was set back
SLACK = timedelta(seconds=60)


def running() -> str:
    """Which start of the computer this is, and its seconds since then: `boot id:seconds`."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}:{time.clock_gettime(time.CLOCK_BOOTTIME):.0f}"
    except (OSError, AttributeError):
        return f":{time.monotonic():.0f}"


def passed(since: str) -> float | None:
    """Seconds since `running` answered so; None where the computer was started anew meanwhile."""
    boot, _, seconds = since.partition(":")
    now_boot, _, now = running().partition(":")
    if not boot or boot != now_boot:
        return None
    try:
        return float(now) - float(seconds)
    except ValueError:
        return None


def now_in(connection: Connection) -> tuple[datetime, timedelta]:
    """The time, never before the newest security event; and by how much the clock is behind it."""
    now = datetime.now(UTC)
    newest = connection.scalar(select(Security.timestamp).order_by(Security.sequence.desc()).limit(1))
    behind = newest - now if newest is not None and newest - now > SLACK else timedelta()
    return now + behind, behind
