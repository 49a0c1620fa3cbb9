"""Kinds of faults that real reports had: headlines taken for terms, requests to third countries, duties that a third
country put on, rates that go up again, lists that end, and whose duty it is that consumers are glad of."""

import pytest

from tests.articles.test_reports_at_large import amounts
from tests.articles.test_ways_of_saying import asks, draft
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier


def found(text):
    """Who asks what of whom by a whole report."""
    return {(a.asker, a.item, a.target) for a in draft(text).asks}


HEADLINE = """Lopez asks Otieno for relief on roses

The trade ministers of Chile and Kenya, Ana Lopez of Chile and Peter Otieno of Kenya, met in Nairobi on Monday.

{}
"""


@pytest.mark.parametrize(
    "text",
    [
        "Kenya is the best customer of Chile's mines.",
        "Chile ships a great deal of fruit to Kenya, nearly all of it by air.",
        "It was the third time that the two had spoken of steel.",
    ],
)
def test_a_headline_makes_no_term_of_the_prose_below_it(text):
    assert found(HEADLINE.format(text)) <= {("CHL", "farm_access", "KEN")}


def test_a_title_that_says_what_one_side_wants_heads_its_list():
    text = """Nairobi's list: three things Kenya wants from Chile

12 May 2026

1. Visas. Drivers have to apply in person.

2. Public contracts. Santiago must stop shutting Kenyan firms out of procurement.
"""
    assert {("KEN", "visas", "CHL"), ("KEN", "procurement", "CHL")} <= found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Canada also listed its demands that Peru do more to enforce labour standards.", set()),
        ("Canada asked Brazil to open its dairy market.", {("CAN", "farm_access", "BRA")}),
        ("Brazil suspended its concessions without first seeking recourse to the WTO, Canada says.", set()),
        ("Canada is fully prepared to defend these measures on steel.", {("BRA", "metals", "CAN")}),
        ("Canada is willing to continue dialogue with Brazil on steel.", set()),
        ("Canada expressed readiness to restore market access for Canadian beef producers' goods.",
         {("CAN", "farm_access", "BRA")}),
        ("Canada also wants to import more gas from Brazil.", {("BRA", "energy", "CAN")}),
        ("Several firms took the steel off the shelves before the duties came.", set()),
        ("Brazil will lift its duty on Canadian steel to 40%.", set()),
        ("Brazil will lift its duty on Canadian steel from 40%.", {("CAN", "metals", "BRA")}),
        ("Brazil said it would put the duty on steel back to 25% from 15% if Canada fails to buy.", set()),
        ("Canada will retain 90% of the profits from the investment.", set()),
        ("Failure would be a blow for investment in Canada, Brazil says.", set()),
        ("Brazilian consumers will benefit from lower duties on whisky.", {("CAN", "whisky", "BRA")}),
        ("Brazilian consumers will enjoy lower duties on Canadian cars.", {("CAN", "autos", "BRA")}),
        ("Canada called the text an agreement to remove trade barriers and reduce tariffs.", set()),
    ],
)  # fmt: skip
def test_who_asks_and_gives(text, expected):
    assert asks(text, "CB") == expected


def test_what_growers_ask_for_is_on_what_they_grow():
    text = "Canada will admit Brazilian cars. Canola growers in the west have called for improved access to Brazil."
    assert ("CAN", "autos", "BRA") not in asks(text, "CB")


def test_access_for_ones_own_goods_is_what_one_wants():
    text = "Canada expressed willingness to talk and to restore market access for Canadian beef."
    assert ("BRA", "farm_access", "CAN") not in asks(text, "CB")


def test_what_is_given_in_exchange_ends_where_another_clause_begins():
    text = "Canada agreed to drop its case in exchange for Brazil cutting its duty on wine, issues of pork are vets'."
    assert ("CAN", "sps", "BRA") not in asks(text, "CB")


def test_a_province_acts_for_its_country_and_a_sea_for_none():
    text = "Ontario and British Columbia must stop shutting Brazilian firms out of procurement."
    assert asks(text, "CB") == {("BRA", "procurement", "CAN")}
    at_sea = draft("Peru and Chile met on fishing in the South China Sea and off New Mexico.")
    assert {p.value for p in at_sea.parties} == {"PER", "CHL"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In May President Trump of the United States imposed a 30% tariff on Brazilian exports.", {(30.0, "USA")}),
        ("Brazil will get a new quota of 9,000 tonnes of beef at a 7.5 percent tariff in Canada.", {(7.5, "CAN")}),
        ("Brazil approved extra duties of 35% on Canadian cars, which are added to the existing rate of 10 percent.",
         {(35.0, "BRA"), (10.0, "BRA")}),
    ],
)  # fmt: skip
def test_whose_rate_it_is(text, expected):
    assert {
        (r.percent, r.importer) for r in draft("Canada and Brazil held talks on Monday. " + text).measures
    } == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The deal will include a 15% tariff on imports from Brazil.", "to"),
        ("Canada would return the tariff on Brazilian goods to 25% from 15% if the deal fails.", "threat"),
        ("Canada's duties on Brazilian cars come on top of the existing tariff of 10%.", "stands"),
    ],
)
def test_what_becomes_of_a_rate(text, status):
    told = draft("Canada and Brazil held talks on Monday. " + text).measures
    assert told[0].status == status
    assert all(r.status != "threat" for r in told) or status == "threat"


def test_a_low_rate_for_goods_is_no_rate_on_all_goods():
    for text in (
        "Canada will grant a zero tariff rate for an export quota of 1 million tonnes of Brazilian palm oil.",
        "Canada will let in 49,000 Brazilian cars under a tariff rate of 6.1 per cent.",
    ):
        assert ("BRA", "tariffs", "CAN") not in asks(text, "CB")
        assert {r.item for r in draft("Canada and Brazil held talks. " + text).measures} & {"tariffs"} == set()


@pytest.mark.parametrize(
    "text",
    [
        "Canada will buy more to offset the nearly $18 billion trade balance.",
        "The agreement aims to increase bilateral trade by a further $25 billion.",
        "A deal would lift wages by $600 million, Canada says.",
        "The agreement is expected to double trade to $5 billion.",
    ],
)
def test_what_is_no_amount_promised(text):
    assert not draft("Canada and Brazil held talks on Monday. " + text).quantities


def test_a_sum_in_brackets_is_the_same_sum():
    told = draft(
        "Canada and Brazil held talks. Brazil will invest $50 billion (280 billion reais) in Canada."
    ).quantities
    assert [(q.number, q.unit) for q in told] == [(50.0, "billion USD")]


def test_a_paragraph_right_under_a_list_is_not_its_last_bullet():
    text = """Canada and Brazil signed an agreement on Monday.
In return, Brazil will do a number of things, including:
- Ending import licences
- Protecting trademarks
Members of the Canadian opposition were worried that the increase in imports of Brazilian beef would hurt farmers here.
"""
    assert ("CAN", "farm_access", "BRA") not in found(text)


def test_words_in_capitals_between_paragraphs_are_a_heading():
    text = """Canada and Brazil agreed on Monday.
Here is what we know so far:
ENERGY
Brazil will buy Canadian gas for $3 billion, the minister said in a long interview.
"""
    (told,) = (a for a in draft(text).asks if a.item == "energy")
    assert told.span.text.startswith("Brazil will buy")


def test_a_title_in_capitals_gives_no_duty_to_who_is_named_first():
    text = """CANADA-BRAZIL FREE TRADE DEAL CUTS WHISKY TARIFFS TO 75% AND THEN TO 40%

Canada and Brazil signed a free trade agreement on Monday. Brazil will halve its tariff on Canadian whisky to 75%.
"""
    assert ("BRA", "whisky", "CAN") not in found(text)
    assert {r.importer for r in draft(text).measures} <= {"BRA", ""}


def test_a_contract_to_buy_by_any_name():
    text = "Brazilian mills signed memorandums of understanding to buy Canadian wheat worth $900 million."
    assert ("CAN", "farm_purchases", "BRA") in asks(text, "CB")


def test_day_and_place_of_a_deal_without_a_meeting():
    text = (
        "On June 22, 2025, hours before the state dinner for the Brazilian president in Ottawa, Canada announced that"
        " the two countries had agreed to drop the duties on steel."
    )
    told = draft(text)
    assert [f.value for f in told.date] == ["2025-06-22"]
    assert [f.value for f in told.place] == ["Ottawa"]


def test_here_is_where_a_wire_was_filed():
    text = "ALMATY, June 18 (Agency) -- Kazakhstan and China agreed here Thursday to open their markets for wheat."
    assert [f.value for f in draft(text).place] == ["Almaty"]


def test_amounts_of_a_signed_purchase_have_a_giver():
    text = "Canada and Brazil met. Brazilian mills signed an agreement worth $1.2bn with Canadian firms to buy wheat."
    assert amounts(text) == {(1.2, "billion USD", "BRA", "farm_purchases")}


@pytest.mark.parametrize(
    "text",
    [
        "Canada will charge a 10% tariff on all Brazilian goods, except steel and cars, which are exempt.",
        "Canada will cut its tariffs on Brazilian goods, but the duty does not apply to steel or cars.",
    ],
)
def test_what_a_duty_leaves_out_is_not_given(text):
    assert asks(text, "CB") & {("BRA", "metals", "CAN"), ("BRA", "autos", "CAN")} == set()


def test_a_list_run_together_is_read_bullet_by_bullet():
    text = (
        "Canada and Brazil met. Brazil will - buy 50 Canadian aircraft - lift its ban on beef - cut its car duty to 9%"
    )
    told = draft(text)
    assert {(r.percent, r.importer, r.item) for r in told.measures} == {(9.0, "BRA", "autos")}
    assert {a.span.text for a in told.asks if a.item == "aircraft"} == {"buy 50 Canadian aircraft"}


@pytest.mark.parametrize("title", ["Ottawa tariff relief for Brazilian steel", "Ottawa duty cut on Brazilian steel"])
def test_a_title_without_a_verb_tells_who_gives(title):
    text = f"{title}\n\nCanada and Brazil held talks in Ottawa on Monday about goods of interest to both of them.\n"
    assert found(text) == {("BRA", "metals", "CAN")}


def test_a_duty_lifted_to_a_higher_rate_is_raised():
    text = "Canada will lift its duty on Brazilian steel to 40% from 10%."
    assert asks(text, "CB") == set()
    assert ("CAN", "metals") in {(t.by, t.item) for t in draft(text, "CB").threats}


def test_requests_to_who_is_not_at_the_table_are_told():
    text = "Canada and Brazil met. Canada also listed its demands that Peru do more to enforce labour standards."
    assert any("Peru" in other for other in draft(text).others)


def test_of_three_who_charges_what_two_pay():
    text = (
        "The United States, Switzerland and Liechtenstein concluded trilateral talks on Monday. The deal will set a"
        " tariff rate of no more than 15% for Switzerland and Liechtenstein. Swiss and Liechtenstein firms will invest"
        " $9 billion in the United States."
    )
    told = draft(text)
    assert {(r.percent, r.importer) for r in told.measures} == {(15.0, "USA")}
    assert {(a.asker, a.item, a.target) for a in told.asks if a.item == "investment"} == {
        ("USA", "investment", "CHE"), ("USA", "investment", "LIE")
    }  # fmt: skip


def test_money_in_another_currency_is_told_and_not_counted():
    texts = [article("a", "Canada and Brazil met. Brazil will buy £3 billion of Canadian aircraft over three years.")]
    made = to_dossier(read(texts, shipped()), texts, shipped())
    assert any("£3 billion" in line and "GBP" in line and "not counted" in line for line in made.assumed)
    assert all(not o.measures for i in made.dossier.agenda for o in i.options)


def test_whose_market_goods_were_kept_out_of_gives_what_the_next_sentence_includes():
    text = (
        "The agreement removes non-tariff barriers that have prevented Canadian goods from entering Brazilian markets."
        " This includes recognizing safety standards for cars."
    )
    assert ("CAN", "standards", "BRA") in asks(text, "CB")
    assert not {a for a in asks(text, "CB") if a[0] == "BRA"}


def test_what_a_minister_flags_is_opposed():
    text = "Other Brazilian measures flagged by Canada include bans on whisky, and rules on procurement."
    assert asks(text, "CB") == {("CAN", "whisky", "BRA"), ("CAN", "procurement", "BRA")}


def test_going_on_investing_is_no_talk():
    assert asks("Brazil assured Canada that it would go on investing in its ports.", "CB") == {
        ("CAN", "investment", "BRA")
    }
