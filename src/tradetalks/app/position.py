"""A position of the workbench as a dossier: what was set on the page, written where a dossier says it."""

from __future__ import annotations

from collections.abc import Mapping

from tradetalks.app.own_options import with_option, with_own
from tradetalks.app.rate_worth import scaled, share_kept, worth_at, worth_notes
from tradetalks.app.state import HIGHEST_RATE, State
from tradetalks.dossier.figures import Worth
from tradetalks.dossier.model import Dossier, Item, Option
from tradetalks.dossier.tariff_levels import MOVED
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.instruments import Measure, Tariff, describe
from tradetalks.report.numbers import Figures, likely
from tradetalks.report.plain_words import measure_words
from tradetalks.space.reweighing import Restated, weighed
from tradetalks.world.world import World


# ---------------------------------------------------------------------- rates
def moved(dossier: Dossier, key: str, points: float) -> tuple[str, str, int, Measure]:
    """Item, option, place of the measure and the measure with other points that a slider's key names.

    Raises:
        PolicyError: a key of no slider. DossierError: unknown item or option.
    """
    item, option, number, part = _place(dossier, key)
    measure = dossier.item(item).option(option).measures[number]
    return item, option, number, measure.with_parts({part: points}) if part else measure.at_rate(points)


def _place(dossier: Dossier, key: str) -> tuple[str, str, int, str]:
    """Item, option, place of the measure, and its part or '' that a slider's key names; errors as of ``moved``."""
    parts = key.split(".")
    if len(parts) not in (3, 4) or not parts[2].isdecimal():
        raise PolicyError(f"rates: found '{key}', expected ITEM.OPTION.NUMBER, or ITEM.OPTION.NUMBER.PART")
    item, option, number = parts[0], parts[1], int(parts[2])
    dossier.package({item: option})
    known = [*slider_keys(item, dossier.item(item).option(option)), *part_keys(item, dossier.item(item).option(option))]
    if not known:
        sliders = [k for i in dossier.agenda for o in i.options for k in slider_keys(i.id, o)]
        which = f"; sliders of the dossier: {', '.join(sliders[:20])}" if sliders else "; the dossier has no sliders"
        raise PolicyError(f"rates: found '{key:.100}'; option '{option}' of '{item}' has no slider{which}")
    if key not in known:
        raise PolicyError(f"rates: {unknown('slider', key, known)}")
    return item, option, number, parts[3] if len(parts) == 4 else ""


def slider_keys(item: str, option: Option) -> list[str]:
    """Keys of the rates of an option that a slider moves: points of tariffs, taxes and subsidies."""
    return [f"{item}.{option.id}.{j}" for j, measure in enumerate(option.measures) if measure.movable_rate is not None]


def part_keys(item: str, option: Option) -> list[str]:
    """Keys of what a slider moves of an option's measures that have no one rate: duties at several, or absent."""
    return [f"{item}.{option.id}.{j}.{part}" for j, one in enumerate(option.measures) for part in one.movable_parts]


def moved_options(dossier: Dossier, rates: Mapping[str, float]) -> dict[tuple[str, str], dict[int, Measure]]:
    """(item, option) -> place -> measure with the rates set on the page, where they are not the dossier's own."""
    found: dict[tuple[str, str], dict[int, Measure]] = {}
    parts: dict[tuple[str, str, int], dict[str, float]] = {}
    for key, points in rates.items():
        item, option, number, part = _place(dossier, key)
        listed = dossier.item(item).option(option).measures[number]
        stands = listed.movable_parts[part][1] if part else listed.movable_rate
        if points != stands:
            together = parts.setdefault((item, option, number), {})
            together[part] = points
            measure = listed.with_parts(together) if part else listed.at_rate(points)
            _refuse_above(dossier, key, measure)
            found.setdefault((item, option), {})[number] = measure
    return found


def worth_of(dossier: Dossier, state: State) -> Restated:
    """Worth as the state sets it, by hand or by the rates of its options; ``dossier`` knows the state's own options."""
    return worth_at(dossier, moved_options(dossier, state.rates), state.restated())


def worth_words(dossier: Dossier, state: State) -> list[str]:
    """What is said of worth that counts otherwise than stated, as rates are set by hand."""
    return worth_notes(dossier, moved_options(dossier, state.rates), state.restated())


def most_of(dossier: Dossier, measure: Measure, world: World | None = None) -> float:
    """The highest rate that a slider may be set to: of a level what is charged on the eve, above which it does nothing;
    of points 5 (500 points)."""
    if not isinstance(measure, Tariff) or measure.level is None:
        return HIGHEST_RATE
    return min(HIGHEST_RATE, measure.highest(world or dossier.world.build(), dossier.profile_rates()))


def _refuse_above(dossier: Dossier, key: str, measure: Measure) -> None:
    """Raise PolicyError for a level above all that is charged on the eve."""
    level = measure.movable_rate if isinstance(measure, Tariff) and measure.level is not None else None
    if level is not None and level > (most := most_of(dossier, measure)) + MOVED:
        raise PolicyError(
            f"{key}: found {100 * level:g}% in all; at most {100 * most:.1f}% is charged there today, and a level"
            " only brings rates down. Expected a level below; a duty that rises is an option in points"
        )


def titles(dossier: Dossier, world: World, package: Mapping[str, str], rates: Mapping[str, float]) -> dict[str, str]:
    """Item -> title of its chosen option, with the rates set on the page."""
    changed = moved_options(dossier, rates)
    return {
        item: _title(dossier, world, dossier.item(item).option(option), changed.get((item, option), {}))
        for item, option in package.items()
    }


def _title(dossier: Dossier, world: World, option: Option, measures: Mapping[int, Measure]) -> str:
    """An option's title with the rates set on the page, by names of regions and sectors."""
    set_to = "; ".join(measure_words(describe(m), dossier, world) for m in measures.values())
    return f"{option.title}, set to: {set_to}" if set_to else option.title


def set_by_hand(dossier: Dossier, state: State) -> list[str]:
    """What was set on the page that is not the dossier's, rates apart, in words; ``dossier`` knows its own options."""
    notes = [
        f"The option '{one.title}' of '{dossier.item(one.item).title}' was added on the workbench." for one in state.own
    ]
    notes += [
        f"Worth to {dossier.parties[p].name} beyond the model was multiplied by {weight:g} on the workbench."
        for p, weight in state.weights.items()
        if weight != 1
    ]
    for (item, option), ends in state.restated().items():
        which = f"{dossier.item(item).title}: {dossier.item(item).option(option).title}"
        for party, (low, mid, high) in ends.items():
            to, figures = dossier.parties[party].name, Figures.among((low, mid, high), dossier.money)
            notes.append(
                f"The worth of '{which}' to {to} was set on the workbench:"
                f" {figures.ranged(mid, low, high)} {figures.unit.yearly}."
            )
    for j in sorted(set(state.lifted)):
        line = dossier.red_lines[j]
        who, what = dossier.parties[line.party].name, dossier.item(line.item).title
        notes.append(f"A red line of {who} on '{what}' was switched off on the workbench: {line.because}.")
    if state.chances(dossier) != State().chances(dossier):
        chances = state.chances(dossier)
        told = ", ".join(f"{b.title} {likely(chances[b.name])}" for b in dossier.no_deal)
        notes.append(f"The probabilities of no deal were set on the workbench: {told}.")
    return notes


# ---------------------------------------------------------------------- as a file
def fewer_lines(dossier: Dossier, state: State) -> Dossier:
    """The dossier without the red lines that the state switches off."""
    left = [line for j, line in enumerate(dossier.red_lines) if j not in state.lifted]
    return dossier.model_copy(update={"red_lines": left})


def written(dossier: Dossier, state: State) -> Dossier:
    """The dossier of a position, to give to somebody: its package as ``position``, rates as options of their own.

    A rate set on the page becomes one more option of its item, under the rules and red lines of the option it came
    from, as options added on the page do; the options listed stay. Weights and probabilities are put in place of the
    dossier's.
    """
    dossier = with_own(dossier, state.own)
    found = weighed(fewer_lines(dossier, state), state.weights, state.chances(dossier), state.restated())
    package = {i: o for i, o in dossier.package(state.package).items() if o != dossier.item(i).status_quo}
    notes = set_by_hand(dossier, state)
    found, added = at_rates(found, state)
    for (item, option), new in added.items():
        if dossier.package(state.package)[item] == option:
            package[item] = new
        notes.append(f"The option '{new}' of '{dossier.item(item).title}' was set on the workbench.")
    notes += worth_words(dossier, state)
    return found.model_copy(update={"position": package, "assumptions": [*found.assumptions, *notes]})


def at_rates(dossier: Dossier, state: State) -> tuple[Dossier, dict[tuple[str, str], str]]:
    """The dossier with options at the rates set beside those listed, worth what counts there; (item, option) -> its id.

    Args:
        dossier: knows the state's own options, and worth as it was set by hand.
    """
    found, added = dossier, dict[tuple[str, str], str]()
    for (item, option), measures in moved_options(dossier, state.rates).items():
        own = dossier.item(item).option(option)
        share = share_kept(dossier, dossier.item(item), own, measures)
        kept = scaled(own.worth, share, state.restated().get((item, option), {}))
        found, added[item, option] = _with_rates(found, dossier.item(item), option, measures, kept)
    return found, added


def _with_rates(
    dossier: Dossier, item: Item, option: str, measures: Mapping[int, Measure], worth: Mapping[str, Worth]
) -> tuple[Dossier, str]:
    """The dossier with one more option, of other rates and worth, and that option's id."""
    ids = {o.id for o in dossier.item(item.id).options}
    new = next(name for k in range(1, len(ids) + 2) if (name := f"{option}_set{k}") not in ids)
    old = dossier.item(item.id).option(option)
    added = old.model_copy(
        update={
            "id": new, "title": _title(dossier, dossier.world.build(), old, measures),
            "measures": [measures.get(j, m) for j, m in enumerate(old.measures)],
            "worth": dict(worth),
        }
    )  # fmt: skip
    return with_option(dossier, item.id, option, added), new
