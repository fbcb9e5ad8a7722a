"""What the generated operations do not say: signing in and staying so, refusals as exceptions, pages, versions, the feed."""

from .session import Answer, Refused, Session, idempotency_key
from .webhooks import WebhookRefused, verify_webhook

__all__ = ["Answer", "Refused", "Session", "WebhookRefused", "idempotency_key", "verify_webhook"]
