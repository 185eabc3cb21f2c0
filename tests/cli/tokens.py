"""Tokens without a signature: the command line only reads them; the API verifies signatures."""

import base64
import json
import time


def token(sub: str = "owner", lives_s: float = 3600) -> str:
    claims = json.dumps({"sub": sub, "exp": time.time() + lives_s}).encode()
    return f"e30.{base64.urlsafe_b64encode(claims).rstrip(b'=').decode()}.AA"
