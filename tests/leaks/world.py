"""A small world for the leak tests: what the observer may see, and what may be added unseen.

Nothing here asserts. `World.build` makes the visible part; `World.hide` adds one hidden thing of
a kind. A room that brings a new kind of thing adds a builder to `KINDS`; from then on all ways
out are watched for it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from khizana.access import labels
from khizana.access.models import OPEN, UNDETERMINED, Group, Label
from khizana.access.queries import system_actor
from khizana.adapters import clock
from khizana.archive import actions as archive
from khizana.archive.models import Institution, RecordAuthority
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import NotValid
from khizana.kernel.markings import Marking, Policy
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger
from khizana.ledger import keys
from khizana.ledger.models import Entry
from khizana.preservation.models import (
    DigitalObject,
    FixityProblem,
    FixityRun,
    FixityTally,
    Submission,
    SubmittedFile,
)
from khizana.reading.models import Page, Passage, TextLayer
from khizana.terms import actions as terms

POLICY = Policy.neutral()
SEEN_TEXT = (
    "سجل مراسلات الحامية في رباط سنة 1958. Registre de la garnison de Rabat. Garrison register."
)
HIDDEN_WORDS = "عمليات زلزال Opération Séisme Zilzalographie garnison"
GROUPS = ("inquiry", "mission")


@dataclass(frozen=True)
class Spec:
    """One thing to be hidden: its kind, its marking, whether closed in time, where it hangs."""

    kind: str
    level: str = "secret"
    caveats: frozenset[str] = frozenset()
    releasable_to: frozenset[str] | None = None
    groups: frozenset[str] = frozenset()
    closed: bool = False
    below: bool = True
    words: str = HIDDEN_WORDS

    def marking(self) -> Marking | None:
        """Return the marking, None where the policy does not allow the combination."""
        try:
            return Marking(POLICY, self.level, self.caveats, self.releasable_to, self.groups)
        except NotValid:
            return None


@dataclass
class World:
    """Ids by kind, seen and hidden."""

    seen: dict[str, list[Any]] = field(default_factory=dict)
    hidden: dict[str, list[Any]] = field(default_factory=dict)
    people: dict[str, list[Any]] = field(default_factory=dict)

    def ids(self, kind: str, *, hidden: bool = False) -> list[Any]:
        """Return ids of things of a kind."""
        return (self.hidden if hidden else self.seen).get(kind, [])

    @classmethod
    def build(cls) -> "World":
        """Make the part that everybody sees: a fonds, units, a file with text, authorities."""
        world = cls()
        keys.private_key()  # every node has its key before anybody looks at it
        institution = Institution.objects.create(
            code="DHM", name=Text({"ar": "مديرية التاريخ", "fr": "Direction de l’histoire"}, "ar")
        )
        world.seen["institution"] = [institution.pk]
        for code in GROUPS:
            Group.objects.get_or_create(code=code)
        world.people["other"] = []
        world.seen["run"] = [
            FixityRun.objects.create(started_at=clock.now(), total=1, checked=1).pk
        ]
        plain = labels.intern(Marking.lowest(POLICY))
        for kind in ("accession", "authority", "fonds", "record", "object", "submission"):
            KINDS[kind](world, world.seen, plain, OPEN, SEEN_TEXT, True)
        world.seen["position"] = [0]
        return world

    def hide(self, spec: Spec) -> None:
        """Add one thing that bears the marking of `spec`."""
        marking = spec.marking()
        assert marking is not None
        day = UNDETERMINED if spec.closed else OPEN
        label, last = labels.intern(marking), _last_position()
        KINDS[spec.kind](self, self.hidden, label, day, spec.words, spec.below)
        lines = Entry.objects.filter(position__gt=last, label_id=label.pk)
        self.hidden.setdefault("position", []).extend(lines.values_list("position", flat=True))


def _last_position() -> int:
    return Entry.objects.order_by("-position").values_list("position", flat=True).first() or 0


def keep(where: dict[str, list[Any]], kind: str, thing: Any) -> Any:
    """Remember the id of a thing under its kind."""
    where.setdefault(kind, []).append(thing.pk)
    return thing


def _text(words: str) -> Text:
    return Text({"ar": words, "fr": words, "en": words}, "ar")


def _accession(world, where, label, day, words, below):
    keep(
        where,
        "accession",
        archive.create_accession(
            actor=system_actor(),
            institution_id=world.ids("institution")[0],
            title=_text(words),
            source=_text(words),
            label=label,
            open_from=day,
        ),
    )


def _authority(world, where, label, day, words, below):
    authority = keep(
        where,
        "authority",
        terms.create_authority(
            actor=system_actor(),
            kind="corporate_body",
            name=_text(words[:60]),
            label=label,
            open_from=day,
        ),
    )
    for record in world.ids("record")[:1] if below else ():
        # as a row: the act itself stands in the history of the record, whose reader may know of it
        RecordAuthority.objects.create(record_id=record, authority=authority, role="creator")


def _record(world, where, label, day, words, below, *, level="item"):
    parents = world.ids("fonds")
    parent = parents[0] if below and parents and level != "fonds" else None
    return keep(
        where,
        "fonds" if level == "fonds" else "record",
        archive.create_record(
            actor=system_actor(),
            title=_text(words),
            level=level if parent else "fonds",
            parent_id=parent,
            institution_id=world.ids("institution")[0],
            accession_id=world.ids("accession")[0] if parent else None,
            dates=HistoricalDate.read("1958"),
            label=label,
            open_from=day,
        ),
    )


def _fonds(world, where, label, day, words, below):
    _record(world, where, label, day, words, below, level="fonds")


def _object(world, where, label, day, words, below):
    """Add a preserved file with one page, one layer and its passages."""
    record_id = world.ids("record")[0] if below else _record(
        world, where, label, day, words, True
    ).pk  # fmt: skip
    digest = hashlib.sha512(words.encode()).hexdigest()
    marked = {"label": label, "open_from": day}
    held = keep(
        where,
        "object",
        DigitalObject.objects.create(
            record_id=record_id, original_name=f"{words[:20]}.txt", name_bytes=words.encode(),
            size=len(words.encode()), sha512=digest, sha256=digest[:64], puid="x-fmt/111",
            mime="text/plain", format_name="Plain Text File", ocfl_id=f"khz:{digest[:32]}",
            content_path="content", reading_state="read", **marked,
        ),
    )  # fmt: skip
    FixityProblem.objects.create(run_id=world.ids("run")[0], object=held, kind="missing")
    tally, _ = FixityTally.objects.get_or_create(run_id=world.ids("run")[0], **marked)
    tally.checked, tally.failed = tally.checked + 1, tally.failed + 1
    tally.save()
    page = keep(
        where,
        "page",
        Page.objects.create(object_id=held.pk, record_id=record_id, number=1, **marked),
    )
    layer = keep(
        where,
        "layer",
        TextLayer.objects.create(
            page=page, number=1, kind="digital", tool="test", input_digest=digest, text=words,
            digest=hashlib.sha256(words.encode()).hexdigest(), language="ar", direction="rtl",
        ),
    )  # fmt: skip
    keep(
        where,
        "passage",
        Passage.objects.create(
            record_id=record_id, object_id=held.pk, layer=layer, position=0, start=0,
            end=len(words), language="ar", **marked,
        ),
    )  # fmt: skip
    ledger.append(
        actor=system_actor(), action="preservation.received", ref=held.ref,
        label_id=label.pk, open_from=day,
    )  # fmt: skip


def _submission(world, where, label, day, words, below):
    box = keep(
        where,
        "submission",
        Submission.objects.create(
            accession_id=(where.get("accession") or world.ids("accession"))[0],
            source_kind="folder", source=words[:30], state="done", total_files=1,
            total_bytes=10, label=label, open_from=day,
        ),
    )  # fmt: skip
    keep(
        where,
        "entry",
        SubmittedFile.objects.create(
            submission=box, position=0, path=words[:30], path_bytes=words.encode(),
            state="uploading",
        ),
    )  # fmt: skip


Builder = Callable[..., Any]

KINDS: dict[str, Builder] = {
    "accession": _accession,
    "authority": _authority,
    "fonds": _fonds,
    "record": _record,
    "object": _object,
    "submission": _submission,
}
"""What can be added unseen. `builder(world, where, label, open_from, words, below)`."""


def hidden_from(actor: Any, label: Label, closed: bool) -> bool:
    """Tell whether things of this label are hidden from the actor."""
    return label.pk not in actor.label_ids or (closed and not actor.reads_closed)


def as_text(value: Any) -> str:
    """Return anything that a query gives as text that can be compared."""
    if isinstance(value, str | bytes | int | float | bool | type(None)):
        return repr(value)
    if isinstance(value, dict):
        return json.dumps({str(k): as_text(v) for k, v in value.items()}, sort_keys=True)
    if hasattr(value, "_meta"):
        fields = [f.attname for f in value._meta.concrete_fields]
        return repr([(name, as_text(getattr(value, name))) for name in fields])
    if hasattr(value, "__dataclass_fields__"):
        return repr([(n, as_text(getattr(value, n))) for n in value.__dataclass_fields__])
    if isinstance(value, Iterable):
        return "\n".join(as_text(one) for one in value)
    return repr(value)
