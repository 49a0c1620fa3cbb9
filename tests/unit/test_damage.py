"""Damaged stores: rows, files, settings. What comes out is the clean answer or a clear error, never another number."""

import logging
import math
import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.equilibrium.closure import Closure
from tradetalks.rows import checksum, limit_bytes
from tradetalks.value import cache, eve, kept
from tradetalks.value.cache import ValueCache, default_path
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.valuer import Valuer

ROWS = {f"{k:064x}": np.array([1.0 + k / 7, 0.9, 1e-12]) for k in range(20)}


def flipped(data: bytes, *bits: int) -> bytes:
    made = bytearray(data)
    for bit in bits:
        made[(bit // 8) % len(made)] ^= 1 << (bit % 8)
    return bytes(made)


def changed(path, statement, *values):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


@pytest.fixture
def values(tmp_path):
    ValueCache(tmp_path / "v.sqlite").put(ROWS)
    return tmp_path / "v.sqlite"


class TestRows:
    def test_sound_rows_come_back_bit_by_bit(self, values):
        held = ValueCache(values)
        found = held.get(ROWS, 3)
        assert set(found) == set(ROWS)
        assert all(np.array_equal(found[k], ROWS[k]) for k in ROWS)
        assert held.thrown == 0

    @pytest.mark.parametrize("bit", [*range(0, 192, 13), 191])
    def test_one_flipped_bit_is_thrown_away_and_said(self, values, caplog, bit):
        key = next(iter(ROWS))
        changed(values, "UPDATE value SET row = ? WHERE key = ?", flipped(ROWS[key].tobytes(), bit), key)
        held = ValueCache(values)
        with caplog.at_level(logging.WARNING):
            found = held.get(ROWS, 3)
        assert set(found) == set(ROWS) - {key}
        assert held.thrown == 1
        assert [r.message for r in caplog.records] == [f"{values}: 1 of 20 kept rows are damaged and are solved anew"]
        held.put({key: ROWS[key]})
        assert set(held.get(ROWS, 3)) == set(ROWS)

    def test_rows_cannot_be_swapped_or_come_from_another_version(self, values):
        one, other = list(ROWS)[:2]
        changed(values, "UPDATE value SET key = 'x' WHERE key = ?", one)
        changed(values, "UPDATE value SET key = ? WHERE key = ?", one, other)
        changed(values, "UPDATE value SET version = '9.9' WHERE key = ?", list(ROWS)[5])
        held = ValueCache(values)
        assert set(held.get(ROWS, 3)) == set(ROWS) - {one, other, list(ROWS)[5]}
        assert held.thrown == 2

    @pytest.mark.parametrize("bad", ["text", 3, 2.5, None, b"", b"\0" * 23, b"\0" * 24, b"\0" * 32])
    def test_what_is_no_row_of_numbers_is_thrown_away(self, values, bad):
        key = next(iter(ROWS))
        changed(values, "UPDATE value SET row = ? WHERE key = ?", bad, key)
        assert set(ValueCache(values).get(ROWS, 3)) == set(ROWS) - {key}
        changed(values, "UPDATE value SET row = ?, version = ? WHERE key = ?", ROWS[key].tobytes(), bad, key)
        assert set(ValueCache(values).get(ROWS, 3)) == set(ROWS) - {key}
        changed(values, "UPDATE value SET checksum = ? WHERE key = ?", bad, key)
        assert set(ValueCache(values).get(ROWS, 3)) == set(ROWS) - {key}

    @pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
    def test_rows_without_finite_numbers_are_not_believed_whatever_their_checksum(self, values, bad):
        key = next(iter(ROWS))
        held = ValueCache(values)
        held.put({key: np.array([1.0, bad, 1e-12])})
        assert set(held.get(ROWS, 3)) == set(ROWS) - {key}
        assert held.get([key], 3) == {}
        assert held.thrown == 2

    def test_rows_of_another_width_are_not_believed(self, values):
        assert ValueCache(values).get(ROWS, 2) == {}

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
    def test_bits_flipped_anywhere_in_the_file(self, tmp_path_factory, bits):
        """Each row read is the one that was written; what is written afterwards is read."""
        path = tmp_path_factory.mktemp("flip") / "v.sqlite"
        ValueCache(path).put(ROWS)
        path.write_bytes(flipped(path.read_bytes(), *bits))
        held = ValueCache(path)
        for key, row in held.get(ROWS, 3).items():
            np.testing.assert_array_equal(row, ROWS[key])
        held.count()
        held.put(ROWS)
        for key, row in ValueCache(path).get(ROWS, 3).items():
            np.testing.assert_array_equal(row, ROWS[key])

    @pytest.mark.parametrize("content", [b"", b"no database" * 500, b"SQLite format 3\0" + b"\xff" * 5000])
    def test_a_file_that_is_no_cache_is_begun_anew(self, tmp_path, caplog, content):
        path = tmp_path / "v.sqlite"
        path.write_bytes(content)
        with caplog.at_level(logging.WARNING):
            held = ValueCache(path)
        assert (len(caplog.records) == 1) is bool(content)
        held.put(ROWS)
        assert set(ValueCache(path).get(ROWS, 3)) == set(ROWS)

    def test_names_of_columns_that_are_no_text_are_begun_anew(self, values, caplog):
        """SQLite leaves it to Python to find that the schema is no UTF-8."""
        values.write_bytes(values.read_bytes().replace(b"version TEXT", b"ver\xf5ion TEXT"))
        held = ValueCache(values)
        assert "the cache is damaged" in caplog.text
        held.put(ROWS)
        assert set(ValueCache(values).get(ROWS, 3)) == set(ROWS)

    def test_a_file_damaged_while_it_is_open_is_begun_anew(self, values, caplog):
        held = ValueCache(values)
        values.write_bytes(b"no database" * 500)
        with caplog.at_level(logging.WARNING):
            assert held.get(ROWS, 3) == {}
        assert "the cache is damaged" in caplog.text
        held.put(ROWS)
        assert set(held.get(ROWS, 3)) == set(ROWS)
        values.write_bytes(b"no database" * 500)
        held.put(ROWS)
        assert set(held.get(ROWS, 3)) == set(ROWS)
        values.write_bytes(b"no database" * 500)
        assert held.count() == {}

    def test_a_cache_that_is_busy_is_left_alone(self, values, monkeypatch):
        held = ValueCache(values)
        with closing(sqlite3.connect(values, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            monkeypatch.setattr(held, "_open", lambda: sqlite3.connect(values, timeout=0.01))
            assert held.get(ROWS, 3) == {}
            other.execute("ROLLBACK")
        assert set(ValueCache(values).get(ROWS, 3)) == set(ROWS)

    def test_tables_of_older_versions_are_dropped(self, tmp_path):
        path = tmp_path / "v.sqlite"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE value (key TEXT PRIMARY KEY, row BLOB, version TEXT, stored REAL)")
            connection.execute("INSERT INTO value VALUES ('a', ?, '0.1.0', 1.0)", (ROWS[next(iter(ROWS))].tobytes(),))
        held = ValueCache(path)
        assert held.get(["a"], 3) == {}
        held.put(ROWS)
        assert held.count() == {tt.__version__: 20}

    def test_a_place_that_cannot_be_written_keeps_nothing(self, tmp_path):
        (tmp_path / "file").write_text("x")
        held = ValueCache(tmp_path / "file" / "v.sqlite")
        held.put(ROWS)
        assert held.path is None
        assert held.get(ROWS, 3) == {}
        (tmp_path / "folder.sqlite").mkdir()
        assert ValueCache(tmp_path / "folder.sqlite").get(ROWS, 3) == {}
        assert (tmp_path / "folder.sqlite").is_dir()

    def test_checksums_tell_parts_apart(self):
        assert (
            len({checksum("a", b"bc"), checksum("ab", b"c"), checksum("a", b"b", b"c"), checksum("a", b"c", b"b")}) == 4
        )


@pytest.mark.parametrize("bad", ["abc", "nan", "-1", "inf", "1e400", "5 MB", "-inf", "0x10"])
def test_a_limit_that_is_no_number_is_named(tmp_path, monkeypatch, bad):
    monkeypatch.setenv("TRADETALKS_CACHE_MB", bad)
    for made in (limit_bytes, lambda: ValueCache(tmp_path / "v"), lambda: OutcomeCache(tmp_path)):
        with pytest.raises(
            tt.TradetalksError, match=f"TRADETALKS_CACHE_MB: found '{bad}', expected a number of millions"
        ):
            made()
    told = CliRunner().invoke(app, ["deals", str(write(tmp_path / "d"))])
    assert isinstance(told.exception, tt.TradetalksError)


@pytest.mark.parametrize(("given_", "bytes_"), [("", 500_000_000), ("0", 0), ("1.5", 1_500_000), (" 2 ", 2_000_000)])
def test_limits_that_are_numbers(monkeypatch, given_, bytes_):
    monkeypatch.setenv("TRADETALKS_CACHE_MB", given_)
    assert limit_bytes() == bytes_


class TestRowsBeyondTheLimit:
    def test_the_oldest_tenth_goes(self, tmp_path, monkeypatch):
        path, clock = tmp_path / "v.sqlite", iter(range(1000))
        monkeypatch.setattr("tradetalks.rows.time.time", lambda: float(next(clock)))
        held = ValueCache(path)
        for k in range(200):
            held.put({f"{k:064x}": np.full(64, float(k))})
        ValueCache(path, limit=path.stat().st_size - 1).put({f"{200:064x}": np.full(64, 200.0)})
        with closing(sqlite3.connect(path)) as connection:
            left = sorted(int(key, 16) for (key,) in connection.execute("SELECT key FROM value"))
        assert left == list(range(20, 201))

    def test_a_limit_of_nothing_keeps_nothing_and_ends(self, tmp_path):
        held = ValueCache(tmp_path / "v.sqlite", limit=0)
        held.put(ROWS)
        assert held.get(ROWS, 3) == {}


class TestRowsFiles:
    def test_their_place_is_the_cache_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path))
        assert default_path() == tmp_path / "values.sqlite"

    def test_folders_are_made(self, tmp_path):
        held = ValueCache(tmp_path / "one" / "other" / "v.sqlite")
        held.put(ROWS)
        assert set(held.get(ROWS, 3)) == set(ROWS)

    @pytest.mark.parametrize("columns", ["a TEXT", "zzz TEXT, row BLOB", "key TEXT PRIMARY KEY, row BLOB"])
    def test_tables_of_other_columns_are_made_anew(self, tmp_path, columns):
        path = tmp_path / "v.sqlite"
        changed(path, f"CREATE TABLE value ({columns})")
        held = ValueCache(path)
        held.put(ROWS)
        assert set(held.get(ROWS, 3)) == set(ROWS)

    def test_what_stays_damaged_when_made_anew_is_given_up(self, values, monkeypatch):
        def damaged(*_):
            raise sqlite3.DatabaseError("malformed")

        held = ValueCache(values)
        monkeypatch.setattr(ValueCache, "_read", damaged)
        assert held.get(ROWS, 3) == {}
        assert held.path is None


# ---------------------------------------------------------------------- outcomes
class Kept:
    """One small outcome kept on disk, and what is read of it after something was done to the file."""

    def __init__(self, folder):
        self.world = random_world(4)
        self.shock = tt.Shock(self.world).tariff("R0", "R1", 0.4, "all").cap("R1", "R2", 0.8, ["S0"])
        self.closure, self.folder = Closure(), folder
        self.clean = tt.solve(self.world, self.shock)
        self.read()
        (self.path,) = folder.glob("*.npz")
        self.bytes = self.path.read_bytes()

    def read(self, key="k", shock=None, closure=None):
        """The outcome, and whether it was solved anew."""
        solved = []

        def solve():
            solved.append(1)
            return self.clean

        held = OutcomeCache(self.folder)
        found = held.solved(self.world, shock or self.shock, closure or self.closure, key, solve)
        assert held.thrown in (0, len(solved))
        return found, bool(solved)

    def after(self, data):
        self.path.write_bytes(data)
        return self.read()

    def edited(self, sealed, **changes):
        """Rewritten with other arrays; ``sealed``: with the checksum that goes with them."""
        with np.load(self.path) as stored:
            content = {name: stored[name] for name in stored.files}
        told = content.pop("checksum")
        content |= {name: change(content[name]) for name, change in changes.items()}
        if sealed:
            told = np.array(kept._checksum(self.path.stem, content))
        with self.path.open("wb") as file:
            np.savez(file, checksum=told, **content)
        return self.read()


@pytest.fixture
def one(tmp_path):
    return Kept(tmp_path / "outcomes")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return Kept(tmp_path_factory.mktemp("outcomes"))


class Tripwire:
    """Unpickled, it leaves a file behind."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


class TestOutcomesFiles:
    def test_their_place_is_the_cache_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path))
        assert OutcomeCache.default().folder == tmp_path / "outcomes"

    @pytest.mark.parametrize("factor", [1.5, 1.25, 0.5, 0.25, 0.75, 1.75, 1.1, 0.9, 0.8, 0.7])
    def test_a_figure_that_no_measure_tells_is_told_by_the_checksum(self, one, factor):
        """A residual of the certificate that stays below its bound."""
        assert one.edited(False, certificate_price=lambda a: (a + 1e-16) * factor)[1]

    def test_one_without_a_checksum_is_not_believed(self, one):
        with np.load(one.path) as stored:
            content = {name: stored[name] for name in stored.files if name != "checksum"}
        with one.path.open("wb") as file:
            np.savez(file, **content)
        assert one.read()[1]

    def test_nothing_kept_is_run(self, one, tmp_path):
        with np.load(one.path) as stored:
            content = {name: stored[name] for name in stored.files}
        with one.path.open("wb") as file:
            np.savez(file, **{**content, "income": np.array([Tripwire(tmp_path / "sprung")], dtype=object)})
        assert one.read()[1]
        assert not (tmp_path / "sprung").exists()

    def test_what_was_thrown_is_counted(self, one):
        held = OutcomeCache(one.folder)
        for count in (1, 2):
            one.path.write_bytes(b"PK")
            held.solved(one.world, one.shock, one.closure, "k", lambda: one.clean)
            assert held.thrown == count

    def test_beyond_the_limit_the_oldest_go(self, one):
        held = OutcomeCache(one.folder / "a" / "b")
        for key in "abc":
            held.solved(one.world, one.shock, one.closure, key, lambda: one.clean)
        made = sorted(held.folder.glob("*.npz"))
        for age, path in enumerate(made):
            os.utime(path, (age, age))
        held.limit = sum(path.stat().st_size for path in made[1:])
        held._keep_small(written=0)
        assert sorted(held.folder.glob("*.npz")) == made[1:]
        held.limit -= 1
        held._keep_small(written=0)
        assert sorted(held.folder.glob("*.npz")) == made[2:]


class TestOutcomes:
    def test_a_sound_one_is_read(self, one):
        found, anew = one.read()
        assert not anew
        assert found is not one.clean
        assert found.certificate == one.clean.certificate
        assert found.wedges == one.clean.wedges
        assert found.wedges[0] > 0

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
    def test_bits_flipped_anywhere_change_no_number(self, shared, bits):
        found, _ = shared.after(flipped(shared.bytes, *bits))
        for name in ("trade", "income", "price_ratio", "output", "earnings"):
            np.testing.assert_array_equal(getattr(found, name), getattr(shared.clean, name))
        assert found.certificate == shared.clean.certificate
        assert found.wedges == shared.clean.wedges

    @pytest.mark.parametrize("at", [0, 6, 8, 10, 14, 26, 28])
    def test_damaged_headers_are_solved_anew_and_said(self, one, caplog, at):
        """Bytes of the zip's local and central headers: versions, flags, methods, lengths."""
        for start in (0, one.bytes.rindex(b"PK\x01\x02"), one.bytes.rindex(b"PK\x05\x06")):
            with caplog.at_level(logging.WARNING):
                found, _ = one.after(flipped(one.bytes, *(8 * (start + at % 20) + k for k in range(8))))
            np.testing.assert_array_equal(found.trade, one.clean.trade)
        assert all("solved anew" in record.message for record in caplog.records)
        assert caplog.records

    @pytest.mark.parametrize("data", [b"", b"PK", b"text" * 100])
    def test_what_is_no_archive_is_solved_anew(self, one, data):
        assert one.after(data)[1]
        assert one.after(one.bytes[: len(one.bytes) // 2])[1]
        assert not one.after(one.bytes)[1]

    @pytest.mark.parametrize("sealed", [False, True])
    def test_edited_arrays_are_not_served(self, one, sealed):
        bigger = {"trade": lambda a: a * 1.01, "income": lambda a: a * 1.01}
        for changes in (
            bigger,
            {"price_ratio": lambda a: a * np.nan, "certificate_price": lambda a: np.array(np.nan)},
            {"price_ratio": lambda a: a * np.nan},
            {"certificate_price": lambda a: np.array(np.nan)},
            {"certificate_budget": lambda a: np.array(1e-3)},
            {"wedges": lambda a: a * 1.1},
            {"wedges": lambda a: a[:0]},
            {"tariff_level": lambda a: a + 0.01},
            {"income": lambda a: a[:2]},
            {"income": lambda a: a.astype(str)},
        ):
            found, anew = one.edited(sealed, **changes)
            assert anew, changes
            np.testing.assert_array_equal(found.income, one.clean.income)

    def test_an_equilibrium_of_another_policy_is_not_served(self, one):
        other = tt.Shock(one.world).tariff("R0", "R1", 0.5, "all")
        assert one.read("k", other)[1]
        paths = sorted(one.folder.glob("*.npz"), key=lambda p: p.stat().st_mtime_ns)
        assert len(paths) == 2
        paths[1].write_bytes(one.bytes)
        assert one.read("k", other)[1]

    def test_missing_parts_are_solved_anew(self, one):
        with np.load(one.path) as stored:
            content = {name: stored[name] for name in stored.files}
        for name in content:
            with one.path.open("wb") as file:
                np.savez(file, **{k: v for k, v in content.items() if k != name})
            assert one.read()[1], name

    def test_uncertified_outcomes_are_neither_kept_nor_served(self, one):
        bad = replace(one.clean, certificate=replace(one.clean.certificate, price=1e-3))
        OutcomeCache(one.folder)._write(one.path, one.path.stem, bad)
        assert one.read()[1]
        with pytest.raises(tt.NotCertified):
            OutcomeCache(one.folder).solved(one.world, one.shock, one.closure, "new", lambda: bad)
        with pytest.raises(tt.NotCertified):
            OutcomeCache(None).solved(one.world, one.shock, one.closure, "new", lambda: bad)
        assert len(list(one.folder.glob("*.npz"))) == 1

    def test_another_question_is_never_answered(self, one, monkeypatch):
        """Version, source of the model, key, closure and policy are all part of the name."""
        assert not one.read()[1]
        assert one.read(key="other")[1]
        assert one.read(closure=Closure("gdp"))[1]
        assert one.read(shock=one.shock.tariff("R2", "R1", 0.1, "all"))[1]
        monkeypatch.setattr(kept, "__version__", "9.9")
        assert one.read()[1]
        monkeypatch.undo()
        monkeypatch.setattr(kept, "model_digest", lambda: "changed")
        assert one.read()[1]
        monkeypatch.undo()
        assert not one.read()[1]

    def test_a_folder_that_cannot_be_written_costs_only_time(self, one, tmp_path, caplog):
        (tmp_path / "file").write_text("x")
        held = OutcomeCache(tmp_path / "file" / "outcomes")
        assert held.solved(one.world, one.shock, one.closure, "k", lambda: one.clean) is one.clean
        assert not caplog.records


# ---------------------------------------------------------------------- keys of dossiers, and what is printed of them
@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tt.Dossier.load(write(tmp_path_factory.mktemp("small")))


class TestDossiers:
    def test_the_eves_key_holds_all_that_decides_it(self, dossier, monkeypatch, tmp_path):
        """The closure, the source of the model, the benchmark and the policy on the eve: each by itself."""
        here = bring_to_eve(dossier)
        assert bring_to_eve(dossier).digest == here.digest
        others = {
            "closure": small(world={"deficits": "gdp"}),
            "benchmark": small(world={"elasticities": "U4"}),
            "in force": small(in_force=[]),
        }
        digests = {here.digest}
        for name, content in others.items():
            digests.add(bring_to_eve(tt.Dossier.load(write(tmp_path / name.replace(" ", ""), content))).digest)
        monkeypatch.setattr(eve, "model_digest", lambda: "changed")
        digests.add(bring_to_eve(dossier).digest)
        assert len(digests) == 5

    def test_values_are_keyed_by_the_eve(self, dossier, tmp_path):
        path, package = tmp_path / "v.sqlite", dossier.package({"steel": "lifted"})
        first = Valuer(bring_to_eve(dossier), ValueCache(path))
        first.real_income_ratio([package])
        again = Valuer(first.eve, ValueCache(path))
        again.real_income_ratio([package])
        assert (again.found, again.solved) == (1, 0)
        other = Valuer(replace(first.eve, digest="other"), ValueCache(path))
        other.real_income_ratio([package])
        assert (other.found, other.solved) == (0, 1)

    def test_values_that_cannot_be_are_refused(self, dossier):
        valuer = Valuer(bring_to_eve(dossier), ValueCache(None))
        for bad in (
            np.r_[np.ones(18), 1e-9], np.r_[np.ones(18), np.nan], np.r_[np.ones(18), -1.0], np.r_[np.ones(18), np.inf],
            np.r_[np.ones(17), np.nan, 1e-12], np.r_[np.ones(17), 0.0, 1e-12], np.r_[np.ones(17), np.inf, 1e-12],
        ):  # fmt: skip
            with pytest.raises(tt.NotCertified):
                valuer._remember(("x",), bad)
        valuer._remember(("x",), np.r_[np.ones(18), 5e-10])
        valuer._remember(("y",), np.r_[np.ones(18), 1e-12])
        assert valuer.worst_residual == 5e-10

    def test_flipped_bits_of_values_change_nothing_printed(self, dossier, tmp_path, monkeypatch, caplog):
        monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path))
        where = str(write(tmp_path / "d"))
        clean = CliRunner().invoke(app, ["deals", where, "--json"]).stdout
        path = tmp_path / "values.sqlite"
        with closing(sqlite3.connect(path)) as connection, connection:
            rows = connection.execute("SELECT key, row FROM value").fetchall()
            for key, blob in rows:
                row = np.frombuffer(blob).copy()
                row[2] *= 1.001
                connection.execute("UPDATE value SET row = ? WHERE key = ?", (row.tobytes(), key))
        with caplog.at_level(logging.WARNING):
            told = CliRunner().invoke(app, ["deals", where, "--json"])
        assert told.exit_code == 0
        assert told.stdout.replace(" ", "") == clean.replace(" ", "")
        assert f"{len(rows)} of {len(rows)} kept rows are damaged" in caplog.text


def test_source_digests_see_every_module():
    assert cache.source_digest("tradetalks.equilibrium") != cache.source_digest("tradetalks.policy")
    assert cache.model_digest() == cache.source_digest("tradetalks.equilibrium", "tradetalks.policy")
