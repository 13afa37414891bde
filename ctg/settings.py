"""One settings file, read from the environment.

Without `CTG_ORIGIN` this is a local demonstration: plain HTTP on loopback, mail kept in a folder.
With it (`https://ctg.example.fr`) it is a production site, and unsafe values stop the start.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ctg.embedded import paths

django_stubs_ext.monkeypatch()  # `ModelForm[Finding]` and its like, at run time too

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = paths.data_folder()

ORIGIN = env.str("CTG_ORIGIN", default="").rstrip("/")
IS_PRODUCTION = bool(ORIGIN)
IS_DEMONSTRATION = not IS_PRODUCTION
DEBUG = False
# What e-mails and papers print: never taken from a request, whose Host anybody may write.
PUBLIC_ADDRESS = ORIGIN or f"http://localhost:{env.int('PORT', default=8000)}"

if IS_PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY", default="")
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY doit contenir au moins 50 caractères tirés au hasard.")
    ALLOWED_HOSTS = [urlsplit(ORIGIN).hostname or ""]
    CSRF_TRUSTED_ORIGINS = [ORIGIN]
else:
    SECRET_KEY = paths.local_secret()
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("CTG_HOSTS", default=[])]
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "ctg",
    "dashboards",
    "conventions",
    "evaluation",
    "actionplans",
    "diagnostics",
    "governance",
    "partners",
    "territories",
    "accounts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.access.SessionLimits",
    "accounts.access.KeepInput",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ctg.second_factor.SecondFactorByRole",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "ctg.urls"
WSGI_APPLICATION = "ctg.wsgi.application"

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
                "ctg.context_processors.appearance",
            ],
            "builtins": [
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "territories.templatetags.french",
                "ctg.templatetags.kit",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our own templates/django/forms/ come first

# Two connections, two rights: the application owns nothing, migrations and reference data use the owner.
DATABASES = {
    "default": env.db_url_config(env.str("DATABASE_URL", default=paths.database_url("ctg_app"))),
    "owner": env.db_url_config(
        env.str("DATABASE_OWNER_URL", default="")
        or env.str("DATABASE_URL", default="")
        or paths.database_url("ctg_owner")
    ),
}
for _database in DATABASES.values():
    _database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
    _database.setdefault("OPTIONS", {})
    _database["HOST"] = _database["OPTIONS"].pop("host", _database["HOST"])  # folder of a Unix socket
DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=30000 -c lock_timeout=5000"

REDIS_URL = env.str("REDIS_URL", default=paths.broker_url())
CACHES = {
    "default": {
        "BACKEND": "ctg.cache.PatientRedisCache",
        "LOCATION": paths.cache_url(REDIS_URL),
        "KEY_PREFIX": "ctg",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
}

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # or every year would read « 2 026 »: figures take the filter `number`

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_LONGEST_IDLE = timedelta(minutes=30) if IS_PRODUCTION else timedelta(hours=12)
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

if IS_PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sante/"]
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"

# Argon2 first; the second entry only so that an imported hash can still be read once.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Long and not foreseeable; no rule on the kinds of characters, which only makes passwords that look alike.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "accounts.access.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["first_name", "last_name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.access.ForeseeablePasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"

# Behind a proxy that is not counted here, all visitors would share one failed-login bucket.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("CTG_PROXIES", default=1 if IS_PRODUCTION else 0)

ACCOUNT_ADAPTER = "accounts.access.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "change_email": "accounts.forms.ChangeEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailCodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # the session ends by its own limits, not with the window
# By account strictly, by address generously: a hundred people of one town hall share one address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "200/m/ip,5/5m/key,50/d/key",
    "request_login_code": "200/m/ip,3/m/key,20/d/key",
    "reset_password": "200/m/ip,3/10m/key",
    "reset_password_from_key": "200/m/ip",
    "signup": "20/m/ip",
    "invite": "60/h/user",
    "follow_up": "120/m/ip,60/h/key",
    "survey": "1000/h/key",
    "survey_device": "60/m/key",
    "verify_document": "30/m/ip",
    "vote_code": "60/m/ip,600/d/ip",  # wrong codes only: a whole room shares one address
}

MFA_ADAPTER = "ctg.second_factor.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "accounts.forms.ActivateTotpForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "CTG"
MFA_RATE_LIMITS = {"webauthn_login": "200/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is kept once it is proved: there is none to wait for

USERSESSIONS_TRACK_ACTIVITY = True

DEFAULT_FROM_EMAIL = env.str("CTG_MAIL_FROM", default="CTG <ne-pas-repondre@demo.example>")
if IS_PRODUCTION:
    EMAIL_CONFIG = env.email_url("CTG_MAIL_URL", default="smtp://localhost:25")
    vars().update(EMAIL_CONFIG)
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"

# The seal of the documents. Without a certificate of its own, a demonstration makes one that is worth nothing.
SEAL_PKCS12 = env.str("CTG_SEAL_PKCS12", default="")
SEAL_PASSWORD = env.str("CTG_SEAL_PASSWORD", default="")
SEAL_TSA_URL = env.str("CTG_SEAL_TSA_URL", default="")
SEAL_TRUST = env.str("CTG_SEAL_TRUST", default="")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,  # longer than the longest task, or it would be started twice
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "territories.tasks.sweep", "schedule": 30.0, "options": {"expires": 25}},
    "forget-files": {"task": "diagnostics.tasks.forget_files", "schedule": crontab(hour=3, minute=40)},
    "keep-survey-promises": {"task": "diagnostics.tasks.keep_survey_promises", "schedule": crontab(hour=3, minute=50)},
    "ask-for-news": {
        "task": "actionplans.tasks.ask_for_news",
        "schedule": crontab(hour=8, minute=30, day_of_week="tuesday"),
    },
    "take-snapshots": {"task": "dashboards.tasks.take_snapshots", "schedule": crontab(hour=4, minute=10)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
