"""Positions that nothing prices and options that cost nobody anything: found, told, and priced only on demand."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.unit.test_talks import political
from tradetalks.cli import app
from tradetalks.counsel.account import contributions
from tradetalks.dossier.files import shipped
from tradetalks.dossier.unpriced import JUDGED, costless, stances, unpriced, with_priors
from tradetalks.errors import DossierError
from tradetalks.report.position_words import free_words, position_notes
from tradetalks.value.worth import worth


def asked(options, positions, **changes):
    """A dossier of items without measures, with positions by item."""
    content = political(options, **changes)
    for item in content["agenda"]:
        item["positions"] = positions.get(item["id"], [])
    return tt.Dossier.model_validate(content)


def test_priors_are_what_shipped_dossiers_judge():
    """Quartiles of middle worth over options without measures that a position names, of talks that have ended."""
    judged: dict[tuple[str, str], list[float]] = {key: [] for key in JUDGED}
    for dossier in filter(lambda one: one.agreed or one.failed, map(tt.Dossier.load, shipped())):
        for _, option, position in stances(dossier):
            how = "offered" if position.offers else "asked"
            for party, value in option.worth.items():
                judged[how, "own" if party == position.party else "others"].append(value.mid)
    for key, values in judged.items():
        assert len(values) > 10
        assert JUDGED[key] == tuple(np.quantile(values, [0.25, 0.5, 0.75]).round(2).tolist()), key


def test_what_nothing_prices_is_found_and_what_has_worth_is_not():
    dossier = asked(
        {"a": {"yes": {}, "more": {"USA": 2}}, "b": {"yes": {}}},
        {
            "a": [{"party": "USA", "asks": "x", "options": ["yes", "more", "none"]}],
            "b": [{"party": "EU", "asks": "y", "offers": "z", "options": ["yes"]}],
        },
    )
    assert [(o.item, o.option, o.party, o.how) for o in unpriced(dossier)] == [
        ("a", "yes", "USA", "asked"),
        ("b", "yes", "EU", "offered"),
    ]
    # options that change measures are priced by the model
    moved = small()
    moved["agenda"][0]["positions"] = [{"party": "EU", "asks": "less", "options": ["doubled"]}]
    assert unpriced(tt.Dossier.model_validate(moved)) == []


def test_priors_count_only_where_they_are_asked_for():
    dossier = asked({"a": {"yes": {}}}, {"a": [{"party": "USA", "asks": "x", "options": ["yes"]}]})
    assert worth(dossier, {"a": "yes"}) == {"USA": 0, "EU": 0}
    priced = with_priors(dossier)
    for end, k in (("low", 0), ("mid", 1), ("high", 2)):
        assert worth(priced, {"a": "yes"}, end)["USA"] == JUDGED["asked", "own"][k]
        assert worth(priced, {"a": "yes"}, end)["EU"] == JUDGED["asked", "others"][k]
    assert unpriced(priced) == []
    assert priced.item("a").option("yes").worth["USA"].basis == "judgement"
    assert with_priors(priced) == priced
    with pytest.raises(DossierError, match="expected billions of USD"):
        with_priors(dossier.model_copy(update={"unit": "points"}))


def test_notes_name_them_with_what_others_judge():
    dossier = asked(
        {"a": {"yes": {}}, "b": {"yes": {"USA": 1, "EU": 0.5}}},
        {"a": [{"party": "USA", "asks": "x", "options": ["yes"]}]},
    )
    priced, free = position_notes(dossier)
    assert "a: yes (USA asks)" in priced
    assert "+2.0 (+1.0 to +3.8) bn USD a year to who asks" in priced
    assert "b: yes" in free
    assert [option.id for _, option in costless(dossier)] == ["yes"]
    assert position_notes(asked({"a": {"yes": {"USA": 1, "EU": -1}}}, {})) == []


def test_concessions_free_for_the_giver_are_told():
    def words(gives, takes, by):
        content = political({"a": {"yes": {"USA": gives, "EU": takes}}})
        content["agenda"][0]["carried_out_by"] = by
        space = tt.deal_space(tt.Dossier.model_validate(content))
        return free_words(space, contributions(space, {"a": "yes"}))

    (told,) = words(0, 3, ["USA"])
    assert "a: yes costs USA nothing and gives EU +3.0" in told
    assert words(-1, 3, ["USA"]) == []  # it costs the giver something
    assert words(0, 3, ["EU"]) == []  # who gains is who does it
    (nobody,) = words(1, 3, [])
    assert "costs nobody anything and gives USA +1.00 and EU +3.00" in nobody
    assert words(0, 0, ["USA"]) == []


def test_check_tells_notes_apart_from_warnings(tmp_path):
    content = political({"a": {"yes": {}}})
    content["agenda"][0]["positions"] = [{"party": "USA", "asks": "x", "options": ["yes"]}]
    where = str(write(tmp_path, content))
    told = json.loads(CliRunner().invoke(app, ["check", where, "--json"]).stdout)
    assert len(told["notes"]) == 1
    assert "a: yes (USA asks)" in told["notes"][0]
    assert "note: A party stands for these" in CliRunner().invoke(app, ["check", where]).stdout
