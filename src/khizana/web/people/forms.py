"""Forms of people and rights. What is chosen from comes from the rooms' own tables."""

from typing import Any

from django import forms

from khizana.access import labels
from khizana.access.models import Group, Office, Person
from khizana.access.roles import ROLES
from khizana.kernel.words import say
from khizana.shared.words import W
from khizana.web.fields import DayField, HouseForm, TextInLanguages
from khizana.web.shell import page_language

LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]


class PeriodForm(HouseForm):
    """What holds for a time: from a day (today where empty) to its last day (open where empty)."""

    valid_from = DayField(label=W("people.from"), required=False, help_text=W("people.from.hint"))
    valid_to = DayField(label=W("people.to"), required=False, help_text=W("people.to.hint"))


class NewPersonForm(HouseForm):
    """A new account."""

    username = forms.CharField(
        label=W("people.username"), max_length=80, help_text=W("people.username.hint")
    )
    name = TextInLanguages(label=W("people.name"), help_text=W("people.name.hint"))
    language = forms.ChoiceField(label=W("people.language"), choices=LANGUAGES)
    email = forms.EmailField(
        label=W("people.email"), required=False,
        error_messages={"invalid": W("web.form.email_invalid")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("username", "email"):
            self.fields[name].widget.attrs |= {"dir": "ltr", "autocapitalize": "none"}


class EditPersonForm(NewPersonForm):
    """An account that is corrected; the user name stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"]


class AppointForm(PeriodForm):
    """A role in an office."""

    role = forms.ChoiceField(label=W("people.role"), help_text=W("people.role.hint"))
    office = forms.ModelChoiceField(
        Office.objects.none(), label=W("people.office"), required=False,
        empty_label=W("people.office.none"),
    )  # fmt: skip
    field_order = ("role", "office", "valid_from", "valid_to")

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        self.fields["role"].choices = [(role, say(f"role.{role}", lang)) for role in ROLES]  # type: ignore[attr-defined]
        field = self.fields["office"]
        field.queryset = offices  # type: ignore[attr-defined]
        field.label_from_instance = lambda office: office.name.shown(lang).text  # type: ignore[attr-defined]


class ClearanceForm(PeriodForm):
    """A clearance: level, caveats held, party, period and the reason."""

    level = forms.ChoiceField(label=W("people.level"))
    caveats = forms.MultipleChoiceField(
        label=W("people.caveats"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=W("people.caveats.hint"),
    )  # fmt: skip
    party = forms.ChoiceField(label=W("people.party"), required=False)
    reason = forms.CharField(
        label=W("people.reason"), widget=forms.Textarea, help_text=W("people.reason.hint")
    )
    field_order = ("level", "caveats", "party", "valid_from", "valid_to", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang, policy = page_language(), labels.policy()
        self.fields["level"].choices = [(k, v.name[lang]) for k, v in policy.levels.items()]  # type: ignore[attr-defined]
        self.fields["caveats"].choices = [  # type: ignore[attr-defined]
            (key, caveat.name[lang])
            for key, caveat in policy.caveats.items()
            if caveat.kind == "restrictive"
        ]
        parties = [(key, party.name[lang]) for key, party in policy.parties.items()]
        self.fields["party"].choices = [("", say("people.party.none", lang)), *parties]  # type: ignore[attr-defined]


class ReasonForm(HouseForm):
    """A step that is taken with a reason."""

    reason = forms.CharField(
        label=W("people.reason"), widget=forms.Textarea, help_text=W("people.reason.hint")
    )


class MemberForm(PeriodForm):
    """Somebody who is let into a group."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=W("people.person"), empty_label=W("people.person.choose")
    )
    field_order = ("person", "valid_from", "valid_to")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        field = self.fields["person"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda p: f"{p.name.shown(lang).text} ({p.username})"  # type: ignore[attr-defined]


class JoinGroupForm(PeriodForm):
    """A group that somebody is let into."""

    group = forms.ModelChoiceField(
        Group.objects.none(), label=W("people.group"), empty_label=W("people.group.choose")
    )
    field_order = ("group", "valid_from", "valid_to")

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        field = self.fields["group"]
        field.queryset = groups  # type: ignore[attr-defined]
        field.label_from_instance = lambda g: f"{g.name.shown(lang).text} ({g.code})"  # type: ignore[attr-defined]


class GroupForm(HouseForm):
    """A new need-to-know group."""

    code = forms.CharField(
        label=W("people.group.code"), max_length=40, help_text=W("people.group.code.hint")
    )
    name = TextInLanguages(label=W("people.group.name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["dir"] = "ltr"


class OfficeForm(PeriodForm):
    """A new office."""

    name = TextInLanguages(label=W("people.office.name"))
    parent = forms.ModelChoiceField(
        Office.objects.none(), label=W("people.office.parent"), required=False,
        empty_label=W("people.office.none"),
    )  # fmt: skip
    field_order = ("name", "parent", "valid_from", "valid_to")

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        field = self.fields["parent"]
        field.queryset = offices  # type: ignore[attr-defined]
        field.label_from_instance = lambda office: office.name.shown(lang).text  # type: ignore[attr-defined]


class CloseOfficeForm(HouseForm):
    """The last day of an office."""

    valid_to = DayField(label=W("people.office.last_day"))
