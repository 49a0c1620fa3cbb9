"""Sales are counted at what they earn the seller: lifting a boycott gives back the trade that there was before it."""

import pytest

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.report.real import goods_arriving, goods_volume, lost_at_limits, sales

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
