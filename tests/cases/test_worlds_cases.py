"""Small data files that once gave wrong worlds without a word, kept beside the checkout; see ``test_reader_faults``."""

from pathlib import Path

import pytest

import tradetalks as tt
from tradetalks.policy.actuals import read_actuals
from tradetalks.world.files.tariffs import read_hts99, read_wits
from tradetalks.world.readers.bilateral import read_bilateral
from tradetalks.world.readers.icio import read_icio

CASES = Path(__file__).parents[3] / "shared" / "cases" / "worlds"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"no case files at {CASES}")


def test_thousand_separators():
    assert read_bilateral(CASES / "01-thousand.csv").trade.sum() == pytest.approx(2.24)


def test_years():
    with pytest.raises(tt.WorldError, match="2019, 2022"):
        read_bilateral(CASES / "03-years.csv")
    assert read_bilateral(CASES / "03-years.csv", year=2022).trade.sum() == pytest.approx(1.99)


def test_baci_without_gdp():
    with pytest.raises(tt.WorldError, match="no domestic sales"):
        read_bilateral(CASES / "05-baci.csv")


def test_region_without_gdp():
    with pytest.raises(tt.WorldError, match="no GDP of TWN"):
        read_bilateral(CASES / "07-trade.csv", CASES / "07-gdp.csv")


def test_rate_without_a_percent_sign():
    with pytest.raises(tt.WorldError, match="write 25%"):
        read_hts99(CASES / "08-hts.csv")


def test_lost_zero():
    assert read_wits(CASES / "11-hs.csv").lines["product"].tolist() == ["020110"]


def test_semicolons():
    assert read_actuals(CASES / "14-semicolon.csv")[0][2] == pytest.approx(1.5)


def test_total_beside_components():
    assert read_icio(CASES / "15-icio.csv").trade.sum() == pytest.approx(0.100)
