"""Sales are counted at what they earn the seller: lifting a boycott gives back the trade that there was before it."""

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.app.figures import details
from tradetalks.counsel.reach import reach
from tradetalks.report.real import goods_arriving, goods_volume, lost_at_limits, sales, trade_frame
from tradetalks.value.eve import bring_to_eve

LIMIT = {"instrument": "import_limit", "importer": "CHN", "exporter": "USA", "sectors": ["AGR"], "keeps": 0.05,
         "rent": "lost"}  # fmt: skip


@pytest.fixture(scope="module")
def eve(tmp_path_factory):
    """China bought next to nothing of US farm goods; what kept them out is lost on the way."""
    options = [
        {"id": name, "title": name, "measures": [{**LIMIT, "keeps": keeps}] if keeps else []}
        for name, keeps in {"boycott": 0.05, "free": None, "half": 0.5, "banned": 0.01}.items()
    ]
    item = {"id": "farm", "title": "Farm goods", "status_quo": "boycott", "options": options}
    content = small(world=FOUR, in_force=[], agenda=[*small()["agenda"], item])
    return tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("sales"), content))).eve


def test_lifting_a_boycott_gives_back_the_sales_before_it(eve):
    free, world = eve.solve({"farm": "free"}), eve.benchmark
    i, n, s = world.region("USA"), world.region("CHN"), world.sector("AGR")
    before, lost = world.trade[i, n, s], lost_at_limits(eve.outcome)
    today, now = (one[i, n, s] for one in sales(free, lost))
    assert today == pytest.approx(0.05 * before, rel=0.05), "what gets past the boycott, not what is sent after it"
    assert now == pytest.approx(before, rel=0.02)
    all_today, all_now = goods_volume(free, "USA", "CHN", lost)
    assert all_now - all_today == pytest.approx(now - today, rel=0.1)


def test_at_the_status_quo_nothing_is_sold_more_or_less(eve):
    today, now = sales(eve.solve({}), lost_at_limits(eve.outcome))
    assert now == pytest.approx(today, rel=1e-6, abs=1e-9)


def test_a_tighter_limit_sells_less_and_a_looser_one_more(eve):
    """Whatever is lost at a limit: if its loss counted as sold, a ban would sell more wherever demand is steep."""
    i, n, s = eve.world.region("USA"), eve.world.region("CHN"), eve.world.sector("AGR")
    lost = lost_at_limits(eve.outcome)
    sold = [sales(eve.solve({"farm": option}), lost)[1][i, n, s] for option in ("banned", "boycott", "half", "free")]
    assert sold == sorted(sold)
    assert sold[2] == pytest.approx(0.5 * eve.benchmark.trade[i, n, s], rel=0.05)


def test_what_a_duty_moves_is_the_same_sent_or_arriving(eve):
    war = eve.solve({"steel": "doubled"})
    assert goods_volume(war, "EU27", "USA") == pytest.approx(goods_arriving(war, "EU27", "USA"), rel=1e-9)
    assert goods_volume(war, "EU27", "USA")[1] < goods_volume(war, "EU27", "USA")[0]


def test_ranges_leave_out_what_limits_lose_too(eve):
    """One set alone, so that the range is a point: what the workbench shows beside it."""
    alone = eve.dossier.with_elasticities("FGO")
    own = bring_to_eve(alone)
    before, after = goods_volume(own.solve({"farm": "free"}), "USA", "CHN", lost_at_limits(own.outcome))
    i, n = (own.world.region(code) for code in ("USA", "CHN"))
    found = reach(alone, {"farm": "free"}, ["FGO"])
    assert found.sales[:, i, n] == pytest.approx(2 * [after - before], abs=1e-6)
    assert found.sales_percent[:, i, n] == pytest.approx(2 * [100 * (after / before - 1)], abs=1e-6)


@pytest.mark.parametrize(
    ("name", "move"),
    [
        ("busan-2025", {"fentanyl_tariff": "zero"}),
        ("india-2025", {}),
        ("korea-2025", {}),
        ("geneva-2025", {"rare_earths": "licensed"}),
    ],
)
def test_where_duties_are_by_product_today_is_what_now_is_before_anything_moves(name, move):
    """Duties unequal among products melt something as a barrier (2c): that is sold as well, today and now."""
    dossier = tt.Dossier.load(name)
    eve = bring_to_eve(dossier)
    asked, lost = eve.outcome.asked, lost_at_limits(eve.outcome)
    assert asked.unequal is not None, "no duties by product: this would prove nothing"
    still = eve.solve({})
    today, now = sales(still, lost)
    np.testing.assert_allclose(now, today, rtol=1e-9, atol=1e-9)
    shown = details(([still], np.ones((1, len(still.world.regions)))), dossier.regions, dossier.money, lost=lost)
    assert shown["trade"] == []
    assert all(row["after"] == pytest.approx(row["before"], rel=1e-9) for row in shown["flows"])

    moved = eve.solve(move or _another(dossier))
    before, after = sales(moved, lost)
    np.testing.assert_allclose(before, today, rtol=1e-12)
    assert np.abs(after - now).max() > 1e-3
    change = trade_frame(moved, lost)
    columns = change["trade_now_bn_usd_at_eve_prices"] - change["trade_on_the_eve_bn_usd"]
    np.testing.assert_allclose(columns.to_numpy(), (after - now).ravel(), atol=1e-9)


def _another(dossier):
    """The first item at its first option that is not today's."""
    item = next(one for one in dossier.agenda if any(o.measures for o in one.options))
    return {item.id: next(o.id for o in item.options if o.id != item.status_quo)}


def test_what_products_sell_together_is_what_customs_counts_of_them():
    """Of one flow, by product in closed form: spending after over before is ``((1 + t) / (1 + t0)) ** -theta`` times
    what all share, and duty is taken off each product at its own rate."""
    eve = bring_to_eve(tt.Dossier.load("geneva-2025"))
    outcome = eve.outcome
    unequal, theta = outcome.asked.unequal, outcome.world.trade_elasticity * outcome.closure.trade_elasticity_factor
    assert unequal is not None
    flow = np.ravel_multi_index((*map(outcome.world.region, ("CHN", "USA")), 0), outcome.trade.shape)
    flow = int(next(f for f in unequal.flows if f >= flow))
    i, n, s = np.unravel_index(flow, outcome.trade.shape)
    of = unequal.flow == flow
    rate, before, share = outcome.asked.tariff_level[i, n, s] + unequal.gap[of], unequal.before[of], unequal.share[of]
    weight = share * ((1 + rate) / (1 + before)) ** -theta[s]
    spent = outcome.trade[i, n, s] * (1 + outcome.shock.tariff_level[i, n, s])
    by_product = spent * weight / weight.sum() / (1 + rate) / outcome.factory_price_ratio[i, s]
    _, sold = sales(outcome)
    assert outcome.shock.barrier_ratio[i, n, s] / outcome.asked.barrier_ratio[i, n, s] != pytest.approx(1, abs=1e-4)
    assert sold[i, n, s] == pytest.approx(by_product.sum(), rel=1e-9)
