"""What an amount is: one that somebody is to give, or how large something is. Each shape of saying is crossed with what
is said of, so that no single sentence decides."""

import pytest

from tradetalks.articles.draft import PERHAPS
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_come import GIVEN, TOLD, UNCLEAR, stance

OPENING = "Officials of Ghana and Norway meet in Geneva on 3 May 2026.\n\n"
AMOUNTS = {"$3 billion": (3.0, "billion USD"), "40,000 tonnes": (40_000.0, "tonnes")}

TO_COME = (
    "Ghana will buy {} of salmon from Norway",
    "Ghana is to import up to {} of salmon over three years",
    "Norway wants a quota of {} for its salmon",
    "Ghana has set the yearly quota for Norwegian salmon at {}",
    "Ghana will open a duty-free quota of {} for salmon",
    "the quota for Norwegian salmon will rise to {} after ten years",
    "the quota for salmon amounts to {}",
    "the accord speaks of orders from Ghana that will total {}",
    "Ghana offered a credit line of {} for salmon",
    "Ghana pledged to take {} of salmon",
    "Norway is pushing for an allocation of {} of salmon",
    "Norwegian salmon of {} will be admitted free of duty",
    "the deal obliges Ghana to buy at least {} more salmon than last year",
    "Norway asked for a salmon quota of between 1 and {}",
    "Ghana agreed to raise its purchases of salmon by {}",
)
ONLY_TOLD = (
    "two-way trade in salmon, which both will discuss, came to {}",
    "Ghana, which will meet Norway, had imported salmon worth {} by June",
    "Norway's exports of salmon, on which duties will fall, were {} last year",
    "both agreed that trade in salmon should grow to {} by 2030",
    "both agreed to double bilateral trade to {}",
    "the ban that Ghana agreed to lift cost Norwegian salmon farms {}",
    "Norway is expected to harvest a record {} of salmon and wants a lower duty",
    "Ghana agreed to talk of a deficit of {} in salmon",
    "the accord could lift salmon exports to {}",
    "Ghana might buy as much as {} of salmon one day, a trader said of the deal",
    "Norway will cut its stocks of salmon, now put at {}",
    "with Ghana importing {} of salmon a year, the two agreed on a committee",
    "the deal will save salmon farms {} a year",
    "salmon exporters with sales above {} will need a licence, it was agreed",
    "salmon farms need {} to meet the rules that Ghana agreed on",
    "the ministers agreed that the market for salmon is worth {}",
)


def amounts(sentence: str) -> set[tuple[float, str]]:
    text = f"{OPENING}{sentence[0].upper()}{sentence[1:]}.\n"
    return {(q.number, q.unit) for q in read([article("a", text)], shipped()).quantities}


@pytest.mark.parametrize("amount", AMOUNTS)
def test_what_is_to_come_is_an_amount(amount: str) -> None:
    missed = [shape for shape in TO_COME if AMOUNTS[amount] not in amounts(shape.format(amount))]
    assert missed == []


@pytest.mark.parametrize("amount", AMOUNTS)
def test_how_large_something_is_is_none(amount: str) -> None:
    wrong = [shape for shape in ONLY_TOLD if amounts(shape.format(amount))]
    assert wrong == []


def test_what_an_amount_is_set_beside_is_none() -> None:
    assert amounts("Ghana has set a salmon quota of 9,000 tonnes, up from 4,000 tonnes") == {(9_000.0, "tonnes")}
    assert amounts("Ghana will raise its salmon imports from $1 billion to $2 billion a year") == {(2.0, "billion USD")}
    assert amounts("Norway will take 6,000 tonnes of the 20,000-tonne salmon quota") == {(6_000.0, "tonnes")}
    assert amounts("Ghana will buy 9,000 tonnes of salmon, against 5,000 tonnes in 2024") == {(9_000.0, "tonnes")}


def test_a_quota_goes_on() -> None:
    said = "Norway gets a 5,000t duty-free quota for salmon, rising to 8,000t after five years and 12,000t after ten"
    assert amounts(said) == {(5_000.0, "tonnes"), (8_000.0, "tonnes"), (12_000.0, "tonnes")}


def test_what_the_sentence_before_gives_may_be_told_in_parts() -> None:
    parts = "That includes $2 billion of salmon and $1 billion of gas"
    assert amounts(f"Ghana will buy goods of $9 billion from Norway. {parts}") == {
        (9.0, "billion USD"), (2.0, "billion USD"), (1.0, "billion USD"),
    }  # fmt: skip
    assert amounts(f"Exports of Norway to Ghana came to $9 billion. {parts}") == set()


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("It will supply 3 tonnes", GIVEN),
        ("It supplied 3 tonnes", TOLD),
        ("It supplies 3 tonnes", TOLD),
        ("a pledge of 3 tonnes", GIVEN),
        ("a harvest of 3 tonnes", TOLD),
        ("aircraft valued at 3 tonnes", UNCLEAR),
        ("tariffs on 3 tonnes", UNCLEAR),
        ("the quota, currently of 3 tonnes", UNCLEAR),
    ],
)
def test_the_verb_or_the_noun_decides(text: str, is_so: str) -> None:
    at = text.index("3 tonnes")
    assert stance(text, at, len(text)) == is_so


def test_what_neither_says_is_less_sure() -> None:
    said = "The two take note of commercial deals: aircraft valued at $3 billion."
    (one,) = read([article("a", OPENING + said)], shipped()).quantities
    (other,) = read([article("a", f"{OPENING}Ghana will buy aircraft for $3 billion.")], shipped()).quantities
    assert one.confidence == PERHAPS < other.confidence
