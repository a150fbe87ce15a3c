"""The API as one object: its routers, its doors, its description (OpenAPI)."""

from types import MappingProxyType

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from khizana.api import accessions, errors, files, records, search, submissions
from khizana.api.auth import Session, Token, actor_of
from khizana.api.schemas import Me


class Readable(JSONRenderer):
    """Arabic as Arabic, not as escapes."""

    json_dumps_params = MappingProxyType({"ensure_ascii": False})


api = NinjaAPI(
    renderer=Readable(),
    title="Khizana",
    version="1",
    description=(
        "The same actions and queries as the pages. What the caller may not see does not exist: "
        "it is 404 like what was never there. Refusals are {code, sentence, advice} in the "
        "language of Accept-Language (ar, fr, en)."
    ),
    auth=[Token(), Session()],
    # the browsable page of django-ninja loads scripts that our security policy refuses
    docs_url=None,
    urls_namespace="api",
)
errors.install(api)
api.add_router("/records", records.router)
api.add_router("/accessions", accessions.router)
api.add_router("/search", search.router)
api.add_router("/submissions", submissions.router)
api.add_router("/files", files.router)


@api.get("/me", response=Me, tags=["me"], summary="Who the caller is to the house")
def get_me(request: HttpRequest) -> Me:
    """Name, language, roles and permissions of the token or session."""
    actor = actor_of(request)
    return Me(
        name=actor.name,
        language=actor.language,
        roles=sorted(actor.roles),
        permissions=sorted(actor.permissions),
    )
