"""A relation between rooms points downwards only; string foreign keys escape import-linter."""

import pytest
from django.apps import apps

pytestmark = pytest.mark.either_database

# DESIGN.md, import order, lowest first; siblings share a floor and may not point at one another
FLOORS = [
    {"shared"},
    {"ledger"},
    {"access"},
    {"terms"},
    {"archive"},
    {"preservation", "reading"},
    {"search"},
    {"web", "api"},
]
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def own_models():
    return [m for m in apps.get_models() if m.__module__.startswith("khizana.")]


def test_every_room_has_a_floor() -> None:
    rooms = {config.label for config in apps.get_app_configs() if config.name[:8] == "khizana."}
    assert rooms <= set(FLOOR_OF)


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_relations_point_downwards(model) -> None:
    own = model._meta.app_label
    for field in model._meta.get_fields():
        if field.auto_created or not field.is_relation or field.related_model is None:
            continue
        other = field.related_model._meta.app_label
        if other in FLOOR_OF and other != own:
            assert FLOOR_OF[other] < FLOOR_OF[own], f"{field} points up or sideways"
