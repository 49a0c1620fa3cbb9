"""Files of many lines: read in pieces they say what they say at once, and the reading is told and can be stopped."""

import gzip
import io
import random
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tradetalks.errors import WorldError
from tradetalks.progress import Progress, progress_told
from tradetalks.world.files import pieces, tabular
from tradetalks.world.files.tabular import read_table
from tradetalks.world.files.tariff_layouts import read_any
from tradetalks.world.readers.bilateral import read_bilateral

CODES = ("USA", "JPN", "DEU", "NAM", "FRA")


def trade_lines(n: int, seed: int = 0) -> list[str]:
    draw = random.Random(seed)
    home = [f"2022,{c},{c},{k},{draw.randint(500, 900)},1" for c in CODES for k in ("010121", "870323")]
    abroad = [
        f"2022,{draw.choice(CODES)},{draw.choice(CODES)},{draw.choice(('010121', '870323'))},{draw.random():.4f},{j}"
        for j in range(n)
    ]
    return [*home, *abroad]


def written(folder: Path, lines: list[str], header: str = "year,i,j,k,v,q") -> Path:
    file = folder / "trade.csv"
    file.write_text("\n".join([header, *lines]) + "\n")
    return file


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "LINES", 7)


def test_pieces_give_the_world_that_the_whole_gives(tmp_path, monkeypatch):
    file = written(tmp_path, trade_lines(300))
    whole = read_bilateral(file)
    monkeypatch.setattr(pieces, "LINES", 7)
    parts = read_bilateral(file)
    assert whole.regions == parts.regions
    assert whole.sectors == parts.sectors == ("010121", "870323")
    np.testing.assert_allclose(parts.trade, whole.trade, rtol=1e-12)
    assert parts.provenance["adjustments"] == whole.provenance["adjustments"]


def test_the_sum_over_lines_is_the_files(tmp_path, small_pieces):
    lines = trade_lines(300)
    world = read_bilateral(written(tmp_path, lines))
    stated = sum(float(line.split(",")[4]) for line in lines)
    assert world.trade.sum() == pytest.approx(1e-6 * stated, rel=1e-12)


@pytest.mark.parametrize("at", [0, 6, 7, 150])
@pytest.mark.parametrize(
    ("cell", "told"),
    [("-3", "expected trade of zero or more"), ("abc", "expected a number"), ("", "expected a number")],
)
def test_a_fault_is_told_with_its_line_in_whichever_piece(tmp_path, small_pieces, at, cell, told):
    lines = trade_lines(300)
    lines.insert(at, f"2022,USA,JPN,870323,{cell},7")
    with pytest.raises(WorldError, match=rf"row {at + 2}, column v is '{cell}', {told}"):
        read_bilateral(written(tmp_path, lines))


def test_separators_in_a_late_piece_are_read_for_all(tmp_path, small_pieces):
    lines = [*trade_lines(100), '2022,USA,JPN,870323,"1,150.5",7']
    world = read_bilateral(written(tmp_path, lines))
    plain = read_bilateral(written(tmp_path, [*lines[:-1], "2022,USA,JPN,870323,1150.5,7"]))
    np.testing.assert_allclose(world.trade, plain.trade, rtol=1e-12)
    assert any("thousand separators" in row["what"] for row in world.provenance["adjustments"])


def test_a_line_repeated_far_away_is_refused(tmp_path, small_pieces):
    lines = trade_lines(100)
    lines.append(lines[3])
    with pytest.raises(WorldError, match=f"row {len(lines) + 1} repeats row 5 "):
        read_bilateral(written(tmp_path, lines))


def test_blank_lines_and_two_years(tmp_path, small_pieces):
    lines = trade_lines(60)
    blank = [*lines[:20], "", *lines[20:40], ",,,,,", *lines[40:], "", ""]
    np.testing.assert_array_equal(
        read_bilateral(written(tmp_path, blank)).trade, read_bilateral(written(tmp_path, lines)).trade
    )
    two = [*lines, *(line.replace("2022", "2021", 1) for line in lines)]
    with pytest.raises(WorldError, match="holds 2 years"):
        read_bilateral(written(tmp_path, two))
    np.testing.assert_array_equal(
        read_bilateral(written(tmp_path, two), year=2021).trade, read_bilateral(written(tmp_path, lines)).trade
    )


@pytest.mark.parametrize("extra", [",8", ",8,9"])
def test_a_longer_line_in_a_late_piece_is_refused(tmp_path, small_pieces, extra):
    lines = trade_lines(60)
    lines[50] += extra
    with pytest.raises(WorldError, match=r"more fields than the header|needs quotes"):
        read_bilateral(written(tmp_path, lines))


def test_texts_stay_as_they_are_written(tmp_path, small_pieces):
    rows = [(f"0{j % 3}", "NA", f"{j}.50", "") for j in range(40)]
    file = tmp_path / "t.csv"
    pd.DataFrame(rows, columns=["code", "region", "Figure", "empty"]).to_csv(file, index=False)
    for many in (False, True):
        frame = read_table(file, "a csv", many=many).frame
        assert [tuple(map(str, row)) for row in frame.itertuples(index=False)] == rows
    assert read_table(file, "a csv", many=True, figures=("Figure",)).frame["figure"].dtype == float


def test_tariffs_read_in_pieces_are_the_same(tmp_path, monkeypatch):
    draw = random.Random(1)
    lines = [
        f"USA,{p},{h}{k},{draw.randint(0, 40)}%,{draw.random():.3f}"
        for p in ("JPN", "DEU", "CHN")
        for h in ("8703", "0201")
        for k in range(21, 45)
    ]
    lines[40] = "USA,DEU,870399,$1.05/kg,2"
    file = written(tmp_path, lines, "reporter,partner,hs6,adv,weight")
    whole, _ = read_any(file)
    monkeypatch.setattr(pieces, "LINES", 7)
    parts, _ = read_any(file)
    pd.testing.assert_frame_equal(parts.lines.astype(object), whole.lines.astype(object))
    assert parts.notes == whole.notes
    assert any("specific" in note["what"] and note["cells"] == 1 for note in parts.notes)
    two = written(tmp_path, [*lines, lines[0].replace("%", "1%")], "reporter,partner,hs6,adv,weight")
    with pytest.raises(WorldError, match="expected one rate a line"):
        read_any(two)


def test_the_reading_is_told_with_what_is_left(tmp_path, small_pieces):
    told: list[Progress] = []
    packed = tmp_path / "trade.csv.gz"
    packed.write_bytes(gzip.compress(written(tmp_path, trade_lines(200)).read_bytes(), mtime=0))
    with progress_told(told.append):
        read_bilateral(packed)
    doing = [at.doing for at in told]
    assert list(dict.fromkeys(doing)) == ["unpacking", "reading", "comparing the lines of", "adding up"]
    reading = [at for at in told if at.doing == "reading"]
    assert [at.lines for at in reading] == sorted(at.lines for at in reading)
    assert reading[-1].lines == 210
    assert reading[-1].done == reading[-1].size
    half = Progress("trade.csv", "reading", 1_000_000, 30_000_000, 60_000_000, 12.0)
    assert half.left == pytest.approx(12.0)
    assert half.words == "reading trade.csv, 1,000,000 lines, 50% of 60 MB, about 12 s left"


def test_whoever_listens_can_stop_the_reading(tmp_path, small_pieces):
    def stop(at: Progress) -> None:
        if at.lines > 20:
            raise KeyboardInterrupt

    file = written(tmp_path, trade_lines(200))
    with pytest.raises(KeyboardInterrupt), progress_told(stop):
        read_bilateral(file)
    assert read_bilateral(file).trade.sum() > 0  # nobody is told, or stopped, afterwards


def test_an_empty_figure_is_read_with_the_others(tmp_path, small_pieces, monkeypatch):
    """Refused with its row, or counted as zero, or a weight that the source does not have; the file is read once."""
    read = []
    whole = tabular.read_pieces
    monkeypatch.setattr(tabular, "read_pieces", lambda *args: read.append(args) or whole(*args))
    lines = trade_lines(60)
    parts = lines[40].split(",")
    lines[40] = ",".join([*parts[:4], "", parts[5]])
    file = written(tmp_path, lines)
    with pytest.raises(WorldError, match=r"row 42, column v is '', expected a number; write 0 if that is meant"):
        read_bilateral(file)
    zero = read_bilateral(file, missing="zero")
    assert len(read) == 2
    without = written(tmp_path, [line for j, line in enumerate(lines) if j != 40])
    np.testing.assert_allclose(zero.trade, read_bilateral(without).trade)
    (note,) = [row for row in zero.provenance["adjustments"] if "without a figure" in row["what"]]
    assert (note["cells"], note["examples"]) == (1, ["row 42, column v"])
    tariffs = written(tmp_path, ["USA,JPN,870321,10%,", "USA,JPN,870322,20%,3"], "reporter,partner,hs6,adv,weight")
    assert read_any(tariffs)[0].lines.weight.isna().tolist() == [True, False]
    assert len(read) == 4
    with pytest.raises(WorldError, match="row 72 repeats row 42"):
        read_bilateral(written(tmp_path, [*lines, lines[40]]), missing="zero")


def test_an_interrupt_that_pandas_takes_for_a_failed_read_is_one(tmp_path, monkeypatch):
    """Ctrl-C as bytes are asked for: the parser says that calling read failed, and no more."""

    class Asked(io.FileIO):
        def read(self, size: int = -1, /) -> bytes | None:
            signal.raise_signal(signal.SIGINT)
            return super().read(size)

    file = written(tmp_path, trade_lines(200))
    monkeypatch.setattr(type(file), "open", lambda self, mode, **_: Asked(self, mode.replace("b", "")))
    with pytest.raises(KeyboardInterrupt):
        pieces.read_pieces(file, file, ["a", "b"], 0, {"skiprows": 0})


def test_hs_codes_add_up_to_chapters(tmp_path):
    file = written(tmp_path, trade_lines(100))
    fine, coarse = read_bilateral(file), read_bilateral(file, hs_digits=2)
    assert coarse.sectors == ("01", "87")
    np.testing.assert_allclose(coarse.trade, fine.trade, rtol=1e-12)
    with pytest.raises(WorldError, match="hs_digits: found 3, expected 2, 4 or 6"):
        read_bilateral(file, hs_digits=3)
    with pytest.raises(WorldError, match="no column of HS codes"):
        read_bilateral(file, hs_digits=2, sector="none")


def test_more_flows_than_a_world_holds_are_refused_before_they_are_made(tmp_path, monkeypatch):
    from tradetalks.world.readers import bilateral

    monkeypatch.setattr(bilateral, "_MOST_FLOWS", 40)
    with pytest.raises(WorldError, match=r"5 economies x 5 x 2 sectors are 50 flows.*hs_digits=2"):
        read_bilateral(written(tmp_path, trade_lines(30)))


def test_the_command_line_tells_a_long_reading_on_standard_error(tmp_path, small_pieces, monkeypatch):
    from typer.testing import CliRunner

    from tradetalks.cli import app, console

    said: list[str] = []
    monkeypatch.setattr(console.err, "print", lambda *words, **how: said.append(" ".join(map(str, words))))
    command = ["world", "build", "bilateral", str(written(tmp_path, trade_lines(200))), "-o", str(tmp_path / "world")]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert not said  # within a second: nothing
    monkeypatch.setattr(console, "QUIET", 0.0)
    assert CliRunner().invoke(app, command).exit_code == 0
    assert said[0].startswith("reading trade.csv")
