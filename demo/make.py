"""Makes the documents of the demonstration from the texts beside it. A tool for developers only:

    uv run --with weasyprint --with python-docx --with openpyxl demo/make.py

The made files are committed in demo/box, so a node needs none of these tools.
All texts were written for this project; facts about real people are those that the public
sources report (notes/requirements.md sections 1 and 2), everything else is exercise material.
"""

import io
import shutil
from email.message import EmailMessage
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pypdfium2
import weasyprint
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image, ImageFilter
from weasyprint.text.fonts import FontConfiguration

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "texts"
BOX = HERE / "box"
EXERCISE_AR = "مادة تمرين — كتبها مشروع خزانة للتجربة"


def pdf(name: str) -> bytes:
    """A born-digital PDF of one text."""
    html = weasyprint.HTML(TEXTS / f"{name}.html", base_url=str(TEXTS), encoding="utf-8")
    fonts = FontConfiguration()
    style = weasyprint.CSS(TEXTS / "page.css", font_config=fonts)
    return html.write_pdf(stylesheets=[style], font_config=fonts)


def scan(name: str, *, seed: int, skew: float, dpi: int = 170) -> Image.Image:
    """One page as an office scanner of some age gives it: grey, skewed, uneven, noisy."""
    page = pypdfium2.PdfDocument(pdf(name))[0]
    image = page.render(scale=dpi / 72).to_pil().convert("L")
    image = image.rotate(skew, fillcolor=250, resample=Image.Resampling.BICUBIC)
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    random = np.random.default_rng(seed)
    grey = np.asarray(image, dtype=np.float32)
    slope = np.linspace(-14, 10, grey.shape[1])[None, :]
    grey = np.clip(grey * 0.9 + 12 + slope + random.normal(0, 5, grey.shape), 0, 255)
    # sixteen greys: smaller files, and what such scanners really kept
    return Image.fromarray((grey // 32 * 32 + 16).astype(np.uint8))


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.quantize(8).save(out, "PNG", optimize=True)
    return out.getvalue()


def image_pdf(image: Image.Image) -> bytes:
    """A PDF that holds only a picture of the page: a scan without text."""
    out = io.BytesIO()
    image.save(out, "PDF", resolution=170, quality=40)
    return out.getvalue()


def tiff(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.point(lambda grey: 255 if grey > 150 else 0).convert("1").save(
        out, "TIFF", compression="group4", dpi=(200, 200)
    )
    return out.getvalue()


def right_to_left(paragraph: "docx.text.paragraph.Paragraph") -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(OxmlElement("w:bidi"))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # "start", hence right in a bidi paragraph
    for run in paragraph.runs:
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def visit_docx() -> bytes:
    """The programme of the visit, in Arabic, with a table."""
    document = docx.Document()
    rows = [
        ("09:30", "استقبال الوفد المالي في نادي الضباط بالرباط"),
        ("10:00", "عرض حول مهام مديرية التاريخ العسكري وتنظيم الأرشيف العسكري"),
        ("11:00", "جولة في القاعات وشرح آليات التوثيق واستخلاص الدروس"),
        ("12:00", "توقيع الدفتر الذهبي والتقاط الصورة الجماعية"),
    ]
    right_to_left(document.add_paragraph(EXERCISE_AR))
    right_to_left(document.add_heading("برنامج زيارة مديرية التاريخ العسكري", level=1))
    for text in (
        "تذكر روايات صحفية أن الزيارة جرت يوم الثلاثاء 10 فبراير 2026 "
        "ضمن اجتماع عمل من 10 إلى 12 فبراير. "
        "لا يذكر المقال المرجعي تاريخًا ولا أسماء.",
        "ترأس الوفد المالي، حسب روايات صحفية، اللواء موسى يورو كينتي.",
        "التوقيت أدناه من وضع فريق التمرين، "
        "أما فقرات البرنامج (العرض والجولة والتوقيع) فكما ترويها الصحافة.",
    ):
        right_to_left(document.add_paragraph(text))
    table = document.add_table(rows=0, cols=2)
    table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    for hour, what in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = hour, what
        right_to_left(cells[1].paragraphs[0])
    settings = document.settings.element
    language = OxmlElement("w:themeFontLang")
    language.set(qn("w:bidi"), "ar-MA")
    settings.append(language)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def training_docx() -> bytes:
    """A short paper in English."""
    document = docx.Document()
    document.add_paragraph("Exercise material — written by the Khizana project")
    document.add_heading("Skills of a records clerk: draft course outline", level=1)
    for text in (
        "The course lasts five days. At its end the clerk registers an accession, describes ten "
        "files from fonds to item, checks a digital fingerprint and explains a closure period.",
        "Measure of success: a second clerk finds any described page in less than two minutes.",
        "Proposed by the exercise team; no institution has adopted it.",
    ):
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plan_xlsx() -> bytes:
    """An action plan as a sheet in two languages, with both responsible sides."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "plan 2025-2027"
    for row in (
        ("Document d’exercice / مادة تمرين", None, None, None, None),
        ("N°", "Activité", "النشاط", "Responsable", "Échéance"),
        (1, "Stage d’archivistique militaire", "تكوين في الأرشيف العسكري", "A", "2025-10"),
        (
            2,
            "Échange d’expériences sur les leçons apprises",
            "تبادل الخبرات حول الدروس",
            "B",
            "2026-03",
        ),
        (3, "Glossaire commun français-arabe", "معجم مشترك", "A + B", "2026-06"),
        (4, "Séminaire sur l’enseignement militaire", "ندوة حول التعليم العسكري", "B", "2027-02"),
    ):
        sheet.append(row)
    people = book.create_sheet("الأطراف")
    people.sheet_view.rightToLeft = True
    for row in (
        ("الجانب", "المكتب"),
        ("A", "مكتب التوثيق (تمرين)"),
        ("B", "مكتب الدراسات (تمرين)"),
    ):
        people.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def message(attachment: bytes) -> bytes:
    """An e-mail in French with an Arabic subject line and an attached sheet."""
    mail = EmailMessage()
    mail["From"] = "Bureau A (exercice) <bureau-a@exercice.example>"
    mail["To"] = "Bureau B (exercice) <bureau-b@exercice.example>"
    mail["Date"] = "Mon, 03 Mar 2025 09:12:00 +0000"
    mail["Subject"] = "إرسال جدول خطة العمل / envoi du plan d’action"
    mail["Message-ID"] = "<exercice-0001@exercice.example>"
    mail.set_content(
        "Bonjour,\n\nCeci est un message d’exercice. Vous trouverez ci-joint le tableau du plan "
        "d’action, à compléter avant la réunion préparatoire.\n\nMerci de confirmer la bonne "
        "réception du bordereau.\n\nتحية طيبة، والمرفق جدول الأنشطة المقترحة.\n"
    )
    mail.add_attachment(
        attachment,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename="plan-action.xlsx",
    )
    return bytes(mail)


OLD_TEXT = """قائمة الملفات المحولة إلى مكتب التوثيق (مادة تمرين)

1- ملف الدورة الأولى: مراسلات ودعوات.
2- ملف الزيارة: برنامج وصور.
3- ملف التكوين: جداول وتقارير.
4- ملف المصطلحات: بطاقات بالعربية والفرنسية.

ملاحظة: كُتبت هذه القائمة على حاسوب قديم، ولذلك رُمّزت بترميز ويندوز 1256.
"""


def main() -> None:
    shutil.rmtree(BOX, ignore_errors=True)
    plan, minutes = plan_xlsx(), pdf("minutes-ar")
    files = {
        "open/اللجنة المشتركة/محضر-تمرين-الدورة-الأولى.pdf": minutes,
        "open/اللجنة المشتركة/note-de-synthèse.pdf": pdf("synthesis-fr"),
        "open/اللجنة المشتركة/plan-action.xlsx": plan,
        "open/اللجنة المشتركة/envoi-du-plan.eml": message(plan),
        "open/visite/برنامج-الزيارة.docx": visit_docx(),
        "open/visite/الدفتر-الذهبي-صفحة.png": png(scan("golden-book-ar", seed=3, skew=0.6)),
        "open/visite/compte-rendu-numérisé.pdf": image_pdf(
            scan("report-scan-fr", seed=5, skew=-0.8)
        ),
        "open/archives/سجل-المراسلات-ص3.tif": tiff(scan("register-ar", seed=7, skew=0.4)),
        "open/archives/قائمة-الملفات.txt": OLD_TEXT.encode("cp1256"),
        "open/archives/arrangement-handbook.pdf": pdf("handbook-en"),
        "open/archives/course-outline.docx": training_docx(),
        "open/archives/نسخة من المحضر.pdf": minutes,
        "restricted/ملاحظات-داخلية.pdf": pdf("restricted-ar"),
        "confidential/avis-calendrier.pdf": pdf("confidential-fr"),
    }
    for name, content in files.items():
        path = BOX / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>9} {name}")


if __name__ == "__main__":
    main()
