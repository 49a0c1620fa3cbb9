"""A dossier's words are printed as they stand, and what is most often miswritten is told with how it is written."""

import io
import re

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app.why import _plain
from tradetalks.cli import app
from tradetalks.cli.console import err, out
from tradetalks.cli.rates import _share
from tradetalks.counsel.full_information import round_factors
from tradetalks.dossier.choices import read_choices
from tradetalks.dossier.elicitation import read_answers
from tradetalks.dossier.geniusweb import profile_of, read_json
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.profiles import number
from tradetalks.equilibrium import batch
from tradetalks.errors import PolicyError, TradetalksError
from tradetalks.report.spreadsheet import csv_of
from tradetalks.report.tables import make_table
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer
from tradetalks.war.durability import Durability, Stage
from tradetalks.yaml_text import MAX_BYTES, read_text

MARKS = "steel [draft] [/] [red]x[/red] :one: [b"


def printed(part):
    with out.capture() as got:
        out.print(part, soft_wrap=True)
    return got.get()


def test_tables_and_lines_print_marks_of_the_terminal_as_words():
    table = make_table(MARKS, (MARKS, "left"))
    table.add_row(MARKS)
    assert printed(table).count(MARKS) == 3
    assert printed(MARKS).strip() == MARKS
    assert _plain(table)["rows"] == [[MARKS]]
    assert err.render_str(MARKS).plain == MARKS


def test_a_dossier_whose_words_look_like_marks_is_checked_solved_and_explained(tmp_path):
    content = small()
    for party in content["parties"].values():
        party["name"] += f" {MARKS}"
    for item in content["agenda"]:
        item["title"] += f" {MARKS}"
        for option in item["options"]:
            option["title"] += f" {MARKS}"
    for branch in content["no_deal"]:
        branch["title"] += f" {MARKS}"
    write(tmp_path, content)
    for command in ("check", "deals", "explain", "robust", "durability", "reveal"):
        told = CliRunner().invoke(app, [command, str(tmp_path), *(["nash"] if command == "explain" else [])])
        assert told.exit_code == 0, (command, told.exception)
        if command != "check":
            assert "[draft]" in told.output, command


def test_a_spinner_tells_words_as_they_stand(monkeypatch):
    from tradetalks.cli import console

    seen = Console(file=io.StringIO(), force_terminal=True, markup=False, emoji=False)
    monkeypatch.setattr(console, "err", seen)
    with console.step(f"solving '{MARKS}'"):
        pass


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: c["no_deal"][1].update(name=" As_Is"), "'as_is' and ' As_Is' differ by blanks or capitals only"),
        (lambda c: c["no_deal"][1].update(name=c["no_deal"][0]["name"]), "must be unique; twice: 'as_is'"),
    ],
)
def test_ways_of_no_deal_that_read_alike_are_refused(tmp_path, change, expected):
    content = small()
    change(content)
    write(tmp_path, content)
    with pytest.raises(tt.DossierError, match=expected):
        tt.Dossier.load(tmp_path)


def test_titles_that_no_table_tells_apart_are_told(tmp_path):
    content = small()
    content["agenda"][1]["title"] = content["agenda"][0]["title"].upper() + " "
    content["agenda"][0]["options"][2]["title"] = content["agenda"][0]["options"][0]["title"]
    content["parties"]["EU"]["name"] = "United States"
    content["no_deal"][1]["title"] = " "
    write(tmp_path, content)
    told = "\n".join(examined(tmp_path).warnings)
    for words in (
        "agenda: 'steel' and 'cars' are both called", "options: 'charged' and 'doubled' are both called",
        "parties: 'EU' and 'USA' are both called 'United States'", "no_deal: 'war' has no words of its own",
    ):  # fmt: skip
        assert words in told


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ("points", "50%", "expected a number; 50 per cent is written 0.5"),
        ("points", -5, "greater than -1; -5 per cent is written -0.05"),
        ("points", "0,25", "expected a number; 0.25 is written with a point"),
        ("points", 50, "50 per cent is written 0.5"),
        ("probability", 40, "less than or equal to 1; 40 per cent is written 0.4"),
        ("probability", "40 %", "expected a number; 40 per cent is written 0.4"),
        ("mid", "1,5", "expected a number; 1.5 is written with a point"),
        ("mid", "50%", "expected a number$"),
        ("points", True, "expected a number$"),
        ("points", "fifty", "expected a number$"),
    ],
)
def test_a_number_written_another_way_is_told_with_how_it_is_written(tmp_path, place, value, expected):
    content = small()
    worth = content["agenda"][0]["options"][1]["worth"]["USA"]
    holder = {"points": content["in_force"][0], "probability": content["no_deal"][0], "mid": worth}[place]
    holder[place] = value
    write(tmp_path, content)
    with pytest.raises(tt.DossierError, match=expected):
        tt.Dossier.load(tmp_path)


@pytest.mark.parametrize("letter", ["\\u202e", "\\u2066"])
def test_letters_that_turn_words_round_are_refused(letter):
    with pytest.raises(ValueError, match="line 1: found the control character U\\+20"):
        read_text(f'title: "US {letter}steel"')
    assert read_text('title: "שלום"') == {"title": "שלום"}


def test_a_long_word_by_alias_many_times_over_is_refused():
    long = MAX_BYTES // 400
    with pytest.raises(ValueError, match="stands for more than 5,000,000 letters"):
        read_text(f"a: &a {'x' * long}\nb: [{', '.join(['*a'] * 500)}]\n")
    assert len(read_text(f"a: &a {'x' * long}\nb: [{', '.join(['*a'] * 300)}]\n")["b"]) == 300


ANSWERS = """
party: USA
anchor: {item: standards, option: surrender, billions: %s}
items: {standards: %s}
options: {standards: {none: 0, mutual: %s, surrender: 100}}
"""


@pytest.mark.parametrize(
    ("figures", "where"),
    [
        ((".nan", 10, 50), "anchor.billions"), (("1.0e+300", 10, 50), "anchor.billions"),
        ((6, ".inf", 50), "items.standards"), ((6, "1.0e+300", 50), "items.standards"),
        ((6, 10, ".nan"), "options.standards.mutual"), ((6, 10, "yes"), "options.standards.mutual"),
    ],
)  # fmt: skip
def test_answers_hold_finite_figures_within_bounds(tmp_path, figures, where):
    file = tmp_path / "answers.yaml"
    file.write_text(ANSWERS % figures)
    with pytest.raises(tt.DossierError, match=f"{where}: found"):
        read_answers(file)


@pytest.mark.parametrize("word", ["a.b=nan", "a.b=1500%", "a.b=15", "a.b=inf"])
def test_a_rate_on_the_command_line_is_finite_and_within_bounds(word):
    with pytest.raises(Exception, match="expected a rate of at most 500%"):
        _share(word)
    assert _share("a.b=15%") == _share("a.b=0.15") == 0.15


def test_a_review_and_a_discount_are_within_bounds():
    for review in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(PolicyError, match="review: found"):
            Durability("USA", Stage(1, 2, 0), review, 0.05)
    for factor in (0.0, 2.0, float("nan")):
        with pytest.raises(TradetalksError, match="discount: found"):
            round_factors(factor, [1.0, 1.0], 10)


def test_words_of_a_csv_are_no_formulas_and_figures_stand():
    frame = pd.DataFrame({"move": ["=1+1", "-cmd", "halve", None], "bn": [-1.5, 2.0, 0.0, 1.0]})
    assert csv_of(frame).splitlines() == ["move,bn", "'=1+1,-1.5", "'-cmd,2.0", "halve,0.0", ",1.0"]


def test_a_package_without_an_equilibrium_is_named(tmp_path, monkeypatch):
    def none_found(*_):
        raise tt.NotConverged("no equilibrium found")

    monkeypatch.setattr(batch, "TOLERANCE", -1.0)
    monkeypatch.setattr(batch, "approach", none_found)
    write(tmp_path, small())
    with pytest.raises(tt.NotConverged, match=r"package '(US steel|EU car) tariff: .*': no equilibrium found"):
        Valuer(bring_to_eve(tt.Dossier.load(tmp_path)), ValueCache(None)).make_ready()


def test_a_name_given_twice_in_json_and_a_yes_for_a_number_are_refused(tmp_path):
    file = tmp_path / "p.json"
    file.write_text('{"issueWeights": {"a": 1, "a": 2}, "issues": {}}')
    with pytest.raises(TradetalksError, match="'a' stands twice in one place"):
        read_json(file)
    file.write_text('{"a":' * 20_000 + "1" + "}" * 20_000)
    with pytest.raises(TradetalksError, match="nested too deep"):
        read_json(file)
    with pytest.raises(TradetalksError, match="weight is True; expected a number"):
        number(True, file, "weight")


def test_a_choice_over_itself_is_refused(tmp_path):
    write(tmp_path, small())
    file, chosen = tmp_path / "choices.txt", "{standards: none, steel: charged}"
    told = "choices:\n- {party: USA, date: 2024-12-01, chosen: %s, says: x, source: press,"
    told += " rather_than: [{data: framework}, %s]}"
    file.write_text(told % (chosen, "{steel: charged}"))
    with pytest.raises(tt.DossierError, match=r"choices\[0\].rather_than\[1\]: found the package that was chosen"):
        read_choices(file, tt.Dossier.load(tmp_path))


def test_trade_of_many_worlds_is_in_another_unit(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("exporter,importer,sector,value\nUSA,USA,G,9e12\nUSA,JPN,G,4e11\nJPN,USA,G,5e11\nJPN,JPN,G,8e12\n")
    with pytest.raises(tt.WorldError, match=r"come to 1.79e.10 bn USD; the whole world sells about 200,000"):
        tt.read_bilateral(file)
    assert tt.read_bilateral(file, scale=1e-9).trade.sum() == pytest.approx(17_900)


def test_small_economies_are_told_by_name_and_size(tmp_path):
    """Two made-up economies of some ten billions: amounts of tens of millions are amounts."""
    rows = [("ALB", "ALB", 9000), ("ALB", "BOR", 900), ("BOR", "BOR", 8000), ("BOR", "ALB", 700)]
    (tmp_path / "trade.csv").write_text(
        "exporter,importer,sector,value\n" + "".join(f"{i},{n},GRAIN,{v}\n" for i, n, v in rows)
    )
    tt.read_bilateral(tmp_path / "trade.csv").save(tmp_path / "world")
    duty = {"instrument": "tariff", "importer": "BOR", "exporter": "ALB", "points": 0.2, "sectors": "all"}
    item = {"id": "duty", "title": "Duty on grain", "status_quo": "kept", "options": [
        {"id": "kept", "title": "kept", "measures": [duty]}, {"id": "gone", "title": "gone"}]}  # fmt: skip
    content = small() | {
        "world": {"base": "world"}, "agenda": [item], "in_force": [], "constraints": [], "red_lines": [],
        "profiles": {},
        "parties": {"ALB": {"region": "ALB", "name": "Alba"}, "BOR": {"region": "BOR", "name": "Borea"}},
        "no_deal": [{"name": "as_is", "title": "as it is", "probability": 1.0}],
    }  # fmt: skip
    (tmp_path / "talks").mkdir()
    write(tmp_path / "talks", content | {"world": {"base": "../world"}})
    told = {
        command: CliRunner().invoke(app, [command, str(tmp_path / "talks"), *more]).output
        for command, more in (("explain", ["duty=gone"]), ("robust", []), ("war", ["--uniform", "--sectors", "GRAIN"]))
    }
    gain = [line for line in told["explain"].splitlines() if line.strip().startswith("Duty on grain")]
    assert len(re.findall(r"[+\u2212][1-9]\d*\.\d", gain[0])) == 2  # figures that say something, not 0.0 and 0.0
    assert "Third countries" not in told["explain"]
    assert "Others, bn USD" not in told["war"]
    assert "Alba" in told["war"]
    assert "ALB" not in told["war"]
    assert "elasticities of the world as it was built" in told["robust"]


def test_utilities_that_do_not_fit_the_domain_are_told():
    space = {
        "domain": {"name": "d", "issuesValues": {"a": {"values": ["x", "y"]}}},
        "issueUtilities": {"a": {"discreteutils": {"valueUtilities": {"x": 1.0, "z": 0.2}}}}, "issueWeights": {"a": 1},
    }  # fmt: skip
    assert profile_of({"LinearAdditiveUtilitySpace": space}, "p.json").notes == (
        "issue 'a': no utility of y; read as 0, as GeniusWeb does",
        "issue 'a': utilities of z, which the domain lacks, are left out",
    )
