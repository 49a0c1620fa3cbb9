"""Worth that follows from what the eve's tariffs show: the weighted objective's change less that of real income."""

import copy

import pytest

import tradetalks as tt
from tests.small_dossier import small
from tradetalks.errors import DossierError
from tradetalks.report.plain_words import source_words
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.restated import as_taxes
from tradetalks.value.worth import worth
from tradetalks.war.objectives import Economy
from tradetalks.war.politics import political
from tradetalks.war.revealed import revealed_weights


def asked(**given):
    """The small dossier with the worth of the steel options to both sides to be inferred."""
    content = small()
    for option in content["agenda"][0]["options"][1:]:
        option["worth"] = {"USA": {"basis": "revealed"}, "EU": {"basis": "revealed"}} | copy.deepcopy(given)
    return content


@pytest.fixture(scope="module")
def eve():
    return bring_to_eve(tt.Dossier.model_validate(asked()))


def test_before_the_eve_is_solved_it_is_refused_not_taken_for_zero():
    dossier = tt.Dossier.model_validate(asked())
    assert dossier.item("steel").option("lifted").inferred == ["USA", "EU"]
    with pytest.raises(DossierError, match="known once the eve is solved"):
        worth(dossier, {"steel": "lifted"})


def test_it_is_what_the_weighted_objective_gains_beyond_real_income(eve):
    found = revealed_weights(
        eve.world, "USA", rivals=["EU27"], others=True, shock=as_taxes(eve.solve({})), closure=eve.closure
    )
    n = eve.world.region("USA")
    goal = political(eve.world, {"USA": found.wants()})
    before, after = (Economy.of_outcome(eve.solve(p)) for p in ({}, {"steel": "lifted"}))
    change = eve.world.own_income[n] * (goal.values(after)[n] - goal.values(before)[n])
    given = eve.dossier.item("steel").option("lifted").worth["USA"]
    assert given.mid == pytest.approx(change - eve.solve({"steel": "lifted"}).real_income_change[n], abs=1e-6)
    assert given.low <= given.mid <= given.high
    assert given.low < given.high
    assert source_words(eve.dossier, given.basis) == "inferred from today's tariffs"
    assert worth(eve.dossier, {"steel": "lifted"})["USA"] == given.mid


def test_a_tariff_that_is_a_best_reply_is_not_left_for_its_real_income():
    """Weights make the eve's tariffs nearly a best reply: doubling or lifting gains less than real income says."""
    eve = bring_to_eve(tt.Dossier.model_validate(asked()))
    n = eve.world.region("USA")
    for option in ("lifted", "doubled"):
        alone = float(eve.solve({"steel": option}).real_income_change[n])
        total = alone + eve.dossier.item("steel").option(option).worth["USA"].mid
        assert total < max(alone, 0.5)


def test_figures_stated_win():
    stated = {"USA": {"low": 1, "mid": 2, "high": 3, "basis": "revealed"}}
    eve = bring_to_eve(tt.Dossier.model_validate(asked(**stated)))
    assert eve.dossier.item("steel").option("lifted").worth["USA"].mid == 2


def test_what_cannot_be_inferred_is_a_fault(tmp_path):
    from tests.small_dossier import write

    content = small()
    content["agenda"][3]["options"][1]["worth"] = {"EU": {"basis": "revealed"}, "XXX": {"basis": "revealed"}}
    with pytest.raises(DossierError) as told:
        tt.Dossier.load(write(tmp_path, content))
    assert "it has no measures; expected figures" in str(told.value)
    assert "XXX" in str(told.value)
