"""The settings of the tests: a node's own, in a throw-away folder and with any database.

``KHZ_TEST_DATABASE_URL`` chooses the database (default: SQLite in memory). The environment is set
before the node's settings are read, so nothing of the developer's own node is ever touched.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("KHZ_") and "_TEST_" not in name]:
    del os.environ[_name]
_folder = Path(tempfile.mkdtemp(prefix="khizana-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "static").mkdir()
os.environ["KHZ_DATA"] = str(_folder)
os.environ["KHZ_NODE"] = "test.local"
os.environ["KHZ_SECRET_KEY"] = "only-for-tests-" + "0" * 40
os.environ["KHZ_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["KHZ_DATABASE_URL"] = os.environ.get("KHZ_TEST_DATABASE_URL", "sqlite:")

from khizana.site.settings import *  # noqa: E402, F403 - after the environment is set

# argon2 with its real cost would take most of the time of the tests that sign in
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
