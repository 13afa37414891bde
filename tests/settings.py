"""Settings of the tests: the same product, on services of their own under `var/test`."""

import os
from pathlib import Path

os.environ.setdefault("CTG_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))

from ctg.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
