"""Duties of the ledger are told by what people call them, so that no id reaches a reader."""

import re

import pytest

import tradetalks as tt
from tradetalks.policy.duties import measures
from tradetalks.policy.instruments import describe
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.report.duty_words import duty_name, with_duty_names


def told(**change):
    one = LedgerDuties(
        instrument="ledger", importer="USA", exporter="EU27", day="2025-10-22", change=change.pop("change")
    )
    return with_duty_names(one.describe())


def test_sections_programmes_and_days():
    line = told(change={"232-steel-b": 0.25, "232-steel-derivatives-august-b": "absent", "reciprocal": {"times": 0.5}})
    assert "section 232 (steel) at 25%" in line
    assert "section 232 (steel derivatives, from 2025-08-18) absent" in line
    assert "reciprocal tariff times 0.5" in line


def test_every_duty_and_layer_has_words():
    """No id with its dashes is left: every duty is told by its layer and programme, rate or day."""
    ids = [duty.id for importer in measures.importers() for duty in measures.duties(importer)]
    assert len(ids) > 150
    for one in ids:
        words = duty_name(one)
        assert words == one or "-" not in re.sub(r"\d{4}-\d\d(-\d\d)?", "", words.replace("2018-19", ""))
        assert words.split(" (")[0] in {duty_name(d.layer) for c in measures.importers() for d in measures.duties(c)}


def test_what_is_no_duty_stays():
    text = "import limit, China on USA: at most 10% of the benchmark's volume, match at 3"
    assert with_duty_names(text) == text
    assert duty_name("no such duty") == "no such duty"


@pytest.mark.parametrize("name", ["busan-2025", "canada-2025"])
def test_no_id_is_left_in_shipped_dossiers(name):
    ids = [duty.id for importer in measures.importers() for duty in measures.duties(importer) if "-" in duty.id]
    found = tt.Dossier.load(name)
    lines = [
        describe(m) for item in found.agenda for o in item.options for m in o.measures if isinstance(m, LedgerDuties)
    ]
    assert lines
    for line in lines:
        assert not [one for one in ids if re.search(rf"\b{re.escape(one)}\b", with_duty_names(line))]
