"""One rule for amounts and per cents: none that counts is told as none, figures that stand together are alike, small
talks are told in millions, and nothing formats by hand."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.dossier.figures import BILLIONS, MILLIONS, MOST_DIGITS, NOTHING, THOUSANDS, Unit
from tradetalks.report.headline import headline
from tradetalks.report.numbers import Figures, bn, change, fine, fitting, likely, pct, per_cents, together

SOURCE = Path(tt.__file__).parent
SIZES = st.floats(-7, 4).map(lambda power: 10.0**power)
AMOUNTS = st.builds(lambda size, sign: sign * size, SIZES, st.sampled_from([-1, 1]))

NUMBER = re.compile(r"[+\u2212]?[\d,]+(?:\.\d+)?")


def read(text):
    return float(text.replace("\u2212", "-").replace(",", "").removesuffix("%"))


def digits_of(text):
    return len(text.rstrip("%").partition(".")[2])


class TestAFigure:
    @given(AMOUNTS, SIZES)
    def test_is_what_was_given_to_the_digits_shown(self, value, largest):
        figures = Figures(BILLIONS.of_size(largest))
        text, shown = figures(value), value * figures.unit.factor
        if abs(value) <= NOTHING:
            assert read(text) == 0
            return
        assert read(text) != 0
        assert read(text) == pytest.approx(shown, abs=0.501 / 10 ** digits_of(text))
        assert read(text) == pytest.approx(shown, rel=0.06) or abs(shown) >= figures.unit.factor * figures.unit.least

    def test_halves_go_away_from_zero_and_zero_has_no_sign(self):
        assert [bn(v) for v in (0.25, -0.25, 1234.56, -0.04, 0.0)] == ["+0.3", "\u22120.3", "+1,234.6", "0.0", "0.0"]
        assert fine(0.0034) == "+0.0034"

    @pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
    def test_without_bound_is_no_fault(self, value):
        assert bn(value) == str(value)
        assert fitting([value, 0.5], 1) == 2
        figures = Figures(MILLIONS)
        told = {figures(value), figures.cell(value), pct(value, signed=True).removesuffix("%")}
        assert told == {bn(value)}


class TestAUnit:
    @given(SIZES)
    def test_holds_the_largest_and_a_tenth_of_it_with_two_digits(self, largest):
        unit = BILLIONS.of_size(largest)
        if largest > NOTHING:
            shown = largest * unit.factor
            assert shown >= 1
            assert unit is THOUSANDS or shown < 1000 or unit.short == "bn"
            assert shown / 10 * 10**unit.digits >= 9.4  # two digits, as the largest is rounded to two

    def test_is_billions_as_ever_where_amounts_are_large(self):
        assert BILLIONS.of_size(46.3) == BILLIONS
        assert BILLIONS.of_size(0.0) == BILLIONS
        assert BILLIONS.of_size(0.05).short == MILLIONS.short
        assert Figures(BILLIONS.of_size(0.05)).yearly(-0.05) == "50.0 million a year"

    def test_of_one_s_own_stays(self):
        assert Unit.named("points").of_size(120.0) == Unit.named("points")
        assert Unit.named("points").of_size(0.4).short == "points"
        assert Figures(Unit.named("points").of_size(0.4))(0.04) == "+0.040"


class TestFiguresThatStandTogether:
    @given(AMOUNTS, AMOUNTS, AMOUNTS)
    def test_a_figure_and_its_range_have_as_many_digits_unless_one_would_be_told_as_none(self, value, low, high):
        low, high = min(low, high), max(low, high)
        figures = Figures(MILLIONS)
        texts = re.findall(r"[+\u2212]?[\d,]+(?:\.\d+)?", figures.ranged(value, low, high))
        most = together([v * 1000 for v in (value, low, high)], 1) if low != high else 1
        for text, given_ in zip(texts, (value, low, high), strict=False):
            assert digits_of(text) == most or abs(given_ * 1000) < 0.5 / 10**most

    @given(AMOUNTS, AMOUNTS, AMOUNTS, SIZES)
    def test_a_figure_within_its_range_is_printed_within_it(self, a, b, c, largest):
        low, value, high = sorted((a, b, c))
        told, unit = change(value, low, high), BILLIONS.of_size(largest)
        by_itself, *ends = NUMBER.findall(Figures(unit).ranged(value, low, high))
        cells = [Figures(unit).beside(value, low, high).cell(value), Figures(unit).span(low, high, value)]
        for figure, span in (told, (by_itself, " to ".join(ends)), cells):
            least, *most = map(read, NUMBER.findall(span) or [figure])
            assert least <= read(figure) <= (most or [least])[0]

    @given(AMOUNTS, AMOUNTS, AMOUNTS)
    @example(-0.0017782794100389228, 0.0017782794100389228, -(10.0**-0.5))
    def test_a_figure_and_ends_that_differ_by_a_hundredth_are_told_apart(self, a, b, c):
        values = low, value, high = sorted((a, b, c))
        digits = together(values, 2)
        for one, other in pairwise(values):
            if other - one >= max(0.01 * max(map(abs, values)), 10.0**-MOST_DIGITS):
                assert bn(one, digits) != bn(other, digits), (low, value, high)

    def test_per_cents_a_newcomer_met(self):
        assert change(0.0083, 0.0075, 0.0092) == ("+0.008%", "+0.008 to +0.009%")
        assert change(0.036, 0.031, 0.037) == ("+0.036%", "+0.031 to +0.037%")
        assert change(-0.0024, -0.0075, 0.0004) == ("\u22120.002%", "\u22120.008 to 0.000%")
        assert change(0.00293, 0.00286, 0.00376) == ("+0.003%", "+0.003 to +0.004%")
        assert change(0.00009, -0.00163, 0.00072) == ("0.000%", "\u22120.002 to +0.001%")
        assert [pct(v, 2, signed=True) for v in (-0.0013, 0.0004)] == ["\u22120.001%", "0.00%"]
        assert Figures().ranged(0.26, 0.26, 0.26000001) == "+0.26"

    def test_chances_of_thirds_add_up(self):
        assert [likely(v) for v in (1 / 3, 0.7, 0.05, 0.125)] == ["33.3%", "70%", "5%", "12.5%"]

    def test_a_small_range_is_told_as_it_is(self):
        assert Figures().ranged(0.05, 0.01, 0.1, "bn") == "+0.05 bn (+0.01 to +0.10)"
        assert Figures().ranged(19.42, 5.2, 31.0, "bn") == "+19.4 bn (+5.2 to +31.0)"
        assert Figures().ranged(0.06, -0.0000056, 0.16) == "+0.06 (0.00 to +0.16)"
        assert Figures().span(-0.02, 0.3) == "\u22120.02 to +0.30"

    def test_changes_in_per_cent_and_what_they_are_made_of(self):
        assert per_cents([-0.13, 1.2]) == 2  # as ever
        small_ones = [0.0064, -0.0009]
        digits = per_cents(small_ones)
        assert [pct(v, digits, signed=True) for v in small_ones] == ["+0.006%", "\u22120.001%"]
        assert per_cents([1e-13]) == 2  # rounding errors have no digits


def test_small_talks_are_told_in_millions_and_say_so_everywhere(tmp_path):
    told = small()
    for item in told["agenda"]:
        for option in item["options"]:
            for worth in option.get("worth", {}).values():
                worth.update({end: worth[end] / 1000 for end in ("low", "mid", "high")})
    for key in ("in_force",):
        told.pop(key, None)
    for item in told["agenda"]:
        for option in item["options"]:
            option.pop("measures", None)
    for branch in told["no_deal"]:
        branch.pop("measures", None)
    space = tt.deal_space(tt.Dossier.load(write(tmp_path, told)))
    assert space.money.short == "million"
    assert space.money.title == "million USD a year"
    largest = max(abs(v) for deal in space.named.values() for v in (*deal.value.values(), *deal.low.values()))
    assert 1 <= largest * 1000 < 1000
    if space.nash:
        said = headline(space, space.nash, "the package")
        assert " million" in said
        assert " bn" not in said


@pytest.mark.parametrize("page", sorted(SOURCE.rglob("*.j2")), ids=lambda path: path.name)
def test_no_template_formats_a_number_by_hand(page):
    found = re.findall(r"\|\s*(?:format|round)\b|\.format\(|%[+,]?\.\d[fge]", page.read_text(encoding="utf-8"))
    assert found == [], f"{page.name}: use what report/numbers.py writes"


@pytest.mark.parametrize(
    "script",
    sorted(p for room in ("app", "summit") for p in (SOURCE / room / "static").glob("*.js")),
    ids=lambda p: p.name,
)
def test_no_script_formats_a_number_by_hand(script):
    """``toFixed`` is for places on the page and fields to type in; figures are common.js's."""
    allowed = {"results.js": 2, "controls.js": 2, "workbench.js": 1}
    text = script.read_text(encoding="utf-8")
    assert text.count(".toFixed(") == allowed.get(script.name, 0)
    assert re.findall(r'format: "[+,]*\.\d[fge]"', text) == []
