"""What makes a first answer quick: averages of the ledger's duties and texts kept beside solutions, the same as made
anew, and made anew where anything that decides them changed or was damaged; wars fought beside packages."""

import datetime
import logging
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.dossier.files import read_tree
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.policy.duties import definitions, on_world
from tradetalks.policy.duties import kept as held
from tradetalks.policy.duties.changes import Change
from tradetalks.policy.duties.kept import kept
from tradetalks.report import charts
from tradetalks.texts import kept_text

DAY = datetime.date(2025, 11, 20)
HALF = (Change("fentanyl", "times", 0.5),)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path))
    forget()
    yield tmp_path
    forget()


def forget():
    """What this process remembers of duties on worlds."""
    held.forget()
    on_world._points.cache_clear()
    on_world._points_under.cache_clear()


class TestDuties:
    def asked(self, world):
        forget()
        return (
            on_world.points(world, "us-china-2025", "2022-07-01", DAY),
            on_world.points_under(world, "us-china-2025", DAY, HALF, ["CHN"], ["USA"]),
        )

    def test_a_day_is_read_line_by_line_once(self, folder, monkeypatch):
        world = tt.World.default()
        first = self.asked(world)
        averages = definitions.on_day("USA", "CHN", DAY), definitions.statutory("CHN", "USA", DAY)
        assert (folder / "duties.sqlite").is_file()

        def never(*_args, **_more):
            raise AssertionError("a table by product was read again")

        for place, name in ((on_world, "to_sectors"), (definitions, "us_rates"), (definitions, "china_rates")):
            monkeypatch.setattr(place, name, never)
        monkeypatch.setattr(definitions.averages, "expected", never)
        for one, again in zip(first, self.asked(world), strict=True):
            np.testing.assert_array_equal(one, again)
        assert (definitions.on_day("USA", "CHN", DAY), definitions.statutory("CHN", "USA", DAY)) == averages

    def test_other_questions_have_other_answers(self, folder):
        world = tt.World.default()
        self.asked(world)
        one = on_world.points(world, "us-china-2025", "2022-07-01", DAY)
        for other in (
            on_world.points(world, "us-2025", "2022-07-01", DAY),
            on_world.points(world, "us-china-2025", "2022-07-01", "2025-10-29"),
            on_world.points(world, "us-china-2025", "2022-07-01", DAY, ["fentanyl"]),
        ):
            assert np.abs(one - other).max() > 1e-3
        small = world.aggregate({"NA": ["USA", "CAN", "MEX"]})
        assert on_world.points(small, "us-china-2025", "2022-07-01", DAY).shape == small.trade.shape
        quarter = on_world.points_under(
            world, "us-china-2025", DAY, (Change("fentanyl", "times", 0.25),), ["CHN"], ["USA"]
        )
        half = on_world.points_under(world, "us-china-2025", DAY, HALF, ["CHN"], ["USA"])
        np.testing.assert_allclose(quarter, 1.5 * half, atol=1e-12)
        assert half.min() < -0.04

    def test_only_the_ledgers_importers_have_points(self, folder):
        world = tt.World.default()
        found = on_world.points(world, "us-2025", "2022-07-01", DAY)
        others = [n for n, code in enumerate(world.regions) if code != "USA"]
        assert np.all(found[:, others] == 0)
        assert np.any(found[:, world.region("USA")] > 0.05)

    def test_damaged_rows_are_worked_out_anew(self, folder, caplog):
        asked = []

        def make():
            asked.append(1)
            return np.arange(6.0).reshape(2, 3)

        np.testing.assert_array_equal(kept(("a", DAY), (2, 3), make), kept(("a", DAY), (2, 3), make))
        assert len(asked) == 1
        held.forget()
        with closing(sqlite3.connect(folder / "duties.sqlite")) as connection, connection:
            connection.execute("UPDATE value SET row = ?", (np.full(6, 7.0).tobytes(),))
        with caplog.at_level(logging.WARNING):
            np.testing.assert_array_equal(kept(("a", DAY), (2, 3), make), np.arange(6.0).reshape(2, 3))
        assert len(asked) == 2
        assert "damaged" in caplog.text
        kept(("b", DAY), (2, 3), make)
        assert len(asked) == 3

    def test_what_is_no_number_is_not_kept(self, folder):
        asked = []

        def make():
            asked.append(1)
            return np.array([np.nan])

        assert all(np.isnan(kept(("nan",), (1,), make)) for _ in range(2))
        assert len(asked) == 2


class TestTexts:
    def test_made_once(self, tmp_path):
        made = iter(["one", "other"])
        assert [kept_text(tmp_path / "a", "x", lambda: next(made)) for _ in range(2)] == ["one", "one"]
        assert kept_text(tmp_path / "a", "y", lambda: next(made)) == "other"

    @pytest.mark.parametrize(
        "damage", [lambda b: b[:-1], lambda b: b[:5] + b"x" + b[6:], lambda _: b"", lambda _: b"\xff\n"]
    )
    def test_damage_is_told_and_mended(self, tmp_path, damage, caplog):
        kept_text(tmp_path, "x", lambda: "a text")
        (path,) = tmp_path.glob("*.txt")
        path.write_bytes(damage(path.read_bytes()))
        with caplog.at_level(logging.WARNING):
            assert kept_text(tmp_path, "x", lambda: "a text") == "a text"
        assert "damaged" in caplog.text
        assert kept_text(tmp_path, "x", lambda: "none") == "a text"

    def test_where_nothing_can_be_written_nothing_is_kept(self, tmp_path):
        (tmp_path / "file").write_text("")
        made = iter(["a", "b"])
        assert [kept_text(tmp_path / "file" / "in", "x", lambda: next(made)) for _ in range(2)] == ["a", "b"]

    def test_the_oldest_go_first(self, tmp_path, monkeypatch):
        monkeypatch.setenv("TRADETALKS_CACHE_MB", "0")
        assert kept_text(tmp_path, "x", lambda: "a") == "a"
        assert not list(tmp_path.glob("*.txt"))

    def test_a_chart_is_drawn_once(self, folder, monkeypatch):
        import altair as alt
        import vl_convert

        chart = alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
        first = charts.to_svg(chart)
        assert first.startswith("<svg")
        monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda _: "another")
        assert charts.to_svg(chart) == first
        assert charts.to_svg(chart.properties(width=50)) == "another"


def test_the_table_of_regions_is_its_columns():
    world = random_world(1)
    outcome = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.2))
    table = outcome.to_frame("regions")
    assert list(table.columns) == list(outcome.by_region())
    for name, column in outcome.by_region().items():
        np.testing.assert_array_equal(table[name].to_numpy(), column)


def test_what_a_dossiers_files_hold_is_as_good_as_the_files():
    assert examined(read_tree("busan-2025")) == examined("busan-2025")


class TestWarsBesidePackages:
    """The war of a branch of no deal is fought while packages are solved; what it raises is raised all the same."""

    def test_what_a_war_raises_is_raised(self, monkeypatch):
        from tradetalks.space import valuing

        def fails(_valuer, branch):
            raise tt.NotConverged(f"{branch.name}: no equilibrium")

        branch = SimpleNamespace(name="war", nash=object())
        valuer = SimpleNamespace(eve=SimpleNamespace(dossier=SimpleNamespace(no_deal=[branch])), branches={})
        monkeypatch.setattr(valuing, "solve_branch", fails)
        with pytest.raises(tt.NotConverged, match="war: no equilibrium"):
            valuing._begun(valuer)()

    def test_only_wars_that_are_not_known_are_begun(self, monkeypatch):
        from tradetalks.space import valuing

        begun = []
        monkeypatch.setattr(valuing, "solve_branch", lambda _, branch: begun.append(branch.name))
        branches = [
            SimpleNamespace(name=n, nash=w) for n, w in (("plain", None), ("war", 1), ("known", 1), ("other", 1))
        ]
        valuer = SimpleNamespace(eve=SimpleNamespace(dossier=SimpleNamespace(no_deal=branches)), branches={"known": 1})
        valuing._begun(valuer)()
        assert begun == ["war", "other"]
