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
