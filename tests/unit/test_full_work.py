"""That full employment is assumed is said beside real GDP, with who would be out of work if wages fell slowly; talks
with a floor of their own count people out of work, case by case."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tests.unit.test_no_deal_ranges import printed
from tradetalks.cli import app
from tradetalks.counsel.slow_wages import under_slow_wages
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.closure import Closure, Wages
from tradetalks.report.findings import gather
from tradetalks.report.full_work import (
    ASSUMED,
    WITH_FLOOR,
    asked_of,
    full_work_in_short,
    full_work_words,
    slow_wages_json,
    work_note,
)
from tradetalks.report.idle_cases import idle_cases_json, idle_table, outcomes_by_case
from tradetalks.report.idle_why import why_at_work
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache

BLOW = [{"instrument": "tariff", "importer": "USA", "exporter": "EU27", "points": 0.6, "sectors": ["goods"]}]
WITHOUT = [
    {"name": "as_is", "title": "as it is", "probability": 0.5},
    {"name": "blow", "title": "all goods taxed", "probability": 0.5, "measures": BLOW},
]
FLOOR = {"horizon": "year 1", "wages": {"allowed": 0.99}}
runner = CliRunner()


@pytest.fixture(scope="module")
def talks(tmp_path_factory):
    return write(tmp_path_factory.mktemp("talks"), small(world=FOUR, no_deal=WITHOUT))


@pytest.fixture(scope="module")
def floored(tmp_path_factory):
    return write(tmp_path_factory.mktemp("floored"), small(world={**FOUR, **FLOOR}, no_deal=WITHOUT))


@pytest.fixture(scope="module")
def space(talks):
    return tt.deal_space(Dossier.load(talks))


@pytest.fixture(scope="module")
def found(space):
    return under_slow_wages(space, asked_of(space, "nash"))


class TestIllustration:
    def test_it_is_what_the_dossier_with_that_floor_solves_to(self, space, found, floored):
        assert asked_of(space, "nash") == ["nash", "no deal: blow"]
        eve = bring_to_eve(Dossier.load(floored), outcomes=OutcomeCache(None))
        own = eve.solve({}, eve.effect_of(eve.dossier.no_deal[1].measures))
        np.testing.assert_allclose(found.outcomes["no deal: blow"].employed, own.employed, rtol=1e-9)
        np.testing.assert_allclose(found.outcomes["no deal: blow"].real_gdp_ratio, own.real_gdp_ratio, rtol=1e-9)
        assert own.employed[own.world.region("EU27")] < 1 - 1e-4
        assert found.outcomes["nash"].closure.wages == Wages()

    def test_it_is_told_beside_the_assumption_with_whose_floor_it_is(self, space, found):
        (told,) = full_work_words(space, "nash", found)
        assert told.startswith(ASSUMED)
        assert "no sector's wage could fall by more than 1% in year 1 (Rodriguez-Clare" in told
        world = found.outcomes["no deal: blow"].world
        idle = slow_wages_json(found)["cases"]["no deal: blow"]["out_of_work"]["EU27"]["thousands"]
        assert f"without a deal ('all goods taxed') {idle:,.0f} thousand people in the European Union" in told
        gdp = 100 * (found.outcomes["no deal: blow"].real_gdp_ratio[world.region("EU27")] - 1)
        assert f"\u2212{abs(gdp):.2f}%" in told
        assert "wages: {allowed: 0.99}" in told

    def test_in_short_it_tells_the_same_of_those_with_many_out_of_work(self, space, found):
        (line,) = full_work_in_short(space, "nash", found, "blow")
        (named,) = full_work_in_short(space, "nash", found)
        assert line.startswith("Everybody who wants work is assumed to find it.")
        assert "out of work (and real GDP) would be without a deal" in line
        assert "without a deal ('all goods taxed')" in named
        idle = slow_wages_json(found)["cases"]["no deal: blow"]["out_of_work"]["EU27"]
        assert idle["pct"] > 0.05
        assert f"{idle['thousands']:,.0f} thousand people in the European Union (\u2212" in line
        few = replace(found, outcomes={"no deal: as_is": found.outcomes["nash"]})
        assert full_work_in_short(space, "", few) == []

    def test_a_war_of_best_replies_is_said_to_have_none(self, tmp_path):
        nash = {"name": "war", "title": "war", "probability": 0.5, "nash": {"players": ["USA", "EU"]}}
        dossier = Dossier.load(write(tmp_path, small(world=FOUR, no_deal=[WITHOUT[1], nash])))
        stand_in: Any = type("Space", (), {"dossier": dossier, "named": {}})()
        assert under_slow_wages(stand_in, ["no deal: war"]).none_because == {
            "no deal: war": "it is a war of best replies, which such a floor does not know"
        }

    def test_none_is_asked_of_talks_with_a_floor_or_without_a_model(self, space, floored):
        dossier = Dossier.load(floored)
        assert under_slow_wages(type("Space", (), {"dossier": dossier, "named": {}})(), ["no deal: blow"]) is None
        assert full_work_words(space, "nash", None) == []
        assert slow_wages_json(None) is None
        assert work_note(Closure()) == ASSUMED
        assert work_note(dossier.world.closure()) == WITH_FLOOR

    def test_the_brief_says_it_below_who_pays_and_below_real_gdp(self, space):
        from tradetalks.report.brief import render

        text = render(gather(space, sensitivity=False))
        who_pays = text[text.index("Who pays at home") : text.index("Who else moves")]
        assert "An illustration: " in who_pays
        income = text[text.index('id="income"') :]
        assert ASSUMED.replace("'", "&#39;") in income
        assert "Rodriguez-Clare" in income
        assert "wages slow to fall" in text[text.index('id="certificate"') :]


class TestCases:
    def test_deals_and_explain_count_people_out_of_work(self, floored):
        done = runner.invoke(app, ["deals", str(floored), "--json"])
        assert done.exit_code == 0, done.output
        told = json.loads(done.stdout)
        own = told["out_of_work"]["no_deal"]["blow"]["EU27"]
        assert own["thousands"] > 1
        assert own["pct"] > 0.01
        assert told["out_of_work"]["no_deal"]["as_is"]["EU27"]["pct"] == pytest.approx(0, abs=1e-9)
        assert "nash" in told["out_of_work"]["packages"]
        assert told["slow_wages_illustration"] is None
        shown = " ".join(runner.invoke(app, ["deals", str(floored)]).output.split())
        assert "People out of work, thousands (of those who want to work), in year 1" in shown
        explained = runner.invoke(app, ["explain", str(floored), "steel=doubled", "--no-ranges", "--json"])
        solved = runner.invoke(app, ["solve", str(floored), "-p", "steel=doubled", "--no-ranges", "--json"])
        assert json.loads(explained.stdout)["out_of_work"] == json.loads(solved.stdout)["out_of_work"]
        words = " ".join(runner.invoke(app, ["explain", str(floored), "steel=doubled", "--no-ranges"]).output.split())
        assert "ut of work" in words

    def test_a_table_has_a_row_a_case_and_none_where_wages_are_free(self, space, floored):
        own = tt.deal_space(Dossier.load(floored))
        cases = outcomes_by_case(own)
        told = printed(idle_table(own, *cases))
        assert "No deal: all goods taxed" in told
        assert set(idle_cases_json(*cases)["out_of_work"]["no_deal"]) == {"as_is", "blow"}
        nobody = idle_table(own, {}, {"as_is": cases[1]["as_is"]})
        assert "Nobody at the table is out of work" in nobody
        assert outcomes_by_case(space) == ({}, {})
        assert idle_table(space, {}, {}) == ""
        assert idle_cases_json({}, {}) == {}


def test_why_nobody_is_out_of_work_at_home_is_said_where_that_is_so(found):
    blow = found.outcomes["no deal: blow"]
    assert blow.employed[blow.world.region("USA")] == pytest.approx(1, abs=5e-5)
    (told,) = why_at_work(blow)
    assert told.startswith("Why nobody is out of work in the United States")
    lowest = 100 * (blow.sector_wage_ratio[blow.world.region("USA")].min() - 1)
    assert lowest > -1
    assert "\u22121.0% is allowed" in told
    assert "Budget Lab" in told
    assert why_at_work(found.outcomes["nash"]) == []
