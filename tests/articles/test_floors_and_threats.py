"""Rates that are the least a side charges, what a deal is to change and does not size, and threats without a branch."""

from __future__ import annotations

import datetime

import pytest

from tradetalks.articles.draft import Rate
from tradetalks.articles.floored import is_floor
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import Span, article
from tradetalks.articles.to_dossier import Drafted, to_dossier
from tradetalks.policy.instruments import Tariff

MET = " India and Canada met in Delhi on 3 March 2025."
EU = "The United States and the European Union issued a joint statement on 21 August 2025. "


def made(text: str, **today: str) -> Drafted:
    one = article("report", text)
    return to_dossier(read([one], shipped()), [one], shipped(), as_of=datetime.date(2025, 3, 3), today=today)


def rates(text: str) -> set[tuple[float, str, str]]:
    return {(r.percent, r.importer, r.status) for r in read([article("report", text + MET)], shipped()).measures}


def told(found: Drafted, about: str) -> str:
    return "\n".join(p.says for p in found.dossier.unconfirmed if p.about == about)


# ------------------------------------------------------------------ floors
FLOORS = [
    "The United States agreed to charge the higher of its MFN rate or a tariff of 15% on goods from the European"
    " Union.",
    "The United States agreed to charge the MFN duty or 15% on all goods from the European Union, whichever is"
    " greater.",
    "The United States will apply a tariff of 15% to all goods from the European Union, or the MFN rate where that is"
    " higher.",
    "The United States agreed to apply a tariff of at least 15% to all goods from the European Union.",
]


@pytest.mark.parametrize("text", FLOORS)
@pytest.mark.parametrize("today", [{}, {"USA": "record"}, {"USA": "benchmark"}])
def test_the_higher_of_two_is_no_level_that_brings_duties_down(text: str, today: dict[str, str]) -> None:
    found = made(EU + text, **today)
    assert not any(o.measures for i in found.dossier.agenda for o in i.options)
    assert "go up to it" in told(found, "rate")


@pytest.mark.parametrize("text", ["a rate of no higher than 15%", "15%, instead of the higher rate of 30%", "15%"])
def test_a_rate_that_is_no_floor_is_none(text: str) -> None:
    said = Span("r", 0, 1, f"The United States will apply {text}.")
    rate = Rate("15% tariff", said, 0.8, 15.0, importer="USA", item="tariffs", status="to")
    assert not is_floor(rate)


def test_goods_that_keep_another_rate_are_told_beside_one_on_all_goods() -> None:
    kept = " Steel remains subject to a tariff of 50%."
    agreed = "India agreed to cut its tariffs on all Canadian goods from 30% to 15%."
    found = made(agreed + MET + kept.replace("Steel", "Canadian steel in India"))
    assert "keep 50%" in told(found, "rate")
    assert "take them off" in told(found, "rate")
    assert "keep" not in told(made(agreed + MET), "rate")
    floor = made(EU + FLOORS[0] + " European steel remains subject to a U.S. tariff of 50%.")
    assert "leave them out where you write one" in told(floor, "rate")


# ------------------------------------------------------------------ whose, from what, to what
@pytest.mark.parametrize(
    "text",
    [
        "Canada said it had an agreement with India to reduce Indian tariffs to 15% from 39%.",
        "Canada announced a deal with India to cut India's tariffs on that country's goods to 15% from 39%.",
        "Ottawa spoke of a pact to lower Indian tariffs from 39% to 15%.",
    ],
)
def test_the_adjective_owns_the_duty_and_from_is_what_stands(text: str) -> None:
    assert rates(text) == {(15.0, "IND", "to"), (39.0, "IND", "stands")}


@pytest.mark.parametrize("hedge", ["around", "about", "roughly", "nearly", "up to"])
def test_what_duties_fall_by_on_average_is_no_rate(hedge: str) -> None:
    text = f"Trade-weighted Indian tariffs on Canada will fall by {hedge} 10% on average."
    assert not [r for r in rates(text) if r[0] == 10]
    points = f"Indian tariffs on Canadian goods will fall by {hedge} 10 percentage points on average."
    assert [s for p, _, s in rates(points) if p == 10] == ["points"]
    by = f"India will cut its tariffs on Canadian goods by {hedge} 10%."
    assert {(p, s) for p, _, s in rates(by)} <= {(10.0, "points")}


def test_no_option_as_agreed_charges_what_is_charged_today() -> None:
    found = made("India charges a 40% tariff on Canadian goods. India promised Canada to lower the tariff." + MET)
    item = found.dossier.item("tariffs")
    assert not any(o.measures for o in item.options)
    assert "to what is not said" in item.options[1].title
    assert [m.points for m in found.dossier.in_force if isinstance(m, Tariff)] == [
        pytest.approx(0.4, abs=0.2)
    ]  # it stands, with a deal or without
    assert "no option changes it" in told(found, "rate")


# ------------------------------------------------------------------ threats
def test_a_threat_on_what_is_not_said_is_an_open_point_and_no_certainty() -> None:
    found = made(
        "India agreed to let in Canadian wheat. That is far from the 30% rate India had initially threatened." + MET
    )
    assert "a threat of 30% by India: on what is not said" in told(found, "no deal")
    assert "for certain" not in told(found, "no deal")
    calm = made("India agreed to let in Canadian wheat." + MET)
    assert "for certain" in told(calm, "no deal")


def test_a_threat_that_a_branch_takes_is_no_open_point() -> None:
    found = made("India threatened a 30% tariff on all Canadian goods. Canada asked India to drop it." + MET)
    assert len(found.dossier.no_deal) == 2
    assert "no branch is built" not in told(found, "no deal")
