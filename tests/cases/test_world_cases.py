"""Cases found by others: worlds that could not be used, and figures of the 81 x 50 world that were wrong.

They look beside the checkout for ``shared/cases`` and are skipped where it is not.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app

CASES = Path(__file__).parents[2].parent / "shared" / "cases" / "worlds"
runner = CliRunner()


@pytest.fixture(scope="module")
def table():
    return tt.World.builtin("icio80")


@pytest.fixture
def swiss(tmp_path):
    if not (CASES / "18-swiss").is_dir():
        pytest.skip(f"{CASES} is not beside this checkout")
    folder = tmp_path / "swiss"
    shutil.copytree(CASES / "18-swiss", folder)
    (folder / "dossier.yaml").chmod(0o644)
    return folder


def test_a_party_inside_a_region_is_told_how_to_stand_apart(swiss):
    with pytest.raises(tt.DossierError, match=r'Switzerland is part of ROW.*world: \{base: icio80, groups: "CHE, USA'):
        tt.Dossier.load(swiss)


@pytest.mark.slow
def test_switzerland_as_a_party(swiss, table):
    with (swiss / "dossier.yaml").open("a") as file:
        file.write('\nworld: {base: icio80, groups: "CHE, USA, EU27, ROW=*"}\n')
    found = tt.Dossier.load(swiss)
    assert set(found.world.build().regions) == {"CHE", "USA", "EU27", "ROW"}
    space = tt.deal_space(found)
    assert space.valuer.worst_residual < 1e-9
    lifted = space.deal({"tariff": "fifteen"})
    assert lifted.gain["CHE"] > 0.5  # Switzerland sold the United States goods of 39 bn


@pytest.mark.slow
def test_external_balances_are_those_of_the_source(table):
    """Signs and sizes of the OECD's tables; the pattern of intermediate trade alone gave 13 wrong signs in 61."""
    balance = {code: -float(table.deficit[table.region(code)]) for code in ("CHE", "TUR", "EGY", "DEU", "USA")}
    for code, right in {"CHE": 109, "TUR": -42, "EGY": -28, "DEU": 63, "USA": -962}.items():
        assert balance[code] == pytest.approx(right, abs=1), code
    goods = [table.sector(c) for c in table.goods]
    assert table.trade[table.region("CHE"), table.region("USA")][goods].sum() == pytest.approx(38.8, abs=0.1)


@pytest.mark.slow
def test_free_ports_and_neighbours(table):
    goods = [table.sector(c) for c in table.goods]
    region = table.region
    assert not table.tariff[:, [region("HKG"), region("SGP")]].any()
    us_on = {c: table.tariff[region(c), region("USA"), goods] for c in ("HKG", "CHN")}
    assert us_on["HKG"].mean() < 0.5 * us_on["CHN"].mean()
    assert table.tariff[region("CHE"), region("TUR"), goods].max() > 0.05
    assert table.tariff[region("NOR"), region("CHE"), goods].max() > 0.05
    duties = (table.tariff * table.trade)[:, region("CHN")].sum()
    assert duties == pytest.approx(43.5, abs=0.5)


@pytest.mark.slow
@pytest.mark.parametrize("regions", ["CHN=CHN+HKG", "CHE, USA, EU27, ASEAN members, ROW=*", "G20"])
def test_joining_keeps_the_accounts_and_what_is_traded(table, regions):
    joined = table.aggregate(regions=regions)
    joined.check(1e-10)
    assert joined.trade.sum() == pytest.approx(table.trade.sum())
    np.testing.assert_allclose(joined.income.sum(), table.income.sum())


@pytest.mark.slow
def test_groupings_fit_or_say_so(table, tmp_path):
    joined = table.aggregate(regions="US-China", sectors="goods and services")
    assert joined.shape == (3, 2)
    assert table.aggregate(sectors="default", regions="G7").shape == (6, 36)
    result = runner.invoke(app, ["world", "aggregate", "icio80", "-o", str(tmp_path / "w"), "--regions", "G21"])
    assert "unknown grouping of regions 'G21'" in str(result.exception)


def test_chinas_duties_are_those_collected():
    facts = json.loads(runner.invoke(app, ["world", "check", "--json"]).stdout)
    china = next(r for r in facts["duties"] if r["region"].startswith("China"))
    assert china["here"] == pytest.approx(43.5, abs=0.5)
    assert "280.62 bn yuan" in china["source"]
