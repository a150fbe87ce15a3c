"""Page images: whole and in tiles, made from the preserved bytes only for who may see the page."""

import hashlib
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from khizana.adapters import pages as pictures
from khizana.kernel.errors import NotFound
from khizana.reading import queries
from khizana.web.actor import current_actor

_WIDTHS = (200, 400, 800, 1200, 1600, 2400, 3600)


@require_safe
def page_image(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return a page's picture; ``?w=`` is raised to the next width that is kept ready."""
    source = queries.picture(current_actor(request), pk)
    asked = request.GET.get("w", "1200")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 6 else 1200
    width = next((one for one in _WIDTHS if one >= wanted), _WIDTHS[-1])
    etag = _etag(source, f"w{width}")
    if _known(request, etag):
        return _private(HttpResponseNotModified(), etag)
    data = pictures.image(source, width=width)
    return _private(HttpResponse(data, content_type="image/jpeg"), etag)


@require_safe
def page_tile(request: HttpRequest, pk: UUID, level: int, x: int, y: int) -> HttpResponse:
    """Return one tile (Deep Zoom levels)."""
    source = queries.picture(current_actor(request), pk)
    etag = _etag(source, f"t{level}/{x}/{y}")
    if _known(request, etag):
        return _private(HttpResponseNotModified(), etag)
    data = pictures.tile(source, level=level, column=x, row=y)
    if not data:
        raise NotFound("reading.no_page")
    return _private(HttpResponse(data, content_type="image/jpeg"), etag)


@require_safe
def page_size(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return what a viewer must know before it asks for tiles."""
    source = queries.picture(current_actor(request), pk)
    found = pictures.size(source)
    told = {
        "width": found.width, "height": found.height, "tile": found.tile, "levels": found.max_level
    }  # fmt: skip
    return _private(JsonResponse(told), _etag(source, "size"))


def _etag(source: pictures.Source, part: str) -> str:
    """Return a tag that tells nothing of the file to who keeps it."""
    told = f"{source.digest}/{source.page}/{part}".encode()
    return f'"{hashlib.sha256(told).hexdigest()[:32]}"'


def _known(request: HttpRequest, etag: str) -> bool:
    return etag in parse_etags(request.headers.get("If-None-Match", ""))


def _private(response: HttpResponse, etag: str) -> HttpResponse:
    """Let the reader's own browser keep it, asking each time whether it still may be shown."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
