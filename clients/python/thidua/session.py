import threading
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx
from thidua_client import AuthenticatedClient
from thidua_client.api.integration import list_changes
from thidua_client.models import Changes

T = TypeVar("T")


class Refused(Exception):
    """The service refused. Decide by `code`; the text is for people."""

    def __init__(self, status: int, problem: dict[str, Any], retry_after: float | None = None) -> None:
        faults = "".join(f"; {error['pointer']}: {error['message']}" for error in problem.get("errors") or [])
        super().__init__((problem.get("detail") or problem.get("title") or f"HTTP {status}") + faults)
        self.status, self.problem, self.retry_after = status, problem, retry_after

    @property
    def code(self) -> str:
        return str(self.problem.get("code", "unknown"))


@dataclass
class Answer(Generic[T]):
    """What was answered, with its version for `if_match`."""

    value: T
    etag: str
    headers: httpx.Headers


def idempotency_key() -> str:
    """The key of one intent: made when somebody presses the button, kept until it is answered, the same for every try."""
    return str(uuid.uuid4())


class Session:
    """One account, as a person or as a machine client: `session.call(create_plan, body=…)` calls what the spec names so.

    An operation is a module of `thidua_client.api`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        username: str | None = None,
        password: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        scope: str | None = None,
        language: str = "vi",
        **httpx_args: Any,
    ) -> None:
        sign_in: dict[str, str]
        if client_id is not None:
            sign_in = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret or ""}
            sign_in |= {"scope": scope} if scope else {}
        else:
            sign_in = {"username": username or "", "password": password or ""}
        self.auth = _Bearer(base_url, sign_in, httpx_args.pop("transport", None))
        self.client = AuthenticatedClient(
            base_url=base_url,
            token="",
            headers={"Accept-Language": language},
            timeout=httpx.Timeout(60.0),
            httpx_args={"auth": self.auth, "transport": self.auth.transport, **httpx_args},
        )

    def call(self, operation: Any, *path: Any, **arguments: Any) -> Any:
        """What the operation answers, or `Refused`."""
        return self.answered(operation, *path, **arguments).value

    def answered(self, operation: Any, *path: Any, **arguments: Any) -> Answer[Any]:
        """The same with its headers."""
        request = operation._get_kwargs(*path, **arguments)
        twice = request["method"] == "get" or "Idempotency-Key" in request.get("headers", {})
        for left in (2, 1, 0):
            response = self.client.get_httpx_client().request(**request)
            if response.is_success or response.status_code == 304:
                parsed = operation._build_response(client=self.client, response=response).parsed
                return Answer(parsed, response.headers.get("etag", ""), response.headers)
            # A refusal is read here: the generated types know no code that is newer than they are.
            refused = _refusal(response)
            waits = refused.status in (429, 503) and refused.retry_after is not None and refused.retry_after <= 60
            if not (twice and waits and left):
                raise refused
            time.sleep(refused.retry_after or 0)
        raise AssertionError

    def pages(self, operation: Any, **arguments: Any) -> Iterator[Any]:
        """All items of a list, page after page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.call(operation, **arguments, **cursor)
            yield from page.items
            if not isinstance(page.next_cursor, str):
                return
            cursor = {"cursor": page.next_cursor}

    def change(self, read: Callable[[], Answer[T]], write: Callable[[Answer[T]], Any], tries: int = 3) -> Any:
        """Reads, and writes what follows from it with the version that was read; reads again where somebody was faster."""
        while True:
            try:
                return write(read())
            except Refused as refused:
                tries -= 1
                if refused.status != 412 or tries <= 0:
                    raise

    def changes(self, after: str | None = None, wait: int = 20, **arguments: Any) -> Iterator[Changes]:
        """The feed, part after part, without an end: keep `next_cursor` once the items are kept.

        `position_gone`: read the snapshots again.
        """
        while True:
            part = self.call(list_changes, wait=wait, **arguments, **({"after": after} if after else {}))
            after = part.next_cursor
            yield part


class _Bearer(httpx.Auth):
    """Signs each request; renews the token half a minute before it ends, and once where it was refused."""

    requires_response_body = True

    def __init__(self, base_url: str, sign_in: dict[str, str], transport: httpx.BaseTransport | None) -> None:
        self.transport = transport
        self._base, self._sign_in = base_url.rstrip("/") + "/api/v1", sign_in
        self._lock = threading.Lock()
        self._token, self._refresh, self._ends = "", "", 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = self._access()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401:
            request.headers["Authorization"] = f"Bearer {self._access(stale=token)}"
            yield request

    def _access(self, stale: str | None = None) -> str:
        with self._lock:
            if self._token == stale or time.monotonic() > self._ends - 30:
                self._renew()
            return self._token

    def _renew(self) -> None:
        with httpx.Client(transport=self.transport) as client:
            if "grant_type" in self._sign_in:
                response = client.post(f"{self._base}/oauth/token", data=self._sign_in)
            else:
                refresh, self._refresh = self._refresh, ""
                path, sent = ("refresh", {"refresh_token": refresh}) if refresh else ("login", self._sign_in)
                response = client.post(f"{self._base}/auth/{path}", json=sent)
                # A session that has ended is begun anew.
                if refresh and response.status_code == 401:
                    response = client.post(f"{self._base}/auth/login", json=self._sign_in)
        if response.is_error:
            raise _refusal(response)
        body = response.json()
        self._token, self._refresh = body["access_token"], body.get("refresh_token", "")
        self._ends = time.monotonic() + body["expires_in"]


def _refusal(response: httpx.Response) -> Refused:
    try:
        body = response.json()
    except ValueError:
        body = {}
    # OAuth has a form of its own for what it refuses (RFC 6749, section 5.2).
    if isinstance(body.get("error"), str):
        body = {"code": body["error"], "detail": body.get("error_description")}
    wait = response.headers.get("retry-after")
    return Refused(response.status_code, body, float(wait) if wait else None)
