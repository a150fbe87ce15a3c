"""The database itself refuses to change the ledger: triggers for SQLite and PostgreSQL.

They stop mistakes and careless scripts. Who may drop them is found out by `ledger.verify`.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"ledger_entry": "position", "ledger_checkpoint": "size"}

_SQLITE = {
    "{t}_no_update": "BEFORE UPDATE ON {t} BEGIN SELECT RAISE(ABORT, '{m}'); END",
    "{t}_no_delete": "BEFORE DELETE ON {t} BEGIN SELECT RAISE(ABORT, '{m}'); END",
    # INSERT OR REPLACE deletes without firing delete triggers
    "{t}_no_replace": (
        "BEFORE INSERT ON {t} WHEN EXISTS (SELECT 1 FROM {t} WHERE {k} = NEW.{k}) "
        "BEGIN SELECT RAISE(ABORT, '{m}'); END"
    ),
}
_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{m}'; END $$"
)
_POSTGRESQL = {
    "{t}_no_change": (
        "BEFORE UPDATE OR DELETE ON {t} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
    ),
    "{t}_no_truncate": "BEFORE TRUNCATE ON {t} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
}
_MESSAGE = "the ledger is append-only"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; harmless where they already are."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION.format(m=_MESSAGE))
        for name, table, body in _all(connection.vendor):
            cursor.execute(f"CREATE TRIGGER {name} {body}")
            del table


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that empty their database between cases."""
    with connection.cursor() as cursor:
        for name, table, _ in _all(connection.vendor):
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def present(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether all triggers are in place."""
    wanted = {name for name, _, _ in _all(connection.vendor)}
    if connection.vendor == "postgresql":
        question = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        question = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(question)
        return wanted <= {row[0] for row in cursor.fetchall()}


def _all(vendor: str) -> list[tuple[str, str, str]]:
    bodies = _POSTGRESQL if vendor == "postgresql" else _SQLITE
    return [
        (name.format(t=table), table, body.format(t=table, k=key, m=_MESSAGE))
        for table, key in TABLES.items()
        for name, body in bodies.items()
    ]
