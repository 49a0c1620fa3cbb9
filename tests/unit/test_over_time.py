"""One package, one figure: of terms that change over time every form tells the yearly average, or names the step."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.cli import app
from tradetalks.counsel.account import contributions
from tradetalks.counsel.carriers import carriers
from tradetalks.dossier import phasing
from tradetalks.report.phase_words import average_line, path_words, rule_words, step_words
from tradetalks.report.talks_report import concessions
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer

STEPS = [{"since": "2025-01-10", "option": "lifted"}, {"since": "2027-01-01", "option": "doubled"}]
PACKAGE = {"steel": "path"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    content = small(constraints=[], red_lines=[])
    content["agenda"][0]["options"].append({"id": "path", "title": "lifted, then doubled", "phases": STEPS})
    tariff = {"instrument": "tariff", "importer": "EU27", "exporter": "USA", "points": 0.2, "sectors": ["AUTO"]}
    up = {"id": "up", "title": "20 points more", "measures": [tariff]}
    later = {"id": "later", "title": "more, later", "phases": [{"since": "2026-01-01", "option": "up"}]}
    content["agenda"][1]["options"] += [up, later]
    return write(tmp_path_factory.mktemp("over_time"), content)


@pytest.fixture(scope="module")
def space(folder):
    dossier = tt.Dossier.load(folder)
    return tt.deal_space(dossier, valuer=Valuer(bring_to_eve(dossier), ValueCache(None)))


@pytest.fixture(scope="module")
def shown(space):
    return Table(space).evaluate(State(package=PACKAGE))


class TestWhoGives:
    def test_a_schedule_is_carried_out_by_who_applies_its_steps(self, space):
        """Cars stand today without a measure, so that the steps alone say who acts."""
        d = space.dossier
        cars = d.item("cars")
        assert not cars.option(cars.status_quo).measures
        assert carriers(d, cars, "later") == carriers(d, cars, "up") == {"EU"}

    def test_nobody_gives_up_what_another_does(self, space):
        """The Union's later duty costs the United States, which gives up nothing by it."""
        parts = contributions(space, {"cars": "later"})
        assert parts[0].total("USA") < -0.1
        assert "cars" not in concessions(space, parts)["USA"]


class TestOneFigure:
    def test_steps_and_weights_give_what_the_package_is_worth(self, space):
        outcomes, weights = space.eve.over_time(PACKAGE)
        np.testing.assert_allclose(weights.sum(0), 1, atol=1e-12)
        changes = (weights * np.array([o.real_income_change for o in outcomes])).sum(0)
        np.testing.assert_allclose(changes, space.deal(PACKAGE).real_income_billions, atol=1e-6)
        now = phasing.at_first(space.dossier, space.dossier.package(PACKAGE))
        assert now["steel"] == "lifted"
        np.testing.assert_allclose(outcomes[0].real_income_change, space.eve.solve(now).real_income_change)

    def test_the_page_tells_one_figure_by_card_and_by_region(self, space, shown):
        for party, region in space.dossier.regions.items():
            row = next(r for r in shown["regions"] if r["code"] == region)
            assert row["billions"] == pytest.approx(shown["parties"][party]["economic"], abs=1e-9)
            income = space.eve.world.own_income[space.eve.world.region(region)]
            assert row["percent"] == pytest.approx(100 * row["billions"] / income, rel=1e-9)
            parts = row["efficiency"] + row["terms_of_trade"] + row["deficit"]
            assert row["percent"] == pytest.approx(parts, abs=1e-9)
            assert shown["prices"][party] == pytest.approx(row["consumer_prices"], abs=1e-12)
        first = space.eve.solve(PACKAGE).real_income_change
        assert abs(shown["parties"]["USA"]["economic"] - first[space.eve.world.region("USA")]) > 0.01

    def test_the_page_says_which_figures_are_averages(self, shown):
        assert "changes over time" in shown["over_time"]
        assert "sectors and flows of goods are of the package as it stands from 10 January 2025" in shown["over_time"]

    def test_a_plain_package_says_nothing_of_it(self, space):
        d = space.dossier
        assert step_words(d, {"steel": "lifted"}) == rule_words(d, {"steel": "lifted"}, "sectors") == ""
        assert average_line(space.eve, {"steel": "lifted"}) == ""

    def test_a_line_beside_the_step_gives_the_average(self, space):
        told = average_line(space.eve, PACKAGE)
        assert "as it stands from 10 January 2025 (lifted)" in told
        assert "even yearly average" in told
        usa = space.deal(PACKAGE).economic["USA"]
        assert f"{abs(usa):.1f}" in told or f"{abs(usa):.2f}" in told

    def test_a_path_names_the_step_of_every_horizon(self, space):
        from tradetalks.equilibrium.horizons import HORIZONS
        from tradetalks.equilibrium.years import LONG_RUN_YEARS

        (told,) = path_words(space.dossier, PACKAGE, HORIZONS, LONG_RUN_YEARS)
        assert "in year 1 lifted; in years 2 to 3, " in told
        assert told.index("50 points") > told.index("in years 2 to 3")


class TestCommandLine:
    def run(self, *words):
        return CliRunner().invoke(app, list(words))

    def test_solve_names_its_step_and_the_average(self, folder, space):
        told = json.loads(self.run("solve", str(folder), "-p", "steel=path", "--no-ranges", "--json").stdout)
        assert told["phases"]["figures_of"] == {
            "since": "2025-01-10",
            "package": dict(space.dossier.package({"steel": "lifted"})),
        }
        average = told["phases"]["yearly_average_of_real_income"]["USA"]["bn_usd"]
        assert average == pytest.approx(space.deal(PACKAGE).economic["USA"], abs=1e-5)

    def test_an_error_in_a_package_stands_alone(self):
        found = self.run("solve", "busan-2025", "-p", "foo=bar")
        assert found.exit_code
        assert "warning" not in found.stderr
        assert "unknown item 'foo'" in f"{found.stderr}{found.exception}"

    def test_the_status_quo_has_no_table_of_zeros(self, folder):
        still, moved = (self.run("path", str(folder), *more).stdout for more in ((), ("-p", "steel=lifted")))
        assert "name a package, as -p nash" in still
        assert "real income" not in still
        assert "real income" in moved

    def test_a_floor_on_wages_in_the_long_run_is_refused_in_the_command_lines_words(self):
        found = self.run("solve", "--ledger", "us-2025", "--on", "2025-08-07", "--horizon", "long", "--wages", "0.99")
        told = f"{found.stderr}{found.exception}"
        assert "--horizon 'year 1'" in told
        assert "Closure" not in told

    def test_a_duty_on_oneself_is_named_with_its_file(self, tmp_path):
        file = tmp_path / "own.csv"
        file.write_text("exporter,importer,sector,rate\nUSA,USA,all,0.1\n", encoding="utf-8")
        found = self.run("solve", "--tariffs", str(file))
        told = f"{found.stderr}{found.exception}"
        assert "own.csv" in told
        assert "USA on USA" in told
