"""Every replication runs and says how far it is; data beside the project or skipped."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.replications import replicate

SHARED = Path(__file__).parents[3] / "shared" / "replication"
FOLDER = Path(os.environ.get("TRADETALKS_REPLICATION", SHARED))
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no replication data at {FOLDER}")


@needs_data
def test_caliendo_parro():
    rows = {row.what: row for row in replicate("caliendo_parro2015").rows}
    assert rows["CAN: welfare, linear account in growth"].difference == pytest.approx(0, abs=0.025)
    assert rows["USA: welfare, linear account in growth"].difference == pytest.approx(0, abs=0.015)


@needs_data
def test_liberation_day_prints_its_gap():
    result = CliRunner().invoke(app, ["replicate", "liberation_day2025"])
    assert "published" in result.stdout
    assert "not as a reproduction" in result.stdout


@pytest.mark.slow
@needs_data
def test_the_first_trade_war_has_the_right_size():
    rows = {row.what: row for row in replicate("us_china_2018").rows}
    assert -0.15 < rows["US real income"].ours < 0
    assert rows["China's real income"].ours < rows["US real income"].ours


def test_messages(tmp_path):
    with pytest.raises(tt.TradetalksError, match="nearest: 'ossa2014'"):
        replicate("osa2014")
    with pytest.raises(tt.TradetalksError, match="not part of this project"):
        replicate("ossa2014", tmp_path / "nowhere")
