"""The bench of magnitudes: figures read in their sources, shocks as their authors ran them, like against like."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.horizons import NAMES
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import PolicyError
from tradetalks.magnitudes import measures
from tradetalks.magnitudes.average_duty import average_rise, law_by_partner, rise_of_law, scaled
from tradetalks.magnitudes.bench import as_run, closure_of, compare
from tradetalks.magnitudes.published import HORIZONS, REST, Figure, Row, read_rows, row, rows
from tradetalks.magnitudes.record import STANDING, UNSCALED, Measured, keep, record
from tradetalks.magnitudes.shocks import BEFORE, SHOCKS, case
from tradetalks.policy.duties.on_world import points
from tradetalks.policy.shock import Shock
from tradetalks.report import magnitude_tables as report
from tradetalks.report import record_words
from tradetalks.world.world import World

PAGE = Path(__file__).parents[2] / "docs" / "magnitudes.md"
CHEAP = ("us_china_25", "on_all_10_china_60", "on_neighbours_answered", "on_europe_25", "phase_one_2020")
"""Shocks on the embedded world that need no duties by product: milliseconds each."""


@pytest.fixture(scope="module")
def world():
    return World.default()


def made(says="-0.4", **changes):
    figure = Figure(says=says, by="Someone, Something", date="2025", address="https://example.org", read="the source")
    fields = {
        "id": "a-row", "title": "A tariff on something", "shock": "us_china_25", "measure": "real_gdp", "of": ("USA",),
        "unit": "%", "horizon": "long run", "figures": (figure,), "differs": "Nothing that is known.",
    }  # fmt: skip
    return Row(**{**fields, **changes})


# ---------------------------------------------------------------------- what was published
def test_at_least_twelve_results_each_with_its_source():
    found = rows()
    assert len(found) >= 12
    assert len({one.id for one in found}) == len(found)
    assert len({figure.by for one in found for figure in one.figures}) >= 12
    for one in found:
        assert one.shock in SHOCKS, one.id
        assert one.measure in measures.MEASURES, one.id
        assert one.horizon in HORIZONS
        assert one.low < one.high
        for figure in one.figures:
            assert figure.values
            assert figure.address.startswith("http")


def test_every_measure_has_words_and_every_shock_a_row():
    assert set(report.WHAT) == set(measures.MEASURES)
    assert {one.shock for one in rows()} == set(SHOCKS)
    assert {one.measure for one in rows()} == set(measures.MEASURES)


def test_a_single_figure_counts_within_a_quarter_of_itself():
    one = made("-0.4")
    assert (one.low, one.high) == pytest.approx((-0.5, -0.3))
    assert not one.several


def test_a_single_figure_near_zero_counts_within_its_last_digit():
    one = made("-0.1")
    assert (one.low, one.high) == pytest.approx((-0.15, -0.05))


def test_several_figures_make_a_range_widened_by_half_a_digit_each():
    figures = [made(says).figures[0] for says in ("-0.6 to -0.3", "-0.25")]
    one = made(figures=tuple(figures))
    assert (one.low, one.high) == pytest.approx((-0.65, -0.245))
    assert one.several


def test_a_figure_computed_from_what_is_printed_is_as_sure_as_that():
    """2.5 trillion printed are 2.45 to 2.55, whatever digits the share of GDP made of them has."""
    one = made("0.62").figures[0]
    assert one.half_digit == pytest.approx(0.005)
    assert one.model_copy(update={"printed": "2.5"}).half_digit == pytest.approx(0.62 * 0.05 / 2.5)
    assert one.model_copy(update={"printed": "2.728"}).half_digit == pytest.approx(0.005)


def test_two_sources_that_print_the_same_figure_are_one():
    figures = [made(says).figures[0] for says in ("-0.4", "-0.40")]
    assert made(figures=tuple(figures)).low == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {id: one, title: too few fields}", "'one'"),
        ("[]", "expected a list"),
        ("- just words", "published.yaml"),
        ("- {id: [", "published.yaml"),
    ],
)
def test_a_faulty_file_is_told_by_name(tmp_path, text, told):
    path = tmp_path / "published.yaml"
    path.write_text(text)
    with pytest.raises(PolicyError, match=r"published\.yaml") as error:
        read_rows(path)
    assert told in str(error.value)


def test_a_figure_in_words_is_refused():
    with pytest.raises(ValueError, match="expected a figure such as"):
        made("about a third")


def test_an_id_given_twice_is_refused(tmp_path):
    path = tmp_path / "published.yaml"
    path.write_text(json.dumps([made().model_dump(mode="json")] * 2))
    with pytest.raises(PolicyError, match="'a-row' is given twice"):
        read_rows(path)


@pytest.mark.parametrize("find", [row, case, measures.measure])
def test_unknown_names_are_told_with_the_nearest(find):
    near = {row: "us-china-25-us-gdp", case: "us_china_25", measures.measure: "real_gdp"}[find]
    with pytest.raises(PolicyError, match=f"nearest: '{near}'"):
        find(near + "x")


# ---------------------------------------------------------------------- the shocks
@pytest.mark.parametrize("name", SHOCKS)
def test_every_shock_builds_and_touches_no_domestic_sale(name):
    found = case(name)
    shock, base = found.shock, found.shock.world
    own = np.arange(len(base.regions))
    assert np.array_equal(shock.tariff_level[own, own], base.tariff[own, own])
    assert shock.quantities or not np.array_equal(shock.tariff_level, base.tariff)
    assert all(code in base.sectors for code in (*found.inputs, *found.users))


def test_duties_of_a_day_are_added_to_those_of_new_year(world):
    shock = case("us_2025_october").shock
    added = points(world, "us-china-2025", BEFORE, "2025-10-29")
    answered = points(world, "answers", BEFORE, "2025-10-29")
    apart = np.abs(shock.tariff_level - (world.tariff + added + answered))
    china, us = world.region("CHN"), world.region("USA")
    assert apart[china, us].max() < 0.011  # section 301 rose in September 2024: weights are of before
    apart[china, us] = 0
    assert apart.max() < 1e-9
    assert answered[world.region("USA"), world.region("CAN")].max() > 0
    assert not answered[:, [world.region(code) for code in ("USA", "CHN")]].any()
    assert added[world.region("CHN"), world.region("USA")].max() > 0.3


def test_april_has_the_exemptions_that_its_shock_is_named_for(world):
    level = case("us_china_april_2025").shock.tariff_level - world.tariff
    china, us = world.region("CHN"), world.region("USA")
    assert level[china, us, world.sector("TEXT")] > 1.3
    assert level[china, us, world.sector("ELECTR")] < 0.9  # telephones, computers and chips


def test_second_of_april_is_34_points_on_china_and_from_it(world):
    level = case("us_2025_april").shock.tariff_level - world.tariff
    china, us = world.region("CHN"), world.region("USA")
    textiles = world.sector("TEXT")
    assert level[china, us, textiles] == pytest.approx(0.20 + 0.34, abs=0.02)
    earlier = points(world, "us-china-2025", BEFORE, "2025-04-03")[us, china, textiles]
    assert level[us, china, textiles] - earlier == pytest.approx(0.34, abs=0.02)
    assert level[world.region("EU27"), us, textiles] == pytest.approx(0.20, abs=0.02)


def test_the_world_before_the_war_has_lower_duties_and_its_accounts_hold():
    before, now = case("war_of_2018").shock.world, World.default()
    china, us = now.region("CHN"), now.region("USA")
    assert before.tariff[china, us].mean() < 0.5 * now.tariff[china, us].mean()
    assert before.check().worst < 1e-9


def test_25_points_are_added_to_the_duties_of_before_the_war():
    """Authors of 2018-19 add them to some 3%, not to the war's own duties that the world of 2022 holds."""
    shock = case("us_china_25").shock
    assert shock.world is case("war_of_2018").shock.world
    china, us = shock.world.region("CHN"), shock.world.region("USA")
    goods = [shock.world.sector(code) for code in shock.world.goods]
    for i, n in ((china, us), (us, china)):
        np.testing.assert_allclose((shock.tariff_level - shock.world.tariff)[i, n][goods], 0.25)
    flow = shock.world.trade[china, us][goods]
    assert (flow * shock.tariff_level[china, us][goods]).sum() / flow.sum() < 0.30


def test_the_war_between_two_leaves_others_alone():
    shock = case("war_of_2018_to_2020").shock
    changed = np.argwhere((shock.tariff_level != shock.world.tariff).any(2))
    regions = [shock.world.regions[j] for pair in changed for j in pair]
    assert set(regions) == {"USA", "CHN"}


def test_purchases_are_the_published_ratio_of_the_worlds_own(world):
    floor = case("phase_one_2021").shock.quantities[0]
    i, n = world.region("USA"), world.region("CHN")
    today = world.trade[i, n, list(floor.sectors)].sum()
    assert floor.level / today == pytest.approx(43.6 / 24.1)


# ---------------------------------------------------------------------- scaled to what the sources say of theirs
def test_a_shock_scaled_raises_the_average_duty_by_as_much_as_asked(world):
    shock = Shock(world).add_tariff("USA", "CHN", 0.25).add_tariff("CHN", "USA", 0.10)
    share = average_rise(shock, "USA") / 25
    assert average_rise(shock, "USA", ["CHN"]) == pytest.approx(25)
    assert 0.1 < share < 0.25
    doubled = scaled(shock, "USA", 2.0)
    assert average_rise(doubled, "USA") == pytest.approx(50 * share)
    assert average_rise(doubled, "CHN") == average_rise(shock, "CHN"), "what others levy stays"
    assert np.array_equal(scaled(shock, "USA", 1.0).tariff_level, shock.tariff_level)


def test_duties_of_single_products_are_scaled_too(world):
    """Each product's own change times the factor; the flow's tariff stays the mean of its products."""
    shock = case("us_2025_october").shock
    half = scaled(shock, "USA", 0.5)
    one, other = shock.unequal, half.unequal
    us = np.unravel_index(one.flow, world.trade.shape)[1] == world.region("USA")
    for each, of, factor in ((us, shock, 0.5), (~us, shock, 1.0)):
        before = (one.gap + of.tariff_level.ravel()[one.flow] - one.before)[each]
        after = (other.gap + half.tariff_level.ravel()[other.flow] - other.before)[each]
        np.testing.assert_allclose(after, factor * before, atol=1e-12)
    at_border = other.share / (1 + other.before)
    mean = np.add.reduceat(at_border * other.gap, np.flatnonzero(np.diff(other.flow, prepend=-1)))
    assert np.abs(mean).max() < 1e-6


def test_rows_are_scaled_by_what_their_sources_say_and_no_others_are():
    """All rows by one rule: the mean of what sources say over what the law is on the same imports."""
    for one in rows():
        said = [figure.raises for figure in one.figures if figure.raises is not None]
        assert one.raises == (pytest.approx(sum(said) / len(said)) if said else None)
        assert all(figure.raises_note for figure in one.figures if figure.raises is not None)
        run = as_run(one) if one.shock in (*CHEAP, "us_2025_november", "war_of_2018") else None
        if run is None:
            continue
        assert (run.rise is None) == (one.raises is None), one.id
        assert run.factor == (1.0 if one.raises is None else pytest.approx(one.raises / run.rise))
        plain, made = case(one.shock).shock, run.case.shock
        times = np.full(len(made.world.regions), run.by_partner.get(REST, run.factor))
        for partner in set(run.by_partner) - {REST}:
            times[made.world.region(partner)] = run.by_partner[partner]
        assert (made.unequal is None) or not one.averaged
        np.testing.assert_allclose(
            (made.tariff_level - made.world.tariff)[:, made.world.region("USA")],
            times[:, None] * (plain.tariff_level - plain.world.tariff)[:, plain.world.region("USA")],
            atol=1e-12,
        )
    assert sum(one.raises is not None for one in rows()) >= 8


def test_rates_are_held_against_rates_on_the_imports_that_the_sources_weigh_by():
    """US law of 2025 on imports of 2024; the New York Fed, by the same definition, has 10.4 points over 2025."""
    november = as_run(row("us-2025-november-revenue"))
    assert november.rise == pytest.approx(rise_of_law(BEFORE, "2025-11-15")) == pytest.approx(10.4, abs=0.6)
    europe = as_run(row("europe-15-gdp"))
    assert europe.rise == pytest.approx(rise_of_law(BEFORE, "2025-09-01", ["EU27"]))
    assert as_run(row("war-of-2018-us-income")).rise == pytest.approx(average_rise(case("war_of_2018").shock, "USA"))


def test_what_a_source_says_of_partners_adds_up_to_what_it_says_of_all():
    """Points on a partner's goods times its share in imports of 2024, or contributions, make the average."""
    for one in rows():
        for figure in one.figures:
            if figure.raises_by:
                assert set(figure.raises_by) == {"CHN", "CAN", "MEX", REST}
                law = law_by_partner(BEFORE, "2025-05-14", list(figure.raises_by))
                weight = {p: 1.0 if figure.raises_by_of == "all goods" else share for p, (_, share) in law.items()}
                total = sum(weight[p] * said for p, said in figure.raises_by.items())
                assert total == pytest.approx(figure.raises, rel=0.01), (one.id, figure.date)


def test_each_partners_duties_rise_by_as_much_as_its_source_says(world):
    run = as_run(row("us-2025-november-gdp"))
    law = law_by_partner(BEFORE, "2025-11-15", ["CHN", "CAN", "MEX"])
    for partner, said in {"CHN": 24.0, "CAN": 8.1, "MEX": 12.8, REST: 14.0}.items():
        assert run.by_partner[partner] * law[partner][0] == pytest.approx(said, rel=0.01)
    made, plain = run.case.shock, case("us_2025_november").shock
    ratio = average_rise(made, "USA", ["MEX"]) / average_rise(plain, "USA", ["MEX"])
    assert ratio == pytest.approx(run.by_partner["MEX"])
    np.testing.assert_array_equal(made.tariff_level[:, world.region("CHN")], plain.tariff_level[:, world.region("CHN")])


def test_the_page_tells_both_ways_of_every_row_that_is_scaled():
    text = PAGE.read_text(encoding="utf-8")
    kept, plain = record()[STANDING].ours, record()[UNSCALED].ours
    for one in rows():
        if one.raises is None:
            assert kept[one.id] == plain[one.id]
        else:
            told = f"ours {report.figure(one, kept[one.id])} ({report.figure(one, plain[one.id])} by the law"
            assert told in text, one.id


# ---------------------------------------------------------------------- the measures
def test_nothing_happens_without_a_shock(world):
    outcome = solve(world, Shock(world))
    for name in ("real_gdp", "real_income", "real_wage", "consumer_prices", "net_revenue", "import_volume", "exports"):
        assert measures.measure(name)(outcome, ["USA"]) == pytest.approx(0, abs=1e-8)
    for name in ("goods_trade", "goods_exports_to", "import_share"):
        assert measures.measure(name)(outcome, ["CHN", "USA"]) == pytest.approx(0, abs=1e-8)


def test_a_held_exchange_rate_leaves_the_duty_to_the_importer():
    base = random_world(3)
    importer = base.regions[0]
    shock = Shock(base).add_tariff(importer, "all", 0.01, "all")
    free, held = (solve(base, shock, closure=Closure(exchange_rate=share)) for share in (1.0, 0.01))
    assert measures.pass_through(free, [importer]) < measures.pass_through(held, [importer])
    assert measures.pass_through(held, [importer]) == pytest.approx(100, abs=5)


def test_what_moves_all_goods_of_a_partner_is_not_estimated(world):
    """A duty that lowers foreign wages alone passes through whole in a regression with partners' effects."""
    codes = [code for code in world.regions if code != "USA"]
    shock = Shock(world).add_tariff("USA", codes, 0.10).add_tariff("USA", codes, 0.10, ["MACH", "TEXT"])
    outcome = solve(world, shock)
    assert measures.estimated_pass_through(outcome, ["USA"]) == pytest.approx(100, abs=6)
    assert measures.pass_through(outcome, ["USA"]) < 80


def test_consumer_prices_are_of_what_households_buy(world):
    """Duties weigh more on investment than on households, whose prices rise by less than those of all final use."""
    outcome = solve(world, Shock(world).add_tariff("USA", "all", 0.10))
    all_use = 100 * outcome.inflation[world.region("USA")]
    assert 0 < measures.consumer_prices(outcome, ["USA"]) < all_use
    assert (1 + all_use / 100) * (1 + measures.real_wage(outcome, ["USA"]) / 100) == pytest.approx(1)
    with pytest.raises(PolicyError, match="found CHN; what households buy was read for USA alone"):
        measures.consumer_prices(outcome, ["CHN"])


def test_revenue_is_net_of_what_other_taxes_lose(world):
    outcome = solve(world, Shock(world).add_tariff("USA", "all", 0.10))
    n = world.region("USA")
    gdp = world.income[n] - world.deficit[n]
    added = outcome.tariff_revenue[n] / outcome.wage_ratio[n] - world.tariff_revenue[n]
    assert measures.net_revenue(outcome, ["USA"]) == pytest.approx(100 * 0.77 * added / gdp)


def test_volume_and_value_part_by_prices(world):
    """A tariff on one partner's goods cuts the volume of imports by less than the partner's own sales."""
    outcome = solve(world, Shock(world).add_tariff("USA", "CHN", 0.25))
    assert measures.goods_exports_to(outcome, ["CHN", "USA"]) < measures.import_volume(outcome, ["USA"]) < 0
    assert measures.import_share(outcome, ["CHN", "USA"]) < 0 < measures.import_share(outcome, ["MEX", "USA"])
    assert measures.goods_trade(outcome, ["CHN", "USA"]) == pytest.approx(measures.goods_trade(outcome, ["USA", "CHN"]))


# ---------------------------------------------------------------------- ours beside the published
def test_one_table_of_settings_for_all_rows():
    assert HORIZONS == NAMES
    for horizon in HORIZONS:
        assert closure_of(horizon) == Closure.horizon(horizon)
    critical = closure_of("year 1", ["STEEL"], ["AUTO"])
    assert replace(critical, critical=()) == closure_of("year 1")


def test_cheap_rows_stand_on_the_page_as_they_are_solved():
    chosen = [one for one in rows() if one.shock in CHEAP]
    text = PAGE.read_text(encoding="utf-8")
    found = list(compare(chosen))
    assert len(found) == len(chosen) > 5
    for one in found:
        assert report._table_line(one) in text, one.row.id
        assert one.inside == (one.row.low <= one.value <= one.row.high)
        assert record()[STANDING].ours[one.row.id] == pytest.approx(one.value, rel=1e-3, abs=1e-6), (
            "run: python -m benchmarks.magnitude_sets, then make magnitudes"
        )


def test_the_page_says_which_way_real_gdp_lies():
    """Counted from the rows of the record, in other words than the page's own."""
    kept = record()[STANDING].ours
    hit = [one for one in rows() if one.measure == "real_gdp" and one.of != ("USA",)]
    ends = {one.id: min(abs(v) for f in one.figures for v in f.values) for one in hit}
    smaller = [one.id for one in hit if one.high < kept[one.id] <= 0 and abs(kept[one.id]) < ends[one.id]]
    (said,) = (
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("Real GDP of a country")
    )
    assert f"models have it: in {len(smaller)} of {len(hit)} rows" in said
    times = sorted(ends[one] / abs(kept[one]) for one in smaller)
    least, most = map(float, re.search(r"fall is ([\d.]+) to (\d+) times ours", said).groups())
    assert least == pytest.approx(times[0], abs=0.06)
    assert most == pytest.approx(times[-1], rel=0.02)


def test_every_source_stands_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    for one in rows():
        assert one.differs in text
        for figure in one.figures:
            assert report._source(one, figure) in text


def test_other_horizons_are_computed_beside_on_request():
    one = next(compare([row("us-china-25-us-gdp")], horizons=HORIZONS))
    assert set(one.ours) == set(HORIZONS)
    assert one.value == one.ours["long run"]


def test_capital_that_adjusts_is_asked_for_and_never_on_the_page():
    held = next(compare([row("us-china-25-us-gdp")]))
    goes = next(compare([row("us-china-25-us-gdp")], capital_share=0.35))
    assert goes.value < held.value < 0, "capital leaves with what it earns"
    told = CliRunner().invoke(app, ["magnitudes", "--only", "us-china-25-us-gdp", "--capital-share", "0.35"])
    assert "goes its way to a steady state" in " ".join(told.output.split())
    refused = CliRunner().invoke(app, ["magnitudes", "--capital-share", "0.35", "--page", "page.md"])
    assert refused.exit_code != 0


def test_the_command_prints_what_was_read_and_what_is_ours():
    done = CliRunner().invoke(app, ["magnitudes", "--only", "us-china-25-us-gdp", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)[0]
    assert told["low"] <= -0.6 < -0.3 <= told["high"]
    assert told["inside"] == (told["low"] <= told["ours"] <= told["high"])
    assert told["figures"][0]["address"].startswith("https://")


def test_a_figure_shows_the_digits_that_its_source_prints():
    one = made("-0.4")
    assert report.figure(one, -0.26) == "\u22120.3%"
    assert report.figure(one, -0.004) == "\u22120.004%"
    assert report.published(made("-0.6 to -0.3")) == "\u22120.6 to \u22120.3%"
    assert report.published(one) == "\u22120.4%"


# ---------------------------------------------------------------------- the record
def test_the_record_has_every_row_and_a_measurement_stands_in_place_of_the_last(tmp_path):
    for one in record().values():
        assert set(one.ours) == {published.id for published in rows()}, one.settings
        assert 0 <= one.of_the_dozen <= 12
        assert bool(one.outside) == (one.of_the_dozen < 12)
    path = tmp_path / "record.json"
    for value in (1.0, 2.0):
        keep("some settings", {"a-row": value}, path)
    keep("others", {"a-row": float("nan")}, path)
    kept = record(path)
    assert list(kept) == ["some settings", "others"]
    assert kept["some settings"].ours == {"a-row": 2.0}
    assert not kept["others"].inside(made())


def test_words_of_the_record_count_what_it_holds():
    published = [made(id=f"gdp-{k}") for k in range(3)] + [made(id=f"all-{k}", measure="exports") for k in range(3)]
    ours = {"gdp-0": -0.4, "gdp-1": -0.1, "gdp-2": 0.9, "all-0": -0.4, "all-1": -0.41, "all-2": -0.1}
    first, second = record_words._words(published, Measured("some settings", ours))
    assert "6 published results" in first
    assert "meets 3" in first
    assert "most often for a country's whole trade (2 of 3) and least often for real GDP (1 of 3)" in second
    assert "of the 3 that it misses, 2 are smaller here than published and 1 larger" in second
    assert set(record_words.KINDS) == set(measures.MEASURES)


@pytest.mark.slow
def test_the_page_is_what_the_program_writes():
    found = list(compare())
    assert report.page(found) == PAGE.read_text(encoding="utf-8"), "run: make magnitudes"
    for one in found:
        assert record()[STANDING].inside(one.row) == one.inside, "run: python -m benchmarks.magnitude_sets"
        assert bool(one.row.outside) != one.inside, f"{one.row.id}: a reason belongs where ours lies outside, and there"
