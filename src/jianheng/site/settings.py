"""Django settings, all from `config.read`."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from jianheng.site import config

CONFIG = config.read()
(CONFIG.data / "static").mkdir(parents=True, exist_ok=True)
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = CONFIG.secret_key
DEBUG = False
ALLOWED_HOSTS = list(CONFIG.hosts)
JH_DEMO = CONFIG.is_demo
JH_COUNTY = CONFIG.county
JH_KEYS = CONFIG.keys
JH_KEY_PASSPHRASE_FILE = CONFIG.key_passphrase_file
JH_ADDRESS = CONFIG.address
JH_LOG_NAME = CONFIG.log_name
JH_SEATS = CONFIG.seats
JH_FONTS = CONFIG.fonts
JH_NAMES = "jianheng.people.selectors.names"

ROOMS = (
    "portal",
    "demo",
    "api",
    "offices",
    "elections",
    "queries",
    "checking",
    "merit",
    "documents",
    "council",
    "people",
    "county",
    "ledger",
)

INSTALLED_APPS = [
    "jianheng.site.apps.SiteRoom",
    *(f"jianheng.{room}" for room in ROOMS),
    "jianheng.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "django_htmx",
    "ninja",
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
    "django_htmx.middleware.HtmxMiddleware",
    "jianheng.web.middleware.DisplayMiddleware",
    "jianheng.people.middleware.OfficerMiddleware",
    "jianheng.web.middleware.PlainAddressMiddleware",
    "jianheng.web.middleware.SecurityHeadersMiddleware",
    "jianheng.web.middleware.RefusalMiddleware",
    "jianheng.web.middleware.DefaultDenyMiddleware",
]

ROOT_URLCONF = "jianheng.site.urls"
WSGI_APPLICATION = "jianheng.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "jianheng.web.templatetags.house"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jianheng.site.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": dj_database_url.parse(CONFIG.database_url)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = None  # None keeps the connection open
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "jianheng.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CONFIG.is_demo
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"APPS": config.identity_providers()}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "jh_language"
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ("rules", "site", "cli")]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jianheng.site.static.Storage"},
}
MEDIA_ROOT = CONFIG.data / "media"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ADMINS: list[str] = []

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers send "Origin: null" and every form fails
CSRF_FAILURE_VIEW = "jianheng.web.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
if not CONFIG.is_demo:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    # Other names under the county's domain, and browsers' preload lists, are not this site's to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "jianheng.site.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # not by mail, as Django would have it
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
