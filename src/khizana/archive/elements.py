"""The 26 elements of ISAD(G), 2nd edition, as one table: forms, tables (CSV) and pages follow it.

Some elements are columns of their own (``column``) or links to authorities (``links``); the rest
is text in many languages in ``Record.description`` under the code of the element.
"""

from dataclasses import dataclass
from typing import Literal

from khizana.kernel.words import say

Area = Literal["identity", "context", "content", "access", "allied", "notes", "control"]
Kept = Literal["column", "links", "text"]


@dataclass(frozen=True, slots=True)
class Element:
    """One element of description.

    ``inherits``: what the whole says holds for its parts and is shown there, never copied
    (ISAD(G) 2.4, non-repetition of information). ``essential``: ISAD(G) I.12.
    """

    code: str
    number: str
    area: Area
    word: str
    hint: str
    kept: Kept = "text"
    essential: bool = False
    multiline: bool = True
    inherits: bool = False


ELEMENTS: tuple[Element, ...] = (
    Element("reference_code", "3.1.1", "identity", "archive.element.reference_code",
            "archive.hint.reference_code", "column", essential=True, multiline=False),
    Element("title", "3.1.2", "identity", "archive.element.title",
            "archive.hint.title", "column", essential=True, multiline=False),
    Element("dates", "3.1.3", "identity", "archive.element.dates",
            "archive.hint.dates", "column", essential=True, multiline=False),
    Element("level", "3.1.4", "identity", "archive.element.level",
            "archive.hint.level", "column", essential=True, multiline=False),
    Element("extent", "3.1.5", "identity", "archive.element.extent",
            "archive.hint.extent", essential=True, multiline=False),
    Element("creators", "3.2.1", "context", "archive.element.creators",
            "archive.hint.creators", "links", essential=True, multiline=False, inherits=True),
    Element("history", "3.2.2", "context", "archive.element.history",
            "archive.hint.history", inherits=True),
    Element("archival_history", "3.2.3", "context", "archive.element.archival_history",
            "archive.hint.archival_history", inherits=True),
    Element("acquisition_source", "3.2.4", "context", "archive.element.acquisition_source",
            "archive.hint.acquisition_source", inherits=True),
    Element("scope_content", "3.3.1", "content", "archive.element.scope_content",
            "archive.hint.scope_content"),
    Element("appraisal", "3.3.2", "content", "archive.element.appraisal",
            "archive.hint.appraisal"),
    Element("accruals", "3.3.3", "content", "archive.element.accruals",
            "archive.hint.accruals"),
    Element("arrangement", "3.3.4", "content", "archive.element.arrangement",
            "archive.hint.arrangement"),
    Element("access_conditions", "3.4.1", "access", "archive.element.access_conditions",
            "archive.hint.access_conditions", inherits=True),
    Element("reproduction_conditions", "3.4.2", "access", "archive.element.reproduction_conditions",
            "archive.hint.reproduction_conditions", inherits=True),
    Element("language_script", "3.4.3", "access", "archive.element.language_script",
            "archive.hint.language_script", multiline=False, inherits=True),
    Element("physical_characteristics", "3.4.4", "access",
            "archive.element.physical_characteristics", "archive.hint.physical_characteristics"),
    Element("finding_aids", "3.4.5", "access", "archive.element.finding_aids",
            "archive.hint.finding_aids", inherits=True),
    Element("originals", "3.5.1", "allied", "archive.element.originals",
            "archive.hint.originals"),
    Element("copies", "3.5.2", "allied", "archive.element.copies", "archive.hint.copies"),
    Element("related_units", "3.5.3", "allied", "archive.element.related_units",
            "archive.hint.related_units"),
    Element("publications", "3.5.4", "allied", "archive.element.publications",
            "archive.hint.publications"),
    Element("note", "3.6.1", "notes", "archive.element.note", "archive.hint.note"),
    Element("archivist_note", "3.7.1", "control", "archive.element.archivist_note",
            "archive.hint.archivist_note"),
    Element("rules", "3.7.2", "control", "archive.element.rules",
            "archive.hint.rules", multiline=False, inherits=True),
    Element("description_dates", "3.7.3", "control", "archive.element.description_dates",
            "archive.hint.description_dates", multiline=False),
)  # fmt: skip

AREAS: dict[Area, str] = {
    "identity": "archive.area.identity",
    "context": "archive.area.context",
    "content": "archive.area.content",
    "access": "archive.area.access",
    "allied": "archive.area.allied",
    "notes": "archive.area.notes",
    "control": "archive.area.control",
}

LEVEL_WORDS = {
    "fonds": "archive.level.fonds",
    "subfonds": "archive.level.subfonds",
    "series": "archive.level.series",
    "subseries": "archive.level.subseries",
    "file": "archive.level.file",
    "item": "archive.level.item",
}
ROLE_WORDS = {
    "creator": "archive.role.creator",
    "subject": "archive.role.subject",
    "place": "archive.role.place",
}
ACQUISITION_WORDS = {
    "transfer": "archive.acquisition.transfer",
    "gift": "archive.acquisition.gift",
    "deposit": "archive.acquisition.deposit",
    "purchase": "archive.acquisition.purchase",
    "exchange": "archive.acquisition.exchange",
    "requisition": "archive.acquisition.requisition",
    "other": "archive.acquisition.other",
}


class Level(str):
    """A level in a refusal: its code for machines, its name for people."""

    def shown(self, lang: str) -> str:
        """The name of the level, or what was written where there is no such level."""
        return say(LEVEL_WORDS[self], lang) if self in LEVEL_WORDS else str(self)


BY_CODE = {element.code: element for element in ELEMENTS}
TEXT_ELEMENTS = tuple(element for element in ELEMENTS if element.kept == "text")
TEXT_CODES = frozenset(element.code for element in TEXT_ELEMENTS)


def by_area() -> dict[Area, list[Element]]:
    """The elements under their areas, in the order of the standard."""
    return {area: [one for one in ELEMENTS if one.area == area] for area in AREAS}
