"""The gallery of parts: a page for those who build, shown only under KHZ_DEBUG."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khizana.kernel.dates import HistoricalDate
from khizana.kernel.markings import Marking, Policy
from khizana.kernel.text import Text
from khizana.web.fields import HouseForm, SourceDate, TextInLanguages
from khizana.web.paging import Slice
from khizana.web.shell import Page


class _Form(HouseForm):
    title = TextInLanguages(label="عنوان الدفعة")
    history = TextInLanguages(label="تاريخ الحيازة", long=True, required=False)
    received = SourceDate(label="تاريخ الاستلام")
    level = forms.ChoiceField(label="المستوى", choices=[("file", "ملف"), ("item", "قطعة")])
    caveats = forms.MultipleChoiceField(
        label="تنبيهات", choices=[("a", "معطيات شخصية"), ("b", "سر طبي")], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    agree = forms.BooleanField(label="أُقر بأنني راجعت الملفات", required=False)


_DATES = ("1958-03-12", "1958~", "1957/1961", "1377-08-21 هـ", "vers 1958", "1958-03")
_NAMES = ("EX-3_12_p001-106.tif", "يومية السرية الثانية، الجزء 4.pdf", "fact\u202egpj.exe", "a\nb")


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every part of the stylesheet with odd values."""
    policy = Policy.neutral()
    both = frozenset({"A", "B"})
    markings = {
        1: Marking(policy, "unprotected"),
        2: Marking(policy, "restricted", releasable_to=both),
        3: Marking(policy, "confidential", frozenset({"personal"}), frozenset({"A"})),
    }
    request.khizana_page = Page("home", {1: markings[1], 2: markings[2]})  # type: ignore[attr-defined]
    if "high" in request.GET:
        request.khizana_page = Page("home", markings)  # type: ignore[attr-defined]
    form = _Form({"received": "2026-02-31", "title_ar": ""})
    values = {
        "chips": list(request.khizana_page.markings),  # type: ignore[attr-defined]
        "dates": [HistoricalDate.read(text) for text in _DATES],
        "form": form,
        "names": _NAMES,
        "now": dt.datetime(2026, 2, 12, 6, 5, tzinfo=dt.UTC),
        "numbers": (7, 1204, 48213, 1_000_000),
        "sizes": (0, 999, 1_900_000_000, 53_000),
        "text": Text({"fr": "Procès-verbal de remise des archives", "ar": "محضر تسليم"}, "fr"),
        "foreign": Text.of("Procès-verbal de remise des archives, dépôt d’Aïn Sidra", "fr"),
        "person": SimpleNamespace(name=Text.of("حافظة الأرشيف", "ar"), username="hafida"),
        "slice": Slice([1] * 50, 2, 51, True),
    }
    return render(request, "gallery/gallery.html", values)
