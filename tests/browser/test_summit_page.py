"""A whole summit of three parties in one real browser, from join to debrief, by mouse, keys and phone."""

import contextlib
import re
import socket
import threading
import time

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
uvicorn = pytest.importorskip("uvicorn", reason="the app extra is not installed")
pytest.importorskip("sqlalchemy", reason="the summit extra is not installed")
pytest.importorskip("itsdangerous", reason="the summit extra is not installed")

from tests.browser.on_the_page import SIZES, until  # noqa: E402
from tests.summits import engine_of, hall_of, terms_of  # noqa: E402
from tradetalks.summit import rules  # noqa: E402
from tradetalks.summit.log import Log  # noqa: E402
from tradetalks.summit.server import create  # noqa: E402

NAMES = {"USA": "Ann", "EU": "<b>Bob</b>", "JPN": "Chie"}


@pytest.fixture
def summit(browser, tmp_path):
    """Opens pages of a summit of three in room A, and looks after their errors."""
    engine = engine_of(tmp_path / "d")
    hall = hall_of(engine, Log(f"sqlite:///{tmp_path}/s.db"), time.time, {"A": terms_of(engine)})
    summit = Summit(browser, hall)
    with summit.serving():
        yield summit
    errors = [error for page in summit.pages for error in page.errors]
    for page in summit.pages:
        page.context.close()
    assert errors == []


class Summit:
    def __init__(self, browser, hall):
        self.browser, self.hall, self.pages = browser, hall, []
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            self.port = held.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"
        self.stop = lambda: None

    @contextlib.contextmanager
    def serving(self):
        self.start()
        yield
        self.stop()

    def start(self):
        config = uvicorn.Config(create(self.hall), port=self.port, log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < deadline
            time.sleep(0.05)

        def stop():
            server.should_exit = True
            thread.join(20)

        self.stop = stop

    def open(self, seat, size="wide", context=None):
        context = context or self.browser.new_context(viewport=SIZES[size], locale="en-US")
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        ours = (self.address, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(ours) else page.errors.append(r.url))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{self.address}seat/{self.hall.token('A', seat)}")
        page.wait_for_selector("body[data-version]", timeout=30_000)
        self.pages.append(page)
        return page

    def join(self, seat, size="wide"):
        page = self.open(seat, size)
        page.fill("#name", NAMES[seat])
        page.press("#name", "Enter")
        page.wait_for_selector("#seat:not([hidden])")
        return page


def card(page, code):
    return page.locator(f"[data-offer={code}]")


def gain_of(page, code):
    return card(page, code).locator(".big").inner_text()


def test_three_delegations_from_join_to_debrief(summit):
    chair = summit.open("chair")
    usa, eu, jpn = summit.join("USA"), summit.join("EU", "phone"), summit.join("JPN")
    until(chair, "document.querySelector('#seats').innerText.includes('<b>Bob</b>')")  # markup stays text
    assert usa.is_disabled("#send")
    chair.click("[data-do=begin]")
    until(usa, "document.querySelector('#clock').innerText.includes('29:5')")

    # an offer by menus, with what it gives us live
    usa.select_option("#item-access", "full")
    until(usa, "document.querySelector('#against').innerText.includes('access for quota')")
    usa.select_option("#item-quota", "half")
    until(usa, "document.querySelector('#against').innerText === ''")
    shown = usa.inner_text("#gain .up, #gain .down")
    usa.fill("#message", "A <i>fair</i> beginning")
    usa.click("#send")
    usa.wait_for_selector("[data-offer]")
    first = usa.get_attribute("[data-offer]", "data-offer")
    assert gain_of(usa, first) == shown

    # the phone: the offer is there, what it gives is its own; a counter-offer to the United States alone
    eu.click("[data-tab=offers]")
    card(eu, first).wait_for()
    assert "A <i>fair</i> beginning" in card(eu, first).inner_text()
    assert gain_of(eu, first) != gain_of(usa, first)
    assert eu.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    card(eu, first).get_by_role("button", name="Counter", exact=True).click()
    assert eu.input_value("#item-access") == "full"
    eu.select_option("#item-access", "half")
    eu.select_option("#item-aid", "half")
    eu.uncheck("#to-JPN")
    eu.click("#send")
    usa.wait_for_selector(f"[data-offer]:not([data-offer={first}])")
    second = usa.get_attribute(f"[data-offer]:not([data-offer={first}])", "data-offer")
    assert f"answers {first}" in card(usa, second).inner_text()
    assert card(jpn, second).count() == 0  # it went to the United States alone

    # the server goes down and comes back from its log: nothing is lost, and what happened meanwhile is there
    summit.stop()
    jpn.wait_for_selector("#lost:not([hidden])")
    d, log, package = summit.hall.scenario.dossier, summit.hall.log, {"access": "half", "quota": "half", "aid": "half"}
    third = "KLM"
    summit.hall = hall_of(summit.hall.engine, log, time.time)
    summit.hall.act("A", lambda room, now: rules.offer(room, d, now, "USA", third, ["EU", "JPN"], package))
    summit.start()
    for page in (usa, eu, jpn):
        card(page, third).wait_for(state="attached", timeout=30_000)
        page.wait_for_selector("#lost", state="hidden")
    assert card(usa, second).count() == 1

    # by keys: accept on a condition; two tabs of one seat show the same
    other_tab = summit.open("JPN", context=jpn.context)
    card(jpn, third).get_by_role("button", name="Accept", exact=True).focus()
    jpn.keyboard.press("Enter")
    until(usa, f"document.querySelector('[data-offer={third}]').innerText.includes('Japan accepts (whole)')")
    card(jpn, third).get_by_role("button", name="Sign", exact=True).focus()
    jpn.keyboard.press("Enter")
    card(jpn, third).locator(".signatures").wait_for()
    until(other_tab, f"document.querySelector('[data-offer={third}] .signatures') !== null")
    told = other_tab.evaluate(
        "async (code) => { const { post } = await import('/assets/talks.js');"
        " return post('sign', { offer: code }).catch((error) => error.message); }",
        third,
    )
    assert "already" in told  # a second signature of the same seat

    # words and news
    usa.fill("#text", "Shall we sign?")
    usa.press("#text", "Tab")
    usa.keyboard.press("Enter")
    until(eu, "document.querySelector('#words').textContent.includes('Shall we sign?')")
    chair.fill("#news-title", "An election")
    chair.click("#news button:has-text('Announce')")
    until(eu, "document.querySelector('#words').textContent.includes('An election')")

    # signed by all: over, and the debrief opens when the chair says so
    until(chair, "document.querySelectorAll('#course tbody tr').length === 3")
    assert third in chair.locator("#space svg").first.inner_html()  # drawn on the deal space
    eu.click("[data-tab=offers]")
    card(eu, third).get_by_role("button", name="Sign", exact=True).click()
    card(eu, third).locator(".signatures").wait_for()
    card(usa, third).get_by_role("button", name="Sign", exact=True).click()
    for page in (usa, eu, jpn):
        until(page, "document.querySelector('#outcome').innerText.includes('Agreed')")
        assert page.locator("#debrief").count() == 0
    assert usa.goto(f"{summit.address}debrief/{summit.hall.token('A', 'USA')}").status == 403
    usa.go_back()
    chair.click("[data-do=debrief]")
    eu.wait_for_selector("#debrief")
    eu.click("#debrief")
    page = eu.inner_text("main")
    assert "A deal was signed" in page
    assert "Value created and claimed" in page
    assert "<b>Bob</b>" in page
    assert eu.locator("figure svg").count() == 3
    assert eu.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]


def test_a_side_room_is_for_its_members_in_words_and_offers(summit):
    summit.hall.act("A", lambda room, now: rules.begin(room))
    chair, usa, eu, jpn = summit.open("chair"), summit.join("USA"), summit.join("EU", "phone"), summit.join("JPN")

    # by keys alone: open it with the European Union, and say something there
    usa.focus("details:has(#side) > summary")
    usa.keyboard.press("Enter")
    usa.fill("#side-name", "Dairy <b>only</b>")
    usa.focus("#member-JPN")
    usa.keyboard.press("Space")
    usa.press("#side-name", "Enter")
    until(usa, "document.querySelector('#sides').innerText.includes('Dairy <b>only</b> (with European Union)')")
    usa.select_option("#say-side", label="side room Dairy <b>only</b> (with European Union)")
    assert not usa.is_visible("#say-JPN")  # who is in the room is who is meant
    usa.fill("#text", "Between us")
    usa.focus("#speak")
    usa.keyboard.press("Enter")
    eu.click("[data-tab=talk]")
    until(eu, "document.querySelector('#words').innerText.includes('side room Dairy <b>only</b>')")
    assert "Between us" in eu.inner_text("#words")

    # an offer in it, answered on the phone; nothing of either reaches Japan, all of it the chair
    usa.select_option("#item-quota", "half")
    usa.select_option("#offer-side", label="side room Dairy <b>only</b> (with European Union)")
    usa.click("#send")
    code = usa.wait_for_selector("[data-offer]").get_attribute("data-offer")
    eu.click("[data-tab=offers]")
    card(eu, code).get_by_role("button", name="Accept", exact=True).click()
    until(usa, f"document.querySelector('[data-offer={code}]').innerText.includes('European Union accepts (whole)')")
    assert "side room Dairy <b>only</b>" in card(eu, code).inner_text()
    until(chair, "document.querySelector('#sides').innerText.includes('opened by United States')")
    until(chair, f"document.querySelector('#course').innerText.includes('{code}')")
    usa.fill("#text", "To all")
    usa.select_option("#say-side", "")
    usa.click("#speak")
    until(jpn, "document.querySelector('#words').innerText.includes('To all')")
    for hidden in ("Dairy", "Between us", code):
        assert hidden not in jpn.content()

    # what the phone shows of the room alone, and its end
    eu.click("[data-tab=talk]")
    eu.select_option("#heard", label="side room Dairy <b>only</b> (with United States)")
    assert "To all" not in eu.inner_text("#words")
    assert eu.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    usa.click("#sides button")
    until(eu, "document.querySelector('#sides').textContent.includes('closed')")
    assert not eu.is_visible("#say-side")


def test_the_chair_sees_that_a_computer_sits_there(summit):
    summit.hall.act("A", lambda room, now: rules.automate(room, "JPN", "linear"))
    chair = summit.open("chair")
    until(chair, "document.querySelector('#seats').innerText.includes('Here: the computer (linear).')")
    assert "1 of 3 delegations here" in chair.inner_text("#rooms")


def test_a_link_that_opens_nothing_is_told_in_words(summit):
    page = summit.browser.new_page()
    page.goto(f"{summit.address}seat/{summit.hall.token('A', 'EU')[:-3]}xyz")
    assert "not one of this summit" in page.inner_text("[role=alert]")
    page.close()


def test_a_device_whose_clock_differs_shows_the_servers_time(summit):
    context = summit.browser.new_context(viewport=SIZES["wide"], locale="en-US")
    context.add_init_script("const now = Date.now; Date.now = () => now() + 7200e3;")
    page = summit.open("EU", context=context)
    summit.hall.act("A", lambda room, now: rules.begin(room))
    until(page, "/^(30:00|29:5\\d) left/.test(document.querySelector('#clock').innerText)")


def test_a_revoked_seat_is_told_at_once(summit):
    page = summit.join("EU")
    summit.hall.revoke("A", "EU")
    until(page, "document.querySelector('#fault').innerText.includes('revoked')")


@pytest.mark.parametrize("seat", ["EU", "chair"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_accessible(summit, seat, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = summit.open(seat, size) if seat == "chair" else summit.join(seat, size)
    d = summit.hall.scenario.dossier
    summit.hall.act("A", lambda room, now: rules.begin(room))
    package = {"quota": "half"}
    summit.hall.act("A", lambda room, now: rules.offer(room, d, now, "USA", "XYZ", ["EU", "JPN"], package))
    until(page, "document.body.innerText.includes('XYZ') || document.querySelector('[data-offer]') !== null")
    if size == "phone" and seat == "EU":
        page.click("[data-tab=offers]")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert re.search(r"\d\d:\d\d left", page.inner_text("#clock"))


@pytest.mark.parametrize("where", ["sheet", "debrief"])
def test_pages_to_read_are_accessible(summit, where):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    d = summit.hall.scenario.dossier
    summit.hall.act("A", lambda room, now: rules.begin(room))
    summit.hall.act("A", lambda room, now: rules.offer(room, d, now, "USA", "XYZ", ["EU", "JPN"], {"quota": "half"}))
    summit.hall.act("A", lambda room, now: rules.end(room, d, "it is late"))
    summit.hall.act("A", lambda room, now: rules.debrief(room))
    page = summit.open("EU", "phone")
    page.goto(f"{summit.address}{where}/{summit.hall.token('A', 'EU')}")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
