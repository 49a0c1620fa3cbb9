"""Who would sign, by one rule: what is within the certified error is a tie, and every place says the same."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import random_world
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.counsel.standing import standing
from tradetalks.equilibrium import model
from tradetalks.equilibrium.adjoint import amplification
from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.equilibrium.lagrangian import Here
from tradetalks.equilibrium.prepare import checked, policy_of, prepare, state_size
from tradetalks.report.talks_report import compare_table
from tradetalks.report.talks_words import standing_json, standing_words
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.folding import fold
from tradetalks.space.naming import name
from tradetalks.space.valuing import value
from tradetalks.space.verdict import verdict
from tradetalks.value.ties import AMPLIFIED, STATED, settled


@pytest.fixture(scope="module")
def space(tmp_path_factory) -> DealSpace:
    return tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("d"))))


def with_worth(space: DealSpace, worth: dict[str, float]) -> DealSpace:
    """The same talks, but that data flows are worth this to each party, and nothing is without a deal."""
    d = space.dossier
    figures = {p: {"low": v, "mid": v, "high": v, "basis": "judgement"} for p, v in worth.items()}
    content = d.model_dump(mode="json", exclude_unset=True)
    for item in content["agenda"]:
        if item["id"] == "data":
            item["options"][1]["worth"] = figures
    content["no_deal"] = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    made = tt.Dossier.model_validate(content)
    return name(fold(value(space.valuer.on(made))))


class TestCertifiedError:
    @pytest.mark.parametrize("horizon", [HORIZONS[0], HORIZONS[-1]], ids=lambda h: h.name)
    def test_no_region_of_the_shipped_world_amplifies_residuals_more(self, horizon):
        settings_ = tt.Dossier.load("steel-and-cars").world.at_horizon(horizon)
        found = amplification(settings_.build(), closure=settings_.closure())
        assert found.max() < AMPLIFIED
        assert found.min() > 1  # real income is at least as uncertain as what is bought with it

    @given(st.integers(0, 2**32 - 1))
    @settings(max_examples=25, deadline=None)
    def test_it_bounds_what_missed_conditions_do(self, seed):
        """A state off by chance: real income is off by no more than its conditions are missed by, so many times."""
        world, how = random_world(5), Closure()
        prepared = prepare(world, how)
        off = np.random.default_rng(seed).normal(0, 1e-7, state_size(world, how))
        at = Here(off, prepared.benchmark, policy_of(checked(world, None), how))
        missed = max(np.abs(part).max(initial=0.0) for part in model.residual_at(at.state, at.flows, at.benchmark))
        income = np.asarray(model.real_income_at(at.state, at.flows, at.benchmark).value)
        assert np.all(np.abs(np.log(income)) <= 1.001 * amplification(world) * missed)

    def test_it_goes_with_the_size_of_the_economy(self, space):
        income = space.eve.of_parties(space.eve.world.own_income)
        assert space.within == pytest.approx(2 * AMPLIFIED * CERTIFIED * income)
        assert space.within.max() < 1e-3  # a million dollars a year of the largest

    def test_where_nothing_is_computed_stated_worth_counts(self, tmp_path):
        content = small()
        for item in content["agenda"]:
            for option in item["options"]:
                option.pop("measures", None)
        content.pop("in_force")
        found = tt.deal_space(tt.Dossier.load(write(tmp_path, content)))
        assert np.array_equal(found.within, [STATED, STATED])


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=3), st.sampled_from([1e-6, 1e-4, 0.1]))
def test_settling_keeps_what_tells_and_drops_the_rest(gains, within):
    found = settled(np.array(gains), np.full(3, within))
    for before, after in zip(gains, found, strict=True):
        assert after == (before if abs(before) > within else 0)
    judged = verdict(dict(zip("abc", found.tolist(), strict=True)))
    assert judged.signable == all(gain >= -within for gain in gains)
    assert {*judged.gains, *judged.ties, *judged.loses} == set("abc")


TINY = [-3e-3, -1e-4, -1e-7, 0.0, 1e-7, 1e-4, 3e-3]


class TestOneRule:
    @given(st.sampled_from(TINY), st.sampled_from(TINY))
    @settings(max_examples=6, deadline=None)
    def test_every_place_says_the_same_of_every_package(self, space, usa, eu):
        from tradetalks.summit.desk import Desk, Engine
        from tradetalks.summit.events import Terms

        found = with_worth(space, {"USA": usa, "EU": eu})
        d, bench = found.dossier, Table(found)
        desk = Desk.of(Engine(found), d, Terms(tuple(d.parties), 2, drawn=False))
        signable = 0
        for options in product(*(item.options for item in d.agenda)):
            package = {item.id: option.id for item, option in zip(d.agenda, options, strict=True)}
            deal = found.deal(package)
            said = standing_json(standing(found, deal, mend=False))["signable"]
            gains = desk.gains(d.package(package), {b.name: b.probability for b in d.no_deal})
            assert gains == pytest.approx(deal.gain, abs=1e-12)
            assert verdict(gains, deal.broken).signable == said == deal.verdict.signable
            signable += said
        assert signable == found.signable
        for package in ({"data": "framework"}, {"steel": "lifted", "data": "framework"}, {"standards": "surrender"}):
            told, deal = bench.evaluate(State(package=package)), found.deal(package)
            assert told["signable"] == deal.verdict.signable
            assert told["signable"] == ("can sign this" in told["sentences"]["verdict"])
            assert ("would rather have no deal" in told["sentences"]["verdict"]) <= bool(deal.verdict.loses)
            assert {p: one["gain"] for p, one in told["parties"].items()} == pytest.approx(deal.gain, abs=1e-9)

    def test_a_tie_is_told_as_a_tie(self, space):
        found = with_worth(space, {"USA": 2.0, "EU": -1e-4})
        deal = found.deal({"data": "framework"})
        assert deal.gain["EU"] == 0
        assert deal.value["EU"] == pytest.approx(-1e-4)
        said = " ".join(standing_words(found, standing(found, deal)))
        assert "Signable: no party is worse off" in said
        assert "To the European Union it is as good as no deal." in said
        told = Table(found).evaluate(State(package={"data": "framework"}))["sentences"]["verdict"]
        assert "Both sides can sign this" in told
        assert "To the European Union it is as good as no deal." in told
        assert "loses" not in told

    def test_compare_says_who_refuses_beside_the_rules_it_breaks(self, space):
        found = with_worth(space, {"USA": 2.0, "EU": -1.0})
        refused, barred = found.deal({"data": "framework"}), found.deal({"standards": "surrender"})
        console = Console(width=160, record=True)
        console.print(compare_table(found, ("one", refused), ("other", barred)))
        rows = {line.split("  ")[0].strip(): line for line in console.export_text().replace("│", "  ").splitlines()}
        assert "European Union" in rows["would rather have no deal"]
        assert "none" in rows["rules broken, red lines crossed"]
        assert "never" in rows["rules broken, red lines crossed"]
        assert rows["can be signed"].split()[-2:] == ["no", "no"]
