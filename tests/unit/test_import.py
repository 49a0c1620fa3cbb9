"""Files of other negotiation tools as dossiers: the same utilities for every package, nothing dropped in silence."""

import datetime
import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from typer.testing import CliRunner

import tradetalks as tt
from tests.unit.test_talks import profiles
from tradetalks.cli import app
from tradetalks.dossier.foreign import read_profile, read_talks
from tradetalks.dossier.imported import to_dossier
from tradetalks.dossier.profiles import Domain, Profile
from tradetalks.space import interchange
from tradetalks.value.worth import worth
from tradetalks.yaml_text import read_file

DAY = datetime.date(2026, 1, 5)
DOMAIN = Domain("laptop", {"price": ("low", "high"), "Warranty (years)": ("1", "2", "3"), "colour": ("red", "RED!")})
BUYER = Profile(
    "buyer", DOMAIN, {"price": 0.5, "Warranty (years)": 0.3, "colour": 0.2},
    {"price": {"low": 1.0, "high": 0.25}, "Warranty (years)": {"1": 0.2, "2": 0.5, "3": 1.0},
     "colour": {"red": 1.0, "RED!": 0.5}}, 0.4, discount=0.8,
)  # fmt: skip
SELLER = Profile(
    "seller", DOMAIN, {"price": 0.7, "Warranty (years)": 0.2, "colour": 0.1},
    {"price": {"low": 0.1, "high": 1.0}, "Warranty (years)": {"1": 1.0, "2": 0.6, "3": 0.0},
     "colour": {"red": 0.3, "RED!": 1.0}}, 0.3,
)  # fmt: skip


def packages(domain):
    return [dict(zip(domain.issues, chosen, strict=True)) for chosen in itertools.product(*domain.issues.values())]


def as_genius(folder, *given):
    interchange.write_genius_domain(given[0].domain, folder / "laptop.xml")
    for profile in given:
        interchange.write_genius_profile(profile, folder / f"{profile.party}.xml")
    return folder


def same(found, wanted):
    """Equal utilities of every package, and of no deal."""
    assert found.reservation == pytest.approx(wanted.reservation, abs=1e-9)
    for package in packages(wanted.domain):
        assert found.utility(package) == pytest.approx(wanted.utility(package), abs=1e-9)


class TestRoundTrip:
    def test_genius_comes_out_as_it_went_in(self, tmp_path):
        talks = read_talks([as_genius(tmp_path, BUYER, SELLER)])
        space = tt.deal_space(to_dossier(talks, DAY))
        domain, written, gap = interchange.additive(space)
        assert gap == pytest.approx(0, abs=1e-9)
        assert domain.issues == DOMAIN.issues
        for profile, wanted in zip(written, (BUYER, SELLER), strict=True):
            same(profile, wanted)
            assert (profile.party, profile.discount) == (wanted.party, wanted.discount)
            assert profile.notes == ()
            path = interchange.write_genius_profile(profile, tmp_path / "again" / f"{profile.party}.xml")
            same(read_profile(path), wanted)
            web = read_profile(interchange.write_geniusweb(profile, tmp_path / "again" / f"{profile.party}.json"))
            for package in packages(DOMAIN):
                assert web.utility(package) == pytest.approx(wanted.utility(package), abs=1e-9)

    @settings(max_examples=25, deadline=None)
    @given(profile=profiles())
    def test_any_profile_keeps_its_utilities(self, profile, tmp_path_factory):
        assume(any(len(options) > 1 for options in profile.domain.issues.values()))
        folder = tmp_path_factory.mktemp("any")
        other = Profile("other", profile.domain, profile.weights, profile.values, 0.1)
        dossier = to_dossier(read_talks([as_genius(folder, profile, other)]), DAY)
        for code, party in dossier.parties.items():
            wanted = {"party": profile, "other": other}[party.name]
            for package in packages(profile.domain)[:40]:
                chosen = {i.id: next(o.id for o in i.options if o.title == package[i.title]) for i in dossier.agenda}
                told = worth(dossier, chosen)[code] + party.score.status_quo
                assert told == pytest.approx(100 * wanted.utility(package), abs=1e-6)

    def test_the_deal_space_is_that_of_the_files(self, tmp_path):
        """Nash by hand, over all twelve packages."""
        space = tt.deal_space(to_dossier(read_talks([as_genius(tmp_path, BUYER, SELLER)]), DAY))
        both = [(BUYER.utility(p) - 0.4, SELLER.utility(p) - 0.3) for p in packages(DOMAIN)]
        best = max((a, b) for a, b in both if min(a, b) >= 0 and a * b == max(x * y for x, y in both if min(x, y) >= 0))
        assert tuple(space.nash.gain.values()) == pytest.approx([100 * g for g in best])


class TestFormats:
    def test_negolog(self, tmp_path):
        for name, profile in (("profileA", BUYER), ("profileB", SELLER)):
            content = {
                "reservationValue": profile.reservation,
                "issueWeights": profile.weights,
                "issues": profile.values,
            }
            (tmp_path / f"{name}.json").write_text(json.dumps(content))
        (tmp_path / "specs.json").write_text('{"Name": "Domain0", "NumberOfBids": 12}')
        talks = read_talks([tmp_path])
        assert [p.party for p in talks.profiles] == ["profileA", "profileB"]
        same(talks.profiles[0], BUYER)
        same(talks.profiles[1], SELLER)
        assert any("specs.json: not read" in note for note in talks.notes)

    def test_negmas(self, tmp_path):
        (tmp_path / "dom.yml").write_text("""
name: dom
type: DiscreteCartesianOutcomeSpace
issues:
- {name: price, type: ContiguousIssue, values: [2, 4]}
- {name: colour, type: CategoricalIssue, values: [a, b]}
""")
        (tmp_path / "u1.yml").write_text("""
name: u1
type: LinearAdditiveUtilityFunction
reserved_value: 0.3
weights: [0.2, 0.6]
values:
- {type: AffineFun, slope: 0.5, bias: -1}
- {type: TableFun, mapping: {a: 0.0, b: 1.0}}
""")
        (tmp_path / "u2.yml").write_text("""
name: u2
type: LinearAdditiveUtilityFunction
reserved_value: -.inf
weights: [0.25, 0.5]
values: [{type: IdentityFun}, {type: LinearFun, slope: 2}]
""")
        with pytest.raises(tt.TradetalksError, match="option of colour is 'a'; expected a number"):
            read_talks([tmp_path])
        (tmp_path / "u2.yml").write_text("""
name: u2
type: LinearAdditiveUtilityFunction
reserved_value: -.inf
weights: [0.25, 0.5]
values: [{type: IdentityFun}, {type: TableFun, mapping: {a: 1, b: 0.5}}]
""")
        talks = read_talks([tmp_path])
        first, second = talks.profiles
        assert first.utility({"price": "4", "colour": "b"}) == pytest.approx(0.2 * 1 + 0.6)
        assert second.utility({"price": "3", "colour": "a"}) == pytest.approx(0.75 + 0.5)
        assert second.reservation == pytest.approx(0.5 + 0.25)
        told = " ".join(talks.notes)
        assert "whole numbers 2 to 4 are read as 3 options" in told
        assert "u2: no reservation" in told

    def test_a_discounted_function_of_negmas_keeps_the_reservation_inside(self, tmp_path):
        """As NegMAS writes GENIUS profiles with a discount: minus infinity outside, the reservation inside."""
        (tmp_path / "dom.yml").write_text("{name: d, issues: [{name: a, type: CategoricalIssue, values: [x, y]}]}")
        inside = (
            "{type: LinearAdditiveUtilityFunction, reserved_value: 0.5, weights: [1.0],"
            " values: [{type: TableFun, mapping: {x: 0.2, y: 0.9}}]}"
        )
        for name, reserve in (("inner", "-.inf"), ("outer", "0.3")):
            (tmp_path / f"{name}.yml").write_text(
                f"{{type: ExpDiscountedUFun, discount: 0.5, reserved_value: {reserve}, ufun: {inside}}}"
            )
        talks = read_talks([tmp_path])
        assert {p.party: p.reservation for p in talks.profiles} == {"inner": 0.5, "outer": 0.3}
        assert any("inner: its discounted function states no reservation" in note for note in talks.notes)
        assert not any("outer: its discounted function" in note for note in talks.notes)

    def test_geniusweb(self, tmp_path):
        for profile in (BUYER, SELLER):
            interchange.write_geniusweb(profile, tmp_path / f"{profile.party}.json")
        talks = read_talks([tmp_path])
        for found, wanted in zip(talks.profiles, (BUYER, SELLER), strict=True):
            for package in packages(DOMAIN):
                assert found.utility(package) == pytest.approx(wanted.utility(package), abs=1e-9)

    def test_real_issues_by_a_chosen_grid(self, tmp_path):
        for name, slope, offset in (("a", 0.1, 0.0), ("b", -0.1, 1.0)):
            (tmp_path / f"{name}.xml").write_text(
                '<utility_space><objective index="0"><issue index="1" name="price" type="real" vtype="real">'
                '<range lowerbound="0.0" upperbound="10.0"/>'
                f'<evaluator ftype="linear" parameter0="{offset}" parameter1="{slope}"/></issue>'
                '<weight index="1" value="1"/></objective></utility_space>'
            )
        with pytest.raises(tt.TradetalksError, match=r"issue 'price' is real.*--grid"):
            read_talks([tmp_path])
        talks = read_talks([tmp_path], grid=5)
        assert talks.domain.issues["price"] == ("0", "2.5", "5", "7.5", "10")
        assert talks.profiles[0].values["price"]["2.5"] == pytest.approx(0.25)
        assert talks.profiles[1].values["price"]["2.5"] == pytest.approx(0.75)
        assert any("are read as 5 values, a grid" in note for note in talks.notes)

    def test_a_line_is_read_at_the_values_of_the_domain(self, tmp_path):
        """GENIUS's own used car: buyer and dealer bound the price by what matters to each, the domain by both."""
        price = (
            '<issue index="1" name="price" type="real" vtype="real"><range lowerbound="{}" upperbound="{}"/>{}</issue>'
        )
        (tmp_path / "domain.xml").write_text(
            '<negotiation_template><utility_space><objective index="0">'
            f"{price.format(10, 30, '')}</objective></utility_space></negotiation_template>"
        )
        for name, low, high, begin, slope in (("buyer", 10, 20, 2.0, -0.1), ("seller", 15, 30, -1.5, 0.1)):
            line = f'<evaluator ftype="linear" parameter0="{begin}" parameter1="{slope}"/>'
            (tmp_path / f"{name}.xml").write_text(
                f'<utility_space><objective index="0">{price.format(low, high, line)}<weight index="1" value="1"/>'
                "</objective></utility_space>"
            )
        talks = read_talks([tmp_path], grid=3)
        assert talks.domain.issues["price"] == ("10", "20", "30")
        assert [tuple(p.values["price"].values()) for p in talks.profiles] == [(1.0, 0.0, 0.0), (0.0, 0.5, 1.0)]
        assert any("buyer: issue 'price': its own bounds are 10 and 20" in note for note in talks.notes)

    def test_whole_numbers_begin_where_the_profile_begins(self, tmp_path):
        """The line of an integer issue goes from its own lower bound on, whatever the domain's is."""
        issue = '<issue index="1" name="n" vtype="integer" lowerbound="{}" upperbound="{}">{}</issue>'
        (tmp_path / "domain.xml").write_text(
            '<negotiation_template><utility_space><objective index="0">'
            f"{issue.format(0, 4, '')}</objective></utility_space></negotiation_template>"
        )
        line = '<evaluator ftype="linear" offset="0.2" slope="0.1"/>'
        for name in ("a", "b"):
            (tmp_path / f"{name}.xml").write_text(
                f'<utility_space><objective index="0">{issue.format(2, 4, line)}'
                '<weight index="1" value="1"/></objective></utility_space>'
            )
        values = read_talks([tmp_path]).profiles[0].values["n"]
        assert values == pytest.approx({"0": 0.0, "1": 0.1, "2": 0.2, "3": 0.3, "4": 0.4})


class TestFaults:
    def test_a_table_named_as_xml_is_told_and_left(self, tmp_path):
        """As the generators of domains leave beside them: points of a frontier as text in pareto.xml."""
        as_genius(tmp_path, BUYER, SELLER)
        (tmp_path / "pareto.xml").write_text("\n0.678, 1.0\n0.680, 0.932\n")
        assert "pareto.xml: not read, it holds no XML" in read_talks([tmp_path]).left
        (tmp_path / "pareto.xml").write_text("<utility_space><objective")
        with pytest.raises(tt.TradetalksError, match=r"pareto.xml: not XML"):
            read_talks([tmp_path])

    def test_profiles_of_different_domains(self, tmp_path):
        other = Profile("other", Domain("d", {"speed": ("a", "b")}), {"speed": 1.0}, {"speed": {"a": 1.0, "b": 0.0}})
        as_genius(tmp_path, BUYER)
        interchange.write_genius_profile(other, tmp_path / "other.xml")
        with pytest.raises(tt.TradetalksError, match=r"other.xml: of another domain.*has speed; lacks"):
            read_talks([tmp_path])

    def test_one_profile_is_no_negotiation(self, tmp_path):
        with pytest.raises(tt.TradetalksError, match="found 1 profile; expected one for each of two parties"):
            read_talks([as_genius(tmp_path, BUYER)])

    def test_a_utility_function_needs_its_domain(self, tmp_path):
        (tmp_path / "u.yml").write_text("{type: LinearAdditiveUtilityFunction, values: [{type: IdentityFun}]}")
        with pytest.raises(tt.TradetalksError, match="without its domain"):
            read_talks([tmp_path])

    def test_options_that_the_domain_lacks_are_told(self, tmp_path):
        more = {**BUYER.values, "price": {"low": 1.0, "high": 0.25, "free": 0.9}}
        wide = Domain("laptop", {**DOMAIN.issues, "price": ("low", "high", "free")})
        as_genius(tmp_path, SELLER)
        path = tmp_path / "buyer.xml"
        interchange.write_genius_profile(Profile("buyer", wide, BUYER.weights, more, 0.4), path)
        talks = read_talks([tmp_path])
        assert any("buyer: issue 'price': left out, as the domain lacks it: free" in note for note in talks.notes)

    def test_the_same_name_twice(self, tmp_path):
        for name in ("one", "two"):
            interchange.write_geniusweb(BUYER, tmp_path / f"{name}.json")
        assert [p.party for p in read_talks([tmp_path]).profiles] == ["one", "two"]

    def test_an_issue_of_one_option_is_in_the_score(self, tmp_path):
        domain = Domain("d", {"a": ("x",), "b": ("x", "y")})
        mine, yours = (
            Profile(name, domain, {"a": 0.4, "b": 0.6}, {"a": {"x": 1.0}, "b": values})
            for name, values in (("mine", {"x": 1.0, "y": 0.0}), ("yours", {"x": 0.5, "y": 1.0}))
        )
        dossier = to_dossier(read_talks([as_genius(tmp_path, mine, yours)]), DAY)
        assert [item.id for item in dossier.agenda] == ["b"]
        assert dossier.parties["MINE"].score.status_quo == pytest.approx(100)
        assert any("issue 'a' has one option only" in told for told in dossier.assumptions)
        made = CliRunner().invoke(app, ["import", str(tmp_path), "-o", str(tmp_path / "made")])
        assert "issue 'a' has one option only" in " ".join(made.stdout.split())


class TestReservationBid:
    """GeniusWeb states no deal as a package: the one written is the least good of those no worse."""

    @settings(max_examples=40, deadline=None)
    @given(profile=profiles())
    def test_no_package_is_nearer_from_above(self, profile, tmp_path_factory):
        path = interchange.write_geniusweb(profile, tmp_path_factory.mktemp("bid") / "p.json")
        known = sorted(u for p in packages(profile.domain) if (u := profile.utility(p)) >= profile.reservation - 1e-12)
        written = read_profile(path)
        if profile.reservation <= 0 or not known:
            assert written.reservation_bid is None
        else:
            assert written.reservation == pytest.approx(known[0], abs=1e-9)
        told = interchange.reservation_words(profile)
        exact = profile.reservation <= 0 or (known and abs(known[0] - profile.reservation) <= 1e-9)
        assert bool(told) != bool(exact)

    def test_a_bid_that_was_read_is_worth_as_much_when_written_again(self, tmp_path):
        bids = {"buyer": {"price": "high", "Warranty (years)": "2", "colour": "red"}, "seller": None}
        for profile in (BUYER, SELLER):
            own = Profile(profile.party, DOMAIN, profile.weights, profile.values, 0.0, bids[profile.party])
            interchange.write_geniusweb(own, tmp_path / f"{profile.party}.json")
        talks = read_talks([tmp_path])
        assert talks.profiles[0].reservation == pytest.approx(BUYER.utility(bids["buyer"]))
        _, written, _ = interchange.additive(tt.deal_space(to_dossier(talks, DAY)))
        again = read_profile(interchange.write_geniusweb(written[0], tmp_path / "again" / "buyer.json"))
        assert again.reservation == pytest.approx(talks.profiles[0].reservation, abs=1e-9)
        assert interchange.reservation_words(written[0]) == ""


class TestCommand:
    def test_import_then_every_other_command(self, tmp_path):
        as_genius(tmp_path / "files", BUYER, SELLER)
        made = CliRunner().invoke(app, ["import", str(tmp_path / "files"), "-o", str(tmp_path / "made")])
        assert made.exit_code == 0, made.output
        assert "2 parties, 3 items, 7 options; adjustments: 1." in made.stdout
        assert "buyer: discount factor 0.8" in made.stdout
        written = read_file(tmp_path / "made" / "dossier.yaml")
        assert written["parties"]["BUYER"]["discount"] == 0.8
        for command in ("check", "deals", "explain", "negotiate", "robust", "durability"):
            words = [command, str(tmp_path / "made"), *(["nash"] if command == "explain" else [])]
            found = CliRunner().invoke(app, words)
            assert found.exit_code == 0, (command, found.output, found.exception)
            if command == "deals":
                told = " ".join(found.stdout.split())
                assert "Compared with no deal, the fair split (Nash) brings" in told
                assert "today" not in told
        out = CliRunner().invoke(app, ["export", str(tmp_path / "made"), "-o", str(tmp_path / "again")])
        assert out.exit_code == 0
        same(read_profile(tmp_path / "again" / "laptop-BUYER.xml"), BUYER)

    def test_packages_above_the_cap_of_genius_are_counted(self, tmp_path):
        """Weights that sum to more than 1: GENIUS caps utilities at 1, a dossier adds them up."""
        heavy = replace(SELLER, weights={issue: 1.3 * weight for issue, weight in SELLER.weights.items()})
        above = [sum(w * heavy.values[i][p[i]] for i, w in heavy.weights.items()) for p in packages(DOMAIN)]
        as_genius(tmp_path / "files", replace(BUYER, discount=1.0), heavy)
        assert read_profile(tmp_path / "files" / "seller.xml").cap == 1
        wanted = sum(value > 1 for value in above)
        assert 0 < wanted < len(above)
        made = CliRunner().invoke(app, ["import", str(tmp_path / "files"), "-o", str(tmp_path / "made"), "--json"])
        notes = json.loads(made.stdout)["adjustments"]
        assert not any("some packages" in note for note in notes)  # told once, with their number
        assert any(f"{wanted} of 12 packages add up to more than 1, at most {max(above):.4g}" in note for note in notes)
        told = tt.Dossier.load(tmp_path / "made").assumptions
        assert any("capped there by the format" in line for line in told)

    def test_json_counts_adjustments(self, tmp_path):
        as_genius(tmp_path / "files", BUYER, SELLER)
        made = CliRunner().invoke(app, ["import", str(tmp_path / "files"), "-o", str(tmp_path / "made"), "--json"])
        assert len(json.loads(made.stdout)["adjustments"]) == 1
