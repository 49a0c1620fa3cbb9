"""What is said, and what is left out, where nothing can be computed or where who asks whom is open."""

import json
import re

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.cli import app
from tradetalks.counsel.foreseen import foreseen
from tradetalks.report.findings import gather
from tradetalks.report.forms import in_forms
from tradetalks.report.headline import UNFORETOLD
from tradetalks.report.markdown import markdown_text
from tradetalks.report.space_words import space_words
from tradetalks.report.uncomputed import MOST_NAMED, NOTHING_YET, fill_in_words, is_unsized, uncomputed_words

OF_ZEROS = ("leave no side worse off", "can sign", "Each dot", "Each line is", "<svg", "frontier", "What no deal costs")


def bare(**more):
    """A dossier whose options have no size, and nothing that no deal would change."""
    content = small()
    for item in content["agenda"]:
        for option in item["options"]:
            for field in ("measures", "worth", "phases"):
                option.pop(field, None)
    for key in ("in_force", "escalation"):
        content.pop(key, None)
    return content | {"no_deal": [{"name": "as_is", "title": "things stay", "probability": 1.0}], **more}


def opened(content):
    """The same dossier with the direction of its first item open."""
    item = content["agenda"][0]
    line = {"about": "direction", "says": f"{item['title']}: not said who asks", "item": item["id"]}
    return content | {"unconfirmed": [line]}


def space_of(tmp_path, content):
    return tt.deal_space(tt.Dossier.load(write(tmp_path, content)))


def test_what_is_in_force_beside_the_items_sizes_no_option(tmp_path):
    standing = tt.Dossier.load(write(tmp_path, bare(in_force=small()["in_force"])))
    assert standing.is_computed()
    assert is_unsized(standing)


@pytest.mark.parametrize("field", ["worth", "measures"])
def test_one_option_with_a_size_is_enough(tmp_path, field):
    content, stated = bare(), small()
    item, option, value = next(
        (i, o, option[field])
        for i, item in enumerate(stated["agenda"])
        for o, option in enumerate(item["options"])
        if option.get(field)
    )
    content["agenda"][item]["options"][option][field] = value
    assert not uncomputed_words(tt.Dossier.load(write(tmp_path, content)))


def test_a_way_to_have_no_deal_that_costs_something_is_computed(tmp_path):
    content = bare()
    content["no_deal"][0]["worth"] = {
        party: {"low": -2, "mid": -1, "high": 0, "basis": "judgement"} for party in small()["parties"]
    }
    assert not is_unsized(tt.Dossier.load(write(tmp_path, content)))


def test_the_first_items_are_named_with_file_and_fields_and_the_others_counted(tmp_path):
    content = bare()
    first = content["agenda"][0]
    more = [{**first, "id": f"more{k}", "title": f"More of it, part {k}"} for k in range(MOST_NAMED)]
    found = tt.Dossier.load(write(tmp_path, content | {"agenda": [*content["agenda"], *more], "red_lines": []}))
    told = fill_in_words(found)
    assert "dossier.yaml" in told
    assert "measures or worth" in told
    for item in found.agenda[:MOST_NAMED]:
        assert item.title in told
        assert f"item {item.id}, option " in told
    rest = len(found.agenda) - MOST_NAMED
    assert f"{rest} further item" in told
    assert found.agenda[-1].title not in told


def test_the_brief_says_it_once_at_its_head_and_has_no_counts_charts_or_tables_of_zeros(tmp_path):
    forms = in_forms(gather(space_of(tmp_path, bare())), ["html", "one-page", "markdown"])
    for content in forms.values():
        page = re.sub(r"<style>.*?</style>", "", content.decode(), flags=re.DOTALL)
        assert page.count(NOTHING_YET) == 1
        begin, told, items = (page.find(text) for text in (NOTHING_YET, "dossier.yaml", "What is on the table</h2>"))
        assert 0 < begin < told
        assert items < 0 or told < items
        assert not [words for words in OF_ZEROS if words in page]
    html = forms["html"].decode()
    linked = re.findall(r'<li><a href="#(\w+)"', html)
    assert linked
    assert linked == [id_ for id_ in re.findall(r'<section id="(\w+)"', html) if id_ != "short"]


def test_what_is_in_force_stays_in_a_brief_of_which_nothing_else_is_computed(tmp_path):
    html = in_forms(gather(space_of(tmp_path, bare(in_force=small()["in_force"]))), ["html"])["html"].decode()
    assert NOTHING_YET in html
    assert 'id="force"' in html
    assert not [words for words in OF_ZEROS if words in html]
    assert re.findall(r'<li><a href="#(\w+)"', html) == re.findall(r'<section id="(?!short)(\w+)"', html)


def test_deals_says_it_and_counts_nothing(tmp_path):
    path = write(tmp_path, opened(bare()))
    told = " ".join(CliRunner().invoke(app, ["deals", str(path)]).stdout.split())
    assert told.startswith(NOTHING_YET)
    assert "No package is recommended: the draft leaves open" in told
    assert "signable" not in told
    assert json.loads(CliRunner().invoke(app, ["deals", str(path), "--json"]).stdout)["nothing_computed"]


def test_the_page_says_it_in_place_of_a_verdict(tmp_path):
    space = space_of(tmp_path, bare())
    table = Table(space)
    told = table.evaluate(State())
    assert told["uncomputed"]
    assert told["sentences"]["today"].startswith(NOTHING_YET)
    assert told["sentences"]["verdict"] == told["sentences"]["odds"] == ""
    assert space_words(space) == "" == table.description()["words"]
    assert not any(NOTHING_YET in line for line in table.description()["points"]["none"])
    sized = Table(space_of(tmp_path, small())).evaluate(State())
    assert not sized["uncomputed"]
    assert sized["sentences"]["verdict"]


def test_the_page_says_of_a_package_that_moves_an_open_item_that_it_is_open(tmp_path):
    content = opened(small())
    item = content["agenda"][0]
    other = next(option["id"] for option in item["options"] if option["id"] != item["status_quo"])
    told = Table(space_of(tmp_path, content)).evaluate(State(package={item["id"]: other}))
    assert not told["uncomputed"]
    assert told["sentences"]["today"].startswith("Open: who asks whom, or which rate stands, on ")
    assert told["sentences"]["verdict"] == told["sentences"]["odds"] == ""


def test_no_forecast_is_told_while_a_direction_is_open_and_a_line_says_why(tmp_path):
    assert foreseen(space_of(tmp_path, small()))
    open_ = space_of(tmp_path, opened(small()))
    assert foreseen(open_) is None
    page = in_forms(gather(open_, sensitivity=False), ["html"])["html"].decode()
    assert page.count(UNFORETOLD) == 1
    assert "What may come of it" not in page


def test_deals_tells_no_forecast_and_no_share_that_signs_while_a_direction_is_open(tmp_path):
    told = CliRunner().invoke(app, ["deals", str(write(tmp_path, opened(small())))]).output
    plain = " ".join(told.split())
    assert UNFORETOLD in plain
    assert not [words for words in ("likeliest", "talks fail", "of draws", "would refuse") if words in plain]


def test_open_points_are_warned_of_in_plain_words(tmp_path):
    told = CliRunner().invoke(app, ["check", str(write(tmp_path, opened(small())))])
    assert "not said who asks" in told.output + told.stderr
    assert "unconfirmed[" not in told.output + told.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Caliendo & Parro", "Caliendo & Parro"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("&#60;b", "&amp;#60;b"),
        ("R&D; <b>", "R&amp;D; &lt;b&gt;"),
    ],
)
def test_an_ampersand_is_plain_in_markdown_but_before_what_reads_as_a_character(text, told):
    assert markdown_text(text).replace("\\", "") == told
