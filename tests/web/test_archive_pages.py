"""The pages of the archive: the tree, a unit, its forms."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_tree_shows_the_fonds(clerk, house):
    page = clerk.get(reverse("archive"))
    assert page.status_code == 200
    assert "رصيد عين السدرة" in page.content.decode()
    assert 'id="banner"' in page.content.decode()
