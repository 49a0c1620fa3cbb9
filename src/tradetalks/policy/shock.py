"""Measures as arrays on a world: counterfactual levels for taxes, ratios for barriers.

Arguments name the importer first, then the exporter, as tariff schedules do. Every method returns a new Shock.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import real, real_array, shown
from tradetalks.errors import PolicyError, nearest, unknown
from tradetalks.policy.quantities import LEAST_SHARE, RENTS, Quantity, Rent, tightest
from tradetalks.policy.unequal import UnequalDuties
from tradetalks.world.world import ARRAYS, World

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
Rate = float | Mapping[str, float]


def content_hash(text: str, *arrays: Array) -> str:
    """SHA-256 of a text and the bytes of arrays, in hexadecimal."""
    digest = hashlib.sha256(text.encode())
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Shock:
    """The policy of a counterfactual on ``world``; starts as the benchmark's own policy.

    Attributes:
        tariff_level: ``[exporter, importer, sector]`` ad valorem tariff levels.
        export_tax_level: ``[exporter, importer, sector]`` ad valorem export-tax levels.
        subsidy_level: ``[region, sector]`` production-subsidy levels, share of producer revenue.
        barrier_ratio: ``[exporter, importer, sector]`` ratio of iceberg trade costs to the benchmark's.
        transfer_received: ``[region]`` net transfers received, billions of USD a year, summing to zero.
        specific_level: ``[exporter, importer, sector]`` specific duties (money per unit), as a fraction of the
            benchmark's price at the border; their ad valorem rate falls as that price rises.
        royalty_rate: ``[payer, owner, sector]`` shares of the payer's producer revenue owed to the owner.
        quantities: caps and floors on bilateral flows, solved as complementarities.
        unequal: duties of single products, by how much they lie off ``tariff_level``, their mean at benchmark border
            values; None where all products of a flow pay alike. What they come to hangs on trade elasticities, so that
            the shock that is solved (``Outcome.shock``) has other tariffs, and barriers beside them.
    """

    world: World
    tariff_level: Array = field(default=None)  # type: ignore[assignment]
    export_tax_level: Array = field(default=None)  # type: ignore[assignment]
    subsidy_level: Array = field(default=None)  # type: ignore[assignment]
    barrier_ratio: Array = field(default=None)  # type: ignore[assignment]
    transfer_received: Array = field(default=None)  # type: ignore[assignment]
    specific_level: Array = field(default=None)  # type: ignore[assignment]
    royalty_rate: Array = field(default=None)  # type: ignore[assignment]
    quantities: tuple[Quantity, ...] = ()
    unequal: UnequalDuties | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.world, World):
            raise PolicyError(f"shock: found {shown(self.world)}, expected a World, as World.default() gives")
        start = {
            "tariff_level": self.world.tariff,
            "export_tax_level": self.world.export_tax,
            "subsidy_level": self.world.subsidy,
            "barrier_ratio": np.ones_like(self.world.trade),
            "transfer_received": np.zeros(len(self.world.regions)),
            "specific_level": np.zeros_like(self.world.trade),
            "royalty_rate": np.zeros_like(self.world.trade),
        }
        for name, default in start.items():
            given = getattr(self, name)
            value = default if given is None else real_array(given, f"shock: {name}")
            if value.shape != default.shape:
                raise PolicyError(f"shock: {name} has shape {value.shape}, expected {default.shape}")
            if not np.all(np.isfinite(value)):
                raise PolicyError(f"shock: {name} holds a value that is not a finite number")
            if value.flags.writeable:
                value = value.copy()
                value.setflags(write=False)
            object.__setattr__(self, name, value)
        self._require("tariff_level", self.tariff_level > -1, "above -1 (-100%)")
        self._require("export_tax_level", self.export_tax_level > -1, "above -1 (-100%)")
        self._require("subsidy_level", self.subsidy_level < 1, "below 1 (100%)")
        self._require("specific_level", self.specific_level >= 0, "0 or more")
        self._require("royalty_rate", (self.royalty_rate >= 0) & (self.royalty_rate < 1), "0 to below 1 (a share)")
        self._require("barrier_ratio", self.barrier_ratio > 0, "above 0 (a ratio of trade costs; 1 is no change)")
        if abs(self.transfer_received.sum()) > 1e-9 * max(1.0, float(np.abs(self.transfer_received).max())):
            raise PolicyError(
                f"shock: transfers sum to {self.transfer_received.sum():g} bn USD, expected 0"
                " (what one gives another gets)"
            )
        if not isinstance(self.quantities, (tuple, list)):
            raise PolicyError(f"shock: quantities: found {shown(self.quantities)}, expected what cap and floor make")
        object.__setattr__(self, "quantities", tuple(self.quantities))
        for one in self.quantities:
            if not isinstance(one, Quantity):
                raise PolicyError(f"shock: quantities: found {shown(one)}, expected what cap and floor make")
            if not real(one.level, f"shock: level of a {one.kind}") > 0:
                raise PolicyError(f"shock: level of a {one.kind} is {one.level:g}, expected above 0")

    def _require(self, name: str, holds: NDArray[np.bool_], expected: str) -> None:
        if holds.all():
            return
        where = tuple(int(j) for j in np.argwhere(~holds)[0])
        axes = [self.world.regions] * (len(where) - 1) + [self.world.sectors]
        place = " ".join(axis[j] for axis, j in zip(axes, where, strict=True))
        raise PolicyError(f"shock: {name} of {place} is {getattr(self, name)[where]:g}, expected {expected}")

    # ------------------------------------------------------------------ building
    def tariff(self, importer: Codes, exporter: Codes, rate: Rate, sectors: Codes = "goods") -> Shock:
        """Set the tariff to ``rate`` (a fraction, or fractions by sector), the same for all products of a flow; never
        touches domestic sales.

        Here and below: rates by sector are for sectors among ``sectors``; a region or sector may be a group ("goods"),
        several may be given, and None or "all" is every one.

        Raises:
            PolicyError: a rate that is no finite number, or of a sector not among ``sectors``. WorldError: an unknown
            name; both with the nearest.
        """
        return self._set("tariff_level", exporter, importer, rate, sectors, "set")

    def add_tariff(self, importer: Codes, exporter: Codes, points: Rate, sectors: Codes = "goods") -> Shock:
        """Add ``points`` (0.10 is ten percentage points) to the tariff, to that of every product where they differ."""
        return self._set("tariff_level", exporter, importer, points, sectors, "add")

    def export_tax(self, exporter: Codes, importer: Codes, rate: Rate, sectors: Codes = "goods") -> Shock:
        """Set the export tax to ``rate``."""
        return self._set("export_tax_level", exporter, importer, rate, sectors, "set")

    def add_export_tax(self, exporter: Codes, importer: Codes, points: Rate, sectors: Codes = "goods") -> Shock:
        """Add ``points`` to the export tax."""
        return self._set("export_tax_level", exporter, importer, points, sectors, "add")

    def barrier(self, importer: Codes, exporter: Codes, factor: Rate, sectors: Codes = "goods") -> Shock:
        """Multiply iceberg trade costs by ``factor`` (1.05 means 5% more must be shipped to deliver as much)."""
        return self._set("barrier_ratio", exporter, importer, factor, sectors, "scale")

    def subsidy(self, region: Codes, points: Rate, sectors: Codes) -> Shock:
        """Add ``points`` of producer revenue to the production subsidy, paid from the budget."""
        value = np.array(self.subsidy_level)
        for i in self.world.region_indices(region):
            for s, rate in self._by_sector("subsidy_level", points, sectors).items():
                value[i, s] += rate
        return replace(self, subsidy_level=value)

    def transfer(self, giver: str, taker: str, billions: float) -> Shock:
        """Transfer ``billions`` of USD a year from one region to another."""
        one, other = self._pair("transfer", giver, taker)
        amount = real(billions, f"transfer {giver} to {taker}", "billions of USD a year, a finite number")
        value = np.array(self.transfer_received)
        value[one] -= amount
        value[other] += amount
        return replace(self, transfer_received=value)

    def specific_duty(self, importer: Codes, exporter: Codes, rate: Rate, sectors: Codes) -> Shock:
        """Add a specific duty of ``rate`` times the benchmark's border price (USD per tonne over USD per tonne)."""
        return self._set("specific_level", exporter, importer, rate, sectors, "add")

    def royalty(self, payer: str, owner: str, rate: Rate, sectors: Codes) -> Shock:
        """Let ``payer`` owe ``owner`` a share of the producer revenue of these sectors."""
        return self._set("royalty_rate", payer, owner, rate, sectors, "add")

    def cap(
        self,
        exporter: str,
        importer: str,
        share: float,
        sectors: Codes = "goods",
        rent: Rent = "exporter",
        over_quota_duty: float | None = None,
    ) -> Shock:
        """Cap the volume exported to ``share`` of the benchmark's, each sector by itself: an export control or quota.

        Args:
            share: 0 is a ban (taken to its limit), 1 the benchmark's volume.
            rent: who keeps the scarcity rent: government or firms of the exporter (``"exporter"``,
                ``"exporter_firms"``), of the importer (``"importer"``, ``"importer_firms"``), or ``"lost"``.
            over_quota_duty: ad valorem points beyond which the quota is exceeded (a tariff-rate quota, whose rent must
                be the importer's); None for a quota that cannot be.
        """
        i, n = self._pair("cap", exporter, importer)
        share = real(
            share, f"cap {exporter} to {importer}: share", "a finite number of 0 or more (1 is today's volume)"
        )
        if share < 0:
            raise PolicyError(f"cap {exporter} to {importer}: share is {share:g}, expected 0 or more")
        if rent not in RENTS:
            raise PolicyError(unknown("owner of the rent", rent, RENTS))
        most = math.inf
        if over_quota_duty is not None:
            most = real(over_quota_duty, f"cap {exporter} to {importer}: over_quota_duty")
            if rent not in ("importer", "importer_firms") or most <= 0:
                raise PolicyError(
                    f"cap {exporter} to {importer}: a tariff-rate quota needs rent 'importer' or 'importer_firms' and"
                    f" an over_quota_duty above 0; found '{rent}' and {most:g}"
                )
        added = [
            Quantity("cap", i, n, (s,), max(share, LEAST_SHARE), rent, most)
            for s in self.world.sector_indices(sectors)
            if self.world.trade[i, n, s] > 0
        ]
        return replace(self, quantities=tightest((*self.quantities, *added)))

    def floor(self, importer: str, exporter: str, billions: float, sectors: Codes) -> Shock:
        """Oblige the importer to buy at least ``billions`` a year (border value) of these sectors together."""
        i, n = self._pair("floor", exporter, importer)
        billions = real(billions, f"floor {exporter} to {importer}", "billions of USD a year, a finite number above 0")
        if billions <= 0:
            raise PolicyError(f"floor {exporter} to {importer}: {billions:g} bn, expected above 0")
        chosen = tuple(s for s in self.world.sector_indices(sectors) if self.world.trade[i, n, s] > 0)
        if not chosen:
            raise PolicyError(f"floor {exporter} to {importer}: nothing is traded in {sectors!r} in the benchmark")
        return replace(self, quantities=tightest((*self.quantities, Quantity("floor", i, n, chosen, billions))))

    def _pair(self, what: str, exporter: str, importer: str) -> tuple[int, int]:
        i, n = self.world.region(exporter), self.world.region(importer)
        if i == n:
            raise PolicyError(f"{what}: {exporter} to {importer} names no two different regions")
        return i, n

    def _by_sector(self, name: str, rate: Rate, sectors: Codes) -> dict[int, float]:
        """Rates by sector index; every rate named must be of a sector asked for."""
        chosen = self.world.sector_indices(sectors)
        if not isinstance(rate, Mapping):
            return dict.fromkeys(chosen, real(rate, f"shock: {name}"))
        named = {self.world.sector(code): real(value, f"shock: {name} of {code}") for code, value in rate.items()}
        for code, s in zip(rate, named, strict=True):
            if s not in chosen:
                among = [self.world.sectors[j] for j in chosen]
                group = f"'{sectors}'" if isinstance(sectors, str) else "the sectors asked for"
                raise PolicyError(
                    f"shock: {name} is given for {code}, which is not among {group} ({', '.join(among)})"
                    f"{nearest(code, among)}; add it to sectors, or say sectors='all'"
                )
        return {s: named[s] for s in chosen if s in named}

    def _set(self, name: str, exporter: Codes, importer: Codes, rate: Rate, sectors: Codes, how: str) -> Shock:
        value = np.array(getattr(self, name))
        pairs = [
            (i, n) for i in self.world.region_indices(exporter) for n in self.world.region_indices(importer) if i != n
        ]
        if not pairs:
            raise PolicyError(f"shock: {name} from {exporter!r} to {importer!r} names no two different regions")
        by_sector = self._by_sector(name, rate, sectors)
        for i, n in pairs:
            for s, level in by_sector.items():
                if how == "set":
                    value[i, n, s] = level
                elif how == "add":
                    value[i, n, s] += level
                else:
                    value[i, n, s] *= level
        if self.unequal is None or name != "tariff_level" or how == "add":
            return replace(self, **{name: value})
        moved = [np.ravel_multi_index((i, n, s), value.shape) for i, n in pairs for s in by_sector]
        return replace(self, tariff_level=value, unequal=self.unequal.without(map(int, moved)))

    # ------------------------------------------------------------------ reading
    def digest(self) -> str:
        """Content hash of the policy (not of the world)."""
        parts = [*vars(self).values(), *(vars(self.unequal).values() if self.unequal else ())]
        return content_hash(repr(self.quantities), *(part for part in parts if isinstance(part, np.ndarray)))

    def average_tariff(self, importer: str, exporter: str) -> float:
        """Goods tariff weighted by the benchmark's bilateral trade; NaN where there is none."""
        world = self.world
        i, n = world.region(exporter), world.region(importer)
        goods = [world.sector(c) for c in (world.goods or world.sectors)]
        flow = world.trade[i, n, goods]
        if flow.sum() <= 0:
            return float("nan")
        return float((flow * self.tariff_level[i, n, goods]).sum() / flow.sum())


def world_digest(world: World) -> str:
    """Content hash of a world's arrays and codes; together with a Shock's digest it keys caches."""
    names = sorted(name for name, value in vars(world).items() if isinstance(value, np.ndarray) and name in ARRAYS)
    return content_hash("|".join((*world.regions, *world.sectors)), *(getattr(world, name) for name in names))
