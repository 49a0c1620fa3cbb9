"""Talks of one with several, whoever speaks, refusals and threats, duties with exemptions, a report's own day, lists in
paragraphs: kinds of report that were once read wrong, told in our words."""

import pytest

from tests.articles.test_ways_of_saying import asks, draft
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier


def how(text, meet=""):
    return {(a.asker, a.item, a.target): a.how for a in draft(text, meet).asks}


def test_one_side_that_talks_with_several_has_each_pair_s_items_with_that_pair():
    text = (
        "Japan's trade minister will hold separate talks with Vietnam, Thailand and Indonesia in Tokyo on 9 May 2027. "
        "Japan wants Indonesia to lift its export ban on nickel. Thailand asks Japan to open its market for chicken. "
        "Vietnam asks Japan to admit more of its nurses."
    )
    found = draft(text)
    assert {p.value for p in found.parties} == {"JPN", "VNM", "THA", "IDN"}
    assert asks(text) == {("JPN", "critical_minerals", "IDN"), ("THA", "farm_access", "JPN"), ("VNM", "visas", "JPN")}
    assert len(to_dossier(found, [article("a", text)], shipped()).dossier.parties) == 4


def test_members_that_face_somebody_else_with_their_group_are_read_as_the_group():
    text = (
        "The European Union and the Mercosur members Brazil, Argentina, Paraguay and Uruguay meet in Montevideo on 5"
        " June 2027. The EU asks Brazil to cut its 35% tariff on cars. Argentina asks Brussels to drop its anti-dumping"
        " duties on honey."
    )
    found = draft(text)
    assert {p.value for p in found.parties} == {"EU", "MERCOSUR"}
    assert {("EU", "autos", "MERCOSUR"), ("MERCOSUR", "trade_remedies", "EU")} <= asks(text)
    assert [(r.percent, r.importer) for r in found.measures] == [(35, "MERCOSUR")]


def test_what_somebody_asks_who_is_no_party_is_nobody_s_ask_here():
    talks = "Canada and Brazil will meet again in June. Canada and Brazil spoke for an hour. "
    assert not asks(talks + "Argentina asks Ottawa to drop its anti-dumping duties on honey.", "CB")
    assert not asks(talks + "Peru wants Chile to lift its ban on maize.", "CB")


def test_who_was_named_with_an_office_and_a_country_speaks_for_it_by_surname():
    text = (
        "Canadian Trade Minister Anna Lavoie met her British counterpart, Business Secretary Kemi Brown, in London on 3"
        ' May 2027. "We need better access for our beef," Lavoie said. Brown told reporters that she had listened. The'
        " foreign minister of Canada, Paul Roy, was there too. Roy warned that time was short."
    )
    assert [(s.speaker, s.party) for s in draft(text).statements] == [
        ("Anna Lavoie", "CAN"), ("Kemi Brown", "GBR"), ("Paul Roy", "CAN"),
    ]  # fmt: skip


def test_it_does_not_stand_for_who_acted_before_where_somebody_unknown_speaks():
    text = "Kenya asks for lower duties on tea. Harris said it was ready to admit more beef."
    assert ("GBR", "farm_access", "KEN") not in asks(text, "BK")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Japan offered no tariff concessions on rice.", "farm_access"),
        ("Japan said it would make no concessions on steel.", "metals"),
        ("There will be no tariff concessions on beef, Japan said.", "farm_access"),
        ("Tokyo sees no room for cuts in its duty on cars.", "autos"),
        ("Japan promised no further cuts in its tariff on cars.", "autos"),
        ("Japan ruled out lower duties on rice.", "farm_access"),
        ("Japan will not lower its tariff on cars.", "autos"),
    ],
)
def test_no_concession_is_a_refusal_and_never_a_promise_or_the_refuser_s_ask(text, topic):
    assert how(text, "UJ") == {("USA", topic, "JPN"): "refused"}


@pytest.mark.parametrize(
    ("text", "ask", "said"),
    [
        ("The EU threatened a 50% tariff on Chinese goods if Beijing does not open its procurement market.",
         "EU procurement CHN", "asked"),
        ("Brussels will raise tariffs on China to 50% over its purchases of Russian oil.",
         "EU russian_oil CHN", "opposed"),
        ("China warned it would restrict exports of rare earths if the EU tightened its curbs on chips.",
         "CHN chip_controls EU", "opposed"),
        ("China threatened to impose a 100% tariff on European cars to force Brussels to drop its digital tax.",
         "CHN digital EU", "asked"),
    ],
)  # fmt: skip
def test_a_threat_asks_what_it_is_for_and_gives_nothing(text, ask, said):
    found = how(text, "EC")
    asker, item, target = ask.split()
    assert found[asker, item, target] == said
    assert not [a for a in found if a[2] == asker], "a threat taken for a gift"
    assert draft(text, "EC").threats


def test_a_threat_without_a_reason_asks_nothing():
    assert not asks("Brussels threatened tariffs of 50% on Chinese steel.", "EC")


@pytest.mark.parametrize(
    "text",
    [
        "The United States charges 15% on all Japanese goods. Generic medicines and timber are exempt.",
        "The 15% tariff on Japanese goods, with exemptions for medicines and timber, stands.",
        "The 15% duty on all Japanese goods does not apply to medicines and timber.",
    ],
)
def test_goods_that_a_duty_leaves_out_are_no_items_of_their_own(text):
    assert not {"pharma", "wood"} & set(draft(text, "UJ").items)
    assert "wood" in draft("Japan asks that its timber be exempt from the duty.", "UJ").items


def test_the_coin_of_a_sum_is_no_matter_of_currencies_and_the_sum_is_kept_unconverted():
    text = "China agreed to import 12 billion yuan worth of soybeans from Brazil each year. Brazil and China met."
    found = draft(text)
    assert set(found.items) == {"farm_purchases"}
    assert [(q.number, q.unit, q.giver) for q in found.quantities] == [(12, "billion CNY", "CHN")]
    said = " ".join(to_dossier(found, [article("a", text)], shipped()).assumed)
    assert "12 billion yuan is promised in CNY" in said
    assert "not counted" in said
    assert "currency" in draft("China and Brazil agreed to settle their trade in yuan.").items


@pytest.mark.parametrize(
    ("text", "place", "day", "own"),
    [
        ("12 January 2026 - The trade ministers of India and Canada will meet on 14 March in New Delhi.",
         "New Delhi", "2026-03-14", "2026-01-12"),
        ("12 November 2026 - The trade ministers of India and Canada will meet on 14 March in New Delhi.",
         "New Delhi", "2027-03-14", "2026-11-12"),
        ("Geneva, 12 January 2026. Indian and Canadian ministers are to meet in Ottawa on 14 March.",
         "Ottawa", "2026-03-14", "2026-01-12"),
    ],
)  # fmt: skip
def test_a_report_s_own_day_and_place_are_not_those_of_the_meeting_to_come(text, place, day, own):
    found = draft(text + " Canada wants India to lower its duties on lentils.")
    assert ([f.value for f in found.place], [f.value for f in found.date]) == ([place], [day])
    assert found.reported == own


def test_paragraphs_that_go_on_from_a_lead_in_are_its_giver_s_until_another_leads():
    text = """Canada and India agreed on an arrangement in Ottawa on 4 May 2027.

Under the arrangement that the ministers signed in the afternoon, Canada will:

remove its duties on Indian garments;

admit 10,000 Indian workers a year.

For India, the undertakings are as follows.

Purchase 2 million tonnes of lentils a year.

Cut its tariff on whisky to 50%.

The ministers spoke about fisheries too.
"""
    found = read([article("a", text)], shipped())
    given = {(a.item, a.target) for a in found.asks}
    assert given == {("tariffs", "CAN"), ("visas", "CAN"), ("farm_purchases", "IND"), ("whisky", "IND")}
    assert [(r.percent, r.importer) for r in found.measures] == [(50, "IND")]
