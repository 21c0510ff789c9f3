"""Settings for the tests: the same settings, with quick and harmless choices."""

import os
from pathlib import Path

from gemeentedelers.config import postgres

TEST_DATA = Path(".data/test").resolve()
os.environ["DATA_DIR"] = str(TEST_DATA)
os.environ.setdefault("DATABASE_URL", postgres.address(TEST_DATA / "postgres"))
os.environ["SECRET_KEY"] = "only-for-the-tests"  # noqa: S105 - no installation uses it
os.environ["SEAL_KEY"] = "only-for-the-tests"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SITE_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "memory://"
for name in ("DEMO", "FILES_URL", "CLAMAV_URL", "LIVE_URL", "LIVE_FOLLOWERS"):
    os.environ.pop(name, None)

from gemeentedelers.config.settings import *  # noqa: E402, F403 - the environment must be set first

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
