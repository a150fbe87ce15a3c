"""Reading the archive: everything begins with what the actor may see."""

from khizana.archive.queries.accessions import (
    AccessionPage,
    RegisterPage,
    accession_page,
    accession_years,
    accessions,
    find_accession,
    visible_accessions,
)
from khizana.archive.queries.codes import propose_code
from khizana.archive.queries.histories import named_thing, tellable
from khizana.archive.queries.institutions import find_institution, institutions
from khizana.archive.queries.listing import (
    Children,
    Row,
    children,
    fonds,
    of_accession,
    possible_parents,
    unarranged,
)
from khizana.archive.queries.pages import RecordPage, breadcrumb, record_page
from khizana.archive.queries.records import (
    find_record,
    levels_for,
    record_by_code,
    records_below,
    visible_records,
)

__all__ = [
    "AccessionPage",
    "Children",
    "RecordPage",
    "RegisterPage",
    "Row",
    "accession_page",
    "accession_years",
    "accessions",
    "breadcrumb",
    "children",
    "find_accession",
    "find_institution",
    "find_record",
    "fonds",
    "institutions",
    "levels_for",
    "named_thing",
    "of_accession",
    "possible_parents",
    "propose_code",
    "record_by_code",
    "record_page",
    "records_below",
    "tellable",
    "unarranged",
    "visible_accessions",
    "visible_records",
]
