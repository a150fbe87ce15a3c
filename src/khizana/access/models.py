"""People, offices, clearances, need-to-know groups and interned labels."""

import datetime as dt
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from khizana.access.actors import Actor
from khizana.adapters import clock
from khizana.shared.fields import MultilingualField
from khizana.shared.record import Kept

OPEN = dt.date.min
"""``open_from`` of what was never closed."""
UNDETERMINED = dt.date.max
"""``open_from`` of what stays closed until someone decides."""


class People(BaseUserManager["Person"]):
    """Manager that finds people by user name whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> "Person":
        person = self.model(username=username, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, Kept):
    """Somebody with an account. Rights come from appointments, sight from clearances."""

    KIND = "person"

    username = models.CharField(max_length=80, unique=True)
    email = models.EmailField(blank=True)
    name = MultilingualField()
    language = models.CharField(max_length=8, default="ar")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = People()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    # Django and its libraries ask for these; this house has no superuser (DESIGN.md, Label).
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password and to an epoch: raising it ends all sessions at once."""
        return salted_hmac(
            "khizana.access.Person.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Office(Kept):
    """A directorate, bureau or desk, valid in time, with names in three languages."""

    KIND = "office"

    name = MultilingualField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.name)


class Period(models.QuerySet[Any]):
    """Rows valid on a day; ``valid_to`` is the last valid day."""

    def on(self, day: dt.date) -> Self:
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Appointment(Kept):
    """A person holds a role (see ``access.policies.ROLES``) in an office for a period."""

    KIND = "appointment"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT)
    role = models.CharField(max_length=40)
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = Period.as_manager()

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class Clearance(Kept):
    """What a person may see: level and caveats of a policy, for a period, with the reason."""

    KIND = "clearance"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clearances")
    policy = models.CharField(max_length=80)
    level = models.CharField(max_length=40)
    caveats = models.JSONField(default=list, blank=True)
    party = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    granted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = Period.as_manager()

    def __str__(self) -> str:
        return f"{self.person} {self.level}"


class Group(Kept):
    """A need-to-know group: only its members see what is marked with it."""

    KIND = "group"

    code = models.CharField(max_length=40, unique=True)
    name = MultilingualField()

    def __str__(self) -> str:
        return self.code


class Membership(Kept):
    """A person belongs to a need-to-know group for a period."""

    KIND = "membership"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)

    objects = Period.as_manager()

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"


class Label(models.Model):
    """An interned marking; a few hundred rows. ``key`` is the canonical form of the marking."""

    id = models.AutoField(primary_key=True)
    key = models.CharField(max_length=500, unique=True)
    policy = models.CharField(max_length=80)
    level = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()
    caveats = models.JSONField(default=list)
    releasable_to = models.JSONField(null=True)
    groups = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.key


class MarkedQuerySet(models.QuerySet[Any]):
    """Rows that carry a label and a day of opening."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what ``actor`` may read: label first, closure in time second."""
        rows = self if actor.sees_all else self.filter(label_id__in=actor.label_ids)
        return rows if actor.reads_closed else rows.filter(open_from__lte=actor.today)


class Marked(models.Model):
    """Mixin: a thing with a label and a closure."""

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    open_from = models.DateField(default=OPEN)

    objects = MarkedQuerySet.as_manager()

    class Meta:
        abstract = True


class ApiToken(Kept):
    """A bearer token for the API; only its digest is kept."""

    KIND = "token"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    title = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title
