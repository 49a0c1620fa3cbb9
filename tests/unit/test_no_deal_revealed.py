"""A no-deal war over what the eve's tariffs show that its players want: nearer to the eve than one over real income."""

import pytest

import tradetalks as tt
from tests.small_dossier import small
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.no_deal import solve_branch
from tradetalks.value.valuer import Valuer

BRANCH = {"name": "war", "title": "A war", "probability": 1.0, "nash": {"players": ["USA", "EU"], "sectors": "all"}}


@pytest.fixture(scope="module")
def fought(tmp_path_factory):
    """The small dossier's war by what it is fought over, and its valuer."""
    found = {}
    for weights in ("real_income", "revealed"):
        branch = BRANCH | {"nash": BRANCH["nash"] | {"weights": weights, "sectors": ["STEEL", "AUTO", "CHEM", "MACH"]}}
        dossier = tt.Dossier.model_validate(small(no_deal=[branch]))
        valuer = Valuer(bring_to_eve(dossier), ValueCache(tmp_path_factory.mktemp(weights) / "values"))
        found[weights] = (valuer, solve_branch(valuer, dossier.no_deal[0]))
    return found


def away(valuer, outcome):
    """How far duties of the two on each other lie from the eve's, on average."""
    world = outcome.world
    pairs = [(world.region("EU27"), world.region("USA")), (world.region("USA"), world.region("EU27"))]
    sectors = [world.sector(c) for c in ("STEEL", "AUTO", "CHEM", "MACH")]
    moved = sum(
        float((world.trade[i, n, sectors] * abs(outcome.shock.tariff_level - world.tariff)[i, n, sectors]).sum())
        for i, n in pairs
    )
    return moved / sum(float(world.trade[i, n, sectors].sum()) for i, n in pairs)


def test_it_stays_nearer_to_the_eve(fought):
    assert away(*fought["revealed"]) < 0.5 * away(*fought["real_income"])


def test_kept_rates_are_held_against_the_same_wishes(fought):
    valuer, outcome = fought["revealed"]
    again = Valuer(valuer.eve, valuer.cache)
    known = solve_branch(again, valuer.eve.dossier.no_deal[0])
    assert known.shock.digest() == outcome.shock.digest()
