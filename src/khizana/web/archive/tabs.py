"""The parts of the archive as tabs, and the label choices that its forms share."""

from django.urls import reverse

from khizana.access import queries as access
from khizana.access.actors import Actor
from khizana.kernel.words import say
from khizana.web.banner import chip_text, load_markings
from khizana.web.shell import page_language


def tabs(actor: Actor, current: str) -> list[dict[str, object]]:
    """Return the parts of the archive that this person may enter."""
    lang = page_language()
    offered = (
        ("archive", say("tree.tab_fonds", lang), True),
        ("submissions", say("tree.tab_boxes", lang), actor.may("preservation.receive")),
        ("fixity", say("tree.tab_fixity", lang), actor.may("preservation.check")),
        ("archive_table", say("tree.tab_table", lang), actor.may("archive.export")),
    )
    return [
        {"url": reverse(name), "title": title, "current": name == current}
        for name, title, allowed in offered
        if allowed
    ]


def label_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the labels that this person may give, in words, the lowest first."""
    lang = page_language()
    rows = access.choosable_labels(actor)
    markings = load_markings(row.pk for row in rows)
    return [
        (str(row.pk), " · ".join(filter(None, chip_text(markings[row.pk], lang)))) for row in rows
    ]
