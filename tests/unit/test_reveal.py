"""What choices show of worth: bounds by hand, contradictions named, the eve as a choice."""

import math

import pytest

import tradetalks as tt
from tests.small_dossier import small
from tradetalks.counsel.reveal import reveal, standing_choices
from tradetalks.dossier.choices import Choice, read_choices
from tradetalks.report.reveal_report import interval_words, revealed_words
from tradetalks.value.eve import bring_to_eve


@pytest.fixture(scope="module")
def dossier():
    return tt.Dossier.model_validate(small())


@pytest.fixture(scope="module")
def eve(dossier):
    return bring_to_eve(dossier)


def alone(dossier, eve, party, package):
    return float(eve.yearly_change(package)[eve.world.region(dossier.parties[party].region)])


def choice(party, chosen, *others, says="it did"):
    return Choice(party=party, date="2024-06-01", chosen=chosen, rather_than=list(others), says=says, source="press")


def test_the_eve_is_a_choice_of_who_could_have_moved_alone(dossier, eve):
    kept = {(c.party, *next(iter(c.rather_than[0].items()))) for c in standing_choices(dossier)}
    assert {("USA", "steel", "lifted"), ("USA", "steel", "doubled")} <= kept
    found = reveal(dossier, eve)["USA"].worth["steel", "lifted"]
    assert found.low == -math.inf
    assert found.high == pytest.approx(-alone(dossier, eve, "USA", {"steel": "lifted"}), abs=1e-5)


def test_two_choices_leave_an_interval(dossier, eve):
    """Lifted on one day rather than doubled, on another not lifted where lifting was open."""
    lifted, doubled = (alone(dossier, eve, "USA", {"steel": o}) for o in ("lifted", "doubled"))
    given = [choice("USA", {"steel": "lifted"}, {"steel": "doubled"})]
    found = reveal(dossier, eve, given)["USA"].worth
    low, high = found["steel", "lifted"].low, found["steel", "lifted"].high
    assert high == pytest.approx(-lifted, abs=1e-5)
    assert low == -math.inf  # doubling may be worth anything below
    assert found["steel", "doubled"].high == pytest.approx(min(-doubled, -lifted + lifted - doubled), abs=1e-5)


def test_a_choice_and_its_contrary_leave_a_point(dossier, eve):
    strict = [choice("USA", {"steel": "lifted"}, {}), choice("USA", {}, {"steel": "lifted"})]
    found = reveal(dossier, eve, strict)["USA"]
    exact = found.worth["steel", "lifted"]
    assert exact.low == pytest.approx(exact.high, abs=1e-4)
    assert exact.high == pytest.approx(-alone(dossier, eve, "USA", {"steel": "lifted"}), abs=1e-4)
    assert not found.unexplained


def test_choices_that_no_worth_explains_are_named_with_what_they_miss():
    """Worth adds up and the model does not: taking two options together that each were left alone."""
    war = {"instrument": "tariff", "points": 0.6}
    tree = small()
    tree["agenda"][0]["options"][2]["measures"] = [{**war, "importer": "USA", "exporter": "EU27"}]
    tree["agenda"][1]["options"][1]["measures"] = [{**war, "importer": "EU27", "exporter": "USA"}]
    dossier = tt.Dossier.model_validate(tree)
    eve = bring_to_eve(dossier)
    two = {"steel": "doubled", "cars": "cut"}
    parts = [{k: v} for k, v in two.items()]
    more = sum(alone(dossier, eve, "USA", p) for p in parts) - alone(dossier, eve, "USA", two)
    assert abs(more) > 1e-3
    if more > 0:
        given = [choice("USA", two, {}, says="it took both")] + [
            choice("USA", {}, p, says="it left one") for p in parts
        ]
    else:
        given = [choice("USA", {}, two, says="it left both")] + [
            choice("USA", p, {}, says="it took one") for p in parts
        ]
    found = reveal(dossier, eve, given)["USA"]
    assert sum(by for _, by in found.unexplained) == pytest.approx(abs(more), abs=1e-3)
    assert any("No worth explains" in words for words in revealed_words(dossier, found))


def test_a_party_that_gains_by_moving_alone_is_told_with_the_worth_it_would_need(dossier, eve):
    lifted = alone(dossier, eve, "EU", {"steel": "lifted"})
    assert lifted > 0
    told = dossier.model_copy(update={"agenda": [
        item.model_copy(update={"carried_out_by": ["EU"]}) if item.id == "steel" else item for item in dossier.agenda
    ]})  # fmt: skip
    words = revealed_words(told, reveal(told, bring_to_eve(told))["EU"])
    assert any("no best reply" in w and f"at most −{lifted:.1f}" in w for w in words)


def test_intervals_in_words():
    from tradetalks.counsel.reveal import Interval
    from tradetalks.dossier.figures import MILLIONS
    from tradetalks.report.numbers import Figures

    assert interval_words(Interval(-math.inf, math.inf, None), Figures()) == "anything"
    assert interval_words(Interval(-math.inf, -5.7, None), Figures()) == "at most −5.7"
    assert interval_words(Interval(3.0, math.inf, None), Figures()) == "at least +3.0"
    assert interval_words(Interval(0.003, 0.0121, None), Figures(MILLIONS)) == "+3.0 to +12.1"


def test_a_file_of_choices_is_checked_against_the_dossier(tmp_path, dossier):
    path = tmp_path / "choices.yaml"
    path.write_text(
        "choices:\n- {party: USA, date: 2024-06-01, chosen: {steel: liftd}, rather_than: [{steel: doubled}], says: x}\n"
    )
    with pytest.raises(tt.DossierError, match=r"choices\[0\].steel: .*'liftd'.*nearest: 'lifted'"):
        read_choices(path, dossier)
    path.write_text("choices:\n- {party: USA, chosen: {}, rather_than: [], says: x}\n")
    with pytest.raises(tt.DossierError, match="date"):
        read_choices(path, dossier)


def test_a_dated_choice_is_told_whole_beside_the_judged_worth(dossier, eve):
    """Two options left together bound neither alone; the choice still says what it says of both."""
    two = {"steel": "doubled", "cars": "cut"}
    found = reveal(dossier, eve, [choice("USA", {}, two, says="it left both")])["USA"]
    (shown,) = [s for s in found.shown if not s.standing]
    line = revealed_words(dossier, found)[0]
    assert line.startswith(
        "it left both (1 June 2024; A newspaper, 15 December 2024): the status quo is worth at least "
    )
    assert "more to the United States, beyond the model, than '" in line
    assert "' taken together" in line
    judged = sum(w.mid for i, o in two.items() if (w := dossier.item(i).option(o).worth.get("USA")))
    assert ("fall short" in line) == (judged > -shown.least + 0.05)


def test_parties_may_be_named_and_faults_are_in_the_words_of_who_writes_the_file(tmp_path, dossier):
    path = tmp_path / "choices.yaml"
    name = dossier.parties["USA"].name
    path.write_text(
        f"choices:\n- {{party: {name}, date: 2024-06-01, chosen: {{}}, rather_than: [{{steel: doubled}}], says: x}}\n"
    )
    assert read_choices(path, dossier)[0].party == "USA"
    path.write_text("choices:\n- {party: USA, date: 1 June, chosen: [], rather_than: doubled, sais: x}\n")
    with pytest.raises(tt.DossierError) as caught:
        read_choices(path, dossier)
    said = str(caught.value)
    assert "choices[0].date: found '1 June'; expected a date, YYYY-MM-DD" in said
    assert "choices[0].chosen: found []; expected names, each with its value" in said
    assert "choices[0].rather_than: found 'doubled'; expected a list" in said
    assert "choices[0].sais: unknown name (nearest: 'says')" in said


def test_a_choice_needs_no_words_and_one_package_no_list(tmp_path, dossier):
    path = tmp_path / "choices.yaml"
    path.write_text("choices:\n- {party: USA, date: 2024-06-01, chosen: {}, rather_than: {steel: doubled}}\n")
    (found,) = read_choices(path, dossier)
    assert found.rather_than == [{"steel": "doubled"}]
    assert found.says == "the United States left things as they are"
    path.write_text("choices:\n- {party: USA, date: 2024-06-01, chosen: {}, rather_than: [{steel: doubled}, {}]}\n")
    with pytest.raises(tt.DossierError, match=r"rather_than\[1\]: found the package that was chosen"):
        read_choices(path, dossier)


@pytest.mark.parametrize(("scale", "unit"), [(0.04, "million"), (40.0, "bn")])
def test_talks_are_judged_by_what_their_own_unit_shows(eve, scale, unit):
    """A worth that choices exclude is rejected where it shows in the unit of the talks, of millions as of billions."""
    tree = small()
    tree["agenda"] = [item for item in tree["agenda"] if item["id"] == "data"]
    tree["agenda"][0]["options"][1]["worth"] = {
        "USA": {"low": scale, "mid": scale, "high": scale, "basis": "judgement"}
    }
    tree["constraints"], tree["red_lines"] = [], []
    dossier = tt.Dossier.model_validate(tree)
    found = reveal(dossier, eve, [choice("USA", {}, {"data": "framework"}, says="it left it")])["USA"]
    assert found.worth["data", "framework"].high == pytest.approx(0, abs=1e-5)
    assert found.worth["data", "framework"].rejected
    assert found.unit.short == unit
    assert found.seen < scale / 50
    assert any("fall short of it by 40" in line for line in revealed_words(dossier, found))
