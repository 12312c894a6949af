"""Making, opening and signing in to a library."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from janus_desktop.errors import BadValue, CannotStart, SignInFailed
from janus_desktop.models import Library
from janus_desktop.models.accounts import wait_after
from janus_desktop.models.migrations import HEAD
from tests.models.conftest import PASSWORD, finish

REQUIRED = {
    "images": {"id", "filename", "width", "height"},
    "users": {"id", "username", "email", "password_hash", "role"},
    "admins": {"id", "user_id", "admin_level"},
    "logs": {"id", "user_id", "action", "module", "level", "meta_data", "timestamp"},
    "analytics": {"id", "data", "research_topic", "created_at"},
    "security": {"id", "user_id", "action", "timestamp"},
    "alembic_version": {"version_num"},
}


def test_the_tables_have_the_columns_that_must_exist(library: Library) -> None:
    raw = sqlite3.connect(library.folder / "library.sqlite")
    for table, columns in REQUIRED.items():
        assert columns <= {row[1] for row in raw.execute(f"PRAGMA table_info({table})")}, table
    assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


def test_the_mapped_image_has_its_metadata(filled, ids) -> None:
    from sqlalchemy.orm import Session

    from janus_desktop.models.tables import Image

    with Session(filled.library.store.reader) as session:
        image = session.get(Image, ids[0])
        assert image is not None and image.image_metadata is not None
        assert image.image_metadata["Exif"]


def test_head_is_the_newest_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import janus_desktop.models.migrations as migrations

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_migrations_make_what_the_tables_say(library: Library) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from janus_desktop.models.tables import Base

    with library.store.reader.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: (
                    kind != "table" or (not name.startswith(("image_text", "image_said", "image_names")))
                )
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_only_the_owner_can_read_it(library: Library) -> None:
    assert stat.S_IMODE(library.folder.stat().st_mode) == 0o700
    for name in ("library.sqlite", "library.sqlite-wal", "library.sqlite-shm"):
        path = library.folder / name
        if path.exists():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, name


def test_sqlite_is_set_up_to_be_safe(library: Library) -> None:
    with library.store.write() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check")
        }
    version = tuple(map(int, library.store.sqlite_version.split(".")))
    assert asked["journal_mode"] == ("wal" if version >= (3, 51, 3) else "delete")
    assert (asked["synchronous"], asked["foreign_keys"], asked["trusted_schema"], asked["cell_size_check"]) == (
        2,
        1,
        0,
        1,
    )
    with library.store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "administrator1"}, "password"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "password"),
        ({"username": "marta.kessler", "password": "marta.kessler12"}, "password"),
        ({"password": "x" * 1001}, "password"),
        ({"username": ""}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "x" * 1000}, "username"),
        ({"username": "root\n"}, None),
        ({"email": "none"}, "email"),
        ({"email": "a@b@c"}, "email"),
        ({"email": "a\n@b.org"}, "email"),
    ],
)
def test_what_cannot_be_the_first_account(folder: Path, home: Path, values: dict, field: str | None) -> None:
    given = {"username": "marta", "email": "m@example.org", "password": PASSWORD} | values
    if field is None:
        Library.create(folder, **given).close()
        return
    with pytest.raises(BadValue) as raised:
        Library.create(folder, **given)
    assert raised.value.field == field
    assert not Library.exists(folder)


def test_two_first_runs_at_once_make_one_library(folder: Path, home: Path) -> None:
    results: list[object] = []

    def make(name: str) -> None:
        try:
            Library.create(folder, username=name, email=f"{name}@example.org", password=PASSWORD).close()
            results.append(name)
        except CannotStart as error:
            results.append(error)

    threads = [threading.Thread(target=make, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(one, CannotStart) for one in results) == [False, True]


def test_a_newer_library_is_refused_politely(library: Library) -> None:
    folder = library.folder
    library.close()
    raw = sqlite3.connect(folder / "library.sqlite")
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    with pytest.raises(CannotStart, match=r"newer version.*9999"):
        Library.open(folder)


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be read as one" * 40])
def test_rubbish_instead_of_a_library(folder: Path, home: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "library.sqlite").write_bytes(content)
    with pytest.raises(CannotStart):
        Library.open(folder)


def test_another_programs_database(folder: Path, home: Path) -> None:
    folder.mkdir()
    raw = sqlite3.connect(folder / "library.sqlite")
    raw.execute("CREATE TABLE something (id)")
    raw.commit()
    raw.close()
    with pytest.raises(CannotStart, match="no Janus library"):
        Library.open(folder)


def test_a_damaged_library_is_noticed(filled) -> None:
    folder = filled.library.folder
    filled.library.close()
    path = folder / "library.sqlite"
    data = bytearray(path.read_bytes())
    for page in range(4, len(data) // 4096, 3):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(data)
    with pytest.raises(CannotStart, match="damaged|cannot be opened"):
        Library.open(folder)


def test_sign_in_says_the_same_for_a_wrong_name_and_a_wrong_password(library: Library) -> None:
    with pytest.raises(SignInFailed) as wrong_password:
        library.sign_in("marta", "not the password")
    with pytest.raises(SignInFailed) as wrong_name:
        library.sign_in("nobody", "not the password")
    assert str(wrong_password.value) == str(wrong_name.value)


@pytest.mark.parametrize("name", ["marta", "nobody"])
def test_after_five_failures_one_waits(library: Library, name: str) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed, match="wrong"):
            library.sign_in(name, "not the password")
    with pytest.raises(SignInFailed, match="Try again in"):
        library.sign_in(name, PASSWORD)


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [wait_after(n).total_seconds() for n in (0, 4, 5, 6, 7, 8)] == [0, 0, 1, 2, 4, 8]
    assert wait_after(40) == timedelta(minutes=15)


def test_names_are_not_kept_in_clear_for_unknown_accounts(library: Library) -> None:
    with pytest.raises(SignInFailed):
        library.sign_in("my.secret.password", "whatever it is")
    library.close()
    assert b"my.secret.password" not in (library.folder / "library.sqlite").read_bytes()


def test_stay_signed_in_and_sign_out(library: Library) -> None:
    assert library.sign_in_again() is None
    view = library.sign_in("marta", PASSWORD, stay=True)
    again = library.sign_in_again()
    assert again is not None and again.me.username == "marta"
    view.sign_out()
    assert library.sign_in_again() is None


def test_a_kept_session_ends_with_the_account(library: Library, signed_in) -> None:
    view = signed_in("amara", "user")
    view.stay_signed_in()
    assert library.sign_in_again().me.username == "amara"
    library.sign_in("marta", PASSWORD).people.disable(view.me.id)
    assert library.sign_in_again() is None


def test_the_windows_thread_is_kept_out(library: Library) -> None:
    library.keep_out(threading.get_ident())
    with pytest.raises(RuntimeError, match="window's thread"):
        library.sign_in("marta", PASSWORD)
    closer = threading.Thread(target=library.close)  # closing writes too, and is for another thread
    closer.start()
    closer.join()
    library.store._out.clear()


def test_importing_the_door_is_cheap() -> None:
    code = "import sys, janus_desktop.models as m; m.Question; print([n for n in ('sqlalchemy', 'alembic', 'PIL', 'PySide6', 'numpy', 'exiv2', 'argon2') if n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_it_all_works_on_pythons_own_sqlite(tmp_path: Path, home: Path, pictures) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from janus_desktop.models import Library, Question
from tests.models.conftest import PASSWORD, finish
library = Library.create({str(tmp_path / "stock")!r}, username="marta", email="m@example.org", password=PASSWORD)
view = library.sign_in("marta", PASSWORD)
finish(view.imports.files([{str(pictures[0].parent)!r}]))
ids = list(view.search.find(Question()).ids)
view.images.edit(ids, {{"creator": "M. Kessler"}})
assert view.search.count(Question("kessler")) == 6
view.history.undo()
assert view.search.count(Question("kessler")) == 0
assert finish(view.verify_chain()).whole
print(library.store.journal)
library.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"JANUS_STOCK_SQLITE": "1"}
    )
    assert done.returncode == 0, done.stderr
    expected = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
    assert done.stdout.strip() == expected


def test_verify_finds_nothing_wrong_with_an_honest_trail(filled, ids) -> None:
    filled.images.edit(ids, {"title": "one"})
    report = finish(filled.verify_chain())
    assert report.whole and report.rows > 3


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE logs SET action = 'images.trash' WHERE action = 'images.edit'", "logs"),
        ("UPDATE logs SET meta_data = '{}' WHERE action = 'images.edit'", "logs"),
        ("UPDATE logs SET user_id = 2 WHERE action = 'images.edit'", "logs"),
        ("DELETE FROM revisions WHERE record = 1 AND before IS NOT NULL", "logs"),
        ('UPDATE revisions SET after = \'{"title":"x"}\' WHERE record = 1 AND before IS NOT NULL', "logs"),
        ("DELETE FROM logs WHERE id = 1", "logs"),
        ("UPDATE security SET action = 'sign-out' WHERE action = 'sign-in'", "security"),
        ("DELETE FROM security WHERE action = 'sign-in'", "security"),
    ],
)
def test_verify_finds_what_another_program_changed(filled, ids, sql: str, table: str) -> None:
    filled.images.edit(ids, {"title": "one"})
    filled.people.add("amara", "a@example.org", "user")
    raw = sqlite3.connect(filled.library.folder / "library.sqlite")
    raw.execute("PRAGMA foreign_keys=OFF")
    assert raw.execute(sql).rowcount > 0
    raw.commit()
    raw.close()
    report = finish(filled.verify_chain())
    assert not report.whole
    assert {name for name, _, _ in report.broken} == {table}
