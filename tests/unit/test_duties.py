"""Duties by product: what the law says on a day, how duties stack, and how near the averages come."""

import datetime

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tradetalks.cli import app
from tradetalks.errors import PolicyError
from tradetalks.policy.data.duties.build_duties import by_six, unlisted
from tradetalks.policy.duties import averages, check, china, gaps, lines, measures, stacking, us
from tradetalks.world.files.hs import hs_sector

runner = CliRunner()


@pytest.fixture(scope="module")
def published():
    return check.published()


def of(partner, day, code, layer=None, **more):
    """Rate on the lines that begin with a code, weighted by trade where there is any."""
    layers = us.rates(partner, day, **more)
    rate = us.total(layers) if layer is None else layers.get(layer, np.zeros(len(lines.load())))
    on = lines.load().starts(code)
    return float(rate[on].mean())


@pytest.mark.parametrize(
    ("partner", "day", "code", "layer", "rate"),
    [
        ("CHN", "2018-07-05", "84133090", "301", 0.0),
        ("CHN", "2019-05-09", "94036080", "301", 0.10),  # list 3 before and after it rose
        ("CHN", "2019-05-10", "94036080", "301", 0.25),
        ("CHN", "2019-09-01", "61091000", "301", 0.15),  # list 4A, then halved under Phase One
        ("CHN", "2020-02-14", "61091000", "301", 0.075),
        ("CHN", "2024-10-01", "87038000", "301", 1.00),  # electric cars: the highest of two lists
        ("CHN", "2025-01-02", "85411000", "301", 0.50),  # diodes, in the review of 2024
        ("CHN", "2025-02-04", "61091000", "fentanyl", 0.10),
        ("CHN", "2025-03-04", "61091000", "fentanyl", 0.20),
        ("CHN", "2025-11-10", "61091000", "fentanyl", 0.10),
        ("CHN", "2025-04-10", "61091000", "reciprocal", 1.25),
        ("CHN", "2025-04-10", "85171300", "reciprocal", 0.0),  # telephones: the memorandum of 11 April
        ("CHN", "2025-05-14", "61091000", "reciprocal", 0.10),
        ("CHN", "2025-06-04", "7208", "232", 0.50),
        ("GBR", "2025-06-04", "7208", "232", 0.25),
        ("JPN", "2025-06-04", "870323", "232", 0.25),
        ("VNM", "2025-08-07", "61091000", "reciprocal", 0.20),
        ("VNM", "2025-08-06", "61091000", "reciprocal", 0.10),
        ("IND", "2025-09-01", "61091000", "country order", 0.25),
        ("CHE", "2025-09-01", "9102", "reciprocal", 0.39),
        ("CHN", "2026-02-24", "61091000", "122", 0.10),
        ("CHN", "2026-07-24", "61091000", "122", 0.0),
        ("CHN", "2026-07-24", "61091000", "301 forced labour", 0.125),
        ("CAN", "2026-08-22", "27090010", "338", 0.0),
        ("CAN", "2026-08-21", "22030000", "338", 0.0),  # put off by three days
        ("CAN", "2026-08-22", "22030000", "338", 0.50),
    ],
)
def test_the_law_on_a_day(partner, day, code, layer, rate):
    assert of(partner, day, code, layer) == pytest.approx(rate)


def test_a_ceiling_brings_the_total_to_15_and_no_further():
    layers = us.rates("EU27", "2025-10-01")
    base, added = layers["base"], layers["reciprocal"]
    taxed = (added > 0) & (layers["232"] == 0)
    assert (base + added)[taxed] == pytest.approx(0.15)
    assert not added[base >= 0.15].any()


def test_section_232_excludes_the_reciprocal_tariff_and_not_fentanyl_on_china():
    """Flat steel: EO 14257, section 3(b)(ii); EO 14289, section 4(b)."""
    layers = us.rates("CHN", "2025-10-29")
    steel = lines.load().starts("7208")
    assert (layers["232"][steel] == 0.5).all()
    assert not layers["reciprocal"][steel].any()
    assert (layers["fentanyl"][steel] == 0.2).all()


def test_a_derivative_pays_on_its_metal_and_the_reciprocal_tariff_on_the_rest():
    layers, on = us.rates("VNM", "2025-10-29"), lines.load()
    chairs = on.mask("aluminium derivatives/2025-03-12") & on.starts("9401", "9403") & ~on.mask("furniture")
    reached = layers["232"] / 0.5
    assert chairs.any()
    assert (layers["reciprocal"] / 0.2 + reached)[chairs] == pytest.approx(1.0)


def test_cars_pay_one_duty_of_section_232():
    """Parts of cars made of steel are on two lists: the parts' duty stands alone (EO 14289, section 3(a)(i))."""
    on = lines.load()
    both = on.mask("car parts") & on.union(("steel derivatives/2025-03-12", "aluminium derivatives/2025-03-12"))
    assert both.any()
    assert us.rates("CHN", "2025-06-10")["232"][both] == pytest.approx(0.25)


def test_goods_at_sea_keep_the_older_duty():
    """EO 14257, section 3(a), second paragraph: loaded before 9 April, 10% in place of China's own rate."""
    day, before = "2025-05-01", datetime.date(2025, 4, 7)
    assert of("CHN", day, "61091000", "reciprocal", loaded=before) == pytest.approx(0.10)
    assert of("CHN", day, "61091000", "reciprocal", loaded=datetime.date(2025, 4, 1)) == 0
    assert of("CHN", "2025-06-16", "61091000", "reciprocal", loaded=before) == pytest.approx(0.10)
    assert of("CHN", day, "61091000", "reciprocal", loaded=datetime.date(2025, 4, 20)) == pytest.approx(1.25)


def test_what_claims_usmca_pays_no_fentanyl_duty():
    paid = {share: of("MEX", "2025-10-01", "8528", "fentanyl", claimed=share) for share in (0.6, 0.9)}
    assert 0 < paid[0.9] < paid[0.6] <= 0.25
    share = us.claimed_share("MEX", 0.8)
    assert float(share @ lines.imports("MEX")) / lines.imports("MEX").sum() == pytest.approx(0.8, abs=0.01)


def test_void_duties_end_with_the_court():
    ieepa = ("fentanyl", "reciprocal", "country order")
    assert any(layer in us.rates(p, "2026-02-23") for p in ("CHN", "BRA") for layer in ieepa)
    assert not any(layer in us.rates(p, "2026-02-24") for p in lines.PARTNERS for layer in ieepa)
    fentanyl = next(d for d in measures.duties() if d.id == "fentanyl-cn-10b")
    assert "Supreme Court" in fentanyl.state_on(datetime.date(2026, 3, 1))


def test_metals_add_up_to_no_more_than_the_article():
    size, whole = 3, np.ones(3)
    points, reached = stacking.one_232(
        {"steel derivatives": 0.5 * whole, "aluminium derivatives": 0.5 * whole},
        {"steel derivatives": np.array([0.7, 0.2, 0.0]), "aluminium derivatives": np.array([0.6, 0.3, 0.1])},
        {"steel derivatives": whole > 0, "aluminium derivatives": np.array([True, True, False])},
    )
    assert reached == pytest.approx([1.0, 0.5, 0.0])
    assert points == pytest.approx(0.5 * reached)
    assert len(points) == size


def test_trade_adds_up_to_what_customs_counted():
    """China 429.4 and Canada 411.7 bn USD of imports for consumption in 2024; lines of an HS6 share it out."""
    assert lines.imports("CHN").sum() / 1e9 == pytest.approx(429.4, abs=0.1)
    assert lines.imports("CAN").sum() / 1e9 == pytest.approx(411.7, abs=0.1)
    assert sum(averages.weights_of("2024-06").values()) == pytest.approx(
        float(averages._months().loc[(averages.TOTAL, "2024-06")].imports)
    )


def test_section_301_is_owed_in_full_while_nothing_is_excluded():
    """Exclusions ended with 2020 and could be claimed again from 28 March 2022 (what was paid between was refunded)."""
    used = {m: sum(averages.expected("CHN", m).values()) for m in ("2020-12", "2021-05", "2023-05")}
    plain = {m: sum(averages.expected("CHN", m, use=False).values()) for m in used}
    assert plain["2020-12"] - used["2020-12"] > 1
    assert 0 <= plain["2021-05"] - used["2021-05"] < 0.2  # reliefs of ordinary duties alone
    assert plain["2023-05"] - used["2023-05"] > 1
    april, march = (averages._used(m)["301"].sum() for m in ("2022-04", "2022-03"))
    assert april < march < averages._used("2022-02")["301"].sum() == len(lines.load())


@pytest.mark.parametrize(
    "month", ["2018-03", "2018-08", "2019-08", "2019-11", "2021-07", "2023-08", "2025-01", "2025-06", "2025-11"]
)
def test_duties_expected_of_china_are_those_collected(month):
    """Within a point of Census, untuned; months outside are in ``tradetalks ledger check``."""
    assert sum(averages.expected("CHN", month).values()) == pytest.approx(averages.collected("CHN", month), abs=1)


def test_duties_expected_of_all_partners_are_those_collected():
    assert sum(averages.expected("all", "2024-06").values()) == pytest.approx(
        averages.collected("all", "2024-06"), abs=1
    )
    found = check.by_partner("2025-11")
    assert max(found.values()) == next(iter(found.values()))
    assert 1 < sum(found.values()) < 4


def test_steps_of_a_gap_add_up():
    step = check.steps("CHN", "2025-08")
    parts = step.law_2024_weights + step.weights_of_the_month + step.goods_at_sea + step.use_of_2024
    assert parts + step.not_explained == pytest.approx(step.collected)


def test_every_gap_is_taken_apart_and_every_way_adds_up(published):
    outside = [row for row in published if not row.within]
    for row in outside:
        ways = {}
        for part in gaps.parts(row, published):
            ways.setdefault(part.way, []).append(part)
        assert ways
        for parts in ways.values():
            assert sum(part.gap for part in parts) == pytest.approx(row.gap, abs=0.011)
            for part in parts:
                assert part.ours is None or part.gap == pytest.approx(part.ours - part.theirs)
    assert {row.who for row in outside} >= {"WTO", "PIIE", "Waugh", "Yale tracker"}


def test_a_step_is_named_by_what_moved(published):
    row = next(r for r in published if (r.who, r.importer, r.when) == ("WTO", "CHN", "2025-05-14"))
    steps = [part for part in gaps.parts(row, published) if part.way == "step"]
    assert steps[0].name == "2025-01-01: mfn, 2018-19"
    match = [part for part in steps if part.name.endswith("match")]
    assert sum(part.ours for part in match) == pytest.approx(10)  # up 84, up 41, down 115


def test_what_publishers_say_of_their_parts_adds_up_to_their_averages(published):
    for row in published:
        for way in ("layer", "partner"):
            parts = gaps._said().get((row.importer, row.exporter, row.when, row.who), {}).get(way)
            assert parts is None or sum(parts.values()) == pytest.approx(row.theirs, abs=0.05)


@pytest.mark.parametrize("month", ["2021-07", "2025-08"])
def test_sectors_add_up_to_the_gap_of_a_month(month):
    gap = sum(averages.expected("CHN", month).values()) - averages.collected("CHN", month)
    found = gaps.by_sector(month)
    assert sum(found.values()) == pytest.approx(gap, abs=0.2)  # files of all goods and of sectors differ a little
    assert abs(next(iter(found.values()))) == max(map(abs, found.values()))


def test_statutory_averages_are_near_the_budget_labs(published):
    rows = [r for r in published if r.who == "Yale" and r.exporter == "CHN"]
    assert len(rows) == 2
    assert all(r.within for r in rows)


def test_china_steps_of_2025_are_those_the_wto_counts(published):
    """Steps between days, where both average over the same goods to a tenth of a point or so."""
    rows = {r.when: r for r in published if r.who == "WTO" and r.importer == "CHN"}
    for first, second in (("2025-01-01", "2025-02-10"), ("2025-03-20", "2025-04-10"), ("2025-04-12", "2025-05-14")):
        ours, theirs = (getattr(rows[second], n) - getattr(rows[first], n) for n in ("ours", "theirs"))
        assert ours == pytest.approx(theirs, abs=0.3)


def test_china_on_world_weights_is_near_piie(published):
    rows = [r for r in published if r.who == "PIIE" and r.importer == "CHN"]
    assert sum(r.within for r in rows) >= 12
    assert len(rows) == 14


def test_china_as_applied_is_near_the_wto_on_every_day(published):
    rows = [r for r in published if r.who == "WTO" and r.importer == "CHN"]
    assert len(rows) == 9
    assert all(r.within for r in rows)


def test_lines_of_chinas_tariff_that_must_exist_are_counted_at_nothing():
    """A heading is divided into two lines or more, or not at all: one division listed alone has another beside it."""
    assert unlisted(["39269090"]) == ["39269010"]
    assert unlisted(["39140010"]) == ["39140090"]
    assert unlisted(["84123911", "84123990"]) == ["84123919"]
    assert unlisted(["39269000", "39269110", "39269190", "85412100"]) == []
    mean = by_six(pd.Series({"39269090": 15.0, "85412100": 5.0, "84811010": 10.0, "84811090": 20.0})).set_index("hs6")
    assert mean.points.to_dict() == {"392690": 7.5, "854121": 5.0, "848110": 15.0}
    assert mean.listed.to_dict() == {"392690": 15.0, "854121": 5.0, "848110": 15.0}


def test_us_duties_on_chinas_exports_to_the_world_are_near_piie_before_the_autumn_of_2025(published):
    rows = [r for r in published if r.who == "PIIE" and r.importer == "USA"]
    assert len(rows) == 10
    assert {r.when for r in rows if not r.within} == {"2025-04-10", "2025-09-25", "2025-11-10"}


def test_weights_by_world_exports_spread_sectors_over_products():
    """One rate on all lines averages to itself; one on electronics alone to their share of China's exports, 23.6%."""
    ones = np.ones(len(lines.load().codes))
    assert averages.by_world_exports({"a": 0.1 * ones})["a"] == pytest.approx(10)
    electronics = np.array([hs_sector(six) == "ELECTR" for six in lines.load().six])
    assert averages.by_world_exports({"a": electronics * ones})["a"] == pytest.approx(23.6, abs=0.05)


@pytest.mark.parametrize(
    ("six", "first", "left"),
    [("121490", "2019-09-17", 0.0), ("390140", "2019-12-26", 0.0), ("440391", "2020-02-28", 0.0),
     ("261690", "2020-05-19", 0.0), ("251200", "2020-05-19", 27.5 / 40)],  # diatomite: one of two lines
)  # fmt: skip
def test_published_exclusions_spare_the_retaliation_of_2018_from_their_day(six, first, left):
    of = china.codes().index(six)
    day = datetime.date.fromisoformat(first)
    before, after = (
        china.with_duties("2025-01-01", [d for d in china.charged("2025-01-01") if d.effective_from < until])["2018-19"]
        for until in (day, day + datetime.timedelta(1))
    )
    assert before[of] > 0
    assert after[of] == pytest.approx(left * before[of], abs=1e-4)
    assert china.rates("2025-01-01")["2018-19"][of] == pytest.approx(after[of])


def test_nearly_all_us_exports_to_china_have_a_code_of_its_tariff():
    """Aircraft are one code in US export statistics and several in China's tariff; low values and returns have none."""
    sold = lines.read("us_exports_china.csv.gz", text=("hs6",)).set_index("hs6")
    for year in ("2017", "2020", "2024"):
        assert china.exports(int(year)).sum() > 0.98 * sold[year].sum()
    assert sold["2024"].sum() / 1e9 == pytest.approx(143.5, abs=0.1)


def test_soybeans_before_and_after_busan():
    soy = china.codes().index("120190")
    before, after = (china.total(china.rates(day))[soy] for day in ("2025-11-09", "2025-11-10"))
    assert before - after == pytest.approx(0.04)  # ten points on two of five lines: edible, not seed


def test_what_falls_due_first_is_chinas_mineral_ban():
    found = measures.due([*measures.duties("USA"), *measures.duties("CHN")], "2026-11-26", 30)
    assert [str(d.day) for d in found] == ["2026-11-27", "2026-12-04"]
    assert "gallium" in found[0].duty.ended_by
    assert found[0].what == "suspension ends"


def test_every_duty_names_lists_that_are_there_and_a_source():
    for importer in ("USA", "CHN"):
        for duty in measures.duties(importer):
            assert duty.source
            assert duty.verified in {"yes", "press copy"}
            if importer == "USA" and duty.form != "listed":
                lines.load().union((*duty.products, *duty.exempt))


def test_bad_input_names_what_was_expected():
    with pytest.raises(PolicyError, match=r"'VMN'.*VNM"):
        us.rates("VMN", "2025-10-01")
    with pytest.raises(PolicyError, match="product list"):
        lines.load().mask("steeel")
    with pytest.raises(PolicyError, match=r"YYYY-MM from 2017-01"):
        averages.collected("CHN", "2016-12")
    with pytest.raises(PolicyError, match="begin on 2018-01-01"):
        china.rates("2017-12-31")


def test_commands():
    due = runner.invoke(app, ["ledger", "due", "--since", "2026-11-26", "--days", "10"])
    assert due.exit_code == 0
    assert "2026-11-27" in due.output
    assert "CHN:" not in due.output
    shown = runner.invoke(app, ["ledger", "rates", "CHN", "--on", "2025-11-10"])
    assert "32.35" in shown.output
    assert "US duties on goods of China" in shown.output
    assert runner.invoke(app, ["ledger", "rates", "USA", "--on", "2025-11-10", "--json"]).exit_code == 0
