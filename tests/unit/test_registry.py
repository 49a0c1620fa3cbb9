"""What the files of a folder declare: found without a list, named without an import, or refused by file."""

import sys

import pandas as pd
import pytest

import tradetalks as tt
from tradetalks import registry
from tradetalks.app import pages
from tradetalks.policy import instruments
from tradetalks.registry import DeclarationError
from tradetalks.space import solutions
from tradetalks.world import readers


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A package of its own, to be filled with files; forgotten afterwards."""
    package = tmp_path / "things_declared"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith("things_declared")]:
        del sys.modules[name]


@pytest.fixture
def beside(tmp_path):
    """Adds a file to a folder of the package, for one test."""
    added = []

    def add(package, name, text):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        package.__path__.append(str(tmp_path))
        added.append((package, name))

    yield add
    for package, name in added:
        package.__path__.remove(str(tmp_path))
        sys.modules.pop(f"{package.__name__}.{name}", None)


def test_names_are_read_without_importing(folder):
    (folder / "second.py").write_text("raise RuntimeError", encoding="utf-8")
    (folder / "first.py").write_text("raise RuntimeError", encoding="utf-8")
    assert registry.file_names("things_declared") == ("first", "second")
    assert not any(name.startswith("things_declared.") for name in sys.modules)


def test_declarations_are_found_by_the_file_s_name(folder):
    (folder / "first.py").write_text("THING = 1", encoding="utf-8")
    (folder / "second.py").write_text("THING = 2", encoding="utf-8")
    assert registry.declared("things_declared", "THING", int) == {"first": 1, "second": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("THINGS = 1", r"first\.py: declares no THING \(nearest: 'THINGS'\); expected THING = int\(\.\.\.\)"),
        ("THING = 'one'", r"first\.py: found THING = 'one'; expected THING = int"),
        ("import no_such_library", r"things_declared\.first: cannot be imported: No module named 'no_such_library'"),
        ("x = 1\ndef (", r"first\.py: line 2: cannot be read as Python: invalid syntax"),
        ("x = 1\n\n1 / 0", r"first\.py: line 3: ZeroDivisionError: division by zero"),
        ("def f():\n    return {}['a']\nf()", r"first\.py: line 3: KeyError: 'a'"),
    ],
)
def test_a_file_that_does_not_declare_is_named(folder, text, said):
    (folder / "first.py").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=said):
        registry.declared("things_declared", "THING", int)


def test_no_such_folder():
    with pytest.raises(DeclarationError, match="no such folder"):
        registry.file_names("tradetalks.errors")


HEAD = "from typing import ClassVar, Literal\nfrom tradetalks.policy.measure import Measure_\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found no such class; expected one class of measure with instrument: Literal"),
        ("class Toll(Measure_):\n    instrument: Literal['tol']\n", r"found instrument: Literal\['tol'\]; expected"),
        (
            "class Toll(Measure_):\n    instrument: Literal['toll']\n",
            "Toll does not say how, applied_by, effect, describe",
        ),
    ],
)
def test_an_instrument_says_all_that_is_needed(beside, text, said):
    beside(instruments, "toll", HEAD + text)
    with pytest.raises(DeclarationError, match=rf"toll\.py: {said}"):
        instruments.instruments.__wrapped__()


TOLL = """class Toll(Measure_):
    instrument: Literal['toll'] = 'toll'
    how: ClassVar[str] = 'a toll'
    def applied_by(self):
        return 'USA'
    def describe(self):
        return 'a toll'
    def effect(self, world, profiles):
        {effect}
"""


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ("pass", r"toll\.py: Toll\.effect returned None; expected Effect"),
        (
            "from dataclasses import replace; from tradetalks.policy.effects import Effect as E;"
            " return replace(E.nothing(world), tariff=world.deficit)",
            r"toll\.py: Toll\.effect returned tariff of shape .2,.; expected .2, 2, 1.",
        ),
    ],
)
def test_an_instrument_returns_what_it_does(beside, effect, said):
    beside(instruments, "toll", HEAD + TOLL.format(effect=effect))
    world = tt.World.from_frames(
        pd.DataFrame(
            [("A", "A", 9.0), ("A", "B", 1.0), ("B", "A", 1.0), ("B", "B", 9.0)],
            columns=["exporter", "importer", "value"],
        ),
        elasticities=4.0,
    )
    measure = instruments.instruments.__wrapped__()["toll"]()
    with pytest.raises(DeclarationError, match=said):
        instruments.compile_measures([measure], world, {})


def test_two_solutions_of_one_title_are_told_apart_by_nobody(beside):
    again = "from tradetalks.space.choice import Choice, Solution\nSOLUTION = Solution('nash', lambda gains: None)\n"
    title = solutions.known()["nash"].title
    beside(solutions, "second_nash", again.replace("nash", title))
    with pytest.raises(DeclarationError, match=f"the title '{title}' is that of nash and of second_nash"):
        solutions.known.__wrapped__()


def test_a_solution_that_picks_nothing_is_named(monkeypatch):
    broken = solutions.Solution("Nothing", lambda gains: None)  # type: ignore[arg-type, return-value]
    monkeypatch.setattr(solutions, "known", lambda: {"nothing": broken})
    with pytest.raises(DeclarationError, match=r"test_registry\.py: <lambda> returned None; expected Choice"):
        solutions.solve("nothing", [[1.0]])


def test_a_page_whose_template_is_no_jinja(beside):
    beside(pages, "torn", "from tradetalks.app.pages import Page\nPAGE = Page('/torn', 'Torn', 'a\\n{% if %}')\n")
    with pytest.raises(DeclarationError, match=r"torn: line 2 of its template is no Jinja"):
        pages.pages.__wrapped__()


@pytest.mark.parametrize(
    ("path", "said"),
    [("/world", "the address '/world' is that of second_world, world"), ("/api/x", "expected an address such as")],
)
def test_a_page_has_an_address_of_its_own(beside, path, said):
    beside(pages, "second_world", f"from tradetalks.app.pages import Page\nPAGE = Page({path!r}, 'Again', '')\n")
    with pytest.raises(DeclarationError, match=said):
        pages.pages.__wrapped__()


def test_every_reader_and_every_solution_is_of_its_file(tmp_path):
    assert list(readers.readers()) == readers.names()
    assert {f"read_{name.replace('-', '_')}" for name in readers.names()} == {
        one.read.__name__ for one in readers.readers().values()
    }
    assert sorted(solutions.SOLUTIONS) == list(registry.file_names("tradetalks.space.solutions"))
    assert tt.read_us_china2018 is readers.reader("us-china2018").read
    with pytest.raises(AttributeError, match="read_nothing"):
        _ = tt.read_nothing
