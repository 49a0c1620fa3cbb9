"""NegMAS as a peer: it reads our files with the same utilities, and finds the same frontiers.

NegMAS is AGPL and heavy: it is not among the locked development tools. `pip install negmas` to run these.
"""

import random

import numpy as np
import pytest

negmas = pytest.importorskip(
    "negmas", reason="negmas is not installed (AGPL; pip install negmas to run its peers' tests)"
)

from benchmarks.frontier import space, ufuns  # noqa: E402

import tradetalks as tt  # noqa: E402
from tests.small_dossier import write  # noqa: E402
from tradetalks.counsel.bargaining import conceding, simulate  # noqa: E402
from tradetalks.space import interchange  # noqa: E402
from tradetalks.space.frontier import fold  # noqa: E402


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


STEPS = 41


def _negotiated_by_negmas(gains, exponents):
    """The outcome that NegMAS's time-based conceders agree on, and the step of it; None if the deadline passes."""
    from negmas import MappingUtilityFunction, SAOMechanism, make_issue
    from negmas.sao.negotiators import TimeBasedConcedingNegotiator

    issues = [make_issue(len(gains), "package")]
    mechanism = SAOMechanism(issues=issues, n_steps=STEPS, one_offer_per_step=True)
    for party, exponent in enumerate(exponents):
        best = gains[:, party].max()
        ufun = MappingUtilityFunction(
            {(row,): float(g / best) for row, g in enumerate(gains[:, party])}, issues=issues, reserved_value=0.0
        )
        mechanism.add(TimeBasedConcedingNegotiator(offering_curve=1 / exponent), ufun=ufun)
    state = mechanism.run()
    return (None, state.step) if state.agreement is None else (int(state.agreement[0]), state.step)


@pytest.mark.parametrize("pair", [(0.2, 0.2), (1.0, 1.0), (0.2, 1.0), (1.0, 5.0), (5.0, 0.2)])
def test_conceders_come_to_the_same_terms(pair):
    """Same concession curves, a fine frontier: the same round within two, the same shares within a step of it."""
    share = np.linspace(0, 1, 201)
    gains = np.column_stack([10 * np.sqrt(share), 6 * (1 - share) ** 0.7])
    ours = simulate(gains, pair, rounds=STEPS)
    row, step = _negotiated_by_negmas(gains, pair)
    assert ours.agreed
    assert row is not None
    assert abs(ours.offers[-1].turn - step) <= 2
    best = gains.max(0)
    at = ours.offers[-1].turn / STEPS
    a_step = max(abs(conceding(e)(at) - conceding(e)(min(at + 2 / STEPS, 1))) for e in pair) + 0.02
    assert np.abs((np.array(ours.gains) - gains[row]) / best).max() <= a_step


def test_hardliners_both_wait_for_the_deadline():
    share = np.linspace(0, 1, 201)
    gains = np.column_stack([share, 1 - share])
    ours = simulate(gains, (0.02, 0.02), rounds=STEPS)
    _, step = _negotiated_by_negmas(gains, (0.02, 0.02))
    assert ours.offers[-1].turn >= STEPS - 1
    assert step >= STEPS - 1
