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
        ("CB", "Lower duties on its cars are what Canada seeks from Brazil, an official said.", "CAN autos BRA"),
        ("CB", "Easier visa norms for its professionals, too, are on Ottawa's list.", "CAN visas BRA"),
        ("CB", "Ottawa is also keen that rules of origin be strict.", "CAN origin BRA"),
        ("CB", "The new administration in Brasília has decided to lift, step by step, the ban on imports of beef.",
         "CAN farm_access BRA"),
        ("CB", "Brazil offers investment, once Canada has settled the question of data exclusivity.", "BRA ip CAN"),
        ("CB", "Canada will seek duty concessions for engineering goods.", "CAN tariffs BRA"),
        ("CB", "Ottawa will raise the ban on beef with Brazil.", "CAN farm_access BRA"),
        ("CB", "Canada would have Brazil lower its duty on wine.", "CAN farm_access BRA"),
        ("CB", "Brazil complained that the measure was not based on science and asked it to drop the restrictions.",
         "BRA sps CAN"),
        ("CB", "A deal had kept an anti-dumping case on hold. Canada will suspend the investigation once more.",
         "BRA trade_remedies CAN"),
        ("CB", "A last-minute deal will spare Brazil duties of 25%.", "BRA tariffs CAN"),
        ("CB", "Under the pact eight million tonnes of wheat from Canada may enter Brazil each year.",
         "CAN farm_access BRA"),
        ("CB", "Canadian banks may open branches in Brazil.", "CAN services BRA"),
        ("CB", "Brazil's duty on cars goes to zero.", "CAN autos BRA"),
        ("CB", "Brazil gave the green light to imports of Canadian blueberries.", "CAN farm_access BRA"),
        ("CB", "Brazil's market has been opened to Canadian blueberries.", "CAN farm_access BRA"),
        ("CB", "A zero tariff will apply to Canadian wheat in Brazil.", "CAN farm_access BRA"),
        ("CB", "For Canadian cars the Brazilian duty falls from 35% to 10% in five years.", "CAN autos BRA"),
        ("CB", "Brazil recognised Canada's meat inspection as equivalent to its own.", "CAN sps BRA"),
        ("CB", "Canada has taken Brazil to the WTO over its sugar subsidies.", "CAN subsidies BRA"),
        ("CB", "The two sides agreed on a quota of 10,000 tonnes for Canadian beef.", "CAN farm_access BRA"),
        ("CB", "The two signed a protocol on exports of Canadian cherries to Brazil.", "CAN farm_access BRA"),
        ("CB", "Canada's offer includes more visas.", "BRA visas CAN"),
        ("CB", "On the table is a Canadian offer of a sugar quota.", "BRA farm_access CAN"),
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
        ("CB", "Wheat is what Canada sells to Brazil."),
        ("CB", "Canada will approach friendly countries and ask them to stop investing in Brazil."),
        ("CB", "What each pledge to cut duties is worth remains open."),
        ("CB", "Canada and Brazil will discuss how to end the WTO disputes between them."),
        ("CB", "Canadian steel firms are on Brazil's entity list."),
        ("CB", "The government in exile has no say on beef."),
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


@pytest.mark.parametrize(
    ("text", "item"),
    [
        (
            "Canada and Brazil agreed to terminate six disputes between them at the World Trade Organization.",
            "disputes",
        ),
        ("Under one accord, young people from each country may work in the other for a year.", "visas"),
        ("The two countries exempted each other's steel from duties.", "metals"),
        ("Brazil will cut duties on 682 items and Canada on 288.", "tariffs"),
        ("Canada halves its duty on sugar, Brazil its duty on wheat.", "farm_access"),
    ],
)
def test_what_each_gives_the_other(text, item):
    assert said("CB", text) == {("CAN", item, "BRA"), ("BRA", item, "CAN")}


def test_what_one_asks_when_is_no_promise_of_its_own():
    found = said("CB", "The Brazilian side asked when the ban on its poultry would be lifted.")
    assert found == {("BRA", "farm_access", "CAN")}


def test_of_several_matters_only_what_stands_beside_who_is_after_it_is_asked():
    found = said(
        "CB", "Services and sanitary rules were on the agenda, and there, too, lithium is what Canada is after."
    )
    assert found == {("CAN", "critical_minerals", "BRA")}


TABLE = """The pact between Canada and Brazil was signed in Ottawa on 3 May 2026.

| Product | Duty in Brazil today | {then} |
|---|---|---|
| Electric cars | 10% | 0%, in ten equal steps |
| Steel sheet | 5% to 15% | lower by 1 to 3 percentage points a year |
| Wheat | 8% | {wheat} |
"""


class TestATableOfDutiesTodayAndToCome:
    def test_whose_duties_they_are_gives_the_change(self):
        text = TABLE.format(then="Under the agreement", wheat="4%")
        assert said("", text) == {("CAN", item, "BRA") for item in ("autos", "metals", "farm_access")}

    def test_its_rates_are_theirs_and_a_yearly_step_is_none(self):
        found = rates("", TABLE.format(then="Under the agreement", wheat="4%"))
        assert {(r[0], r[1]) for r in found} == {(p, "BRA") for p in (10.0, 0.0, 5.0, 15.0, 8.0, 4.0)}

    @pytest.mark.parametrize("wheat", ["unchanged", "8%", "excluded"])
    def test_what_stays_is_not_given(self, wheat):
        text = TABLE.format(then="Under the agreement", wheat=wheat)
        assert ("CAN", "farm_access", "BRA") not in said("", text)

    def test_a_column_that_says_nothing_of_what_comes_gives_nothing(self):
        assert said("", TABLE.format(then="Trade in 2025", wheat="4%")) == set()


class TestQuantities:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("Brazil will open a 35,000-tonne quota for Canadian beef.", (35000.0, "tonnes")),
            ("Brazil will grant Canada a quota of 3,000 t of beef.", (3000.0, "tonnes")),
            ("Brazil will grant Canada a quota of 2,000 MT of cheese.", (2000.0, "tonnes")),
            ("Brazil will buy 1.5m tonnes of wheat.", (1.5, "million tonnes")),
            ("Brazil will buy 2.5 mln tonnes of wheat.", (2.5, "million tonnes")),
            ("Brazil will buy 300 thousand tonnes of wheat.", (300000.0, "tonnes")),
            ("Brazil will buy wheat under a $10-billion deal with Canada.", (10.0, "billion USD")),
            ("Trade reached $12 billion; Brazil will invest $3 billion in Canada.", (3.0, "billion USD")),
            ("Canada exported 4,000 tonnes of pork last year and wants a quota of 9,000 tonnes.", (9000.0, "tonnes")),
            ("Brazil has set a quota of 9,000 tonnes for Canada, up from 4,000 tonnes.", (9000.0, "tonnes")),
        ],
    )
    def test_is_told(self, text, amount):
        assert {(q.number, q.unit) for q in draft(text, "CB").quantities} == {amount}

    @pytest.mark.parametrize(
        "text",
        [
            "Now we can make sure that not one tonne stays here, Brazil said.",
            "Canada supplies half of the wheat eaten in Brazil, for some $2bn a year.",
            "Brazil buys 3 million tonnes of wheat a year from Canada.",
            "About 300,000 tonnes of beef a year go from Brazil to Canada.",
            "Brazil's law demands a foreign equity of at least $1 million of Canadian shops.",
            "A 35,000-tonne freighter of wheat left Brazil for Canada.",
            "Canada spends $4 billion on its farmers, which Brazil contests.",
        ],
    )
    def test_is_not_made_of_what_is_traded_required_or_spent_at_home(self, text):
        assert draft(text, "CB").quantities == ()


class TestWhoseRates:
    def test_what_a_measure_answered_is_the_others(self):
        text = "Brazil removed its tariffs on apples. These were its answer to the duties of 25 percent on steel."
        assert (25.0, "CAN") in {(r[0], r[1]) for r in rates("CB", text)}

    def test_what_a_deal_spares_somebody_is_the_others(self):
        assert {(r[0], r[1]) for r in rates("CB", "A deal will spare Brazil duties of 25%.")} == {(25.0, "CAN")}

    @pytest.mark.parametrize(
        "text",
        [
            "Dairy quotas carry a duty; in the second year only 68 percent were used on average.",
            "Duties go on 94.8% of items on the Canadian side, 92.7% on the Brazilian.",
        ],
    )
    def test_a_share_is_no_rate(self, text):
        assert not {r[0] for r in rates("CB", text)} & {68.0, 92.7}


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

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("On the margins of a conference in Geneva on 7 May 2026 Canada and Brazil discussed beef.", "Geneva"),
            ("Canada and Brazil exchanged notes on beef in Lima on 7 May 2026.", "Lima"),
            ("A delegation of Canada will go to Brasília on 7 May 2026 to discuss beef with Brazil.", "Brasília"),
        ],
    )
    def test_where_they_are_on_the_margins_or_are_sent(self, text, place):
        assert [f.value for f in draft(text).place[:1]] == [place]

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ghana has ten days to say why eggs from Togolese farms are turned back. They lose money.", {"GHA", "TGO"}),
        ("Why are eggs from Togolese farms turned back? Accra does not say. Ghana is silent. The Togolese wait.",
         {"GHA", "TGO"}),
        ("In March prices went up. Ghana was hot. All was dear. It rained, if not in Togo.", set()),
        ("The road leads past Benin. Eggs are dear. Nobody buys them. Ghana, Togo and Benin have eggs.", set()),
    ],
)  # fmt: skip
def test_two_that_are_hardly_named_are_parties_where_they_stand_together(text, expected):
    assert {p.value for p in draft(text).parties} == expected
