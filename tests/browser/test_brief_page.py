"""The brief in a real browser: nothing fetched, nothing broken, readable wide, narrow and on paper."""

import io
import re
import shutil
import unicodedata
from collections import Counter
from itertools import permutations

import pytest
from pypdf import PdfReader

import tradetalks as tt
from tests.brief_forms import html_sections
from tests.small_dossier import write
from tradetalks.report.brief_parts import CONTENTS
from tradetalks.report.findings import gather
from tradetalks.report.forms import write_forms
from tradetalks.report.printed import pages_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install chromium"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def brief(tmp_path_factory):
    folder = tmp_path_factory.mktemp("brief")
    return tt.write_brief(tt.deal_space(tt.Dossier.load(write(folder / "small"))), folder)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def open_page(browser, brief, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.requested, page.faults = [], []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(brief.as_uri())
    return page


@pytest.mark.parametrize("width", [1440, 390])
def test_opens_offline_without_faults_or_sideways_scrolling(browser, brief, width):
    page = open_page(browser, brief, width)
    assert page.requested == [brief.as_uri()]
    assert page.faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for anchor in page.locator("nav a").all():
        anchor.click()
        assert page.locator(anchor.get_attribute("href")).is_visible()
    page.close()


def test_charts_have_size_and_text_is_large_enough(browser, brief):
    page = open_page(browser, brief, 1440)
    boxes = page.evaluate("[...document.querySelectorAll('figure svg')].map(s => s.getBoundingClientRect().toJSON())")
    assert len(boxes) >= 6
    assert all(box["width"] > 300 and box["height"] > 60 for box in boxes)
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')]"
        ".filter(e => e.childElementCount == 0 && e.textContent.trim() && !e.closest('svg'))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 11
    page.close()


def words(text):
    """Words and figures; a print may break them at hyphens and join letters (ligatures)."""
    return re.findall(r"[\w.,+\u2212%]+", unicodedata.normalize("NFKC", text))


def test_prints_to_pages(browser, brief):
    """The print holds each section as the page does, one page first, with numbers on pages and in the contents."""
    page = open_page(browser, brief, 1000)
    pdf = page.pdf(format="A4", print_background=True)
    assert page.requested == [brief.as_uri()]
    page.close()
    told = pages_of(pdf)
    assert [told[id_] for id_ in ("sure", "table", "certificate")] == sorted(
        told[id_] for id_ in ("sure", "table", "certificate")
    )
    assert told["sure"] == 2  # all of the first page stands on one
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages]
    assert all(f"{n} / {len(sheets)}" in " ".join(text.split()) for n, text in enumerate(sheets, 1))
    printed = Counter(words(" ".join(sheets)))
    for heading, lines in html_sections(brief.read_text(encoding="utf-8")):
        assert [word for line in lines for word in words(line) if not printed[word]] == [], heading


def test_the_pdf_has_its_pages_in_the_contents(tmp_path, brief):
    paths = write_forms(
        gather(tt.deal_space(tt.Dossier.load(brief.parent / "small")), sensitivity=False), tmp_path, ["pdf"]
    )
    pdf = paths[-1].read_bytes()
    contents = " ".join(PdfReader(io.BytesIO(pdf)).pages[1].extract_text().split())
    found = pages_of(pdf)
    assert " ".join(str(found[id_]) for id_, _ in CONTENTS) in contents


def test_a_phone_reads_the_first_page_without_cut_words(browser, brief):
    page = open_page(browser, brief, 390)
    cut = page.evaluate(
        "[...document.querySelectorAll('#short h1, #short h2, #short p, #short li, #short td, #short th')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    )
    assert cut == []
    page.close()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The brief of a shipped dossier, by its name; each is written once."""
    found = {}

    def brief_of(name):
        if name not in found:
            findings = gather(tt.deal_space(tt.Dossier.load(name)), draws=200)
            found[name] = write_forms(findings, tmp_path_factory.mktemp(name), ["html"])[-1]
        return found[name]

    return brief_of


@pytest.mark.parametrize("name", ["switzerland-2025", "usmca-2026", "ev-2024", "steel-and-cars"])
def test_nothing_is_wider_than_the_paper_and_one_page_holds_the_first(browser, shipped, name):
    """What is wider than the paper would be cut off, or have all of the print made smaller."""
    page = browser.new_page(viewport={"width": 695, "height": 1039})  # A4 less its margins, at 96 dots an inch
    page.emulate_media(media="print")
    page.goto(shipped(name).as_uri())
    wide = "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 2)"
    assert page.evaluate(f"{wide}.map((e) => e.tagName + ' ' + e.textContent.slice(0, 60))") == []
    page.set_viewport_size({"width": 703, "height": 1039})  # the first page's own margins
    assert page.evaluate("document.getElementById('short').getBoundingClientRect().bottom") <= 1039
    page.close()


def test_of_three_parties_each_sells_to_each_other_once(browser, shipped):
    page = open_page(browser, shipped("usmca-2026"), 1440)
    (grid,) = page.locator("#measures table.moves").all()
    sellers, buyers = grid.locator("thead tr").all()
    names = [text.removesuffix(" sells to") for text in sellers.locator("th.n").all_inner_texts()]
    wide = sellers.locator("th.n").evaluate_all("(heads) => heads.map((head) => head.colSpan)")
    pairs = list(zip([n for n, k in zip(names, wide, strict=True) for _ in range(k)],
                     buyers.locator("th.n").all_inner_texts(), strict=True))  # fmt: skip
    assert sorted(pairs) == sorted(permutations(("United States", "Canada", "Mexico"), 2))
    rows = [row.locator("td.n").all_inner_texts() for row in grid.locator("tbody tr").all()]
    assert len(rows) > 3
    assert all(re.fullmatch(r"[+−]?\d[\d.]*%", cell) for row in rows for cell in row)
    assert {len(row) for row in rows} == {len(pairs)}
    page.close()
