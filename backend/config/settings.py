"""All settings, from the environment (README, "Settings"). Every default is safe on the open internet, and the
game is served with no variable set at all."""

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit

from config.secret_key import secret_key

BACKEND_DIR = Path(__file__).resolve().parent.parent
FRONTEND_DIR = BACKEND_DIR.parent / "frontend"


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


DEBUG = _flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(
    Path(os.environ.get("SECRET_KEY_FILE") or BACKEND_DIR / ".secret_key")
)
# Keys of before: what they have signed is read, and signed anew with the present one.
SECRET_KEY_FALLBACKS = _list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "pong",
    "matches",
    "pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "pages.middleware.content_security_policy",
    "config.static_files.StaticFilesMiddleware",
    "pages.middleware.CompressedPages",
    "pages.middleware.visitors_language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [FRONTEND_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "pages.language.context",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

REDIS_URL = os.environ.get("REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "pong.cluster.layer.BatchedPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": "pong"},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "pong.cluster.layer.BatchedInMemoryChannelLayer"}}

if os.environ.get("POSTGRES_HOST"):
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["POSTGRES_HOST"],
            "PORT": os.environ.get("POSTGRES_PORT", "5432"),
            "NAME": os.environ.get("POSTGRES_DB", "pong"),
            "USER": os.environ.get("POSTGRES_USER", "pong"),
            "PASSWORD": os.environ.get("POSTGRES_PASSWORD", ""),
            # Under ASGI each request has a thread of its own, so that a kept connection is never used again:
            # 300 pages, 20 at a time, left 44 to 66 of PostgreSQL's 100 open.
            "CONN_MAX_AGE": 0,
            "OPTIONS": {"connect_timeout": 3},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("SQLITE_PATH") or BACKEND_DIR / "db.sqlite3",
            # A write waits for another one instead of failing, and readers do not block it.
            "OPTIONS": {
                "timeout": 10,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Far above what one process can tick or send; they bound what a flood can take.
MAX_ROOMS = int(os.environ.get("MAX_ROOMS", "2000"))
MAX_CONNECTIONS = int(os.environ.get("MAX_CONNECTIONS", "8000"))

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True


def _fingerprint(folder: Path) -> str:
    """A short hash of all files below ``folder``: the release in every static URL.

    Relative imports between ES modules then need no rewriting, and every file can be cached for ever.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


STATICFILES_DIRS = [("js", FRONTEND_DIR / "js"), ("css", FRONTEND_DIR / "css"), ("img", FRONTEND_DIR / "img")]
# What is built into the pages belongs to the release too: a service worker keeps pages and files of one, never a mix.
_RELEASED = [folder for _, folder in STATICFILES_DIRS] + [FRONTEND_DIR / "templates", FRONTEND_DIR / "words"]
_NUMBERS = [BACKEND_DIR / "pong" / name for name in ("game_engine/constants.json", "bot_levels.json")]
RELEASE = hashlib.sha256(
    "".join(_fingerprint(folder) for folder in _RELEASED).encode() + b"".join(path.read_bytes() for path in _NUMBERS)
).hexdigest()[:12]
STATIC_URL = f"/static/{RELEASE}/"
# The files are served from where they lie: no collectstatic stands between a clone and a game.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000

# Behind a proxy that ends TLS: the origins that people use say whether cookies may travel unencrypted.
BEHIND_TLS = bool(CSRF_TRUSTED_ORIGINS) and all(urlsplit(o).scheme == "https" for o in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "config.logs.OneLine"}, "no_aborts": {"()": "config.logs.NoAborts"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # A pipe that nobody reads must not stop the loop.
    "handlers": {"stderr": {"class": "config.logs.NeverWaits", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # One line a request and a socket is what a proxy is for.
        "django.server": {"level": "WARNING"},
        "daphne": {"level": "INFO"},
        # These log a traceback for what is nobody's bug: a scanner sends odd headers.
        "daphne.ws_protocol": {"filters": ["one_line"]},
        "django.security.DisallowedHost": {"filters": ["one_line"]},
        "asyncio": {"filters": ["no_aborts"]},
        # A page that is not there is the visitor's mistake.
        "django.request": {"level": "ERROR"},
    },
}
