"""A deal space as ``tradetalks deals --json`` prints it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradetalks.space.deal_space import Deal, DealSpace


def space_json(space: DealSpace) -> dict[str, Any]:
    """Counts, no deal, named packages and the frontier, money in billions of USD a year."""

    def deal(d: Deal) -> dict[str, Any]:
        return {
            "package": dict(d.package),
            "gain": dict(d.gain),
            "value": d.value,
            "low": dict(d.low),
            "high": dict(d.high),
            "model": dict(d.economic),
            "objections": list(d.broken),
            "ties": d.ties,
            "real_income_bn": dict(zip(space.eve.world.regions, d.real_income_billions.tolist(), strict=True)),
        }

    return {
        "dossier": space.dossier.name,
        "horizon": space.dossier.world.horizon,
        "unit": "billions of USD a year",
        "feasible": space.feasible,
        "signable": space.signable,
        "signable_counted": space.counted,
        "estimated": None if space.estimated is None else asdict(space.estimated),
        "policies": space.policies,
        "worst_residual": space.valuer.worst_residual,
        "expected_no_deal": dict(zip(space.parties, space.expected_no_deal.tolist(), strict=True)),
        "no_deal": {name: deal(d) for name, d in space.no_deal.items()},
        "named": {name: deal(d) for name, d in space.named.items()},
        "none_because": dict(space.none_because),
        "epsilon": space.epsilon,
        "frontier": [deal(d) for d in space.frontier],
        "largest_interaction_of_payments": space.interaction,
        "modelling": {
            item.id: {"modelling": item.modelling, "instruments": item.instruments()} for item in space.dossier.agenda
        },
    }
