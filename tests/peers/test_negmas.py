"""NegMAS as a peer: it reads our files with the same utilities, and finds the same frontiers.

NegMAS is AGPL and heavy: it is not among the locked development tools. `pip install negmas` to run these.
"""

import random

import pytest

negmas = pytest.importorskip(
    "negmas", reason="negmas is not installed (AGPL; pip install negmas to run its peers' tests)"
)

from benchmarks.frontier import space, ufuns  # noqa: E402

import tradetalks as tt  # noqa: E402
from tests.small_dossier import write  # noqa: E402
from tradetalks.talks import interchange  # noqa: E402
from tradetalks.talks.frontier import fold  # noqa: E402


@pytest.mark.parametrize("seed", range(4))
def test_the_same_frontier(seed):
    from negmas.preferences.ops import pareto_frontier

    blocks = space(4, 5, 2, seed)
    issues, _, made = ufuns(blocks)
    theirs = {tuple(round(v, 8) for v in point) for point in pareto_frontier(made, issues=issues)[0]}
    assert {tuple(round(float(v), 8) for v in point) for point in fold(blocks).values} == theirs


def test_it_reads_our_genius_files(tmp_path):
    from negmas.inout import Scenario

    domain, profiles, _ = interchange.additive(tt.deal_space(tt.Dossier.load(write(tmp_path / "dossier"))))
    where = interchange.write_genius_domain(domain, tmp_path / "domain.xml")
    files = [interchange.write_genius_profile(p, tmp_path / f"{p.party}.xml") for p in profiles]
    read = Scenario.from_genius_files(str(where), [str(f) for f in files])
    assert read is not None
    names = [issue.name for issue in read.issues]
    random.seed(0)
    for ufun, profile in zip(read.ufuns, profiles, strict=True):
        assert float(ufun.reserved_value) == pytest.approx(profile.reservation)
        for _ in range(20):
            package = {n: random.choice(domain.issues[n]) for n in names}
            assert float(ufun(tuple(package[n] for n in names))) == pytest.approx(profile.utility(package), abs=1e-9)
