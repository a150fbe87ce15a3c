"""What every kept thing has: a UUIDv7 key, times of making and change, and a version."""

from django.db import models

from khizana.adapters import clock, settings
from khizana.kernel.refs import Ref, new_id


class Kept(models.Model):
    """Base of everything that the institution holds and that a Ref can name.

    ``version`` rises with each change; an edit that carries an older one is refused (Conflict).
    """

    KIND = ""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref:
        """Return the address of this thing: ``khz:<node>:<kind>:<uuid7>``."""
        return Ref(settings.current().node, self.KIND, self.id)
