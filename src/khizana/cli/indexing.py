"""The index, from the command line: made again after a restore, caught up after an ingest."""

from khizana.cli.console import Console


def rebuild_index(console: Console) -> None:
    """Make the index anew from the rows, with progress."""
    from khizana.access.queries import system_actor
    from khizana.search.actions import rebuild

    with console.meter(console.word("cli.restore.index")) as meter:
        rebuild(actor=system_actor(), progress=meter.to)
