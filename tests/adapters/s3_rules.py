"""S3's documented rules of forms and links, which no emulator enforces whole.

Forms: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
Links: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

_UNCHECKED = {"policy", "x-amz-signature", "file"}
_SIGNATURE = "X-Amz-Signature"


def refusals(
    fields: Mapping[str, str], bucket: str, size_bytes: int, at: datetime, key: Credentials
) -> set[str]:
    """Why S3 refuses this form for that bucket; empty if S3 accepts the form.

    Every field except the policy, its signature and the file needs a condition that it meets.
    """
    policy = json.loads(base64.b64decode(fields["policy"]))
    posted = {name.lower(): value for name, value in fields.items()} | {"bucket": bucket}
    found, wanted = set[str](), dict[str, str]()
    if posted.get("x-amz-signature") != _form_signature(posted, key):
        found.add("x-amz-signature")
    if at >= datetime.fromisoformat(policy["expiration"]):
        found.add("expiration")
    for condition in policy["conditions"]:
        if isinstance(condition, dict):
            wanted |= {name.lower(): value for name, value in condition.items()}
        else:
            kind, lowest, highest = condition
            assert kind == "content-length-range", f"a rule to be written: {condition}"
            found |= set() if lowest <= size_bytes <= highest else {kind}
    found |= {name for name, value in wanted.items() if posted.get(name) != value}
    return found | (posted.keys() - wanted.keys() - _UNCHECKED)


def is_signed(url: str, key: Credentials, method: str = "GET") -> bool:
    """Whether the link is signed for exactly this URL and method."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    stated = query.pop(_SIGNATURE)
    _, _, region, service, _ = query["X-Amz-Credential"].split("/")
    request = AWSRequest(method, urlunsplit(parts._replace(query=urlencode(query))))
    request.context["timestamp"] = query["X-Amz-Date"]
    auth = S3SigV4QueryAuth(key, service, region, int(query["X-Amz-Expires"]))
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return bool(stated == auth.signature(text, request))


def _form_signature(posted: Mapping[str, str], key: Credentials) -> str:
    """The signature of a form covers its policy, letter by letter."""
    secret = f"AWS4{key.secret_key}".encode()
    for part in (*posted.get("x-amz-credential", "").split("/")[1:], posted["policy"]):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    return secret.hex()
