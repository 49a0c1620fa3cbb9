"""Terms over time: even yearly amounts, discount rates, beliefs, contingent terms, and constraints at every date."""

import math

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.counsel.robustness import robustness
from tradetalks.dossier import phasing
from tradetalks.errors import DossierError
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer
from tradetalks.value.worth import worth


def scheduled(phases, item=0, **changes):
    """The small dossier with a scheduled option 'path' on one item."""
    content = small(**changes)
    content["agenda"][item]["options"].append({"id": "path", "title": "over time", "phases": phases})
    return content


def load(tmp_path, content):
    return tt.Dossier.load(write(tmp_path, content))


def cut(option, since, **more):
    return {"since": since, "option": option, **more}


class TestWeights:
    def test_sum_to_one_for_every_party(self, tmp_path):
        content = scheduled(
            [cut("lifted", "2025-07-01"), cut("charged", "2027-01-01", unless="renewed")],
            events={"renewed": {"title": "the deal is renewed", "probability": {"USA": 0.9, "EU": 0.2}}},
            enforcement={"discount_rate": {"USA": 0.1}},
        )
        dossier = load(tmp_path, content)
        assert len(phasing.states(dossier)) == 6  # three spans, two courses
        for party in ("USA", "EU", None):
            found = phasing.weights(dossier, party)
            assert sum(found) == pytest.approx(1, abs=1e-12)
            assert min(found) >= 0

    def test_closed_form(self, tmp_path):
        """A benefit from year one on at rate r over H years: (e^-r - e^-rH) / (1 - e^-rH)."""
        content = scheduled([cut("framework", "2026-01-01")], item=2, horizon_years=4)
        content["enforcement"] = {"discount_rate": {"USA": 0.08, "EU": 0.02}}
        dossier = load(tmp_path, content)
        start = 365 / 365.25
        for party, rate, yearly in (("USA", 0.08, 2.0), ("EU", 0.02, -0.5)):
            share = (math.exp(-rate * start) - math.exp(-rate * 4)) / (1 - math.exp(-rate * 4))
            assert worth(dossier, {"data": "path"})[party] == pytest.approx(share * yearly)

    def test_the_patient_value_what_comes_late_more(self, tmp_path):
        content = scheduled([cut("framework", "2028-01-01")], item=2)
        content["enforcement"] = {"discount_rate": {"USA": 0.3, "EU": 0.01}}
        found = worth(load(tmp_path, content), {"data": "path"})
        assert found["USA"] / 2.0 < found["EU"] / -0.5


class TestValues:
    def test_in_force_at_once_and_for_good_is_the_option_itself(self, tmp_path):
        dossier = load(tmp_path, scheduled([cut("lifted", "2025-01-01")]))
        space = tt.deal_space(dossier, valuer=Valuer(bring_to_eve(dossier), ValueCache(None)))
        plain, phased = (space.deal({"steel": o, "data": "framework"}) for o in ("lifted", "path"))
        for party in space.parties:
            assert phased.value[party] == pytest.approx(plain.value[party], abs=1e-9)
            assert phased.low[party] == pytest.approx(plain.low[party], abs=1e-9)
        np.testing.assert_allclose(phased.real_income, plain.real_income, atol=1e-9)

    def test_weighs_solved_packages_by_state(self, tmp_path):
        dossier = load(tmp_path, scheduled([cut("lifted", "2026-01-01"), cut("doubled", "2027-01-01")]))
        valuer = Valuer(bring_to_eve(dossier), ValueCache(None))
        over_time = valuer.billions(valuer.real_income_ratio([{"steel": "path", "cars": "cut"}]))[0]
        plain = valuer.billions(
            valuer.real_income_ratio([{"steel": o, "cars": "cut"} for o in ("charged", "lifted", "doubled")])
        )
        np.testing.assert_allclose(over_time, phasing.weights(dossier, None) @ plain, atol=1e-9)
        np.testing.assert_allclose(valuer.eve.yearly_change({"steel": "path", "cars": "cut"}), over_time, atol=1e-6)

    def test_differing_beliefs_make_a_contingent_term_worth_having(self, tmp_path):
        """Each party thinks the event that pays it likely: a bet that both sign, though it adds nothing."""
        content = small(
            constraints=[],
            red_lines=[],
            in_force=[],
            events={"rain": {"title": "it rains", "probability": {"USA": 0.9, "EU": 0.1}}},
            no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}],
            agenda=[
                {
                    "id": "stake",
                    "title": "stake",
                    "status_quo": "none",
                    "options": [
                        {"id": "none", "title": "none"},
                        *(
                            {
                                "id": name,
                                "title": name,
                                "only_in_phases": True,
                                "worth": {
                                    p: {"low": v, "mid": v, "high": v, "basis": "judgement"}
                                    for p, v in (("USA", a), ("EU", -a))
                                },
                            }
                            for name, a in (("us_wins", 10), ("eu_wins", -10))
                        ),
                        {
                            "id": "bet",
                            "title": "bet",
                            "phases": [
                                cut("us_wins", "2025-01-01", when="rain"),
                                cut("eu_wins", "2025-01-01", unless="rain"),
                            ],
                        },
                    ],
                }
            ],
        )
        space = tt.deal_space(load(tmp_path, content))
        assert space.feasible == 2  # the two outcomes are not on the table by themselves
        best = space.named["nash"]
        assert best.package == {"stake": "bet"}
        assert best.gain == pytest.approx({"USA": 8.0, "EU": 8.0})
        assert list(space.dossier.objections({"stake": "us_wins"}))

    def test_robust_takes_schedules(self, tmp_path):
        dossier = load(tmp_path, scheduled([cut("lifted", "2026-01-01")]))
        space = tt.deal_space(dossier)
        package = {"steel": "path", "data": "framework"}
        [found] = robustness(space, {"it": package}, draws=500, sets=["GYY"])
        deal = space.deal(package)
        assert found.low["USA"] < deal.gain["USA"] < found.high["USA"]


class TestRules:
    def test_constraints_hold_at_every_date(self, tmp_path):
        dossier = load(tmp_path, scheduled([cut("lifted", "2026-01-01")]))
        assert list(dossier.objections(dossier.package({"steel": "path"}))) == ["steel for data"]
        assert not list(dossier.objections(dossier.package({"steel": "path", "data": "framework"})))
        space = tt.deal_space(dossier)
        for row in range(len(space.blocks[0].rows)):
            chosen = space.blocks[0].choices(row)
            assert not (chosen["steel"] in ("lifted", "path") and chosen["data"] != "framework")

    def test_a_red_line_bars_schedules_that_pass_it(self, tmp_path):
        dossier = load(tmp_path, scheduled([cut("surrender", "2028-01-01")], item=3))
        space = tt.deal_space(dossier)
        assert space.feasible == tt.deal_space(load(tmp_path / "plain", small())).feasible
        assert any("red line" in why for why in dossier.objections(dossier.package({"standards": "path"})))

    @pytest.mark.parametrize(
        ("phases", "says"),
        [
            ([cut("lifteed", "2026-01-01")], "unknown option without phases 'lifteed' (nearest: 'lifted')"),
            ([cut("lifted", "2026-01-01"), cut("charged", "2025-06-01")], "phases[1].since: found 2025-06-01"),
            ([cut("lifted", "2026-01-01", when="rain")], "unknown event 'rain'"),
            ([cut("lifted", "soon")], "phases[0].since"),
            (
                [{**cut("lifted", "2026-01-01"), "untl": "x"}],
                "unknown name (nearest: 'unless'); expected one of: since",
            ),
        ],
    )
    def test_faults(self, tmp_path, phases, says):
        with pytest.raises(DossierError) as caught:
            load(tmp_path, scheduled(phases))
        assert says in str(caught.value)

    def test_no_deal_is_plain(self, tmp_path):
        content = scheduled([cut("lifted", "2026-01-01")])
        content["no_deal"][1]["package"] = {"steel": "path"}
        with pytest.raises(DossierError, match="expected an option without phases there"):
            load(tmp_path, content)
