"""What solve tells of the parties' sectors: those that lose and gain most, in order, none that does not move."""

import json

import pytest
from typer.testing import CliRunner

from tests.small_dossier import small, write
from tradetalks.cli import app


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    where = str(write(tmp_path_factory.mktemp("sectors"), small()))
    asked = ["solve", where, "-p", "steel=lifted", "--no-ranges"]
    plain = CliRunner().invoke(app, asked).output
    return plain, json.loads(CliRunner().invoke(app, [*asked, "--json", "--sectors", "4"]).stdout)["sectors"]


def test_sectors_stand_from_the_greatest_loss_to_the_greatest_gain(told):
    for rows in told[1].values():
        volumes = [row["volume_pct"] for row in rows]
        assert volumes == sorted(volumes)
        assert 0 < sum(v > 0 for v in volumes) <= 4
        assert 0 < sum(v < 0 for v in volumes) <= 4


def test_the_lifted_duty_moves_steel_and_a_line_says_so_by_default(told):
    assert told[1]["EU27"][-1]["sector"] in {"STEEL", "NFMET"}
    assert told[1]["USA"][0]["sector"] in {"STEEL", "NFMET"}
    assert "Sectors that lose and gain most" in told[0]
