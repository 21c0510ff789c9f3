"""An envelope for one text: everybody may hold it, whoever has its key can open it, and its size says nothing.

AES-256-GCM, one fresh key per envelope. The text is padded with spaces, so that envelopes of one set are equally long.
"""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK, IV_BYTES = 4_096, 12


class WrongKeyError(ValueError):
    """The key does not belong to this envelope, or the envelope was damaged."""


@dataclass(frozen=True)
class Envelope:
    """What may be handed out: both parts as base64url."""

    iv: str
    ciphertext: str


def new_key() -> str:
    return encoded(AESGCM.generate_key(bit_length=256))


def common_length(texts: Iterable[str]) -> int:
    """In bytes: the longest text rounded up to whole blocks, so that even the longest one tells little."""
    longest = max((len(text.encode()) for text in texts), default=0)
    return -(-max(longest, 1) // BLOCK) * BLOCK


def close_envelope(text: str, *, key: str, length: int) -> Envelope:
    iv = secrets.token_bytes(IV_BYTES)
    padded = text.encode().ljust(length)
    return Envelope(encoded(iv), encoded(AESGCM(decoded(key)).encrypt(iv, padded, None)))


def open_envelope(envelope: Envelope, *, key: str) -> str:
    try:
        padded = AESGCM(decoded(key)).decrypt(decoded(envelope.iv), decoded(envelope.ciphertext), None)
    except InvalidTag as error:
        message = "The key does not open this envelope."
        raise WrongKeyError(message) from error
    return padded.decode().rstrip(" ")


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
