"""Worlds that a dossier names: a folder, groups, other elasticities; what is said where a name does not fit."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.dossier.writing import write_dossier
from tradetalks.world import opened
from tradetalks.world.elasticities import OWN, published
from tradetalks.world.opened import open_world, sets_that_fit

runner = CliRunner()
GROUPS = "USA, CHN, EU27, ROW=*"


@pytest.fixture(scope="module")
def coarse():
    """The embedded world in four regions."""
    return tt.World.default().aggregate(regions=GROUPS)


# ---------------------------------------------------------------------- opening
def test_a_named_world_is_kept_and_read_back_as_it_was(coarse, tmp_path, monkeypatch):
    monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path / "cache"))
    coarse.save(tmp_path / "w")
    first = open_world(str(tmp_path / "w"), regions="USA, CHN, ROW=*")
    assert set(first.regions) == {"USA", "CHN", "ROW"}
    monkeypatch.setattr(opened, "_made", None)  # a second time must not build anew
    opened._kept.cache_clear()
    again = open_world(str(tmp_path / "w"), regions="USA, CHN, ROW=*")
    for name in opened.ARRAYS:
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert (again.regions, again.goods, again.region_names) == (first.regions, first.goods, first.region_names)
    json.dumps(again.provenance)


def test_a_kept_world_that_is_not_whole_or_not_current_is_made_anew(coarse, tmp_path, monkeypatch):
    monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path / "cache"))
    coarse.save(tmp_path / "w")
    open_world(str(tmp_path / "w"))
    (kept,) = (tmp_path / "cache" / "worlds").glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:2000])
    opened._kept.cache_clear()
    assert open_world(str(tmp_path / "w")).shape == coarse.shape
    coarse.with_elasticities("LL").save(tmp_path / "w")
    np.testing.assert_allclose(open_world(str(tmp_path / "w")).trade_elasticity, published("LL", coarse.sectors))


def test_elasticities_know_isic_activities():
    np.testing.assert_array_equal(published("LL", ("A01", "C26", "G")), published("LL", ("AGR", "ELECTR", "TRADE")))
    with pytest.raises(tt.WorldError, match="sector in elasticities 'LL'"):
        published("LL", ("C99",))


def test_sets_that_do_not_know_a_worlds_sectors_are_left_out(tmp_path):
    assert sets_that_fit("icio80", ["LL", "CP"]) == ["LL", "CP"]
    random_world(0).save(tmp_path / "w")
    assert sets_that_fit(str(tmp_path / "w"), ["LL", "CP"]) == []


# ---------------------------------------------------------------------- in dossiers
def dossier(folder, **world):
    write(folder, small(**({"world": world} if world else {})))
    return folder


def test_a_folder_is_relative_to_the_dossier_and_keeps_its_elasticities(coarse, tmp_path, monkeypatch):
    replace(coarse, trade_elasticity=np.full(len(coarse.sectors), 3.0)).save(tmp_path / "d" / "my-world")
    folder = dossier(tmp_path / "d", base="my-world")
    monkeypatch.chdir(tmp_path)
    found = tt.Dossier.load(folder)
    assert found.world.elasticities == OWN
    assert found.world.build().regions == coarse.regions
    assert (found.world.build().trade_elasticity == 3.0).all()
    assert (found.with_elasticities("LL").world.build().trade_elasticity != 3.0).any()
    again = tt.Dossier.load(write_dossier(found, tmp_path / "copy"))
    assert again.world.build().regions == coarse.regions


def test_groups_of_the_embedded_world(tmp_path):
    found = tt.Dossier.load(dossier(tmp_path / "d", groups=GROUPS))
    assert set(found.world.build().regions) == {"USA", "CHN", "EU27", "ROW"}
    mapped = tt.Dossier.load(
        dossier(tmp_path / "m", groups={"EU27": "EU27", "ROW": ["*"], "USA": ["USA"], "CHN": "CHN"})
    )
    assert set(mapped.world.build().regions) == {"USA", "CHN", "EU27", "ROW"}
    assert tt.Dossier.load(dossier(tmp_path / "p")).world.build().shape == (18, 36)


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        ({"base": "icio8"}, r"no world '.*icio8'.*folder"),
        ({"base": ""}, r"world.base: found ''"),
        ({"groups": "USA, EU72, CHN, ROW=*"}, r"unknown region 'EU72' \(nearest: 'EU27'\)"),
        ({"groups": "USA, CHN, ROW=*"}, r"parties.EU.region: unknown region 'EU27'.*joined with others in ROW"),
        ({"groups": GROUPS, "products": ["SOY"]}, r"product SOY cannot be carved out of this world.*BRA"),
        ({"group": GROUPS}, r"world.group: unknown name \(nearest: 'groups'\)"),
        ({"elasticities": "GYX"}, r"unknown set of trade elasticities 'GYX'"),
        ({"sectors": "ISIC section"}, r"nearest: 'ISIC sections'"),
    ],
)
def test_a_world_that_does_not_fit_is_named(tmp_path, world, expected):
    with pytest.raises(tt.DossierError, match=expected):
        tt.Dossier.load(dossier(tmp_path / "d", **world))


def test_a_world_that_cannot_be_had_is_one_fault(tmp_path):
    """Names of regions are not held against another world than the one asked for."""
    with pytest.raises(tt.DossierError, match="1 fault") as caught:
        tt.Dossier.load(dossier(tmp_path / "d", base="nowhere"))
    assert "unknown region" not in str(caught.value)


def test_an_economy_inside_a_region_is_told_where_it_is_and_how_to_have_it(tmp_path):
    parties = {**small()["parties"], "CHE": {"region": "CHE", "name": "Switzerland"}}
    measure = {"instrument": "tariff", "importer": "USA", "exporter": "TUR", "points": 0.1}
    write(tmp_path / "d", small(parties=parties, in_force=[measure]))
    with pytest.raises(tt.DossierError) as caught:
        tt.Dossier.load(tmp_path / "d")
    said = str(caught.value)
    assert "Switzerland is part of ROW (Rest of the world) in this world" in said
    assert 'world: {base: icio80, groups: "CHE, USA, CHN, EU27, ROW=*"}' in said
    assert '--world icio80 --groups "CHE, USA, CHN, EU27, ROW=*"' in said
    assert "Türkiye is part of ROW" in said


# ---------------------------------------------------------------------- on the command line
def test_commands_take_a_world(coarse, tmp_path):
    folder, other = dossier(tmp_path / "d"), tmp_path / "w"
    coarse.save(other)
    words = ["solve", str(folder), "-p", "steel=lifted", "--json", "--no-ranges"]
    on_folder = json.loads(runner.invoke(app, [*words, "--world", str(other)]).stdout)
    grouped = json.loads(runner.invoke(app, [*words, "--groups", GROUPS]).stdout)
    assert set(on_folder["regions"]) == set(grouped["regions"]) == {"USA", "CHN", "EU27", "ROW"}
    assert on_folder["certificate"]["certified"]
    ours, theirs = on_folder["regions"]["USA"], grouped["regions"]["USA"]
    assert ours == pytest.approx(theirs, rel=1e-6)
    wrong = runner.invoke(app, ["check", str(folder), "--world", "icio8"])
    assert "nearest: 'icio80'" in str(wrong.exception)
    for command in ("check", "deals", "brief", "war"):
        assert "--world" in runner.invoke(app, [command, "--help"]).stdout
