"""Sweeps: declared, drawn, solved, killed, resumed; the same whatever the workers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.errors import SweepError
from tradetalks.sweep.part import _columns, solve_part
from tradetalks.sweep.plan import Parameter, Plan
from tradetalks.sweep.run import Store, run, summary
from tradetalks.sweep.workers import Team, _Here
from tradetalks.world.opened import content_digest

runner = CliRunner()
TARIFF = {"instrument": "tariff", "importer": "USA", "exporter": "CHN", "points": "$rate"}
ANSWER = {"instrument": "tariff", "importer": "CHN", "exporter": "USA", "points": {"parameter": "rate", "times": 0.5}}
PLAN = {
    "name": "war",
    "parameters": {"rate": {"low": 0.0, "high": 0.4}},
    "design": {"kind": "sobol", "draws": 12, "seed": 1},
    "scenarios": [{"name": "alone", "measures": [TARIFF]}, {"name": "answered", "measures": [TARIFF, ANSWER]}],
    "part": 4,
}


def written(tmp_path, **changes):
    path = tmp_path / "plan.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({**PLAN, **changes}, file)
    return path


def plan(**changes):
    made = Plan.model_validate({**PLAN, **changes})
    made.check()
    return made


@contextmanager
def cluster(folder, workers):
    """A scheduler and workers as separate processes on the loopback interface: address, and the workers."""
    contact = folder / "scheduler.json"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    start += ["--no-dashboard", "--scheduler-file", str(contact)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(start, **quiet)]
    try:
        deadline = time.monotonic() + 60
        while not contact.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        one = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(contact), "--nthreads", "1"]
        one += ["--no-dashboard", "--no-nanny", "--local-directory", str(folder)]
        processes += [subprocess.Popen(one, **quiet) for _ in range(workers)]
        address = json.loads(contact.read_text(encoding="utf-8"))["address"]
        from distributed import Client

        with Client(address) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return run(plan(), tmp_path_factory.mktemp("one"))


class TestDraws:
    def test_a_grid_is_every_combination(self):
        made = plan(
            parameters={"rate": {"values": [0.1, 0.2]}, "other": {"low": 1, "high": 3, "steps": 3}},
            design={"kind": "grid"},
        )
        assert made.draws == 6
        assert [tuple(d.values()) for d in made.drawn(list(range(6)))] == [
            (r, o) for r in (0.1, 0.2) for o in (1.0, 2.0, 3.0)
        ]

    @pytest.mark.parametrize("kind", ["sobol", "latin_hypercube", "random"])
    def test_a_draw_is_the_same_whichever_others_are_asked_for(self, kind):
        made = plan(design={"kind": kind, "draws": 50, "seed": 4})
        assert made.draw(17) == made.drawn([3, 17, 40])[1]
        assert made.draw(17) != plan(design={"kind": kind, "draws": 50, "seed": 5}).draw(17)

    def test_a_latin_hypercube_visits_every_slice_once(self):
        made = plan(design={"kind": "latin_hypercube", "draws": 20})
        rates = np.array([d["rate"] for d in made.drawn(list(range(20)))])
        assert sorted((rates / 0.4 * 20).astype(int)) == list(range(20))

    @settings(max_examples=40, deadline=None)
    @given(st.floats(1e-9, 1 - 1e-9))
    def test_quantiles_are_those_of_the_distribution(self, share):
        assert Parameter(low=2, high=8).at(share) == pytest.approx(2 + 6 * share)
        assert np.log(Parameter(low=1, high=8, scale="log").at(share)) == pytest.approx(share * np.log(8), abs=1e-9)
        from scipy.stats import triang

        assert Parameter(low=0, mid=1, high=4).at(share) == pytest.approx(triang(0.25, 0, 4).ppf(share))

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"low": 2, "high": 1}, "low below high"),
            ({"low": 0, "high": 1, "scale": "log"}, "above 0"),
            ({"values": [1], "mean": 2}, "one of"),
            ({"mean": 1}, "sd"),
            ({"lo": 1}, "parameters.rate.lo: unknown name .nearest: 'low'."),
            ({"low": "few", "high": 1}, "parameters.rate.low: found 'few'; expected a number"),
        ],
    )
    def test_bad_parameters_are_named(self, tmp_path, wrong, says):
        with pytest.raises(SweepError, match=says):
            Plan.load(written(tmp_path, parameters={"rate": wrong}))

    def test_unknown_parameters_and_values_are_named(self, tmp_path):
        wrong = [{"name": "alone", "measures": [{**TARIFF, "points": "$rat"}]}]
        with pytest.raises(SweepError, match=r"scenarios.alone.measures\[0\].points: unknown parameter 'rat' .*'rate'"):
            Plan.load(written(tmp_path, scenarios=wrong))
        wrong = [{"name": "alone", "measures": [{"instrument": "tariff", "importer": "USA"}]}]
        with pytest.raises(SweepError, match=r"measures\[0\].*: missing; this name must be given"):
            run(plan(scenarios=wrong), tmp_path / "m")
        wrong = [{"name": "alone", "measures": [{**TARIFF, "importer": "USB"}]}]
        with pytest.raises(SweepError, match=r"draw 0 .*unknown region 'USB'"):
            run(plan(scenarios=wrong), tmp_path / "o")


class TestResults:
    def test_each_case_is_what_solve_gives(self, store):
        frame = store.frame()
        world = tt.World.default()
        assert len(frame) == 2 * 12 * len(world.regions)
        row = frame[(frame.scenario == "answered") & (frame.draw == 5)].set_index("region")
        rate = row.parameter_rate.iloc[0]
        shock = tt.Shock(world).add_tariff("USA", "CHN", rate).add_tariff("CHN", "USA", rate / 2)
        table, found = tt.solve(world, shock).to_frame("regions"), row.loc[list(world.regions)]
        for column in ("real_income", "efficiency", "real_gdp"):
            np.testing.assert_allclose(found[f"{column}_percent"], table[f"{column}_pct"], atol=1e-9)
        for column in ("terms_of_trade", "deficit"):
            np.testing.assert_allclose(found[f"{column}_percent"], table[f"{column}_effect_pct"], atol=1e-9)
        assert frame.worst_residual.max() < 1e-9
        assert (frame.message == "").all()

    def test_duckdb_reads_the_store(self, store):
        duckdb = pytest.importorskip("duckdb")
        pattern = f"{store.results}/**/*.parquet"
        asked = (
            f"select scenario, count(*) from read_parquet('{pattern}', hive_partitioning=true) group by 1 order by 1"
        )
        assert duckdb.sql(asked).fetchall() == [("alone", 216), ("answered", 216)]

    @pytest.mark.slow
    def test_more_workers_the_same_numbers(self, store, tmp_path):
        many = run(plan(), tmp_path / "two", workers=2)
        assert many.frame().equals(store.frame())

    @pytest.mark.slow
    def test_a_case_without_equilibrium_says_so(self, tmp_path):
        """A region that pays more than it earns: its case has a message and no numbers, the others are solved."""
        world = tt.World.default()
        most = 2 * float(world.income[world.region("MEX")])
        pays = {"instrument": "transfer", "giver": "MEX", "taker": "USA", "billions": "$rate"}
        made = plan(
            parameters={"rate": {"values": [1.0, most, 2.0]}},
            design={"kind": "grid"},
            scenarios=[{"name": "pays", "measures": [pays]}],
        )
        frame = run(made, tmp_path / "o").frame()
        assert (frame[frame.draw == 1].message.str.contains("no equilibrium found")).all()
        assert frame[frame.draw == 1].real_income_percent.isna().all()
        assert frame[frame.draw != 1].real_income_percent.notna().all()
        assert summary(frame, ["USA"]).unsolved.tolist() == [1]

    def test_percentiles(self, store):
        table = summary(store.frame(), ["USA"]).set_index("scenario")
        values = store.frame().query("region == 'USA' and scenario == 'alone'").real_income_percent
        assert table.loc["alone", "median"] == pytest.approx(np.median(values))
        assert table.loc["alone", "cases"] == 12

    def test_on_a_dossier_each_case_is_a_package(self, tmp_path):
        from tradetalks.value.eve import bring_to_eve

        where = str(write(tmp_path / "d"))
        made = plan(
            dossier=where,
            parameters={"steel": {"values": ["charged", "lifted", "doubled"]}},
            design={"kind": "grid"},
            scenarios=[{"name": "steel", "package": {"steel": "$steel"}}],
        )
        frame = solve_part(made.model_dump(mode="json"), "steel", 0)
        eve = bring_to_eve(tt.Dossier.load(where))
        usa = frame[frame.region == "USA"].set_index("parameter_steel").real_income_billions
        for option in ("lifted", "doubled"):
            expected = eve.solve({"steel": option}).real_income_change[eve.world.region("USA")]
            assert usa[option] == pytest.approx(expected, abs=1e-7)


class TestResuming:
    def test_another_plan_is_refused(self, store):
        with pytest.raises(SweepError, match="another plan"):
            run(plan(part=5), store.folder)

    def test_what_is_written_is_not_solved_again(self, store, monkeypatch):
        monkeypatch.setattr("tradetalks.sweep.run.solve_part", None)
        run(plan(), store.folder)

    def test_killed_and_resumed_without_loss_or_repeat(self, store, tmp_path):
        """SIGKILL in the middle; what was written stays as it is, the rest is solved, the whole is the same."""
        path, folder = written(tmp_path), tmp_path / "out"
        command = [sys.executable, "-m", "tradetalks", "sweep", str(path), "-o", str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while not list(folder.glob("results/*/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        before = {p: p.stat().st_mtime_ns for p in folder.glob("results/*/*.parquet")}
        assert 1 <= len(before) <= 6
        subprocess.run(command, check=True, capture_output=True)
        after = {p: p.stat().st_mtime_ns for p in folder.glob("results/*/*.parquet")}
        assert len(after) == 6
        assert {p: after[p] for p in before} == before
        assert Store(folder).frame().equals(store.frame())


class TestDamage:
    @pytest.fixture
    def copy(self, store, tmp_path):
        shutil.copytree(store.folder, tmp_path / "copy")
        return Store(tmp_path / "copy")

    def solved_again(self, copy, monkeypatch):
        """The parts that a run on a damaged copy solves anew."""
        again = []

        def counted(content, scenario, part, *given):
            again.append((scenario, part))
            return solve_part(content, scenario, part, *given)

        monkeypatch.setattr("tradetalks.sweep.run.solve_part", counted)
        run(plan(), copy.folder)
        return again

    def test_every_flipped_bit_is_told(self, copy):
        """Also in Parquet's own header, footer and compressed pages, which it reads without complaint."""
        path = copy.path("alone", 1)
        data = path.read_bytes()
        rng = np.random.default_rng(0)
        for bit in [0, 8 * len(data) - 1, *rng.integers(0, 8 * len(data), 60)]:
            made = bytearray(data)
            made[bit // 8] ^= 1 << (bit % 8)
            path.write_bytes(made)
            assert not copy.holds("alone", 1)
        path.write_bytes(data)
        assert copy.holds("alone", 1)

    @pytest.mark.parametrize(
        "damage", [lambda b: b[:-1], lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b[:99] + b"\xff" + b[100:]]
    )
    def test_damaged_parts_are_solved_anew_and_said(self, store, copy, monkeypatch, caplog, damage):
        path = copy.path("alone", 1)
        path.write_bytes(damage(path.read_bytes()))
        with pytest.raises(SweepError, match=r"part-00001.parquet: damaged or not of this plan; run the sweep again"):
            copy.frame()
        caplog.clear()
        assert self.solved_again(copy, monkeypatch) == [("alone", 1)]
        assert [r.message for r in caplog.records] == [f"{path}: damaged or not of this plan; solved anew"]
        assert copy.frame().equals(store.frame())

    def test_parts_in_anothers_place_and_without_checksum_are_solved_anew(self, store, copy, monkeypatch):
        one, other = copy.path("alone", 1), copy.path("answered", 1)
        one.write_bytes(other.read_bytes())
        copy.path("answered", 0).write_bytes(copy.path("answered", 2).read_bytes())
        copy._checksum_path("alone", 0).unlink()
        copy._checksum_path("alone", 2).write_bytes(b"\xff\xfe not a checksum")
        assert set(self.solved_again(copy, monkeypatch)) == {("alone", 0), ("alone", 1), ("alone", 2), ("answered", 0)}
        assert copy.frame().equals(store.frame())

    def test_what_is_no_part_is_named(self, copy):
        copy.path("alone", 1).with_name("part-x.parquet").write_bytes(b"x")
        with pytest.raises(SweepError, match=r"part-x.parquet: damaged or not of this plan"):
            copy.frame()

    @pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"digest": 3}', "{}", "\xff", "[" * 100_000])
    def test_a_damaged_plan_in_the_folder_is_named(self, copy, text):
        (copy.folder / "sweep.json").write_text(text, encoding="latin-1")
        for made in (lambda: run(plan(), copy.folder), copy.frame):
            with pytest.raises(SweepError, match=r"sweep.json: damaged, so that nobody can tell"):
                made()

    def test_another_plans_parts_are_not_believed(self, copy, monkeypatch):
        """The checksum is of the plan too: a manifest rewritten for another plan does not make the parts its own."""
        manifest = copy.folder / "sweep.json"
        held = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps({**held, "digest": "other", "plan": 3}), encoding="utf-8")
        assert not copy.holds("alone", 1)
        with pytest.raises(SweepError, match="another plan"):
            run(plan(), copy.folder)

    def test_uncertified_rows_hold_no_numbers(self):
        """Whatever its numbers: a residual that is none, or not below the bound, leaves a message in their place."""
        world = tt.World.default()
        numbers = {"real_income_percent": np.ones(18), "real_gdp_percent": np.ones(18)}, np.ones(18)
        for bad in (np.nan, np.inf, -1.0, 1e-9):
            found = _columns(world, *numbers, bad, 3)
            assert np.isnan([found["real_income_percent"], found["real_gdp_percent"]]).all()
            assert np.isnan(found["income_billions"]).all()
            assert found["message"][0].startswith("not certified")
        assert _columns(world, *numbers, 5e-10, 3)["message"][0] == ""


class TestWhatWasGiven:
    """A folder's results are of one dossier, one world, one version: what changes is refused, not mixed."""

    def on_a_dossier(self, where):
        return plan(
            dossier=str(where),
            parameters={"steel": {"values": ["charged", "lifted"]}},
            design={"kind": "grid"},
            scenarios=[{"name": "steel", "package": {"steel": "$steel"}}],
        )

    def test_a_dossier_edited_since_is_refused(self, tmp_path):
        where = write(tmp_path / "d")
        made = self.on_a_dossier(where)
        run(made, tmp_path / "o")
        run(made, tmp_path / "o")
        content = small()
        content["world"] = {**content.get("world", {}), "trade_elasticity_factor": 0.9}
        shutil.rmtree(where) if where.is_dir() else where.unlink()
        write(tmp_path / "d", content)
        with pytest.raises(SweepError, match="another plan, dossier, world or version"):
            run(made, tmp_path / "o")

    def test_parts_are_of_the_dossier_as_it_was_when_the_sweep_began(self, tmp_path):
        where = write(tmp_path / "d")
        made = self.on_a_dossier(where)
        began = tt.Dossier.load(str(where))
        expected = solve_part(made.model_dump(mode="json"), "steel", 0)
        shutil.rmtree(where) if where.is_dir() else where.unlink()
        assert solve_part(made.model_dump(mode="json"), "steel", 0, began).equals(expected)

    def test_a_world_in_a_folder_is_part_of_the_plan(self, tmp_path):
        random_world(0, 3, 2).save(tmp_path / "w")
        named = plan(world={"base": str(tmp_path / "w")}, scenarios=[{"name": "none"}], parameters={})
        before = named.digest()
        shutil.copytree(tmp_path / "w", tmp_path / "elsewhere")
        assert content_digest(str(tmp_path / "elsewhere")) == content_digest(str(tmp_path / "w"))
        shutil.rmtree(tmp_path / "w")
        random_world(1, 3, 2).save(tmp_path / "w")
        assert named.digest() != before


class TestWorkersThatFail:
    def test_a_killed_process_is_one_sentence_and_what_is_written_stays(self, tmp_path, monkeypatch):
        """A pool whose worker was killed (no memory): said, with the part, and resumed by the same command."""
        calls = []

        class Dying(_Here):
            def submit(self, fn, /, *args, **kwargs):
                calls.append(args)
                if len(calls) == 3:
                    future = Future()
                    future.set_exception(BrokenProcessPool("killed"))
                    return future
                return super().submit(fn, *args, **kwargs)

        @contextmanager
        def dying(*_):
            yield Team(1, Dying().submit, lambda value: value, lambda: None)

        monkeypatch.setattr("tradetalks.sweep.run.team", dying)
        with pytest.raises(SweepError, match=r"part \d: a worker process was killed, most often for want of memory"):
            run(plan(), tmp_path / "o")
        written = list((tmp_path / "o").glob("results/*/*.parquet"))
        assert 1 <= len(written) < 6
        monkeypatch.undo()
        run(plan(), tmp_path / "o")
        assert len(list((tmp_path / "o").glob("results/*/*.parquet"))) == 6

    def test_workers_gone_for_long_end_the_wait(self, tmp_path, monkeypatch):
        @contextmanager
        def gone(*_):
            yield Team(1, lambda *_: Future(), lambda value: value, lambda: "the scheduler has had no worker")

        monkeypatch.setattr("tradetalks.sweep.run.team", gone)
        monkeypatch.setattr("tradetalks.sweep.run.LOOK", 0.01)
        with pytest.raises(SweepError, match=r"no worker; 0 of 24 cases are written, and the same command goes on"):
            run(plan(), tmp_path / "o")

    @pytest.mark.slow
    def test_a_scheduler_of_two_workers_one_killed_gives_the_same_numbers(self, tmp_path):
        """A scheduler and two workers, each a process of its own as a cluster starts them; one is killed midway."""
        pytest.importorskip("distributed")
        with cluster(tmp_path, workers=2) as (address, processes):
            killed = []

            def kill_one(done, _):
                if done and not killed:
                    processes[-1].kill()
                    killed.append(done)

            found = run(plan(part=1), tmp_path / "o", scheduler=address, progress=kill_one)
        assert killed
        assert found.frame().equals(run(plan(part=1), tmp_path / "here").frame())

    @pytest.mark.slow
    def test_workers_of_another_version_are_refused_by_name(self, tmp_path, monkeypatch):
        pytest.importorskip("distributed")
        with cluster(tmp_path, workers=1) as (address, _):
            monkeypatch.setattr("tradetalks.sweep.workers.__version__", "0.0.0")  # here, not in the worker
            with pytest.raises(SweepError, match=r"worker tcp://.* runs tradetalks .* of other code or data"):
                run(plan(), tmp_path / "o", scheduler=address)

    def test_an_address_without_a_scheduler_is_named(self, tmp_path, monkeypatch):
        distributed = pytest.importorskip("distributed")

        def nobody(*_, **__):
            raise OSError("timed out")

        monkeypatch.setattr(distributed, "Client", nobody)
        with pytest.raises(SweepError, match=r"--scheduler tcp://127.0.0.1:1: no dask.distributed scheduler answers"):
            run(plan(), tmp_path / "o", scheduler="tcp://127.0.0.1:1")


class TestCommand:
    def test_says_what_came_out(self, tmp_path):
        path = written(tmp_path, design={"kind": "random", "draws": 2})
        words = ["sweep", str(path), "-o", str(tmp_path / "o"), "-r", "USA", "--json"]
        found = json.loads(runner.invoke(app, words).stdout)
        assert found["cases"] == 4
        assert [row["scenario"] for row in found["summary"]] == ["alone", "answered"]
        assert "answered" in runner.invoke(app, words[:-1]).stdout
        assert runner.invoke(app, [*words[:2], "--dry-run"]).exit_code == 0

    def test_memory_bounds_workers(self, tmp_path):
        result = runner.invoke(app, ["sweep", str(written(tmp_path)), "-w", "64", "--memory", "2", "--dry-run"])
        assert "4 worker(s)" in result.output or "3 worker(s)" in result.output
