"""Makes new ids: short, random, safe in a button, never used twice."""

from __future__ import annotations

import base64
import secrets


def new_id() -> str:
    """Sixteen lower-case base32 characters from 80 random bits."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def new_token() -> str:
    """A secret of 160 random bits for a deep link (A-Z a-z 0-9 _ -)."""
    return secrets.token_urlsafe(20)
