"""A small house with people, papers and names, made by the rooms' own actions.

All of it is exercise material: no person, unit or place of it exists.
"""

import datetime as dt
from dataclasses import dataclass, field

PASSPHRASE = "la boîte aux lettres bleue"


@dataclass
class House:
    """What was made, by a short name, for tests to find."""

    people: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)


def build() -> House:
    """Make the house; the database is empty but for its tables."""
    from browser.box import receive

    house = House()
    _people(house)
    _archive(house)
    receive(house)
    sign_checkpoint()
    return house


def sign_checkpoint() -> None:
    """Sign the head of the ledger, so that lines have proofs."""
    from khizana.ledger import actions as ledger

    ledger.make_checkpoint()


def _people(house: House) -> None:
    from khizana.access import actions, labels, queries
    from khizana.access.models import Appointment, Clearance
    from khizana.kernel.markings import Marking
    from khizana.kernel.text import Text

    machine = queries.system_actor()
    policy = labels.policy()
    for level in policy.levels:
        labels.intern(Marking(policy, level))
    both = frozenset({"A", "B"})
    house.things["restricted"] = labels.intern(Marking(policy, "restricted", releasable_to=both))
    house.things["confidential"] = labels.intern(
        Marking(policy, "confidential", frozenset({"personal"}), frozenset({"A"}))
    )
    named = {
        "hafida": ("حافظة الأرشيف", "Archiviste principale", "archivist", "confidential"),
        "idriss": ("إدريس الوافي", "Idriss El Ouafi", "historian", "restricted"),
        "amina": ("أمينة تراوري", "Aminata Traoré", "researcher", None),
        "salma": ("سلمى بنعلي", "Salma Benali", "security_officer", "secret"),
        "omar": ("عمر التازي", "Omar Tazi", "administrator", None),
        "karim": ("كريم ديالو", "Karim Diallo", "auditor", "secret"),
    }
    for username, (arabic, french, role, level) in named.items():
        issued = actions.create_person(
            actor=machine, username=username, name=Text({"ar": arabic, "fr": french}, "ar")
        )
        person = issued.person
        person.set_password(PASSPHRASE)
        person.must_change_password = False
        person.save()
        Appointment.objects.create(person=person, role=role)
        if level:
            Clearance.objects.create(
                person=person, policy=policy.id, level=level, party="A", caveats=["personal"]
            )
        house.people[username] = person
    office = actions.create_office(
        actor=machine, name=Text({"ar": "مكتب الوصف والمعالجة", "fr": "Bureau du classement"}, "ar")
    )
    actions.appoint(
        actor=queries.actor_for(house.people["omar"]), person=house.people["idriss"],
        role="terminologist", office=office,
    )  # fmt: skip
    officer = queries.actor_for(house.people["salma"])
    group = actions.create_group(
        actor=officer, code="sidra",
        name=Text({"ar": "لجنة السدرة", "fr": "Commission Sidra"}, "ar"),
    )  # fmt: skip
    actions.add_member(actor=officer, group=group, person=house.people["hafida"])
    house.things |= {"office": office, "group": group}


def _archive(house: House) -> None:
    from khizana.access.queries import actor_for, system_actor
    from khizana.archive import actions
    from khizana.kernel.dates import HistoricalDate
    from khizana.kernel.text import Text
    from khizana.terms import actions as terms

    keeper = actor_for(house.people["hafida"])
    institution = actions.create_institution(
        actor=system_actor(), code="EX",
        name=Text({"ar": "العقدة النموذجية، الطرف أ", "fr": "Nœud modèle, Partie A"}, "ar"),
    )  # fmt: skip
    house.things["institution"] = institution
    restricted, confidential = house.things["restricted"], house.things["confidential"]
    read = HistoricalDate.read
    registered = [
        ("خزانة عين السدرة", "Dépôt d’Aïn Sidra", "4 علب", "2026-02-09", restricted),
        ("تسجيلات شهادات شفوية", "Témoignages oraux", "11 ساعة", "2026-02", confidential),
        ("خرائط تدريبية مصورة", "Cartes d’exercice", "63 لوحة", "1447-07-15 هـ", None),
    ]
    for arabic, french, extent, received, label in registered:
        accession = actions.create_accession(
            actor=keeper, institution_id=institution.pk,
            title=Text({"ar": arabic, "fr": french}, "ar"), extent=Text.of(extent, "ar"),
            source=Text.of("كتيبة التمرين السدرة", "ar"), received=read(received), label=label,
        )  # fmt: skip
        house.things.setdefault("accession", accession)
    fonds = actions.create_record(
        actor=keeper, institution_id=institution.pk, level="fonds", reference_code="EX-3",
        title=Text({"ar": "كتيبة التمرين السدرة", "fr": "Bataillon d’exercice Sidra"}, "ar"),
        dates=read("1957/1961"),
    )  # fmt: skip
    series = actions.create_record(
        actor=keeper, parent_id=fonds.pk, level="series", reference_code="EX-3/12",
        title=Text({"ar": "يوميات المسيرات والأعمال", "fr": "Journaux des marches"}, "ar"),
        dates=read("1958-03/1959-04"), label=restricted,
    )  # fmt: skip
    item = actions.create_record(
        actor=keeper, parent_id=series.pk, level="item", reference_code="EX-3/12/41",
        title=Text.of("Procès-verbal de remise des archives, dépôt d’Aïn Sidra", "fr"),
        dates=read("1958-03-12"), label=restricted,
        open_from=keeper.today + dt.timedelta(days=90),
    )  # fmt: skip
    house.things |= {"fonds": fonds, "series": series, "item": item}
    names = [
        ("person", {"ar": "الوافي، إدريس", "fr": "El Ouafi, Idriss"}, ["النقيب الوافي"], "1921~"),
        ("corporate_body", {"ar": "كتيبة التمرين السدرة", "fr": "Bataillon Sidra"}, [], "1956/.."),
        ("place", {"ar": "عين السدرة", "fr": "Aïn Sidra"}, ["Ain Sedra"], None),
        ("person", {"ar": "الوافي إدريس"}, [], None),
    ]
    for kind, name, variants, dates in names:
        authority = terms.create_authority(
            actor=keeper, kind=kind, name=Text(name, "ar"), variants=variants,
            dates=read(dates) if dates else None,
            history=Text.of("ضابط في كتيبة التمرين.", "ar") if variants else None,
        )  # fmt: skip
        house.things.setdefault(f"authority_{kind}", authority)
    actions.link_authority(
        actor=keeper, record_id=series.pk, authority_id=house.things["authority_person"].pk,
        role="creator",
    )  # fmt: skip
