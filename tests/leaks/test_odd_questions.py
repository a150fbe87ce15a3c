"""Whatever is typed into an address is answered: huge numbers, deep brackets, odd signs."""

import pytest
from leaks.world import World

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HUGE = ("9" * 5000, "9" * 25, "-1", "٣", "²", "1e9", "")


@pytest.fixture
def world():
    return World.build()


@pytest.fixture
def reader(client, make_person):
    client.force_login(make_person("odd", roles=["archivist"], level="secret"), backend=BACKEND)
    return client


@pytest.mark.parametrize("number", HUGE)
def test_numbers(reader, world, number):
    (page,), (box,), record = world.ids("page"), world.ids("submission"), world.ids("record")[0]
    addresses = (
        f"/search/?q=a&page={number}", f"/search/?q=a&year={number}", f"/search/?q=a&date={number}",
        f"/submissions/?page={number}", f"/submissions/{box}/?page={number}",
        f"/accessions/?page={number}", f"/accessions/?year={number}",
        f"/authorities/?page={number}", f"/archive/?shown={number}",
        f"/pages/{page}/?layer={number}", f"/archive/?after={number}", f"/people/?page={number}",
        f"/records/{record}/?after={number}", f"/api/v1/records?after={number}",
        f"/api/v1/records?limit={number}", f"/api/v1/accessions?page={number}",
        f"/api/v1/accessions?year={number}", f"/api/v1/submissions?limit={number}",
        f"/api/v1/submissions/{box}/entries?offset={number}", f"/api/v1/search?q=a&page={number}",
        f"/api/v1/search?q=a&date={number}", f"/fixity/?page={number}",
    )  # fmt: skip
    for address in addresses:
        assert reader.get(address).status_code < 500, address[:80]


@pytest.mark.parametrize(
    "words",
    ["(" * 2000 + "a" + ")" * 2000, '"' * 999, "NOT " * 500 + "a", "a" * 60_000, "%00", "fonds:x",
     "record:" + "é" * 300, "date:99999999999999999999", "date:-9999..99999", "a*" * 400],
)  # fmt: skip
def test_words(reader, world, words):
    for address in ("/search/", "/search/suggest", "/api/v1/search", "/api/v1/accessions",
                    "/accessions/", "/authorities/", "/archive/"):  # fmt: skip
        assert reader.get(address, {"q": words}).status_code < 500, (address, words[:40])


def test_a_body_is_not_read_from_who_may_not_hand_in(client, make_person, monkeypatch):
    from khizana.web.preservation import receipt

    read = []
    monkeypatch.setattr(receipt, "keep_paths", read.append)
    client.force_login(make_person("guest", roles=["researcher"]), backend=BACKEND)
    assert client.post("/receive/", {"name": "x"}).status_code == 403
    assert not read
