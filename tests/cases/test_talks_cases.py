"""Small inputs that once failed, kept beside the checkout: each must give its right answer."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.dossier.genius import read_profile as read_genius_profile
from tradetalks.dossier.geniusweb import read_profile as read_geniusweb

CASES = Path(__file__).parents[3] / "shared" / "cases" / "talks"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases of talks are not beside this checkout")


def run(*arguments):
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_genius_profile_whose_weights_sum_to_more_than_one():
    found = read_genius_profile(CASES / "genius-weights-1.1.xml")
    assert found.utility({"a": "x", "b": "y"}) == pytest.approx(0.98)
    assert found.reservation == 0.9
    assert any("discount factor 0.5" in note for note in found.notes)


def test_the_older_spelling_of_geniusweb():
    found = read_geniusweb(CASES / "geniusweb-discreteutils.json")
    assert (found.utility({"a": "x"}), found.utility({"a": "y"})) == (1.0, 0.2)


def test_no_deal_has_a_worth_of_its_own():
    space = tt.deal_space(tt.Dossier.load(CASES / "no-deal-worth.yaml"))
    assert dict(zip(space.parties, space.expected_no_deal.tolist(), strict=True)) == {"BUY": 3, "SEL": 4}


def test_three_parties_and_eight_items_are_explained():
    found = json.loads(run("explain", str(CASES / "three-parties-8-items.yaml"), "nash", "--json"))
    assert len(found["core"]["worth"]) == 7
    assert found["core"]["too_wide"] == []
    assert "side payments" in run("explain", str(CASES / "three-parties-8-items.yaml"))


def test_linked_items_behind_a_framework():
    space = tt.deal_space(tt.Dossier.load(CASES / "framework-first"))
    assert space.feasible == 8_388_609
    assert [tuple(round(d.gain[p]) for p in ("USA", "EU")) for d in space.frontier] == [
        (26, 30), (25, 33), (24, 35), (23, 36),
    ]  # fmt: skip
    assert (round(space.nash.gain["USA"]), round(space.nash.gain["EU"])) == (24, 35)


@pytest.mark.slow
def test_the_swap_between_the_first_and_the_third_party():
    """In the long run, for which the case was written; in years 2-3 Mexico's tariff costs it nothing (next test)."""
    found = json.loads(run("explain", str(CASES / "usmca-swap.yaml"), "nash", "--json", "--horizon", "long run"))
    swaps = [dict(zip(s["givers"], (i for i, _ in s["parts"]), strict=True)) for s in found["linkage"]["swaps"]]
    assert {"USA": "cars", "MEX": "china_rule"} in swaps
    assert not any(swap.get("CAN") == "china_rule" for swap in swaps)


def test_what_costs_its_giver_nothing_is_no_swap():
    """At the default horizon its own tariff gives Mexico a little: neither it nor Canada concedes anything by it."""
    told = json.loads(run("explain", str(CASES / "usmca-swap.yaml"), "nash", "--json"))
    assert told["linkage"]["swaps"] == []
    assert not any("china_rule" in str(conceded) for conceded in told["concedes"].values())


@pytest.mark.slow
def test_a_floor_below_present_purchases_is_told():
    told = " ".join(run("deals", str(CASES / "slack-purchase.yaml")).split())
    assert re.search(r"50 bn a year more\) does nothing by itself: 1\d\d\.\d bn USD a year are bought already", told)


@pytest.mark.slow
def test_five_parties_have_a_picture_without_a_line():
    from tradetalks.report.space_charts import deal_space_chart

    spec = deal_space_chart(tt.deal_space(tt.Dossier.load(CASES / "five-parties-chart"))).to_json()
    assert '"type": "line"' not in spec
