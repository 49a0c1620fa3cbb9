"""Timeline and World in a real browser: they follow the open dossier, sort, filter, link, and can be taken away."""

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.on_the_page import ready, until

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


def links(page):
    """Dossiers that the bar's entries lead to."""
    found = page.eval_on_selector_all("nav a:not([href='/read'])", "a => a.map(x => x.href)")
    return {parse_qs(urlsplit(link).query)["d"][0] for link in found}


def test_a_pages_links_are_of_its_own_dossier(browser, address):
    """Whatever dossier was open in the tab before: by address, by the menu, and with none named."""
    page = browser.new_page()
    page.goto(f"{address}?d=mackerel-2025&p=shares:rising")
    ready(page)
    assert links(page) == {"mackerel-2025"}
    page.goto(f"{address}?d=small")
    assert links(page) == {"small"}  # while it is being opened, too
    ready(page)
    assert links(page) == {"small"}
    page.goto(f"{address}find?d=mackerel-2025")
    ready(page)
    assert links(page) == {"mackerel-2025"}
    page.goto(f"{address}timeline?d=mackerel-2025")
    ready(page)
    assert links(page) == {"mackerel-2025"}
    page.goto(f"{address}?d=mackerel-2025")
    ready(page)
    page.goto(address)  # none named: the one that the workbench begins with
    ready(page)
    assert links(page) == {"small"}
    page.select_option("#dossier", "mackerel-2025")
    until(page, "document.title.includes('ackerel') && document.body.dataset.ready === 'yes'")
    assert links(page) == {"mackerel-2025"}
    page.go_back()
    until(page, "document.body.dataset.ready === 'yes'")
    page.click("nav a[href^='/world']")
    ready(page)
    assert parse_qs(urlsplit(page.url).query)["d"] == [next(iter(links(page)))]
    page.close()
