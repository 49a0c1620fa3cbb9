"""Numbers as people read them."""

from __future__ import annotations


def bn(value: float, digits: int = 1) -> str:
    """Billions with a real minus sign; a value that rounds to zero has no sign."""
    text = f"{abs(value):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return ("+" if value > 0 else "\u2212") + text


def pct(value: float, digits: int = 1, signed: bool = False) -> str:
    """Per cent; positive values carry a sign only if ``signed``."""
    text = bn(value, digits)
    return (text if signed else text.removeprefix("+")) + "%"
