"""Django's settings, put together from the table in ``environment``. Reading them has no side effects."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from yike.config.environment import listed, number, read, yes
from yike.config.home import secret_key

PACKAGE = Path(__file__).resolve().parents[1]
YIKE_HOME = Path(read("YIKE_HOME")).resolve()
YIKE_DEMONSTRATION = yes("YIKE_DEMONSTRATION")
YIKE_MAP_REVIEW_NUMBER = read("YIKE_MAP_REVIEW_NUMBER")
YIKE_MAP_ATTRIBUTION = read("YIKE_MAP_ATTRIBUTION")
YIKE_EMBED_ON = listed("YIKE_EMBED_ON")
YIKE_RATING_DAYS = read("YIKE_RATING_DAYS")
YIKE_ASKER_DAYS = number("YIKE_ASKER_DAYS")
YIKE_KEYS_FILE = Path(read("YIKE_KEYS_FILE") or YIKE_HOME / "yike.keys")
YIKE_KEYS = read("YIKE_KEYS")
YIKE_EMAIL_URL = read("YIKE_EMAIL_URL")
YIKE_EMAIL_FROM = read("YIKE_EMAIL_FROM")
YIKE_ROBOT_BASES = dict(pair.partition("=")[::2] for pair in listed("YIKE_ROBOT_BASES"))
YIKE_LOAD_APART = True  # what pages walk on is loaded in a thread of its own; tests load it themselves
YIKE_ROBOT_LOOPBACK = False  # tests alone let messages go to this machine

DEBUG = yes("YIKE_DEBUG")
SECRET_KEY = read("YIKE_SECRET_KEY") or secret_key(YIKE_HOME)
ALLOWED_HOSTS = listed("YIKE_HOSTS")
CSRF_TRUSTED_ORIGINS = listed("YIKE_ORIGINS")
YIKE_SITE = read("YIKE_SITE").rstrip("/")

INSTALLED_APPS = [
    "yike.core.look",
    "yike.core.vault",
    "yike.core.record",
    "yike.core.rights",
    "yike.core.calendar",
    "yike.core.areas",
    "yike.core.outbox",
    "yike.core.accounts",
    "yike.core.apikeys",
    "yike.core.deadlines",
    "yike.core.residents",
    "yike.core.upkeep",
    "yike.rooms.circle",
    "yike.rooms.almanac",
    "yike.rooms.grid",
    "yike.faces.desk",
    "yike.faces.door",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "axes",
]

MIDDLEWARE = [
    "yike.core.accounts.entrance.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "yike.faces.desk.trouble.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "yike.faces.desk.unfinished.Unfinished",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yike.core.accounts.entrance.middleware.Entrance",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yike.core.look.middleware.Headers",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yike.config.urls"
WSGI_APPLICATION = "yike.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yike.faces.desk.nav.navigation",
                "yike.core.look.context.look",
                "yike.faces.door.visitors.visitors",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    """Return the database: PostgreSQL where one is named, else SQLite with a write-ahead log."""
    if url := read("YIKE_DATABASE_URL"):
        found = {**environ.Env.db_url_config(url), "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
        plain = {
            "options": "-c jit=off"
        }  # compiling a count of ten thousand rows takes longer than counting them
        return found | {"OPTIONS": plain | found.get("OPTIONS", {})}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": YIKE_HOME / "yike.sqlite3",
        "CONN_MAX_AGE": 300,  # opening it anew, its tables to be read first, costs a fifth of a page
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY;",
        },
    }


FORM_RENDERER = "yike.core.look.renderer.Renderer"
CSRF_FAILURE_VIEW = "yike.core.look.errors.forged"

DATABASES = {"default": _database()}
# counts of how often somebody tries: few entries would be pushed out by whoever wants to try on
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
YIKE_IDLE_MINUTES = number("YIKE_IDLE_MINUTES")
YIKE_SESSION_HOURS = number("YIKE_SESSION_HOURS")
YIKE_SESSIONS = number("YIKE_SESSIONS")
YIKE_PASSWORD_DAYS = number("YIKE_PASSWORD_DAYS")
YIKE_SECOND_FACTOR = read("YIKE_SECOND_FACTOR")
YIKE_PROXIES = number("YIKE_PROXIES")
SESSION_COOKIE_AGE = YIKE_SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = yes("YIKE_HTTPS")
# A proxy that is trusted says whether the caller came by HTTPS; nobody else's word counts.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if YIKE_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if yes("YIKE_HTTPS") else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

ACCOUNT_ADAPTER = "yike.core.accounts.entrance.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser
ACCOUNT_REAUTHENTICATION_METHODS = {"password"}
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": None, "reauthenticate": "10/m/user"}
MFA_ADAPTER = "yike.core.accounts.entrance.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
SOCIALACCOUNT_ADAPTER = "yike.core.accounts.entrance.adapters.Services"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
YIKE_OIDC = bool(read("YIKE_OIDC_SERVER"))
if YIKE_OIDC:
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")  # loads an HTTP client: a while
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "office",
            "name": read("YIKE_OIDC_NAME"),
            "client_id": read("YIKE_OIDC_CLIENT"),
            "secret": read("YIKE_OIDC_SECRET"),
            "settings": {"server_url": read("YIKE_OIDC_SERVER"), "uid_field": read("YIKE_OIDC_FIELD")},
        }
    ]
AXES_FAILURE_LIMIT = number("YIKE_LOCK_AFTER")
AXES_COOLOFF_TIME = timedelta(minutes=number("YIKE_LOCK_MINUTES"))
AXES_HANDLER = "yike.core.accounts.entrance.guessing.Handler"  # and by the name alone
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # our own history keeps it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "yike.core.accounts.entrance.lockout.known_as"
AXES_LOCKOUT_CALLABLE = "yike.core.accounts.entrance.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "code", "csrfmiddlewaretoken"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
MEDIA_ROOT = YIKE_HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "yike.core.look.storage.Storage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/look/[0-9a-f]{12}/"
SILENCED_SYSTEM_CHECKS: list[str] = []
