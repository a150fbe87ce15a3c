"""Mails (RFC 5322, MIME RFC 2045-2049): head and body as one page, attachments as files of their
own.
"""

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from khizana.adapters.decoding import decode
from khizana.adapters.extract_markup import read_html
from khizana.adapters.extract_types import Attachment, PageText, Unreadable

TOOL = "khizana mail 1"
_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_MOST_ATTACHMENTS = 1_000


def read_mail(path: Path) -> PageText:
    """Return the one page of a mail: its head lines, an empty line, its text."""
    message = _parse(path)
    head = [f"{name}: {value}" for name in _SHOWN if (value := _header(message, name))]
    names = [part_name(part, number) for number, part in enumerate(_attached(message), 1)]
    body = _body(message)
    text = "\n".join(head) + "\n\n" + body
    if names:
        text += "\n\n" + "\n".join(names)
    return PageText(1, "message", text.strip(), TOOL, title=_header(message, "Subject")[:200])


def attachments(path: Path, folder: Path) -> list[Attachment]:
    """Write every attachment of a mail into ``folder`` and say what they are.

    Files are numbered there: the names that a mail gives are data, never paths.
    """
    found = []
    for number, part in enumerate(_attached(_parse(path)), 1):
        if number > _MOST_ATTACHMENTS:
            raise Unreadable("reading.too_heavy")
        data = _bytes(part)
        target = folder / f"{number:04d}"
        target.write_bytes(data)
        found.append(
            Attachment(part_name(part, number), part.get_content_type(), str(target), len(data))
        )
    return found


def part_name(part: EmailMessage, number: int) -> str:
    """Return the name of an attachment as written, or one made from its number and type."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, AttributeError):
        name = ""
    if name:
        return name
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        subject = _header(inner, "Subject") if isinstance(inner, EmailMessage) else ""
        return f"{subject or number}.eml"
    return f"attachment-{number}.{part.get_content_subtype()}"


def _parse(path: Path) -> EmailMessage:
    with path.open("rb") as source:
        return email.message_from_binary_file(
            source, EmailMessage, policy=email.policy.default.clone(raise_on_defect=False)
        )


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message.get(name) or "")
    except (ValueError, IndexError, AttributeError, LookupError):
        # The library stumbles over some broken headers; the raw words are better than nothing.
        raw = dict(message.raw_items()).get(name, "")
        value = str(raw)
    if any("\udc80" <= char <= "\udcff" for char in value):
        value = decode(value.encode("utf-8", "surrogateescape")).text
    return re.sub(r"\s+", " ", value).strip()


def _attached(message: EmailMessage) -> list[EmailMessage]:
    """Parts that are not the text of the mail itself; a mail inside is one part, not its
    contents.
    """
    found: list[EmailMessage] = []
    waiting = [message]
    body = {id(part) for part in _bodies(message)}
    while waiting:
        part = waiting.pop(0)
        kind = part.get_content_maintype()
        if kind == "multipart":
            inner = part.get_payload()
            if isinstance(inner, list):
                waiting = [*(each for each in inner if isinstance(each, EmailMessage)), *waiting]
        elif id(part) not in body and part is not message:
            found.append(part)
    return found


def _bodies(message: EmailMessage) -> list[EmailMessage]:
    found: list[EmailMessage] = []
    for wish in ("plain", "html"):
        try:
            part = message.get_body((wish,))
        except (KeyError, AttributeError, ValueError):
            part = None
        if isinstance(part, EmailMessage):
            found.append(part)
    return found


def _body(message: EmailMessage) -> str:
    for part in _bodies(message):
        data = _bytes(part)
        charset = str(part.get_content_charset() or "").lower()
        try:
            known = charset if charset and data.decode(charset) is not None else ""
        except (LookupError, UnicodeDecodeError):
            known = ""
        text = (
            read_html(data, known)[1]
            if part.get_content_subtype() == "html"
            else decode(data, "" if known in {"us-ascii", "ascii"} else known).text
        )
        if text.strip():
            return text.strip()
    return ""


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        inner = part.get_payload(0)
        return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
