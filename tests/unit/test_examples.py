"""Shipped dossiers of other kinds: three parties, no trade model, a contract; each run end to end."""

import itertools
import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.counsel.diagnosis import linkage
from tradetalks.dossier.files import shipped
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.value.worth import worth

EXAMPLES = ("laptops-contract", "mackerel-2025", "usmca-2026")
WORTH_ONLY = EXAMPLES[:2]


@pytest.mark.parametrize("name", EXAMPLES)
def test_sound_and_frozen_as_of_its_eve(name):
    found = examined(name)
    assert found.warnings == ()
    assert found.late == ()
    assert found.dossier.agreed is None


@pytest.mark.parametrize("name", WORTH_ONLY)
def test_nash_is_the_best_of_all_packages_listed(name):
    d = tt.Dossier.load(name)
    space = tt.deal_space(d)
    best = 0.0
    for chosen in itertools.product(*(item.options for item in d.agenda)):
        package = {item.id: option.id for item, option in zip(d.agenda, chosen, strict=True)}
        if any(d.objections(package)):
            continue
        gains = [worth(d, package)[p] - e for p, e in zip(space.parties, space.expected_no_deal, strict=True)]
        if min(gains) >= 0:
            product = 1.0
            for gain in gains:
                product *= gain
            best = max(best, product)
    own = 1.0
    for gain in space.nash.gain.values():
        own *= gain
    assert own == pytest.approx(best)
    assert best > 0


@pytest.mark.parametrize("name", WORTH_ONLY)
def test_every_command_runs_in_its_unit(name, tmp_path):
    unit = tt.Dossier.load(name).unit
    for words in (
        ["check", name],
        ["deals", name],
        ["explain", name, "nash"],
        ["robust", name],
        ["brief", name, "-o", str(tmp_path)],
        ["export", name, "-o", str(tmp_path)],
    ):
        found = CliRunner().invoke(app, words)
        assert found.exit_code == 0, (words, found.output, found.exception)
        assert "bn" not in found.stdout.replace("bn_", ""), words
    assert json.loads(CliRunner().invoke(app, ["deals", name, "--json"]).stdout)["unit"] == unit
    assert unit in (tmp_path / "brief.html").read_text(encoding="utf-8")


def test_three_parties_end_to_end():
    """Certified; leaving hurts the smaller two; swaps are given by those who carry them out."""
    d = tt.Dossier.load("usmca-2026")
    space = tt.deal_space(d)
    assert space.valuer.worst_residual < 1e-9
    leaving = space.no_deal["exit"].value
    assert leaving["CAN"] < 0
    assert leaving["MEX"] < 0
    assert space.nash is not None
    assert min(space.nash.gain.values()) >= 0
    for swap in linkage(space, space.nash.package).swaps:
        for giver, (item, _) in zip(swap.givers, swap.parts, strict=True):
            carried = d.item(item).carried_out_by
            assert not carried or giver in carried


def test_a_folder_named_like_a_shipped_dossier_is_told(tmp_path, monkeypatch):
    copied = tmp_path / "laptops-contract"
    copied.mkdir()
    (copied / "dossier.yaml").write_text((shipped()["laptops-contract"] / "dossier.yaml").read_text("utf-8"), "utf-8")
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(app, ["check", "laptops-contract"])
    assert "this folder of yours is used, not the shipped dossier of that name" in " ".join(found.output.split())
    assert examined(copied).warnings == ()
