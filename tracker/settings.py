"""Every setting of the tracker, from the environment, with its unit and its reason.

Nothing needs to be set to try it: the database, the secret key and outgoing mail then live in VAR_DIR.
Production sets SECRET_KEY, ALLOWED_HOSTS, SITE_URL, DATABASE_URL, REDIS_URL and EMAIL_URL.
"""

import secrets
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import structlog
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from tracker import schema
from tracker.deploy_checks import refuse_unsafe
from tracker.log_lines import ErrorsOfTasks, with_traces, without_secrets
from tracker.mail_server import mail_server

django_stubs_ext.monkeypatch()

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent


def kept_secret(file: Path) -> str:
    """The secret key of a machine that sets none: made once and kept for its owner's eyes."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def sqlite_options(database: dict[str, Any]) -> dict[str, Any]:
    """Readers never wait for the writer (WAL); writers queue up to 20 s instead of failing halfway (IMMEDIATE)."""
    return database | {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


try:
    # Where files that the tracker makes live: database, source files, outgoing mail without a server.
    VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()
    DEBUG = env.bool("DEBUG", False)
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
    PORT = env.int("PORT", 8000)
    # The address that mails link to.
    SITE_URL = env.str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'tracker.sqlite3'}")}
    REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
    MAIL_SERVER = mail_server(env.str("EMAIL_URL", ""))
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "tracker@localhost")
    CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
    # Days that the change feed reaches back; who was away for longer fetches the lists anew.
    CHANGES_KEPT_DAYS = env.int("CHANGES_KEPT_DAYS", 90)
    # True behind a proxy that ends TLS: cookies then travel over https only.
    HTTPS = env.bool("HTTPS", False)
    # Units a minute of the API; a 304 costs 1, any other answer 5; 0 for no limit. Anonymous readers have them by address:
    # 200 dashboards behind one, asking every 5 seconds, take 2,400 while nothing changes, and 800 more for each change.
    RATE_LIMIT_ANONYMOUS = env.int("RATE_LIMIT_ANONYMOUS", 6_000)
    # By key, or by account of who is signed in: who says who they are has twice as much, for themselves alone.
    RATE_LIMIT_SIGNED_IN = env.int("RATE_LIMIT_SIGNED_IN", 12_000)
    # Who bears it reads /health/metrics; without one, whoever sits at this machine does.
    METRICS_KEY = env.str("METRICS_KEY", "")
    # How many proxies of ours a request passes, each adding to X-Forwarded-For: by it the address of a reader is found.
    TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1 if HTTPS else 0)
    # Days after which a session ends, whatever is done in it, and days for which it may lie unused: a long weekend.
    SESSION_DAYS = env.int("SESSION_DAYS", 14)
    SESSION_IDLE_DAYS = env.int("SESSION_IDLE_DAYS", 4)
    # Whether everybody who signs in needs a second factor; each office may require it of its people by itself.
    REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", False)
    # Whether anybody may make an account, to follow letters; offices invite their people either way.
    ALLOW_SIGN_UP = env.bool("ALLOW_SIGN_UP", False)
    # A file of stolen passwords' SHA-1 digests, sorted, as Have I Been Pwned gives it away; empty for Django's own short list alone.
    BREACHED_PASSWORDS = env.str("BREACHED_PASSWORDS", "")
    if BREACHED_PASSWORDS and not Path(BREACHED_PASSWORDS).is_file():
        raise ValueError(f"BREACHED_PASSWORDS names no file: {BREACHED_PASSWORDS}")
    # A command that looks for malicious software in each file that somebody sends (`tracker.uploads`); empty for none.
    SCAN_COMMAND = shlex.split(env.str("SCAN_COMMAND", ""))
    # Single sign-on by an OpenID Connect provider: its issuer, whose /.well-known/openid-configuration says the rest.
    OIDC_ISSUER = env.str("OIDC_ISSUER", "").rstrip("/")
    OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
    OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
    OIDC_NAME = env.str("OIDC_NAME", "single sign-on")  # as the page calls it
    # Stands behind the @ of every Message-ID; it must stay the same on all machines.
    MAIL_DOMAIN = urlsplit(SITE_URL).hostname or "localhost"
    # Signs sessions, links in mails and cursors, the same on all machines; only who serves this one alone may leave it out.
    SECRET_KEY = env.str("SECRET_KEY", "")
    # Secrets of before, the newest first: what was made with them is still believed, and nothing is made with them any more.
    SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    refuse_unsafe(
        debug=DEBUG,
        secret=SECRET_KEY,
        secrets_before=SECRET_KEY_FALLBACKS,
        names=[*ALLOWED_HOSTS, MAIL_DOMAIN],
        host=env.str("HOST", "") or "localhost",
    )
    SECRET_KEY = SECRET_KEY or kept_secret(VAR_DIR / "secret-key")
except (EnvError, ValueError) as error:
    raise ImproperlyConfigured(f"A setting in the environment cannot be used: {error}") from error
except OSError as error:
    raise ImproperlyConfigured(
        f"VAR_DIR cannot be written: {error}. Set VAR_DIR to a folder that can."
    ) from error

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] = sqlite_options(DATABASES["default"])
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # Times after which a connection keeps a statement's plan (`tracker.prepared`); a pooler in front must pool by session.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 5)

INSTALLED_APPS = [
    "offices",
    "letters",
    "actions",
    "tracker",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "rest_framework",
    "corsheaders",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "tracker.edge.Headers",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.compressing.CompressedPages",
    "tracker.logged_requests.LoggedRequests",
    "tracker.edge.KnownMethods",
    "tracker.edge.EncryptedPrograms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.accounts.sessions.EndsInTime",
    "tracker.languages.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tracker.accounts.second_factor.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.seeing.TellsTheAudit",
    "tracker.api.accounting.RateLimits",
]

# Pages of any site may read the API; without cookies, and they write nothing.
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Last-Modified",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
]

CSRF_FAILURE_VIEW = "tracker.errors.csrf_failure"
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "offices.User"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tracker.accounts.passwords.NotOurWords"},
]
if BREACHED_PASSWORDS:
    AUTH_PASSWORD_VALIDATORS.append(
        {"NAME": "tracker.accounts.passwords.NotStolen", "OPTIONS": {"path": BREACHED_PASSWORDS}}
    )
AUTHENTICATION_BACKENDS = ["tracker.accounts.second_factor.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:attention"
LOGOUT_REDIRECT_URL = "public:front"

# Accounts (tracker.accounts, docs/accounts.md): by address and password.
ACCOUNT_ADAPTER = "tracker.accounts.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Who made an account by themselves shows first that the address is theirs.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_ANONYMOUS_REDIRECT_URL = LOGIN_URL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail for each change of a password or a second factor
ACCOUNT_SESSION_REMEMBER = True
# Single sign-on (tracker.accounts.single_sign_on): into an account of the same address, both sides having it from its owner.
SOCIALACCOUNT_ADAPTER = "tracker.accounts.single_sign_on.SingleSignOn"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "single-sign-on",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
# Tries, counted for all processes together: by address (ip), by account and address together (key), by person (user).
CACHES = {
    "default": {
        "BACKEND": "tracker.accounts.counting.SharedCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "tracker",
        "OPTIONS": {"serializer": "tracker.accounts.counting.Json"},
    }
}
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "login_failed_anywhere": "50/h/key",  # by account alone; not of a browser that has signed in with it before
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "signup": "20/h/ip",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds for which saying once more who one is counts
# A second factor: an authenticator app, a passkey or security key, and codes on paper for the day on which both are lost.
MFA_ADAPTER = "tracker.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Letter tracker"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which clocks may differ
# Without TLS, browsers offer passkeys on this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
PASSWORD_RESET_TIMEOUT = 3600  # seconds that a mailed link to a new password works

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.desk.rights.rights",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "en"
# Of the public pages; the desk, the API and mails are English (`tracker.languages`).
LANGUAGES = [("en", "English"), ("es", "Spanish")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "tracker.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
# Files are found in the packages that bring them: nothing has to be collected.
WHITENOISE_USE_FINDERS = True

# Source files of letters: never static files, served only through a view that asks who is looking.
MEDIA_ROOT = VAR_DIR / "files"
# Django spools larger uploads to disk; a letter may have 25 MB (letters.reading.documents.MAX_BYTES).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

if MAIL_SERVER:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.starts_tls, MAIL_SERVER.is_tls
    EMAIL_TIMEOUT = MAIL_SERVER.timeout
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

CELERY = {
    "broker_url": REDIS_URL,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "accept_content": ["json"],
    "task_serializer": "json",
    "timezone": "UTC",
    "broker_transport_options": {
        # Seconds; what is still unacknowledged then has died, or does a long job that its row keeps for it. It is looked for
        # every ten seconds (kombu's own throttle would make that a hundred). A second wake-up costs nothing.
        "visibility_timeout": 120,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # Seconds; a broker that is there and does not answer must not hold the scheduler for ever.
        "socket_timeout": 15,
        "socket_connect_timeout": 5,
    },
    "beat_schedule": {
        "sweep": {"task": "actions.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
        "publish": {"task": "actions.tasks.publish", "schedule": 60.0, "options": {"expires": 55}},
        # Whoever asks for a job wakes a worker; this is for what a lost message or a killed worker left.
        "work": {"task": "tracker.tasks.work", "schedule": 60.0, "options": {"expires": 55}},
        "forget-exports": {"task": "tracker.tasks.forget_exports", "schedule": 3600.0},
        "let-go": {"task": "tracker.tasks.let_go", "schedule": crontab(hour="5", minute="0")},
        # At four in the morning UTC, when hardly anybody asks.
        "forget-old": {"task": "tracker.tasks.forget_old", "schedule": crontab(hour="4", minute="0")},
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tracker.api.keys.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tracker.api.keys.MayWrite"],
    "DEFAULT_THROTTLE_CLASSES": ["tracker.api.limits.Limit"],
    "DEFAULT_RENDERER_CLASSES": ["tracker.api.rendering.OrJson"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["tracker.api.filters.ClosedFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "tracker.api.pages.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tracker.api.errors.as_problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = schema.SETTINGS

# Cookies of this host alone, that no script reads: forms carry the token of theirs.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_ENGINE = "tracker.accounts.sessions"
SESSION_COOKIE_AGE = SESSION_IDLE_DAYS * 24 * 3600
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
KNOWN_COOKIE_NAME = f"{COOKIE_PREFIX}known"  # tracker.accounts.known_browsers
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Seconds; a year of https only. Whether the name is preloaded into browsers is for its owner to say.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT = HTTPS
# What programs ask, without anybody who sees that they were led from http to https: they are refused (`tracker.edge`).
OF_PROGRAMS = r"^(api/v1/(?!docs/)|desk/calendar/)"
SECURE_REDIRECT_EXEMPT = [r"^health/", OF_PROGRAMS]  # the first is asked by what stands beside the proxy
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# In the session, not in a cookie of their own: some say an address that is a secret.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                with_traces,
                structlog.processors.JSONRenderer(),
                without_secrets,
            ],
            "foreign_pre_chain": [
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
            ],
        }
    },
    "filters": {"tasks": {"()": ErrorsOfTasks}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["tasks"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "tracker": {"level": "INFO"},
        "actions": {"level": "INFO"},
        "letters": {"level": "INFO"},
        "django.server": {"level": "WARNING"},
    },
}
