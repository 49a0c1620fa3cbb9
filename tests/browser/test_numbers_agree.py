"""The page writes numbers as print and terminal do: common.js against report/numbers.py, over thousands of numbers."""

from dataclasses import asdict

import numpy as np
import pytest

from tradetalks.dossier.figures import BILLIONS
from tradetalks.report.numbers import NOTHING, TOLD, Figures, bn, change, fitting, pct, per_cents, together

pytestmark = pytest.mark.browser
WRITE = """async ([unit, values]) => {
  const page = await import("/assets/common.js");
  page.tellIn(unit);
  return values.map(([a, b, c]) => [page.bn(a), page.bn(a, page.TOLD), page.ranged(a, b, c), page.span(b, c),
    page.pct(a, 2), page.pct(a, page.perCents([a, b, c])), page.fitting([a, b, c], 1),
    page.span(b, c, a), page.together([a, b, c], 2),
    page.pct(a, page.changeDigits([a, b, c]))]);
}"""


def written(figures, a, b, c):
    """The same by the library."""
    return [
        figures(a), figures.cell(a), figures.ranged(a, b, c), figures.span(b, c), pct(a, 2, signed=True),
        pct(a, per_cents([a, b, c]), signed=True), fitting([a, b, c], 1),
        figures.span(b, c, a), together([a, b, c], 2),
        change(a, b, c)[0],
    ]  # fmt: skip


@pytest.mark.parametrize("largest", [46.0, 3.2, 0.4, 0.012, 0.00041])
def test_a_figure_reads_the_same_on_the_page_and_in_print(page, largest):
    unit, rng = BILLIONS.of_size(largest), np.random.default_rng(7)
    drawn = rng.choice([-1, 1], (1500, 3)) * 10.0 ** rng.uniform(-8, 3, (1500, 3))
    ties = np.array(
        [[0.25, 0.05, 0.125], [0.0005, -0.25, 1000.5], [0.0, NOTHING, TOLD], [2.5, 2.5, 2.5], [-0.045, 0.0, 9.95]]
    )
    values = [*drawn.tolist(), *ties.tolist()]
    on_page = page.evaluate(WRITE, [asdict(unit), values])
    figures = Figures(unit)
    wrong = [(v, told, ours) for v, told in zip(values, on_page, strict=True) if told != (ours := written(figures, *v))]
    assert wrong == []
    assert bn(0.25) == "+0.3"
