"""Files of the negotiation community: the utilities that GENIUS and GeniusWeb compute, and what is said of a file."""

import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.dossier.genius import read_domain as read_genius_domain
from tradetalks.dossier.genius import read_profile as read_genius_profile
from tradetalks.dossier.geniusweb import read_domain as read_geniusweb_domain
from tradetalks.dossier.geniusweb import read_profile as read_geniusweb
from tradetalks.dossier.profiles import Domain, Profile
from tradetalks.space.interchange import write_genius_profile, write_geniusweb

ISSUES = (
    '<issue index="1" name="a" vtype="discrete">'
    '<item value="x" evaluation="1"/><item value="y" evaluation="0.5"/></issue>'
    '<issue index="2" name="b" vtype="discrete">'
    '<item value="x" evaluation="4"/><item value="y" evaluation="3.2"/></issue>'
)


def genius(tmp_path, issues=ISSUES, weights=(0.5, 0.5), rest="", kind="", head=""):
    path = tmp_path / "profile.xml"
    given = "".join(f'<weight index="{k}" value="{w}"/>' for k, w in enumerate(weights, 1))
    text = f'{head}<utility_space{kind}><objective index="0">{issues}{given}</objective>{rest}</utility_space>'
    path.write_text(text, encoding="utf-8")
    return path


class TestGenius:
    def test_weights_are_not_rescaled_and_utility_is_capped(self, tmp_path):
        rest = '<discount_factor value="0.5"/><reservation value="0.9"/>'
        found = read_genius_profile(genius(tmp_path, weights=(0.5, 0.6), rest=rest))
        assert found.utility({"a": "x", "b": "y"}) == pytest.approx(0.98)
        assert found.utility({"a": "x", "b": "x"}) == 1.0
        assert found.reservation == 0.9
        assert found.discount == 0.5
        assert any("sum to 1.1" in note for note in found.notes)
        assert any("discount factor 0.5" in note for note in found.notes)
        light = read_genius_profile(genius(tmp_path, weights=(0.3, 0.4)))
        assert light.utility({"a": "x", "b": "x"}) == pytest.approx(0.7)

    def test_a_plain_file_has_nothing_to_tell(self, tmp_path):
        assert read_genius_profile(genius(tmp_path)).notes == ()
        rest = '<discount_factor value="1.0"/><reservation value="0.2"/>'
        assert read_genius_profile(genius(tmp_path, rest=rest)).notes == ()

    @pytest.mark.parametrize(
        ("kind", "rest"),
        [(' type="UNCERTAIN"', "<comparisons>10</comparisons><errors>2</errors>"), (' type="uncertain"', "")],
    )
    def test_uncertain_preferences_are_told(self, tmp_path, kind, rest):
        (note,) = read_genius_profile(genius(tmp_path, kind=kind, rest=rest)).notes
        assert "UNCERTAIN" in note
        assert ("comparisons 10" in note) == bool(rest)

    def test_an_option_listed_twice_counts_once_and_last(self, tmp_path):
        issues = (
            '<issue index="1" name="a" vtype="discrete"><item value="x" evaluation="1"/>'
            '<item value="y" evaluation="2"/><item value="x" evaluation="4"/></issue>'
        )
        path = genius(tmp_path, issues, weights=(1.0,))
        found = read_genius_profile(path)
        assert found.domain.issues["a"] == ("x", "y")
        assert found.utility({"a": "x"}) == 1.0
        assert found.utility({"a": "y"}) == 0.5
        assert "more than once" in found.notes[0]
        assert read_genius_domain(path).notes == found.notes

    @pytest.mark.parametrize(
        ("issue", "wanted"),
        [
            # GENIUS 10: from the lower bound on
            (
                'lowerbound="2" upperbound="6"><evaluator ftype="linear" offset="0.2" slope="0.2"/>',
                [0.2, 0.4, 0.6, 0.8, 1],
            ),
            # kept to 0..1
            ('lowerbound="0" upperbound="2"><evaluator ftype="linear" offset="-0.5" slope="1"/>', [0, 0.5, 1]),
            # older files: in a range, by the value itself
            (
                '><range lowerbound="0" upperbound="4"/><evaluator ftype="linear" parameter1="0.25" parameter0="0"/>',
                [0, 0.25, 0.5, 0.75, 1],
            ),
        ],
    )
    def test_integer_issues_are_lists(self, tmp_path, issue, wanted):
        path = genius(tmp_path, f'<issue index="1" name="n" vtype="integer" {issue}</issue>', weights=(1.0,))
        found = read_genius_profile(path)
        assert [found.utility({"n": option}) for option in found.domain.issues["n"]] == pytest.approx(wanted)
        assert "are read as" in found.notes[0]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (
                'offset="-2.5" slope="0.1"',
                "11 of 11 values are kept to 0 or 1, as GENIUS does; the party has no preference",
            ),
            ('offset="0.5" slope="0.1"', "6 of 11 values are kept to 0 or 1, as GENIUS does"),
            ('offset="0" slope="0.1"', ""),
        ],
    )
    def test_what_a_line_loses_at_its_ends_is_told(self, tmp_path, line, said):
        issue = f'lowerbound="25" upperbound="35"><evaluator ftype="linear" {line}/>'
        path = genius(tmp_path, f'<issue index="1" name="pay" vtype="integer" {issue}</issue>', weights=(1.0,))
        told = [note for note in read_genius_profile(path).notes if "kept to" in note]
        assert bool(told) == bool(said)
        assert said in " ".join(told)

    @pytest.mark.parametrize(
        ("issues", "kind", "rest", "message"),
        [
            (ISSUES, ' type="nonlinear"', "", "non-linear"),
            (
                ISSUES,
                "",
                '<ufun><hyperRectangle utility_of="3"><INCLUDES index="1"/></hyperRectangle></ufun>',
                "hyper-rect",
            ),
            (
                '<issue index="1" name="n" vtype="integer" lowerbound="0" upperbound="9"/>',
                ' type="nonlinear"',
                "",
                "non-lin",
            ),
            ('<issue index="1" name="r" vtype="real"/>', "", "", "'r' is real; only discrete and integer"),
            ('<issue index="1" name="n" vtype="integer" lowerbound="0" upperbound="99999999"/>', "", "", "99999999"),
            ('<issue index="1" name="n" vtype="integer" lowerbound="5" upperbound="1"/>', "", "", "rising"),
            ('<issue index="1" name="n" vtype="integer" lowerbound="0" upperbound="3"/>', "", "", "no evaluator"),
        ],
    )
    def test_what_is_not_read_is_named(self, tmp_path, issues, kind, rest, message):
        with pytest.raises(tt.TradetalksError, match=message):
            read_genius_profile(genius(tmp_path, issues, kind=kind, rest=rest))

    def test_encodings(self, tmp_path):
        issue = '<issue index="1" name="prix élevé" vtype="discrete"><item value="x" evaluation="1"/></issue>'
        path = genius(tmp_path, issue, weights=(1.0,))
        text = path.read_text(encoding="utf-8")
        declared = '<?xml version="1.0" encoding="ISO-8859-1"?>' + text
        for content, notes in (
            (declared.encode("latin-1"), 0),
            (text.encode("latin-1"), 1),  # names no encoding
            (('<?xml version="1.0"?>' + text).encode("latin-1"), 1),
            (text.encode("utf-8-sig"), 0),
            (('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16"), 0),
        ):
            path.write_bytes(content)
            found = read_genius_profile(path)
            assert list(found.weights) == ["prix élevé"]
            assert len(found.notes) == notes

    def test_a_comment_before_the_declaration(self, tmp_path):
        head = '<!-- made\nby hand -->\n <!-- twice --><?xml version="1.0" encoding="UTF-8"?>'
        assert read_genius_profile(genius(tmp_path, head=head)).utility({"a": "x", "b": "x"}) == 1.0

    def test_entities_stay_refused_in_any_encoding(self, tmp_path):
        path = tmp_path / "bad.xml"
        text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "e">]><a/>'
        path.write_bytes(text.encode("utf-16"))
        with pytest.raises(tt.TradetalksError, match="entities are not read"):
            read_genius_profile(path)

    def test_writing_keeps_utilities_though_genius_divides_by_the_largest(self, tmp_path):
        domain = Domain("d", {"a": ("x", "y"), "b": ("x", "y")})
        given = Profile("p", domain, {"a": 0.5, "b": 0.5}, {"a": {"x": 0.8, "y": 0.2}, "b": {"x": 1.0, "y": 0.0}}, 0.3)
        found = read_genius_profile(write_genius_profile(given, tmp_path / "p.xml"))
        for a, b in (("x", "x"), ("x", "y"), ("y", "x"), ("y", "y")):
            assert found.utility({"a": a, "b": b}) == pytest.approx(given.utility({"a": a, "b": b}))


def web(tmp_path, utilities, weights=None, values=None, bid=None):
    path = tmp_path / "profile.json"
    space = {
        "name": "p1",
        "domain": {"name": "d", "issuesValues": {"a": values or {"values": ["x", "y"]}}},
        "issueUtilities": {"a": utilities}, "issueWeights": weights or {"a": 1.0}, "reservationBid": bid,
    }  # fmt: skip
    path.write_text(json.dumps({"LinearAdditiveUtilitySpace": space}), encoding="utf-8")
    return path


LISTED = {"valueUtilities": {"x": 1.0, "y": 0.2}}


class TestGeniusWeb:
    @pytest.mark.parametrize("name", ["DiscreteValueSetUtilities", "discreteutils"])
    def test_both_spellings(self, tmp_path, name):
        found = read_geniusweb(web(tmp_path, {name: LISTED}))
        assert (found.utility({"a": "x"}), found.utility({"a": "y"})) == (1.0, 0.2)
        assert found.notes == ()

    @pytest.mark.parametrize("name", ["NumberValueSetUtilities", "numberutils"])
    def test_numbers_in_steps_are_a_list(self, tmp_path, name):
        line = {"lowValue": 10, "lowUtility": 0, "highValue": 11, "highUtility": 1}
        found = read_geniusweb(web(tmp_path, {name: line}, values={"range": ["10", "11", "0.25"]}))
        assert found.domain.issues["a"] == ("10", "10.25", "10.5", "10.75", "11")
        assert [found.utility({"a": o}) for o in found.domain.issues["a"]] == pytest.approx([0, 0.25, 0.5, 0.75, 1])
        assert "5 options" in found.notes[0]

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"utilities": {"DiscreteValueSetUtilities": LISTED}, "weights": {"a": 0.7}}, "sum to 0.7"),
            ({"utilities": {"discreteutils": {"valueUtilities": {"x": 1.4}}}}, "a x is 1.4"),
            ({"utilities": {"discreteutils": {"valueUtilities": {"x": -0.2}}}}, "a x is -0.2"),
            ({"utilities": {"otherutils": LISTED}}, "found otherutils; expected DiscreteValueSetUtilities"),
            ({"utilities": {"discreteutils": LISTED}, "values": {"range": ["0", "1", "0"]}}, "range 0 to 1 by 0"),
            ({"utilities": {"discreteutils": LISTED}, "values": {"range": ["0", "9e9", "1"]}}, "at most 10,000"),
            ({"utilities": {"discreteutils": LISTED}, "values": {}}, "domain|expected 'values'"),
        ],
    )
    def test_what_geniusweb_refuses_is_refused(self, tmp_path, changes, message):
        if changes.get("values") == {}:
            path = web(tmp_path, changes["utilities"])
            path.write_text(path.read_text().replace('{"values": ["x", "y"]}', "{}"))
        else:
            path = web(tmp_path, **changes)
        with pytest.raises(tt.TradetalksError, match=message):
            read_geniusweb(path)

    def test_a_domain_alone(self, tmp_path):
        path = tmp_path / "domain.json"
        path.write_text(json.dumps({"name": "d", "issuesValues": {"a": {"values": ["x", "y"]}}}))
        assert read_geniusweb_domain(path).issues == {"a": ("x", "y")}

    def test_weights_that_do_not_sum_to_one_are_not_written(self, tmp_path):
        given = Profile("p", Domain("d", {"a": ("x",)}), {"a": 1.1}, {"a": {"x": 1.0}})
        with pytest.raises(tt.TradetalksError, match=r"sum to 1\.1"):
            write_geniusweb(given, tmp_path / "p.json")


def test_a_package_is_checked_by_name(tmp_path):
    found = read_geniusweb(web(tmp_path, {"discreteutils": LISTED}))
    for package, message in (
        ({"b": "x"}, "nearest|unknown issue"),
        ({"a": "z"}, "unknown option"),
        ({}, "nothing on a"),
    ):
        with pytest.raises(tt.TradetalksError, match=message):
            found.utility(package)


def test_the_command_prints_what_was_adjusted(tmp_path):
    rest = '<discount_factor value="0.5"/><reservation value="0.9"/>'
    path = genius(tmp_path, weights=(0.5, 0.6), rest=rest)
    told = CliRunner().invoke(app, ["profile", str(path), "-p", "a=x,b=y"]).stdout
    for words in ("0.98, no worse than no deal", "sum to 1.1", "discount factor 0.5"):
        assert words in " ".join(told.split())
    found = json.loads(CliRunner().invoke(app, ["profile", str(path), "--json"]).stdout)
    assert len(found["notes"]) == 2
