"""The workbench in a real browser: values move, history, keyboard, address, comparison, accessibility, phones."""

import threading
import time

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn", reason="the app extra is not installed")

import tradetalks as tt  # noqa: E402
from tests.browser.on_the_page import SIZES, after, ready, served, until  # noqa: E402
from tests.small_dossier import small, write  # noqa: E402
from tradetalks.app import shelf  # noqa: E402
from tradetalks.app.server import create  # noqa: E402
from tradetalks.report.space_words import space_words  # noqa: E402
from tradetalks.space.reweighing import reweighed  # noqa: E402


def gain(page, party="EU"):
    return page.inner_text(f"[data-party={party}] .big")


def test_an_option_moves_both_sides(page, record_property):
    first = gain(page)
    cross = (
        "[...document.querySelectorAll('#space g.mark-symbol')].at(-1).querySelector('path').getAttribute('transform')"
    )
    stood = page.evaluate(cross)
    took = [after(page, lambda o=o: page.check(f"input[name=steel][value={o}]")) for o in ("doubled", "lifted") * 3]
    assert gain(page) != first
    record_property("median_milliseconds", sorted(took)[3])
    print(f"option change to repainted page: median {sorted(took)[3]:.0f} ms")
    assert "steel for data" in page.inner_text("#verdict")  # the constraint is named
    assert page.evaluate(cross) != stood  # it moves on the deal space, which stays


def test_undo_and_redo_by_button_and_key(page):
    first = gain(page)
    after(page, lambda: page.check("input[name=steel][value=lifted]"))
    second = gain(page)
    after(page, lambda: page.click("#undo"))
    assert gain(page) == first
    after(page, lambda: page.keyboard.press("Control+y"))
    assert gain(page) == second
    after(page, lambda: page.keyboard.press("Control+z"))
    assert gain(page) == first
    assert page.is_disabled("#undo")


def test_options_are_reached_by_keyboard(page):
    page.focus("input[name=steel][value=charged]")
    after(page, lambda: page.keyboard.press("ArrowDown"))
    assert page.is_checked("input[name=steel][value=lifted]")


def test_a_slider_goes_beyond_the_options(page):
    slider = page.locator("[id='rate-steel.charged.0']")
    first = gain(page)
    after(page, lambda: (slider.fill("0.4"), slider.dispatch_event("change")))
    assert gain(page) != first
    assert "steel.charged.0%3A0.4" in page.url


def test_the_address_holds_the_state(page, browser, address):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    after(page, lambda: page.check("input[name=data][value=framework]"))
    other = browser.new_page()
    other.goto(page.url)
    ready(other)
    assert gain(other) == gain(page)
    assert other.is_checked("input[name=data][value=framework]")
    other.close()


def test_named_packages_comparison_and_provenance(page):
    page.click("#pin")
    after(page, lambda: page.click("[data-named=nash]"))
    assert "Both sides can sign" in page.inner_text("#verdict")
    assert "gain of European Union" in page.inner_text("#compare-table")
    page.click("[data-party=EU] .number")
    told = page.inner_text("#why")
    for word in ("equation", "data", "assumption", "certificate", "worst residual"):
        assert word in told
    page.keyboard.press("Escape")


def test_weights_and_probabilities(page):
    page.click("text=No deal: probabilities")
    slider = page.locator("#chance-as_is")
    first = page.inner_text("#parties")
    after(page, lambda: (slider.fill("0"), slider.dispatch_event("change")))
    assert page.inner_text("#parties") != first


def test_a_slider_let_go_where_it_was_dragged_to_is_solved_once(page):
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/evaluate" in r.url else None)
    page.click("text=No deal: probabilities")
    slider = page.locator("#chance-as_is")
    after(page, lambda: (slider.fill("0.1"), slider.dispatch_event("change")))
    page.wait_for_timeout(300)
    assert len(asked) == 1
    after(page, lambda: page.click("#undo"))
    assert len(asked) == 2


@pytest.mark.parametrize("width", [1440, 1024])
def test_what_is_on_the_table_stays_in_reach_below_the_bar(page, width):
    page.set_viewport_size({"width": width, "height": 500})
    page.evaluate("scrollTo(0, 300)")
    place = (
        "((name) => { const box = document.querySelector(name).getBoundingClientRect(); return [box.top, box.bottom] })"
    )
    (_, bar), (top, bottom) = page.evaluate(f"['.bar', '.left'].map({place})")
    assert page.evaluate("scrollY") > 200
    assert bar <= top < bar + 40
    assert bottom <= 500


def test_an_upload_with_faults_says_all_of_them_and_keeps_the_page(page, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\nagenda: 3\n")
    page.set_input_files("#upload", str(bad))
    page.wait_for_selector("#fault:not([hidden])")
    assert "faults" in page.inner_text("#fault")
    assert page.is_visible("#bench")


def test_an_upload_is_opened_and_its_text_is_never_markup(page, tmp_path):
    content = small(name="other", title="<img src=x onerror=alert(1)>Steel")
    folder = write(tmp_path / "d", content)
    page.set_input_files("#upload", str(folder / "dossier.yaml"))
    until(page, "document.getElementById('title').textContent.includes('Steel')")
    ready(page)
    assert page.inner_text("#title") == "<img src=x onerror=alert(1)>Steel"
    assert page.locator("#title img").count() == 0


def test_a_pasted_report_becomes_a_deal_space(page, address):
    page.goto(address + "read")
    page.fill(
        "#text",
        "Officials of the EU and the US meet in Brussels on 14 March 2025 \U0001f30d. Brussels wants Washington to lift"
        " its 25% tariffs on steel. The United States asks the EU to open its market for American beef.",
    )
    page.click("button[type=submit]")
    page.wait_for_selector("#result:not([hidden])")
    assert "European Union asks United States: Steel and aluminium" in page.inner_text("#fields")
    assert page.locator("#marked mark").count() == 3
    assert page.locator("#marked mark").nth(1).inner_text().startswith("Brussels wants Washington")
    page.click("#go")
    until(page, "document.getElementById('title')?.textContent.includes('European Union')")
    ready(page)
    assert page.is_visible("#item-metals")


def test_downloads(page):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    page.click("text=Download")
    for kind in ("regions.csv", "brief.html", "sectors.svg", "deal-space-now.png"):
        with page.expect_download() as found:
            page.click(f"[data-kind='{kind}']")
        assert found.value.suggested_filename == f"small-{kind}"


def test_doing_nothing_is_told_plainly_and_is_never_green(page):
    assert page.inner_text("#verdict .today").strip() == "Nothing changes against today."
    assert "Without a deal the" in page.inner_text("#verdict")
    assert page.get_attribute("#verdict", "data-tone") == "even"
    assert page.locator(".party .big.up").count() == 0
    green = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--up').trim()")
    shade = page.evaluate("getComputedStyle(document.querySelector('.party .big')).color")
    assert shade != "rgb({}, {}, {})".format(*(int(green[j : j + 2], 16) for j in (1, 3, 5)))
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    assert page.locator(".party .big.down").count() == 2


def test_a_weight_moves_frontier_and_counts(page, app):
    space = app.state.shelf.get("small").space
    assert page.inner_text("#words") == space_words(space)
    before = page.locator("#space svg").inner_html()
    page.click("text=Weights of what the model does not price")
    slider = page.locator("#weight-USA")
    after(page, lambda: (slider.fill("0"), slider.dispatch_event("change")))
    truth = reweighed(space, weights={"USA": 0.0})
    assert page.inner_text("#words") == space_words(truth)
    assert page.locator("#space svg").inner_html() != before
    after(page, lambda: page.click("[data-named=nash]"))
    for party in truth.parties:
        shown = page.inner_text(f"[data-party={party}] .big").replace("\u2212", "-").removesuffix(" bn")
        assert abs(float(shown) - truth.nash.value[party]) < 0.051


def test_a_pinned_package_follows_what_is_set(page):
    after(page, lambda: page.click("[data-named=nash]"))
    page.click("#pin")
    page.wait_for_selector("#compare:not([hidden])")
    before = page.inner_text("#compare-table tbody tr:last-child")
    page.click("text=No deal: probabilities")
    slider = page.locator("#chance-as_is")
    after(page, lambda: (slider.fill("0"), slider.dispatch_event("change")))
    _, pinned, now = page.locator("#compare-table tbody tr:last-child > *").all_inner_texts()
    assert pinned == now
    assert page.inner_text("#compare-table tbody tr:last-child") != before


def test_a_rate_says_how_far_the_frontier_is_to_be_trusted(page):
    assert page.inner_text("#approximate") == ""
    slider = page.locator("[id='rate-steel.charged.0']")
    after(page, lambda: (slider.fill("0.4"), slider.dispatch_event("change")))
    assert "shifted by what the changed rates do by themselves" in page.inner_text("#approximate")


def test_downloads_follow_the_position(page):
    def taken(kind):
        page.evaluate("document.getElementById('download-menu').open = true")
        with page.expect_download() as found:
            page.click(f"[data-kind='{kind}']")
        return found.value.path().read_bytes()

    before = {kind: taken(kind) for kind in ("dossier.yaml", "frontier.csv", "brief.md")}
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    for kind, content in before.items():
        assert taken(kind) != content
    assert b"steel: doubled" in taken("dossier.yaml")


def test_sectors_are_volumes_with_whole_names(page):
    after(page, lambda: page.check("input[name=steel][value=doubled]"))
    text = page.locator("#sectors").inner_text()
    assert "volume of output, %" in text
    assert "…" not in text
    page.click("text=All sectors: volume and jobs")
    assert page.locator("#all-sectors caption").all_inner_texts() == page.locator(".party h3").all_inner_texts()


def test_opening_is_cancelled_in_a_second_and_opened_again(browser, tmp_path, monkeypatch):
    go, real = threading.Event(), shelf.bring_to_eve
    monkeypatch.setattr(shelf, "bring_to_eve", lambda found: go.wait(60) and real(found))
    with served(create(tt.Dossier.load(write(tmp_path)))) as address:
        page = browser.new_page()
        page.goto(address)
        until(page, "document.getElementById('loading-text').textContent.startsWith('Bringing')")
        begin = time.monotonic()
        page.click("#cancel")
        until(page, "document.getElementById('loading-text').textContent.startsWith('Cancelled')")
        assert time.monotonic() - begin < 1
        go.set()
        page.click("#again")
        ready(page)
        page.close()


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("where", ["", "embed?show=headline", "find?see=region:EU27", "read", "timeline", "world"])
def test_no_accessibility_violations_and_no_sideways_scroll(browser, address, where, shade, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport=SIZES[size], color_scheme=shade, bypass_csp=True)
    page = context.new_page()
    page.goto(address + where)
    ready(page)
    time.sleep(0.3)
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{wide} pixels too wide"
    context.close()
