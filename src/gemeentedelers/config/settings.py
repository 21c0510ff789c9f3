"""The one settings file. Environments differ by variables only; docs/reference/settings.md lists them."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF

from gemeentedelers.config.env import Env

env = Env()

DEMO = env.flag("DEMO", default=False)
DATA_DIR = Path(env.text("DATA_DIR", ".data")).resolve()
SECRET_KEY = env.secret("SECRET_KEY")
SEAL_KEY = env.secret("SEAL_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
SITE_URL = env.text("SITE_URL")
DATABASE_URL = env.secret("DATABASE_URL")
EMAIL_URL = env.secret("EMAIL_URL", f"file:///{DATA_DIR / 'mail'}")
FILES_URL = env.address(
    "FILES_URL", (DATA_DIR / "files").as_uri(), shapes={"file:///srv/gemeentedelers/files": r"file:///[^?#]+"}
)
CLAMAV_URL = env.address(
    "CLAMAV_URL",
    "",
    shapes={"tcp://127.0.0.1:3310": r"tcp://[\w.:\[\]-]+:\d{1,5}", "unix:///run/clamav/clamd.ctl": r"unix:///[^?#]+"},
)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
LIVE_URL = env.address("LIVE_URL", "", shapes={"https://live.gemeentedelers.example": r"https?://[\w.\-\[\]:]+"})
LIVE_FOLLOWERS = env.number("LIVE_FOLLOWERS", 5_000)
env.check()

SECURE = SITE_URL.startswith("https://")
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "procrastinate.contrib.django",
    "gemeentedelers.foundation.journal",
    "gemeentedelers.foundation.mail",
    "gemeentedelers.foundation.clock",
    "gemeentedelers.foundation.broadcasts",
    "gemeentedelers.foundation.texts",
    "gemeentedelers.foundation.files",
    "gemeentedelers.domain.municipalities",
    "gemeentedelers.domain.people",
    "gemeentedelers.domain.editions",
    "gemeentedelers.domain.entries",
    "gemeentedelers.domain.intake",
    "gemeentedelers.domain.nominations",
    "gemeentedelers.domain.outreach",
    "gemeentedelers.domain.conflicts",
    "gemeentedelers.domain.panels",
    "gemeentedelers.domain.volunteers",
    "gemeentedelers.domain.plans",
    "gemeentedelers.domain.scoring",
    "gemeentedelers.domain.advice",
    "gemeentedelers.domain.rankings",
    "gemeentedelers.domain.shortlists",
    "gemeentedelers.domain.visits",
    "gemeentedelers.domain.recuts",
    "gemeentedelers.domain.finals",
    "gemeentedelers.domain.voting",
    "gemeentedelers.domain.pitches",
    "gemeentedelers.domain.deliberations",
    "gemeentedelers.domain.verdicts",
    "gemeentedelers.domain.results",
    "gemeentedelers.domain.reveals",
    "gemeentedelers.domain.publications",
    "gemeentedelers.domain.certificates",
    "gemeentedelers.domain.adoptions",
    "gemeentedelers.domain.search",
    "gemeentedelers.web.ui",
    "gemeentedelers.web.account",
    "gemeentedelers.web.public",
    "gemeentedelers.web.entrant",
    "gemeentedelers.web.scorer",
    "gemeentedelers.web.jury",
    "gemeentedelers.web.office",
    "gemeentedelers.web.live",
    *(["gemeentedelers.demo"] if DEMO else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gemeentedelers.web.ui.middleware.moment",
]

ROOT_URLCONF = "gemeentedelers.config.urls"
WSGI_APPLICATION = "gemeentedelers.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "gemeentedelers.web.ui.context.site",
            ],
            "builtins": ["gemeentedelers.web.ui.templatetags.ui"],
        },
    }
]

# An application server keeps its connection: opening one costs more than most of our queries.
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "public:campaign"

# People sign in with a code by mail; there are no passwords to lose or to steal.
ACCOUNT_ADAPTER = "gemeentedelers.web.account.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "gemeentedelers.web.account.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["gemeentedelers.web.ui.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Only foundation/files opens this one.
    "private": {
        "BACKEND": "gemeentedelers.foundation.files.storage.PrivateFolder",
        "OPTIONS": {
            "location": unquote(urlsplit(FILES_URL).path),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DEFAULT_FROM_EMAIL = "GemeenteDelers <noreply@gemeentedelers.example>"
vars().update(dj_email_url.parse(EMAIL_URL))

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gemeentedelers.web.ui.typed.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL] if LIVE_URL else [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
