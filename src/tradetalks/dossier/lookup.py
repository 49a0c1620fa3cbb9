"""Looking up what a dossier names: parties, items, options, sources, and the regions and sectors of its measures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.dossier.faults import Fault
from tradetalks.dossier.figures import is_date
from tradetalks.dossier.hindsight import later_source
from tradetalks.dossier.inferred import REVEALED
from tradetalks.errors import DossierError, TradetalksError, unknown
from tradetalks.policy.instruments import Measure, compile_measures
from tradetalks.policy.measure import Profiles
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.figures import DiscountRange, Worth
    from tradetalks.dossier.model import Dossier, Item, Option

JUDGEMENT = "judgement"
"""Stands for a source where a figure has none but somebody's judgement."""
REGION_FIELDS = ("importer", "exporter", "region", "giver", "taker")
"""What measures call the regions that they bear on."""


def party_named(dossier: Dossier, text: str) -> str:
    """The code of the party that a code or a name means, in whatever letters; raises DossierError for none."""
    for code, party in dossier.parties.items():
        if text.strip().casefold() in (code.casefold(), party.name.casefold()):
            return code
    raise DossierError(unknown("party", text, dossier.parties))


@dataclass(frozen=True)
class Names:
    """What the names of a dossier are looked up in; each method yields the faults of what stands at a path.

    Attributes:
        unbuilt: why the dossier's own world cannot be had. world_known: else names of regions and sectors are not.
        rates: factors of profiles. unread: why a profile cannot be read, by name. options: by item.
    """

    dossier: Dossier
    world: World
    unbuilt: str
    world_known: bool
    rates: Profiles
    unread: Mapping[str, str]
    options: Mapping[str, list[str]]

    @classmethod
    def of(cls, d: Dossier, world: World, unbuilt: str) -> Names:
        """Of a dossier on its benchmark, or on the default one and why its own cannot be had."""
        rates, unread = _rates(d)
        options = {item.id: [o.id for o in item.options] for item in d.agenda}
        return cls(
            d, world, unbuilt, not unbuilt or d.world.base.partition(":")[0] == "default", rates, unread, options
        )

    def name(self, path: str, kind: str, value: str, valid: Collection[str]) -> Iterator[Fault]:
        if value not in valid:
            yield Fault(path, unknown(kind, value, valid))

    def source(self, path: str, value: str) -> Iterator[Fault]:
        """Of a statement or figure that may go without."""
        if value:
            yield from self.name(path, "source", value, self.dossier.sources)
            yield from later_source(self.dossier, value, path)

    def basis(self, path: str, value: str) -> Iterator[Fault]:
        """A source, or the word for none."""
        if value not in (JUDGEMENT, REVEALED) and value:
            if value not in self.dossier.sources:
                yield Fault(path, unknown("source", value, [*self.dossier.sources, JUDGEMENT, REVEALED]))
            yield from later_source(self.dossier, value, path)

    def party(self, path: str, code: str) -> Iterator[Fault]:
        yield from self.name(path, "party", code, self.dossier.parties)

    def item(self, path: str, item: str) -> Iterator[Fault]:
        yield from self.name(path, "item", item, self.options)

    def choices(self, path: str, chosen: Mapping[str, str | list[str]]) -> Iterator[Fault]:
        """Of items with an option, or several."""
        for item, options in chosen.items():
            yield from self.item(path, item)
            for option in [options] if isinstance(options, str) else options:
                if item in self.options:
                    yield from self.name(f"{path}.{item}", "option", option, self.options[item])

    def measures(self, path: str, measures: Iterable[Measure]) -> Iterator[Fault]:
        for j, measure in enumerate(measures):
            yield from self.source(f"{path}[{j}].source", measure.source)
            if measure.since and not is_date(measure.since):
                expected = "expected a date, YYYY-MM-DD, YYYY-MM or YYYY"
                yield Fault(f"{path}[{j}].since", f"found '{measure.since:.80}'; {expected}")
            if self.world_known and getattr(measure, "profile", None) not in self.unread:
                try:
                    compile_measures([measure], self.world, self.rates)
                except TradetalksError as error:
                    for said in self._unknown_in(measure) or [str(error)]:
                        yield Fault(f"{path}[{j}]", said)

    def _unknown_in(self, measure: Measure) -> list[str]:
        """What is said of each region and sector of a measure that the world does not hold."""
        of_kind = {self.world.region_indices: REGION_FIELDS, self.world.sector_indices: ("sectors",)}
        said = dict[str, None]()
        for look_up, fields in of_kind.items():
            for value in filter(None, (getattr(measure, name, None) for name in fields)):
                for code in [value] if isinstance(value, str) else value:
                    try:
                        look_up(code)
                    except TradetalksError as error:
                        said[str(error)] = None
        return list(said)

    def worth(self, path: str, by_party: Mapping[str, Worth]) -> Iterator[Fault]:
        for party, worth in by_party.items():
            yield from self.party(path, party)
            yield from self.range(f"{path}.{party}", worth)

    def range(self, path: str, worth: Worth) -> Iterator[Fault]:
        """Of one party's worth."""
        yield from self.basis(f"{path}.basis", worth.basis)
        yield from self.rising(path, worth)

    def rising(self, path: str, figure: Worth | DiscountRange) -> Iterator[Fault]:
        """Of a figure that is given by its low, mid and high."""
        if not figure.low <= figure.mid <= figure.high:
            found = f"found low {figure.low:g}, mid {figure.mid:g}, high {figure.high:g}"
            yield Fault(path, f"{found}; expected low <= mid <= high")

    def may_have_worth(self, path: str, item: Item, option: Option, worth: Iterable[Worth]) -> Iterator[Fault]:
        """Worth is against the status quo, and stands in options that are in force themselves."""
        worth = list(worth)
        if option.id == item.status_quo and any(w.mid or w.low or w.high for w in worth):
            yield Fault(path, "the status quo is the zero of worth; expected none")
        if option.phases and worth:
            yield Fault(path, "gives phases and also worth; expected it in the options of its phases")

    def never(self, path: str, item: str, options: list[str], basis: str) -> Iterator[Fault]:
        """Of a red line: options of its item other than the status quo, which stands where nothing is signed."""
        yield from self.choices(f"{path}.never", {item: options})
        yield from self.basis(f"{path}.basis", basis)
        status_quo = self.dossier.item(item).status_quo if item in self.options else None
        if status_quo in options:
            yield Fault(f"{path}.never", f"holds the status quo '{status_quo}' of {item}")


def _rates(d: Dossier) -> tuple[Profiles, dict[str, str]]:
    """Factors of profiles, and why those that cannot be read cannot."""
    rates: dict[str, dict[str, float]] = {}
    unread: dict[str, str] = {}
    for name, profile in d.profiles.items():
        try:
            rates[name] = profile.by_sector()
        except TradetalksError as error:
            unread[name] = str(error)
    return rates, unread
