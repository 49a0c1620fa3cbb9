"""Pictures of packages keep their own scale where a way of having no deal is far off, and cut no label."""

import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.report.headline import none_recommended
from tradetalks.report.labels import Mark, place
from tradetalks.report.numbers import Figures
from tradetalks.report.space_charts import deal_space_chart, small_space_chart

TITLE = "the United States adds ten points on everything that the European Union sells, all the same"


def worth(low, high=None):
    return {"low": low, "mid": low, "high": low if high is None else high, "basis": "judgement"}


def talks(tmp_path, far):
    """Talks of worth alone: packages bring -2 to 4 bn; one way of having no deal costs the United States ``far``."""
    items = [
        {"id": name, "title": name, "status_quo": "no", "options": [
            {"id": "no", "title": "no"},
            {"id": "yes", "title": "yes", "worth": {"USA": worth(us), "EU": worth(eu)}},
        ]}
        for name, us, eu in (("data", 4, -1), ("standards", -1, 3))
    ]  # fmt: skip
    branches = [
        {"name": "stays", "title": "everything stays", "probability": 0.9, "basis": "judgement"},
        {"name": "far", "title": TITLE, "probability": 0.1, "basis": "judgement",
         "worth": {"USA": worth(far), "EU": worth(-0.5)}},
    ]  # fmt: skip
    content = small(agenda=items, no_deal=branches, in_force=[], constraints=[], red_lines=[])
    content = {key: value for key, value in content.items() if key not in ("agreed", "enforcement", "escalation")}
    return tt.deal_space(tt.Dossier.load(write(tmp_path, content)))


def texts(spec):
    return [row["name"].replace("\u241e", " ") for data in spec["datasets"].values() for row in data if "lx" in row]


@pytest.mark.parametrize("draw", [deal_space_chart, lambda space: small_space_chart(space, "nash")])
def test_a_far_way_of_having_no_deal_stands_at_the_edge_with_its_figures(tmp_path, draw):
    space = talks(tmp_path, -90.0)
    spec = draw(space).to_dict()
    (edge,) = [one for one in spec["layer"] if one.get("name", "").startswith("edge")]
    axis = "xy"[list(space.parties).index("USA")]
    assert edge["mark"]["shape"] == {"x": "triangle-left", "y": "triangle-down"}[axis]
    low, high = edge["encoding"][axis]["scale"]["domain"]
    gains = [space.money.factor * deal.gain["USA"] for deal in space.frontier]
    assert max(gains) - min(0.0, *gains) > (high - low) / 3, "packages have their own scale"
    (row,) = spec["datasets"][edge["data"]["name"]]
    assert low < row[axis] < high
    expected = dict(zip(space.parties, space.expected_no_deal.tolist(), strict=True))
    (label,) = [text for text in dict.fromkeys(texts(spec)) if TITLE in text]
    assert f"{Figures(space.money)(-90 - expected['USA'])}" in label.partition("far off, at ")[2]


def test_a_near_one_is_a_point_like_others(tmp_path):
    spec = deal_space_chart(talks(tmp_path, -3.0)).to_dict()
    assert not [one for one in spec["layer"] if one.get("name", "").startswith("edge")]
    (label,) = [text for text in dict.fromkeys(texts(spec)) if TITLE in text]
    assert "far off" not in label


@pytest.mark.parametrize("width", [120, 370, 660])
def test_no_label_is_cut(width):
    name = "countermeasures of an extraordinarily long title, in words " + "x" * 40
    (label,) = place([[name]], [Mark(width / 2, 100, 5)], width, 400)
    assert "".join(label.lines).replace(" ", "") == name.replace(" ", "")


def test_page_and_brief_give_one_reason_for_no_recommendation(tmp_path):
    from tradetalks.app.description import points

    open_ = [{"about": "direction", "says": "data: who asks is not said", "item": "data"}]
    space = talks(tmp_path, -3.0)
    assert points(space)["points"]["none"] == []
    content = space.dossier.model_dump(mode="json", exclude_defaults=True) | {"unconfirmed": open_}
    draft = tt.deal_space(tt.Dossier.load(write(tmp_path / "draft", content)))
    assert points(draft)["points"]["none"] == none_recommended(draft)
    assert "the draft leaves open" in none_recommended(draft)[0]
    assert "data" in none_recommended(draft)[0]
