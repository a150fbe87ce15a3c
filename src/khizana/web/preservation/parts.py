"""Form uploads that keep the paths of a folder.

A browser sends ``folder/sub/file.pdf`` as the name of a file of a chosen folder. Django keeps the
last part only; here the whole is kept, as data: what it may be is decided by the room.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser

FIELDS = ("box", "folder")


@dataclass(frozen=True, slots=True)
class Part:
    """One uploaded file with the path that the browser said."""

    path: str
    size: int
    file: Any

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes."""
        return iter(self.file.chunks())


class _PathParser(MultiPartParser):
    """A parser that leaves names as they were sent."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Return the name unchanged; it is never used as a path of this machine."""
        return file_name or None


class _PathHandler(TemporaryFileUploadHandler):
    """Writes to a temporary file of its own name and remembers the name that was sent."""

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(field_name, "upload", *args, **kwargs)
        self.sent_path = file_name

    def file_complete(self, file_size: int) -> Any:
        """Finish a file."""
        done = super().file_complete(file_size)
        if done is not None:
            done.sent_path = self.sent_path  # type: ignore[attr-defined]
        return done


def keep_paths(request: HttpRequest) -> None:
    """Parse the body before anything else asks for it (CSRF included)."""
    content_type: str = request.META.get("CONTENT_TYPE", "")
    if not content_type.startswith("multipart/form-data"):
        return
    handlers: list[Any] = [_PathHandler(request)]
    parser = _PathParser(request.META, request, handlers, request.encoding)
    request._post, request._files = parser.parse()  # type: ignore[attr-defined]


def parts_of(request: HttpRequest) -> list[Part]:
    """Return the files that were sent, in their order."""
    found = []
    for name in FIELDS:
        for file in request.FILES.getlist(name):
            path = getattr(file, "sent_path", file.name) or file.name or ""
            found.append(Part(path, file.size or 0, file))
    return found
