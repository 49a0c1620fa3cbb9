"""Ranges of what there is without a deal: kept where they were drawn, told unasked from then on, never of another."""

import json
from functools import partial
from io import StringIO
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.cli import app
from tradetalks.counsel import bands as module
from tradetalks.counsel.bands import drawn_sets, kept_no_deal
from tradetalks.counsel.no_deal_drawn import NoDeal, kept
from tradetalks.counsel.robustness import how_drawn, robustness_of_all
from tradetalks.dossier.model import Dossier
from tradetalks.report.headline import headline
from tradetalks.report.no_deal_words import brackets_words, expected_words, without_deal_json, without_deal_words
from tradetalks.report.tables import no_deal_table

SMALL = small(world=FOUR)
DRAWS = 300
runner = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("talks"), SMALL)


@pytest.fixture(scope="module")
def space(folder):
    return tt.deal_space(Dossier.load(folder))


@pytest.fixture(scope="module")
def drawn(space):
    """From one set: what is kept of it is not what commands tell."""
    return robustness_of_all(space, {"nash": space.nash.package}, draws=DRAWS, sets=["GYY"])[1]


def printed(table) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(table)
    return console.export_text()


def test_ends_are_percentiles_of_the_draws_and_what_is_expected_weighs_each_draw(space):
    count, parties = len(space.dossier.no_deal), len(space.parties)
    rng = np.random.default_rng(3)
    model, beyond = rng.normal(size=(2, 500, count, parties))
    chance = rng.dirichlet(np.ones(count), size=500)
    found = NoDeal.of_draws(space, model, beyond, chance)
    summed = np.sum([chance[:, [b]] * (model + beyond)[:, b] for b in range(count)], axis=0)
    for j, party in enumerate(space.parties):
        assert found.expected.whole[party] == pytest.approx(tuple(np.percentile(summed[:, j], [5, 95])))
        for b, branch in enumerate(space.dossier.no_deal):
            one = found.branches[branch.name]
            assert one.model[party] == pytest.approx(tuple(np.percentile(model[:, b, j], [5, 95])))
            assert one.whole[party] == pytest.approx(tuple(np.percentile((model + beyond)[:, b, j], [5, 95])))


def test_they_are_kept_for_the_same_draws_of_the_same_dossier_alone(space, drawn):
    assert kept(space, ["GYY"], how_drawn(DRAWS)) == drawn
    assert kept(space, ["GYY"], how_drawn(DRAWS, seed=1)) is None
    assert kept(space, ["GYY", "CP"], how_drawn(DRAWS)) is None
    branch, *rest = space.dossier.no_deal
    less = branch.model_copy(update={"probability": 0.9 * branch.probability})
    for dossier, same in ((space.dossier, True), (space.dossier.model_copy(update={"no_deal": [less, *rest]}), False)):
        other = SimpleNamespace(dossier=dossier, eve=space.eve, valuer=space.valuer, parties=space.parties)
        assert (kept(cast("tt.DealSpace", other), ["GYY"], how_drawn(DRAWS)) is not None) == same


def test_figures_stand_alone_until_drawn_and_then_with_their_ranges(space, drawn):
    bare, ranged = expected_words(space, None), expected_words(space, drawn)
    assert all(one.startswith(alone) for one, alone in zip(ranged, bare, strict=True))
    assert any(" to " in one for one in ranged)
    assert "(" not in " ".join(bare)
    for told in ranged:
        assert told in printed(no_deal_table(space, None, drawn))
        assert told in headline(space, space.nash, "it", without=drawn)
    assert (brackets_words(None, ""), brackets_words(None, "why")) == ([], ["why"])
    assert "nine in ten" in brackets_words(drawn, "")[0]
    assert without_deal_words(space, None) == []
    assert without_deal_json(None) == {"no_deal": None, "expected_no_deal": None}
    low, high = without_deal_json(drawn)["expected_no_deal"]["whole"][space.parties[0]]
    assert low < high


def test_deals_draws_only_when_asked_and_tells_what_is_kept(folder, space, monkeypatch):
    def of(*how):
        done = runner.invoke(app, ["deals", str(folder), "--json", *how])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)["no_deal_ranges"]

    monkeypatch.setattr(module, "drawn_sets", lambda dossier, **_: ("GYY",))
    monkeypatch.setattr(module, "DRAWS", DRAWS + 1)
    monkeypatch.setattr(module, "bands", partial(module.bands, draws=DRAWS + 1))
    assert kept_no_deal(space) is None
    assert "--ranges" in of()["none_because"]
    asked = of("--ranges")
    assert asked == json.loads(json.dumps(without_deal_json(kept_no_deal(space))))
    assert of() == asked, "told unasked once it is known"
    assert of("--no-ranges") == {"none_because": "not asked for"}
    assert drawn_sets(space.dossier) != ("GYY",), "only here"
