"""The deal space in a real browser: grey dots stand where packages are, on the scales of its other marks."""

import numpy as np
import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn", reason="the app extra is not installed")

from tests.browser.on_the_page import after, ready  # noqa: E402
from tradetalks.app.description import points  # noqa: E402
from tradetalks.app.state import State  # noqa: E402

# each mark with its gains and its pixels, and every dot's pixels as the browser draws them
DRAWN = """() => {
  const of = (name) => [...document.querySelectorAll(`#space g.role-mark.${name}_marks > path`)];
  const placed = ({ __data__: one }) => [one.datum.x, one.datum.y, one.x, one.y];
  const marks = ["frontier", "named", "here"].flatMap(of).map(placed), dot = /M([-\\d.e]+),([-\\d.e]+)L\\1,\\2/g;
  const shapes = [...document.querySelectorAll("#space g.mark-shape > path")].map((node) => node.getAttribute("d"));
  const dots = shapes.flatMap((path) => [...path.matchAll(dot)].map((found) => [Number(found[1]), Number(found[2])]));
  return { marks, dots, nodes: document.querySelectorAll("#space *").length };
}"""


def placed(told, gains):
    """``[dot, 2]`` pixels of gains, on the scales that the marks tell."""
    marks = np.array(told["marks"])
    across, up = (np.polyfit(marks[:, j], marks[:, 2 + j], 1) for j in range(2))
    return np.column_stack([np.polyval(across, gains[:, 0]), np.polyval(up, gains[:, 1])])


def in_order(rows):
    return np.array(sorted(np.round(rows, 1).tolist()))


def test_grey_dots_stand_where_the_packages_are(page, app):
    table = app.state.shelf.get("small")
    factor = table.space.money.factor

    def check(state):
        told = page.evaluate(DRAWN)
        gains = factor * np.array(points(table.setting(state).space)["points"]["cloud"])
        assert len(told["dots"]) == len(gains) > 1000
        assert told["nodes"] < 500  # a shape for each dot is what made a change slow
        np.testing.assert_allclose(in_order(told["dots"]), in_order(placed(told, gains)), atol=0.3)

    check(State())
    page.evaluate("document.querySelector('#weights').closest('details').open = true")
    page.fill("#weight-EU-number", "2")
    after(page, lambda: page.press("#weight-EU-number", "Enter"))
    check(State(weights={"EU": 2.0}))
    page.set_viewport_size({"width": 1100, "height": 900})
    page.wait_for_timeout(300)
    check(State(weights={"EU": 2.0}))
    page.reload()
    ready(page)
    check(State(weights={"EU": 2.0}))


def test_no_mark_is_drawn_where_there_is_no_number(page, app, address):
    """Out of sight a chart has no size; where worth counts for nothing every gain is zero: the console stays empty."""
    app.state.shelf.open("laptops-contract", lambda *_: None)  # nothing computed: worth is all
    parties = list(app.state.shelf.get("laptops-contract").dossier.parties)
    told = []
    page.on("console", lambda message: told.append(message.text))
    zero = ",".join(f"{party}:0" for party in parties)
    for query in ("", "?d=laptops-contract", f"?d=laptops-contract&w={zero}"):
        page.goto(address + query)
        ready(page)
        for style in ("display:none", "width:1px", ""):
            page.evaluate("(style) => { document.getElementById('space').style = style; }", style)
            page.evaluate("window.dispatchEvent(new Event('resize'))")
            page.wait_for_timeout(100)
        after(page, lambda: page.locator("#bench input[type=radio]:not(:checked)").first.check())
        assert page.locator("#space svg").bounding_box()["width"] > 300
    assert told == []
