"""Keeps a text unreadable until it may be known: in the database, its dumps and its logs it is cipher only."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings


def seal(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    return _cipher().decrypt(sealed.encode()).decode()


def fingerprint(text: str) -> str:
    """Recognises a text without keeping it; who does not have the key cannot try out texts."""
    return hmac.new(settings.SEAL_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _cipher() -> Fernet:
    """The key lives in the environment, never in the database."""
    key = hashlib.sha256(settings.SEAL_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
