"""Rates beside another, kept, agreed to be paid, charged in answer to another's, or the most that a side will bear."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tradetalks.articles.beside import standing_beside
from tradetalks.articles.draft import Draft
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.dossier.model import Dossier

MET = " Canada and Japan met in Tokyo on 3 March 2025."


def read_one(text: str) -> Draft:
    return read([article("report", text + MET)], shipped())


def rates(text: str) -> set[tuple[float, str, str]]:
    return {(r.percent, r.importer, r.status) for r in read_one(text).measures if r.item}


def drafted(text: str, **asks: str) -> Dossier:
    """As drafted; ``asks``: topic -> who asks, where the user has said so."""
    one = article("report", text + MET)
    draft = read([one], shipped())
    return to_dossier(draft, [one], shipped(), as_of=datetime.date(2025, 3, 3), directions=asks).dossier


def options(made: Dossier, item: str) -> dict[str, list[Any]]:
    """Option -> importer and points of its tariffs."""
    found = next(i for i in made.agenda if i.id == item)
    return {
        o.title: [(getattr(m, "importer", ""), round(getattr(m, "points", 0.0), 2)) for m in o.measures]
        for o in found.options
    }


# ------------------------------------------------------------------ held against others
@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ("The 12% duty is below the ", " threatened in May", "threat"),
        ("less than the ", " duty that Ottawa had threatened", "threat"),
        ("but above the ", " rate set in March", "lifted"),
        ("up from the ", " announced in April", "lifted"),
        ("Canada charges ", " on cars", ""),
        ("Canada raised it to the ", " rate set in the law", ""),
    ],
)
def test_what_a_rate_is_beside_another(before: str, after: str, status: str) -> None:
    assert standing_beside(before, after) == status


PAYS = (
    "Canada and Japan concluded a trade deal. Under it Japan will pay a 12% tariff."
    " The 12% tariff rate is just under the 18% threatened by Canada in May, but over the 9% rate set in March."
)


def test_who_will_pay_a_rate_has_agreed_to_it_and_the_other_charges_it() -> None:
    told = rates(PAYS)
    assert {(12, "CAN", "to"), (18, "CAN", "threat"), (9, "CAN", "lifted")} <= told
    assert not any(importer == "JPN" for _, importer, _ in told)
    made = drafted(PAYS, tariffs="JPN")
    assert options(made, "tariffs")["as agreed: brought to 12%"][0][0] == "CAN"
    assert [b.title for b in made.no_deal] == ["things stay as they are", "Canada carries out its threat of 18%"]


# ------------------------------------------------------------------ kept, and to come
@pytest.mark.parametrize("verb", ["maintain", "keep", "retain"])
def test_a_duty_that_is_kept_is_no_concession(verb: str) -> None:
    text = f"Japan will scrap its duties on Canadian goods. In return, Canada will {verb} its tariffs at 12 percent."
    assert (12, "CAN", "stands") in rates(text)
    assert not [a for a in read_one(text).asks if a.target == "CAN"]


def test_a_rate_goes_to_every_good_that_is_listed() -> None:
    found = read_one("Canada imposed a 25% tariff on steel and aluminium as well as cars and car parts from Japan.")
    assert {(r.percent, r.item) for r in found.measures} == {(25, "metals"), (25, "autos")}
    two = read_one("Canada imposed a 25% tariff on steel and 10% on cars from Japan.")
    assert {(r.percent, r.item) for r in two.measures} == {(25, "metals"), (10, "autos")}


def test_a_rate_that_will_apply_by_a_deal_takes_the_place_of_what_stands() -> None:
    made = drafted(
        "Canada and Japan reached a trade agreement. Canada imposed a 25% tariff on steel as well as cars from Japan in"
        " January. Under the agreement, a 15% tariff will apply to Japanese cars."
    )
    found = options(made, "autos")
    assert list(found) == ["25% stands", "as agreed: brought to 15%"]
    assert all(measures for measures in found.values())


# ------------------------------------------------------------------ answers and limits
def test_an_answer_is_the_answerers_and_comes_with_what_it_answers() -> None:
    text = (
        "Japan warned that it would retaliate with a 30% tariff on Canadian goods if Canada goes ahead with its duties."
        ' "We will talk first," Prime Minister Kishida of Japan said. "If they charge us 40%, we will charge them 30%."'
    )
    assert {(40, "CAN", "threat"), (30, "JPN", "answer")} <= rates(text)
    assert not any(importer == "CAN" and percent == 30 for percent, importer, _ in rates(text))
    joint = [b for b in drafted(text).no_deal if len(b.measures) == 2]
    assert {(getattr(m, "importer", ""), getattr(m, "points", 0)) for b in joint for m in b.measures} == {
        ("CAN", 0.4),
        ("JPN", 0.3),
    }


def test_the_most_that_a_side_will_bear_is_of_the_others_duty() -> None:
    text = 'Japan offered to buy more Canadian wheat, its minister said. "We will not accept a tariff above 15%."'
    assert (15, "CAN", "to") in rates(text)
    assert ("JPN", "tariffs", "CAN") in {(a.asker, a.item, a.target) for a in read_one(text).asks}


# ------------------------------------------------------------------ options that no report names
def test_an_option_that_no_report_names_is_not_told_as_if_on_the_table() -> None:
    sought = drafted("Japan wants Canada to give its medicines a better deal.")
    assert list(options(sought, "pharma")) == ["as it is", "as asked"]
    named = drafted("Japan wants its medicines to be exempt from duties in Canada.", pharma="JPN")
    assert list(options(named, "pharma")) == ["as it is", "exempt from duties"]
