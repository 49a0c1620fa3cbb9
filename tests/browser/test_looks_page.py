"""How the workbench looks and what it says while it works: frames, columns, the menu, warnings, ranges on their way."""

import json

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn", reason="the app extra is not installed")

from tests.browser.on_the_page import SIZES, after, ready, until  # noqa: E402
from tests.small_dossier import small  # noqa: E402


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def test_titles_stand_inside_their_frames_and_columns_end_together(page):
    inside = """[...document.querySelectorAll('#items fieldset')].every((frame) => {
        const [out, own] = [frame, frame.querySelector('legend')].map((n) => n.getBoundingClientRect());
        return own.top > out.top + 1 && own.bottom < out.bottom; })"""
    assert page.evaluate(inside), "no title breaks its frame"
    below, right, left = box(page, "#below"), box(page, ".right"), box(page, ".left")
    assert below["y"] >= right["y"] + right["height"], "long tables come below, across the width"
    assert below["x"] >= left["x"] + left["width"]
    assert below["x"] + below["width"] == pytest.approx(right["x"] + right["width"], abs=2)
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    until(page, "document.querySelector('#sectors svg')")
    assert box(page, "#sectors")["width"] == box(page, ".below > div")["width"], (
        "bars are drawn for all of their column"
    )
    page.set_viewport_size(SIZES["phone"])
    assert box(page, "#flows thead")["height"] < 40, "one line of heads"


def test_a_dossier_of_ones_own_stands_in_the_menu_its_doubts_in_a_list(page, address):
    text = json.dumps(
        small(
            title="My own talks",
            unconfirmed=[{"says": "steel: who asks is not said", "about": "rate", "item": "steel"}],
        )
    )
    page.set_input_files("#upload", {"name": "own.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
    until(page, "document.getElementById('title').textContent === 'My own talks' && document.body.dataset.ready")
    chosen = "document.getElementById('dossier').selectedOptions[0].textContent"
    assert page.evaluate(chosen) == "My own talks"
    until(page, "!document.getElementById('noted').hidden")
    lines = page.locator("#noted li").all_text_contents()
    assert "Steel: who asks is not said." in lines
    assert not [line for line in lines if "yaml" in line or "unconfirmed" in line]
    page.select_option("#dossier", page.locator("#dossier option:not([data-own])").first.get_attribute("value"))
    until(page, "document.getElementById('title').textContent !== 'My own talks'")
    assert page.evaluate(chosen) != "My own talks"
    page.select_option("#dossier", label="My own talks")
    until(page, "document.getElementById('title').textContent === 'My own talks'")


def test_no_deals_range_comes_once_through_moves_and_stands_in_the_sentence(page, address):
    begun, given_up = [], []
    page.on("request", lambda r: begun.append(r.url) if r.url.endswith("/no-deal-ranges") else None)
    page.on("request", lambda r: given_up.append(r.url) if r.method == "DELETE" else None)
    held = []
    page.route("**/api/jobs/*", lambda route: route.continue_() if held or not begun else waits(route))
    page.goto(address)
    ready(page)
    until(page, "document.getElementById('ranges-work').textContent.startsWith('Ranges of no deal')")
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    assert given_up == [], "a package leaves no deal as it is: the work goes on"
    held.append("go")
    until(page, "!document.getElementById('parties').textContent.includes('…')")
    assert len(begun) == 1
    assert "without a deal one would expect" in page.inner_text("#verdict")
    assert page.inner_text("#verdict").split("one would expect")[1].count(" to ") == 2
    page.click("[data-party=USA] .big .number")
    assert "draws of the model" in page.inner_text("#why-list")


def waits(route):
    """A job that runs on and on."""
    told = {"title": "ranges", "state": "running", "done": 1, "total": 9, "step": "", "usual": "", "error": ""}
    route.fulfill(json=told) if route.request.method == "GET" else route.continue_()


@pytest.mark.parametrize("size", list(SIZES))
def test_no_mark_of_any_picture_is_without_a_number(browser, address, size):
    context = browser.new_context(viewport=SIZES[size], bypass_csp=True)
    page = context.new_page()
    page.add_init_script("""window.nans = []; const set = Element.prototype.setAttribute;
        Element.prototype.setAttribute = function (name, value) {
            if (/NaN|undefined|Infinity/.test(String(value))) window.nans.push(`${this.tagName} ${name} ${value}`);
            return set.call(this, name, value); };""")
    page.goto(address)
    ready(page)
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    for question in page.locator("[data-question]").all():
        question.click()
        until(page, "document.querySelector('#answer h3')")
    until(page, "!document.getElementById('parties').textContent.includes('…')")
    assert page.evaluate("window.nans") == []
    context.close()
