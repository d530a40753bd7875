"""The one settings file. What differs between installations comes from the environment.

Holidays, office hours, waiting limits, letter texts and recipients are not settings: they are
dated data of the office.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from sigap.config import keys
from sigap.config.databases import parse_database_url
from sigap.config.env import (
    env_address,
    env_bool,
    env_choice,
    env_email,
    env_endpoint,
    env_file,
    env_int,
    env_json,
    env_networks,
    env_roles,
    env_secret,
    env_socket,
    env_text,
    env_url,
)
from sigap.config.logs import configure_logs, logging_settings
from sigap.config.start import data_folder

PACKAGE = Path(__file__).resolve().parents[1]
_EVERY_INTERFACE = ("0.0.0.0", "::")  # noqa: S104 - looked for, not bound
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# --- What an installation may say ---------------------------------------------------------

SIGAP_HOME = data_folder()

# `yes` refuses to start with keys kept in the data folder or without HTTPS.
SIGAP_PRODUCTION = env_bool("SIGAP_PRODUCTION", default=False)

# Where the web server listens. Behind a proxy keep it on loopback: plain HTTP comes in here.
SIGAP_BIND = env_address("SIGAP_BIND", default="127.0.0.1:8000")

# Number of web server processes, each with its own threads; about one a processor core.
SIGAP_WORKERS = env_int("SIGAP_WORKERS", default=1, minimum=1, maximum=64)

# The address that citizens and officers type; it stands in QR codes and letters, so a wrong
# one is printed on paper.
_host, _port = SIGAP_BIND
SIGAP_BASE_URL = env_url(
    "SIGAP_BASE_URL",
    default=f"http://{'127.0.0.1' if _host in _EVERY_INTERFACE else _host}:{_port}",
)

# Whom to tell about a hole in this site (mailto:, tel: or https:); stands in security.txt.
SIGAP_SECURITY_CONTACT = env_text("SIGAP_SECURITY_CONTACT")
if SIGAP_SECURITY_CONTACT and not SIGAP_SECURITY_CONTACT.startswith(
    ("mailto:", "https://", "tel:")
):
    raise ImproperlyConfigured("SIGAP_SECURITY_CONTACT must begin with mailto:, https:// or tel:")

# Proxies whose X-Forwarded-For is believed, so that limits count visitors and not the proxy.
# One too wide lets anybody pretend to be anybody; one missing counts all visitors as one.
SIGAP_TRUSTED_PROXIES = env_networks("SIGAP_TRUSTED_PROXIES", default="127.0.0.0/8, ::1")

# Log lines on standard error: `json` for machines, `console` for people.
SIGAP_LOG = env_choice("SIGAP_LOG", default="json", choices=("json", "console"))

# Where the data lies; may hold a password, so DATABASE_URL_FILE works too.
DATABASES = {"default": parse_database_url(env_secret("DATABASE_URL"), home=SIGAP_HOME)}

# The daemon of ClamAV; with one, nothing that was handed in can be opened before it has looked.
SIGAP_CLAMD = env_socket("SIGAP_CLAMD")

# A folder in another place, best where files can only be added to: signed checkpoints of the
# ledger are copied there each minute. Without one, nothing outside binds who runs the database.
SIGAP_LEDGER_COPIES = env_text("SIGAP_LEDGER_COPIES")

# --- What leaves the building --------------------------------------------------------------

# No notice leaves while this is off: it is ordered all the same, and marked "withheld". Off in
# every new installation, so that a trial with real complaints never writes to real people.
SIGAP_OUTBOUND_DELIVERY = env_bool("SIGAP_OUTBOUND_DELIVERY", default=False)

# The mail server that takes the office's e-mail; without one nobody gets e-mail.
SIGAP_SMTP_HOST = env_text("SIGAP_SMTP_HOST")
SIGAP_SMTP_PORT = env_int("SIGAP_SMTP_PORT", default=587, minimum=1, maximum=65535)
# `none` sends names of cases and tracking codes in the clear: only for a server on this machine.
SIGAP_SMTP_SECURITY = env_choice(
    "SIGAP_SMTP_SECURITY", default="starttls", choices=("starttls", "tls", "none")
)
SIGAP_SMTP_USER = env_text("SIGAP_SMTP_USER")
SIGAP_SMTP_PASSWORD = env_secret("SIGAP_SMTP_PASSWORD")
# The sender; what cannot be delivered comes back there.
SIGAP_SMTP_FROM = env_email("SIGAP_SMTP_FROM")
if SIGAP_SMTP_HOST and not SIGAP_SMTP_FROM:
    raise ImproperlyConfigured("SIGAP_SMTP_HOST needs SIGAP_SMTP_FROM, the sender's address")

# The service that carries WhatsApp or SMS: where a message is posted, and with which secret.
SIGAP_GATEWAY_URL = env_endpoint("SIGAP_GATEWAY_URL")
SIGAP_GATEWAY_AUTHORIZATION = env_secret("SIGAP_GATEWAY_AUTHORIZATION")
# What is posted. Places: {to} with a plus, {digits} without, {text}, {key} (the same at every
# try, so that the service can drop a repetition; also sent as the header Idempotency-Key).
SIGAP_GATEWAY_BODY = env_json(
    "SIGAP_GATEWAY_BODY", default='{"to": "{to}", "text": "{text}", "id": "{key}"}'
)
SIGAP_GATEWAY_FORM = env_choice("SIGAP_GATEWAY_FORM", default="json", choices=("json", "form"))
# What the answer must say to count as taken, `name=value`; any JSON object if absent.
SIGAP_GATEWAY_SUCCESS = env_text("SIGAP_GATEWAY_SUCCESS")
# Private networks in which the service may lie; else only public addresses are called.
SIGAP_GATEWAY_NETWORKS = env_networks("SIGAP_GATEWAY_NETWORKS", default="none")

# --- Signatures ----------------------------------------------------------------------------

# The office's own certificate with its key (PKCS#12); with one, letters may be signed with it.
SIGAP_CERTIFICATE = env_file("SIGAP_CERTIFICATE")
SIGAP_CERTIFICATE_PASSWORD = env_secret("SIGAP_CERTIFICATE_PASSWORD")
# Issuers whose certificates count in uploaded signed files (BSrE's root), PEM.
SIGAP_CERTIFICATE_ROOTS = env_file("SIGAP_CERTIFICATE_ROOTS")

# --- Signing in ----------------------------------------------------------------------------

# Roles whose holders must show a second factor: slugs, `all` or `none`. Who holds one and has
# none reaches only the page on which it is set up. The demo asks for none.
SIGAP_SECOND_FACTOR_ROLES = env_roles(
    "SIGAP_SECOND_FACTOR_ROLES", default="admin, auditor, kepala-dinas, koordinator"
)
# The office's or government's identity provider (OpenID Connect): its address, without
# `/.well-known/…`; what it knows Sigap by; which claim holds the name of a Sigap account.
SIGAP_OIDC_URL = env_endpoint("SIGAP_OIDC_URL")
SIGAP_OIDC_CLIENT = env_text("SIGAP_OIDC_CLIENT")
SIGAP_OIDC_SECRET = env_secret("SIGAP_OIDC_SECRET")
SIGAP_OIDC_CLAIM = env_text("SIGAP_OIDC_CLAIM", default="preferred_username")
SIGAP_OIDC_NAME = env_text("SIGAP_OIDC_NAME", default="akun dinas")  # on the button
if SIGAP_OIDC_URL and not SIGAP_OIDC_CLIENT:
    raise ImproperlyConfigured("SIGAP_OIDC_URL needs SIGAP_OIDC_CLIENT")
_provider = urlsplit(SIGAP_OIDC_URL)
if SIGAP_OIDC_URL and _provider.scheme != "https" and _provider.hostname not in LOOPBACK:
    raise ImproperlyConfigured("SIGAP_OIDC_URL must begin with https://")

# --- Keys ----------------------------------------------------------------------------------

_keys = keys.load(SIGAP_HOME, production=SIGAP_PRODUCTION)
SECRET_KEY = _keys["SIGAP_SECRET_KEY"]
SIGAP_MASTER_KEY = _keys["SIGAP_MASTER_KEY"]
SIGAP_LEDGER_KEY = _keys["SIGAP_LEDGER_KEY"]
# Held besides the master key while it is being changed to this one (`sigap keys rotate`).
SIGAP_MASTER_KEY_NEXT = keys.next_master(SIGAP_HOME)

# --- Web -----------------------------------------------------------------------------------

DEBUG = False
_base = urlsplit(SIGAP_BASE_URL)
_https = _base.scheme == "https"
if SIGAP_PRODUCTION and not _https and _base.hostname not in LOOPBACK:
    raise ImproperlyConfigured("SIGAP_PRODUCTION=yes needs an https:// SIGAP_BASE_URL")

# Loopback is always served, so that a health check needs no name.
ALLOWED_HOSTS = sorted({str(_base.hostname), "127.0.0.1", "localhost", "[::1]"})
CSRF_TRUSTED_ORIGINS = [SIGAP_BASE_URL]
CSRF_FAILURE_VIEW = "sigap.desk.carried.csrf_failed"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "sigap.config.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # seconds; a working day and a late evening
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
# Sigap itself speaks plain HTTP; with an https:// address a proxy stands before it, which
# must set this header and must not pass on a client's own.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"  # addresses hold tracking codes
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20  # bytes of a body without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 50
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a batch of 500 cases, or a list of 300 rows in a form

ROOT_URLCONF = "sigap.config.urls"
WSGI_APPLICATION = "sigap.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "sigap.accounts",
    "sigap.ledger",
    "sigap.cases",
    "sigap.ui",
    "sigap.desk",
    "sigap.portal",
    "sigap.api",
]

MIDDLEWARE = [
    "sigap.config.requests.RequestLog",
    "sigap.config.requests.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sigap.config.requests.Language",
    "sigap.config.requests.MachineFaults",
    "sigap.config.requests.NoNul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

STATIC_URL = "/static/"
# Served from the packages themselves, so that a new version needs no extra command.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ROOT = None

# --- Database and sign-in ------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
# What records a change of an account; the accounts themselves know no ledger.
ACCOUNTS_RECORDER = "sigap.ledger.operations.append"
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/meja/"
PASSWORD_HASHERS = [
    "sigap.accounts.passwords.Argon2",
    # Of accounts that were made by earlier releases; hashed anew when their owner signs in.
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# What django-allauth does is done by our own pages at our own addresses; these say how.
ACCOUNT_ADAPTER = "sigap.desk.adapters.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "sigap.desk.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
SOCIALACCOUNT_ADAPTER = "sigap.desk.adapters.ProviderAdapter"
# The address only leads on; what comes back is bound to the session by a state and PKCE.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": SIGAP_OIDC_NAME,
                "client_id": SIGAP_OIDC_CLIENT,
                "secret": SIGAP_OIDC_SECRET,
                "settings": {"server_url": SIGAP_OIDC_URL},
            }
        ]
        if SIGAP_OIDC_URL
        else [],
    }
}

# --- Language and time ---------------------------------------------------------------------

USE_TZ = True
# For screens only: the calendar of the office decides which day a moment belongs to.
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]

# --- Logs ----------------------------------------------------------------------------------

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(SIGAP_LOG)
configure_logs()
