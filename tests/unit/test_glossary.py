"""Every term that a brief or a page marks has its entry in the glossary, and what a brief marks it explains."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.report.brief import fill, render
from tradetalks.report.findings import gather
from tradetalks.report.glossary import glossary

TEMPLATES = resources.files("tradetalks.report") / "templates"
SCRIPTS = resources.files("tradetalks.app") / "static"
MARKED = re.compile(r"""term\("[^"]*", "([^"]+)"\)""")


def marked(folder, ending):
    return {
        (file.name, name.replace("\\'", "'"))
        for file in folder.iterdir()
        if file.name.endswith(ending)
        for name in MARKED.findall(file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(("folder", "ending", "least"), [(TEMPLATES, ".j2", 20), (SCRIPTS, ".js", 6)])
def test_marked_terms_have_an_entry(folder, ending, least):
    found = marked(folder, ending)
    assert len(found) >= least
    assert [one for one in sorted(found) if one[1] not in glossary()] == []


def test_tables_pages_and_briefs_say_today_of_what_changes_are_against():
    """One word for it everywhere, with its entry; the eve is the day of a dossier."""
    assert "Today" in glossary()
    said = re.compile(r"""["'`>][^"'`]*\b(?:against|over|than) the eve\b""", re.IGNORECASE)
    rooms = [resources.files("tradetalks") / room for room in ("report", "cli", "app", "counsel", "summit")]
    files = [f for room in rooms for f in Path(str(room)).rglob("*") if f.suffix in (".py", ".j2", ".js")]
    assert len(files) > 100
    lines = [(f.name, line.strip()) for f in files for line in f.read_text(encoding="utf-8").splitlines()]
    assert [one for one in lines if said.search(one[1]) and not one[1].startswith(('"""', "``", "#"))] == []


def test_a_brief_explains_what_it_marks(tmp_path):
    page = render(gather(tt.deal_space(tt.Dossier.load(write(tmp_path, small()))), sensitivity=False))
    assert ">today</td>" in page[page.index('id="certificate"') :]  # which others call the eve
    hovered = set(re.findall(r'<abbr title="[^"]{20,}">([^<]+)</abbr>', page))
    assert {"frontier", "no deal", "worth", "Real income", "terms of trade", "Real GDP"} <= hovered
    words = page.split('<section id="words">')[1].split("</section>")[0]
    for name in ("Frontier", "No deal", "Worth", "Terms of trade", "Today", "Red line", "Certificate"):
        assert f"<b>{name}</b>: " in words


def test_a_term_without_an_entry_is_a_fault(tmp_path, monkeypatch):
    from jinja2 import DictLoader

    monkeypatch.setattr(
        "tradetalks.report.brief.PackageLoader", lambda _: DictLoader({"x": '{{ term("a", "Nowhere") }}'})
    )
    with pytest.raises(KeyError, match="Nowhere"):
        fill("x", {})
