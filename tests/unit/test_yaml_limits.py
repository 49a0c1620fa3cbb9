"""Texts made to hang, and files that are none: one clear error each, at once, by file and by upload alike."""

import json
import os
import re
import time

import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks import yaml_text
from tradetalks.app.shelf import Shelf
from tradetalks.articles.taxonomy import extended
from tradetalks.dossier.elicitation import read_answers
from tradetalks.dossier.files import read_yaml
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.writing import to_yaml
from tradetalks.errors import nearest, repeated, unknown
from tradetalks.policy import commitments
from tradetalks.sweep.plan import Plan
from tradetalks.yaml_text import MOST_ENTRIES, read_text

HANG = 20.0  # seconds: far above what any of these takes, far below what they took


def bomb(start, level):
    return start + "".join(f"x{j}: &x{j} {level(j)}\n" for j in range(1, 10))


LISTS = bomb("x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n", lambda j: f"[{', '.join([f'*x{j - 1}'] * 10)}]")
NAMES = bomb("x0: &x0 {a: 1}\n", lambda j: f"{{{', '.join(f'{k}: *x{j - 1}' for k in 'abcdefghij')}}}")
MERGES = bomb("x0: &x0 {a: 1}\n", lambda j: f"{{<<: [{', '.join([f'*x{j - 1}'] * 10)}]}}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LISTS + "assumptions: *x9\n", "line 6: stands for more than 400,000 values once its aliases"),
        (NAMES + "world: *x9\n", "stands for more than 400,000 values"),
        (MERGES + "world: *x9\n", "stands for more than 400,000 values"),
        ("a: " + "[" * 500, "line 1: nested more than 40 deep"),
        ("a: " + "{a: " * 5000, "nested more than 40 deep"),
        ("- " * 5000, "nested more than 40 deep"),
        ("".join(" " * j + "a:\n" for j in range(500)), "line 41: nested more than 40 deep"),
        ("a: [" + "1," * 100_000 + "1]", "a list or mapping of more than 10,000 entries"),
        ("a: [" + ("[" + "1," * 9_000 + "1],") * 4 + "1]", "values of under 3 characters each"),
        ("a: [" + "1234567," * 12_000 + "1]", "a list or mapping of more than 10,000 entries"),
        ("".join(f"a{j}: &x{j} 1\n" for j in range(6_000)), "more than 5,000 anchors"),
        ("b: &b 1\na: [" + "*b," * 40_000 + "1]", "a list or mapping of more than 10,000 entries"),
        ("a: &a [*a]", "alias 'a' stands for what it is part of"),
        ("a: *b", "undefined alias 'b'"),
        ('a: "\\0"', "line 1: found the control character U+0000"),
        ('a: "\\x1b[31m"', "found the control character U+001B"),
        ('a: "\\ud800"', "found the control character U+D800"),
        ("a: " + "9" * 5000, "not valid YAML: Exceeds the limit"),
    ],
    ids=lambda value: value[:12] if len(value) < 60 else "",
)
def test_texts_made_to_hang_are_refused_at_once(tmp_path, text, expected):
    begin = time.monotonic()
    (tmp_path / "dossier.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(tt.DossierError) as caught:
        tt.Dossier.load(tmp_path)
    assert expected in str(caught.value)
    assert "dossier.yaml: " in str(caught.value)
    with pytest.raises(tt.DossierError) as sent:
        Shelf().add(text)
    assert expected in str(sent.value)
    assert time.monotonic() - begin < HANG


def test_a_file_of_many_unknown_names_ends(tmp_path):
    """9,000 faults, each once compared with all valid names: counted, the first listed."""
    begin = time.monotonic()
    (tmp_path / "dossier.yaml").write_text("".join(f"name{j}: 1\n" for j in range(9_000)), encoding="utf-8")
    with pytest.raises(tt.DossierError, match=r"9,009 faults(.|\n)*8,959 more are left out"):
        tt.Dossier.load(tmp_path)
    assert time.monotonic() - begin < HANG


@pytest.mark.parametrize(
    "reads", [commitments.load, Plan.load, read_answers, lambda path: extended(path)], ids=lambda reads: reads.__name__
)
def test_every_other_file_a_user_hands_in_has_the_same_limits(reads, tmp_path):
    path = tmp_path / "given.yaml"
    path.write_text(LISTS + "name: *x9\n", encoding="utf-8")
    begin = time.monotonic()
    with pytest.raises(tt.TradetalksError, match="stands for more than 400,000 values") as caught:
        reads(path)
    assert "given.yaml" in str(caught.value)
    assert time.monotonic() - begin < HANG


def test_faults_of_a_commitment_are_counted_and_capped(tmp_path):
    (tmp_path / "given.yaml").write_text("".join(f"name{j}: 1\n" for j in range(9_000)), encoding="utf-8")
    with pytest.raises(tt.PolicyError, match=r"first 50 faults are listed; 8,9\d\d more are left out"):
        commitments.load(tmp_path / "given.yaml")


def test_what_a_dossier_may_use_of_yaml_still_loads():
    text = "a: &a [1, 2]\nb: *a\nc: {<<: {x: 1}, y: 2}\nd: &a 3\ne: *a\nf: |\n  two\n  lines\n"
    assert read_text(text) == {"a": [1, 2], "b": [1, 2], "c": {"x": 1, "y": 2}, "d": 3, "e": 3, "f": "two\nlines\n"}
    assert read_text("") is None
    assert len(read_text("".join(f"name_{j}: value\n" for j in range(MOST_ENTRIES)))) == MOST_ENTRIES
    assert len(read_text("a: '" + "x" * 500_000 + "'")["a"]) == 500_000


class Counted(str):
    """A name that counts how often it is compared with another and how often it is hashed."""

    work = 0

    def __eq__(self, other):
        Counted.work += 1
        return str.__eq__(self, other)

    def __hash__(self):
        Counted.work += 1
        return str.__hash__(self)


def test_names_that_stand_twice_are_found_in_one_pass():
    names = [Counted(f"k{j}") for j in range(5_000)]
    names += [Counted("k4999"), Counted("k7"), Counted("k7")]
    assert repeated(names) == ["k7", "k4999"]
    assert Counted.work < 5 * len(names)  # a search of the list for each name asks 12 million times
    assert repeated(iter([1, 2, 1])) == [1]
    assert repeated([]) == []


def test_json_is_read_without_the_parser_of_yaml(monkeypatch):
    """JSON within the limits never meets the parser of YAML, whose work by value is a hundred times as much."""
    text = json.dumps({"agenda": [{"id": f"item_{j}", "worth": [0.5, -1e3, None, True]} for j in range(2_000)]})
    by_yaml = read_text(text[:-1] + "\n# a comment, which JSON has none of\n}")
    monkeypatch.setattr(yaml_text, "_parser", lambda watch: pytest.fail("read as YAML"))
    assert read_text(text) == by_yaml
    assert read_text('{"name": "\\ud83d\\ude00"}') == {"name": "\U0001f600"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,\n"a": 2}', 'line 2, column 1: found duplicate key "a"'),
        ('{"a": 1,\n"b" 2}', "line 2"),
        ('{"a": "\\u0000"}', "line 1: found the control character U+0000"),
        ('{"a\\u0007": 1}', "line 1: found the control character U+0007"),
        ("[" * 41 + "]" * 41, "line 1: nested more than 40 deep"),
        ("[" + "1234567," * 10_000 + "1]", "a list or mapping of more than 10,000 entries"),
        ("[" + ("[" + "1," * 9_000 + "1],") * 4 + "1]", "values of under 3 characters each"),
    ],
    ids=lambda value: value[:12] if len(value) < 60 else "",
)
def test_json_has_the_limits_of_yaml_and_its_faults_their_line(text, expected):
    with pytest.raises(ValueError, match=re.escape(expected)):
        read_text(text)


@pytest.mark.slow
def test_a_dossier_of_a_thousand_items_loads(tmp_path):
    content = small()
    content["agenda"] += [
        {"id": f"item{j}", "title": f"item {j}", "status_quo": "a", "options": [
            {"id": "a", "title": "as it is"},
            {"id": "b", "title": "b", "worth": {"USA": {"low": 1, "mid": 2, "high": 3, "basis": "judgement"}}},
        ]}
        for j in range(1000)
    ]  # fmt: skip
    assert len(tt.Dossier.load(write(tmp_path, content)).agenda) == 1004


def test_line_separators_in_names_load_and_come_back(tmp_path):
    content = small()
    content["parties"]["USA"]["name"] = "United\u2028States\u2029of \u00e9 \u4e2d \U0001f600"
    found = tt.Dossier.load(write(tmp_path / "a", content))
    (tmp_path / "b.yaml").write_text(to_yaml(found), encoding="utf-8")
    assert tt.Dossier.load(tmp_path / "b.yaml") == found


# ---------------------------------------------------------------------- what is no file of a dossier
def said(where):
    with pytest.raises(tt.DossierError) as caught:
        tt.Dossier.load(where)
    return str(caught.value)


@pytest.mark.parametrize("where", [None, 3, b"busan-2025", ["busan-2025"], {}, ""])
def test_what_is_no_name_is_said_to_be_none(where):
    assert "expected a dossier's name, folder or YAML file" in said(where)


def test_places_that_hold_no_dossier(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "not-there")
    (tmp_path / "latin.yaml").write_bytes("title: é".encode("latin-1"))
    for where, expected in (
        (tmp_path / "pipe.yaml", "neither a file nor a folder"),
        ("/dev/null", "neither a file nor a folder"),
        (tmp_path / "one", "a link that leads nowhere"),
        (tmp_path / "nowhere.yaml", "a link that leads nowhere"),
        ("a" * 300, "File name too long"),
        ("~nosuchuser/x", "cannot be a dossier"),
        ("a\0b", "no such file or folder"),
        (tmp_path / "latin.yaml", "latin.yaml: not UTF-8 text (byte 7)"),
        (tmp_path, "not UTF-8 text"),
    ):
        assert expected in said(where)
    with pytest.raises(tt.DossierError, match="not a file"):
        read_yaml(tmp_path / "pipe.yaml")


def test_what_editors_leave_in_a_folder_is_not_read_and_told(tmp_path):
    write(tmp_path)
    for name in (".#dossier.yaml", "~dossier.yaml", "#dossier.yaml"):
        (tmp_path / name).write_text("title: another\n", encoding="utf-8")
    for name in ("dossier.yaml~", ".dossier.yaml.swp", "notes.txt"):
        (tmp_path / name).write_bytes(b"\x00\xff")
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    found = examined(tmp_path)
    assert found.dossier.title == "A small summit"
    assert len(found.warnings) == 5
    assert all("not read" in line for line in found.warnings)


def test_a_folder_named_like_a_file_and_capitals_load(tmp_path):
    assert tt.Dossier.load(write(tmp_path / "x.yaml", name="dossier.YAML")).name == "small"


def test_names_of_any_length_and_number_give_short_messages():
    begin = time.monotonic()
    valid = [f"name{j}" for j in range(50_000)]
    assert len(unknown("name", "x" * 1_000_000, valid)) < 2_000
    assert nearest("y" * 1_000_000, ["y" * 999_999]) == ""
    assert time.monotonic() - begin < HANG
