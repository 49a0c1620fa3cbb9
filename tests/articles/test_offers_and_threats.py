"""What only sounds like an ask or a gift: what one means to do oneself, leaving, daring, deciding nothing, history."""

from __future__ import annotations

import pytest

from tradetalks.articles.draft import Draft
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article

MET = " Ministers of {} and {} meet in {} on 3 May 2026."


def drafted(text: str) -> Draft:
    return read([article("report", text)], shipped())


def asks(text: str) -> set[tuple[str, str, str]]:
    return {(a.asker, a.target, a.how) for a in drafted(text).asks}


@pytest.mark.parametrize(
    "said",
    [
        "The EU wants to allow 12,000 tonnes of Australian lamb into its market each year.",
        "The EU hopes to let in more lamb from Australia.",
        "The EU wants to open its market to lamb from Australia.",
    ],
)
def test_who_means_to_let_in_the_others_goods_offers(said: str) -> None:
    assert asks(said + MET.format("Australia", "the EU", "Brussels")) == {("AUS", "EU", "promised")}


def test_who_wants_to_be_let_in_still_asks() -> None:
    said = "Australia wants the EU to allow 12,000 tonnes of Australian lamb into its market."
    assert asks(said + MET.format("Australia", "the EU", "Brussels")) == {("AUS", "EU", "asked")}


@pytest.mark.parametrize(
    "said",
    [
        "Ottawa withdraws from the avocado agreement and adds a 19% duty on Mexican avocados.",
        "Canada put off a decision on whether to abolish its 2% duty on Mexican avocados.",
        "Canada would not hesitate to resume its suit over Mexican avocados.",
    ],
)
def test_who_leaves_puts_off_or_dares_gives_nothing(said: str) -> None:
    assert not [a for a in drafted(said + MET.format("Canada", "Mexico", "Ottawa")).asks if a.target == "CAN"]


def test_what_one_would_not_shrink_from_is_a_threat() -> None:
    said = "Brazil would not hesitate to resume its suit against Canada over aircraft subsidies."
    assert {t.by for t in drafted(said + MET.format("Brazil", "Canada", "Ottawa")).threats} == {"BRA"}


def test_what_was_offered_long_ago_is_no_offer_of_now() -> None:
    said = "In {} the EU offered Brazil quotas of 70,000 tonnes of beef."
    met = MET.format("Brazil", "the EU", "Brussels")
    assert not asks(said.format(2009) + met)
    assert asks(said.format(2026) + met) == {("BRA", "EU", "promised")}


def test_a_demand_for_lifting_the_duties_is_whose_it_is_called() -> None:
    said = "Talks resumed on China's demand for lifting the duties on its buses."
    assert asks(said + MET.format("China", "the EU", "Brussels")) == {("CHN", "EU", "asked")}


def test_no_sentence_vanishes() -> None:
    text = (
        "Canada and Mexico clash over avocados\n\n"
        "Canada asks Mexico to lift its tariffs on Canadian apples. Mexico had its say on avocados at length."
        " Visas are not on the table. Mexico will open its market to Canadian apples. It rained."
        + MET.format("Canada", "Mexico", "Ottawa")
    )
    one = article("report", text)
    d = read([one], shipped())
    fields = (*d.parties, *d.place, *d.date, *d.asks, *d.statements, *d.measures, *d.quantities)
    shown = {f.span for f in fields} | {f.span for found in d.items.values() for f in found}
    assert {*one.sentences} == shown | {*d.open} | {*d.denied}
    assert [s.text for s in d.denied] == ["Visas are not on the table."]
    assert one.sentences[0] in d.open
