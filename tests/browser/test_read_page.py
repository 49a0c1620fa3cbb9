"""Questions of *Read a report*: a line each, answered by a button, told and changed; nothing wider than a phone."""

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn", reason="the app extra is not installed")

from tests.browser.on_the_page import SIZES, ready, until  # noqa: E402

TEXT = (
    "The ministers of Canada and India meet in Ottawa on 3 May 2026. They spoke of visas."
    ' "India wants them let in again," a trader said of the onions that Canada banned.'
    " Canada levies a 25% tariff on steel from India and 12.5% on cars from India."
)
VISAS = "#open [role=group][aria-label^=Visas]"


@pytest.fixture
def drafted(page, address):
    page.goto(f"{address}read")
    ready(page)
    page.fill("#text", TEXT)
    page.click("#form button[type=submit]")
    until(page, "!document.getElementById('result').hidden")
    return page


def test_a_question_is_answered_told_and_changed(drafted):
    buttons = drafted.locator(f"{VISAS} button").all_inner_texts()
    assert sorted(buttons[:2]) == ["Canada asks", "India asks"]
    assert buttons[2:] == ["Both ask", "Nobody: not on the table"]
    assert "perhaps India" in drafted.inner_text("#open")
    assert "perhaps India" not in drafted.inner_text("#assumed")
    drafted.click(f"{VISAS} button:has-text('Nobody')")
    until(drafted, "document.querySelectorAll('.answered').length === 1")
    assert "nobody asks, it is not on the table, by your answer" in drafted.inner_text("#open")
    assert "Visas" not in drafted.inner_text("#fields")
    assert "left out: Visas" in drafted.inner_text("#assumed")
    drafted.keyboard.press("Enter")  # the way to change it is where the reader stands
    until(drafted, "document.querySelectorAll('.answered').length === 0")
    drafted.click(f"{VISAS} button:has-text('Both ask')")
    until(drafted, "document.querySelectorAll('.answered').length === 1")
    assert "both ask, by your answer" in drafted.inner_text("#open")
    assert drafted.inner_text("#fields").count("your answer") == 2
    assert "by your answer; the report names it in" in drafted.input_value("#yaml")


def test_no_draft_is_lost_to_an_answer_that_leaves_nothing(drafted):
    drafted.fill("#text", "The ministers of Canada and India meet in Ottawa on 3 May 2026. They spoke of visas.")
    drafted.click("#form button[type=submit]")
    until(drafted, "!document.querySelector('#marked').textContent.includes('onions')")
    drafted.click(f"{VISAS} button:has-text('Nobody')")
    until(drafted, "!document.getElementById('fault').hidden")
    assert "no agenda item is left" in drafted.inner_text("#fault")
    drafted.click(f"{VISAS} button:has-text('India asks')")
    until(drafted, "document.querySelectorAll('.answered').length === 1")
    assert drafted.is_hidden("#fault")


def test_nothing_is_wider_than_a_phone(drafted):
    drafted.set_viewport_size(SIZES["phone"])
    assert drafted.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    cells = "[...document.querySelectorAll('#fields :is(td, th)')]"
    assert drafted.evaluate(f"{cells}.filter((one) => one.scrollWidth > one.clientWidth + 1).length") == 0
