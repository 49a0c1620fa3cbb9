"""Parties that the model does not know, and amounts in a unit of the dossier's own."""

import copy
import json
import re

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import SMALL, small, write
from tests.unit.test_talks import political, space_of
from tradetalks.app.description import description
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.cli import app
from tradetalks.counsel.account import contributions
from tradetalks.counsel.robustness import robustness
from tradetalks.report.brief import render
from tradetalks.report.findings import gather

STAKES = {
    "price": {"low": {"BUY": 20, "SEL": -24}},
    "volume": {"double": {"BUY": -6, "SEL": 18}},
    "delivery": {"late": {"BUY": -4, "SEL": 16}},
}
WALK = [{"name": "walk", "title": "walk away", "probability": 1.0,
         "worth": {"BUY": {"low": 1, "mid": 3, "high": 5, "basis": "judgement"},
                   "SEL": {"low": 2, "mid": 4, "high": 6, "basis": "judgement"}}}]  # fmt: skip


def contract(**changes):
    """A buyer and a seller, counted in points; no region, no measure."""
    content = political(STAKES, ("BUY", "SEL"), ("", ""), no_deal=WALK, unit="points", profiles={}, **changes)
    content["parties"] = {"BUY": {"name": "Buyer"}, "SEL": {"name": "Seller"}}
    return content


def with_a_union():
    """The small dossier of two economies and a union, which is no economy and must agree."""
    content = small()
    content["parties"]["UNION"] = {"name": "Metalworkers"}
    lifted = content["agenda"][0]["options"][1]
    lifted["worth"]["UNION"] = {"low": -4, "mid": -2, "high": -1, "basis": "judgement"}
    framework = content["agenda"][2]["options"][1]
    framework["worth"]["UNION"] = {"low": 1, "mid": 3, "high": 5, "basis": "judgement"}
    return content


class TestWithoutRegion:
    def test_worth_is_all_there_is_to_it(self, tmp_path):
        with_union, without = (
            tt.deal_space(tt.Dossier.load(write(tmp_path / name, content)))
            for name, content in (("union", with_a_union()), ("small", small()))
        )
        package = {"steel": "lifted", "data": "framework"}
        deal, same = with_union.deal(package), without.deal(package)
        assert deal.economic["UNION"] == 0
        assert deal.value["UNION"] == pytest.approx(1)
        for party in ("USA", "EU"):
            assert deal.economic[party] == pytest.approx(same.economic[party], abs=1e-9)
            assert abs(deal.economic[party]) > 0.01
        by_item = {part.item: part for part in contributions(with_union, package)}
        assert by_item["steel"].total("UNION") == pytest.approx(-2)
        assert by_item["steel"].economic["EU"] == pytest.approx(
            {part.item: part for part in contributions(without, package)}["steel"].economic["EU"]
        )

    def test_every_region_stays_in_its_place(self, tmp_path):
        """Order of the parties does not matter to what a region gets, with one in between that is none."""
        content = with_a_union()
        content["parties"] = {code: content["parties"][code] for code in ("EU", "UNION", "USA")}
        turned, plain = (
            tt.deal_space(tt.Dossier.load(write(tmp_path / name, one)))
            for name, one in (("turned", content), ("plain", with_a_union()))
        )
        package = {"steel": "lifted", "cars": "cut", "data": "framework"}
        assert turned.deal(package).value == pytest.approx(plain.deal(package).value)
        rows = [robustness(space, {"this": package}, draws=200, sets=["GYY"])[0] for space in (turned, plain)]
        assert rows[0].mid == pytest.approx(rows[1].mid, abs=0.3)

    def test_it_takes_no_part_in_a_tariff_war(self, tmp_path):
        content = with_a_union()
        content["no_deal"][1] = {
            "name": "war", "title": "war", "probability": 0.5, "nash": {"players": ["USA", "UNION"]}
        }  # fmt: skip
        with pytest.raises(tt.DossierError, match=r"no_deal\[1 'war'\].nash.players: found UNION, which has no region"):
            tt.Dossier.load(write(tmp_path, content))

    def test_the_brief_has_rows_for_it_and_no_duties_of_it(self, tmp_path):
        text = render(gather(tt.deal_space(tt.Dossier.load(write(tmp_path, with_a_union()))), sensitivity=False))
        assert "Metalworkers: gain over no deal" in text
        assert "goods of the Metalworkers" not in text
        assert "on goods of the European Union" in text

    def test_the_workbench_evaluates_it(self, tmp_path):
        table = Table(tt.deal_space(tt.Dossier.load(write(tmp_path, with_a_union()))))
        found = table.evaluate(State(package={"data": "framework"}))
        assert found["parties"]["UNION"]["value"] == pytest.approx(3)
        assert set(found["revenue"]) == {"USA", "EU"}


class TestOwnUnit:
    def test_it_is_shown_everywhere_and_nothing_of_the_model_is(self, tmp_path):
        folder = str(write(tmp_path, contract()))
        for command in (["deals"], ["explain"], ["robust"], ["solve"], ["durability"], ["negotiate"]):
            words = [*command, folder, *(["nash"] if command == ["explain"] else [])]
            found = CliRunner().invoke(app, words)
            assert found.exit_code == 0, found.output
            for alien in ("bn", "USD", "elasticit", "in years 2", "model:"):
                assert alien not in found.stdout, (command, alien)
            assert "points" in found.stdout

    def test_json_says_the_unit(self, tmp_path):
        found = CliRunner().invoke(app, ["deals", str(write(tmp_path, contract())), "--json"])
        assert json.loads(found.stdout)["unit"] == "points"

    def test_the_brief_has_no_section_of_the_model(self, tmp_path):
        text = render(gather(space_of(tmp_path, contract()), draws=200))
        text = re.sub(r'<section id="words">.*?</section>|title="[^"]*"', "", text, flags=re.S)  # the glossary's own
        for alien in ("tariff", "US dollars", "Third countries", "Real income", "bn ", "elasticit"):
            assert alien not in text, alien
        assert "amounts in points" in text
        assert re.search(r"one would expect \+3\.0( \([^)]*\))? for Buyer and \+4\.0( \([^)]*\))? for Seller", text)

    def test_the_page_is_told(self, tmp_path):
        told = description(space_of(tmp_path, contract()))
        assert (told["unit"]["title"], told["money"], told["computed"]) == ("points", "points", False)

    def test_nash_is_the_closed_form(self, tmp_path):
        """All eight packages by hand: only all three changed leaves both above 3 and 4."""
        space = space_of(tmp_path, contract())
        assert space.nash.package == {"price": "low", "volume": "double", "delivery": "late"}
        assert space.nash.gain == pytest.approx({"BUY": 7.0, "SEL": 6.0})

    def test_a_range_of_the_outside_option_is_drawn(self, tmp_path):
        (row,) = robustness(space_of(tmp_path, contract()), {"nash": dict.fromkeys(())}, draws=4000)
        own = np.array([row.low["BUY"], row.high["BUY"]])
        assert own[1] - own[0] > 2

    def test_it_is_refused_beside_measures(self, tmp_path):
        with pytest.raises(tt.DossierError, match="unit: found 'points' in a dossier that states measures"):
            tt.Dossier.load(write(tmp_path, {**copy.deepcopy(SMALL), "unit": "points"}))

    @pytest.mark.parametrize("command", ["war", "path", "ladder"])
    def test_what_only_the_model_can_tell_says_so(self, tmp_path, command):
        found = CliRunner().invoke(app, [command, str(write(tmp_path, contract()))])
        assert found.exit_code == 1
        assert "the model has nothing to solve" in str(found.exception)
