"""What reports of many countries' talks have: who gives by a deal or in a clause of its own, what only looks like an
ask, amounts and rates that nobody commits to, countries by their initials, and where wires are filed."""

import pytest

from tests.articles.test_ways_of_saying import MEET, asks, draft
from tradetalks.articles.sentences import places
from tradetalks.articles.speaker import speaker_of
from tradetalks.articles.taxonomy import shipped

CB, UJ = MEET["CB"], MEET["UJ"]


def rates(text):
    return {(r.percent, r.importer, r.status) for r in draft(text).measures}


def amounts(text):
    return {(q.number, q.unit, q.giver, q.item) for q in draft(text).quantities}


class TestWhoGives:
    @pytest.mark.parametrize(
        ("text", "ask"),
        [
            ("Canada had agreed to bring its levies on Brazilian sugar down to nothing.", "BRA farm_access CAN"),
            ("Brazil is ready to lower its duties on cars, with Canada also opening its market to Brazilian beef.",
             "BRA farm_access CAN"),
            ("The deal includes Canada slashing its tariffs on imported Brazilian steel.", "BRA metals CAN"),
            ("For Canada, the only requirement is to lift its duties on steel.", "BRA metals CAN"),
            ("The agreement grants Canada access to Brazilian fishing waters.", "CAN fisheries BRA"),
            ("Brazil has agreed to an open-ended deal on simplifying checks for plant health.", "CAN sps BRA"),
            ("The duties on steel remain in force, and Brazil asked for their suspension.", "BRA metals CAN"),
            ("The agreement would result in Brazil being exempted from the Canadian tariffs on steel.",
             "BRA metals CAN"),
            ("Canada will have to reduce its exports of steel to Brazil.", "BRA metals CAN"),
            ("Canadian tariffs will now be lower for Brazilian beef, wheat and wine.", "BRA farm_access CAN"),
            ("Brazil last week signed a preliminary agreement with Canadian growers to purchase more wheat.",
             "CAN farm_purchases BRA"),
            ("Brazil has ordered 25 aircraft from Canada.", "CAN aircraft BRA"),
            ("Canadian peas, crabs and lobsters will no longer be subject to Brazilian tariffs.",
             "CAN farm_access BRA"),
            ("Ms Anand says Canada has reached a deal with Brazil to allow Brazilian sugar into the country.",
             "BRA farm_access CAN"),
            ("Canada and Brazil have signed a pact that will cut tariffs in exchange for a $3bn investment in Canada.",
             "CAN investment BRA"),
            ("Canada needs better access for its beef.", "CAN farm_access BRA"),
        ],
    )  # fmt: skip
    def test_the_giver_is_told(self, text, ask):
        asker, item, target = ask.split()
        found = asks(text, "CB")
        assert (asker, item, target) in found
        assert (target, item, asker) not in found

    def test_what_stands_beside_a_clause_on_who_is_not_of_it(self):
        text = (
            "Lula, who has criticized the steel tariffs as unfair, also revoked the visas of six officials of Canada."
        )
        assert asks(text, "CB") == {("BRA", "metals", "CAN")}

    def test_the_measure_of_whoever_the_sentence_before_names(self):
        found = draft(CB + "In return, Brazil is backing down. Tariffs on canola will plummet from 40% to 8%.")
        assert {(r.percent, r.importer) for r in found.measures} == {(40, "BRA"), (8, "BRA")}
        assert {(a.asker, a.item, a.target) for a in found.asks} == {("CAN", "farm_access", "BRA")}

    def test_hopes_for_what_something_will_earn(self):
        assert ("BRA", "aircraft", "CAN") not in asks(
            "Brazil hopes its order of jets will earn it lower tariffs.", "CB"
        )


class TestNoAsk:
    @pytest.mark.parametrize(
        "text",
        [
            "The shortage has pushed up Canadian beef prices.",
            "Mills turned to other suppliers in Brazil to meet demand for steel.",
            "Canada has secured changes to the treaty that will protect jobs in its car industry.",
            "Brazil failed to show that there is a threat to its wine industry.",
            "Do you expect that Canada will let in more beef?",
            "The investments in Canada will target medical devices and aircraft.",
            "The phase-out of the Canadian duty on trucks will be extended for ten years.",
        ],
    )
    def test_nothing_is_asked(self, text):
        assert asks(text, "CB") == set()

    def test_a_headline_of_both_does_not_lead_what_follows(self):
        text = (
            "Canada seeks a quick deal to end its quarrel with Brazil\n\nA round of duties on Brazilian steel is near."
        )
        assert asks(text) == set()

    def test_plants_for_chips_are_no_controls(self):
        text = "Japan's firms will invest $2 billion to build advanced semiconductor production in the United States."
        assert asks(text, "UJ") == {("USA", "investment", "JPN")}


class TestAmounts:
    @pytest.mark.parametrize(
        "text",
        [
            "Brazil struck back with $2.6 billion in new countermeasures.",
            "The deal should unlock nearly $3 billion in orders for Canada.",
            "The airline of Brazil has six planes in its fleet.",
            "Canada announced a $600 million support package for its mills.",
            "The economy of Brazil is projected to reach $49 billion.",
            "The volume of mutual trade between Canada and Brazil will reach 3.5 billion dollars.",
            "India and Vietnam have each ordered 100 aircraft, Ms Anand said.",
        ],
    )
    def test_what_nobody_commits_to(self, text):
        assert amounts(CB + text) == set()

    def test_the_number_of_a_model_is_none_of_them(self):
        assert amounts(CB + "Brazil has agreed to buy 20 Boeing 737 Max jets from Canada.") == {
            (20, "aircraft", "BRA", "aircraft")
        }

    def test_vehicles_at_a_rate_are_cars(self):
        found = draft(CB + "Canada would allow 49,000 Brazilian electric vehicles in at a 6.1 per cent tariff rate.")
        assert {(a.asker, a.item, a.target) for a in found.asks} == {("BRA", "autos", "CAN")}
        assert [(q.number, q.giver, q.item) for q in found.quantities] == [(49_000, "CAN", "autos")]
        assert [(r.percent, r.importer, r.status) for r in found.measures] == [(6.1, "CAN", "to")]


class TestRates:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Brazil's exports have plummeted by as much as 70% since the tariffs.", set()),
            ("Lumber saw an 18 per cent surge in prices after the tariff.", set()),
            ("Canada will have to reduce its steel exports by 30 percent under the tariff deal.", set()),
            ("Brazil imposed duties on canola, with rates ranging from 30.6% to 39%.",
             {(30.6, "BRA", "stands"), (39, "BRA", "stands")}),
            ("The offer is Brazil's response to the 30% tariff imposed by Canada.", {(30, "CAN", "stands")}),
            ("Canada is weighing an additional 20% tariff on cars.", {(20, "CAN", "threat")}),
            ("Brazil seeks the lower tariffs that neighbours got: 20% for Chile and 19% for Peru.", set()),
            ("That came as India's largest partner, the US, has imposed a tariff of 25 per cent.",
             {(25, "USA", "stands")}),
            ("Both sides set a framework to cut tariffs to 15%.", {(15, "", "to")}),
        ],
    )  # fmt: skip
    def test_what_a_number_is(self, text, expected):
        assert rates(CB + text) == expected

    def test_a_rate_that_only_the_headline_has(self):
        found = draft("Canada to cut its steel tariff to 15%\n\nCanada and Brazil met in Ottawa. They were pleased.")
        assert [(r.percent, r.status) for r in found.measures] == [(15, "to")]


class TestWhereAndWhen:
    @pytest.mark.parametrize(
        ("text", "place", "day"),
        [
            ("OTTAWA -- President Lula and Canada's prime minister signed a pact on steel.", "Ottawa", None),
            ("OTTAWA - Canada's prime minister said a pact with Brazil was signed.", None, None),
            ("BEIJING--Ministers of Canada and Brazil agreed on steel in talks held here on 22 December 2024.",
             "Beijing", "2024-12-22"),
            ("Geneva, 17 November (A. Writer) -- Canada signed a pact with Brazil on 14 November.", None, "--11-14"),
            ("28/07/2025 (Prairie Post), Ottawa - Canada and Brazil met on Monday.", "Ottawa", "2025-07-28"),
            ("5 May 2025\n\nThe pact came hours after Lula met Canada's prime minister.", None, "2025-05-05"),
            ("Canada told Brazil's delegation in Geneva that it would go to the next meeting of the Dispute Settlement"
             " Body on 25 January.", None, None),
            ("Doorstop interview, Brasilia Minister for Trade of Canada\n\nWe met the Brazilians.", "Brasilia", None),
            ("Canada's minister said: I have just come from Lima, where I met the Brazilian president.", "Lima", None),
            ("OTTAWA - Canada and Brazil have agreed to go on, Ottawa said after a visit by the Canadian prime minister"
             " to Brasilia on 9 September 2024.", "Brasilia", "2024-09-09"),
            ("Canada-Brazil talks: state of play before the round in Lima (23 March 2026)", "Lima", "2026-03-23"),
            ("Canada and Brazil meet, five years after Brazil left the pact on 31 January 2020.", None, None),
        ],
    )  # fmt: skip
    def test_of_the_meeting(self, text, place, day):
        found = draft(text)
        assert next((p.value for p in found.place), None) == place
        assert next((d.value for d in found.date), None) == day

    def test_a_first_line_right_over_a_paragraph_is_a_title(self):
        body = (
            "Canada and Brazil said on Monday that they had settled their quarrel over the duties on steel and wine. "
        )
        assert [p.kind for p in places("Canada and Brazil settle their quarrel\n" + body * 2)][:2] == [
            "heading",
            "prose",
        ]
        broken = (
            "Canada and Brazil said on Monday that they had settled\ntheir quarrel over the duties on steel and wine."
        )
        assert {p.kind for p in places(broken)} == {"prose"}


class TestWhoTalks:
    def test_initials_of_a_country_that_the_text_names_otherwise(self):
        found = draft(
            "Washington asked SA to lower its duties on pork. The South African minister said in Pretoria that SA has"
            " replied. The United States will read it."
        )
        assert {p.value for p in found.parties} == {"USA", "ZAF"}
        assert {(a.asker, a.item, a.target) for a in found.asks} == {("USA", "farm_access", "ZAF")}

    def test_initials_of_none_are_no_country(self):
        found = draft("Canada and Brazil met. The SA report and the SA note on steel were read.")
        assert {p.value for p in found.parties} == {"CAN", "BRA"}

    def test_a_short_name_in_brackets(self):
        found = draft("New Zealand (NZ) and Chile met. Chile asked NZ to lift its duties on wine.")
        assert {(a.asker, a.item, a.target) for a in found.asks} == {("CHL", "farm_access", "NZL")}

    def test_a_deal_of_others_that_is_compared_with(self):
        found = draft(
            "Australia and the European Union go on talking. In Canada's trade agreement with the European"
            " Union wine was"
            " spared. Canada gained. Australia wants as much. The Europeans met Australia's minister."
        )
        assert {p.value for p in found.parties} == {"AUS", "EU"}

    def test_whose_minister_a_transcript_gives(self):
        texts = ["Host: What do you want?", "Ann Lee, Minister for Trade: We want better access for our beef."]
        assert speaker_of(texts, ("AUS", "EU"), shipped(), {"Ann Lee": "AUS"}) == "AUS"
        assert speaker_of(["Press conference, Brussels, Belgium", *texts], ("AUS", "EU"), shipped()) == ""


class TestStatementsOfFrameworks:
    @pytest.mark.parametrize(
        ("text", "ask"),
        [
            ("Brazil has committed not to impose a digital services tax.", "CAN digital BRA"),
            ("Canada and Brazil commit to address Brazil's non-tariff barriers to trade.", "CAN standards BRA"),
            ("Canada and Brazil will work to remove barriers to Canadian beef.", "CAN farm_access BRA"),
            ("Canada and Brazil will address barriers to the sale of medicines imposed by Canada.", "BRA pharma CAN"),
            ("Canada and Brazil signed the pact. It will allow Canada to compete in Brazil's farm market.",
             "CAN farm_access BRA"),
            ("Brazilian mangoes are expected to benefit from access free of duty.", "BRA farm_access CAN"),
            ("Brazil is pursuing preferential access to the Canadian market for its coffee.", "BRA farm_access CAN"),
            ("Canada has agreed to lift tariffs on Brazilian agricultural exports.", "BRA farm_access CAN"),
        ],
    )  # fmt: skip
    def test_the_giver_is_told(self, text, ask):
        asker, item, target = ask.split()
        found = asks(text, "CB")
        assert (asker, item, target) in found
        assert (target, item, asker) not in found

    def test_duties_on_goods_of_all_kinds_are_tariffs_too(self):
        text = "Brazil will eliminate customs duties for all Canadian industrial and agricultural goods."
        assert {item for _, item, _ in asks(text, "CB")} == {"tariffs", "farm_access"}

    def test_purchases_without_a_seller_are_like_those_beside_them(self):
        bullets = "\n\n- Purchases of approximately $3 billion of Canadian wheat.\n- Procurement of aircraft.\n"
        found = draft(CB + bullets)
        assert ("CAN", "aircraft", "BRA") in {(a.asker, a.item, a.target) for a in found.asks}
        alone = draft(CB + "\n\n- Procurement of aircraft.\n")
        assert not alone.asks

    def test_they_beside_our_goods_are_the_other_side(self):
        text = 'Canada\'s minister said, "We have spoken. They have agreed to remove all the duties on our beef."'
        assert asks(text, "CB") == {("CAN", "farm_access", "BRA")}

    @pytest.mark.parametrize(
        "text",
        [
            "President William Ruto said that these goods face tariffs.",
            "Maybe the tariffs on steel stay, the mayor of Ottawa said.",
            "Flowers, cut flowers among them, face a duty in Canada.",
            "Canada and Brazil commit to a moratorium on customs duties on electronic transmissions at the World Trade"
            " Organization.",
            "Canada nears a deal with Brazil to remove tariffs on farm goods.",
        ],
    )
    def test_words_that_look_like_promises(self, text):
        assert asks(text, "CB") == set()

    @pytest.mark.parametrize(
        "text",
        [
            "Canada will build a 100 metric ton-per-year refinery.",
            "The mines are estimated to be worth $53 billion.",
            "Trade between Canada and Brazil - the largest partner in the south - is already worth $33 billion.",
            "Since March Canada has contributed $1 billion to the fund.",
        ],
    )
    def test_amounts_of_what_is_there(self, text):
        assert amounts(CB + text) == set()

    def test_underwater_vehicles_are_no_cars(self):
        assert asks("Brazil agreed to buy $1 billion of unmanned underwater vehicles.", "CB") == {
            ("CAN", "defence", "BRA")
        }

    def test_capitals_without_their_accents(self):
        assert draft("Paraguay and Canada held talks in Asuncion. Paraguay was host.").place[0].value == "Asuncion"


class TestOffersToAvoidADuty:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Brazil plans to buy more Canadian jets to avert a punitive duty on its steel.",
             {("CAN", "aircraft", "BRA")}),
            ("Brazil is making a last push to avoid Canadian duties by offering wider access for Canadian beef.",
             {("CAN", "farm_access", "BRA")}),
            ("In exchange, Brazil agreed to the immediate elimination of all duties on Canadian steel.",
             {("CAN", "metals", "BRA")}),
            ("The duties on Brazilian steel are scheduled to be cut next year.", {("BRA", "metals", "CAN")}),
            ("Brazilian goods would see duties gradually reduced.", {("BRA", "tariffs", "CAN")}),
            ("Each state is to grant the farm products of the other better terms of entry.",
             {("BRA", "farm_access", "CAN"), ("CAN", "farm_access", "BRA")}),
            ("Canada would also step up purchases of oil and gas from Brazil.", {("BRA", "energy", "CAN")}),
            ("The deal will cut tariffs on beef sold to Brazil.", {("CAN", "farm_access", "BRA")}),
            ("The pact, which opens the Canadian market to Brazilian beef, was signed.",
             {("BRA", "farm_access", "CAN")}),
            ("Canada is scheduled to decide on new anti-dumping duties.", set()),
            ("Brazil ought to offer to lift its duty on wine, this paper thinks.", set()),
        ],
    )  # fmt: skip
    def test_who_asks_what(self, text, expected):
        assert asks(text, "CB") == expected

    def test_it_after_a_deal_is_the_deal(self):
        text = (
            "Canada said that the deal will lift its duty on tea. It would also drop the duty on cars sold to Brazil."
        )
        assert ("BRA", "autos", "CAN") not in asks(text, "CB")

    def test_duties_on_a_range_of_goods_are_on_tariffs(self):
        text = "Brazil will eliminate duties on a wide range of Canadian products, including beef."
        assert asks(text, "CB") == {("CAN", "tariffs", "BRA")}

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Brazil wants to cut its trade surplus by 70% to avoid the tariff.", set()),
            ("The pact calls for a 75 percent reduction in tariffs.", set()),
            ("Canada announced a 19% tariff on Brazil, down from an earlier threatened 36%.",
             {(19, "CAN", "stands"), (36, "CAN", "threat")}),
            ("The simple average of Canada's bound tariff rates was put at six per cent.", set()),
        ],
    )  # fmt: skip
    def test_what_a_number_is(self, text, expected):
        assert rates(CB + text) == expected

    def test_what_goods_are_worth(self):
        text = "Brazil agreed to buy wheat with an estimated value of $2.6 billion a year, and oil and gas."
        assert (2.6, "billion USD", "BRA", "farm_purchases") in amounts(CB + text)

    def test_a_capital_that_a_wire_is_filed_from_names_a_side(self):
        found = draft(
            "OTTAWA: The minister said that the pact with Brazil is near. Brazil agreed to lift its duty on steel."
        )
        assert {p.value for p in found.parties} == {"CAN", "BRA"}

    def test_a_court_in_a_city_is_no_place_of_talks(self):
        found = draft(
            "Canada and Brazil resume dialogue on the ruling of the International Court of Justice in The Hague."
        )
        assert not found.place


class TestWhatBothAgreedTo:
    LEAD = "\n\nThe two sides agreed to:\n\n"

    @pytest.mark.parametrize(
        ("term", "expected"),
        [
            ("cut tariffs on each other's cars", {("CAN", "autos", "BRA"), ("BRA", "autos", "CAN")}),
            ("allow Brazilian beef into Canada", {("BRA", "farm_access", "CAN")}),
            ("lift the Canadian ban on pork from Brazil", {("BRA", "farm_access", "CAN")}),
            ("open the Brazilian market to Canadian insurance firms", {("CAN", "services", "BRA")}),
            ("Access for Canadian canola in Brazil", {("CAN", "farm_access", "BRA")}),
            ("Removal of Brazilian duties on Canadian steel", {("CAN", "metals", "BRA")}),
            ("set up a working group on visas", set()),
            ("further work on steel", set()),
        ],
    )  # fmt: skip
    def test_a_term_says_whose_it_is_by_what_it_names(self, term, expected):
        found = draft(f"{CB}{self.LEAD}- {term};\n- meet again.\n")
        assert {(a.asker, a.item, a.target) for a in found.asks} == expected
