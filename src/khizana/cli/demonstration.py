"""The demonstration: people, names, a tree and boxes of exercise material, by the real actions."""

import tomllib
from pathlib import Path
from typing import Any

import khizana
from khizana.access.actors import Actor
from khizana.access.queries import system_actor
from khizana.archive.actions import create_record, edit_institution, set_authorities
from khizana.archive.models import Accession, Record
from khizana.archive.queries import find_institution, record_by_code
from khizana.cli import intake, setup, workers
from khizana.cli.console import Console
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import NotFound
from khizana.kernel.text import Text
from khizana.preservation.models import Submission
from khizana.terms.actions import create_authority
from khizana.terms.models import Authority

ROLES = {"creators": "creator", "subjects": "subject", "places": "place"}


def folder() -> Path:
    """The folder of the demonstration, beside the source."""
    found = Path(khizana.__file__).parents[2] / "demo"
    if not (found / "demo.toml").is_file():
        raise NotFound("cli.no_demo", folder=str(found))
    return found


def plan() -> dict[str, Any]:
    """What is to be entered."""
    return tomllib.loads((folder() / "demo.toml").read_text(encoding="utf-8"))


def make_people(planned: dict[str, Any]) -> list[setup.Issued]:
    """The people of the exercise who are not there yet."""
    made = [
        setup.issue(
            person["login"],
            name=Text(person["name"]),
            roles=person["roles"],
            level=person.get("level"),
            language=person["language"],
        )
        for person in planned["people"]
    ]
    return [person for person in made if person]


def make_authorities(actor: Actor, planned: dict[str, Any]) -> dict[str, Any]:
    """The names of the exercise, by their identifier."""
    known = dict(Authority.objects.values_list("identifier", "pk"))
    for given in planned["authorities"]:
        if given["id"] not in known:
            made = create_authority(
                actor=actor,
                kind=given["kind"],
                name=Text(given["name"]),
                variants=given["variants"],
                history=Text(given.get("history", {})),
                identifier=given["id"],
            )
            known[given["id"]] = made.pk
    return known


def name_institution(actor: Actor, planned: dict[str, Any]) -> None:
    """Give the institution the name of the exercise; a name that somebody gave it stays."""
    institution = find_institution(actor)
    if institution.name == setup.NAME:
        given = planned["institution"]
        edit_institution(
            actor=actor,
            institution_id=institution.pk,
            name=Text(given["name"]),
            country=institution.country,
            address=institution.address,
            history=institution.history or Text(given["history"]),
        )


def make_records(actor: Actor, planned: dict[str, Any], names: dict[str, Any]) -> None:
    """The tree of the exercise, from the fonds down."""
    institution = find_institution(actor)
    for given in planned["records"]:
        if Record.objects.filter(reference_code=given["code"]).exists():
            continue
        parent = record_by_code(actor, given["parent"]).pk if "parent" in given else None
        elements = given.get("elements", {})
        record = create_record(
            actor=actor,
            title=Text(given["title"]),
            level=given["level"],
            parent_id=parent,
            institution_id=None if parent else institution.pk,
            reference_code=given["code"],
            dates=HistoricalDate.read(given["dates"]),
            description={code: Text(value) for code, value in elements.items()},
        )
        for field, role in ROLES.items():
            wanted = [names[one] for one in given.get(field, [])]
            if wanted:
                set_authorities(actor=actor, record_id=record.pk, role=role, authority_ids=wanted)


def boxes_to_come(planned: dict[str, Any]) -> list[dict[str, Any]]:
    """The boxes whose accession is not in the register yet, or never had its box."""
    begun = set(Submission.objects.exclude(state="abandoned").values_list("accession_id"))
    entered = {
        row.title.values.get("en"): row for row in Accession.objects.all() if (row.pk,) in begun
    }
    return [box for box in planned["boxes"] if box["title"]["en"] not in entered]


def hand_in(actor: Actor, planned: list[dict[str, Any]]) -> list[Submission]:
    """Hand in the boxes under their units."""
    made = []
    for given in planned:
        box = intake.Box(
            path=folder() / "box" / given["folder"],
            title=Text(given["title"]),
            source=Text(given["source"]),
            label=intake.label_of(given["level"]) if "level" in given else None,
            parent_id=record_by_code(actor, given["under"]).pk,
        )
        made.append(intake.hand_in(actor, box))
    return made


def build(actor: Actor, console: Console) -> tuple[list[setup.Issued], list[Submission]]:
    """Build what is missing of the demonstration; a second time finds nothing missing."""
    planned = plan()
    console.step(console.word("cli.demo.people"))
    people = make_people(planned)
    console.step(console.word("cli.demo.tree"))
    name_institution(system_actor(), planned)
    make_records(actor, planned, make_authorities(actor, planned))
    to_come = boxes_to_come(planned)
    if not to_come:
        return people, []
    console.step(console.word("cli.demo.boxes"))
    with workers.helpers(intake.cores()):
        submissions = hand_in(actor, to_come)
        intake.wait(actor, submissions, console)
    return people, submissions
