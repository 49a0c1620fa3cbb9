"""What sliders of the page move: duties at several rates or absent, how far each goes, what is said of what may not."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app.position import moved_options, part_keys, written
from tradetalks.app.server import create
from tradetalks.app.sliders import allowed_of, sliders, why_none
from tradetalks.app.state import State
from tradetalks.policy.instruments import compile_measures
from tradetalks.policy.instruments.ledger import ALL, LedgerDuties
from tradetalks.policy.instruments.subsidy import Subsidy
from tradetalks.policy.instruments.tariff import Tariff

EVE = "2025-10-29"


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.fixture(scope="module")
def busan():
    return tt.Dossier.load("busan-2025")


def duties(**change):
    return LedgerDuties(instrument="ledger", day=EVE, importer="CHN", exporter="USA", change=change)


def added(measure, world):
    return compile_measures([measure], world, {}).tariff


class TestParts:
    def test_duties_that_are_lifted_come_back_together_by_a_share_of_what_they_are(self, world):
        lifted = duties(**{"march 2025": "absent", "match": "absent"})
        assert dict(lifted.movable_parts) == {ALL: ("times", 0.0)}
        whole, half, today = (added(lifted.with_parts({ALL: share}), world) for share in (0.0, 0.5, 1.0))
        np.testing.assert_array_equal(whole, added(lifted, world))
        np.testing.assert_allclose(half, whole / 2, atol=1e-12)
        np.testing.assert_allclose(today, 0.0, atol=1e-12)

    def test_each_of_several_rates_moves_by_itself(self):
        several = duties(**{"match": 0.34, "march 2025": {"times": 0.5}, "february 2025": "absent"})
        assert dict(several.movable_parts) == {"0": ("rate", 0.34), "1": ("times", 0.5), "2": ("times", 0.0)}
        moved = several.with_parts({"0": 0.2, "2": 0.3})
        assert moved.change == {"match": 0.2, "march 2025": {"times": 0.5}, "february 2025": {"times": 0.3}}
        assert several.with_parts({"0": 0.5, "1": 0.5}).change["match"] == 0.5  # alike now, and still two numbers
        assert several.alone("1").describe().partition(": ")[2].startswith("march 2025 times 0.5, in place")

    def test_one_rate_or_a_law_put_in_force_has_none(self):
        assert dict(duties(match=0.34).movable_parts) == {}
        assert dict(duties(**{"match": "absent", "cn-24": "in force"}).movable_parts) == {}

    def test_a_position_moves_them_and_takes_them_away(self, busan, world):
        key = "china_tariffs.all_2025_lifted.0.all"
        assert key in part_keys("china_tariffs", busan.item("china_tariffs").option("all_2025_lifted"))
        assert moved_options(busan, {key: 0.0}) == {}  # the dossier's own
        ((place, measures),) = moved_options(busan, {key: 0.25}).items()
        assert place == ("china_tariffs", "all_2025_lifted")
        assert set(map(str, measures[0].change.values())) == {"{'times': 0.25}"}
        package = {"china_tariffs": "all_2025_lifted"}
        new = written(busan, State(package=package, rates={key: 0.25})).item("china_tariffs").options[-1]
        assert new.measures[0].change == measures[0].change
        with pytest.raises(tt.PolicyError, match=r"expected ITEM\.OPTION\.NUMBER"):
            moved_options(busan, {f"{key}.x": 0.25})
        with pytest.raises(tt.PolicyError, match="unknown slider"):
            moved_options(busan, {"china_tariffs.all_2025_lifted.0.1": 0.25})

    def test_the_page_has_a_slider_with_its_unit_or_says_why_none(self, busan, world):
        space = SimpleNamespace(dossier=busan, eve=SimpleNamespace(world=world, benchmark=world))
        item = busan.item("reciprocal_tariff")
        (one,) = sliders(item.id, item.option("removed"), space)
        assert (one["points"], one["low"], one["high"], one["unit"]) == (0.0, 0.0, 1.0, "% of today's rates")
        assert one["label"].endswith("reciprocal tariff: what is left of today's rates")
        told = {o.id: (bool(sliders(item.id, o, space)), why_none(item.id, o)) for o in item.options}
        assert told["removed"] == (True, "")
        assert told["lapse_34"] == (False, "No rate to slide: this puts a law in force as it stands, at its own rates.")
        assert why_none("taiwan", busan.item("taiwan").options[-1]) == ""


class TestHowFar:
    def test_a_subsidy_pays_less_than_the_whole_price(self, world):
        aid = Subsidy(instrument="subsidy", region="CHN", points=-0.02, sectors=["STEEL"])
        found = allowed_of(SimpleNamespace(profile_rates=dict), aid, world)
        paid = world.subsidy[world.region("CHN"), world.sector("STEEL")]
        assert found.high == pytest.approx(0.99 - paid, abs=1e-3)
        assert found.why == "a subsidy may not pay the whole price"

    def test_duties_leave_something_of_the_price(self, world):
        off = Tariff(instrument="tariff", importer="USA", exporter="CHN", points=1.0, profile="off")
        found = allowed_of(SimpleNamespace(profile_rates=lambda: {"off": {"TEXT": -0.5}}), off, world)
        charged = world.tariff[world.region("CHN"), world.region("USA"), world.sector("TEXT")]
        assert found.high == pytest.approx((0.99 + charged) / 0.5, abs=1e-3)
        assert "none of the whole price" in found.why

    def test_what_cannot_be_solved_is_told_with_what_may_be_set_and_why(self, tmp_path):
        content = small()
        aid = {"instrument": "subsidy", "region": "EU27", "points": 0.01, "sectors": ["STEEL"]}
        options = [{"id": "none", "title": "none"}, {"id": "paid", "title": "paid", "measures": [aid]}]
        content["agenda"].append({"id": "aid", "title": "EU steel aid", "status_quo": "none", "options": options})
        app = create(tt.Dossier.load(write(tmp_path, content)))
        app.state.shelf.open("small", lambda *_: None)
        with TestClient(app, base_url="http://127.0.0.1:8450") as client:
            state = {"package": {"aid": "paid"}, "rates": {"aid.paid.0": 5.0}}
            found = client.post("/api/tables/small/evaluate", json=state)
            assert found.status_code == 422
            told = found.json()["error"]
            assert told.startswith("No outcome can be solved at the rates set by hand: “EU steel aid”: ")
            (slider,) = client.get("/api/tables/small").json()["items"][-1]["options"][1]["sliders"]
            highest = slider["most"][1]
            assert f" to {100 * highest:g} points may be set; {slider['why']}; the dossier has 1)" in told
            state["rates"]["aid.paid.0"] = highest - 0.9
            assert client.post("/api/tables/small/evaluate", json=state).status_code == 200
