"""Text to tree and back: every tree survives, no text is an error, and what is wrong is pointed at."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from janus_desktop.search import parse, to_text
from janus_desktop.search.dates import period
from janus_desktop.search.fields import FIELDS, field
from janus_desktop.search.quantities import metres, number
from janus_desktop.search.tree import And, Anything, Field, Not, Or, Prefix, Tree, Value, Word, leaves, normal

NOW = datetime(2024, 3, 31, 12, 0)

some_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
names_of_text = st.sampled_from(["title", "camera", "filename", "tag", "folder", "source", "by", "format"])
keys = st.sampled_from(["Exif.Photo.LensModel", "LensModel", "Xmp.iptcExt.Shown[1]/Iptc4xmpExt:City", "DICOM.Patient"])
numbers = st.sampled_from(["1", "2.5", "1/250", "-3", "6000"])
times = st.sampled_from(["2021", "2021-06", "1890s", "last 30 days", "2021-06-12 14:30", "today", "2021-06-12T14"])


def values(texts: st.SearchStrategy[str], begun: bool = False) -> st.SearchStrategy[tuple[Value, ...]]:
    one = st.builds(Value, texts, st.booleans() if begun else st.just(False))
    return st.lists(one, min_size=1, max_size=3, unique=True).map(tuple)


def conditions(names: st.SearchStrategy[str], texts: st.SearchStrategy[str]) -> st.SearchStrategy[Tree]:
    one = st.builds(lambda text: (Value(text),), texts)
    two = st.tuples(texts, texts).map(lambda pair: (Value(pair[0]), Value(pair[1])))
    open_ = texts.flatmap(
        lambda text: st.sampled_from([(Value(""), Value(text)), (Value(text), Value(""))]),
    )
    return st.one_of(
        st.builds(Field, names, st.just(":"), values(texts)),
        st.builds(Field, names, st.sampled_from(["<", "<=", ">", ">="]), one),
        st.builds(Field, names, st.just(".."), st.one_of(two, open_)),
        st.builds(lambda name: Field(name, "*"), names),
    )


leaf = st.one_of(
    st.builds(Word, some_text),
    st.builds(Prefix, some_text),
    st.builds(Field, names_of_text, st.sampled_from([":", "="]), values(some_text, True)),
    st.builds(Field, keys, st.sampled_from([":", "="]), values(some_text, True)),
    conditions(st.sampled_from(["width", "iso", "rating"]), st.sampled_from(["1", "2.5", "-3", "6000"])),
    conditions(st.just("exposure_time"), numbers),
    conditions(st.sampled_from(["taken", "imported"]), times),
    conditions(keys, numbers),
    st.just(Field("near", ":", (Value("52.5"), Value("-13.4"), Value("10km")))),
    st.just(Field("is", ":", (Value("raw"), Value("missing")))),
)
trees: st.SearchStrategy[Tree] = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=12,
)


@settings(max_examples=600, deadline=None)
@given(trees)
def test_every_tree_prints_back_to_the_same_tree(tree: Tree) -> None:
    text = to_text(tree)
    parsed = parse(text)
    assert (parsed.tree, parsed.troubles) == (normal(tree), ()), text


pieces = st.sampled_from(
    ["(", ")", '"', "*", "-", "AND", "OR", "NOT", " ", ":", "..", ",", "<=", "=", "tag:", "taken:", "rating:", "near:",
     "last 3", "x", "é", "1", "\0", "%", "_", "日本", "';--"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=25).map("".join)))
def test_no_text_is_an_error(text: str) -> None:
    parsed = parse(text)
    assert parse(to_text(parsed.tree)).tree == parsed.tree
    for trouble in parsed.troubles:
        assert 0 <= trouble.start <= trouble.end <= len(text)
        assert str(trouble.expected)
    for term in parsed.terms:
        assert 0 <= term.start < term.end <= len(text)


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000, ")" * 10_000, '"' * 9_999, "a " * 5_000, "NOT " * 2_500, "-" * 10_000, "tag:" * 2_500, "(a OR " * 1_600,
     "x" * 20_000, "rating:1," * 1_200, "a AND " * 1_600, "*" * 10_000, "日" * 10_000],
)  # fmt: skip
def test_ten_thousand_letters_of_anything(text: str) -> None:
    begun = time.process_time()
    parsed = parse(text)
    assert parse(to_text(parsed.tree)).tree == parsed.tree
    assert sum(1 for _ in leaves(parsed.tree)) <= 100
    assert time.process_time() - begun < 5, "quadratic"


def the(text: str) -> Tree:
    parsed = parse(text)
    assert parsed.troubles == ()
    return parsed.tree


def test_words_and_operators() -> None:
    a, b, c = Word("a"), Word("b"), Word("c")
    assert the("a b") == the("a AND b") == And((a, b))
    assert the("a b OR c") == Or((And((a, b)), c))
    assert the("a (b OR c)") == And((a, Or((b, c))))
    assert the("NOT a") == the("-a") == Not(a)
    assert the("-(a b)") == Not(And((a, b)))
    assert the("--a") == Word("--a")
    assert the("and or not") == And((Word("and"), Word("or"), Word("not")))
    assert the("") == the(" * ") == Anything()
    assert the("harb*") == Prefix("harb")
    assert the('"say ""ah"""') == Word('say "ah"')
    assert the("IMG(1).jpg") == Word("IMG(1).jpg")
    for text in ("foo.jpg", "f/2.8", "C++", "12:30", "well-known", "100%", "a_b", "http://x.org/y", "it's", "5″"):
        assert the(text) == Word(text), text


def test_values() -> None:
    assert the("rating:>=3") == the("rating>=3") == Field("rating", ">=", (Value("3"),))
    assert the("tag:=Species/Lycaena") == Field("tag", "=", (Value("Species/Lycaena"),))
    assert the("camera:canon,nik*") == Field("camera", ":", (Value("canon"), Value("nik", True)))
    assert the("camera: canon") == the("camera:canon")
    assert the("taken:..2021") == Field("taken", "..", (Value(""), Value("2021")))
    assert the("taken:last 30 days a") == And((Field("taken", ":", (Value("last 30 days"),)), Word("a")))
    assert the("width:12,000") == Field("width", ":", (Value("12000"),))
    assert the("iso:100,200") == Field("iso", ":", (Value("100"), Value("200")))
    assert the("f:f/2,8") == the("f:f/2.8")
    assert the("near:52.5, 13.4, 10 km") == Field("near", ":", (Value("52.5"), Value("13.4"), Value("10km")))
    assert the("Artist:x") == the("creator:x")
    assert the("LensModel:x") == Field("LensModel", ":", (Value("x"),))


@pytest.mark.parametrize(
    ("text", "wrong", "expected"),
    [
        ("a rating:many", "many", "A number"),
        ("taken:soon b", "soon", "A time"),
        ("is:pretty", "pretty", "One of"),
        ("camra:x", "camra:", "camera"),
        ("(a", "(", "closing parenthesis"),
        ("a)", ")", "opening parenthesis"),
        ('"a b', '"a b', "closing quotation mark"),
        ("a OR", "OR", "both sides"),
        ("a AND", "AND", "both sides"),
        ("NOT", "NOT", "after NOT"),
        ("near:1", "1", "Latitude"),
        ("near:100,0", "100,0", "Degrees"),
        ("title>a", "a", "colon"),
        ("rating:..", "..", "two dots"),
        ("()", "()", "Words between"),
        ("taken:2021-13", "2021-13", "A time"),
        ("gps:x", "x", "gps:*"),
    ],
)
def test_what_is_wrong_is_pointed_at(text: str, wrong: str, expected: str) -> None:
    troubles = parse(text).troubles
    assert [text[each.start : each.end] for each in troubles] == [wrong]
    assert expected in str(troubles[0].expected)


def test_what_is_wrong_leaves_the_rest() -> None:
    assert parse("a rating:many b").tree == And((Word("a"), Word("b")))
    assert parse("camra:x").tree == Word("camra:x")
    assert [parse("a (b OR c) -d").terms[i].tree for i in (0, 2)] == [Word("a"), Not(Word("d"))]
    assert len(parse("a OR b c").terms) == 1


def test_numbers_and_units() -> None:
    assert number("1/250", "s") == pytest.approx(0.004)
    assert number("f/2.8", "f") == number("F2.8", "f") == 2.8
    assert number("24 mm", "mm") == 24
    assert number("5MB", "bytes") == 5_000_000
    assert number("2.4cm", "mm") == 24
    for text, unit in (("1/0", "s"), ("24 mm", "px"), ("f/2", "mm"), ("", ""), ("1e9", ""), ("٣x", ""), ("nan", "")):
        assert number(text, unit) is None, text
    assert metres("10km") == metres("10") == 10_000
    assert metres("500m") == 500


def test_periods() -> None:
    assert period("2021", NOW) == ("2021", "2022")
    assert period("2021-12", NOW) == ("2021-12", "2022")
    assert period("2024-02-29", NOW) == ("2024-02-29", "2024-03-01")
    assert period("1890s", NOW) == ("1890", "1900")
    assert period("2021-06-12 14:30", NOW) == ("2021-06-12T14:30:00", "2021-06-12T14:31:00")
    assert period("last 30 days", NOW) == ("2024-03-01", "2024-04-01")
    assert period("last month", NOW) == ("2024-02-29", "2024-04-01")
    assert period("this week", NOW) == ("2024-03-25", "2024-04-01")
    assert period("yesterday", NOW) == ("2024-03-30", "2024-03-31")
    assert period("9999-12-31", NOW) == ("9999-12-31", "~")
    for text in ("2021-02-30", "soon", "0", "2021-06-12 25:00", "last 0x days"):
        assert period(text, NOW) is None, text


def test_every_field_is_found_by_each_of_its_names() -> None:
    for info in FIELDS.values():
        for name in (info.name, *info.aliases, info.name.upper()):
            assert field(name) is info
        assert str(info.help)
    assert field("nothing") is None
