"""Sales are counted at what they earn the seller: lifting a boycott gives back the trade that there was before it."""

import pytest

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.report.real import goods_arriving, goods_volume, trade_volume

LIMIT = {"instrument": "import_limit", "importer": "CHN", "exporter": "USA", "sectors": ["AGR"], "keeps": 0.05,
         "rent": "lost"}  # fmt: skip


@pytest.fixture(scope="module")
def eve(tmp_path_factory):
    """China bought next to nothing of US farm goods; what kept them out is lost on the way."""
    options = [{"id": "boycott", "title": "boycott", "measures": [LIMIT]}, {"id": "free", "title": "free"}]
    item = {"id": "farm", "title": "Farm goods", "status_quo": "boycott", "options": options}
    content = small(world=FOUR, in_force=[], agenda=[*small()["agenda"], item])
    return tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("sales"), content))).eve


def test_lifting_a_boycott_gives_back_the_sales_before_it(eve):
    free, world = eve.solve({"farm": "free"}), eve.benchmark
    i, n, s = world.region("USA"), world.region("CHN"), world.sector("AGR")
    before = world.trade[i, n, s]
    assert free.world.trade[i, n, s] < 0.6 * before
    assert trade_volume(free)[i, n, s] == pytest.approx(before, rel=0.02)
    today, now = goods_volume(free, "USA", "CHN")
    assert now - today == pytest.approx(before - free.world.trade[i, n, s], rel=0.1)


def test_what_a_duty_moves_is_the_same_sent_or_arriving(eve):
    war = eve.solve({"steel": "doubled"})
    assert goods_volume(war, "EU27", "USA") == pytest.approx(goods_arriving(war, "EU27", "USA"), rel=1e-9)
    assert goods_volume(war, "EU27", "USA")[1] < goods_volume(war, "EU27", "USA")[0]
