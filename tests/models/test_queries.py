"""Queries with known answers, over a real library of pictures made for them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from janus_desktop.models import SORTS, Catalogue, Library, Question
from tests.models.conftest import PASSWORD, finish

Count = Callable[[str], int]
Names = Callable[[str], list[str]]


def make(
    path: Path, shade: int, taken: str, *, camera: tuple[str, str] = ("Canon", "Canon EOS R5"), size: tuple[int, int] = (60, 40),
    exposure: tuple[int, int] = (1, 250), aperture: float = 2.8, iso: int = 400, focal: int = 24, lens: str = "EF24-70mm f/2.8L",
    where: tuple[float, float] | None = None, title: str = "", turned: int = 1,
) -> None:  # fmt: skip
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = camera
    exif[0x0112] = turned
    if title:
        exif[0x010E] = title
    exif.get_ifd(0x8769).update(
        {0x9003: taken, 0x829A: IFDRational(*exposure), 0x829D: IFDRational(int(aperture * 10), 10), 0x8827: iso,
         0x920A: IFDRational(focal, 1), 0xA434: lens, 0x9209: 16, 0xA405: focal}
    )  # fmt: skip
    if where is not None:
        lat, lon = where
        exif.get_ifd(0x8825).update(
            {1: "N" if lat >= 0 else "S", 2: _degrees(abs(lat)), 3: "E" if lon >= 0 else "W", 4: _degrees(abs(lon))}
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (shade, 90, 200)).save(path, exif=exif)


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    return (
        IFDRational(int(value), 1),
        IFDRational(int(value % 1 * 60), 1),
        IFDRational(int(value * 3600 % 60 * 100), 100),
    )


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Catalogue]:
    base = tmp_path_factory.mktemp("queries")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JANUS_HOME", str(base / "home"))
        shutil.copytree(template, base / "library")
        library = Library.open(base / "library")
        view = library.sign_in("marta", PASSWORD)
        at = base / "photos"
        make(at / "2021/harbour.jpg", 10, "2021:06:12 14:03:22", where=(52.5, 13.4), title="The old harbour")
        make(at / "2021/slope/IMG_0001 (2).jpg", 20, "2021:06:30 23:59:59", size=(40, 60), iso=100, exposure=(1, 60))
        make(
            at / "2022/DSC0042.jpg", 30, "2022:01:01 00:00:00", camera=("NIKON CORPORATION", "NIKON D850"), aperture=8.0,
            lens="50mm f/1.8G", focal=50, where=(-33.86, 151.2),
        )  # fmt: skip
        make(
            at / "2022/scan.webp", 40, "1893:05:17 10:00:00", camera=("EPSON", "Perfection V850"), turned=6, lens="none"
        )
        make(at / "2022/foo.jpg", 50, "2023:03:03 03:03:03", where=(0.0, 179.9), iso=1600)
        shutil.copy(at / "2022/foo.jpg", at / "2022/zoo.jpg")
        assert finish(view.imports.files([at])).added == 5
        edit(
            view,
            "harbour",
            description="Boats at low tide, C++ & 100% naïve",
            rating=4,
            label="green",
            notes="東京の港で撮影",
        )
        edit(view, "DSC0042", rating=2, flag="pick", creator="M. Kessler", rights="CC BY 4.0")
        edit(view, "scan", title="مرحبا 😀 smile", creator="Ada O'Brien")
        view.tags.add([the(view, "harbour")], ["Place/Berlin/Harbour"])
        view.tags.add([the(view, "DSC0042")], ["Place/Sydney", "Species/Lycaena icarus"])
        view.tags.add([the(view, "IMG_0001")], ["Place"])
        yield view
        library.close()


def the(view: Catalogue, name: str) -> int:
    (found,) = view.search.find(Question(f"filename:{name}")).ids
    return int(found)


def edit(view: Catalogue, name: str, **changes: Any) -> None:
    view.images.edit([the(view, name)], changes)


@pytest.fixture
def names(shelf: Catalogue) -> Names:
    def ask(text: str) -> list[str]:
        ids = list(shelf.search.find(Question(text)).ids)
        assert shelf.search.count(Question(text)) == len(ids)
        cards = shelf.images.cards(ids)
        return sorted(Path(cards[each].filename).stem.split()[0] for each in ids)

    return ask


H, I, D, S, F = "harbour", "IMG_0001", "DSC0042", "scan", "foo"  # noqa: E741
ALL = sorted((H, I, D, S, F))
KNOWN = {
    "": ALL, "*": ALL, "harbour": [H], '"old harbour"': [H], '"harbour old"': [], "old harbour": [H], "harb": [H],
    "harbou*": [H], "boats -tide": [], "boats NOT smile": [H], "boats OR smile": [H, S],
    "(boats OR smile) AND creator:ada": [S], "-boats": [D, F, I, S], "NOT (boats OR smile)": [D, F, I],
    "low tid": [], "low tid*": [H], '"low tid"*': [H], "icarus": [D], "lycaena": [D], "place": [D, H, I],
    # fields
    "camera:canon": [F, H, I], 'camera:"nikon d850"': [D], "make:epson": [S], "model:R5": [F, H, I], "camera:=nikon": [],
    "camera:canon,epson": [F, H, I, S], "-camera:canon": [D, S], "lens:EF24*": [F, H, I], "lens:50mm": [D], "camera:*": ALL,
    "title:*": None, "description:boats": [H], "description:*": None, "creator:kessler": [D],
    'creator:"M. Kessler"': [D], "creator:=kessler": [], 'creator:="m. kessler"': [D], "creator:*": [D, S], "-creator:*": [F, H, I],
    "rights:cc": [D], "notes:港": [H], "filename:rbou": [H], "filename:img*": [I], "filename:foo": [F], "filename:=scan.webp": [S],
    "filename:00": [D, I], "format:jpg": [D, F, H, I], "format:webp": [S], "type:webp,png": [S], "format:tif": [],
    # numbers and units
    "rating:4": [H], "rating>=2": [D, H], "rating:>2": [H], "rating:2..4": [D, H], "rating:1,2": [D], "rating:0": [F, I, S],
    "rating:*": [D, H], "stars<2": [F, I, S], "iso:400": [D, H, S], "iso:100,1600": [F, I], "iso:..400": [D, H, I, S], "iso>1,000": [F],
    "exposure:1/250": [D, F, H, S], "exposure:0.004s": [D, F, H, S], "exposure>1/100": [I], "f:2.8": [F, H, I, S], "f:f/2.8": [F, H, I, S],
    "aperture>=4": [D], "focal:24mm": [F, H, I, S], "focal_length:40..60": [D], "width:60": [D, F, H, S], "width:60px": [D, F, H, S],
    "width<1,000": ALL, "height>50": [I], "megapixels<1": ALL, "pages:1": ALL, "size<5MB": ALL, "size>5MB": [], "orientation:6": [S],
    # times
    "taken:2021": [H, I], "taken:2021-06": [H, I], "taken:2021-06-12": [H], "taken:2021/06/12": [H], "date:1890..1895": [S], "taken:1890s": [S],
    "taken:2021-06-12..2022-01-01": [D, H, I], "taken:..1900": [S], "taken:2023..": [F], "taken<2021-06-30": [H, S], "taken<=2021-06-30": [H, I, S],
    "taken>2021": [D, F], "taken>=2021": [D, F, H, I], "taken:2021-06-12T14": [H], 'taken:"2021-06-12 14:03"': [H],
    'taken:"2021-06-12 14:00".."2021-06-12 15:00"': [H], "taken:last 30 days": [], "taken:*": ALL, "imported:today": ALL,
    "imported:last 7 days": ALL, "imported:2001": [], "imported>2001": ALL, "-imported:today": [], "month:5..6": [H, I, S], "month:11..1": [D],
    "hour:22..4": [D, F, I], "taken:2021,1893": [H, I, S],
    # places
    "gps:*": [D, F, H], "-gps:*": [I, S], "near:52.5,13.4,10km": [H], "near:52.6,13.4,5km": [], "near:52.6,13.4,20km": [H], "near:0,-179.9,50km": [F],
    "near:-33.9,151.2,10": [D], "within:52,13,53,14": [H], "within:-1,179,1,-179": [F], "within:-90,-180,90,180": [D, F, H], "lat<0": [D],
    # where it belongs, and what it is
    "tag:place": [D, H, I], "tag:=place": [I], "tag:Place/Berlin": [H], "tag:berlin": [H], "tag:harbour": [H], "tag:ber*": [H], "tag:*": [D, H, I],
    "-tag:place": [F, S], 'tag:"lycaena icarus"': [D], "tag:berlin,sydney": [D, H], "tag:nowhere": [],
    "folder:2022": [D, F, S], "folder:2021": [H, I], "folder:=2021": [H], "folder:slope": [I], "folder:2021/slope": [I],
    "source:photos": ALL, "source:elsewhere": [], "by:marta": ALL, "by:nobody": [], "label:green": [H], "label:none": [D, F, I, S], "label:*": [H],
    "flag:pick": [D], "flag:none": [F, H, I, S], "is:duplicate": [F], "is:edited": [D, H, S], "is:untagged": [F, S], "is:tagged": [D, H, I], "is:raw": [],
    "is:portrait": [I, S], "is:landscape": [D, F, H], "is:present": ALL, "is:missing": [], "is:offline,changed": [], "is:rated": [D, H],
    "is:picked": [D], "is:trashed": [], "is:located": [D, F, H], "is:square": [], "is:multipage": [], "-is:landscape": [I, S],
    # metadata keys
    'Exif.Photo.LensModel:"EF24-70mm"': [F, H, I], "LensModel:50mm": [D], "LensModel:*": ALL, "Exif.GPSInfo.GPSLatitude:*": [D, F, H],
    "Exif.Photo.Flash:*": ALL, "Flash:16": ALL, "FocalLengthIn35mmFilm:50": [D], "FocalLengthIn35mmFilm>30": [],
    "Exif.Photo.FocalLengthIn35mmFilm>30": [D], "Exif.Photo.FocalLengthIn35mmFilm:20..30": [F, H, I, S], "FocalLengthIn35mmFilm:>30": [D],
    "Exif.GPSInfo.GPSLatitudeRef:s*": [D], "-LensModel:50mm": [F, H, I, S], "Nothing.Of.This:*": [], "exif.photo.lensmodel:none": [S],
    # letters of all kinds
    "東京": [H], "京の": [H], "مرحبا": [S], "😀": [S], "100%": [H], "C++": [H], "O'Brien": [S], "naive": [H], "foo.jpg": [F], "f/2.8": None,
    "%": None, "_": None, "zoo": [], "IMG_0001": [I], "tide harbour OR smile -nothing": [H, S],
}  # fmt: skip


@pytest.mark.parametrize("text", KNOWN)
def test_known_answers(names: Names, text: str) -> None:
    wanted = KNOWN[text]
    found = names(text)
    if wanted is not None:
        assert found == sorted(wanted)


BAD = [
    "(" * 10_000, "x" * 10_000, "a " * 5_000, '"', "AND", "OR OR", "NOT", "a)", "tag:", "taken:soon", "rating:many", "is:odd", "near:1", "'; DROP TABLE images; --",
    '"; DROP TABLE images; --', "title:\"a\" OR 1=1", "NEAR(a b)", "{title}: a", "a ^b", "title : a", "a AND (b", "%_%", "\\", "*", "**", "\0", "tag:\0", "tag:%", "folder:%",
    "filename:%_", "hash:ff", "hash:f", "hash:zz", "uuid:a", "id:99999999999999999999999", "width:1e400", "iso:-1", "Exif.\"x:y", "Xmp.a.b:\"'\"", "near:90,180,100000km",
    "taken:0000", "taken:9999-12-31", "imported:0001", "imported:9999", "size:999999999999GB", "ภาษาไทย", "ひらがな", "한국어", "ا" * 600, "month:13", "version>1", "uuid:*",
    'Xmp.a.b:"%"', "source:*", "is:*", "megapixels:*", "hour:*", "trashed:today", "trashed:*", "gps_altitude:*", "color_space:*", "id:*", "hash:*", "-is:trashed",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("sort", ["taken", "imported"])
def test_bad_input_is_never_an_error(shelf: Catalogue, text: str, sort: str) -> None:
    question = Question(text, sort=sort)
    found = shelf.search.find(question)
    assert shelf.search.count(question) == len(found.ids)
    assert list(shelf.search.page(question).ids) == list(found.ids)
    shelf.search.complete(text, len(text))
    shelf.search.troubles(text)


@given(
    st.text(max_size=30),
    st.sampled_from(["", "tag:", "title:", "filename:", "camera:=", "folder:", "Exif.Photo.Flash:", "Zzz.Yyy:"]),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_is_an_error(shelf: Catalogue, text: str, before: str) -> None:
    shelf.search.count(Question(before + text))
    shelf.search.page(Question(before + '"' + text.replace('"', '""') + '"'))


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("text", ["", "place OR smile OR foo", "-boats", "iso>=100 camera:*"])
def test_pages_are_the_whole_answer_in_order(shelf: Catalogue, sort: str, descending: bool, text: str) -> None:
    question = Question(text, sort=sort, descending=descending)
    found, after = list[int](), None
    while True:
        page = shelf.search.page(question, 2, after)
        found += page.ids
        after = page.after
        if after is None:
            break
    assert found == list(shelf.search.find(question).ids)


def test_the_trash_is_asked_for_by_name(shelf: Catalogue, names: Names) -> None:
    image = the(shelf, "harbour")
    shelf.images.trash([image])
    try:
        assert names("harbour") == []
        assert names("is:trashed") == names("trashed:today") == names("trashed:* harbour") == ["harbour"]
        assert len(names("is:trashed OR is:present")) == 5
        assert list(shelf.search.find(Question("camera:canon", trashed=True)).ids) == [image]
    finally:
        shelf.images.restore([image])


def test_completion_of_fields_and_values(shelf: Catalogue) -> None:
    def offered(text: str, kind: str) -> list[tuple[str, int | None]]:
        return [(each.text, each.count) for each in shelf.search.complete(text, len(text)) if each.kind == kind]

    assert offered("cam", "field")[0] == ("camera:", None)
    assert ("Exif.Photo.LensModel:", None) in offered("LensMod", "field")
    assert offered("rating:4 camera:can", "value") == [('"Canon EOS R5"', 1)]
    assert offered("camera:", "value")[0] == ('"Canon EOS R5"', 3)
    assert offered("tag:ber", "value")[:1] == [("Place/Berlin", 1)]
    assert ("2021-06", 2) in offered("taken:2021-", "value")
    assert ("raw", None) in offered("is:ra", "value")
    assert offered("LensModel:50", "value") == [('"50mm f/1.8g"', 1)]
    assert ("canon", 3) in offered("camera:canon", "instead")
    for each in shelf.search.complete("boats camera:can", 16):
        text = "boats camera:can"[: each.start] + each.text + "boats camera:can"[each.end :]
        assert shelf.search.troubles(text) == ()


def test_troubles_name_keys_that_no_image_has(shelf: Catalogue) -> None:
    (trouble,) = shelf.search.troubles("boats Nothing.Like.This:x")
    assert (trouble.start, trouble.end) == (6, 25)
    assert "no image has" in str(trouble.expected)


def test_keys_go_with_their_images(filled: Catalogue, ids: list[int]) -> None:
    assert filled.search.count(Question("Exif.Image.Make:canon")) == len(ids)
    filled.images.trash(ids[:2])
    filled.images.empty_trash()
    with filled.library.store.read() as connection:
        for table in ("metadata_keys", "metadata_values"):
            left = connection.exec_driver_sql(f"SELECT count(DISTINCT image), min(image) FROM {table}").one()
            assert tuple(left) == (len(ids) - 2, ids[2])
        assert connection.exec_driver_sql("SELECT count(*) FROM image_names").scalar_one() == len(ids) - 2
