"""The eve beside trade as counted: tables, months, what is fitted, what nobody could know."""

import pytest
from typer.testing import CliRunner

from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.seen_early import seen_early
from tradetalks.errors import DossierError, NotConverged, PolicyError
from tradetalks.policy.duties import definitions, measures
from tradetalks.policy.observed import Flow, observed, span, years_before
from tradetalks.report.eve_tables import fit_json, fit_words
from tradetalks.value.afresh import Benchmark
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.question import Question

CHINA, BACK = Flow("CHN", "USA"), Flow("USA", "CHN")


def test_shipped_months_are_the_census_bureaus():
    """Trade in Goods with China (census.gov c5700): 2024 in all, and the months compared for Busan."""
    table = observed("us-china")
    year = ("2024-01", "2024-12")
    assert table.traded(CHINA, year) == pytest.approx(438.7, abs=0.1)
    assert table.traded(BACK, year) == pytest.approx(143.2, abs=0.1)
    assert table.change(CHINA, ("2025-06", "2025-07"), ("2024-06", "2024-07")) == pytest.approx(-39.5, abs=0.1)
    assert table.months()[0] == "2024-01"
    assert table.months()[-1] == "2025-11"


def test_sectors_are_most_of_what_china_sells():
    table = observed("us-china")
    parts = sum(table.traded(flow, ("2024-01", "2024-12")) for flow in table.values if flow.sectors)
    assert 0.9 < parts / table.traded(CHINA, ("2024-01", "2024-12")) < 1.0


def test_spans_of_months():
    assert span(("2024-11", "2025-02")) == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert years_before(("2025-06", "2025-07"), 2) == ("2023-06", "2023-07")
    with pytest.raises(PolicyError, match="expected the earlier first"):
        span(("2025-02", "2025-01"))


ROWS = "exporter,importer,month,bn_usd,published_by\n"
ROWS += "".join(f"CHN,USA,{y}-{m:02d},{v},{y}-12-01\n" for y, v in ((2023, 40), (2024, 30)) for m in (6, 7))
ROWS += "".join(f"USA,CHN,{y}-{m:02d},{v},{y}-12-01\n" for y, v in ((2023, 12), (2024, 11)) for m in (6, 7))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exporter,importer,months,bn_usd\n", "no column 'month' (nearest: 'months')"),
        ("exporter,importer,month,bn_usd\nCHN,USA,2024,1\n", "line 2: found '2024', '1'; expected YYYY-MM"),
        ("exporter,importer,month,bn_usd\nCHN,USA,2024-01,-1\n", "found -1; expected billions"),
        ("exporter,importer,month,bn_usd\nCHN,USA,2024-01,1\nCHN,USA,2024-01,2\n", "given twice"),
        ("exporter,importer,month,bn_usd\n", "no row of all goods"),
    ],
)
def test_a_bad_table_is_told(tmp_path, text, said):
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(PolicyError) as told:
        observed("x.csv", tmp_path)
    assert said in str(told.value)


def test_unknown_tables_name_the_nearest():
    with pytest.raises(PolicyError, match=r"nearest: 'us-china'"):
        observed("us-chna")


def dossier(tmp_path, **eve):
    """US tariffs of 20 points on China, held against a table of one's own."""
    (tmp_path / "d").mkdir(exist_ok=True)
    (tmp_path / "d" / "seen.csv").write_text(ROWS)
    choice = {"observed": "seen.csv", "months": ["2024-06", "2024-07"], **eve}
    return write(tmp_path / "d", small(eve=choice))


def test_a_comparison_changes_nothing(tmp_path):
    plain = bring_to_eve(Dossier.load(write(tmp_path / "p", small())), outcomes=OutcomeCache(None))
    found = bring_to_eve(Dossier.load(dossier(tmp_path)), outcomes=OutcomeCache(None))
    assert found.digest == plain.digest
    assert found.fit.factor == 1
    row = found.fit.totals[0]
    assert row.observed == pytest.approx(-25)
    i, n = found.benchmark.region("CHN"), found.benchmark.region("USA")
    goods = [found.benchmark.sector(c) for c in found.benchmark.goods]
    kept = found.outcome.delivered_volume(i, n)[goods].sum() / found.benchmark.trade[i, n, goods].sum()
    assert row.model == pytest.approx(100 * (kept - 1))
    value = found.outcome.trade[i, n, goods].sum() / found.benchmark.trade[i, n, goods].sum()
    assert row.value == pytest.approx(100 * (value - 1))
    assert row.value != pytest.approx(row.model, abs=1e-3)
    said, measures, *_ = fit_words(found)
    assert said == "Nothing is fitted: this is a comparison."
    assert "Model, volume: what arrives, at " in measures
    assert "Model, by value: what is sent, at today's prices and before duty" in measures


def test_what_is_fitted_fits_and_is_said(tmp_path):
    eve = bring_to_eve(
        Dossier.load(dossier(tmp_path, fit="trade_elasticity_factor", flows=["CHN>USA"])), outcomes=OutcomeCache(None)
    )
    (row,) = (r for r in eve.fit.totals if r.fitted)
    assert row.model == pytest.approx(-25, abs=0.2)
    assert eve.closure.trade_elasticity_factor == eve.fit.factor != 1
    assert eve.outcome.certificate.certified
    words = " ".join(fit_words(eve))
    assert f"one factor on all trade elasticities, {eve.fit.factor:g}" in words
    assert "between June to July 2023 and June to July 2024" in words
    assert fit_json(eve.fit)["trade_elasticity_factor"] == eve.fit.factor


def test_packages_may_keep_the_long_run(tmp_path):
    where = dossier(tmp_path, fit="trade_elasticity_factor", flows=["CHN>USA"], packages="long_run")
    eve = bring_to_eve(Dossier.load(where), outcomes=OutcomeCache(None))
    assert eve.closure.trade_elasticity_factor == 1 != eve.fit.factor
    assert abs(eve.solve({}).real_income_ratio - 1).max() < 1e-9  # the eve is an equilibrium at any elasticity
    assert eve.solve({"steel": "lifted"}).certificate.certified


def test_a_fit_out_of_reach_is_told(tmp_path):
    where = dossier(tmp_path, fit="trade_elasticity_factor", flows=["CHN>USA"], between=[0.1, 0.2])
    with pytest.raises(NotConverged, match=r"no factor on trade elasticities from 0.1 to 0.2 fits: trade changes by"):
        bring_to_eve(Dossier.load(where), outcomes=OutcomeCache(None))


PLANTED = {"CHN>USA": 0.07, "USA>CHN": -0.05}


def planted(tmp_path, **world):
    """A dossier whose eve has costs beside its duties, and a table of what is then traded."""
    costs = [
        {"instrument": "barrier", "exporter": pair[:3], "importer": pair[4:], "cost": cost, "sectors": "goods"}
        for pair, cost in PLANTED.items()
    ]
    plain = small(world=world)
    known = bring_to_eve(
        Dossier.load(write(tmp_path / "known", {**plain, "in_force": [*plain.get("in_force", []), *costs]})),
        outcomes=OutcomeCache(None),
    )
    rows, goods = [ROWS.splitlines()[0]], [known.benchmark.sector(c) for c in known.benchmark.goods]
    for pair in PLANTED:
        i, n = known.benchmark.region(pair[:3]), known.benchmark.region(pair[4:])
        kept = known.outcome.delivered_volume(i, n)[goods].sum() / known.benchmark.trade[i, n, goods].sum()
        for year, value in ((2023, 10.0), (2024, 10 * kept)):
            rows += [f"{pair[:3]},{pair[4:]},{year}-{month:02d},{float(value)!r},{year}-12-01" for month in (6, 7)]
    (tmp_path / "seen.csv").write_text("\n".join(rows))
    eve = {"observed": "seen.csv", "months": ["2024-06", "2024-07"], "fit": "trade_cost"}
    return known, write(tmp_path, {**plain, "eve": eve})


@pytest.mark.parametrize("world", [{}, {"horizon": "year 1"}])
def test_planted_costs_come_back(tmp_path, world):
    """Both flows at once, whichever their sign; the eve is then that of the dossier that states them."""
    known, where = planted(tmp_path, **world)
    eve = bring_to_eve(Dossier.load(where), outcomes=OutcomeCache(tmp_path / "kept"))
    for cost in eve.fit.costs:
        assert cost.cost == pytest.approx(PLANTED[f"{cost.flow.exporter}>{cost.flow.importer}"], abs=1e-9)
    assert [row.gap for row in eve.fit.totals] == pytest.approx([0, 0, 0], abs=1e-8)
    assert eve.outcome.certificate.certified
    assert eve.outcome.trade == pytest.approx(known.outcome.trade, rel=1e-9)
    there = eve.solve({"steel": "lifted"}).real_income_change
    assert there == pytest.approx(known.solve({"steel": "lifted"}).real_income_change, abs=1e-7)
    again = bring_to_eve(Dossier.load(where), outcomes=OutcomeCache(tmp_path / "kept"))
    assert again.outcome.trade == pytest.approx(eve.outcome.trade, rel=1e-12)
    (said,) = (line for line in fit_words(eve) if line.startswith("Fitted"))
    assert "a trade cost that duties do not explain: goods from" in said
    assert "cost 7.0% more" in said
    assert "cost 5.0% less" in said
    told = {f"{row['exporter']}>{row['importer']}": row for row in fit_json(eve.fit)["not_explained_by_duties"]}
    assert told["CHN>USA"]["cost_pct"] == pytest.approx(7)


def test_one_flow_fitted_leaves_the_other(tmp_path):
    _, where = planted(tmp_path)
    content = Dossier.load(where)
    one = content.model_copy(update={"eve": content.eve.model_copy(update={"flows": ["USA>CHN"]})})
    eve = bring_to_eve(one, outcomes=OutcomeCache(None))
    none = content.model_copy(update={"eve": content.eve.model_copy(update={"fit": "none"})})
    plain = bring_to_eve(none, outcomes=OutcomeCache(None))
    assert eve.by_measures.real_income_ratio == pytest.approx(plain.outcome.real_income_ratio, rel=1e-12)
    assert plain.by_measures is plain.outcome
    (cost,) = eve.fit.costs
    assert cost.unfitted == pytest.approx(plain.fit.totals[1].model)
    assert (cost.flow.exporter, cost.flow.importer) == ("USA", "CHN")
    gaps = {row.exporter: row.gap for row in eve.fit.totals if row.exporter}
    assert gaps["USA"] == pytest.approx(0, abs=1e-8)
    assert gaps["CHN"] > 5  # a cost of 7% is missing there


def test_drawn_elasticities_keep_the_costs(tmp_path):
    """Where packages are solved from the benchmark, the eve is the same."""
    known, where = planted(tmp_path)
    asked = Question(Dossier.load(where).status_quo())
    afresh = [Benchmark(d, (asked,), ValueCache(None)) for d in (Dossier.load(where), known.dossier)]
    one, other = (bench.published(asked).log_real for bench in afresh)
    assert one == pytest.approx(other, abs=1e-10)


def test_what_is_out_of_season_is_left_out(tmp_path):
    _, where = planted(tmp_path)
    content = Dossier.load(where)
    choice = content.eve.model_copy(update={"out_of_season": ["AGR"], "fit": "none"})
    plain = bring_to_eve(content.model_copy(update={"eve": choice}), outcomes=OutcomeCache(None))
    rows = {row.exporter: row for row in plain.fit.totals if row.exporter}
    world, out = plain.benchmark, plain.outcome
    i, n = world.region("USA"), world.region("CHN")
    others = [world.sector(c) for c in world.goods if c != "AGR"]
    kept = out.delivered_volume(i, n)[others].sum() / world.trade[i, n, others].sum()
    assert rows["USA"].model == pytest.approx(100 * (kept - 1))
    assert rows["USA"].whole != pytest.approx(rows["USA"].model, abs=0.01)
    fit = content.model_copy(update={"eve": choice.model_copy(update={"fit": "trade_cost"})})
    eve = bring_to_eve(fit, outcomes=OutcomeCache(None))
    assert [row.gap for row in eve.fit.totals] == pytest.approx([0, 0, 0], abs=1e-8)
    barrier = eve.outcome.shock.barrier_ratio
    assert barrier[i, n, world.sector("AGR")] == 1 != barrier[i, n, others[0]]
    (said,) = (line for line in fit_words(eve) if line.startswith("Left out"))
    assert "June to July 2024 is not the season" in said


def test_costs_out_of_reach_are_told(tmp_path):
    (tmp_path / "seen.csv").write_text(ROWS.replace(",30,", ",90000,"))
    content = small(eve={"observed": "seen.csv", "months": ["2024-06", "2024-07"], "fit": "trade_cost"})
    with pytest.raises((NotConverged, PolicyError)) as told:
        bring_to_eve(Dossier.load(write(tmp_path, content)), outcomes=OutcomeCache(None))
    assert "CHN" in str(told.value)


@pytest.mark.parametrize(
    ("eve", "said"),
    [
        ({"observed": "us-chna"}, "unknown table of observed trade"),
        ({"months": None}, "eve.months: found none; expected"),
        ({"months": ["2024-06"]}, "a first and a last month"),
        ({"months": "2024-06"}, "a first and a last month"),
        ({"months": ["2022-06", "2022-07"]}, "no month 2022-06"),
        ({"fit": "trade_elasticity_factor", "flows": ["CHN>EU27"]}, "unknown flow 'CHN>EU27'"),
        ({"fit": "trade_elasticity_factor", "between": [1.0, 0.5]}, "expected two factors above 0, the lower first"),
        ({"fit": "trade_elasticity"}, "nearest: 'trade_elasticity_factor'"),
        ({"fit": "trade_cost", "flows": ["CHN>EU27"]}, "unknown flow 'CHN>EU27'"),
        ({"out_of_season": ["AGRI"]}, "eve.out_of_season: unknown sector of goods 'AGRI' (nearest: 'AGR')"),
    ],
)
def test_what_cannot_be_compared_is_told(tmp_path, eve, said):
    with pytest.raises(DossierError) as told:
        Dossier.load(dossier(tmp_path, **eve))
    assert said in str(told.value)


def test_months_out_after_the_eve_are_not_fitted_to(tmp_path):
    later = {"reference_date": "2024-11-30", "meeting": {"place": "Geneva", "date": "2024-12-01"}}
    content = small(**later)
    (tmp_path / "seen.csv").write_text(ROWS)
    content["sources"]["press"]["date"] = "2024-11"
    content["eve"] = {"observed": "seen.csv", "months": ["2024-06", "2024-07"], "fit": "trade_elasticity_factor"}
    with pytest.raises(DossierError, match="found 2024-06, out by 2024-12-01, after the eve 2024-11-30"):
        Dossier.load(write(tmp_path, content))


def early(tmp_path, since="2024-05-14", horizon="years 2-3", **eve):
    """Trade of June and July 2024 fitted to, with a US duty on China of a day before it."""
    content = small(world={"horizon": horizon})
    content["in_force"][0]["since"] = since
    (tmp_path / "seen.csv").write_text(ROWS)
    choice = {"observed": "seen.csv", "months": ["2024-06", "2024-07"], "fit": "trade_cost", **eve}
    return examined(write(tmp_path, {**content, "eve": choice})).warnings


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "fitted to trade from June 2024 on, seen 2 weeks after the duty changed, on 14 May 2024; your horizon is"),
        ({"since": "2024-05"}, "seen 4 weeks after the duty changed, on 1 May 2024"),
        ({"since": "2024-06-20"}, "seen from the weeks in which the duty changed, on 20 June 2024"),
        (
            {"horizon": "long run"},
            "your horizon is the long run: what has not yet answered is fitted as a lasting cost",
        ),
        ({"fit": "trade_elasticity_factor"}, "what has not yet answered is fitted as an elasticity that lasts"),
    ],
)
def test_a_fit_to_trade_seen_soon_after_a_duty_is_warned_of(tmp_path, given, said):
    (warning,) = early(tmp_path, **given)
    assert "eve.months: goods from China" in warning
    assert said in warning


@pytest.mark.parametrize(
    "given",
    [
        {"since": "2023-11-30"},
        {"since": ""},
        {"horizon": "year 1"},
        {"fit": "none"},
        {"flows": ["USA>CHN"]},
        {"fit": "trade_elasticity_factor", "packages": "horizon"},
    ],
)
def test_no_such_warning_where_nothing_early_lasts(tmp_path, given):
    assert early(tmp_path, **given) == ()


def test_busan_is_fitted_to_trade_seen_early():
    """Both duties fell on 14 May 2025; the smaller changes of June to October are no change of the average."""
    d = Dossier.load("busan-2025")
    assert [(one.flow.exporter, str(one.changed), one.since) for one in seen_early(d)] == [
        ("CHN", "2025-05-14", None),
        ("USA", "2025-05-14", None),
    ]
    assert sum("eve.months" in warning for warning in examined("busan-2025").warnings) == 2
    assert seen_early(d.at_horizon("year 1")) == []


def test_days_of_change_know_the_steps_of_chinas_table_of_rates():
    """The lists of 6 July, 23 August and 24 September 2018 are in the table, not among the duties on top of it."""
    days = definitions.days_of_change("CHN", "USA")
    assert {str(day) for day in days} >= {"2018-07-06", "2018-08-23", "2018-09-24"}
    assert days == sorted(days)
    assert days[0] > measures.FIRST


def test_two_factors_are_one_too_many(tmp_path):
    where = dossier(tmp_path, fit="trade_elasticity_factor")
    content = small(world={"trade_elasticity_factor": 0.5})
    content["eve"] = {"observed": "seen.csv", "months": ["2024-06", "2024-07"], "fit": "trade_elasticity_factor"}
    with pytest.raises(DossierError, match=r"world.trade_elasticity_factor is 0.5 already"):
        Dossier.load(write(where, content))


# ---------------------------------------------------------------------- hindsight
def late(part, value):
    content = small()
    content["sources"]["late"] = {"title": "A book of later", "date": "2025-06", "verified": "yes"}
    here = content
    *way, last = part
    for step in way:
        here = here[step]
    here[last] = value
    return content


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (("agenda", 0, "source"), "late"),
        (("agenda", 0, "options", 1, "worth", "USA", "basis"), "late"),
        (("profiles", "metal", "source"), "late"),
        (("meeting", "source"), "late"),
        (("no_deal", 0, "basis"), "late"),
    ],
)
def test_later_sources_are_refused(tmp_path, part, value):
    """By ``check``; what is computed on such a dossier says so."""
    where = write(tmp_path, late(part, value))
    found = examined(where)
    with pytest.raises(DossierError, match="source 'late' is of 2025-06, after the eve 2025-01-01"):
        found.require_foresight()
    with pytest.raises(DossierError, match="after the eve"):
        CliRunner().invoke(app, ["check", str(where)], catch_exceptions=False)
    (said,) = found.warnings
    assert said.startswith("1 place rests on what is dated after the eve 2025-01-01, which nobody could know then")
    assert Dossier.load(where) == found.dossier


def test_the_outcome_may_know_what_came_after(tmp_path):
    agreed = {"date": "2025-01-02", "package": {"steel": "lifted"}, "source": "late"}
    content = {**late(("name",), "small"), "agreed": agreed}
    assert examined(write(tmp_path, content)).warnings == ()
    content["sources"]["press"]["date"] = "not said"
    (said,) = examined(write(tmp_path, content)).warnings
    assert "1 of 2 have no date" in said
    assert said.endswith("press")


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        (("in_force", 0, "since"), "2025-02-01", "in_force[0].since: found 2025-02-01, after the eve 2025-01-01"),
        (
            ("agenda", 0, "options", 0, "measures", 0, "since"),
            "2025-03",
            "options['charged'].measures[0].since: found 2025-03, after the eve",
        ),
        (
            ("statements",),
            [{"speaker": "a", "party": "EU", "date": "2025-01-03", "says": "b", "stance": "ask", "source": "press"}],
            "statements[0].date: found 2025-01-03, after the eve",
        ),
    ],
)
def test_what_is_dated_after_the_eve_does_not_stand_on_it(tmp_path, part, value, said):
    with pytest.raises(DossierError) as told:
        examined(write(tmp_path, late(part, value))).require_foresight()
    assert said in str(told.value)


@pytest.mark.parametrize("written", ["24 November 2025", "sometime", "2025-13", "2025-13-01", "11/2025"])
@pytest.mark.parametrize("part", ["sources", "statements"])
def test_a_date_that_cannot_be_held_against_the_eve_is_warned_of(tmp_path, part, written):
    """Else what is of after the eve would pass by the words its date is written in."""
    content = small()
    if part == "sources":
        content["sources"]["press"]["date"], path = written, "sources.press.date"
    else:
        said = {"speaker": "a", "party": "EU", "date": written, "says": "b", "stance": "ask", "source": "press"}
        content["statements"], path = [said], "statements[0].date"
    told = "\n".join(examined(write(tmp_path, content)).warnings)
    assert f"{path}: found '{written}'; expected 2025-10-29, 2025-10 or 2025" in told
    assert "nothing shows that it is of the eve" in told


@pytest.mark.parametrize("written", ["", "not said", "2024", "2024-12", "2024-12-15", " 2024-12-15 "])
def test_a_date_of_the_calendar_or_none_passes(tmp_path, written):
    content = small()
    content["sources"]["press"]["date"] = written
    assert Dossier.load(write(tmp_path, content)).sources["press"].date == written


def test_a_year_that_holds_the_eve_is_no_fault(tmp_path):
    content = small()
    content["sources"]["press"]["date"] = "2025"
    assert Dossier.load(write(tmp_path, content)).sources["press"].date == "2025"
