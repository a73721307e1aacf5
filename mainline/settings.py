"""All settings, read once from the environment by typed readers.

Every variable is listed in docs/operate/settings.md (a test compares).
"""

from __future__ import annotations

import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError

env = Env(prefix="MAINLINE_")
ROOT = Path(__file__).resolve().parent.parent


def _secret(name: str, default_file: Path) -> str:
    """Read a secret from ``NAME``, from the file ``NAME_FILE`` names, or from a file made once."""
    if value := env.str(name, ""):
        return value
    file = env.path(f"{name}_FILE", None) or default_file
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text().strip()


def _from_file(file: Path | None) -> str:
    """Read a secret that somebody else made; "" where no file is named. Raises ``EnvError`` for one that can't be read."""
    try:
        return file.read_text(encoding="utf-8").strip() if file is not None else ""
    except OSError as error:
        raise EnvError(f"The file {file} of a secret can't be read: {error.strerror}.") from error


DATA_DIR: Path = env.path("DATA", ROOT / "var").resolve()
# What is in it is for this user alone: the database of SQLite is made with the rights that its folder leaves.
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
INDEX_DIR = DATA_DIR / "index"
DICTIONARIES_FILE = DATA_DIR / "dictionaries.json"
"""What was made of the dictionaries between languages, for the next program to read in a tenth of the time."""
FILES_DIR = DATA_DIR / "files"
REGION: str = env.str("REGION", "heilongjiang")

SECRET_KEY = _secret("SECRET_KEY", DATA_DIR / "secret.key")
SECRET_KEY_FALLBACKS = env.list("FORMER_SECRET_KEYS", [])
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("TRUSTED_ORIGINS", [])
BEHIND_TLS = env.bool("BEHIND_TLS", False)

INSTALLED_APPS = [
    "mainline",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ninja",
    "django_htmx",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mainline.api.middleware.answers",
    "mainline.web.headers.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mainline.orgs.gate.asks_once",
    "mainline.orgs.sessions.note_activity",
    "mainline.orgs.factors.Gate",
    "mainline.register.views.unavailable.EngineErrors",
    "mainline.web.limits.body_limit",
]

ROOT_URLCONF = "mainline.urls"
WSGI_APPLICATION = "mainline.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mainline.links.context",
                "mainline.pages.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "mainline.web.templatetags.web",
                "mainline.pages.menus",
                "mainline.portfolio.tags",
                "mainline.register.tags",
                "mainline.register.documents.tags",
                "mainline.register.panels",
            ],
        },
    }
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'mainline.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock at the start, so that
    # two writers queue instead of failing half-way with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384; PRAGMA mmap_size=2147483648;"
        ),
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Many short questions at once, over rows that are in memory or on a disk without heads: an index is nearly always
    # the way, several processes for one question take from the others, and to compile it takes longer than to ask it.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0"
    )
# A new connection for each request would cost more than what most requests ask of it.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "mainline" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")
FORMAT_MODULE_PATH = ["mainline.locale.formats"]

STATIC_URL = "static/"
STATIC_ROOT = ROOT / "staticfiles"
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Made from the code at set-up, so it lives with the code: another data folder needs no other copy.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What all processes must agree on, such as how often somebody tried to log in, is kept in the database; what only
# saves a process work is kept in the process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Logging in: docs/decisions/0012-accounts.md.
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "my_day"
LOGOUT_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["mainline.orgs.backends.NameOrEmail"]
PASSWORD_HASHERS = [
    "mainline.orgs.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "mainline.orgs.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "mainline.orgs.passwords.NotPlain"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
REQUIRE_SECOND_FACTOR: str = env.str("REQUIRE_SECOND_FACTOR", "staff" if BEHIND_TLS else "none")
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
ACCOUNT_ADAPTER = "mainline.orgs.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Many people of one university come from one address: an address may err more often than a name.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "50/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/5m/key",
    "reset_password_from_key": "20/m/ip",
    "signup": "20/m/ip",
}
ACCOUNT_FORMS = {
    "login": "mainline.orgs.login_forms.LoginForm",
    "change_password": "mainline.orgs.login_forms.ChangePasswordForm",
    "reset_password_from_key": "mainline.orgs.login_forms.ResetPasswordForm",
}
MFA_ADAPTER = "mainline.orgs.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Mainline"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "mainline.orgs.login_forms.SecondFactorForm",
    "reauthenticate": "mainline.orgs.login_forms.SecondFactorAgainForm",
    "add_webauthn": "mainline.orgs.login_forms.AddPasskeyForm",
    "authenticate_webauthn": "mainline.orgs.login_forms.PasskeyForm",
    "login_webauthn": "mainline.orgs.login_forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "mainline.orgs.login_forms.PasskeyAgainForm",
}

# Unset, nothing is sent, and pages say whom to ask instead. "outbox:" writes letters into a folder.
_email = env.str("EMAIL_URL", "")
HAS_EMAIL = bool(_email)
if _email in ("", "outbox:"):
    EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if HAS_EMAIL else 'dummy'}.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "outbox"
else:
    vars().update(env.dj_email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "mainline@localhost")

SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 12) * 3600
SESSION_LONGEST_SECONDS: int = env.int("SESSION_DAYS", 7) * 24 * 3600
if BEHIND_TLS:
    # Browsers keep a cookie of such a name only from this host, over TLS, for all its paths.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "mainline.web.cookies.Notices"
# What lists ask of parts above them: the day, the fiscal year and the name of whoever looks.
LIST_ASKER = "mainline.portfolio.reports.asking.asker"
SECURE_SSL_REDIRECT = BEHIND_TLS
# A program that asks without TLS is refused and not led on: mainline/api/middleware.py.
SECURE_REDIRECT_EXEMPT = ["^api/"]
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}

MAX_UPLOAD_BYTES: int = env.int("MAX_UPLOAD_MIB", 512) * 1024 * 1024
DOCUMENT_MAX_BYTES: int = env.int("DOCUMENT_MAX_MIB", 50) * 1024 * 1024
DOCUMENT_MAX_PIXELS: int = env.int("DOCUMENT_MAX_MEGAPIXELS", 100) * 1_000_000
EVIDENCE_MAX_BYTES: int = env.int("EVIDENCE_MAX_MIB", 512) * 1024 * 1024
DOCUMENT_STORE: str = env.str("FILES", "folder")
S3_ENDPOINT: str = env.str("S3_ENDPOINT", "")
S3_REGION: str = env.str("S3_REGION", "us-east-1")
S3_ACCESS_KEY: str = env.str("S3_ACCESS_KEY", "") or _from_file(env.path("S3_ACCESS_KEY_FILE", None))
S3_SECRET_KEY: str = env.str("S3_SECRET_KEY", "") or _from_file(env.path("S3_SECRET_KEY_FILE", None))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR = None
WORKERS: int = env.int("WORKERS", 2)
PUBLIC_URL: str = env.str("PUBLIC_URL", "").rstrip("/")
OUTWARD_ALLOW = frozenset(entry.strip().lower() for entry in env.list("OUTWARD_ALLOW", []))
QUESTION_DAYS: int = env.int("QUESTION_DAYS", 5)
TSA_URL: str = env.str("TSA_URL", "").strip()
TSA_CERTIFICATES: str = _from_file(env.path("TSA_CERTIFICATES", None))
TSA_POLICY: str = env.str("TSA_POLICY", "").strip()
API_RATE_READ: int = env.int("API_RATE_READ", 600)
API_RATE_WRITE: int = env.int("API_RATE_WRITE", 60)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "mainline.web.logs.Lines",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
