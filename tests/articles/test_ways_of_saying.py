"""Kinds of sentence in long and odd reports: who "we" is, tables of asks, three sides, denials, passives."""

import pytest

from tradetalks.articles.rules import read
from tradetalks.articles.scene import BOTH, Scene, Under, reads_as
from tradetalks.articles.speaker import speaker_of
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article

MEET = {
    "UJ": "Officials of the United States and Japan meet in Tokyo on 3 May 2026. ",
    "EC": "The European Union and China hold talks in Brussels on 3 May 2026. ",
    "BK": "The United Kingdom and Kenya meet in Nairobi on 3 May 2026. ",
    "CB": "Canada and Brazil meet in Ottawa on 3 May 2026. ",
    "3": "The United States, Mexico and Canada hold a trilateral review in Washington on 3 May 2026. ",
}


def draft(text, meet=""):
    return read([article("a", MEET.get(meet, "") + text)], shipped())


def asks(text, meet=""):
    return {(a.asker, a.item, a.target) for a in draft(text, meet).asks}


@pytest.mark.parametrize(
    ("meet", "text", "ask"),
    [
        ("UJ", "Left unresolved is Japan's wish for an exemption from the steel duties.", "JPN metals USA"),
        ("UJ", "Japan's steelmakers are to be exempt from the new duty.", "JPN metals USA"),
        ("UJ", "Japan is to buy more American soybeans and maize.", "USA farm_purchases JPN"),
        ("UJ", "Tokyo has its eye on lower duties on cars.", "JPN autos USA"),
        ("UJ", "Its price was a promise of American gas: Japan will take a great deal of it.", "USA energy JPN"),
        ("EC", "China's chief grievance is the duty on its electric cars.", "CHN autos EU"),
        ("EC", "In the fourth round the Chinese delegation agreed to admit more cheese.", "EU farm_access CHN"),
        ("EC", "The Chinese side put forward a request that lithography curbs be eased.", "CHN chip_controls EU"),
        ("EC", "EU tariffs on Chinese cars go down from 35% to 20%.", "CHN autos EU"),
        ("BK", "A request by Kenya for lower duties on tea was noted.", "KEN farm_access GBR"),
        ("BK", "Nairobi turned down a British request to open its insurance market.", "GBR services KEN"),
        ("BK", "Kenyan exporters are guaranteed entry free of duty for tea and coffee.", "KEN farm_access GBR"),
        ("BK", "He confirmed the intention of the Kenyan government to order frigates.", "GBR defence KEN"),
        ("CB", "Ottawa has to lift its duties on footwear, the Brazilian minister insisted.", "BRA tariffs CAN"),
        ("CB", "Canada will no longer apply its quota to Brazilian beef.", "BRA farm_access CAN"),
        ("CB", "Procurement of 12 Canadian aircraft.", "CAN aircraft BRA"),
    ],
)  # fmt: skip
def test_ways_of_asking_and_giving(meet, text, ask):
    asker, item, target = ask.split()
    found = asks(text, meet)
    assert (asker, item, target) in found
    assert (target, item, asker) not in found


@pytest.mark.parametrize(
    ("meet", "text"),
    [
        ("UJ", "Reports that Japan had offered the United States fishing rights are false."),
        ("UJ", "Tokyo denied a rumour that it would cut its tariffs on rice."),
        ("UJ", "Japan dropped its tax on digital services. It is not on the table today."),
        ("UJ", "No one in the room will get cheaper beef."),
        ("UJ", "The secretary will brief senators on defence spending."),
        ("EC", "Observers say that Brussels should drop its duties on electric cars."),
        ("EC", "The EU welcomed an order for Chinese aircraft, which will lower costs for airlines."),
        ("BK", "Nurses from Kenya work in British hospitals."),
        ("CB", "Neither side has mentioned beef."),
    ],
)
def test_nothing_is_asked(meet, text):
    assert asks(text, meet) == set()


def test_a_rumour_gives_no_rate():
    assert draft("New Delhi denied a rumour that it plans a 25% tariff on garments.", "BK").measures == ()


class TestThreeSides:
    def test_a_promise_is_to_whom_it_names(self):
        assert asks("Canada will spare Mexican steel from its new levy.", "3") == {("MEX", "metals", "CAN")}

    def test_of_nobody_named_it_is_nobodys_ask(self):
        assert asks("Canada will lower its duties on steel.", "3") == set()

    def test_each_asks_its_own(self):
        text = "Washington told Ottawa to scrap its dairy quotas."
        assert asks(text, "3") == {("USA", "farm_access", "CAN")}


class TestWhoWeIs:
    HEAD = "Speech to the growers\n\nWe met the Indian minister in New Delhi. New Zealand has much to gain.\n\n"

    def test_whom_we_are_set_over_against_is_the_other(self):
        text = self.HEAD + "India will remove its duty on our lamb. We asked India to open its market for butter."
        found = asks(text)
        assert ("NZL", "farm_access", "IND") in found
        assert ("IND", "farm_access", "NZL") not in found

    def test_several_who_speak_together_are_no_one_of_them(self):
        texts = ["We, the Presidents of Chile and Peru, met in Lima.", "We will open our market to Peru."]
        assert speaker_of(texts, ("CHL", "PER"), shipped()) == BOTH

    def test_one_sentence_does_not_tell(self):
        assert speaker_of(["The Americans told us of tariffs."], ("USA", "JPN"), shipped()) == ""

    def test_what_is_quoted_does_not_tell(self):
        texts = ['"We asked Japan to wait," she said.', '"We told Japan so."']
        assert speaker_of(texts, ("USA", "JPN"), shipped()) == ""


class TestColumns:
    @pytest.mark.parametrize(
        ("heading", "under"),
        [
            ("United Kingdom asks of Kenya", Under("GBR", "ask", "KEN")),
            ("Kenya offers to the United Kingdom", Under("KEN", "give", "GBR")),
            ("Requests by Kenya to the United Kingdom", Under("KEN", "ask", "GBR")),
            ("Asked of Kenya", Under("GBR", "ask", "KEN")),
            ("Kenya and the United Kingdom want more", Under()),
        ],
    )
    def test_who_asks_of_whom(self, heading, under):
        assert reads_as(heading, Scene(("GBR", "KEN"), shipped())) == under

    def test_cells_that_hold_nothing_ask_nothing(self):
        table = (
            "| Subject | Canada asks of Brazil | Brazil asks of Canada |\n|---|---|---|\n"
            "| Cars | End of the 20% duty | - |\n| Beef | none | Duty-free access |\n"
        )
        assert asks(table) == {("CAN", "autos", "BRA"), ("BRA", "farm_access", "CAN")}
        assert [(r.percent, r.importer) for r in draft(table).measures] == [(20.0, "BRA")]


def test_a_text_in_capitals():
    text = (
        "GENEVA, MARCH 4 - CHINA AND AUSTRALIA WILL HOLD TALKS IN GENEVA ON MARCH 9, 2026, OFFICIALS SAID.\n\n"
        "CHINA WANTS AUSTRALIA TO GRANT MORE VISAS TO STUDENTS. AUSTRALIA ASKED CHINA TO REMOVE ITS 80 PCT TARIFF ON"
        " BARLEY. BOTH SAID THAT THE TALKS WOULD BE SHORT.\n"
    )
    found = draft(text)
    assert {p.value for p in found.parties} == {"CHN", "AUS"}
    assert asks(text) == {("CHN", "visas", "AUS"), ("AUS", "farm_access", "CHN")}
    assert [(r.percent, r.importer) for r in found.measures] == [(80.0, "CHN")]
    assert all(text[s.span.start : s.span.end] == s.span.text for s in found.parties)


class TestFigures:
    @pytest.mark.parametrize(
        ("text", "rates"),
        [
            ("The American tariff on Kenyan tea is 10%.", {(10.0, "USA")}),
            ("Kenya's duty on cars, now 25 per cent, comes down to 15 over ten years.", {(25.0, "KEN"), (15.0, "KEN")}),
            ("Kenya has charged a tariff of 39 per cent on British cars for six months of 2025.", {(39.0, "KEN")}),
            ("London wants Kenya to scrap its levies on cars. Those run to 45%.", {(45.0, "KEN")}),
        ],
    )
    def test_rates_and_whose(self, text, rates):
        assert {(r.percent, r.importer) for r in draft(text, "BK").measures} == rates

    def test_what_was_traded_is_no_quantity(self):
        text = "Britain bought £400 million worth of goods from Kenya in 2024. Kenya will buy £2 billion of wheat."
        assert [(q.number, q.giver) for q in draft(text, "BK").quantities] == [(2.0, "KEN")]
