"""Addresses of the reading desk."""

from django.urls import path

from khizana.web.reading import images, pages, work

urlpatterns = [
    path("pages/<uuid:pk>/", pages.page, name="page"),
    path("pages/<uuid:pk>/image", images.page_image, name="page_image"),
    path("pages/<uuid:pk>/size", images.page_size, name="page_size"),
    path(
        "pages/<uuid:pk>/tiles/<int:level>/<int:x>_<int:y>",
        images.page_tile,
        name="page_tile",
    ),
    path("pages/<uuid:pk>/text", pages.page_text, name="page_text"),
    path("pages/<uuid:pk>/correct/", work.page_correct, name="page_correct"),
    path("pages/<uuid:pk>/encoding/", work.page_encoding, name="page_encoding"),
    path("pages/<uuid:pk>/language/", work.page_language_set, name="page_language"),
    path("passages/<uuid:pk>/", pages.passage, name="passage"),
    path("objects/<uuid:pk>/pages/<int:number>/", pages.object_page, name="object_page"),
    path("objects/<uuid:pk>/ocr/", work.object_ocr, name="object_ocr"),
]
