"""Every fault at once: what the schema refuses hides nothing that is wrong elsewhere, and invents nothing."""

import pytest

from tests.small_dossier import small, write
from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError


def refused(tmp_path, content):
    with pytest.raises(DossierError) as refusal:
        Dossier.load(write(tmp_path, content))
    return str(refusal.value)


def steel(content):
    """An option's measure of a sound dossier."""
    return next(o for o in content["agenda"][0]["options"] if o.get("measures"))["measures"][0]


def test_what_the_schema_refuses_and_what_does_not_fit_are_told_together(tmp_path):
    content = small()
    steel(content).update(points="many", sectors=["BOEING"])
    content["agenda"][0]["status_quo"] = "ninteen"
    content["no_deal"][0]["probability"] = 0.123
    told = refused(tmp_path, content)
    assert "4 faults" in told
    for words in ("found 'many'; expected a number", "'BOEING'", "'ninteen'", "probabilities sum to"):
        assert words in told


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: steel(c).update(points={"x": [1]}),
        lambda c: steel(c).update(instrument="tarif"),
        lambda c: steel(c).update(pionts=0.2),
        lambda c: c["agenda"][0].update(id="Not An Id"),
        lambda c: c["agenda"][0].update(options="none"),
        lambda c: c["no_deal"][0].update(probability="most"),
        lambda c: c["no_deal"][0].update(name=["a"]),
        lambda c: c.pop("title"),
        lambda c: c.update(sources=3),
        lambda c: c.update(reference_date="the 1st"),
        lambda c: c["parties"].update(USA=5),
    ],
)
def test_of_a_dossier_that_is_sound_elsewhere_only_what_is_refused_is_told(tmp_path, spoil):
    content = small()
    spoil(content)
    assert "1 fault\n" in refused(tmp_path, content)


def test_a_rule_on_an_item_that_is_not_there_is_a_fault_and_no_crash(tmp_path):
    content = small()
    content["constraints"] = [{"when": {"nosuch": ["a"]}, "then": {"nosuch": ["b"]}, "because": "it says so"}]
    assert "constraints[0].when: unknown item 'nosuch'" in refused(tmp_path, content)


def spoilt_tenfold():
    """Ten kinds of mistakes, two of them in one measure, one that only the schema sees and one of the evidence."""
    content = small()
    content["sources"]["late"] = {"title": "A book", "date": "2025-06-01", "verified": "press copy"}
    steel(content).update(pionts=steel(content).pop("points"), importer="UAS", sectors=["AUTOS"])
    content["agenda"][1]["options"][1]["measures"][0]["points"] = "8%"
    content["agenda"][2]["source"] = "late"
    content["agenda"][2]["options"][1]["worth"]["EU"].update(low=3)
    content["agenda"][3]["carried_out_by"] = ["EUU"]
    content["red_lines"][0]["item"] = "standardss"
    content["constraints"][0]["then"] = {"data": ["framwork"]}
    content["no_deal"][0]["probability"] = 0.4
    return content


TEN = (
    "pionts: unknown name (nearest: 'points')",
    "region 'UAS' (nearest: 'USA')",
    "'AUTOS' (nearest: 'AUTO')",
    "found '8%'; expected a number; 8 per cent is written 0.08",
    "source 'late' is of 2025-06-01, after the eve 2025-01-01",
    "found low 3, mid -0.5, high 1; expected low <= mid <= high",
    "unknown party 'EUU' (nearest: 'EU')",
    "unknown item 'standardss' (nearest: 'standards')",
    "unknown option 'framwork' (nearest: 'framework')",
    "probabilities sum to 0.9; expected 1",
)


def test_ten_kinds_of_mistakes_are_told_at_once(tmp_path):
    told = refused(tmp_path, spoilt_tenfold())
    assert "10 faults\n" in told
    assert [words for words in TEN if words not in told] == []


def test_what_is_dated_after_the_eve_is_told_beside_any_other_fault(tmp_path):
    content = small()
    content["sources"]["press"]["date"] = "2025-06-01"
    content["red_lines"][0]["item"] = "standardss"
    told = refused(tmp_path, content)
    assert "unknown item 'standardss'" in told
    assert "source 'press' is of 2025-06-01" in told


def test_a_level_that_cannot_be_is_told_beside_a_name_that_is_not_there(tmp_path):
    content = small()
    content["agenda"][1]["options"][1]["measures"][0]["points"] = -0.99
    content["agenda"][0]["options"][2]["measures"].append(
        {**steel(content), "points": -0.9, "profile": None, "sectors": ["AUTO"]}
    )
    content["no_deal"][1]["measures"] = [{**steel(content), "points": -0.99, "profile": None, "sectors": ["AGR"]}] * 2
    content["red_lines"][0]["item"] = "standardss"
    told = refused(tmp_path, content)
    assert "unknown item 'standardss'" in told
    assert "no_deal[1 'war']: together with what is in force, the tariff of" in told


@pytest.mark.parametrize(
    "spoil", [lambda c: c.update(reference_date="the 1st"), lambda c: c["sources"].update(press=4)]
)
def test_an_eve_or_a_source_that_cannot_be_read_hides_no_unknown_region(tmp_path, spoil):
    content = small()
    spoil(content)
    content["in_force"][0]["exporter"] = "CHI"
    assert "unknown region 'CHI'" in refused(tmp_path, content)


def test_a_profile_that_cannot_be_read_hides_no_unknown_region(tmp_path):
    content = small()
    content["profiles"]["metal"] = {"title": "metals", "source": "press", "ledger": "us-china:nosuch"}
    content["in_force"][0]["exporter"] = "CHI"
    told = refused(tmp_path, content)
    assert "profiles.metal.ledger" in told
    assert "unknown region 'CHI'" in told
    assert "2 faults\n" in told
