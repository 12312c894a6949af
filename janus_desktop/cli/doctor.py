"""doctor: versions, readers, and whether the library is well."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from typing import Any, Final

from janus_desktop import __version__
from janus_desktop.cli.files import pairs
from janus_desktop.cli.output import display
from janus_desktop.cli.run import Run, library_is_in
from janus_desktop.errors import JanusError

_PACKAGES: Final = {
    "Qt": "PySide6-Essentials",
    "SQLAlchemy": "SQLAlchemy",
    "Alembic": "alembic",
    "Pillow": "Pillow",
    "Exiv2": "exiv2",
    "NumPy": "numpy",
    "argon2": "argon2-cffi",
    "keyring": "keyring",
}
#: Older ones can corrupt a library that two connections write at once.
_SAFE_SQLITE: Final = (3, 51, 3)


def doctor(run: Run) -> int:
    """Say what there is and what is wrong; 0 where nothing is."""
    problems: list[str] = []
    versions = _versions(problems)
    sqlite = _sqlite()
    readers = _readers(problems)
    library = _library(run, problems)
    data = {
        "healthy": not problems,
        "problems": problems,
        "versions": versions,
        "sqlite": sqlite,
        "readers": readers,
        "library": library,
    }
    run.out.item(data, _text(run, data))
    return 0 if not problems else 1


def _versions(problems: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {
        "Janus": __version__,
        "Python": platform.python_version(),
        "System": platform.platform(),
    }
    for name, package in _PACKAGES.items():
        try:
            found[name] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[name] = None
            problems.append(f"{name} is not installed: pip install {package}")
    return found


def _sqlite() -> dict[str, Any]:
    from janus_desktop.models import sqlite_driver

    version = str(sqlite_driver().sqlite_version)
    safe = tuple(int(each) for each in version.split(".")) >= _SAFE_SQLITE
    journal = "WAL" if safe else "DELETE"
    if not safe:
        # Slower, not broken: said, but no reason to call the installation ill.
        wanted = ".".join(map(str, _SAFE_SQLITE))
        return {
            "version": version,
            "safe": safe,
            "journal_mode": journal,
            "hint": f"slower than {wanted} or newer would be: pip install pysqlite3",
        }
    return {"version": version, "safe": safe, "journal_mode": journal}


def _readers(problems: list[str]) -> list[dict[str, Any]]:
    from janus_desktop.models import readers

    try:
        return readers()
    except JanusError as error:
        problems.append(str(error.words))
        return []


def _library(run: Run, problems: list[str]) -> dict[str, Any] | None:
    """The health of the library that is meant; None where there is none and none was named."""
    try:
        if run.named_folder is None and not library_is_in(run.folder):
            return None
        health = run.library().health()
    except JanusError as error:
        problems.append(str(error.words))
        return {"folder": display(os.fspath(run.folder)), "error": str(error.words)}
    if health.get("damaged"):
        problems.append(f"The library is damaged: {health['damaged']}")
    return dict(health)


def _text(run: Run, data: dict[str, Any]) -> str:
    out = run.out
    lines = [out.paint("Versions", "bold"), *pairs({n: v or "absent" for n, v in data["versions"].items()})]
    lines += [out.paint("SQLite", "bold"), *pairs(data["sqlite"])]
    lines.append(out.paint("Readers", "bold"))
    for each in data["readers"]:
        version = each.get("version")
        state = version if version else f"absent: {each.get('install') or 'not in this build'}"
        lines += pairs({str(each["name"]): state})
    lines.append(out.paint("Library", "bold"))
    lines += pairs(data["library"]) if data["library"] else ["  none yet: janus init"]
    lines.append("")
    lines += [out.paint(each, "red") for each in data["problems"]] or [out.paint("All is well.", "green")]
    return "\n".join(lines)
