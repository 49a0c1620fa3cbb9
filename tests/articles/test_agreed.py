"""Duties to come that threaten nobody: rates that come down, and charges as agreed."""

import pytest

from tests.articles.test_honesty import made, measures
from tests.articles.test_ways_of_saying import draft

MEET = "Brazil and Canada meet in Lima on 4 June 2027. "
AGREED = "Brazil and Canada announced a framework agreement on 4 June 2027. "
WILL = "Canada will impose a 20% tariff on Brazilian goods"


def rates(text, meet=MEET):
    return {(r.percent, r.importer, r.status) for r in draft(meet + text).measures}


def ways(text, meet=MEET):
    return [way.name for way in made(text, meet).dossier.no_deal]


FALLING = [
    f"{WILL}, slashed from the previous 35%.",
    f"{WILL}, cut from 35 per cent.",
    f"{WILL}, lowered from an existing 35%.",
    f"{WILL}, reduced from its current rate of 35%.",
    f"{WILL}, down from the current 35 percent.",
    f"{WILL}, a reduction from 35% now.",
    f"{WILL}, compared with 35% previously.",
    f"{WILL}, which is lower than the former 35%.",
]


@pytest.mark.parametrize("text", FALLING)
def test_a_rate_that_comes_down_is_a_term_and_no_way_of_no_deal(text):
    assert rates(text) == {(20, "CAN", "to"), (35, "CAN", "stands")}
    assert not draft(MEET + text).threats
    assert ways(text) == ["as_is"]


def test_the_dossier_goes_from_the_rate_in_force_to_the_one_agreed():
    """Both options charge a duty, and they differ by the fall itself."""
    now, then = (m.model_dump() for m in measures(made(FALLING[0], MEET).dossier))
    assert now["importer"] == then["importer"] == "CAN"
    assert now["points"] - then["points"] == pytest.approx(0.15)


@pytest.mark.parametrize("told", ["up from the current 10%", "raised from 10%", "compared with 10% now"])
def test_a_rate_that_goes_up_is_a_threat_and_the_one_in_force_is_none(told):
    assert rates(f"{WILL}, {told}.") == {(20, "CAN", "threat"), (10, "CAN", "stands")}
    assert ways(f"{WILL}, {told}.") == ["as_is", "threat_can_tariffs_20"]


@pytest.mark.parametrize(
    ("text", "meet"),
    [
        (f"Under the agreement, {WILL}.", MEET),
        ("Canada agreed to impose a 20% tariff on Brazilian goods.", MEET),
        (f"{WILL}.", AGREED),
    ],
)
def test_a_charge_as_agreed_is_a_term(text, meet):
    assert rates(text, meet) == {(20, "CAN", "to")}
    assert ways(text, meet) == ["as_is"]


@pytest.mark.parametrize(
    ("text", "meet"),
    [
        (f"{WILL}.", MEET),
        (f"Unless it is signed, {WILL}.", AGREED),
        ("Canada will impose an additional 20% tariff on Brazilian goods.", AGREED),
        ("Canada threatened a 20% tariff on all Brazilian goods.", AGREED),
        (f"{WILL}.", "Brazil and Canada have not reached an agreement. "),
        (f"{WILL}.", "Brazil and Canada agreed to negotiate an agreement. "),
        (f"{WILL}.", "Brazil and Canada announced talks on an agreement. "),
        (f"{WILL}, after Brazil cut its quota duty from 40% to 30%.", MEET),
    ],
)
def test_a_threat_stays_one_whatever_was_agreed(text, meet):
    assert 20 in {r.percent for r in draft(meet + text).measures if r.status == "threat"}


@pytest.mark.parametrize("rate", ["the previous 35% to 20%", "its current 35% to 20%", "35% to 20%"])
def test_of_two_rates_the_first_is_in_force(rate):
    text = f"Canada will slash its tariff on Brazilian goods from {rate}."
    assert rates(text) == {(35, "CAN", "stands"), (20, "CAN", "to")}
