"""Timeline and World in a real browser: they follow the open dossier, sort, filter, link, and can be taken away."""

import csv
import io
from pathlib import Path

import pytest

from tests.browser.on_the_page import ready

pytestmark = pytest.mark.browser


def column(page, table, number):
    return page.locator(f"section:nth-of-type({table}) tbody tr > :nth-child({number})").all_inner_texts()


def figures(texts):
    return [float(text.replace(",", "").replace("\u2212", "-")) for text in texts]


def test_the_timeline_is_of_the_parties_and_links_its_sources(page, address):
    page.goto(f"{address}timeline")
    ready(page)
    assert "A small summit" in page.inner_text("#of")
    assert "United States on goods of the European Union" in page.inner_text("#now")
    assert page.locator("#chart svg").count() == 1
    for word in ("today", "meeting", "average duty, %"):
        assert page.locator("#chart svg text", has_text=word).count() >= 1
    assert all(link.startswith("https://") for link in page.eval_on_selector_all("td a", "a => a.map(x => x.href)"))
    assert page.locator("td a").count() > 10
    page.fill("input[type=search]", "39%")
    assert page.locator("tbody tr").count() == 0
    page.fill("input[type=search]", "aluminium")
    assert 0 < page.locator("tbody tr").count() < 40
    assert all("aluminium" in row.lower() for row in page.locator("tbody tr").all_inner_texts())


def test_the_world_is_sorted_filtered_and_taken_away(page, address):
    page.goto(f"{address}world")
    ready(page)
    assert column(page, 1, 1)[:2] == ["European Union", "United States"]
    page.click("section:nth-of-type(1) th button:text-is('final spending')")
    spending = figures(column(page, 1, 2))
    assert spending == sorted(spending, reverse=True)
    assert "," in column(page, 1, 2)[0]
    page.click("section:nth-of-type(1) th button:text-is('final spending')")
    assert figures(column(page, 1, 2)) == sorted(spending)
    page.locator("section:nth-of-type(3) input[type=search]").fill("Brazil")
    with page.expect_download() as found:
        page.locator("section:nth-of-type(3) button", has_text="Download csv").click()
    text = Path(found.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert found.value.suggested_filename == "small-flows.csv"
    assert rows[0][:3] == ["from", "to", "goods"]
    assert len(rows) - 1 == 2 * 17
    assert all("Brazil" in row[:2] for row in rows[1:])


def test_a_phone_sees_every_column(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    for where in ("timeline", "world"):
        page.goto(address + where)
        ready(page)
        wide = page.evaluate(
            "[...document.querySelectorAll('td')].some(d => d.getBoundingClientRect().right > innerWidth)"
        )
        assert not wide
        for more in page.locator("button", has_text="Show all").all():
            if more.is_visible():
                more.click()
        over = "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)"
        assert max(page.evaluate(over)) <= 1  # a long address is broken, not cut off
        assert page.locator("tbody tr").first.locator("td").count() >= 5
    page.close()
