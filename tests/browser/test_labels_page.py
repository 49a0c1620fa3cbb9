"""Labels of the deal space lie on no mark and not on each other: measured in a real browser, on page and in brief."""

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn", reason="the app extra is not installed")

from tests.browser.on_the_page import SIZES, after, ready, until  # noqa: E402
from tradetalks.report.charts import titled, to_svg  # noqa: E402
from tradetalks.report.space_charts import deal_space_chart, small_space_chart  # noqa: E402

SHIPPED = "switzerland-2025"
MARKS = ["named_marks", "here_marks", "compared_marks", "frontier_marks"]
COVERED = """([root, labelled, marked]) => {
  const all = (names) => names.flatMap((name) => [...root.querySelectorAll(`g.role-mark.${name} > *`)]);
  const drawn = (names) => all(names).map((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return { left, right, top, bottom, what: node.textContent || node.parentNode.getAttribute("class") };
  }).filter((one) => one.right > one.left && one.bottom > one.top);
  const overlap = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]) > 1;
  const meet = (a, b) => overlap(a, b, "left", "right") && overlap(a, b, "top", "bottom");
  const labels = drawn(labelled), points = drawn(marked).filter((one) => one.right - one.left < 40);
  const frame = root.getBoundingClientRect(), found = [];
  labels.forEach((one, j) => {
    for (const other of [...points, ...labels.slice(j + 1)]) {
      if (meet(one, other)) found.push(`${one.what} on ${other.what}`);
    }
    if (one.left < frame.left - 1 || one.right > frame.right + 1) found.push(`${one.what} is cut`);
  });
  return { labels: labels.length, points: points.length, found };
}"""


def covered(page, selector, *labels):
    return page.evaluate(COVERED, [page.query_selector(selector), list(labels), MARKS])


@pytest.fixture(scope="module")
def shelf(app):
    app.state.shelf.open(SHIPPED, lambda *_: None)
    return app.state.shelf


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["small", SHIPPED])
def test_on_the_workbench_wherever_the_package_goes(browser, address, shelf, name, size, shade):
    context = browser.new_context(viewport=SIZES[size], color_scheme=shade, locale="en-US")
    page = context.new_page()
    page.goto(f"{address}?d={name}")
    ready(page)
    seen = 0
    for button in ("", *page.eval_on_selector_all("#named button", "all => all.map((one) => one.dataset.named)")):
        if button and page.get_attribute(f"[data-named={button}]", "aria-pressed") == "false":
            after(page, lambda button=button: page.click(f"[data-named={button}]"))
        told = covered(page, "#space svg", "names_1_marks")
        assert told["found"] == [], (button, told)
        assert told["points"] > len(shelf.get(name).space.frontier)  # named ones too
        seen = max(seen, told["labels"])
    page.set_viewport_size({**SIZES[size], "width": SIZES[size]["width"] * 4 // 5})
    page.wait_for_timeout(200)
    told = covered(page, "#space svg", "names_1_marks")
    assert told["found"] == [], ("made narrower", told)
    assert told["labels"] == seen
    assert seen == len({point.gain["USA"] for point in _labelled(shelf.get(name).space)})
    context.close()


def _labelled(space):
    return [deal for name, deal in space.named.items() if name in ("nash", "agreed")]


@pytest.mark.parametrize("name", ["small", SHIPPED])
def test_in_the_brief_and_in_pictures_taken_away(browser, shelf, name):
    space = shelf.get(name).space
    here = [0.4 * space.nash.gain[p] for p in space.parties]
    page = browser.new_page()
    for chart in (
        deal_space_chart(space),
        small_space_chart(space, "nash", here),
        titled(deal_space_chart(space, here=here), "gains over no deal", ["a position"]),
    ):
        page.set_content(f"<div>{to_svg(chart)}</div>")
        told = covered(page, "svg", "names_left_marks", "names_right_marks")
        assert told["found"] == []
        assert told["labels"] > 2
        assert told["points"] > len(space.frontier)
    page.close()


def test_with_ranges_a_phone_scrolls_down_only(browser, address, shelf):
    context = browser.new_context(viewport=SIZES["phone"], locale="en-US")
    page = context.new_page()
    page.goto(f"{address}?d={SHIPPED}")
    ready(page)
    after(page, lambda: page.click("[data-named=nash]"))
    until(page, "document.getElementById('ranges-words').textContent && document.querySelector('#sectors svg')")
    page.locator("#sectors").scroll_into_view_if_needed()
    until(page, "document.getElementById('sectors').textContent.includes('draws of the model')")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    context.close()
