"""A small identity provider for the guide of the single sign-on: it signs in whoever comes, under the name it was started with.

    python3 provider.py PORT SUBJECT

It listens on loopback only, with a key that is made when it starts. `/access` stands for what a portal of one's own is given there.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PORT, SUBJECT = int(sys.argv[1]), sys.argv[2]
ISSUER = f"http://127.0.0.1:{PORT}"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CODES = {}


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def signed(**claims):
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": SUBJECT, "iat": now, "exp": now + 300, **claims}
    message = ".".join(text(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "1"}, claims))
    return f"{message}.{text(KEY.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def metadata():
    return {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys", "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token", "authorization_response_iss_parameter_supported": True}


def keys():
    public = KEY.public_key().public_numbers()
    return {"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "n": number(public.n), "e": number(public.e)}]}


class Provider(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/authorize":
            code = secrets.token_urlsafe()
            CODES[code] = asked
            back = urlencode({"code": code, "state": asked["state"], "iss": ISSUER})
            self.send_response(303)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif url.path == "/access":
            self.answer({"access_token": signed(aud="thidua-api", azp="portal")})
        else:
            found = {"/.well-known/openid-configuration": metadata, "/keys": keys}.get(url.path)
            self.answer(found()) if found else self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        shown = {name: values[0] for name, values in parse_qs(body).items()}
        asked = CODES.pop(shown.get("code"), None)
        challenge = text(hashlib.sha256(shown.get("code_verifier", "").encode()).digest())
        if not asked or challenge != asked["code_challenge"] or shown["redirect_uri"] != asked["redirect_uri"]:
            self.answer({"error": "invalid_grant"}, 400)
        else:
            self.answer({"token_type": "Bearer", "id_token": signed(aud=asked["client_id"], nonce=asked["nonce"])})

    def answer(self, body, status=200):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Provider).serve_forever()
