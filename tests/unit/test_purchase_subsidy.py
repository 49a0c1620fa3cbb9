"""What an undertaking to buy costs is told by itself: no tariff revenue, and no duty that anybody pays."""

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.equilibrium.border_prices import by_importer
from tradetalks.equilibrium.import_subsidies import purchase_subsidies, purchase_subsidies_before
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_added, tariff_revenue
from tradetalks.policy.instruments import PurchaseCommitment, compile_measures
from tradetalks.report.tables import prices_table


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def solved(world, billions):
    pledge = PurchaseCommitment(
        instrument="purchase_commitment", importer="MYS", exporter="USA", billions=billions, sectors=["AUTO"]
    )
    return tt.solve(world, compile_measures([pledge], world, {}).on(world))


def test_tariff_revenue_is_what_duties_bring(world):
    outcome, i, n, s = solved(world, 1.0), world.region("USA"), world.region("MYS"), world.sector("AUTO")
    rates = outcome.shock.tariff_level.copy()
    assert rates[i, n, s] < world.tariff[i, n, s]  # the wedge stands among the tariffs
    rates[i, n, s] = world.tariff[i, n, s]
    duties = (outcome.trade * (1 + outcome.shock.export_tax_level) * rates).sum((0, 2))
    np.testing.assert_allclose(at_unchanged_wages(outcome) * outcome.wage_ratio, duties, rtol=1e-9)
    paid = purchase_subsidies(outcome)
    assert paid[n] > 0.1
    assert np.delete(paid, n).tolist() == [0.0] * (len(paid) - 1)
    np.testing.assert_allclose(duties - paid, outcome.tariff_revenue, rtol=1e-9)  # the budget holds both
    assert outcome.to_frame("quantities").subsidy_bn.iloc[0] == pytest.approx(paid[n])
    row = outcome.to_frame("regions").loc["MYS"]
    assert row.purchase_subsidies_bn == pytest.approx(paid[n])
    assert row.tariff_revenue_bn_at_unchanged_world_gdp == pytest.approx(duties[n])
    assert tariff_revenue(outcome, "MYS").added > 0  # more cars come in, at the same duty
    assert tariff_revenue(outcome, "MYS").static == pytest.approx(0, abs=1e-9)  # no duty has changed
    assert np.isnan(by_importer(outcome).told_pass_through[n])
    titles = [str(column.header) for column in prices_table(outcome).columns]
    assert "cost of promised purchases added" in titles
    assert "cost of promised purchases added" not in [str(c.header) for c in prices_table(solved(world, 0.01)).columns]


def test_a_benchmark_remembers_its_pledges(world):
    outcome, n = solved(world, 1.0), world.region("MYS")
    eve = outcome.to_world()
    assert purchase_subsidies_before(eve)[n] == pytest.approx(purchase_subsidies(outcome)[n])
    np.testing.assert_allclose(revenue_before(eve), outcome.tariff_revenue + purchase_subsidies(outcome), rtol=1e-9)
    lapsed = tt.solve(eve, tt.Shock(eve, tariff_level=world.tariff))
    assert subsidies_added(lapsed)[n] == pytest.approx(-purchase_subsidies(outcome)[n])
