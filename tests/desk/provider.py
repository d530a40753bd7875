"""A small identity provider (OpenID Connect, code flow with PKCE) that answers over HTTP."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "sigap", "rahasia-klien"


class Provider:
    """Vouches for whoever `claims` says; `codes` holds what it was asked and has not given yet."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims = {}
        self.codes = {}
        self.tokens = {}
        self.audience = CLIENT
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.get(self, urlsplit(self.path))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.post(self, {name: one[0] for name, one in parse_qs(body).items()})

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def get(self, answer, asked):
        if asked.path == "/.well-known/openid-configuration":
            send(answer, self.configuration())
        elif asked.path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            send(answer, {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]})
        elif asked.path == "/userinfo":
            token = answer.headers["Authorization"].removeprefix("Bearer ")
            send(answer, self.tokens[token])
        elif asked.path == "/authorize":
            wanted = {name: one[0] for name, one in parse_qs(asked.query).items()}
            assert wanted["client_id"] == CLIENT
            assert wanted["code_challenge_method"] == "S256"
            code = secrets.token_hex(8)
            self.codes[code] = wanted
            back = urlencode({"code": code, "state": wanted["state"]})
            answer.send_response(302)
            answer.send_header("Location", f"{wanted['redirect_uri']}?{back}")
            answer.end_headers()
        else:
            answer.send_error(404)

    def post(self, answer, sent):
        wanted = self.codes.pop(sent["code"], None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if wanted is None or not known or challenge != wanted["code_challenge"]:
            send(answer, {"error": "invalid_grant"}, status=400)
            return
        access = secrets.token_hex(8)
        self.tokens[access] = self.claims
        now = int(time.time())
        about = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 60}
        signed = jwt.encode(
            {**about, **self.claims}, self.key, algorithm="RS256", headers={"kid": "1"}
        )
        send(answer, {"access_token": access, "token_type": "Bearer", "id_token": signed})

    def configuration(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


def send(answer, body, *, status=200):
    content = json.dumps(body).encode()
    answer.send_response(status)
    answer.send_header("Content-Type", "application/json")
    answer.send_header("Content-Length", str(len(content)))
    answer.end_headers()
    answer.wfile.write(content)
