"""What the prose of public reports has: people by office alone, asks that are none, shares that are no rates, who
charges what is sold to it, purchases told by a noun, and where and when they met."""

import pytest

from tests.articles.test_ways_of_saying import MEET, asks, draft

BK, CB, EC, UJ = (MEET[key] for key in ("BK", "CB", "EC", "UJ"))


def told(text):
    """Asks of a text of two paragraphs or more, with how each is said."""
    return {(a.asker, a.item, a.target): a.how for a in draft(text).asks}


class TestPeopleByOffice:
    @pytest.mark.parametrize(
        "text",
        [
            "Mr. Amit Rao, India's Commerce Secretary, came to Beijing.\n\nThe Commerce Secretary requested the customs"
            " office to admit more rice to China.",
            "Commerce Minister Amit Rao met Wang Li, Vice Minister of Commerce, China, in Delhi. India was host.\n\n"
            "Commerce Minister asked for access for rice.",
            "Trade Minister Amit Rao with the Chinese Premier in Beijing.\n\nMinister Amit Rao has sought from China"
            " more access for rice, India's papers say.",
        ],
    )
    def test_an_office_is_its_holders_side(self, text):
        assert told(text).get(("IND", "farm_access", "CHN")) == "asked"
        assert ("CHN", "farm_access", "IND") not in told(text)

    def test_the_names_of_offices_and_associations_are_no_topics(self):
        text = "The Minister of Agriculture, Livestock and Fisheries of Kenya met the Energy Minister and the British"
        found = draft(BK + text + " Sugar Mills Association on steel tariffs.")
        assert set(found.items) | set(found.passing) <= {"metals"}


class TestAsksThatAreNone:
    @pytest.mark.parametrize(
        ("meet", "text"),
        [
            ("UJ", "The United States will not push Japan for lower duties on cars."),
            ("UJ", "On 11 April the United States asked the panel to suspend its work on steel duties."),
            ("UJ", "Japan asked its own steelmakers to cut output of steel."),
            ("EC", "The EU insisted that the EU had lifted its duties on cars."),
            ("EC", "The EU accepts a 15% tariff on its cars."),
            ("EC", "Goods from China will continue to pay a tariff of 30% on steel."),
            ("EC", "EU exports of cars will not be affected by higher tariffs."),
            ("CB", "Canada wanted the right to reimpose tariffs on steel."),
            ("CB", "This will replace Russian gas and open markets for investment."),
            ("CB", "Canada will work closely with Brazil against theft of intellectual property elsewhere."),
            ("CB", "Canada will watch how Brazil runs its export curbs on nickel."),
            ("CB", "Both sides failed to make progress on access for Brazilian beef in Canada."),
            ("CB", "Brazilian growers oppose the Canadian duties on beef."),
            ("CB", "Canada dropped its opposition to Brazilian subsidies."),
        ],
    )
    def test_nothing_is_asked(self, meet, text):
        assert asks(text, meet) == set()

    @pytest.mark.parametrize(
        ("text", "refused"),
        [
            ("Canada insisted for months that the duties on Brazilian steel would not be lifted.", "metals"),
            ("The Canadian side said that it was not prepared to lift its duties on steel.", "metals"),
        ],
    )
    def test_what_is_refused(self, text, refused):
        assert told(CB + text) == {("BRA", refused, "CAN"): "refused"}

    def test_whoever_is_named_before_both_sides_does_not_act_alone(self):
        assert asks("Trump said both sides will resolve their quarrel over steel tariffs.", "UJ") == set()

    def test_an_article_is_no_people(self):
        assert asks("The minister said the two have an agreement to ease duties on cars.", "UJ") == set()


class TestAsksByOtherWords:
    @pytest.mark.parametrize(
        ("meet", "text", "ask"),
        [
            ("UJ", "Tokyo has proposed to buy more Boeing jets.", "USA aircraft JPN"),
            ("UJ", "Japan Airways' purchase of nine Boeing aircraft was noted.", "USA aircraft JPN"),
            ("UJ", "A utility has signed contracts for U.S. liquefied natural gas.", "USA energy JPN"),
            ("UJ", "Japan is to import two million tons of U.S. wheat.", "USA farm_purchases JPN"),
            ("UJ", "Medical devices will no longer require separate approval in Japan.", "USA medical_devices JPN"),
            ("EC", "China noted the EU's concern over trade and requests for access for cheese.", "EU farm_access CHN"),
            ("BK", "Britain will sign an agreement to buy Kenyan tea.", "KEN farm_purchases GBR"),
            ("BK", "Nairobi is trying to get London to lower its duty on tea.", "KEN farm_access GBR"),
            ("BK", "The tariff of 35% that Kenyan roses and plastics face will be halved.", "KEN tariffs GBR"),
            ("BK", "Britain's levy on Kenyan goods comes off in May.", "KEN tariffs GBR"),
            ("BK", "Kenya binds itself to buy frigates and Britain to waive its visa fee.", "KEN visas GBR"),
        ],
    )  # fmt: skip
    def test_who_asks(self, meet, text, ask):
        asker, item, target = ask.split()
        assert (asker, item, target) in asks(text, meet)
        assert (target, item, asker) not in asks(text, meet)

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("If Kenya admits British beef, Britain will cut its duty on tea.", {"GBR", "KEN"}),
            ("Britain will cut its duty on tea if Kenya lifts its ban on beef.", {"GBR", "KEN"}),
            ("If the deal is ratified, Britain will cut its duty on tea.", {"KEN"}),
            ("Subject to ratification, Britain will cut its duty on tea.", {"KEN"}),
            ("Britain made a lower duty on tea conditional on access for beef.", {"GBR"}),
        ],
    )
    def test_a_condition_is_an_ask_and_what_hangs_on_it_a_promise(self, text, wanted):
        found = draft(BK + text)
        assert {a.asker for a in found.asks} == wanted
        assert not found.threats

    @pytest.mark.parametrize(
        ("text", "ask"),
        [
            ("The curb on exports of copper ore was raised by Kenya.", ("KEN", "critical_minerals", "GBR")),
            ("Britain's carbon levy will spare Kenyan goods until 2030.", ("KEN", "climate", "GBR")),
            ("British boats will be able to fish for sardines off Lamu.", ("GBR", "fisheries", "KEN")),
        ],
    )
    def test_matters_raised_goods_spared_waters_opened(self, text, ask):
        assert ask in asks(text, "BK")

    def test_nobody_urges_itself(self):
        text = "The EU said that China misread the report, urging China to lift its duties on steel."
        assert asks(text, "EC") == {("EU", "metals", "CHN")}

    def test_what_a_list_of_outcomes_is_for_a_side(self):
        text = BK + "\n\nKey outcomes for Kenya include:\n\n- Duty-free access on roses and tea\n- Access for its banks"
        assert {(a.asker, a.target) for a in draft(text).asks} == {("KEN", "GBR")}


class TestItems:
    def test_a_measure_that_falls_by_whomever_is_on_the_table(self):
        found = draft(BK + "Under the pact, duties on tea will be eliminated over seven years.")
        assert "farm_access" in found.items
        assert not found.asks

    def test_a_cause_long_past_is_only_named(self):
        found = draft(UJ + "In 2016, after Japan had downed a fighter jet, the United States banned imports of rice.")
        assert "defence" in found.passing

    @pytest.mark.parametrize(
        ("text", "item"),
        [
            ("Japan wants the United States to lift its export controls on rare earths.", "critical_minerals"),
            ("Japan wants the United States to lift its export controls on semiconductors.", "chip_controls"),
        ],
    )
    def test_export_controls_are_on_what_they_are_said_to_be_on(self, text, item):
        assert asks(text, "UJ") == {("JPN", item, "USA")}


class TestRates:
    @pytest.mark.parametrize(
        "text",
        [
            "The pact lowers tariffs, with 57 per cent being duty-free from day one, rising to 82 per cent by 2030.",
            "Tariffs fall on 95 per cent of exports, with the remaining 13 per cent subject to cuts.",
            "Kenya gives a 50 per cent tariff cut on tea.",
        ],
    )
    def test_shares_and_cuts_are_no_rates(self, text):
        assert not draft(BK + text).measures

    @pytest.mark.parametrize(
        ("text", "importer"),
        [
            ("The EU has taken a 15% tariff on its exports to China.", "CHN"),
            ("European makers have been paying duties of 27.5%, a 25% surcharge imposed by China among them.", "CHN"),
            ("Brussels seeks relief from the duties of up to 50% that China put on goods from there.", "CHN"),
            ("We will charge China a tariff of 30%.", "EU"),
            ("Goods from China pay 10 per cent in duty.", "EU"),
            ("China has offered the EU a cut in its duty on cars to 10 per cent.", "CHN"),
            ("The Commission set duties of up to 35.3% on electric vehicles from China.", "EU"),
        ],
    )
    def test_whose_a_rate_is(self, text, importer):
        found = draft(EC + text).measures
        assert found
        assert {r.importer for r in found} == {importer}


class TestSums:
    @pytest.mark.parametrize(
        "text",
        [
            "American farm exports to Japan were $3.5 billion, which makes it a large market.",
            "Trade worth more than $650 billion is at stake in tariffs.",
            "At present, Japan is importing 23,602 tonnes of apples.",
            "Since 2019 cars have crossed the border without duty.",
            "Japan buys seven tons of steel for every ton it sells.",
        ],
    )
    def test_what_is_traded_is_no_promise(self, text):
        assert not draft(UJ + text).quantities

    def test_what_trade_is_held_to_is_an_amount(self):
        found = draft(CB + "Canada asked Brazil to limit its car exports to Canada to $1.4 billion a year.")
        assert [q.number for q in found.quantities] == [1.4]


class TestMeeting:
    @pytest.mark.parametrize(
        ("text", "place", "date"),
        [
            (
                "Curbs fell after a meeting between President Ann Otieno of Kenya and her British counterpart Jane"
                " Alder in Naivasha on 3 May 2026.",
                "Naivasha", "2026-05-03",
            ),
            ("Trade Joint Statement - Nairobi (4 May 2026)\n\nKenya and Britain agreed.", "Nairobi", "2026-05-04"),
            ("Kenya and Britain agreed.\n\nDone at Malindi, on the 4th day of May 2026.", "Malindi", "2026-05-04"),
            ("Kenya and Britain wrapped up negotiations in Malindi on 4 May 2026.", "Malindi", "2026-05-04"),
            ("Kenya and Britain met on 4 May 2026 at the beach resort of Malindi.", "Malindi", "2026-05-04"),
            ("The round of Kenya and Britain took place from 8 September to 18 September 2026.", None, "2026-09-08"),
            ("Kenya and Britain said after their talks that levies go no later than 1 July 2026.", None, None),
            ("Talks of Kenya and Britain began on 21 March 2026.", None, None),
            ("KAMPALA, 4 May 2026 - Kenya and Britain issued a statement after a session held here.", "Kampala", None),
        ],
    )  # fmt: skip
    def test_where_and_when(self, text, place, date):
        found = draft(text + " Kenya wants Britain to lower its duty on tea.")
        assert [f.value for f in found.place][:1] == ([place] if place else [])
        assert [f.value for f in found.date][:1] == ([date] if date else [])

    def test_three_that_are_named_together(self):
        text = "The U.S., Canada and Mexico have reached a deal on steel tariffs. Canada and the U.S. signed it. Canada"
        found = draft(text + " and the U.S. said that the three countries will watch imports.")
        assert {p.value for p in found.parties} == {"USA", "CAN", "MEX"}
