"""Small files made on the spot: only the parts of a format that a reader looks at."""

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(pages: list[str], *, locked: bool = False, turned: int = 0) -> bytes:
    """A PDF with one line of Helvetica a page; ``locked`` asks for a password nobody knows."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    for at, text in enumerate(pages):
        stream = f"BT /F1 18 Tf 72 700 Td ({text}) Tj ET".encode()
        objects[4 + 2 * at] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            + f"/Rotate {turned}".encode()
            + f"/Contents {5 + 2 * at} 0 R>>".encode()
        )
        objects[5 + 2 * at] = (
            f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream"
        )
    trailer = f"/Size {len(objects) + 2}/Root 1 0 R".encode()
    if locked:
        number = len(objects) + 1
        objects[number] = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (
            b"41" * 32,
            b"42" * 32,
        )
        trailer += f"/Encrypt {number} 0 R/ID[<{'43' * 16}><{'43' * 16}>]".encode()
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in objects.items():
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<<" + trailer + b">>\nstartxref\n%d\n%%%%EOF" % start)


def docx(paragraphs: list[str]) -> bytes:
    """A Word document as Word writes Arabic: bidi paragraphs, rtl runs."""
    body = "".join(
        "<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        for text in paragraphs
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r" Type="{_OFFICE}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
    }
    return zipped(parts)


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


def compound(*streams: str) -> bytes:
    """The head and directory of a compound file (MS-CFB) with streams of these names."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32] = (9).to_bytes(2, "little")
    names = b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)
    )
    return bytes(head) + names.ljust(1024, b"\0")
