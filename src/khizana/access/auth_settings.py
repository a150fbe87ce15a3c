"""Django settings of signing in; `site.settings` takes them over as they stand.

Sources: OWASP ASVS 5.0.0 chapters 6 (authentication) and 7 (sessions); NIST SP 800-63B for
passwords: length before rules, a list of known ones, no forced change.
"""

from datetime import timedelta

from khizana.adapters import settings as node_settings

_NODE = node_settings.current()

SESSION_IDLE = timedelta(minutes=45)
"""A session that nobody used for so long ends (ASVS 7.3.1)."""
SESSION_ABSOLUTE = timedelta(hours=12)
"""No session lasts longer than a day of work (ASVS 7.3.2)."""

SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "khizana.access.passwords.LengthRule"},
    {"NAME": "khizana.access.passwords.KnownPasswordRule"},
    {"NAME": "khizana.access.passwords.ContextRule"},
]

ACCOUNT_ADAPTER = "khizana.web.auth_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# an office behind one address must not be shut out by one colleague; axes counts per account
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,10/5m/key"}

MFA_ADAPTER = "khizana.web.auth_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TRUST_ENABLED = False
MFA_TOTP_ISSUER = f"Khizana {_NODE.node}"
MFA_RECOVERY_CODE_COUNT = 10
# browsers allow keys over plain HTTP on localhost only
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _NODE.secure

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# names have no case at the door: each spelling of one must not be a new set of attempts
AXES_USERNAME_CALLABLE = "khizana.web.auth_adapter.attempted_name"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "khizana.web.auth_adapter.locked_out"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the ledger keeps who signed in
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["password", "login", "code"]
AXES_HTTP_RESPONSE_CODE = 429
