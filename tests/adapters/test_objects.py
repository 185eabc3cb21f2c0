import base64
import json
import traceback
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from adapters import clients
from adapters.objects import S3Failed, S3Objects
from core.model.image import image_id
from core.model.upload import MAX_IMAGE_BYTES, ContentMd5, UploadForm
from core.ports import ObjectGone
from tests.support.builders import BUCKET, KEY, MD5, NOW, a_version
from tests.support.simulated_aws import REGION, SimulatedAws, s3_client

HOST = f"{BUCKET}.s3.{REGION}.amazonaws.com"
ODD_KEY = "uploads/ana/a b+c%20&d=e?f#g über😀.jpg"


@pytest.fixture
def objects(aws: SimulatedAws) -> S3Objects:
    assert aws.bucket == BUCKET
    return S3Objects(s3_client())


def policy_of(form: UploadForm) -> dict[str, Any]:
    fields = {field.name: field.value for field in form.fields}
    policy: dict[str, Any] = json.loads(base64.b64decode(fields["policy"]))
    return policy


def test_form_admits_one_key_one_type_and_images_of_the_allowed_size(objects: S3Objects) -> None:
    form = objects.upload_form(BUCKET, KEY, "image/png", NOW)

    conditions = policy_of(form)["conditions"]
    assert {"bucket": BUCKET} in conditions
    assert {"key": KEY} in conditions
    assert {"Content-Type": "image/png"} in conditions
    assert ["content-length-range", 1, MAX_IMAGE_BYTES] in conditions
    assert not [c for c in conditions if isinstance(c, list) and c[0] == "starts-with"]


def test_form_demands_the_bytes_with_the_given_digest(objects: S3Objects) -> None:
    form = objects.upload_form(BUCKET, KEY, "image/png", NOW, MD5)

    assert {"Content-MD5": MD5.base64} in policy_of(form)["conditions"]


@pytest.mark.parametrize("content_md5", [None, MD5], ids=["any bytes", "known bytes"])
def test_form_has_a_field_for_every_condition_and_the_regions_host(
    objects: S3Objects, content_md5: ContentMd5 | None
) -> None:
    form = objects.upload_form(BUCKET, KEY, "image/png", NOW, content_md5)

    fields = {field.name: field.value for field in form.fields}
    exact = [c for c in policy_of(form)["conditions"] if isinstance(c, dict)]
    required = {name: value for condition in exact for name, value in condition.items()}
    assert required.pop("bucket") == BUCKET
    assert required.items() <= fields.items()
    assert fields.keys() - required.keys() == {"policy", "x-amz-signature"}
    assert form.url == f"https://{HOST}/"


def test_form_expires_in_an_hour_and_says_so(objects: S3Objects) -> None:
    form = objects.upload_form(BUCKET, KEY, "image/png", NOW)

    assert form.expires_at == NOW + timedelta(hours=1)
    assert (form.image_id, form.key) == (image_id(BUCKET, KEY), KEY)


def test_form_names_keys_of_any_letters(objects: S3Objects) -> None:
    form = objects.upload_form(BUCKET, ODD_KEY, "image/png", NOW)

    assert {"key": ODD_KEY} in policy_of(form)["conditions"]
    assert ("key", ODD_KEY) in [(field.name, field.value) for field in form.fields]


def test_url_names_version_and_regional_host_and_expires(objects: S3Objects) -> None:
    parts = urlsplit(objects.url(BUCKET, KEY, "version-7"))

    query = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", HOST, f"/{KEY}")
    assert query["versionId"] == ["version-7"]
    assert query["X-Amz-Expires"] == ["900"]
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]


def test_url_of_an_odd_key_leads_to_that_key(objects: S3Objects) -> None:
    parts = urlsplit(objects.url(BUCKET, ODD_KEY, "v"))

    assert unquote(parts.path) == f"/{ODD_KEY}"
    assert parts.fragment == ""


@pytest.mark.usefixtures("aws")
def test_object_that_may_not_be_looked_at_is_an_error_and_not_gone() -> None:
    client = clients.s3_client()
    with Stubber(client) as s3:
        s3.add_client_error("head_object", "403", http_status_code=403)
        s3.add_client_error("get_object", "AccessDenied", http_status_code=403)

        with pytest.raises(S3Failed, match="403"):
            S3Objects(client).look(BUCKET, KEY)
        with pytest.raises(S3Failed, match="AccessDenied"):
            S3Objects(client).read(a_version(), 10)


@pytest.mark.usefixtures("aws")
def test_refusal_that_names_the_key_is_reported_without_it() -> None:
    client = clients.s3_client()
    denied = f"not authorized to perform: s3:GetObject on resource: arn:aws:s3:::{BUCKET}/{KEY}"
    with Stubber(client) as s3:
        s3.add_client_error("get_object", "AccessDenied", denied, http_status_code=403)

        with pytest.raises(S3Failed, match="AccessDenied") as refused:
            S3Objects(client).read(a_version(), 10)

    assert KEY not in "".join(traceback.format_exception(refused.value))


@pytest.mark.usefixtures("aws")
def test_body_that_breaks_off_is_reported_without_the_url() -> None:
    class Body:
        def read(self) -> bytes:
            raise ReadTimeoutError(endpoint_url=f"https://{HOST}/{KEY}")

    client = clients.s3_client()
    with Stubber(client) as s3:
        s3.add_response("get_object", {"Body": Body()})

        with pytest.raises(S3Failed, match="ReadTimeoutError") as broken:
            S3Objects(client).read(a_version(), 10)

    assert KEY not in "".join(traceback.format_exception(broken.value))


@pytest.mark.usefixtures("aws")
def test_version_is_read_by_its_id_and_no_further_than_asked_for() -> None:
    client = clients.s3_client()
    with Stubber(client) as s3:
        s3.add_client_error(
            "get_object",
            "NoSuchKey",
            expected_params={
                "Bucket": BUCKET,
                "Key": KEY,
                "VersionId": "v1",
                "Range": "bytes=0-9",
            },
        )

        with pytest.raises(ObjectGone):
            S3Objects(client).read(a_version(), 10)

        s3.assert_no_pending_responses()


def test_removal_reads_on_only_while_versions_of_the_key_come(aws: SimulatedAws) -> None:
    client = clients.s3_client()
    first = [{"Key": KEY, "VersionId": str(number)} for number in range(2)]
    listed = {"Bucket": aws.bucket, "Prefix": KEY}
    with Stubber(client) as s3:
        s3.add_response(
            "list_object_versions",
            {"Versions": first, "IsTruncated": True, "NextKeyMarker": KEY},
            listed,
        )
        for version in first:
            s3.add_response("delete_object", {}, {"Bucket": aws.bucket, **version})
        others = {"Versions": [{"Key": f"{KEY}2", "VersionId": "9"}], "IsTruncated": True}
        others |= {"NextKeyMarker": f"{KEY}2"}
        s3.add_response("list_object_versions", others, listed | {"KeyMarker": KEY})

        S3Objects(client).remove(aws.bucket, KEY)

        s3.assert_no_pending_responses()


def test_removal_that_s3_refuses_is_an_error(aws: SimulatedAws) -> None:
    client = clients.s3_client()
    with Stubber(client) as s3:
        s3.add_response("list_object_versions", {"Versions": [{"Key": KEY, "VersionId": "v1"}]})
        s3.add_client_error("delete_object", "AccessDenied")

        with pytest.raises(S3Failed, match="AccessDenied"):
            S3Objects(client).remove(aws.bucket, KEY)
