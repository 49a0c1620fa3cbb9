"""What people come to the workbench for, done in a real browser: find, set, ask why, compare, keep, share, go back."""

import json
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn", reason="the app extra is not installed")

from tests.browser.on_the_page import after, ready, until  # noqa: E402
from tradetalks.report.numbers import Figures  # noqa: E402
from tradetalks.space.reweighing import reweighed  # noqa: E402

DEAL = "?d=small&p=steel:lifted,data:framework"
HERE = Path(__file__).parent


def big(page, party="EU"):
    return page.inner_text(f"[data-party={party}] .big")


def test_the_answer_is_one_sentence_with_ranges_year_and_currency(page):
    after(page, lambda: page.click("[data-named=nash]"))
    first = page.inner_text("#verdict .today")
    assert first.startswith("Compared with today, the fair split (Nash) brings the European Union")
    assert " to " in first
    assert "without a deal one would expect" in first
    assert "would sign in" in page.inner_text("#verdict")
    assert page.inner_text("#money") == "Money: billions of 2022 US dollars a year."
    assert "-" not in first  # true minus signs


def test_a_country_inside_a_group_and_a_sector_are_found_with_their_figures(page, address):
    page.goto(address + DEAL)
    ready(page)
    page.click("#find-link")
    ready(page)
    page.fill("#wanted", "germany")
    page.click("#found button")
    page.wait_for_selector("body[data-seen=EU27]")
    assert "counted in European Union" in page.inner_text("#seen .note")
    page.fill("#wanted", "iron and steel")
    page.click("#found button")
    page.wait_for_selector("body[data-seen=STEEL]")
    table = page.locator("#seen table").first
    assert table.locator("tbody tr").count() == 18  # third countries too
    table.locator("thead button", has_text="volume").click()
    assert table.locator("[aria-sort=descending]").inner_text().startswith("volume")
    top = table.locator("tbody tr").first
    assert top.locator("th").inner_text() == "European Union"  # the duty on its steel was lifted
    assert top.locator("td").nth(1).inner_text().startswith("+")
    page.click("nav a:has-text('Workbench')")
    ready(page)
    assert page.is_checked("input[name=steel][value=lifted]")  # the position is still there


def test_any_rate_is_typed(page):
    field = page.locator("[id='rate-steel.charged.0-number']")
    assert field.input_value() == "25"
    after(page, lambda: (field.fill("47"), field.press("Enter")))
    assert "steel.charged.0%3A0.47" in page.url
    assert "47" in page.inner_text("#verdict") or not big(page).startswith("0.0")
    assert "the dossier has 25" in page.inner_text("#item-steel")
    field.fill("600")
    field.press("Enter")
    assert "600 % of these points was not taken: expected -99 to 500" in page.inner_text("#item-steel")
    assert "steel.charged.0%3A0.47" in page.url


def test_worth_by_option_and_party_moves_the_position_and_the_frontier(page):
    after(page, lambda: page.check("input[name=steel][value=lifted]"))
    first, words = big(page, "USA"), page.inner_text("#words")
    page.click("#item-steel .worth summary")
    for end, value in (("low", "-30"), ("mid", "-20"), ("high", "-10")):
        field = page.locator(f"[data-worth='steel.lifted.USA.{end}']")
        if end == "high":
            after(page, lambda f=field, v=value: (f.fill(v), f.press("Enter")))
        else:
            after(page, lambda f=field, v=value: (f.fill(v), f.press("Enter")))
    before, now = (float(t.replace("\u2212", "-").removesuffix(" bn")) for t in (first, big(page, "USA")))
    assert now - before == pytest.approx(-20 - -1, abs=0.11)
    assert page.inner_text("#words") != words
    assert "range \u221230" in page.inner_text("[data-party=USA]") or "range \u2212" in page.inner_text(
        "[data-party=USA]"
    )


def test_ends_out_of_order_are_not_sent(page):
    page.click("#item-steel .worth summary")
    before = page.url
    field = page.locator("[data-worth='steel.lifted.USA.low']")
    field.fill("5")
    field.press("Enter")
    assert page.evaluate("document.querySelector(\"[data-worth='steel.lifted.USA.low']\").validity.valid") is False
    assert page.url == before


def test_a_red_line_is_switched_off(page):
    words = page.inner_text("#words")
    after(page, lambda: page.check("input[name=standards][value=surrender]"))
    assert "cannot be signed" in page.inner_text("#verdict")
    page.click("#red-lines summary")
    after(page, lambda: page.uncheck("#line-0"))
    assert "cannot be signed" not in page.inner_text("#verdict")
    assert page.inner_text("#words") != words


def test_probabilities_of_no_deal_add_up_while_one_of_them_moves(page, app):
    page.click("text=No deal: probabilities")
    slider, fields = page.locator("#chance-as_is"), page.locator("#chances input[type=number]")

    def shown():
        return [float(one.input_value()) for one in fields.all()]

    for value, expected in (("0.8", [80, 20]), ("1", [100, 0]), ("0.3", [30, 70])):
        after(page, lambda v=value: slider.fill(v))  # as it is dragged: no change has ended yet
        assert shown() == expected
    assert "the dossier has 50%" in page.inner_text("#chances")
    slider.dispatch_event("change")  # it was solved while it was dragged
    truth = reweighed(app.state.shelf.get("small").space, chances={"as_is": 0.3, "war": 0.7})
    figures = Figures(truth.money)
    for party, value in zip(truth.parties, truth.expected_no_deal, strict=True):
        assert f"without a deal {figures.cell(value)}" in page.inner_text(f"[data-party={party}]")


def test_why_how_sure_and_what_keeps_it(page):
    after(page, lambda: page.click("[data-named=nash]"))
    for part, words in (
        ("account", "Who gives and who gains"),
        ("red-lines", "Price of red lines"),
        ("sure", "in draws of all assumptions"),
        ("keeps", "What keeps it alive"),
    ):
        page.click(f"[data-question={part}]")
        page.wait_for_selector("#answer table", timeout=60_000)
        until(page, f"document.getElementById('answer').innerText.includes('{words}')")
        assert page.get_attribute(f"[data-question={part}]", "aria-pressed") == "true"
        assert "=" not in page.locator("#answer tbody").first.inner_text()  # no internal ids
    after(page, lambda: page.click("#reset"))
    assert page.inner_text("#answer") == ""  # an answer belongs to the position it was asked of


def test_back_and_forward_and_a_reload_lose_nothing(page):
    first = big(page)
    after(page, lambda: page.check("input[name=steel][value=lifted]"))
    second = big(page)
    after(page, lambda: page.check("input[name=data][value=framework]"))
    after(page, page.go_back)
    assert big(page) == second
    after(page, page.go_back)
    assert big(page) == first
    after(page, page.go_forward)
    assert big(page) == second
    assert page.is_checked("input[name=steel][value=lifted]")
    page.click("#pin")
    page.wait_for_selector("#compare:not([hidden])")
    page.reload()
    ready(page)
    assert big(page) == second
    assert page.is_visible("#compare")
    after(page, lambda: page.click("#undo"))
    assert big(page) != second


def test_several_packages_are_compared(page):
    for option in ("lifted", "doubled"):
        after(page, lambda o=option: page.check(f"input[name=steel][value={o}]"))
        page.click("#pin")
    after(page, lambda: page.click("[data-named=nash]"))
    heads = page.locator("#compare-table thead th").all_inner_texts()
    assert len(heads) == 4
    assert "would sign" in page.inner_text("#compare-table")
    page.locator("#compare-table thead button[aria-label]").first.click()
    until(page, "document.querySelectorAll('#compare-table thead th').length === 3")


def test_positions_are_kept_under_a_name_for_who_comes_later(page, browser, address):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    page.click("summary:has-text('Kept')")
    page.fill("#scenario-name", "a bad year")
    page.click("#scenarios button[type=submit]")
    page.wait_for_selector("[data-scenario='a bad year']")
    other = browser.new_page()
    other.goto(address)
    ready(other)
    other.click("summary:has-text('Kept')")
    after(other, lambda: other.click("[data-scenario='a bad year']"))
    assert other.is_checked("input[name=steel][value=doubled]")
    other.click("[aria-label='Drop a bad year']")
    other.wait_for_selector("text=None kept yet")
    other.close()


def test_the_link_is_copied(page):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    page.click("#copy")
    until(page, "document.getElementById('copy').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_map_has_countries_and_leads_to_them(page):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    shapes = page.locator("#map svg path[aria-roledescription=geoshape]")
    assert shapes.count() > 150
    canada = page.locator("#map svg path[aria-label*='Canada']").first
    canada.click(force=True, position={"x": 20, "y": 20})
    page.wait_for_selector("body[data-seen]", timeout=60_000)
    assert "see=region" in page.url


def test_a_lost_server_is_told_over_greyed_figures_and_found_again(page):
    page.context.set_offline(True)
    page.check("input[name=steel][value=doubled]")
    page.wait_for_selector("body[data-lost]")
    assert "does not answer" in page.inner_text("#fault")
    assert float(page.evaluate("getComputedStyle(document.querySelector('.columns')).opacity")) < 1
    after(page, lambda: page.context.set_offline(False))
    assert page.is_hidden("#fault")
    assert page.locator("body[data-lost]").count() == 0
    assert big(page).startswith("\u2212")


def test_that_the_server_is_lost_is_told_where_the_reader_is(page):
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('input[name=steel][value=doubled]').click()")
    page.wait_for_selector("body[data-lost]")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("scrollY") > 300
    over = page.evaluate(
        """(() => { const { left, top, bottom } = document.getElementById('fault').getBoundingClientRect();
        return bottom < innerHeight && document.elementFromPoint(left + 20, top + 8).id; })()"""
    )
    assert over == "fault"
    after(page, lambda: page.context.set_offline(False))


def test_the_map_says_where_its_colours_end_and_what_lies_beyond(page):
    def moved(times):
        """The United States' real income falls by so many times what Canada's moves."""

        def answer(route):
            told = route.fetch().json()
            regions = {one["code"]: one for one in told["regions"]}
            regions["USA"]["percent"] = -times * max(abs(r["percent"]) for r in told["regions"])
            route.fulfill(json=told)

        return answer

    for option, times, beyond in (("doubled", 100, 1), ("lifted", 0, 0)):
        page.route("**/evaluate*", moved(times))
        after(page, lambda o=option: page.check(f"input[name=steel][value={o}]"))
        page.wait_for_function(
            "many => [...document.querySelectorAll('#map svg text')].map(t => t.textContent)"
            ".filter(t => t.includes('and beyond') && '-\u2212'.includes(t[0])).length === many",
            arg=beyond,
        )
        page.unroute("**/evaluate*")


def test_losing_sectors_stand_among_no_winners_and_no_bar_is_cut_off(page):
    def answer(route):
        told = route.fetch().json()
        for rows in told["sectors"].values():
            for j, row in enumerate(rows):
                row["volume"] = 3.0 if j == 0 else -1.0 - j
        route.fulfill(json=told)

    page.route("**/evaluate*", answer)
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    until(page, "document.querySelector('#sectors svg path[aria-label]')")
    labels = page.locator("#sectors svg path[aria-label*='volume, %: ']").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label'))"
    )
    volumes = [float(text.partition("volume, %: ")[2].split(";")[0].replace("\u2212", "-")) for text in labels]
    assert len(volumes) == 2 * 6  # of each side the one that grows, the five that shrink most
    assert sum(v > 0 for v in volumes) == 2
    bars, edge = page.evaluate(
        """[[...document.querySelectorAll('#sectors svg path[aria-label*="volume, %: "]')]
          .map((one) => one.getBoundingClientRect().right),
        Math.max(...[...document.querySelectorAll('#sectors svg .role-frame > g > path.background')]
          .concat([...document.querySelectorAll('#sectors svg path.background')])
          .filter((one) => one.getBoundingClientRect().height < 400)
          .map((one) => one.getBoundingClientRect().right))]"""
    )
    assert max(bars) < edge - 1


def test_a_rate_that_is_not_taken_or_subsidises_says_so(page):
    after(page, lambda: page.check("input[name=cars][value=cut]"))
    field, said = (page.locator(f"#item-cars .sliders {what}").first for what in ("input[type=number]", "output"))
    for typed, told in (("", "no number was given"), ("9999", "9999 points was not taken")):
        field.fill(typed)
        field.press("Tab")
        assert told in said.inner_text()
    field.fill("-5")
    after(page, lambda: field.press("Tab"))
    assert "on which less than 5% is charged today are subsidised" in said.inner_text()
    field.fill("5")
    after(page, lambda: field.press("Tab"))
    assert "subsidised" not in said.inner_text()


def test_a_draft_of_no_text_is_answered(page, address):
    page.goto(f"{address}read")
    ready(page)
    for text in ("", "   "):
        page.fill("#text", text)
        page.click("#form button")
        assert "There is no text" in page.inner_text("#fault")


def test_what_is_asked_while_the_server_is_away_is_answered_when_it_is_back(page):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    page.context.set_offline(True)
    page.click("[data-question=account]")
    page.wait_for_selector("body[data-lost]")
    assert page.is_hidden("#answer table")
    after(page, lambda: page.context.set_offline(False))
    page.wait_for_selector("#answer table", timeout=60_000)
    assert page.is_hidden("#fault")


def test_what_is_given_up_while_the_server_is_away_is_given_up_there_too(page, app):
    hold = threading.Event()
    job = app.state.jobs.start("something long", lambda say: hold.wait(60) and say(1, 1))
    page.context.set_offline(True)
    page.evaluate("job => { import('/assets/jobs.js').then((jobs) => jobs.giveUp(job)); }", job)
    page.wait_for_selector("body[data-lost]")
    assert app.state.jobs.get(job).state == "running"
    page.context.set_offline(False)
    until(page, "!document.body.dataset.lost && document.querySelector('#fault').hidden")
    end = time.monotonic() + 10
    while app.state.jobs.get(job).state == "running" and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert app.state.jobs.get(job).state == "cancelled"
    hold.set()


def test_a_server_started_anew_opens_the_dossier_again(page, app):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    before = big(page)
    page.context.set_offline(True)
    page.check("input[name=steel][value=charged]")
    page.wait_for_selector("body[data-lost]")
    app.state.shelf._tables.clear()  # a new server has opened nothing yet
    after(page, lambda: page.context.set_offline(False))
    page.check("input[name=steel][value=doubled]")
    until(page, f"document.querySelector('.party .big').innerText.startsWith({before.split()[0]!r})")
    assert page.is_hidden("#fault")


def test_items_are_found_by_words_and_by_change(page):
    page.fill("#filter", "data")
    assert page.locator("#items fieldset:visible").count() == 1
    page.fill("#filter", "")
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    page.check("#only-changed")
    assert page.locator("#items fieldset:visible legend").all_inner_texts() == ["US steel tariff"]


def test_terms_are_explained(page):
    page.click("button.term >> nth=0")
    assert page.inner_text("#why-list").strip()
    page.keyboard.press("Escape")
    page.click("#space-title >> text=terms")
    for term in ("Fair split (Nash)", "Gain", "Red line"):
        assert term in page.inner_text("#why-list")


def test_scripts_agree_with_their_types():
    checker = shutil.which("tsc")
    if checker is None:
        pytest.skip("no TypeScript checker on this machine: npm install -g typescript")
    found = subprocess.run([checker, "-p", str(HERE)], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("UK", "United Kingdom"),
        ("Türkiye", "Turkey"),
        ("holland", "Netherlands"),
        ("beef", "Beef"),
        ("Viet Nam", "Viet"),
        ("ethanol", "Ethanol"),
        ("iphones", "iPhones"),
        ("soybean farmers", "Soy"),
        ("What happens to our coffee growers?", "Coffee"),
        ("the steel industry", "Iron and steel"),
        ("farmers", "Farmers"),
    ],
)
def test_what_people_type_is_found_first(page, address, typed, seen):
    page.goto(f"{address}find{DEAL}")
    ready(page)
    page.fill("#wanted", typed)
    assert page.locator("#found button").first.inner_text().startswith(seen)


def test_what_is_not_found_leaves_no_figures_of_what_was(page, address):
    page.goto(f"{address}find{DEAL}&see=sector:STEEL")
    page.wait_for_selector("body[data-seen=STEEL]")
    page.fill("#wanted", "zzz")
    assert "Nothing is called" in page.inner_text("#found")
    assert page.inner_text("#seen") == ""
    assert "see=" not in page.url
    assert page.title() == "Find a sector or country · tradetalks"


def test_dossiers_are_picked_by_their_titles(page):
    assert page.locator("#dossier option").first.inner_text() == "A small summit"
    assert page.locator("#dossier option[value=busan-2025]").inner_text() == "Trump-Xi, Busan, 30 October 2025"


def test_the_map_and_the_deal_space_follow_where_they_stand(page):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    shape = page.locator("#map svg path[aria-label*='European Union']").first.element_handle()
    before = shape.get_attribute("aria-label"), shape.get_attribute("fill")
    after(page, lambda: page.check("input[name=steel][value=lifted]"))
    until(page, f"document.querySelector('#map').innerHTML.includes({json.dumps(before[0])}) === false")
    assert shape.is_visible()  # the same shape, painted anew
    assert shape.get_attribute("fill") != before[1]
    told = shape.get_attribute("aria-label")
    cell = page.locator("#all-regions tr", has_text="European Union").locator("td").nth(2).text_content()
    percent = cell[: cell.index("%") + 1]  # its range follows
    assert percent in told
