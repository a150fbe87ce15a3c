"""Writing the archive: institutions, the accession register, the tree of records."""

from khizana.archive.actions.accessions import (
    advance_accession,
    create_accession,
    edit_accession,
    relabel_accession,
)
from khizana.archive.actions.authorities import link_authority, set_authorities, unlink_authority
from khizana.archive.actions.institutions import create_institution, edit_institution
from khizana.archive.actions.labels import close_record, relabel_record
from khizana.archive.actions.moving import move_record
from khizana.archive.actions.records import create_record, describe_record
from khizana.archive.actions.withdrawal import restore_record, withdraw_record

__all__ = [
    "advance_accession",
    "close_record",
    "create_accession",
    "create_institution",
    "create_record",
    "describe_record",
    "edit_accession",
    "edit_institution",
    "link_authority",
    "move_record",
    "relabel_accession",
    "relabel_record",
    "restore_record",
    "set_authorities",
    "unlink_authority",
    "withdraw_record",
]
