"""Work that the ledger does by itself."""

from django_tasks import task

from khizana.ledger import actions


@task()
def make_checkpoint() -> int:
    """Sign the tree as it stands: daily, and whenever somebody wants a proof of the newest line."""
    checkpoint = actions.make_checkpoint()
    return checkpoint.size if checkpoint else 0
