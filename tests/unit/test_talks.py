"""Deals explained: why there is none, what linking adds, what red lines cost, who blocks, how sure, and files."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.counsel.coalitions import bystanders, core
from tradetalks.counsel.diagnosis import diagnose, linkage, red_line_prices
from tradetalks.counsel.robustness import Statement, acceptability, robustness
from tradetalks.dossier import genius, geniusweb
from tradetalks.dossier.profiles import Domain, Profile
from tradetalks.report.talks_words import diagnosis_words
from tradetalks.space import interchange


def political(options, parties=("USA", "EU"), regions=("USA", "EU27"), **changes):
    """A dossier of items without measures: ``options`` is item -> option -> party -> mid worth (range +-1)."""
    agenda = [
        {
            "id": item,
            "title": item,
            "status_quo": "none",
            "options": [
                {"id": "none", "title": "none"},
                *(
                    {
                        "id": option,
                        "title": option,
                        "worth": {
                            p: {"low": v - 1, "mid": v, "high": v + 1, "basis": "judgement"} for p, v in worth.items()
                        },
                    }
                    for option, worth in choices.items()
                ),
            ],
        }
        for item, choices in options.items()
    ]
    content = small(
        agenda=agenda,
        parties={p: {"region": r, "name": p} for p, r in zip(parties, regions, strict=True)},
        constraints=[],
        red_lines=[],
        in_force=[],
        no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}],
    )
    return {**content, **changes}


def space_of(tmp_path, content):
    return tt.deal_space(tt.Dossier.load(write(tmp_path, content)))


SWAP = {"a": {"yes": {"USA": 5, "EU": -2}}, "b": {"yes": {"USA": -3, "EU": 4}}}
ONE_SIDED = {"a": {"yes": {"USA": 5, "EU": -2}}, "b": {"yes": {"USA": 1, "EU": -4}}}


class TestDiagnosis:
    def test_a_zone_needs_no_diagnosis(self, tmp_path):
        found = diagnose(space_of(tmp_path, political(SWAP)))
        assert found.zone
        assert found.transfer == 0
        assert found.blockers == ()

    def test_who_blocks_and_the_smallest_transfer(self, tmp_path):
        """Keeping peace costs the EU 10; the best package still leaves it 8 short and gives the US 20."""
        content = political({"a": {"yes": {"USA": 20, "EU": 2}}, "b": {"yes": {"USA": 0, "EU": 6}}})
        content["no_deal"][0]["package"] = {"b": "yes"}
        content["agenda"][1]["options"][1]["worth"]["EU"] = {"low": 9, "mid": 10, "high": 11, "basis": "judgement"}
        content["red_lines"] = [{"party": "USA", "item": "b", "never": ["yes"], "because": "not that"}]
        space = space_of(tmp_path, content)
        found = diagnose(space, rules=True)
        assert not found.zone
        assert found.blockers == ("EU",)
        assert found.shortfall["EU"] == pytest.approx(8)
        assert found.transfer == pytest.approx(8)
        assert found.transfer_from == pytest.approx({"USA": 8, "EU": -8})
        names = {p: party.name for p, party in space.dossier.parties.items()}
        line = f"opens one, paid by {names['USA']} to {names['EU']}."
        assert sum(line in told for told in diagnosis_words(space, found)) == 1
        shared = replace(found, transfer_from={"USA": 6, "EU": -8, "CAN": 2})
        space.dossier.parties["CAN"] = space.dossier.parties["EU"].model_copy(update={"name": "Canada"})
        assert any(
            f"paid by {names['USA']} (6.0) and Canada (2.0) to {names['EU']}." in told
            for told in diagnosis_words(space, shared)
        )
        del space.dossier.parties["CAN"]
        assert found.transfer_package == {"a": "yes", "b": "none"}
        assert found.rules == ("not that",)
        best = found.opened_by[0]
        assert (best.party, best.item, best.option, best.more) == ("EU", "a", "yes", pytest.approx(8))
        assert "cannot" in space.none_because["nash"] or "no package" in space.none_because["nash"]

    def test_the_inverse_question_is_answered_right(self, tmp_path):
        """Raising the worth by what the diagnosis says opens the zone; a little less does not."""
        for more, opens in ((8.001, True), (7.999, False)):
            content = political({"a": {"yes": {"USA": 20, "EU": 2 + more}}, "b": {"yes": {"EU": 10}}})
            content["no_deal"][0]["package"] = {"b": "yes"}
            content["red_lines"] = [{"party": "USA", "item": "b", "never": ["yes"], "because": "not that"}]
            assert diagnose(space_of(tmp_path / str(opens), content)).zone == opens

    def test_no_transfer_helps_where_joint_gains_are_negative(self, tmp_path):
        content = political({"a": {"yes": {"USA": -1, "EU": -2}}, "b": {"yes": {"USA": 3, "EU": 4}}})
        content["no_deal"][0]["package"] = {"b": "yes"}
        content["red_lines"] = [{"party": "EU", "item": "b", "never": ["yes"], "because": "never"}]
        found = diagnose(space_of(tmp_path, content))
        assert found.transfer is None


class TestLinkage:
    def test_a_swap_that_neither_item_allows_alone(self, tmp_path):
        space = space_of(tmp_path, political(SWAP))
        found = linkage(space, space.nash.package)
        assert dict(found.apart) == {}
        assert found.linked_gain == pytest.approx({"USA": 2, "EU": 2})
        assert found.added == pytest.approx(4)
        (swap,) = found.swaps
        gives = dict(zip(space.parties, (swap.first, swap.second), strict=True))
        assert gives == {"USA": ("b", "yes"), "EU": ("a", "yes")}
        cost = {"USA": 3, "EU": 2}
        assert swap.rate == pytest.approx(cost[space.parties[1]] / cost[space.parties[0]])

    def test_items_that_please_both_need_no_link(self, tmp_path):
        space = space_of(tmp_path, political({**SWAP, "c": {"yes": {"USA": 1, "EU": 1}}}))
        found = linkage(space, space.nash.package)
        assert found.apart == {"c": "yes"}
        assert found.added == pytest.approx(4)

    def test_the_price_of_a_red_line(self, tmp_path):
        line = {"party": "EU", "item": "a", "never": ["yes"], "because": "never"}
        space = space_of(tmp_path, political({**SWAP, "c": {"yes": {"USA": 1, "EU": 1}}}, red_lines=[line]))
        (price,) = red_line_prices(space)
        assert price.joint == pytest.approx(4)
        assert price.nash == pytest.approx({"USA": 2, "EU": 2})
        assert not price.opens

    @pytest.mark.parametrize(("eu", "told"), [(1, "a package only without it"), (-1, "no package either way")])
    def test_a_red_line_where_nothing_can_be_signed_has_no_price(self, tmp_path, eu, told):
        where = str(write(tmp_path, closed(eu)))
        (price,) = red_line_prices(tt.deal_space(tt.Dossier.load(where)))
        assert price.opens == (eu > 0)
        assert np.isnan([price.joint, *price.nash.values()]).all()
        for package in ("nash", "status_quo"):
            words = CliRunner().invoke(app, ["explain", where, package, "--red-lines"], env={"COLUMNS": "200"})
            assert words.exit_code == 0, words.output
            assert told in words.stdout


def closed(eu):
    """Talks in which nothing can be signed: no deal is better for both than what the EU's red line leaves."""
    gain = {p: {"low": 2, "mid": 2, "high": 2, "basis": "judgement"} for p in ("USA", "EU")}
    return political(
        {"a": {"yes": {"USA": 3, "EU": 2 + eu}}},
        red_lines=[{"party": "EU", "item": "a", "never": ["yes"], "because": "never"}],
        no_deal=[{"name": "else", "title": "something else", "probability": 1.0, "worth": gain}],
    )


THREE = {"ab": {"yes": {"USA": 3, "EU": 3, "CHN": 0}}, "all": {"yes": {"USA": 1, "EU": 1, "CHN": 1}}}


def coalitions(found):
    return {frozenset(members): worth for members, worth in found.worth.items()}


class TestCoalitions:
    def space(self, tmp_path, options):
        content = political(options, ("USA", "EU", "CHN"), ("USA", "EU27", "CHN"))
        content["agenda"][0]["carried_out_by"] = ["USA", "EU"]
        return space_of(tmp_path, content)

    def test_worth_of_coalitions_and_a_core(self, tmp_path):
        space = self.space(tmp_path, THREE)
        found = core(space, space.nash.package)
        worth = coalitions(found)
        assert worth[frozenset({"USA", "EU"})] == pytest.approx(6)
        assert worth[frozenset({"USA", "EU", "CHN"})] == pytest.approx(9)
        assert worth[frozenset({"USA"})] == pytest.approx(0)
        assert not found.empty
        assert found.blocked_by == ()
        assert found.division["USA"] + found.division["EU"] >= 6 - 1e-6

    def test_a_coalition_blocks_what_leaves_it_worse(self, tmp_path):
        space = self.space(tmp_path, THREE)
        blocked = {frozenset(members) for members in core(space, {"all": "yes"}).blocked_by}
        assert blocked == {frozenset({"USA", "EU"}), frozenset({"USA", "EU", "CHN"})}

    def test_three_parties_bargain(self, tmp_path):
        space = self.space(tmp_path, THREE)
        assert space.nash.package == {"ab": "yes", "all": "yes"}
        assert set(space.nash.gain) == {"USA", "EU", "CHN"}


class TestRobustness:
    def test_percentiles_match_the_triangle(self, tmp_path):
        """One item, worth triangular on (1, 2, 3): its percentiles in closed form."""
        space = space_of(tmp_path, political({"a": {"yes": {"USA": 2, "EU": 2}}}))
        (found,) = robustness(space, {"deal": {"a": "yes"}}, draws=40_000, sets=["GYY"])
        assert found.low["USA"] == pytest.approx(1 + np.sqrt(0.1), abs=0.02)
        assert found.mid["USA"] == pytest.approx(2, abs=0.02)
        assert found.high["EU"] == pytest.approx(3 - np.sqrt(0.1), abs=0.02)
        assert found.all_accept == 1.0
        assert found.shares["USA"][0] == ("worth of a=yes", pytest.approx(100))

    def test_the_wider_range_matters_most(self, tmp_path):
        content = political({"a": {"yes": {"USA": 2, "EU": 2}}, "b": {"yes": {"USA": 2, "EU": 2}}})
        content["agenda"][1]["options"][1]["worth"]["USA"] |= {"low": -8, "high": 12}
        space = space_of(tmp_path, content)
        (found,) = robustness(space, {"deal": {"a": "yes", "b": "yes"}}, sets=["GYY"])
        assert found.shares["USA"][0][0] == "worth of b=yes"
        assert 0.5 < found.accepted["USA"] < 1
        assert found.accepted["EU"] == 1
        again = robustness(space, {"deal": {"a": "yes", "b": "yes"}}, sets=["GYY"])[0]
        assert again == found  # the seed decides

    def test_statements_cut_the_polytope(self, tmp_path):
        space = space_of(tmp_path, political({"a": {"yes": {"USA": 0, "EU": 5}}, "b": {"yes": {"USA": 0, "EU": 5}}}))
        package = {"a": "yes"}
        loose = acceptability(space, package)[0 if space.parties[0] == "USA" else 1]
        assert (loose.lowest, loose.highest) == (pytest.approx(-1), pytest.approx(1))
        assert not loose.necessarily
        assert loose.possibly
        told = [Statement("USA", {"a": "yes"}, {"b": "yes"}, 1.0)]  # a is worth at least 1 more than b
        cut = acceptability(space, package, told)[0 if space.parties[0] == "USA" else 1]
        assert cut.lowest == pytest.approx(0)
        assert cut.necessarily
        with pytest.raises(tt.DossierError, match="no worth within"):
            acceptability(space, package, [Statement("USA", {"a": "yes"}, {"b": "yes"}, 3.0)])
        with pytest.raises(tt.DossierError, match="unknown party"):
            acceptability(space, package, [Statement("US", {"a": "yes"}, {})])


words = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=6)


@st.composite
def profiles(draw):
    names = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    issues = {n: tuple(draw(st.lists(words, min_size=1, max_size=4, unique=True))) for n in names}
    raw = [draw(st.floats(0.05, 1)) for _ in names]
    weights = {n: w / sum(raw) for n, w in zip(names, raw, strict=True)}
    values = {}
    for n, options in issues.items():
        given_ = [draw(st.floats(0, 1)) for _ in options]
        given_[0] = 1.0  # GENIUS normalises by the maximum: a profile in its own form has a 1 in every issue
        values[n] = dict(zip(options, given_, strict=True))
    return Profile("party", Domain("domain", issues), weights, values, draw(st.floats(0, 0.9)))


class TestFiles:
    @settings(max_examples=40, deadline=None)
    @given(profile=profiles())
    def test_round_trips(self, profile, tmp_path_factory):
        folder = tmp_path_factory.mktemp("files")
        xml = genius.read_profile(interchange.write_genius_profile(profile, folder / "p.xml"))
        web = geniusweb.read_profile(interchange.write_geniusweb(profile, folder / "p.json"))
        domain = genius.read_domain(interchange.write_genius_domain(profile.domain, folder / "d.xml"))
        assert domain.issues == profile.domain.issues
        assert xml.reservation == pytest.approx(profile.reservation)
        for found in (xml, web):
            assert found.domain.issues == profile.domain.issues
            assert found.weights == pytest.approx(profile.weights)
            for issue, options in profile.values.items():
                assert found.values[issue] == pytest.approx(options)
        assert web.reservation >= profile.reservation - 1e-9 or web.reservation_bid is None

    def test_genius_normalises_by_the_maximum(self, tmp_path):
        path = tmp_path / "u.xml"
        path.write_text(
            '<utility_space><objective index="0"><issue index="1" name="price" type="discrete" vtype="discrete">'
            '<item index="1" value="low" evaluation="2"/><item index="2" value="high" evaluation="8"/></issue>'
            '<weight index="1" value="1"/></objective><reservation value="0.3"/></utility_space>'
        )
        found = genius.read_profile(path, "seller")
        assert found.party == "seller"
        assert found.utility({"price": "low"}) == pytest.approx(0.25)
        assert found.reservation == 0.3

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("<utility_space>", "not XML"),
            ("<a/>", "no discrete issues"),
            ('<!DOCTYPE x [<!ENTITY e "e">]><a/>', "entities are not read"),
            ('<a><issue name="p" vtype="integer"/></a>', "only discrete"),
            ('<a><issue index="1" name="p"><item value="x" evaluation="y"/></issue></a>', "expected a number"),
            ('<a><issue index="1" name="p"><item value="x" evaluation="1"/></issue></a>', "has no weight"),
        ],
    )
    def test_faults_of_xml(self, tmp_path, text, message):
        path = tmp_path / "bad.xml"
        path.write_text(text)
        with pytest.raises(tt.TradetalksError, match=message):
            genius.read_profile(path)

    @pytest.mark.parametrize(
        ("text", "message"), [("{", "not JSON"), ("[]", "expected a Linear"), ("{}", "expected a Li")]
    )
    def test_faults_of_json(self, tmp_path, text, message):
        path = tmp_path / "bad.json"
        path.write_text(text)
        with pytest.raises(tt.TradetalksError, match=message):
            geniusweb.read_profile(path)

    def test_a_political_space_is_additive(self, tmp_path):
        space = space_of(tmp_path, political(SWAP))
        _, found, gap = interchange.additive(space)
        assert gap < 1e-9
        for profile in found:
            deal = space.nash
            value = profile.offset + profile.unit * profile.utility(deal.package)
            assert value == pytest.approx(deal.value[profile.party])
            j = space.parties.index(profile.party)
            reserve = profile.offset + profile.unit * profile.reservation
            assert reserve == pytest.approx(space.expected_no_deal[j])


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    return str(write(tmp_path_factory.mktemp("small")))


class TestCommands:
    def run(self, *arguments):
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == 0, result.output
        return result.stdout

    def test_explain(self, where):
        found = json.loads(self.run("explain", where, "nash", "--red-lines", "--json"))
        total = {p: sum(part[p] for part in found["account"]) for p in ("USA", "EU")}
        assert total == pytest.approx(found["value"], abs=1e-6)  # parts sum to the package
        assert found["red_lines"][0]["because"] == "never"
        assert len(found["third_countries"]) == 16
        assert "Who gives and who gains" in self.run("explain", where)

    def test_compare(self, where):
        told = self.run("compare", where, "nash", "data=framework")
        assert "gain over no deal" in told
        wrong = CliRunner().invoke(app, ["compare", where, "nsh", "nash"])
        assert wrong.exit_code == 2
        assert "nearest: 'nash'" in " ".join(wrong.output.split())

    def test_robust(self, where, tmp_path):
        words_ = ["robust", where, "-p", "nash", "-p", "status_quo", "--elasticities", "GYY", "--draws", "500"]
        told = self.run(*words_, "--state", "USA: data=framework > steel=lifted + 1", "-o", str(tmp_path))
        assert "How sure" in told
        assert "accepts within the stated ranges" in told
        assert (tmp_path / "robust.svg").read_text().startswith("<svg")
        assert len((tmp_path / "robust.csv").read_text().splitlines()) == 5

    def test_robust_says_that_there_is_no_package_to_judge(self, tmp_path):
        where = str(write(tmp_path, closed(1)))
        told = " ".join(self.run("robust", where, "-o", str(tmp_path / "out")).split())
        assert "No package to judge: no package leaves every party as well off as no deal." in told
        found = json.loads(self.run("robust", where, "--json"))
        assert found["packages"] == []
        assert found["because"] in told
        assert json.loads(self.run("robust", where, "-p", "status_quo", "--draws", "100", "--json"))["because"] is None

    def test_explain_says_that_there_is_no_red_line(self, tmp_path):
        where = str(write(tmp_path, political(SWAP)))
        assert "No party has a red line" in self.run("explain", where, "--red-lines")

    def test_negotiate(self, where, tmp_path):
        found = json.loads(self.run("negotiate", where, "--rounds", "20", "--json", "-o", str(tmp_path)))
        assert len(found["simulated"]) == 16
        assert "Myerson" in found["caveat"]
        assert (tmp_path / "offers.csv").exists()

    def test_export(self, where, tmp_path):
        found = json.loads(self.run("export", where, "-o", str(tmp_path), "--json"))
        assert len(found["files"]) == 5
        profile = geniusweb.read_profile(tmp_path / "small-USA.json")
        assert profile.party == "USA"
        assert profile.domain.issues["steel"] == ("charged", "lifted", "doubled")

    def test_bystanders_are_those_not_at_the_table(self, where):
        space = tt.deal_space(tt.Dossier.load(where))
        found = bystanders(space, {"steel": "doubled"})
        assert {b.region for b in found} == set(space.eve.world.regions) - {"USA", "EU27"}
        assert found[0].billions == min(b.billions for b in found)
