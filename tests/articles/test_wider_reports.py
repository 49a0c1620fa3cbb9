"""Kinds of sentence that public reports of many forms have: members of a group under their own names, firms that sell,
what a deal will see a side do, answers to a question, rates without a figure, cases over a measure."""

import pytest

from tests.articles.test_ways_of_saying import MEET, asks, draft

KB = "Korea and Brazil hold talks in Seoul on 3 May 2026. "


def said(meet, text):
    return asks(text, meet) if meet in MEET else {(a.asker, a.item, a.target) for a in draft(meet + text).asks}


def rates(meet, text):
    return {(r.percent, r.importer, r.status) for r in draft(text, meet).measures}


@pytest.mark.parametrize(
    ("meet", "text", "ask"),
    [
        ("EC", "Germany asked Beijing to relax its curbs on rare earths.", "EU critical_minerals CHN"),
        ("EC", "Paris wants China to drop its duties on cognac.", "EU whisky CHN"),
        ("EC", "China wants Germany and France to oppose the duties on electric cars.", "CHN autos EU"),
        ("UJ", "Switzerland looked on. Japan proposed investments in American shipyards.", "USA investment JPN"),
        ("CB", "Embraer will sell 40 jets to the Canadian carrier.", "BRA aircraft CAN"),
        ("CB", "The pact will see the South American nation buy more Canadian wheat.", "CAN farm_purchases BRA"),
        ("CB", "The agreement will see Brazil cut its duties on cars.", "CAN autos BRA"),
        ("CB", "Canada wants Brazilian beef to enter at a lower duty.", "BRA farm_access CAN"),
        ("CB", "What does Ottawa want? More access for its dairy farmers.", "CAN farm_access BRA"),
        ("CB", "Brazil has published a decree suspending its duties on steel.", "CAN metals BRA"),
        ("CB", "The deal will allow Canada to avoid tariffs of 25% on steel.", "CAN metals BRA"),
        ("CB", "Tariffs will be eliminated on Brazilian wine.", "BRA farm_access CAN"),
        ("CB", "Brazilian lemons will enter Canada duty-free.", "BRA farm_access CAN"),
        ("CB", "Canada filed a complaint over Brazil's curbs on exports of rare earths.", "CAN critical_minerals BRA"),
        ("CB", "Canada's ban on Brazilian beef will not be lifted this year.", "BRA farm_access CAN"),
        ("CB", "Brazil will not be able to export sugar to Canada.", "BRA farm_access CAN"),
        ("CB", "We expect from Brazil a quota for our cheese.", "CAN farm_access BRA"),
        ("CB", "Nor did Canada accept paying in reais.", "BRA currency CAN"),
        ("CB", "Canadian names of cheese will be protected in Brazil.",
         "CAN ip BRA"),
        ("CB", "For trucks, where Brazil charges 35%, duties will fall to zero.", "CAN autos BRA"),
        ("CB", "The deal requires Brazil to increase its purchases. These include wheat and aircraft.",
         "CAN aircraft BRA"),
        ("CB", "Canada suggested that Brazil could buy more of its wheat.", "CAN farm_purchases BRA"),
        ("CB", "Brazil will import 2 million tonnes of Canadian wheat and grant access to Canadian beef.",
         "CAN farm_access BRA"),
        ("CB", "It is asking Canada to lift its beef duties, a minister said, and Brasília wants more visas.",
         "BRA visas CAN"),
    ],
)  # fmt: skip
def test_who_asks_and_gives(meet, text, ask):
    asker, item, target = ask.split()
    found = said(meet, text)
    assert (asker, item, target) in found
    assert (target, item, asker) not in found


@pytest.mark.parametrize(
    ("meet", "text"),
    [
        ("EC", "China criticised the decision. It was the EU's decision to slap tariffs on electric cars."),
        ("CB", "The minister was asked if he raised the possibility of Brazil taking Canadian beef."),
        ("CB", "The agreement came late. It would cover cars, steel and services."),
        ("CB", "Canada does not want to be drawn into a dispute over steel tariffs."),
        ("CB", "A hearing on Brazilian beef will be held by Canada in June."),
        ("CB", "Rising supply and demand for wheat keep Brazil busy."),
        ("EC", "The Paris Agreement on climate stays as it is."),
    ],
)
def test_what_is_no_ask(meet, text):
    assert said(meet, text) == set()


def test_who_sells_is_not_taken_for_who_buys():
    found = said("CB", "Canada has sealed an agreement with Brazil that will see it buy 40 Embraer jets.")
    assert ("CAN", "aircraft", "BRA") not in found


def test_a_case_is_given_up_not_the_measure_it_is_about():
    found = said("CB", "Canada will drop its WTO complaint against Brazil's ban on exports of rare earths.")
    assert found == {("BRA", "disputes", "CAN")}


@pytest.mark.parametrize(
    ("text", "giver"),
    [
        ("Nairobi said that both would suspend Kenya's complaint at the World Trade Organization.", "KEN"),
        ("Nairobi said that both would suspend the dispute at the World Trade Organization brought by Kenya.", "KEN"),
        ("London said both would suspend their dispute at the World Trade Organization while Kenya reviews it.", "GBR"),
    ],
)
def test_a_dispute_that_both_suspend_is_given_by_who_brought_it(text, giver):
    other = {"KEN": "GBR", "GBR": "KEN"}[giver]
    assert said("BK", text) == {(other, "disputes", giver)}


class TestRatesWithoutAFigure:
    @pytest.mark.parametrize(
        ("text", "rate"),
        [
            ("Canada will cut its 40 per cent tariff on Brazilian beef by a quarter.", (30.0, "CAN", "to")),
            ("Canada will halve its 15 per cent duty on Brazilian cars.", (7.5, "CAN", "to")),
            ("Canada will bring down its 15% duty on cars by two thirds.", (5.0, "CAN", "to")),
            ("Brazilian beef will enter Canada duty-free.", (0.0, "CAN", "to")),
            ("Canada will admit Brazilian cars free of duty.", (0.0, "CAN", "to")),
            ("Canada will take its duties on Brazilian cars to zero.", (0.0, "CAN", "to")),
        ],
    )
    def test_is_told(self, text, rate):
        assert rate in rates("CB", text)

    @pytest.mark.parametrize(
        "text",
        [
            "Canada will open a duty-free quota of 3,000 tonnes for Brazilian beef.",
            "Brazil asked Canada to spare 60 products, which now enter duty-free.",
            "Brazilian beef no longer enters Canada duty-free, and Brazil asked it to restore access.",
            "Travellers like the duty-free shops of Toronto, and Canada will open its beef market.",
        ],
    )
    def test_is_not_made_of_a_part_or_of_what_ends(self, text):
        assert not [r for r in rates("CB", text) if r[0] == 0]

    def test_a_share_without_its_rate_is_none(self):
        assert rates("CB", "Canada will cut its tariff on Brazilian beef by a quarter.") == set()

    def test_the_rate_it_comes_to_is_not_told_twice(self):
        found = rates("CB", "Canada will halve its duty on Brazilian cars from 30% to 15%.")
        assert {r[0] for r in found} == {30.0, 15.0}

    def test_a_share_that_somebody_may_own_is_no_duty(self):
        text = "Brazil keeps a duty of 14% on cars. Foreign ownership of its insurers stays capped at 70%."
        assert {r[0] for r in rates("CB", text)} == {14.0}

    def test_a_rate_that_one_hopes_to_escape_is_the_others(self):
        text = "Brazil offered Canada free entry for wheat in the hope of avoiding a 36 per cent duty."
        assert (36.0, "CAN") in {(r[0], r[1]) for r in rates("CB", text)}


class TestWhereAndWhen:
    def test_the_day_of_a_head_and_where_somebody_was_welcomed(self):
        found = draft(
            "Fact Sheets\n\nFact Sheet: Terms of Canada and Brazil\n\nOctober 8, 2026\n\nToday in Ottawa, the premier"
            " of Canada welcomed the President of Brazil and announced the terms of an agreement."
        )
        assert [f.value for f in found.place[:1]] == ["Ottawa"]
        assert [f.value for f in found.date[:1]] == ["2026-10-08"]

    def test_a_capital_that_acts_after_a_colon_is_no_place(self):
        found = draft("The week in trade: Ottawa signs again\n\nCanada and Brazil met in Recife on 4 May 2026.")
        assert [f.value for f in found.place] == ["Recife"]

    def test_a_border_with_a_third_country_makes_it_no_party(self):
        found = draft(
            "Ghana and Nigeria have agreed on a corridor on Nigeria's western border with Benin. Nigeria had closed its"
            " borders with Benin."
        )
        assert {p.value for p in found.parties} == {"GHA", "NGA"}

    def test_who_stands_beside_the_only_party_of_weight(self):
        found = draft(
            "The agreement will give Australian dairy farmers access to China's market. China will lift duties. Most"
            " Australian exports gain."
        )
        assert {p.value for p in found.parties} == {"AUS", "CHN"}
