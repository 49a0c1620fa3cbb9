"""Ways of saying found in reports of many kinds: what a noun opens, whom a deal spares, days between a verb and what it
governs, firms that buy, what is refused; where and when, by weekdays and by pages' own days."""

import pytest

from tests.articles.test_ways_of_saying import asks, draft
from tradetalks.articles.extract import html_text
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article


@pytest.mark.parametrize(
    ("meet", "text", "ask"),
    [
        ("UJ", "Tokyo agreed last week to let in more American beef.", "USA farm_access JPN"),
        ("UJ", "Washington called Thursday, April 30 for Japan to raise its quota for rice.", "USA farm_access JPN"),
        ("UJ", "Both governments confirmed a deal to lower U.S. duties on Japanese cars.", "JPN autos USA"),
        ("UJ", "The national airline will take delivery of 30 Boeing jets.", "USA aircraft JPN"),
        ("UJ", "Under the pact, car parts from Japan will face zero tariffs within a quota.", "JPN autos USA"),
        ("UJ", "The agreement, described by both as a start, removes Japan's duties on wine.", "USA farm_access JPN"),
        ("UJ", "The secretary stressed the opening up of Japan's insurance market.", "USA services JPN"),
        ("EC", "For China, the carbon border levy remains a major sticking point.", "CHN climate EU"),
        ("EC", "China put a fee of 20% on European cars. Brussels firmly opposes this move.", "EU autos CHN"),
        (
            "EC",
            "Talks turned on wine. Chinese growers face delays in tests of European plant health bodies.",
            "CHN sps EU",
        ),
        ("BK", "The deal will spare Kenyan employers the payment of social insurance.", "KEN social_security GBR"),
        ("BK", "The accord allows Kenyan nurses to work in Britain.", "KEN visas GBR"),
        ("BK", "The use of the port was raised with the visiting Kenyan delegation.", "GBR shipping KEN"),
        ("BK", "A growers' union wants access to Britain for its tea.", "KEN farm_access GBR"),
        ("CB", "Tariffs on Brazil-bound whisky will be lowered.", "CAN whisky BRA"),
        ("CB", "The Government agreed to remove a levy on Canadian wood pulp.", "CAN wood BRA"),
        ("CB", "Canada asked Brazil to stop rules that would favour local bidders in tenders.", "CAN procurement BRA"),
        ("CB", "Cars came last. Canada expressed its readiness to buy Brazilian maize.", "BRA farm_purchases CAN"),
    ],
)
def test_ways_of_asking_and_giving(meet, text, ask):
    asker, item, target = ask.split()
    found = asks(text, meet)
    assert (asker, item, target) in found
    assert (target, item, asker) not in found


def test_who_gives_up_a_dispute_that_both_suspend_stays_open_where_nobody_says_who_brought_it():
    text = "London said on Friday that both would suspend their dispute at the World Trade Organization."
    assert asks(text, "BK") == set()
    assert "disputes" in draft(text, "BK").items


@pytest.mark.parametrize(
    ("meet", "text"),
    [
        ("UJ", "Japan is resisting demands on rice quotas."),
        ("UJ", "Tokyo has pushed back against opening its rice market."),
        ("UJ", "Japan's refusal to open its rice market goes on."),
        ("UJ", "Japan is reluctant to admit more rice."),
    ],
)
def test_what_one_would_give_is_refused(meet, text):
    assert {(a.asker, a.item, a.target, a.how) for a in draft(text, meet).asks} == {
        ("USA", "farm_access", "JPN", "refused")
    }


@pytest.mark.parametrize(
    ("meet", "text"),
    [
        ("UJ", "Japan proposed a ministerial meeting on energy and trade in May."),
        ("UJ", "Washington insisted last year its decision to curb imports was lawful."),
        ("EC", "China decided to initiate an investigation into barriers to investment."),
        ("EC", "Brussels decided to slash import permits."),
        ("EC", "The spokesman said some production will move to China in medicines."),
        ("BK", "Talks gained pace in the wake of President Trump's imposition of global tariffs."),
    ],
)
def test_nothing_is_asked(meet, text):
    assert draft(text, meet).asks == ()


def test_other_peoples_tariffs_are_no_item():
    assert "tariffs" not in draft("Talks gained pace in the wake of President Trump's global tariffs.", "BK").items


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("The duty on rice is 8 per cent in summer and then increased to 18 per cent.", [8, 18]),
        ("Japan plans to levy tariffs on medicines and copper of 20% and 50%, respectively.", [20, 50]),
        ("Japan raised the charge on pipeline oil, a duty, by 900%.", []),
        ("The average tariff rate on Japanese exports will fall to 12.3% from 35.8%.", []),
    ],
)
def test_rates(text, rates):
    assert [r.percent for r in draft(text, "UJ").measures] == rates


def test_a_wire_without_a_year_has_the_one_in_which_its_weekday_falls():
    text = (
        "MEXICO CITY, Nov 11 (Wire) - Brazil and Mexico ended two days of talks on cars here on Wednesday.\n\n"
        "Brazil wants Mexico to keep its quota for beef, which ends on December 31, 2026."
    )
    assert [f.value for f in read([article("a", text)], shipped()).date] == ["2026-11-11"]


def test_a_page_gives_its_title_and_its_day():
    body = "".join(
        f"<p>Peru and Chile met in Lima on Tuesday. Peru wants Chile to open its market to {g}.</p>"
        for g in ("avocados", "grapes and mangoes", "canned fish", "asparagus")
    )
    page = (
        '<!DOCTYPE html><html><head><title>Peru presses Chile</title><meta property="article:published_time"'
        f' content="2027-03-04T08:00:00Z"></head><body><main><article><h1>Peru presses Chile on fruit</h1>{body}'
        "</article></main></body></html>"
    )
    found = read([article("a", html_text(page.encode()))], shipped())
    assert [f.value for f in found.date] == ["2027-03-02"]


@pytest.mark.parametrize(
    ("people", "party"),
    [
        ("Kazakh", "KAZ"),
        ("Uzbek", "UZB"),
        ("Kyrgyz", "KGZ"),
        ("Ecuadorian", "ECU"),
        ("Nepali", "NPL"),
        ("Icelandic", "ISL"),
    ],
)
def test_peoples_that_the_list_of_countries_lacks(people, party):
    text = f"Norway and the {people} government meet in May. The {people} delegation asked Norway to admit its lamb."
    assert party in {a.asker for a in read([article("a", text)], shipped()).asks}


def test_a_heading_may_call_a_topic_by_its_own_name():
    text = "Origin\n\nJapan urged the United States to strengthen its checks on solar modules.\n"
    assert "origin" in draft(text).items


ASKS = """
leaned on India to lower its duty on wine
put in a request for lower Indian duties on wine
expressed a desire for lower Indian duties on wine
stepped up pressure for lower Indian duties on wine
attaches great importance to lower Indian duties on wine
is negotiating for lower Indian duties on wine
recommended that India lower its duty on wine
made it a condition that India lower its duty on wine
raised the duty on wine with India
questioned India's duty on wine
called India's duty on wine unfair
remains concerned about India's duty on wine
would not sign without a lower duty on wine
"""
GIFTS = """
made an offer to lower its duty on wine
took steps to lower its duty on wine
moved to lower its duty on wine
reaffirmed its commitment to lower its duty on wine
agreed to a quota for Australian wine
softened its stance on the duty on wine
made concessions on wine
phased out its duty on wine
let in Australian wine
"""
BY_NOUNS = """
At Australia's request, duties on wine were discussed.
High on Australia's agenda is a lower duty on wine.
The duty on wine is Australia's main complaint.
Australia walked away with a lower Indian duty on wine.
Australia thanked India for lowering its duty on wine.
The deal provides for a cut in India's duty on wine.
India's offer of a lower duty on wine was accepted.
The removal by India of its duty on wine was welcomed.
A lower duty on wine was promised by India.
The ministers agreed that India's duty on wine would be cut.
"""
REFUSALS = """
India has no intention to lower its duty on wine.
India cannot lower its duty on wine.
India opposes a lower duty on wine.
India stood firm on the duty on wine.
India will keep its duty on wine.
India made no concession on wine.
A lower duty on wine is a red line for India.
"""
TALKS = "Australia and India held talks in Canberra on 3 May 2026.\n\n"


def how(sentence):
    """How Australia gets wine into India by a sentence: asked, opposed, promised or refused."""
    found = draft(TALKS + sentence).asks
    assert all((a.asker, a.target) == ("AUS", "IND") for a in found)
    return {a.how for a in found if a.item == "farm_access"}


def test_turns_of_phrase():
    asked = [f"Australia {line}." for line in ASKS.split("\n") if line]
    given = [f"India {line}." for line in GIFTS.split("\n") if line]
    for sentence in (*asked, *given, *filter(None, BY_NOUNS.split("\n"))):
        assert how(sentence) & {"asked", "opposed", "promised"}, sentence
    for sentence in filter(None, REFUSALS.split("\n")):
        assert how(sentence) == {"refused"}, sentence


TOPICS = {
    "standards": ("its import licensing", "its quality control orders", "paper rules on labelling"),
    "services": ("its retail sector", "the landing slots", "fifth freedom rights", "its payment networks"),
    "digital": ("its data localisation", "its rules on artificial intelligence", "its electronic signatures"),
    "sps": ("its pest-free areas", "its limits on residues", "its fumigation rules"),
    "energy": ("the duties on solar panels", "the nuclear cooperation"),
    "security": ("the fight against terrorism", "its border patrols"),
    "customs": ("its rules on transit", "its release of goods"),
    "trade_remedies": ("its trade remedies", "its dumping inquiry"),
    "climate": ("its trade in illegal logging", "its plastic waste"),
    "wood": ("the ban on logs", "the duties on paper pulp"),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_topics_as_agendas_call_them(topic):
    for words in TOPICS[topic]:
        assert topic in draft(f"{TALKS}Australia asked India to review {words}.").items, words
