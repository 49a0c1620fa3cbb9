"""The command line as a whole: how help lists commands, that every example can be read, rates of one's own."""

import json
import re
from contextvars import copy_context

import pytest
import typer
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.cli.contents import EXAMPLES, SECTIONS
from tradetalks.cli.explain import NAMES
from tradetalks.cli.rates import at_rates
from tradetalks.dossier.lookup import party_named
from tradetalks.world.names import code_named

runner = CliRunner()
ROOT = typer.main.get_command(app)
COMMANDS = {
    f"{name} {inner}".strip(): command.commands[inner] if inner else command
    for name, command in ROOT.commands.items()
    for inner in (getattr(command, "commands", None) or [""])
}


def test_every_command_stands_under_one_heading_and_has_an_example():
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(ROOT.commands)
    assert sorted(EXAMPLES) == sorted(COMMANDS)


def test_help_lists_every_command_once():
    shown = runner.invoke(app, ["--help"]).output
    assert re.findall(r"^  ([a-z]+) ", shown, re.M).count("deals") == 1
    assert set(ROOT.commands) <= set(re.findall(r"^  ([a-z]+) ", shown, re.M))
    assert "More:" not in shown
    inner = runner.invoke(app, ["world", "--help"]).output
    assert "Start here" not in inner
    assert re.search(r"^Commands:\n  build ", inner, re.M)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_help_ends_with_an_example_that_the_command_can_read(name):
    words = EXAMPLES[name].replace("'", '"').split()
    assert words[: 1 + len(name.split())] == ["tradetalks", *name.split()]
    command = COMMANDS[name]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)} <= options
    assert EXAMPLES[name] in " ".join(runner.invoke(app, [*name.split(), "--help"]).output.split())


def test_the_example_stands_there_whatever_the_program_is_called():
    for called in ("tradetalks", "python -m tradetalks"):
        shown = runner.invoke(app, ["ledger", "show", "--help"], prog_name=called).output
        assert "Example: tradetalks ledger show" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explain", "busan-2025", "--package", "nash"], "a word of its own here"),
        (["solve", "busan-2025", "fentanyl_tariff=zero"], "chosen with -p fentanyl_tariff=zero"),
        (["solve", "--no-cache", "busan-2025", "fentanyl_tariff=zero"], "chosen with -p fentanyl_tariff=zero"),
        (["brief", "busan-2025", "-f", "pfd"], "nearest: 'pdf'"),
    ],
)
def test_what_is_put_in_the_wrong_place_is_told_its_own(words, said):
    done = copy_context().run(runner.invoke, app, words)
    assert done.exit_code != 0
    assert said in " ".join(f"{done.output} {done.exception}".split())


def test_a_package_in_its_place_is_not_refused():
    words = ["solve", "busan-2025", "-p", "fentanyl_tariff=nowhere"]
    done = copy_context().run(runner.invoke, app, words)  # what was typed is nobody else's
    assert "unknown option 'nowhere'" in f"{done.output} {done.exception}"


def test_a_rate_of_ones_own_is_the_listed_option_at_another_rate():
    busan = tt.Dossier.load("busan-2025")
    _, chosen = at_rates(busan, {}, ["fentanyl_tariff.ten=10%"])
    assert chosen == {**busan.status_quo(), "fentanyl_tariff": "ten"}
    other, package = at_rates(busan, {"soybeans": "purchases_25mt"}, ["fentanyl_tariff.ten=0.15"])
    assert package["soybeans"] == "purchases_25mt"
    added = other.item("fentanyl_tariff").option(package["fentanyl_tariff"])
    assert [m.movable_rate for m in added.measures] == [0.15]
    assert at_rates(busan, {"fentanyl_tariff": "ten"}, ["fentanyl_tariff=15%"])[1] == {
        **busan.status_quo(), "fentanyl_tariff": added.id
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fentanyl=3"], "nearest: 'fentanyl_tariff'"),
        (["fentanyl_tariff.ten=x"], "expected ITEM.OPTION=RATE"),
        (["fentanyl_tariff.ten=25"], "found 25, expected a rate of at most 500%; 25% is written 25% or 0.25"),
        (["taiwan=1"], "no rate by that name; rates of 'taiwan' that move: none"),
        (["fentanyl_tariff.ten=0.1", "fentanyl_tariff.five=0.1"], "has a rate already"),
    ],
)
def test_a_rate_that_cannot_be_meant_is_told(words, said):
    with pytest.raises(typer.BadParameter, match=re.escape(said)):
        at_rates(tt.Dossier.load("busan-2025"), {}, words)
    with pytest.raises(typer.BadParameter, match="--package chooses 'zero'"):
        at_rates(tt.Dossier.load("busan-2025"), {"fentanyl_tariff": "zero"}, ["fentanyl_tariff.ten=0.1"])


def test_an_item_alone_means_its_options_that_differ_by_their_rate_alone():
    busan = tt.Dossier.load("busan-2025")
    assert at_rates(busan, {}, ["fentanyl_tariff=47%"]) == at_rates(busan, {}, ["fentanyl_tariff.ten=47%"])
    told = "several rates by that name; rates of 'us_baseline' that move: us_baseline.fifteen_in_all.0"
    with pytest.raises(typer.BadParameter, match=re.escape(told)):  # a total is no rate on top
        at_rates(tt.Dossier.load("eu-2025"), {}, ["us_baseline=20%"])


def test_solving_a_rate_between_two_options_lands_between_them():
    def gain(*words: str) -> float:
        told = json.loads(runner.invoke(app, ["solve", "switzerland-2025", *words, "--json", "--no-ranges"]).stdout)
        return told["regions"]["CHE"]["real_income_bn"]

    ends = sorted((gain("-p", "us_tariff=thirty_nine"), gain("-p", "us_tariff=twenty_five")))
    assert ends[0] < gain("--rate", "us_tariff.twenty_five=30%") < ends[1]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["solve", "mackerel-2025", "-p", "nahs"], "-p"),
        (["solve", "mackerel-2025", "--package", "nahs"], "--package"),
        (["path", "wine-2023", "--package=nahs"], "--package"),
        (["solve", "mackerel-2025", "-pnahs"], "-p"),
        (["robust", "mackerel-2025", "--packages", "nahs"], "--packages"),
        (["explain", "mackerel-2025", "nahs"], "PACKAGE"),
        (["compare", "mackerel-2025", "nash", "nahs"], "PACKAGE"),
        (["counter", "mackerel-2025", "NOR", "nahs"], "PACKAGE"),
    ],
    ids=" ".join,
)
def test_a_package_misspelt_is_told_where_it_was_typed_before_anything_is_solved(words, hint, monkeypatch):
    monkeypatch.setattr("tradetalks.space.way.deal_space", lambda *_, **__: pytest.fail("solved"))
    result = runner.invoke(app, words)
    assert result.exit_code == 2
    told = " ".join(result.output.split())
    assert re.search(rf"Invalid value for '?{hint}'?: unknown package 'nahs' \(nearest: 'nash'\)", told), told
    assert all(name in told for name in NAMES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["solve", "--ledger", "us-2025", "--ledger", "answers", "--on", "2025-11-15"], "--ledger is given twice"),
        (["solve", "x", "--horizon", "year 1", "--horizon=year 5"], "--horizon is given twice"),
        (["ledger", "rates", "CHN", "--on", "2025-11-10", "--on=2025-11-12"], "--on is given twice"),
        (
            ["solve", "--ledger", "us-2025", "--on", "2025-11-15", "--rate", "a.b=1"],
            "dossier with its package and rates",
        ),
    ],
)
def test_nothing_that_was_said_is_left_out_silently(words, said):
    result = runner.invoke(app, words)
    assert result.exit_code != 0
    assert said in result.output + str(result.exception)


@pytest.mark.parametrize("who", ["USA", "usa", "United States", " united states "])
def test_parties_and_partners_are_known_by_code_and_by_name(who):
    assert party_named(tt.Dossier.load("busan-2025"), who) == "USA"
    assert code_named(who) == "USA"


def test_a_partner_of_no_name_is_left_to_be_refused():
    with pytest.raises(tt.DossierError, match="unknown party 'Utopia'"):
        party_named(tt.Dossier.load("busan-2025"), "Utopia")
    assert [code_named(text) for text in ("all", "Indonesia", "European Union", "Utopia")] == [
        "all",
        "IDN",
        "EU27",
        "Utopia",
    ]
