"""Identifiers that leave the house: public ids, secrets for links, and the hash under which a secret is kept."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from uuid import UUID


def new_public_id() -> UUID:
    """Returns a UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits; sorts by time of making."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=number)


def new_secret() -> str:
    """Returns 128 random bits, URL-safe, for a link; only its `fingerprint` is ever stored."""
    return secrets.token_urlsafe(16)


def fingerprint(secret: str) -> str:
    """Returns the SHA-256 of `secret` as 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
