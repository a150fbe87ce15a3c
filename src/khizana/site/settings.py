"""Django's settings, derived from the node's own (khizana.adapters.settings)."""

from csp.constants import NONE, SELF

from khizana.access.auth_settings import *  # noqa: F403 - signing in: one fragment, one place
from khizana.adapters import settings as node_settings
from khizana.site.database import database

NODE = node_settings.current()

DEBUG = NODE.debug
SECRET_KEY = NODE.secret_key
ALLOWED_HOSTS = list(NODE.hosts)
ROOT_URLCONF = "khizana.site.urls"
WSGI_APPLICATION = "khizana.site.wsgi.application"
AUTH_USER_MODEL = "access.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(NODE.database_url, NODE.data)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "khizana.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "khizana.shared",
    "khizana.ledger",
    "khizana.access",
    "khizana.terms",
    "khizana.archive",
    "khizana.preservation",
    "khizana.reading",
    "khizana.search",
    "khizana.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "khizana.web.middleware.LanguageMiddleware",
    "khizana.web.auth_middleware.SessionLimitMiddleware",
    "khizana.web.middleware.DoorMiddleware",
    "khizana.web.auth_middleware.DutiesFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "khizana.web.middleware.RefusalMiddleware",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "khizana.web.shell.context",
            ],
        },
    }
]

LANGUAGE_CODE = NODE.language
LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "khz_language"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
CSRF_FAILURE_VIEW = "khizana.web.errors.csrf_failed"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = NODE.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # `khizana serve` gathers, hashes and compresses them into the data folder before it starts.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 0

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

SESSION_COOKIE_NAME = "__Host-khz" if NODE.secure else "khz_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = NODE.secure
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-khz-csrf" if NODE.secure else "khz_csrf"
SECURE_HSTS_SECONDS = 31_536_000 if NODE.secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_NUMBER_FILES = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_TEMP_DIR = None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# A failure is written to the server's own output, with its trace; pages show none of it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "django_tasks_db": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "khizana": {"handlers": ["out"], "level": "INFO", "propagate": False},
    },
}
