"""Asking parties: points to money, re-fit to rankings, conflicts named, questions that split what is open."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.dossier.elicitation import Answers, elicit, read_answers, revised
from tradetalks.dossier.writing import to_yaml, write_dossier
from tradetalks.errors import DossierError

BASE = {
    "party": "USA",
    "of": "beyond the model",
    "anchor": {"item": "data", "option": "framework", "billions": 4},
    "items": {"data": 40, "standards": 60},
    "options": {"data": {"none": 0, "framework": 100}, "standards": {"none": 50, "mutual": 100, "surrender": 0}},
}


@pytest.fixture
def dossier(tmp_path):
    return tt.Dossier.load(write(tmp_path / "d"))


def answers(**more):
    return Answers.model_validate({**BASE, **more})


class TestPoints:
    def test_points_to_money(self, dossier):
        """40 points are 4 bn; the swing of 60 is 6 bn, half of it on each side of the status quo."""
        found = elicit(dossier, answers())
        assert found.points == pytest.approx(
            {("data", "framework"): 4.0, ("standards", "mutual"): 3.0, ("standards", "surrender"): -3.0}
        )
        assert found.fitted == pytest.approx(found.points)
        assert not found.missed
        assert not found.conflicts

    def test_scale_of_points_does_not_matter(self, dossier):
        other = answers(items={"data": 4, "standards": 6})
        assert elicit(dossier, other).points == pytest.approx(elicit(dossier, answers()).points)


class TestRefit:
    def test_moves_as_little_as_will_do(self, dossier):
        """Mutual recognition rather than data: 3 must rise to meet 4; the sum of changes is 1."""
        found = elicit(dossier, answers(tradeoffs=[{"rather": {"standards": "mutual"}, "than": {"data": "framework"}}]))
        assert found.missed == ("standards=mutual rather than data=framework",)
        moved = sum(abs(found.fitted[k] - found.points[k]) for k in found.points)
        assert moved == pytest.approx(1.0, abs=1e-6)
        assert found.fitted["standards", "mutual"] >= found.fitted["data", "framework"] - 1e-6

    def test_a_ranking_of_whole_packages(self, dossier):
        ranking = [
            {"name": "A", "package": {"standards": "mutual"}},
            {"name": "B", "package": {"data": "framework"}},
            {"name": "C", "package": {}},
        ]
        found = elicit(dossier, answers(ranking=ranking))
        assert found.missed == ("package A over B",)
        assert not found.conflicts

    def test_what_cannot_hold_is_named(self, dossier):
        rather = {"rather": {"standards": "surrender"}, "than": {"data": "framework"}}
        found = elicit(dossier, answers(tradeoffs=[rather], doubt=0.1))
        [conflict] = found.conflicts
        assert "standards=surrender rather than data=framework" in conflict.statement
        assert conflict.short == pytest.approx(7 - 0.1 * (4 + 10 / 3), abs=1e-6)

    def test_a_circle_is_inconsistent(self, dossier):
        circle = [
            {"rather": {"standards": "mutual"}, "than": {"data": "framework"}},
            {"rather": {"data": "framework"}, "than": {"standards": "mutual", "data": "none"}},
            {"rather": {"data": "framework"}, "than": {}, "equal": True},
        ]
        assert elicit(dossier, answers(tradeoffs=circle, doubt=0.3)).conflicts

    @given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.booleans())
    @settings(max_examples=30, deadline=None)
    def test_fitted_values_meet_what_has_no_conflict(self, none, mutual, surrender, first):
        dossier = tt.Dossier.model_validate(small())
        options = {**BASE["options"], "standards": {"none": none, "mutual": mutual, "surrender": surrender}}
        pair = [{"standards": "mutual"}, {"data": "framework"}]
        found = elicit(dossier, answers(options=options, tradeoffs=[{"rather": pair[first], "than": pair[not first]}]))
        sign = -1 if first else 1
        gap = sign * (found.fitted["standards", "mutual"] - found.fitted["data", "framework"])
        short = sum(c.short for c in found.conflicts)
        assert gap >= -short - 1e-6
        for key, value in found.fitted.items():
            assert found.low[key] - 1e-6 <= value <= found.high[key] + 1e-6


class TestQuestions:
    def test_an_answer_settles_the_question(self, dossier):
        first = elicit(dossier, answers())
        [question] = [q for q in first.questions if {q.first[0], q.second[0]} == {"data", "standards"}][:1]
        assert question.lowest < 0 < question.highest
        told = {"rather": dict([question.first]), "than": dict([question.second])}
        after = elicit(dossier, answers(tradeoffs=[told]))
        assert not [q for q in after.questions if {q.first, q.second} == {question.first, question.second}]


class TestWorth:
    def test_revised_worth_is_value_less_the_model(self, dossier):
        given_ = answers(of="everything")
        found = elicit(dossier, given_)
        new = revised(dossier, given_, found, {("data", "framework"): 1.5})
        assert new.item("data").option("framework").worth["USA"].mid == pytest.approx(2.5)
        assert new.item("data").option("framework").worth["EU"] == dossier.item("data").option("framework").worth["EU"]

    @pytest.mark.parametrize("name", ["busan-2025"])
    def test_a_dossier_written_reads_back_the_same(self, tmp_path, name):
        shipped = tt.Dossier.load(name)
        assert tt.Dossier.load(write_dossier(shipped, tmp_path / "copy")) == shipped
        assert list(tt.Dossier.load(tmp_path / "copy").parties) == list(shipped.parties)
        assert to_yaml(shipped) == to_yaml(tt.Dossier.load(tmp_path / "copy"))


class TestFaults:
    @pytest.mark.parametrize(
        ("more", "says"),
        [
            ({"party": "US"}, "party: unknown party 'US' (nearest: 'USA')"),
            ({"items": {"dat": 3}}, "items: unknown item 'dat' (nearest: 'data')"),
            ({"options": {"data": {"none": 0}, "standards": BASE["options"]["standards"]}}, "no points for framework"),
            ({"anchor": {"item": "data", "option": "framework", "billions": -1}}, "expected both of one sign"),
        ],
    )
    def test_names_and_figures(self, dossier, more, says):
        with pytest.raises(DossierError) as caught:
            elicit(dossier, answers(**more))
        assert says in str(caught.value)

    def test_a_file_with_a_fault(self, tmp_path):
        path = tmp_path / "a.yaml"
        path.write_text("party: USA\nitems: {data: many}\n")
        with pytest.raises(DossierError, match=r"a\.yaml: .*items\.data: found 'many'"):
            read_answers(path)


def test_command_line(tmp_path):
    folder = write(tmp_path / "d")
    with (tmp_path / "usa.yaml").open("w") as file:
        YAML(typ="safe", pure=True).dump({**BASE, "of": "everything"}, file)
    result = CliRunner().invoke(
        app, ["elicit", str(folder), str(tmp_path / "usa.yaml"), "-o", str(tmp_path / "new"), "--json"]
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)["parties"]["USA"]
    assert {v["item"] for v in told["values"]} == {"data", "standards"}
    assert tt.Dossier.load(tmp_path / "new").item("data").option("framework").worth["USA"].note == "elicited"
    table = CliRunner().invoke(app, ["elicit", str(folder), str(tmp_path / "usa.yaml")])
    assert "What United States wants" in table.stdout
    assert "Ask United States" in table.stdout
