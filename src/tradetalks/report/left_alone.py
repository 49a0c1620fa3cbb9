"""That a side would leave today by itself, by a deal space's own figures: a sentence for the terminal and the brief."""

from __future__ import annotations

from tradetalks.counsel.reveal import standing_choices
from tradetalks.report.numbers import Figures, counted
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import named


def unmoved_today(space: DealSpace) -> str:
    """Who could do better alone than today, by which option most, and what that it has not moved shows; '' where nobody
    could. Options of one item that one side alone carries out, each by itself from today."""
    d = space.dossier
    choices = standing_choices(d) if d.is_computed() else []
    deals = space.appraiser.deals([d.package(one.rather_than[0]) for one in choices])
    least = dict(zip(space.parties, space.within.tolist(), strict=True))
    gains: dict[str, list[tuple[float, str]]] = {}
    for choice, deal in zip(choices, deals, strict=True):
        ((item, option),) = choice.rather_than[0].items()
        gain = deal.value[choice.party]
        if gain > max(space.money.of_size(abs(gain)).least, least[choice.party]):
            entry = d.item(item)
            gains.setdefault(choice.party, []).append((gain, f"{entry.title}: {entry.option(option).title}"))
    if not gains:
        return ""
    told = []
    for party, own in gains.items():
        gain, title = max(own)
        amount = Figures.among([gain], d.money)
        more = f" ({counted(len(own) - 1, 'more option')} would pay it too)" if len(own) > 1 else ""
        told.append(f"{named(d.parties[party].name)} {amount(gain)} {amount.unit.yearly} by '{title}'{more}")
    return (
        f"By these figures today is no best reply; alone would gain: {'; '.join(told)}. That it has stayed shows worth"
        f" that the dossier does not state, or a card kept for the talks: tradetalks check {d.name} --eve says how"
        " much."
    )
