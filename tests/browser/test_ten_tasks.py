"""Ten things that people come for, each done in a real browser and held against what the library says."""

import json
import re

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn", reason="the app extra is not installed")

import tradetalks as tt  # noqa: E402
from tests.browser.on_the_page import SIZES, after, ready, served, until  # noqa: E402
from tests.small_dossier import small, write  # noqa: E402
from tradetalks.app import why  # noqa: E402
from tradetalks.app.position import written  # noqa: E402
from tradetalks.app.state import State  # noqa: E402
from tradetalks.counsel.account import contributions  # noqa: E402
from tradetalks.counsel.bands import bands, drawn_sets, gains_of  # noqa: E402
from tradetalks.counsel.reach import reach  # noqa: E402
from tradetalks.report.real import output_volume_change  # noqa: E402
from tradetalks.report.space_words import space_words  # noqa: E402
from tradetalks.report.talks_report import concession_words  # noqa: E402
from tradetalks.space.reweighing import reweighed  # noqa: E402

DEAL = {"steel": "lifted", "data": "framework"}
THERE = "?d=small&p=steel:lifted,data:framework"


@pytest.fixture
def table(app):
    return app.state.shelf.get("small")


def number(text):
    found = re.search(r"[+−-]?\d[\d,]*\.?\d*", text)
    assert found, text
    return float(found.group().replace("−", "-").replace(",", ""))


def values(page):
    """Party -> its big figure."""
    return {p: number(page.inner_text(f"[data-party={p}] .big")) for p in ("EU", "USA")}


def shows(page, value):
    assert values(page) == pytest.approx(dict(value), abs=0.051)


def chosen(page, address, where=THERE):
    page.goto(address + where)
    ready(page)


def test_1_what_happens_to_a_sector_here_and_abroad(page, address, table):
    chosen(page, address)
    page.click("#find-link")
    ready(page)
    page.fill("#wanted", "steel")
    page.click("#found button >> text=Iron and steel")
    page.wait_for_selector("body[data-seen=STEEL]")
    outcome = table.space.eve.solve(DEAL)
    world, volume = outcome.world, output_volume_change(outcome)
    rows = {r.split("\t")[0]: r.split("\t") for r in page.locator("#seen table").first.inner_text().splitlines()[1:]}
    for code in ("EU27", "USA", "KOR"):
        told = rows[world.region_name(code)]
        truth = volume[world.region(code), world.sector("STEEL")]
        assert number(told[2]) == pytest.approx(truth, abs=0.0051)


def test_2_the_package_both_like_best_and_why(page, table):
    after(page, lambda: page.click("[data-named=nash]"))
    nash = table.space.nash
    shows(page, nash.value)
    page.click("[data-question=account]")
    page.wait_for_selector("#answer table", timeout=60_000)
    for line in concession_words(table.space, contributions(table.space, nash.package)):
        assert line in page.inner_text("#answer")


def test_3_one_item_matters_more_to_a_party(page, table):
    page.click("#item-data .worth summary")
    key = "data.framework.EU"
    for end, value in (("high", "9"), ("mid", "8"), ("low", "7")):
        page.locator(f"[data-worth='{key}.{end}']").fill(value)
    page.keyboard.press("Enter")
    truth = reweighed(table.space, worth={("data", "framework"): {"EU": (7.0, 8.0, 9.0)}})
    until(page, f"document.getElementById('words').textContent === {json.dumps(space_words(truth))}")
    after(page, lambda: page.click("[data-named=nash]"))
    shows(page, truth.nash.value)


def test_4_a_rate_that_no_option_lists(page, table):
    field = page.locator("[id='rate-steel.charged.0-number']")
    after(page, lambda: (field.fill("47"), field.press("Enter")))
    found = written(table.dossier, State(rates={"steel.charged.0": 0.47}))
    shows(page, tt.deal_space(found).deal(found.position).value)


def test_5_two_packages_beside_each_other(page, table):
    after(page, lambda: page.click("[data-named=nash]"))
    page.click("#pin")
    page.wait_for_selector("#compare:not([hidden])")
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    here = {**table.space.nash.package, "steel": "doubled"}
    deals = (table.space.nash, table.space.deal(here))
    for code, party in table.dossier.parties.items():
        row = page.locator("#compare-table tr", has_text=f"gain of {party.name}").locator("td").all_inner_texts()
        assert [number(t) for t in row] == pytest.approx([d.gain[code] for d in deals], abs=0.051)


def test_6_taken_away_shared_and_opened_again(page, browser, address, table, tmp_path):
    chosen(page, address)
    truth = values(page)
    shows(page, table.space.deal(DEAL).value)
    page.click("#download-menu summary")
    with page.expect_download() as found:
        page.click("[data-kind='dossier.yaml']")
    path = tmp_path / "there.yaml"
    found.value.save_as(path)
    assert tt.Dossier.load(path).position == DEAL
    other = browser.new_page()
    other.goto(page.url)
    ready(other)
    assert values(other) == truth
    other.set_input_files("#upload", str(path))
    until(other, "!location.search.includes('d=small&') && document.body.dataset.ready === 'yes'")
    assert values(other) == truth
    other.close()


def test_7_a_report_becomes_a_draft_with_the_rate_that_it_names(page, address, tmp_path):
    page.goto(address + "read")
    page.fill("#text", "Officials of the EU and the US meet in Brussels on 14 March 2025. Brussels wants Washington to"
              " lift its 25% tariffs on steel.")  # fmt: skip
    page.click("button[type=submit]")
    page.wait_for_selector("#result:not([hidden])")
    path = tmp_path / "draft.yaml"
    path.write_text(page.input_value("#yaml"), encoding="utf-8")
    draft = tt.Dossier.load(path)
    (item,) = [i for i in draft.agenda if "steel" in i.title.lower()]
    (measure,) = item.option(item.status_quo).measures
    world = draft.world.build()
    before = world.tariff[world.region("EU27"), world.region("USA"), world.sector("STEEL")]
    assert before + measure.movable_rate == pytest.approx(0.25, abs=0.002)  # the rate reported is the whole duty
    assert draft.meeting.date.isoformat() == "2025-03-14"


def test_a_duty_of_the_ledger_moves_from_where_it_stands(browser, tmp_path):
    """Today's option has its slider; moved, the option that changes the duty is chosen, at the rate set."""
    from tradetalks.app.server import create

    cut = {"instrument": "ledger", "importer": "USA", "exporter": "CHN", "change": {"fentanyl": 0.1}}
    options = [{"id": "stands", "title": "as it is"}, {"id": "ten", "title": "10%", "measures": [cut]}]
    content = small(
        reference_date="2025-10-29", in_force={"ledger": "2025-10-29"},
        meeting={"place": "Busan", "date": "2025-10-30"},
        parties={"USA": {"region": "USA", "name": "United States"}, "CHN": {"region": "CHN", "name": "China"}},
        agenda=[{"id": "fentanyl", "title": "US duty", "status_quo": "stands", "options": options}],
        constraints=[], red_lines=[], profiles={}, no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}],
    )  # fmt: skip
    content["world"]["groups"] = "USA, CHN, ROW=*"
    dossier = tt.Dossier.load(write(tmp_path, content))
    with served(create(dossier)) as there:
        page = browser.new_page(viewport=SIZES["wide"])
        page.goto(there)
        ready(page)
        field = page.locator("#item-fentanyl .slider input[type=number]")
        assert field.input_value() == "20"
        after(page, lambda: (field.fill("5"), field.press("Enter")))
        assert page.is_checked("input[name=fentanyl][value=ten]")
        assert field.input_value() == "5"
        found = written(dossier, State(package={"fentanyl": "ten"}, rates={"fentanyl.ten.0": 0.05}))
        truth = tt.deal_space(found).deal(found.position).value
        assert truth["CHN"] > 1
        assert {p: number(page.inner_text(f"[data-party={p}] .big")) for p in truth} == pytest.approx(truth, abs=0.051)
        page.close()


def test_a_field_s_paragraph_leads_to_its_sentence(page, address):
    page.goto(address + "read")
    page.fill("#text", "Officials of the EU and the US meet in Brussels on 14 March 2025.\n\nThe buses did not run.\n\n"
              "Brussels wants Washington to lift its 25% tariffs on steel.")  # fmt: skip
    page.click("button[type=submit]")
    page.wait_for_selector("#result:not([hidden])")
    row = page.locator("#fields tr", has_text="25%")
    assert row.locator("a").inner_text() == "paragraph 3"
    row.locator("a").click()
    assert page.locator("mark:target").inner_text().startswith("Brussels wants Washington")
    until(page, "document.activeElement === document.querySelector('mark:target')")
    page.locator("#assumed a").click()
    assert page.locator("mark:target").inner_text().startswith("The buses did not run.")


def test_8_how_sure_it_is(page, address, table):
    chosen(page, address)
    page.click("[data-question=sure]")
    page.wait_for_selector("#answer table", timeout=120_000)
    truth = why.told(table, State(package=DEAL), "sure", lambda *_: None)
    shown = page.locator("#answer tbody tr").first.locator("th, td").all_inner_texts()
    assert shown == [cell.strip() for cell in truth["tables"][0]["rows"][0]]
    low, high = table.space.deal(DEAL).low, table.space.deal(DEAL).high
    for p in low:
        told = page.inner_text(f"[data-party={p}]")
        ends = re.search(r"range ([+−\d.]+) to ([+−\d.]+)", told)
        if ends:
            assert [number(ends[1]), number(ends[2])] == pytest.approx([low[p], high[p]], abs=0.051)


def test_9_printed_it_says_what_is_signed(page, address):
    chosen(page, address)
    page.emulate_media(media="print")
    assert page.is_visible("#item-steel")
    assert page.is_visible("#item-data")
    assert not page.is_visible("#item-cars")
    assert page.locator("#item-steel label:visible").all_inner_texts() == ["lifted (judgement)"]
    assert page.pdf().startswith(b"%PDF")


def test_10_an_option_of_ones_own_is_priced_counted_shared_and_taken_back(page, browser, table):
    page.click("#item-steel .own-form summary")
    page.fill("#item-steel .own-form input[type=text]", "40 points")
    page.select_option("#item-steel .own-form select", "doubled")
    page.fill("#item-steel .own-form [data-key='0.points']", "40")
    after(page, lambda: page.click("#item-steel .own-form button[type=submit]"))
    own = {"item": "steel", "id": "own_1", "title": "40 points", "like": "doubled", "numbers": {"0.points": 0.4}}
    found = written(table.dossier, State(own=[own], package={"steel": "own_1"}))
    truth = tt.deal_space(found)
    shows(page, truth.deal(found.position).value)
    assert "options that the dossier lists" in page.inner_text("#of-listed-words")
    assert page.inner_text("#words") == space_words(table.space)
    after(page, lambda: page.click("#count-in"))
    assert page.is_hidden("#of-listed")
    assert page.inner_text("#words") == space_words(truth)
    other = browser.new_page()
    other.goto(page.url)
    ready(other)
    assert values(other) == values(page)
    assert "40 points" in other.inner_text("#item-steel")
    other.close()
    number_field = page.locator("[data-own=own_1] [data-key='0.points']")
    after(page, lambda: (number_field.fill("50"), number_field.press("Enter")))
    shows(page, table.space.deal({"steel": "doubled"}).value)
    after(page, lambda: page.click("[aria-label='Remove your option 40 points']"))
    shows(page, {"EU": 0.0, "USA": 0.0})
    assert page.locator("[data-own]").count() == 0


def test_another_horizon_prices_the_position_anew_and_keeps_it(page, address, table):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    other = "long-run" if table.dossier.world.horizon != "long run" else "year-5"
    page.select_option("#horizon", other)
    until(page, f"location.search.includes('small~{other}') || location.search.includes('small%7E{other}')")
    ready(page)
    there = tt.deal_space(table.dossier.at_horizon(other.replace("-", " ")))
    shows(page, there.deal({"steel": "doubled"}).value)
    page.click("summary:has-text('Kept')")
    page.fill("#scenario-name", "مهلة")
    page.click("#scenarios button[type=submit]")
    page.wait_for_selector("[data-scenario='مهلة']")
    page.goto(address)
    ready(page)
    page.click("summary:has-text('Kept')")
    page.click("[data-scenario='مهلة']")  # a kept position is of the horizon at which it was kept
    until(page, f"/small(~|%7E){other}/.test(location.search) && document.body.dataset.ready === 'yes'")
    shows(page, there.deal({"steel": "doubled"}).value)


def test_ranges_of_countries_and_sectors_come_by_themselves_and_are_those_of_the_library(page, address, table):
    chosen(page, address)
    tops = "(id) => document.getElementById(id).getBoundingClientRect().top"
    places = f"{['parties', 'map', 'sectors', 'flows']}.map({tops})"
    open_ = page.locator("#all-regions td:nth-child(3)").all_text_contents()
    before = page.evaluate(places)
    assert set(open_) == {"…"}, "what is coming has its place already"
    assert "… to … in 90 of 100 draws of the model" in page.inner_text("[data-party=USA]")
    until(page, "document.getElementById('ranges-words').textContent")
    until(page, "document.getElementById('verdict').textContent.includes(\"by draws of the model\")")
    until(page, "!document.getElementById('parties').textContent.includes('…')")
    assert page.evaluate(places) == pytest.approx(before, abs=1), "nothing jumps when they come"
    page.click("summary:has-text('All regions')")
    page.click("summary:has-text('All sectors')")
    for place in ("regions", "sectors"):
        assert "…" not in page.inner_text(f"#all-{place}")
    assert "…" not in page.inner_text("#flows")
    without = bands(table.space, ["status_quo"]).no_deal.expected.whole["USA"]
    said = page.locator("[data-party=USA] .small", has_text="without a deal").inner_text()
    told = [number(part) for part in said.split("(")[1].split(" in 90")[0].split(" to ")]
    assert told == pytest.approx(without, abs=0.051)
    row = gains_of(table.dossier, table.dossier.package(DEAL))
    told = [number(part) for part in said.split("so this is")[1].split("(")[1].split(" in 90")[0].split(" to ")]
    assert told == pytest.approx([row.low["USA"], row.high["USA"]], abs=0.051)
    found = reach(table.dossier, DEAL, drawn_sets(table.dossier))
    world = table.space.eve.world
    for code in ("USA", "KOR"):
        cells = page.locator("#all-regions tr", has_text=world.region_name(code)).locator("td").all_inner_texts()
        told = [number(part) for part in cells[1].split(" to ")]
        assert told == pytest.approx(found.real_income[:, world.region(code)], abs=0.051)
    page.goto(f"{address}find{THERE}&see=sector:STEEL")
    page.wait_for_selector("body[data-seen=STEEL]")
    rows = [r.split("\t") for r in page.locator("#seen table").first.inner_text().splitlines()]
    ends = found.volume[:, world.region("EU27"), world.sector("STEEL")]
    (row,) = [r for r in rows if r[0] == world.region_name("EU27")]
    assert [number(t) for t in row[3:5]] == pytest.approx(ends, abs=0.0051)


def test_ranges_of_a_position_that_is_left_are_given_up_and_known_ones_stay(page, address):
    chosen(page, address)
    until(page, "document.getElementById('ranges-words').textContent")
    until(page, "!document.getElementById('parties').textContent.includes('…')")  # no deal's and gains
    words, asked, given_up = page.inner_text("#ranges-words"), [], []
    page.on("request", lambda r: asked.append(r.url) if r.url.endswith("/ranges") else None)
    page.on("request", lambda r: given_up.append(r.url) if r.method == "DELETE" else None)
    running = {"title": "ranges", "state": "running", "done": 0, "total": 0, "step": "", "usual": "", "error": ""}
    page.route(
        "**/api/jobs/*", lambda route: route.fulfill(json=running) if route.request.method == "GET" else route.abort()
    )
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    page.wait_for_selector("#ranges-work progress")
    assert page.locator("#ranges-words").inner_text() == "", "of this position none are known yet"
    page.click("#pin")  # painted again at the same position: the work goes on
    page.wait_for_timeout(1200)
    assert (len(asked), given_up) == (1, [])
    after(page, lambda: page.click("#undo"))
    assert page.inner_text("#ranges-words") == words
    assert page.locator("#ranges-work > *").count() == 0
    for _ in range(50):
        if given_up:
            break
        page.wait_for_timeout(100)
    assert len(given_up) == 1
    assert page.inner_text("#ranges-words") == words


def test_a_move_gives_up_the_draws_of_the_position_it_leaves_and_the_next_has_its_own(page, address, app):
    page.goto(address)
    ready(page)
    stopped = []
    page.on("request", lambda r: stopped.append(r.url) if r.method == "DELETE" else None)
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    page.wait_for_selector("#ranges-work progress")
    after(page, lambda: page.check("input[name=cars][value=cut]"))
    page.wait_for_timeout(1000)
    assert len(stopped) == 1
    assert not app.state.jobs._running, "within a second nothing is drawn of what was left"
    until(page, "document.getElementById('ranges-words').textContent")
    page.uncheck("#ranges")
    until(page, "!document.getElementById('ranges-words').textContent")
    assert "its range" not in page.inner_text("#all-regions")
    assert "tick “with ranges”" in page.inner_text("[data-party=USA]")
    page.reload()
    ready(page)
    page.wait_for_timeout(2500)
    assert (page.is_checked("#ranges"), page.inner_text("#ranges-words")) == (False, "")
    page.check("#ranges")
    until(page, "document.getElementById('ranges-words').textContent")


def test_of_three_parties_the_reader_chooses_whose_gains_are_drawn(browser, tmp_path):
    from tests.summits import three
    from tradetalks.app.server import create

    with served(create(tt.Dossier.load(write(tmp_path, three())))) as there:
        page = browser.new_page(viewport=SIZES["wide"])
        page.goto(f"{there}?d=three&p=access:half,aid:full")
        ready(page)
        assert page.inner_text("#space-of") == "What all 3 sides can sign"
        assert "both" not in page.inner_text("section.centre")
        buttons = page.locator("#pairs button")
        drawn = [("European Union", "Japan"), ("European Union", "United States"), ("Japan", "United States")]
        assert buttons.all_inner_texts() == [" and ".join(pair) for pair in drawn]
        for k, pair in enumerate(drawn):
            buttons.nth(k).click()
            names = [f"gain of {name}" for name in ("European Union", "Japan", "United States")]
            told = "document.querySelector('#space svg').textContent"
            until(page, " && ".join(f"{told}.includes('gain of {name}')" for name in pair))
            assert sum(name in page.locator("#space svg").first.text_content() for name in names) == 2
            assert page.locator("#pairs [aria-pressed=true]").inner_text() == " and ".join(pair)
        page.close()


def test_the_path_is_drawn_year_by_year(page, address):
    chosen(page, address)
    page.click("[data-question=years]")
    page.wait_for_selector("#answer svg", timeout=120_000)
    assert "Shaded: from the lowest to the highest" in page.inner_text("#answer")
    assert page.locator("#answer table").count() == 1


def test_one_figure_for_a_frame(page, address, table):
    chart = "#figure svg"
    for figure, seen in (("headline", "#verdict .today"), ("deal-space", chart), ("map", chart), ("sectors", chart)):
        page.goto(f"{address}embed{THERE}&show={figure}")
        ready(page)
        assert page.is_visible(seen)
        assert "OECD" in page.inner_text("#credit")
    page.goto(f"{address}embed{THERE}&show=headline")
    ready(page)
    assert page.inner_text("#verdict .today").strip() == table.evaluate(State(package=DEAL))["sentences"]["today"]


def test_no_internal_name_is_read_anywhere(page, address):
    """Ids of items, options and sources hold underscores; words that people read hold none."""
    for where in (THERE, f"find{THERE}&see=region:EU27", "timeline", "world"):
        page.goto(address + where)
        ready(page)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = re.findall(r"\b[A-Za-z0-9]+_[A-Za-z0-9_]+\b", page.inner_text("body"))
        assert found == [], where
