"""Choices that a government has made: what it did on a day, and what else it could have done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tradetalks.dossier.figures import Date
from tradetalks.dossier.files import read_yaml
from tradetalks.dossier.lookup import party_named
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.schema_faults import faults_of
from tradetalks.errors import DossierError, unknown
from tradetalks.world.names import named


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_or_more(value: Any) -> Any:
    """One package stands for a list of it."""
    return [value] if isinstance(value, Mapping) else value


class Choice(_Strict):
    """On a day a party took these options where it could have taken others; items left out are at the status quo."""

    party: str = Field(description="code or name")
    date: Date
    chosen: dict[str, str] = Field(description="item id to option id; empty: the status quo")
    rather_than: Annotated[list[dict[str, str]], BeforeValidator(_one_or_more)] = Field(
        min_length=1, description="packages that were open to it too"
    )
    says: str = Field("", description="what happened, in a sentence; what was chosen, if left out")
    source: str = Field("judgement", description="a source's id, its address, or the word 'judgement'")


class Choices(_Strict):
    """A file of choices."""

    choices: list[Choice] = Field(min_length=1)


def read_choices(path: str | Path, dossier: Dossier) -> tuple[Choice, ...]:
    """Choices from a YAML file, their names checked against the dossier.

    Raises:
        DossierError: naming file, place within it, value and what was expected.
    """
    content = read_yaml(Path(path))
    try:
        found = Choices.model_validate(content).choices
    except ValidationError as error:
        raise DossierError(f"{path}: {faults_of(error, Choices, content)}") from None
    items = {item.id: [option.id for option in item.options] for item in dossier.agenda}
    told = []
    for number, choice in enumerate(found):
        where = f"{path}: choices[{number}]"
        try:
            party = party_named(dossier, choice.party)
        except DossierError as error:
            raise DossierError(f"{where}.party: {error}") from None
        for package in (choice.chosen, *choice.rather_than):
            for item, option in package.items():
                if item not in items:
                    raise DossierError(f"{where}: {unknown('item', item, items)}")
                if option not in items[item]:
                    raise DossierError(f"{where}.{item}: {unknown('option', option, items[item])}")
        standing = dossier.package(choice.chosen)
        for other, package in enumerate(choice.rather_than):
            if dossier.package(package) == standing:
                raise DossierError(
                    f"{where}.rather_than[{other}]: found the package that was chosen; expected one that was not"
                )
        told.append(choice.model_copy(update={"party": party, "says": choice.says or _said(dossier, party, choice)}))
    return tuple(told)


def _said(dossier: Dossier, party: str, choice: Choice) -> str:
    """What was chosen, where the file does not say it in words."""
    moved = [f"{dossier.item(i).title}, {dossier.item(i).option(o).title}" for i, o in choice.chosen.items()]
    did = f"chose {'; '.join(moved)}" if moved else "left things as they are"
    return f"{named(dossier.parties[party].name)} {did}"
