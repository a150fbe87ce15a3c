"""PRONOM identification: what the bytes are, not what the name says."""

import zipfile

from khizana.adapters.formats import agent, identify, identify_many


def test_known_bytes(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 40)
    (tmp_path / "c").write_bytes(b"\x01\x02\x03")
    (tmp_path / "d.txt").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("x", "y")
    pdf, liar, nothing, empty, zipped = identify_many(
        tmp_path / name for name in ("a.pdf", "b.txt", "c", "d.txt", "e.zip")
    )
    assert (pdf.puid, pdf.mime) == ("fmt/18", "application/pdf")
    assert liar.puid != "x-fmt/111"
    assert not nothing.known
    assert "extension" in empty.basis
    assert zipped.puid == "x-fmt/263"


def test_a_lying_extension_is_warned_of(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"%PDF-1.4\n%%EOF\n")
    found = identify(tmp_path / "a.docx")
    assert found.puid == "fmt/18"
    assert "extension mismatch" in found.warning


def test_the_tool_is_named_for_the_events():
    assert agent().startswith("siegfried 1.")
