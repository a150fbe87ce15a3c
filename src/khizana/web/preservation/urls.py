"""Addresses of receipt and of preserved files."""

from django.urls import path

from khizana.web.preservation import boxes, fixity, objects, receipt

urlpatterns = [
    path("receive/", receipt.upload, name="receive"),
    path("receive/start/", receipt.upload_start, name="receive_start"),
    path("submissions/", boxes.submissions, name="submissions"),
    path("submissions/<uuid:pk>/", boxes.submission, name="submission"),
    path("submissions/<uuid:pk>/progress/", boxes.submission_progress, name="submission_progress"),
    path("submissions/<uuid:pk>/retry/", boxes.submission_retry, name="submission_retry"),
    path("submissions/<uuid:pk>/abandon/", boxes.submission_abandon, name="submission_abandon"),
    path("submissions/<uuid:pk>/piece/", receipt.submission_piece, name="submission_piece"),
    path("submissions/<uuid:pk>/close/", receipt.submission_close, name="submission_close"),
    path("objects/<uuid:pk>/", objects.object_view, name="object"),
    path("objects/<uuid:pk>/original", objects.object_original, name="object_original"),
    path("objects/<uuid:pk>/check/", objects.object_check, name="object_check"),
    path("fixity/", fixity.fixity, name="fixity"),
    path("fixity/<uuid:pk>/", fixity.fixity_run, name="fixity_run"),
]
