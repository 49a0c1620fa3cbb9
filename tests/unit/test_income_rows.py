"""Real income with its parts as people read it: brief in all forms, deals, yardsticks that compare like with like."""

import json
import re

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.brief_forms import text_in
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.report.findings import gather
from tradetalks.report.forms import FORMS
from tradetalks.report.income_rows import IncomeRow, income_rows, income_words, share_words
from tradetalks.report.numbers import pct
from tradetalks.report.real import regions_frame

DUTY = {"instrument": "tariff", "importer": "USA", "exporter": "EU27", "points": 0.25}


def published(of, source="press"):
    return {"title": f"25 points: {of}", "measures": [DUTY], "of": of, "regions": ["USA"], "low": -9.0, "high": 9.0,
            "source": source}  # fmt: skip


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    kinds = ("real_income", "real_gdp", "consumer_prices")
    content = small(judge_by=[published(of) for of in kinds])
    return tt.Dossier.load(write(tmp_path_factory.mktemp("income"), content))


@pytest.fixture(scope="module")
def findings(dossier):
    return gather(tt.deal_space(dossier), sensitivity=False)


def test_like_is_held_against_like(findings):
    world = findings.space.eve.benchmark
    outcome = tt.solve(world, tt.Shock(world).add_tariff("USA", "EU27", 0.25), closure=findings.space.eve.closure)
    n = world.region("USA")
    expected = {
        "real_income": 100 * (outcome.real_income_ratio[n] - 1),
        "real_gdp": 100 * (outcome.real_gdp_ratio[n] - 1),
        "consumer_prices": 100 * outcome.inflation[n],
    }
    assert {y.of: y.ours for y in findings.yardsticks} == pytest.approx(expected, abs=1e-9)
    assert len({round(value, 4) for value in expected.values()}) == 3


def test_a_gdp_figure_held_against_real_income_is_a_warning(tmp_path):
    sources = {"press": {"title": "US GDP falls by half a per cent", "date": "2024-12-15", "verified": "press copy"}}
    for of, told in (("real_income", 1), ("real_gdp", 0)):
        content = small(judge_by=[published(of)], sources=sources)
        warnings = examined(write(tmp_path / of, content)).warnings
        assert sum("expected real_gdp" in line for line in warnings) == told


def test_one_region_for_a_figure_of_one(tmp_path):
    wrong = {**published("real_gdp"), "regions": ["USA", "EU27"]}
    with pytest.raises(tt.DossierError, match="expected one for real_gdp"):
        tt.Dossier.load(write(tmp_path, small(judge_by=[wrong])))


@pytest.mark.slow
def test_every_form_of_the_brief_tells_it(findings):
    war = findings.no_deal["war"]
    (row,) = income_rows(war, ["USA"])
    assert row.real_income == pytest.approx(row.efficiency + row.terms_of_trade + row.deficit, abs=1e-12)
    texts = {form: text_in(findings, form) for form in FORMS}
    for form, text in texts.items():
        assert pct(row.real_gdp, 2, signed=True) in text, form
        assert pct(row.real_income, 2, signed=True) in text, form
    for form in ("html", "markdown", "word"):
        plain = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", texts[form], flags=re.S)
        assert "terms of trade" in plain, form
        assert "from 2022 to today" in plain
        assert "no deal: steel war" in plain
        assert "Published GDP figures compare with real GDP" in plain
    assert "real GDP" in texts["html"].split("Beside published orders of magnitude")[1]


def test_who_pays_is_told_only_where_duties_change_enough(findings):
    rows = {row.code: row for row in income_rows(findings.no_deal["war"])}
    assert share_words(rows["EU27"]) == "–"
    assert 50 < (rows["USA"].paid_by_importers or 0) <= 105
    eve = findings.space.eve
    small_change = eve.solve({"cars": "cut"})  # half a point on one sector
    assert {row.paid_by_importers for row in income_rows(small_change)} == {None}


def test_tables_to_take_away_add_up(findings):
    outcome = findings.no_deal["war"]
    frame = regions_frame(outcome)
    parts = frame[[c for c in frame if c.startswith("of_it_")]].sum(axis=1)
    assert (parts - frame["real_income_change_pct"]).abs().max() < 1e-10


def test_deals_tell_it_of_every_named_package(dossier, tmp_path):
    folder = write(tmp_path, small())
    told = json.loads(CliRunner().invoke(app, ["deals", str(folder), "--json"]).stdout)
    assert set(told["real_income_by_package"]) == set(told["named"]) - {"status_quo"}
    for name, regions in told["real_income_by_package"].items():
        for code, row in regions.items():
            assert row["real_income"] == pytest.approx(row["efficiency"] + row["terms_of_trade"] + row["deficit"])
            assert row["billions"] == pytest.approx(told["named"][name]["real_income_bn"][code], abs=1e-7)
    printed = CliRunner().invoke(app, ["deals", str(folder)]).stdout
    assert "What real income is made of" in printed


def test_a_region_that_does_not_move_is_said_not_to():
    """Zeros in a row say nothing; one figure that is none of them is told with the others."""
    still = IncomeRow("today", "EU27", "European Union", 0.0, 1e-5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, None)
    moved = IncomeRow("today", "CHN", "China", -0.2, -0.0010, 0.0, 0.0, -0.0010, 0.0, 0.0, 0.0, None)
    told = income_words([still, moved])
    assert told.startswith("real income and real GDP of the European Union as they were and real income of China")
    assert "China −0.001% (efficiency 0.00%" in told
