import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import boto3
import pytest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from adapters.objects import S3Objects
from core.lifetimes import UPLOAD_FORM_LIFETIME
from core.model.upload import MAX_IMAGE_BYTES
from tests.adapters.s3_rules import is_signed, refusals
from tests.support.builders import BUCKET, KEY, MD5
from tests.support.simulated_aws import s3_client, simulated_aws

ODD_KEY = "uploads/ana/a b+c%20&d=e?f#g über😀.jpg"
Form = dict[str, str]


@pytest.fixture(scope="module")
def key() -> Iterator[Credentials]:
    """The credentials that sign forms and links."""
    with simulated_aws():
        credentials = boto3.Session().get_credentials()
        assert credentials
        yield Credentials(credentials.access_key, credentials.secret_key, credentials.token)


@pytest.fixture(scope="module")
def objects(key: Credentials) -> S3Objects:
    assert key.secret_key
    return S3Objects(s3_client())


@pytest.fixture(scope="module")
def form(objects: S3Objects) -> Form:
    issued = objects.upload_form(BUCKET, KEY, "image/png", datetime.now(UTC))
    return {field.name: field.value for field in issued.fields}


@pytest.fixture(scope="module")
def form_of_known_bytes(objects: S3Objects) -> Form:
    issued = objects.upload_form(BUCKET, KEY, "image/png", datetime.now(UTC), MD5)
    return {field.name: field.value for field in issued.fields}


def refused(
    form: Form, key: Credentials, *, bucket: str = BUCKET, size_bytes: int = 1, at: Any = None
) -> set[str]:
    return refusals(form, bucket, size_bytes, at or datetime.now(UTC), key)


@pytest.mark.parametrize("size_bytes", [1, MAX_IMAGE_BYTES])
def test_form_is_taken_as_it_was_given(form: Form, key: Credentials, size_bytes: int) -> None:
    assert refused(form, key, size_bytes=size_bytes) == set()


@pytest.mark.parametrize("size_bytes", [0, MAX_IMAGE_BYTES + 1])
def test_form_takes_no_other_size(form: Form, key: Credentials, size_bytes: int) -> None:
    assert refused(form, key, size_bytes=size_bytes) == {"content-length-range"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "uploads/ben/portrait.jpg"),
        ("key", f"{KEY}/more"),
        ("key", "uploads/ana/${filename}"),
        ("key", KEY.upper()),
        ("Content-Type", "image/jpeg"),
        ("Content-Type", "text/html"),
        ("Content-Type", "image/png; charset=utf-8"),
    ],
)
def test_form_takes_no_other_key_and_no_other_type(
    form: Form, key: Credentials, name: str, value: str
) -> None:
    assert refused({**form, name: value}, key) == {name.lower()}


def test_form_of_known_bytes_takes_no_others(form_of_known_bytes: Form, key: Credentials) -> None:
    form = form_of_known_bytes
    without = {name: form[name] for name in form if name != "Content-MD5"}

    assert refused(form, key) == set()
    assert refused({**form, "Content-MD5": "rL0Y20zC+Fzt72VPzMSk2A=="}, key) == {"content-md5"}
    assert refused(without, key) == {"content-md5"}


@pytest.mark.parametrize(
    "name",
    [
        *("acl", "success_action_redirect", "success_action_status", "tagging", "Expires"),
        *("x-amz-meta-more", "x-amz-storage-class", "x-amz-website-redirect-location"),
        *("Cache-Control", "Content-Disposition", "Content-Encoding"),
    ],
)
def test_form_takes_no_further_field(form: Form, key: Credentials, name: str) -> None:
    assert refused({**form, name: "anything"}, key) == {name.lower()}


@given(data=st.data(), value=st.text(max_size=40))
def test_form_is_refused_whatever_field_is_changed_or_left_out(
    form: Form, key: Credentials, data: st.DataObject, value: str
) -> None:
    name = data.draw(st.sampled_from(sorted(form.keys() - {"policy"})))
    rest = {other: form[other] for other in form if other != name}

    assert refused(rest, key)
    assert value == form[name] or refused(rest | {name: value}, key)


def test_form_is_refused_by_another_bucket_and_once_it_has_expired(
    form: Form, key: Credentials
) -> None:
    end = datetime.now(UTC) + UPLOAD_FORM_LIFETIME

    assert refused(form, key, bucket="another") == {"bucket"}
    assert refused(form, key, at=end) == {"expiration"}
    assert refused(form, key, at=end - timedelta(minutes=1)) == set()


@pytest.mark.parametrize("wider", [[{"key": "uploads/ben/x.jpg"}], []], ids=["moved", "dropped"])
def test_form_is_refused_when_its_policy_was_rewritten(
    form: Form, key: Credentials, wider: list[Any]
) -> None:
    policy = json.loads(base64.b64decode(form["policy"]))
    policy["conditions"] = [c for c in policy["conditions"] if c != {"key": KEY}]
    policy["conditions"] += wider
    rewritten = base64.b64encode(json.dumps(policy).encode()).decode()

    assert "x-amz-signature" in refused({**form, "policy": rewritten}, key)


@pytest.mark.parametrize("object_key", [KEY, ODD_KEY])
def test_link_is_signed_as_it_was_given(
    objects: S3Objects, key: Credentials, object_key: str
) -> None:
    assert is_signed(objects.url(BUCKET, object_key, "version-7"), key)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("versionId=version-7", "versionId=version-8"),
        ("versionId=version-7", "versionId=null"),
        ("versionId=version-7&", ""),
        ("uploads/ana/", "uploads/ben/"),
        (quote(KEY), f"{quote(KEY)}2"),
        (f"{BUCKET}.s3", "another.s3"),
        ("X-Amz-Expires=900", "X-Amz-Expires=604800"),
        ("versionId=", "response-content-type=text%2Fhtml&versionId="),
    ],
)
def test_link_is_not_signed_for_anything_else(
    objects: S3Objects, key: Credentials, old: str, new: str
) -> None:
    url = objects.url(BUCKET, KEY, "version-7")

    assert old in url
    assert not is_signed(url.replace(old, new), key)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "POST"])
def test_link_is_not_signed_for_anything_but_reading(
    objects: S3Objects, key: Credentials, method: str
) -> None:
    assert not is_signed(objects.url(BUCKET, KEY, "version-7"), key, method)
