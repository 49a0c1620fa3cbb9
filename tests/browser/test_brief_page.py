"""The brief in a real browser: nothing fetched, nothing broken, readable wide, narrow and on paper."""

import shutil

import pytest

import tradetalks as tt
from tests.small_dossier import write

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


def test_prints_to_pages(browser, brief):
    page = open_page(browser, brief, 1000)
    pdf = page.pdf(format="A4", print_background=True)
    assert pdf[:5] == b"%PDF-"
    assert len(pdf) > 30_000
    assert page.requested == [brief.as_uri()]
    page.close()
