"""botocore's signer is the reference."""

from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from appsync_emulator import AccessKey
from appsync_emulator.aws_lambda.connections import host_header
from appsync_emulator.aws_lambda.signing import RequestSigner
from botocore.credentials import ReadOnlyCredentials
from hypothesis import given
from hypothesis import strategies as st

from appsync_tests.signing import signed_headers

HEADERS = {"content-type": "application/json", "x-amz-log-type": "Tail"}
VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=40)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001 - made aware
    lambda moment: moment.replace(tzinfo=UTC)
)
ENDPOINTS = st.sampled_from(
    [
        "https://lambda.eu-west-1.amazonaws.com",
        "http://127.0.0.1:4566",
        "http://[::1]:4566",
        "http://Example.test:80",
        "https://example.test:80/prefix",
    ]
)


@given(
    endpoint=ENDPOINTS,
    function=st.text(min_size=1, max_size=20).filter(lambda name: name not in (".", "..")),
    body=st.binary(max_size=50),
    moment=MOMENTS,
    names=st.tuples(VISIBLE, VISIBLE, st.none() | VISIBLE),
    region=st.sampled_from(["eu-west-1", "us-gov-east-1"]),
)
def test_a_request_is_signed_as_botocore_signs_it(
    endpoint: str,
    function: str,
    body: bytes,
    moment: datetime,
    names: tuple[str, str, str | None],
    region: str,
) -> None:
    url = urlsplit(f"{endpoint}/functions/{quote(function, safe='')}/invocations")
    key_id, secret, token = names
    signer = RequestSigner(service="lambda", region=region, host=host_header(url))

    signed = signer.signed(
        ReadOnlyCredentials(key_id, secret, token), url.path, HEADERS, body, moment.timestamp()
    )

    expected = signed_headers(
        url.geturl(),
        body,
        key=AccessKey(key_id, secret, session_token=token),
        service="lambda",
        region=region,
        at=moment,
        headers=HEADERS,
    )
    assert signed == {name.lower(): value for name, value in expected.items()}
