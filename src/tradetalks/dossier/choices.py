"""Choices that a government has made: what it did on a day, and what else it could have done."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tradetalks.dossier.files import read_yaml
from tradetalks.dossier.model import Date, Dossier
from tradetalks.errors import DossierError, schema_faults, unknown


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Strict):
    """On a day a party took these options where it could have taken others; items left out are at the status quo."""

    party: str
    date: Date
    chosen: dict[str, str] = Field(description="item id to option id; empty: the status quo")
    rather_than: list[dict[str, str]] = Field(min_length=1, description="packages that were open to it too")
    says: str = Field(description="what happened, in a sentence")
    source: str = Field("judgement", description="a source's id, its address, or the word 'judgement'")


class Choices(_Strict):
    """A file of choices."""

    choices: list[Choice] = Field(min_length=1)


def read_choices(path: str | Path, dossier: Dossier) -> tuple[Choice, ...]:
    """Choices from a YAML file, their names checked against the dossier.

    Raises:
        DossierError: naming file, place within it, value and what was expected.
    """
    try:
        found = Choices.model_validate(read_yaml(Path(path))).choices
    except ValidationError as error:
        raise DossierError(f"{path}: {schema_faults(error.errors())}") from None
    items = {item.id: [option.id for option in item.options] for item in dossier.agenda}
    for number, choice in enumerate(found):
        where = f"{path}: choices[{number}]"
        if choice.party not in dossier.parties:
            raise DossierError(f"{where}.party: {unknown('party', choice.party, dossier.parties)}")
        for package in (choice.chosen, *choice.rather_than):
            for item, option in package.items():
                if item not in items:
                    raise DossierError(f"{where}: {unknown('item', item, items)}")
                if option not in items[item]:
                    raise DossierError(f"{where}.{item}: {unknown('option', option, items[item])}")
    return tuple(found)
