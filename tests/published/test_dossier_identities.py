"""What must add up does so on every shipped dossier, on a package taken at random, at every horizon."""

import random

import numpy as np
import pytest

from tradetalks.dossier.files import shipped
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.incidence.households import REGION, household_cost
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.prices import real_income_parts
from tradetalks.value.eve import bring_to_eve
from tradetalks.world.origins import sector_origins

TERMS = ("efficiency", "terms_of_trade", "deficit", "factors")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(shipped()))
def test_what_real_income_is_made_of_adds_up(name):
    """Real income = efficiency + terms of trade + deficit + factors = prices + revenue + other; households and others
    bear what prices take; no job comes or goes by arithmetic. Of the package against the eve, and of the eve itself."""
    dossier = Dossier.load(name)
    if not dossier.is_computed():
        pytest.skip("worth alone")
    rng = random.Random(name)
    package = {item.id: rng.choice(list(item.options)).id for item in dossier.agenda}
    for horizon in HORIZONS:
        eve = bring_to_eve(dossier.at_horizon(horizon.name))
        found = eve.solve(package)
        for outcome in (eve.outcome, found):
            outcome.certificate.require()
            account = outcome.real_account
            made_of = sum(getattr(account, term) for term in TERMS)
            np.testing.assert_allclose(made_of, outcome.real_income_change, atol=1e-8)
            np.testing.assert_allclose(
                sum(account.per_cent(term) for term in TERMS), 100 * (outcome.real_income_ratio - 1), atol=1e-9
            )
        for n, code in enumerate(found.world.regions):
            parts = real_income_parts(found, code)
            assert parts.total == pytest.approx(float(found.real_income_change[n]), abs=1e-9)
            assert parts.prices + parts.revenue + parts.other == pytest.approx(parts.total, abs=1e-9)
        people = jobs(found)
        known = ~np.isnan(people.change).any(1)
        gone = (people.willing - people.not_employed)[known]
        np.testing.assert_allclose(people.change[known].sum(1), gone, atol=1e-6)
        if REGION in found.world.regions and all(sector_origins(found.world).values()):
            cost = household_cost(found)
            assert cost.total + cost.other + cost.curvature == pytest.approx(-cost.parts.prices, abs=1e-9)
