"""Model fields for the kernel's values: Text and HistoricalDate, both stored as JSON."""

from typing import Any

from django.db import models

from khizana.kernel.dates import HistoricalDate
from khizana.kernel.text import Text


class MultilingualField(models.JSONField):
    """A kernel Text: one value in many languages, one of them the original."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Text)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:
        return Text.from_json(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Text:
        return value if isinstance(value, Text) else Text.from_json(value or {})

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.to_json() if isinstance(value, Text) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Text):
            value = value.to_json()
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj).to_json()


class HistoricalDateField(models.JSONField):
    """A kernel HistoricalDate, or nothing. Keep ``bounds()`` in columns beside it to sort by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> HistoricalDate | None:
        found = super().from_db_value(value, expression, connection)
        return HistoricalDate.from_json(found) if found else None

    def to_python(self, value: Any) -> HistoricalDate | None:
        if value is None or isinstance(value, HistoricalDate):
            return value
        return HistoricalDate.from_json(value)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(
            value.to_json() if isinstance(value, HistoricalDate) else value
        )

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, HistoricalDate):
            value = value.to_json()
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        value = self.value_from_object(obj)
        return value.to_json() if value else None
