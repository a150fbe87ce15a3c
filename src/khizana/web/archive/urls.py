"""Addresses of the archive."""

from django.urls import path

from khizana.web.archive import (
    accession_forms,
    accessions,
    describing,
    linking,
    marking,
    moving,
    records,
    table,
    tree,
)

urlpatterns = [
    path("archive/", tree.archive, name="archive"),
    path("archive/table/", table.archive_table, name="archive_table"),
    path("archive/table/export.csv", table.archive_export, name="archive_export"),
    path("archive/table/<uuid:pk>/", table.archive_import, name="archive_import"),
    path("records/new/", describing.record_new, name="record_new"),
    path("records/code/<path:code>", records.record_by_code, name="record_by_code"),
    path("records/<uuid:pk>/", records.record, name="record"),
    path("records/<uuid:pk>/children/", tree.record_children, name="record_children"),
    path("records/<uuid:pk>/history/", records.record_history, name="record_history"),
    path("records/<uuid:pk>/edit/", describing.record_edit, name="record_edit"),
    path("records/<uuid:pk>/move/", moving.record_move, name="record_move"),
    path("records/<uuid:pk>/label/", marking.record_label, name="record_label"),
    path("records/<uuid:pk>/authorities/", linking.record_authorities, name="record_authorities"),
    path("records/<uuid:pk>/withdraw/", marking.record_withdraw, name="record_withdraw"),
    path("records/<uuid:pk>/restore/", marking.record_restore, name="record_restore"),
    path("accessions/", accessions.accessions, name="accessions"),
    path("accessions/new/", accession_forms.accession_new, name="accession_new"),
    path("accessions/<uuid:pk>/", accessions.accession, name="accession"),
    path("accessions/<uuid:pk>/edit/", accession_forms.accession_edit, name="accession_edit"),
    path("accessions/<uuid:pk>/state/", accessions.accession_state, name="accession_state"),
]
