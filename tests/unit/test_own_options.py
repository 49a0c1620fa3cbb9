"""Options of a reader's own: priced where they stand as a dossier that lists them would be, counted in when asked."""

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")

import tradetalks as tt
from tests.small_dossier import write
from tradetalks.app import downloads
from tradetalks.app.own_options import OwnOption
from tradetalks.app.shelf import Shelf
from tradetalks.app.state import State
from tradetalks.errors import DossierError, PolicyError
from tradetalks.policy.instruments import PurchaseCommitment, Tariff
from tradetalks.policy.stated import restated, stated

MINE = OwnOption(item="steel", id="own_1", title="40 points", like="doubled", numbers={"0.points": 0.4})
HERE = State(own=(MINE,), package={"steel": "own_1", "data": "framework"}, worth={"steel.own_1.EU": (-2, -1, 0)})


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tt.Dossier.load(write(tmp_path_factory.mktemp("d")))


@pytest.fixture
def table(dossier):
    return Shelf(dossier).open("small", lambda *_: None)


def listed(tmp_path, table, state):
    """The dossier of a state, written, read again and solved from nothing."""
    path = tmp_path / "own.yaml"
    path.write_bytes(downloads.KINDS["dossier.yaml"][1](table, state))
    return tt.Dossier.load(path)


class TestPriced:
    def test_as_a_dossier_that_lists_it(self, table, tmp_path):
        found = listed(tmp_path, table, HERE)
        assert found.position == {"steel": "own_1", "data": "framework"}
        truth, told = tt.deal_space(found).deal(found.package(found.position)), table.evaluate(HERE)
        for p in truth.gain:
            assert told["parties"][p]["gain"] == pytest.approx(truth.gain[p], abs=1e-7)
            assert told["parties"][p]["low"] == pytest.approx(truth.low[p], abs=1e-7)
        assert told["titles"]["steel"] == "40 points"

    def test_under_the_rules_and_red_lines_of_what_it_is_like(self, table):
        assert any("steel for data" in why for why in table.evaluate(State(package={"steel": "lifted"}))["objections"])
        own = OwnOption(item="steel", id="free", title="free", like="lifted")
        told = table.evaluate(State(own=(own,), package={"steel": "free"}))
        assert any("steel for data" in why for why in told["objections"])

    def test_a_red_line_holds_it_in_the_dossier_written_too(self, table, tmp_path):
        own = OwnOption(item="standards", id="mine", title="mine", like="surrender")
        here = State(own=(own,), package={"standards": "mine"})
        found = listed(tmp_path, table, here)
        assert found.red_lines[0].never == ["surrender", "mine"]
        assert list(found.objections(found.package(found.position))) == table.evaluate(here)["objections"] != []
        without = listed(tmp_path, table, here.model_copy(update={"lifted": (0,)}))
        assert not without.red_lines

    def test_at_the_number_of_a_listed_option_it_is_worth_what_that_is(self, table):
        same = MINE.model_copy(update={"numbers": {"0.points": 0.5}})
        own = table.evaluate(State(own=(same,), package={"steel": "own_1"}))["parties"]
        there = table.evaluate(State(package={"steel": "doubled"}))["parties"]
        for p in own:
            assert own[p]["value"] == pytest.approx(there[p]["value"], abs=1e-9)

    def test_that_it_is_a_listed_option_over_again_is_told(self, table):
        here = State(own=(MINE.model_copy(update={"numbers": {"0.points": 0.5}}),), package={"steel": "own_1"})
        assert table.evaluate(here)["doubles"] == {"steel.own_1": "50 points"}
        assert table.evaluate(HERE)["doubles"] == {}
        dearer = here.model_copy(update={"worth": {"steel.own_1.USA": (0, 1, 2)}})
        assert table.evaluate(dearer)["doubles"] == {}


class TestCounted:
    def test_counts_are_of_the_listed_options_until_asked(self, table, tmp_path):
        before = table.deals(HERE)
        assert "options that the dossier lists" in before["of_listed"]
        assert before["feasible"] == table.deals(State())["feasible"]
        table.count_in(HERE, lambda *_: None)
        after, truth = table.deals(HERE), tt.deal_space(listed(tmp_path, table, HERE))
        assert after["of_listed"] == ""
        assert (after["feasible"], after["signable"]) == (truth.feasible, truth.signable)
        for name in ("nash", "egalitarian", "utilitarian"):
            assert after["points"]["named"][name]["gain"] == pytest.approx(truth.named[name].gain, abs=1e-7)

    @pytest.mark.slow
    def test_the_brief_tells_it_and_foresees_the_listed(self, table):
        told = downloads.KINDS["brief.md"][1](table, HERE).decode()
        assert "The option '40 points' of 'US steel tariff' was added on the workbench." in told
        assert "| 40 points |" in told

    def test_another_number_is_not_counted_yet(self, table):
        table.count_in(HERE, lambda *_: None)
        other = MINE.model_copy(update={"numbers": {"0.points": 0.3}})
        assert table.deals(HERE.model_copy(update={"own": (other,)}))["of_listed"]

    def test_a_red_line_switched_off_counts_too(self, table, tmp_path):
        state = HERE.model_copy(update={"lifted": (0,)})
        table.count_in(state, lambda *_: None)
        truth = tt.deal_space(listed(tmp_path, table, state))
        told = table.deals(state)
        assert (told["feasible"], told["signable"]) == (truth.feasible, truth.signable)

    def test_what_the_table_knew_is_as_it_was(self, table):
        before = table.deals(State())
        table.count_in(HERE, lambda *_: None)
        after = table.deals(State())
        assert {**before, "milliseconds": 0} == {**after, "milliseconds": 0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"item": "stell"}, "nearest: 'steel'"),
        ({"like": "dubled"}, "nearest: 'doubled'"),
        ({"id": "lifted"}, "has an option 'lifted' already"),
        ({"title": "a\u2028b"}, "expected letters"),
        ({"numbers": {"1.points": 0.1}}, "expected PLACE.NUMBER"),
        ({"numbers": {"0.point": 0.1}}, "nearest: 'points'"),
        ({"numbers": {"0.points": 50.0}}, "found 50.0"),
    ],
)
def test_what_cannot_be_is_refused_by_name(dossier, change, words):
    with pytest.raises((DossierError, PolicyError), match=words.replace(".", r"\.")):
        State(own=(MINE.model_copy(update=change),)).check(dossier)


class TestStated:
    def test_numbers_have_units_as_people_read_them(self):
        tariff = Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.25)
        assert [(n.title, n.value * n.scale, n.unit) for n in stated(tariff)] == [("points", 25.0, "points")]
        beans = PurchaseCommitment(
            instrument="purchase_commitment", importer="CHN", exporter="USA", million_tonnes=25, usd_per_tonne=470
        )
        assert {n.name: n.unit for n in stated(beans)} == {
            "million_tonnes": "million tonnes", "usd_per_tonne": "USD", "besides": "bn USD", "fulfilment": "per cent",
        }  # fmt: skip

    def test_a_measure_takes_each_of_its_numbers_back(self):
        for item in tt.Dossier.load("busan-2025").agenda:
            for option in item.options:
                for measure in option.measures:
                    same = {one.name: one.value for one in stated(measure)}
                    assert restated(measure, same) == measure

    def test_another_number_moves_the_effect(self, table):
        (measure,) = table.dossier.item("steel").option("doubled").measures
        moved, eve = restated(measure, {"points": 1.0}), table.space.eve
        assert np.allclose(eve.effect_of([moved]).tariff, 2 * eve.effect_of([measure]).tariff)
