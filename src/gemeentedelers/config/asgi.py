"""The application of the live screens. It answers nothing but streams; pages are for `config.wsgi`."""

import os

import django
from django.conf import settings
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeentedelers.config.settings")
django.setup()
# These read models, which exist only after the set-up.
keep_listening = import_string("gemeentedelers.foundation.broadcasts.listening.keep_listening")
application = import_string("gemeentedelers.web.live.stream.LiveApplication")(
    keep_listening, site=settings.SITE_URL.rstrip("/"), most=settings.LIVE_FOLLOWERS
)
