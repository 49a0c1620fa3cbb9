"""The founding case end to end: plausible numbers, a brief that a person can read, a command line that works.

Solving its policies and its Nash branch takes half a minute and more: those tests are slow, and run with every change.
"""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.brief_forms import text_in
from tests.small_dossier import small, write
from tradetalks.cli import app, main
from tradetalks.policy.duties import averages
from tradetalks.policy.duties.definitions import STATUTORY_US
from tradetalks.policy.instruments import compile_measures
from tradetalks.report.brief import render
from tradetalks.report.findings import gather
from tradetalks.report.numbers import bn, pct

runner = CliRunner()


@pytest.fixture(scope="module")
def space():
    return tt.deal_space(tt.Dossier.load("busan-2025"))


@pytest.fixture(scope="module")
def findings(space):
    return gather(space, sensitivity=False)


@pytest.fixture(scope="module")
def page(findings):
    return render(findings)


@pytest.mark.slow
def test_every_policy_is_solved_and_certified(space):
    assert space.valuer.solved + space.valuer.found >= space.policies > 1000
    assert space.valuer.worst_residual < 1e-9


@pytest.mark.slow
def test_frontier_is_signable_and_undominated(space):
    gains = np.array([[d.gain[p] for p in space.parties] for d in space.frontier])
    assert (gains >= 0).all()
    for row in gains:
        assert not np.any(np.all(gains >= row, axis=1) & np.any(gains > row, axis=1))
    for deal in space.frontier:
        assert deal.broken == ()


@pytest.mark.slow
def test_named_packages_are_on_the_frontier(space):
    packages = [d.package for d in space.frontier]
    assert space.nash.package in packages
    assert space.kalai_smorodinsky.package in packages


@pytest.mark.slow
def test_orders_of_magnitude(space):
    """facts/README: ten points move welfare by hundredths to a tenth of a per cent; escalation is what is avoided."""
    income = space.eve.world.income
    ten = space.deal({"fentanyl_tariff": "ten"})
    for p in space.parties:
        share = 100 * ten.economic[p] / income[space.eve.world.region(p)]
        assert 0.01 < share < 0.2
    escalation = space.no_deal["escalation"]
    assert all(escalation.economic[p] < -20 for p in space.parties)
    beans = space.deal({"soybeans": "purchases_25mt"})
    assert 0 < beans.economic["USA"] < 5
    # what China loses without 18 bn of beans is about their value over the trade elasticity on the eve, 2.0
    theta = space.eve.benchmark.trade_elasticity[space.eve.benchmark.sector("SOY")]
    assert 0 < beans.economic["CHN"] < 1.5 * 18 / (theta * space.eve.closure.trade_elasticity_factor)


@pytest.mark.slow
def test_what_was_agreed_can_be_signed(space):
    agreed = space.named["agreed"]
    assert agreed.broken == ()
    assert all(g > 0 for g in agreed.gain.values())


@pytest.mark.slow
def test_escalation_brings_trade_close_to_a_stop(findings):
    before, after = findings.no_deal["escalation"].bilateral_goods("CHN", "USA")
    assert after < 0.25 * before


@pytest.mark.slow
def test_tariffs_by_stage(findings):
    us = findings.tariffs["USA", "CHN"]
    assert us["benchmark"] == pytest.approx(0.110, abs=1e-3)  # duties over imports of 2022
    assert 0.37 < us["eve"] < 0.50
    assert us["eve"] - us["agreed"] == pytest.approx(0.10, abs=1e-3)  # donations and the like pay none of it


@pytest.mark.slow
def test_the_brief_gives_the_ledgers_figures(page, findings):
    """One figure for US on China on the eve: that of `tradetalks ledger rates CHN --on 2025-10-29`."""
    ledger = sum(averages.statutory("CHN", "2025-10-29").values())
    (row,) = (r for r in findings.duties if (r.importer, r.definition) == ("USA", STATUTORY_US))
    assert row.by_stage["eve"] == pytest.approx(ledger)
    assert pct(ledger) in page
    assert "Today, model against what customs counted" in page


@pytest.mark.slow
def test_the_eve_is_what_customs_counted_and_says_what_duties_leave_open(space):
    """China's sales need no cost; US sales do, and with the harvest fit months that came out after the eve."""
    china, america, _ = space.eve.fit.totals
    assert china.gap == pytest.approx(0, abs=1e-6)
    assert america.gap == pytest.approx(0, abs=1e-6)
    assert [cost.flow.exporter for cost in space.eve.fit.costs] == ["CHN", "USA"]
    none, some = space.eve.fit.costs
    assert abs(none.cost) < 0.01
    assert none.unfitted == pytest.approx(china.observed, abs=1)
    assert -0.15 < some.cost < -0.05
    assert china.whole == pytest.approx(china.later, abs=5)
    assert america.whole == pytest.approx(america.later, abs=5)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.tags = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.ids |= {found["id"]} if "id" in found else set()
        self.links += [found[k] for k in ("href", "src", "xlink:href") if k in found]


@pytest.mark.slow
def test_the_brief_owns_up_to_a_fit_to_trade_seen_early(page):
    """Among its assumptions, as among the warnings of ``check``."""
    assumed = page.split('id="assumed"')[1].split("</section>")[0]
    assert assumed.count("seen 2 weeks after the duty changed, on 14 May 2025; your horizon is years 2 to 3") == 2
    assert "what has not yet answered is fitted as a lasting cost." in assumed
    assert "what is sent, at today's prices, before duty" in page.replace("&#39;", "'")


@pytest.mark.slow
def test_brief_is_self_contained_and_complete(page):
    parsed = Page(page)
    assert all(link.startswith("#") for link in parsed.links)
    assert {link[1:] for link in parsed.links} <= parsed.ids
    assert "script" not in parsed.tags
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    wanted = {
        "table",
        "force",
        "measures",
        "nodeal",
        "space",
        "packages",
        "sectors",
        "payers",
        "others",
        "sure",
        "assumed",
        "sources",
        "certificate",
    }
    assert wanted <= parsed.ids
    assert parsed.tags.count("svg") >= 6
    for words in (
        "felt only where more would be sold",
        "licence fees as an export tax",
        "judgement",
        "OECD",
        "Nash",
        "Kalai-Smorodinsky",
        "red line",
        "people who come to work in another sector",
    ):
        assert words in page
    assert "nan" not in re.sub(r"<[^>]*>", " ", page).lower().split()


@pytest.mark.slow
def test_brief_escapes_dossier_text(tmp_path):
    nasty = "<script>alert('x')</script>{{ 7*7 }}"
    content = small(title=nasty, summary=nasty)
    content["agenda"][0]["title"] = nasty
    space = tt.deal_space(tt.Dossier.load(write(tmp_path, content)))
    path = tt.write_brief(space, tmp_path / "out")
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "{{ 7*7 }}" in text
    assert [p.name for p in path.parent.iterdir()] == ["brief.html"]  # nothing half-written left behind


@pytest.mark.slow
def test_a_dossier_without_agreement_says_so(tmp_path):
    content = small()
    content["no_deal"] = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    for item in content["agenda"]:
        for option in item["options"]:
            option.pop("worth", None)
            if option["id"] != item["status_quo"]:
                option["worth"] = {"USA": {"low": -900, "mid": -500, "high": -400, "basis": "judgement"}}
    content["red_lines"] = []
    space = tt.deal_space(tt.Dossier.load(write(tmp_path, content)))
    assert space.nash is None
    text = tt.write_brief(space, tmp_path / "out").read_text(encoding="utf-8")
    assert "No package" in text


@pytest.mark.parametrize(("value", "text"), [(1234.56, "+1,234.6"), (-0.04, "0.0"), (0.0, "0.0"), (-3.21, "\u22123.2")])
def test_money_is_printed_plainly(value, text):
    assert bn(value) == text
    assert pct(-1.0) == "\u22121.0%"
    assert pct(1.0, signed=True) == "+1.0%"


def run(*arguments):
    return runner.invoke(app, list(arguments))


def test_commands(tmp_path):
    folder = str(write(tmp_path / "small"))
    assert json.loads(run("check", folder, "--json").stdout)["faults"] == 0
    solved = json.loads(run("solve", folder, "-p", "steel=lifted,data=framework", "--json", "--no-ranges").stdout)
    assert solved["certificate"]["certified"] is True
    assert solved["regions"]["EU27"]["real_income_bn"] > 0
    assert solved["objections"] == []
    result = run("deals", folder, "--json", "--frontier", str(tmp_path / "f.csv"))
    found = json.loads(result.stdout)
    assert found["named"]["nash"]["gain"]["EU"] > 0
    assert len((tmp_path / "f.csv").read_text().splitlines()) == len(found["frontier"]) + 1
    result = run("brief", folder, "-o", str(tmp_path / "b"))
    assert result.exit_code == 0
    assert (tmp_path / "b" / "brief.html").exists()
    assert "frontier" in run("deals", folder).stdout
    assert "real income" in run("solve", folder, "--no-ranges").stdout


def test_world_schema_and_doctor():
    facts = json.loads(run("world", "check", "--json").stdout)
    assert facts["accounts"]["market_clearing"] < 1e-10
    assert json.loads(run("world", "show", "--json").stdout)["provenance"]["year"] == 2022
    assert "Computers, electronics" in run("world", "show").stdout
    assert json.loads(run("schema").stdout)["title"] == "Dossier"
    assert json.loads(run("doctor", "--json").stdout)["verdict"] == "well"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["check", "nowhere"], 1, "no such file or folder"),
        (["solve", "busan-2025", "-p", "soybean=none"], 1, "nearest: 'soybeans'"),
        (["solve", "busan-2025", "-p", "soybeans"], 2, "or ITEM=OPTION"),
        (["world", "show", "--elasticities", "GY"], 1, "nearest: 'GYY'"),
        (["haggle"], 2, "No such command"),
    ],
)
def test_wrong_use_is_one_message_and_an_exit_code(arguments, code, message, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["tradetalks", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == code
    printed = capsys.readouterr().err
    assert message in " ".join(printed.split())
    assert "Traceback" not in printed


@pytest.mark.slow
@pytest.mark.parametrize("choice", ["agreed", "escalation"])
def test_a_package_from_the_eve_is_the_package_from_the_benchmark(space, choice):
    """Limits, fees and payments carried over to the eve lead where the same measures lead from the benchmark."""
    eve, dossier = space.eve, space.dossier
    branches = {b.name: b.package for b in dossier.no_deal}
    package = dossier.package(branches.get(choice, dossier.agreed.package))
    chosen = [m for item in dossier.agenda for m in item.option(package[item.id]).measures]
    measures = compile_measures([*eve.in_force, *chosen], eve.benchmark, dossier.profile_rates())
    direct = tt.solve(eve.benchmark, measures.on(eve.benchmark), closure=eve.closure)
    from_eve = space.valuer.real_income_ratio([package])[0]
    np.testing.assert_allclose(from_eve * eve.outcome.real_income_ratio, direct.real_income_ratio, rtol=1e-8)


@pytest.mark.slow
def test_the_brief_has_other_forms(space, findings, tmp_path):
    from tradetalks.report.forms import FORMS, in_form, write_forms

    for form in FORMS:
        text = text_in(findings, form)
        assert bn(space.nash.gain["USA"]) in text
        assert "{{" not in text
    assert in_form(findings, "markdown").startswith(b"# Trump-Xi")
    paths = write_forms(findings, tmp_path, ["one-page", "markdown"])
    assert [p.name for p in paths] == ["one-page.html", "brief.md"]
    with pytest.raises(tt.TradetalksError, match="nearest: 'word'"):
        write_forms(findings, tmp_path, ["wrod"])
