"""``{basis: revealed}`` in place of figures of worth: to be inferred from what a party's tariffs show that it wants."""

from __future__ import annotations

from typing import Any

REVEALED = "revealed"


def with_inferred(option: Any) -> Any:
    """An option's content with the parties whose worth is to be inferred in a list; figures given stay as they are."""
    worth = option.get("worth") if isinstance(option, dict) else None
    if not isinstance(worth, dict):
        return option
    asked = [party for party, given in worth.items() if given == {"basis": REVEALED}]
    if not asked:
        return option
    stated = {party: given for party, given in worth.items() if party not in asked}
    return {**option, "worth": stated, "inferred": [*option.get("inferred", []), *asked]}
