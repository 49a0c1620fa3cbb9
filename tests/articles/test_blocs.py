"""Groups of economies that talk as one: named as such, through their members, and as a region of a dossier's world."""

import pytest

from tests.articles.test_ways_of_saying import draft
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.world.unions import UNIONS


def heard(text):
    found = draft(text)
    return [p.value for p in found.parties], {(a.asker, a.item, a.target) for a in found.asks}


@pytest.mark.parametrize(
    ("text", "parties", "ask"),
    [
        ("The EFTA states and Thailand met in Geneva on 3 May 2027. EFTA asked Thailand to cut its tariffs on cheese.",
         {"EFTA", "THA"}, ("EFTA", "farm_access", "THA")),
        ("Ministers of the Gulf Cooperation Council met Japan in Riyadh on 3 May 2027. The GCC will drop its duties on"
         " cars from Japan.", {"GCC", "JPN"}, ("JPN", "autos", "GCC")),
        ("Mercosur and Canada concluded talks in Ottawa on 3 May 2027. Canada will open its market to Mercosur beef.",
         {"MERCOSUR", "CAN"}, ("MERCOSUR", "farm_access", "CAN")),
        ("ASEAN and India met in Jakarta on 3 May 2027. India asked ASEAN to admit its beef.",
         {"ASEAN", "IND"}, ("IND", "farm_access", "ASEAN")),
        ("The Eurasian Economic Union and Egypt met in Cairo on 3 May 2027. Egypt wants the EAEU to admit its oranges.",
         {"EAEU", "EGY"}, ("EGY", "farm_access", "EAEU")),
        ("The EU met the CPTPP members in Melbourne on 3 May 2027. The EU asked CPTPP members to drop their duties on"
         " steel.", {"EU", "CPTPP"}, ("EU", "metals", "CPTPP")),
    ],
)  # fmt: skip
def test_a_group_is_a_party(text, parties, ask):
    found, asks = heard(text)
    assert set(found) == parties
    assert ask in asks


def test_a_member_named_more_than_its_group_is_the_party():
    found, _ = heard(
        "Vietnam and Canada met in Ottawa on 3 May 2027. Canada will admit Vietnamese fruit. Vietnam asked Canada for"
        " visas. Vietnam chairs ASEAN next year."
    )
    assert set(found) == {"VNM", "CAN"}


@pytest.mark.parametrize(
    ("named", "party"),
    [("Eurasian Economic Union", "EAEU"), ("European Union", "EU"), ("Gulf Cooperation Council", "GCC")],
)
def test_the_bloc_is_the_group_that_was_named(named, party):
    found, asks = heard(
        f"The {named} and Peru met in Lima on 3 May 2027. Peru will cut its duties on dairy from the bloc. The bloc"
        " will admit Peruvian fruit. Iran is no part of it."
    )
    assert set(found) == {party, "PER"}
    assert ("PER", "farm_access", party) in asks


def test_a_treaty_by_its_bare_name_is_no_party():
    found, _ = heard("Canada and Japan met in Tokyo on 3 May 2027 within the CPTPP. Japan will admit Canadian beef.")
    assert set(found) == {"CAN", "JPN"}


def test_what_a_group_is_counted_as_is_said():
    text = "EFTA and India met in Delhi on 3 May 2027. India will cut its duties on EFTA's cheese."
    one = article("x", text)
    made = to_dossier(read([one], shipped()), [one], shipped())
    assert made.dossier.world.base == "icio80"
    assert made.dossier.world.groups == "IND, EFTA, USA, CHN=CHN+HKG, EU27, ROW=*"
    assert any("Switzerland, Iceland and Norway" in line and "Liechtenstein" in line for line in made.assumed)


def test_every_group_that_reports_name_has_its_members():
    known = shipped()
    assert set(known.blocs) <= set(UNIONS)
    assert all(set(UNIONS[code].members) <= members for code, members in known.blocs.items())
    assert "LIE" in known.blocs["EFTA"]
    assert "QAT" in known.blocs["GCC"]


@pytest.mark.parametrize("goods", ["plywood", "sawn timber", "lumber", "wood products"])
def test_timber_is_a_topic(goods):
    _, asks = heard(f"Canada and Japan met in Tokyo on 3 May 2027. Canada asked Japan to cut its tariffs on {goods}.")
    assert asks == {("CAN", "wood", "JPN")}


def test_a_quarrel_over_softwood_is_of_trade_remedies():
    _, asks = heard(
        "Canada and Japan met in Tokyo on 3 May 2027. Canada asked Japan to end its duties on softwood lumber."
    )
    assert asks == {("CAN", "trade_remedies", "JPN")}
