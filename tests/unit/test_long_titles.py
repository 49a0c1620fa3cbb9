"""Titles of pictures stand in several lines where one is too short, and are never cut."""

import re

import altair as alt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.report.charts import styled, to_svg
from tradetalks.report.drawn import chart_of
from tradetalks.report.long_titles import LINE, axis_of_rows, legend_of, lines_of, row_height
from tradetalks.report.parallel import joined_gains

LONG = "No deal: the same, and the European Union answers with 10 points of its own"
ODD = "A \"quoted\" title, with a back\\slash, an 'apostrophe',\na second line and <signs> that XML minds & keeps"


def words(svg):
    """The words of a picture's labels, one line of a label after another."""
    told = " ".join(re.findall(r">([^<>]*)<", svg))
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&apos;", "'"), ("&amp;", "&")):
        told = told.replace(code, sign)
    return " ".join(told.split())


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=200), st.integers(8, 60))
def test_lines_hold_all_words_and_are_no_longer_than_asked(title, letters):
    lines = lines_of(title, letters)
    assert "".join("".join(lines).split()) == "".join(title.split())
    assert all(len(line) <= letters for line in lines) or len(lines) == 1


def test_lines_are_alike_in_length():
    first, second = lines_of(LONG)
    assert abs(len(first) - len(second)) < 8


@pytest.mark.parametrize("title", [LONG, ODD])
def test_a_long_title_is_whole_in_the_picture(title):
    rows = [{"n": name, "x": 1.0, "c": name} for name in (title, "short")]
    chart = chart_of(rows).mark_bar().encode(
        y=alt.Y("n:N", axis=axis_of_rows([title, "short"])), x="x:Q",
        color=alt.Color("c:N", legend=legend_of([title, "short"], 40)),
    )  # fmt: skip
    svg = to_svg(styled(chart))
    assert "…" not in svg
    assert words(svg).count(" ".join(title.split())) == 2


def test_rows_are_as_high_as_their_titles():
    assert row_height(["short"], 17) == 17
    assert row_height(["short", LONG], 17) >= 2 * LINE
    assert row_height([LONG], 60) == 60


def test_gains_of_three_name_every_package_whole():
    svg = to_svg(
        styled(
            joined_gains(["A", "B", "C"], np.ones((1, 3)), {LONG: [1.0, 2.0, 3.0]}, "gain over no deal", 440, "#888")
        )
    )
    assert "…" not in svg
    assert LONG in words(svg)
