"""The tests' own user pool: it serves its keys, and signs tokens with them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from appsync_emulator import CognitoUserPool
from cryptography.hazmat.primitives.asymmetric import rsa

from appsync_tests.toy import CLIENT_ID

KEY_ID = "key-1"


@dataclass(frozen=True, slots=True)
class Pool:
    issuer: str
    jwks_url: str
    key: rsa.RSAPrivateKey

    def definition(self, **changed: Any) -> CognitoUserPool:
        members = {
            "issuer": self.issuer,
            "jwks_url": self.jwks_url,
            "client_id_pattern": f"^{CLIENT_ID}$",
        }
        return CognitoUserPool(**(members | changed))

    def token(
        self,
        *,
        key: rsa.RSAPrivateKey | None = None,
        groups: list[str] | None = None,
        **changed: Any,
    ) -> str:
        """An access token of ana's; `changed` replaces claims, and None removes one."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "sub": "sub-ana",
            "iss": self.issuer,
            "client_id": CLIENT_ID,
            "token_use": "access",
            "username": "ana",
            "iat": now,
            "exp": now + 600,
            "cognito:groups": groups,
        }
        claims = {name: value for name, value in (claims | changed).items() if value is not None}
        return jwt.encode(claims, key or self.key, algorithm="RS256", headers={"kid": KEY_ID})

    def id_token(self, **changed: Any) -> str:
        claims = {"token_use": "id", "aud": CLIENT_ID, "client_id": None, "username": None}
        return self.token(**(claims | {"cognito:username": "ana"} | changed))


def public_keys(key: rsa.RSAPrivateKey) -> str:
    """The public key as a JSON Web Key Set."""
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return json.dumps({"keys": [jwk | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]})


@contextmanager
def serving_keys() -> Iterator[Pool]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    document = public_keys(key)

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(document.encode())

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/pool/.well-known/jwks.json"
        yield Pool("https://cognito-idp.eu-west-1.amazonaws.com/pool", url, key)
        server.shutdown()
