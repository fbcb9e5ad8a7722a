"""Standard Webhooks: is this message from the service, whole, and of today?"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class WebhookRefused(Exception):
    """It is not from the service, or not of this time."""


def verify_webhook(
    body: bytes, headers: Mapping[str, str], keys: Iterable[str], tolerance: float = 300, now: float | None = None
) -> Any:
    """The event. `body` as it came; `keys` are the secrets (`whsec_…`) and public keys (`whpk_…`) that hold.

    Handle each `webhook-id` once: it comes at least once.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    message, timestamp = sent.get("webhook-id", ""), sent.get("webhook-timestamp", "")
    now = time.time() if now is None else now
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now - int(timestamp)) > tolerance:
        raise WebhookRefused("it is not of this time")
    content, keys = f"{message}.{timestamp}.".encode() + body, list(keys)
    signatures = sent.get("webhook-signature", "").split(" ")
    if not any(_matches(signature, key, content) for signature in signatures for key in keys):
        raise WebhookRefused("no signature is known")
    return json.loads(body)


def _matches(signature: str, key: str, content: bytes) -> bool:
    version, _, encoded = signature.partition(",")
    kind, _, secret = key.partition("_")
    if (version, kind) not in (("v1", "whsec"), ("v1a", "whpk")):
        return False
    known = base64.b64decode(secret, validate=True)
    try:
        sent = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    if version == "v1":
        return hmac.compare_digest(hmac.digest(known, content, hashlib.sha256), sent)
    try:
        Ed25519PublicKey.from_public_bytes(known).verify(sent, content)
    except InvalidSignature:
        return False
    return True
