"""The WSGI entrance; WSGI because ASGI with sync views cost 1.5 to 10 times as much (docs)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khizana.site.settings")
application = get_wsgi_application()
