"""Who asks where no verb of asking says so: cases at the WTO, barriers at issue, goods shipped to a market, agreements
that call for something; and sentences that give nothing: rulings, what agreements do in general, others' acts."""

import pytest

from tests.articles.test_ways_of_saying import asks, draft
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article


def how(text, meet=""):
    return {(a.asker, a.item, a.target): a.how for a in draft(text, meet).asks}


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Kenya has brought its case against anti-dumping duties on its roses to the WTO. Britain put the duties on its"
         " goods last year. Kenya and Britain met.", "KEN trade_remedies GBR"),
        ("The World Trade Organization formed a panel over British restrictions on imports of Kenyan fruit. Kenya"
         " argues that Britain has banned them without a scientific basis. Kenya and Britain met.",
         "KEN farm_access GBR"),
    ],
)  # fmt: skip
def test_who_brings_a_case_opposes_the_measure_it_is_over(text, ask):
    assert how(text)[tuple(ask.split())] == "opposed"
    assert (ask.split()[2], ask.split()[1], ask.split()[0]) not in how(text)


def test_a_case_that_its_complainant_gave_up_asks_nothing():
    text = "Kenya dropped its complaint at the WTO over British duties on roses. Kenya and Britain met in London."
    assert not [a for a in draft(text).asks if a.asker == "KEN" and a.how == "opposed"]


def test_two_that_take_one_to_the_wto_are_three_parties():
    text = (
        "Peru takes Kenya, Ghana to WTO\n\nPeru has requested consultations with Kenya and Ghana over their duties on"
        " steel pipes. Peru says the duties of Kenya and Ghana break the rules."
    )
    assert {p.value for p in read([article("a", text)], shipped()).parties} == {"PER", "KEN", "GHA"}


@pytest.mark.parametrize(
    ("meet", "text", "ask", "said"),
    [
        ("BK", "The ministers discussed the export of flowers and beef to Britain.", "KEN farm_access GBR", "asked"),
        ("BK", "Britain pledged support for increasing coal export from Kenya.", "KEN energy GBR", "promised"),
        ("CB", "Canada strikes a deal for more Brazilian gas, officials say.", "CAN energy BRA", "promised"),
        ("UJ", "The agreement, the product of months of talks, calls for Japan to buy more American corn.",
         "USA farm_purchases JPN", "promised"),
        ("UJ", "The deal includes a temporary suspension of U.S. tariffs that hit Japanese cars.",
         "JPN autos USA", "promised"),
        ("UJ", "A wrangle over the duty on American beef in Japan is the last obstacle to the pact.",
         "USA farm_access JPN", "opposed"),
        ("BK", "Kenya and the United Kingdom agreed that the latter would supply the former with 900 barrels of oil.",
         "KEN energy GBR", "promised"),
        ("EC", "China is negotiating with Brussels over the lifting of duties on its cars.", "CHN autos EU", "asked"),
        ("EC", "Trade Commissioner Ann Silver criticised China's ban on beef, plans to tax cars and two anti-dumping"
         " cases.", "EU trade_remedies CHN", "opposed"),
        ("EC", "China has repeated its demand for lower duties on its cars.", "CHN autos EU", "asked"),
    ],
)  # fmt: skip
def test_who_asks_is_told_by_the_trade_the_barrier_or_the_agreement(meet, text, ask, said):
    found = how(text, meet)
    asker, item, target = ask.split()
    assert found.get((asker, item, target)) == said
    assert (target, item, asker) not in found


def test_preferences_between_the_two_are_given_by_both():
    text = "Canada and Brazil agreed to extend tariff preferences between the two countries for 90 days."
    assert {("CAN", "tariffs", "BRA"), ("BRA", "tariffs", "CAN")} <= asks(text, "CB")


def test_preferences_taken_away_for_want_of_access_ask_for_that_access():
    text = "Canada is suspending trade preferences for Brazil based on its lack of access for Canadian pork."
    found = how(text, "CB")
    assert ("CAN", "farm_access", "BRA") in found
    assert not [a for a in found if a[2] == "CAN"]


@pytest.mark.parametrize(
    ("meet", "text"),
    [
        ("CB", "An FTA usually brings lower tariffs on cars and beef, the Brazilian minister said."),
        ("CB", "Peru, which had a ban of its own when Brazil sold cheap beef, lifted it in June."),
        ("CB", "Traders in Canada say people are asking when the ban on beef will end."),
        ("EC", "The European Parliament called on the European Commission to step up its response on rare earths."),
        ("EC", "In that week the European Commission opened an investigation into China's solar panels."),
        ("BK", "The decree came after a WTO ruling urging it to withdraw the tariff on British textiles."),
    ],
)
def test_what_nobody_at_the_table_asks_or_gives_is_no_ask(meet, text):
    assert not asks(text, meet)


@pytest.mark.parametrize(
    "text",
    [
        "Japan currently imports $8 billion in American maize a year and will cut its tariff on it.",
        "Japan wants to sell more to a market that is expected to grow to 240,000 tonnes of fish.",
        "Japan would like the United States to cut the tariff on 3,000 cc vehicles.",
        "Japan will spare firms that earn above $20 million in a calendar year from the tax on digital services.",
    ],
)
def test_figures_that_nobody_gives_are_no_quantities(text):
    assert not draft(text, "UJ").quantities


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Canada and Japan sealed it at last. The talks in Busan, South Korea, crowned a tour, during which the premier"
         " also announced trade agreements with Peru and Chile.", "Busan"),
        ("The ministers of Canada and the United States spoke during a White House signing ceremony.", "Washington"),
    ],
)  # fmt: skip
def test_where_they_met(text, place):
    found = draft(text + " Canada asks for lower duties on steel.")
    assert [f.value for f in found.place][:1] == [place]


def test_a_list_whose_lead_in_has_no_colon_is_its_giver_s():
    text = """Canada and Kenya signed an agreement in Nairobi.

Under the agreement Canada will

- end its duty on roses
- admit 500 Kenyan nurses a year
"""
    found = read([article("a", text)], shipped())
    assert {("KEN", "visas", "CAN")} <= {(a.asker, a.item, a.target) for a in found.asks}
