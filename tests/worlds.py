"""Small worlds for tests: random, one-sector, symmetric; all with accounts that hold exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradetalks.world.world import World


def make_world(trade, tariff, input_share, theta, export_tax=None, subsidy=None) -> World:
    """A world from flows and technology; final use and deficits are what the accounts leave."""
    trade, tariff = np.asarray(trade, float), np.asarray(tariff, float)
    n, s = trade.shape[0], trade.shape[2]
    export_tax = np.zeros_like(trade) if export_tax is None else export_tax
    subsidy = np.zeros((n, s)) if subsidy is None else subsidy
    spending = (trade * (1 + export_tax) * (1 + tariff)).sum(0)
    output = trade.sum(1) / (1 - subsidy)
    used = np.einsum("nks,ns->nk", input_share, output)
    room = np.min(np.where(used > 0, 0.9 * spending / np.maximum(used, 1e-300), 1.0))
    input_share = input_share * min(1.0, room)
    final = spending - np.einsum("nks,ns->nk", input_share, output)
    border = trade * (1 + export_tax)
    return World(
        regions=tuple(f"R{j}" for j in range(n)),
        sectors=tuple(f"S{j}" for j in range(s)),
        trade=trade,
        tariff=tariff,
        export_tax=export_tax,
        subsidy=subsidy,
        input_share=input_share,
        value_added_share=1 - input_share.sum(1),
        final_share=final / final.sum(1, keepdims=True),
        trade_elasticity=theta,
        scale_elasticity=np.zeros(s),
        deficit=border.sum((0, 2)) - border.sum((1, 2)),
    )


def random_world(seed: int, regions: int = 3, sectors: int = 3) -> World:
    rng = np.random.default_rng(seed)
    trade = rng.lognormal(0.0, 0.6, (regions, regions, sectors))
    for j in range(regions):
        trade[j, j] *= 6
    tariff = rng.uniform(0, 0.3, trade.shape)
    tariff[np.arange(regions), np.arange(regions)] = 0
    shares = rng.uniform(0.05, 1.0, (regions, sectors, sectors))
    shares *= 0.5 / shares.sum(1, keepdims=True)
    return make_world(trade, tariff, shares, rng.uniform(2.0, 8.0, sectors))


def rich_world(seed: int = 3) -> World:
    """Scale economies and profits together."""
    world = random_world(seed)
    profit = 0.3 * world.value_added_share
    return replace(
        world,
        profit_share=profit,
        value_added_share=world.value_added_share - profit,
        scale_elasticity=np.array([0.0, 0.05, 0.1]) * 4 / world.trade_elasticity,
    )


def one_sector_world(beta: float = 0.5, theta: float = 4.0) -> World:
    """Three regions, one sector, free and balanced trade: the Arkolakis-Costinot-Rodriguez-Clare case."""
    trade = np.array([[8.0, 1.0, 2.0], [2.0, 9.0, 1.0], [1.0, 2.0, 7.0]])[:, :, None]
    return make_world(trade, np.zeros_like(trade), np.full((3, 1, 1), 1 - beta), np.array([theta]))


def symmetric_world(regions: int = 3, sectors: int = 2) -> World:
    trade = np.ones((regions, regions, sectors)) + 5 * np.eye(regions)[:, :, None]
    tariff = 0.1 * (1 - np.eye(regions))[:, :, None] * np.ones(sectors)
    shares = np.full((regions, sectors, sectors), 0.4 / sectors)
    return make_world(trade, tariff, shares, np.linspace(3, 5, sectors))
