"""Positions are begun where their options lead, once these are solved alone: the same outcomes in fewer steps."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.app.own_options import OwnOption
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.valuer import FAR, Valuer

HALT = {"instrument": "export_control", "exporter": "ROW", "importer": "EU27", "keeps": 0.05, "sectors": ["OILGAS"]}
MINE = OwnOption(item="steel", id="own_1", title="40 points", like="doubled", numbers={"0.points": 0.4})


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A dossier one of whose options all but ends a flow; outcomes are kept nowhere."""
    content = small(world=FOUR)
    content["agenda"][0]["options"].append({"id": "halt", "title": "no oil", "measures": [HALT]})
    space = tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("near"), content)))
    space.valuer.eve = replace(space.eve, outcomes=OutcomeCache(None))
    return Table(space)


STATES = {
    "today": State(),
    "far": State(package={"steel": "halt", "cars": "cut"}),
    "a rate by hand": State(package={"steel": "doubled", "cars": "cut"}, rates={"steel.doubled.0": 0.1}),
    "an own option": State(package={"steel": "own_1", "cars": "cut"}, own=(MINE,)),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_outcomes_do_not_depend_on_where_they_are_begun(table, state):
    from_the_eve = table.space.eve.solve_effect(table.effect(state))
    table.make_ready()
    found = table._solved(state)
    np.testing.assert_allclose(found.real_income, from_the_eve.real_income, atol=1e-9)
    assert found.certificate.iterations <= from_the_eve.certificate.iterations


def test_a_far_option_is_no_longer_far(table):
    """From the eve a halt takes a fresh Jacobian on the way; from where it leads alone it takes a few steps."""
    table.make_ready()
    eve, package = table.space.eve, table.dossier.package({"steel": "halt", "cars": "cut"})
    assert 2 * table._solved(State(package=package)).certificate.iterations < eve.solve(package).certificate.iterations


def test_until_options_are_solved_alone_positions_begin_at_the_eve(table):
    fresh = Valuer(table.space.eve)
    package, today = fresh.eve.dossier.package({"steel": "halt"}), fresh.eve.dossier.status_quo()
    assert fresh.near(package, ()) is None
    assert fresh.near(today, ()) is None
    pieces = 0
    for _ in fresh.getting_ready():
        pieces += 1
    assert pieces > 1
    halted, same = fresh.near(package, fresh.eve.shock(package).quantities), fresh.near(today, ())
    assert halted is not None
    assert same is not None
    assert np.abs(halted.point.vector).max() > FAR
    assert np.abs(same.point.vector).max() < 1e-9
