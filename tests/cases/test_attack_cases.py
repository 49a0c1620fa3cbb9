"""Small inputs that once failed, kept beside the checkout and not in it; without them these tests say so and stop."""

import io
import time

import pytest
from docx import Document

import tradetalks as tt
from tests.cases.beside import case
from tradetalks.app.shelf import Shelf
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article, read_article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.writing import to_yaml
from tradetalks.errors import ArticleError
from tradetalks.report.forms import FORMS, in_forms
from tradetalks.space.way import deal_space


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alias_bomb_9.yaml", "stands for more than 400,000 values"),
        ("bomb2.yaml", "stands for more than 400,000 values"),
        ("deep.yaml", "nested more than 40 deep"),
        ("nodeal_same_names.yaml", "names of branches must be unique; twice: 'as_is'"),
        ("rates_nan.yaml", "profiles.metal.rates.STEEL: found nan"),
        ("worth_1e300.yaml", "worth.USA.mid: found 1e+300; expected at most 100,000 bn USD"),
        ("worth_mid_inf.yaml", "worth.USA.mid: found inf"),
    ],
)
def test_dossiers_that_attack_are_refused_at_once_by_file_and_by_upload(name, expected):
    path = case(f"attack/{name}")
    begin = time.monotonic()
    with pytest.raises(tt.DossierError) as caught:
        tt.Dossier.load(path)
    assert expected in str(caught.value)
    assert f"{name}: " in str(caught.value)
    with pytest.raises(tt.DossierError) as sent:
        Shelf().add(path.read_text(encoding="utf-8"))
    assert expected in str(sent.value)
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize(("name", "expected"), [("badmarked.html", "HTML"), ("pdf_NotImplementedError.pdf", "PDF")])
def test_reports_that_break_their_parser_are_refused_by_name(name, expected):
    with pytest.raises(ArticleError, match=f"{name}: cannot be read as {expected}"):
        read_article(case(f"attack/{name}"))


def test_a_floor_below_what_is_traded_is_told():
    """50 bn below what the European Union bought of US energy in 2022, at customs value (75.2 at basic prices)."""
    found = examined(case("talks/slack-purchase.yaml")).warnings
    world = tt.World.default()
    flow = world.trade[world.region("USA"), world.region("EU27"), world.sector_indices("energy")].sum()
    assert flow > 75.2
    assert any("plus50" in line and f"does nothing: {flow:.1f} bn already traded" in line for line in found)


def test_what_no_deal_is_worth_is_read():
    branch = examined(case("talks/no-deal-worth.yaml")).dossier.no_deal[0]
    assert {party: worth.mid for party, worth in branch.worth.items()} == {"BUY": 3, "SEL": 4}


def test_a_pasted_report_gives_a_dossier_that_loads(tmp_path):
    texts = [article("report", case("numbers/report-eu-india.txt").read_text(encoding="utf-8"))]
    made = to_dossier(read(texts, shipped()), texts, shipped())
    (tmp_path / "dossier.yaml").write_text(to_yaml(made.dossier), encoding="utf-8")
    assert {p.region for p in tt.Dossier.load(tmp_path).parties.values()} == {"EU27", "IND"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["xss.yaml", "u2028_party.yaml"])
def test_texts_that_attack_a_page_are_only_texts(name):
    from tradetalks.report.findings import gather

    forms = in_forms(gather(deal_space(tt.Dossier.load(case(f"attack/{name}"))), sensitivity=False), list(FORMS))
    for form, content in forms.items():
        if form == "word":  # a reader of its XML would have refused markup that is none
            assert Document(io.BytesIO(content)).paragraphs
            continue
        text = content.decode()
        for tag in ("<img src=x", "<script>alert", "<b onmouseover"):
            assert tag not in text.replace("\\<", "&lt;"), f"{form} holds {tag}"
