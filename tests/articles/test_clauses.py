"""What one sentence says: what a side commits to is the other's ask; who is not named asks nothing."""

import pytest

from tradetalks.articles.rules import read
from tradetalks.articles.scene import Scene, Under, reads_as
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article

MEET = "The United States and China meet in Geneva on 3 May 2025. "


def draft(text, meet=MEET):
    return read([article("a", meet + text)], shipped())


def asks(text, meet=MEET):
    return {(a.asker, a.item, a.target): a.how for a in draft(text, meet).asks}


@pytest.mark.parametrize(
    ("text", "ask", "how"),
    [
        ("China will suspend its export controls on rare earths.", ("USA", "critical_minerals", "CHN"), "promised"),
        ("Beijing sought relaxation of export controls on semiconductors.", ("CHN", "chip_controls", "USA"), "asked"),
        ("China has long opposed US export controls on chips.", ("CHN", "chip_controls", "USA"), "opposed"),
        ("Trump, who wants China to buy more soybeans, spoke first.", ("USA", "farm_purchases", "CHN"), "asked"),
        ("Washington agreed to drop its port fees.", ("CHN", "shipping", "USA"), "promised"),
        ("China to license all exports of gallium.", ("USA", "critical_minerals", "CHN"), "promised"),
        ("The US cut its tariffs in return for China's pledge to curb fentanyl.", ("USA", "drugs", "CHN"), "promised"),
        ("Beijing was urged to crack down on fentanyl.", ("USA", "drugs", "CHN"), "asked"),
        ("China refused to open its government procurement.", ("USA", "procurement", "CHN"), "refused"),
        ("US tariffs on Chinese goods will be halved.", ("CHN", "tariffs", "USA"), "promised"),
        ("Chinese students would be granted more visas.", ("CHN", "visas", "USA"), "promised"),
        ("Rare earths: general licences asked for by the United States.", ("USA", "critical_minerals", "CHN"), "asked"),
        ("China will not impose digital services taxes.", ("USA", "digital", "CHN"), "promised"),
    ],
)  # fmt: skip
def test_who_asks_what_of_whom(text, ask, how):
    found = asks(text)
    assert found.get(ask) == how
    assert (ask[2], ask[1], ask[0]) not in found


@pytest.mark.parametrize(
    "text",
    [
        "Both sides spoke of visas and digital trade.",
        "China and the United States agreed to work together on fentanyl.",
        "China's current and proposed export controls on rare earths hurt firms.",
        "China's demand for soybeans from the US fell.",
        "The Trade Secretary said that subsidiaries of American firms did well.",
        "The world will look elsewhere: steel, cars, the climate.",
        "China did not discuss AI chips.",
    ],
)
def test_what_nobody_asks_is_no_ask(text):
    assert asks(text) == {}


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("The Trade Secretary was pleased.", "ip"),
        ("Subsidiaries in China reported profits.", "subsidies"),
        ("Cars were not discussed.", "autos"),
        ("Beijing said dairy was not on the table.", "farm_access"),
        ("The United States wants China to buy chemical precursors.", "drugs"),
        ("It was a magnet for world trade in a climate of distrust.", "climate"),
    ],
)
def test_words_that_only_look_like_a_topic_are_no_item(text, item):
    assert item not in draft(text).items


def test_a_threat_is_no_promise():
    found = draft(
        "The United States will impose tariffs of 60% on Chinese goods from 1 June unless China curbs fentanyl."
    )
    assert {(a.asker, a.item, a.target) for a in found.asks} == {("USA", "drugs", "CHN")}
    assert [(t.by, t.item) for t in found.threats] == [("USA", "tariffs")]
    assert [(r.percent, r.importer, r.status) for r in found.measures] == [(60.0, "USA", "threat")]


def test_headings_and_lead_ins_give_the_giver():
    text = (
        MEET + "\n\nWHAT CHINA WILL DO:\n\n- Buy 12 million tonnes of soybeans\n- License gallium\n\n"
        "The United States has committed to:\n\n(a) lift its port fees;\n"
        "(b) keep the tariff on Chinese goods at 10 percent.\n"
    )
    found = asks(text, "")
    assert set(found) == {
        ("USA", "farm_purchases", "CHN"), ("USA", "critical_minerals", "CHN"), ("CHN", "shipping", "USA"),
        ("CHN", "tariffs", "USA"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "under"),
    [
        ("What China will do:", Under("CHN", "give")),
        ("CHINESE ACTIONS", Under("CHN", "give")),
        ("1. Tariffs (U.S. side)", Under("USA", "give")),
        ("What the United States gets", Under("USA", "get")),
        ("China's demands", Under("CHN", "ask")),
        ("China", Under("CHN", "give")),
        ("The United States strikes a deal with China", Under()),
        ("Background", Under()),
    ],
)
def test_headings_read(heading, under):
    assert reads_as(heading, Scene(("USA", "CHN"), shipped())) == under


def test_columns_of_a_table_are_sides():
    table = "| United States | China |\n|---|---|\n| Port fees suspended | Purchase of soybeans |\n"
    assert set(asks("\n\n" + table)) == {("CHN", "shipping", "USA"), ("USA", "farm_purchases", "CHN")}


def test_titles_stand_for_the_side_that_alone_has_one():
    meet = "The President of the United States received the Prime Minister of Japan in Washington on 3 May 2025. "
    found = asks("The Prime Minister asked for lower tariffs. The President urged Japan to buy more soybeans.", meet)
    assert set(found) == {("JPN", "tariffs", "USA"), ("USA", "farm_purchases", "JPN")}


def test_of_three_parties_only_who_is_told_to_act_is_asked():
    meet = "The United States, Mexico and Canada hold their joint review in Washington on 1 July 2026. "
    text = (
        "Mexico seeks relief from tariffs. The US asks Mexico to open its energy sector and Canada to end its dairy"
        " quotas. "
    )
    assert set(asks(text, meet)) == {("USA", "energy", "MEX"), ("USA", "farm_access", "CAN")}


class TestParties:
    def test_a_country_named_in_a_list_is_no_party(self):
        text = (
            "The United States announced a deal with Jordan. Jordan will cut its tariffs.\n\nIt follows those with"
            " Argentina, Ecuador, Guatemala and El Salvador."
        )
        assert {p.value for p in draft(text, "").parties} == {"USA", "JOR"}

    def test_namesakes(self):
        text = (
            "The United States and North Korea met in Singapore. South Korea was told. North Korea wants sanctions"
            " lifted."
        )
        assert {p.value for p in draft(text, "").parties} == {"USA", "PRK"}

    def test_two_meetings_are_told_apart(self):
        one = "The United Kingdom and Switzerland meet in Bern. London wants Switzerland to cut its duty on lamb. "
        two = "Japan and Canada meet in Tokyo. Japan wants Canada to sell more gas. Japan and Canada will sign in May. "
        for text, parties in ((one * 2 + two, {"GBR", "CHE"}), (one + two * 2, {"JPN", "CAN"})):
            found = draft(text, "")
            assert {p.value for p in found.parties} == parties
            assert len(found.others) == 1
            assert set(found.items) == ({"farm_access"} if "GBR" in parties else {"energy"})

    def test_other_pairs_are_told(self):
        text = MEET * 3 + "Japan and Canada meet on lumber. Japan and Canada will sign on Friday. "
        assert draft(text, "").others == ("Canada and Japan",)


class TestMeeting:
    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("The exclusions remain valid until December 31, 2026, and China will resume purchases.", None),
            ("An order of April 2, 2025 imposed them.", None),
            ("GENEVA, May 12 (Wire) - China and the United States agreed on a truce.", None),
            ("China and the United States hold talks in Stockholm from July 27 to 30, 2025.", "2025-07-27"),
        ],
    )
    def test_only_the_meeting_dates_it(self, text, date):
        found = draft(text + " China wants the United States to cut tariffs.", "").date
        assert (found[0].value if found else None) == date
