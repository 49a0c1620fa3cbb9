"""Worth of an option at a rate set by hand: in proportion between today and its own, none beyond today's other side."""

import pytest

import tradetalks as tt
from tests.small_dossier import FOUR, small
from tradetalks.app.position import worth_of, worth_words, written
from tradetalks.app.state import State
from tradetalks.app.table import Table


@pytest.fixture(scope="module")
def dossier():
    """US steel duty 25 points today; an option of 10 points is a concession that costs the US a billion."""
    content = small(world=FOUR)
    charged = content["agenda"][0]["options"][0]["measures"][0]
    content["agenda"][0]["options"].append({
        "id": "ten", "title": "10 points", "measures": [{**charged, "points": 0.1}],
        "worth": {"USA": {"low": -2, "mid": -1, "high": 0, "basis": "judgement"}},
    })  # fmt: skip
    return tt.Dossier.model_validate(content)


def at(rate, **more):
    return State(package={"steel": "ten"}, rates={"steel.ten.0": rate}, **more)


@pytest.mark.parametrize(("rate", "share"), [(0.1, 1.0), (0.175, 0.5), (0.25, 0.0), (0.3, 0.0), (0.05, 4 / 3)])
def test_worth_goes_with_the_way_from_today_and_no_further_back(dossier, rate, share):
    found = worth_of(dossier, at(rate)).get(("steel", "ten"), {"USA": (-2.0, -1.0, 0.0)})
    assert found["USA"] == pytest.approx((-2 * share, -share, 0.0))
    option = dossier.item("steel").option("ten")
    other = written(dossier, at(rate))
    assert other.item("steel").option("ten").worth == option.worth  # the listed option stays as it is
    set_to = other.item("steel").option(other.package(other.position)["steel"])
    assert set_to.worth["USA"].mid == pytest.approx(-share)
    assert bool(worth_words(dossier, at(rate))) is (share != 1)


def test_it_is_said_what_counts(dossier):
    (beyond,) = worth_words(dossier, at(0.3))
    assert "lies beyond today's, on the other side" in beyond
    assert "0.00 in place of \u22121.00 bn a year to the United States" in beyond
    (half,) = worth_words(dossier, at(0.175))
    assert "50% of it counts" in half


def test_worth_set_by_hand_counts_as_it_is_set(dossier):
    state = at(0.3, worth={"steel.ten.USA": (-6.0, -5.0, -4.0)})
    assert worth_of(dossier, state)["steel", "ten"]["USA"] == (-6.0, -5.0, -4.0)
    assert worth_words(dossier, state) == []


def test_the_page_counts_it_so(dossier):
    table = Table(tt.deal_space(dossier))
    told = table.evaluate(at(0.3))
    assert told["parties"]["USA"]["political"] == pytest.approx(0.0)
    assert told["worth_notes"] == worth_words(dossier, at(0.3))
    assert table.evaluate(at(0.175))["parties"]["USA"]["political"] == pytest.approx(-0.5)
    assert table.evaluate(State(package={"steel": "ten"}))["parties"]["USA"]["political"] == pytest.approx(-1.0)
