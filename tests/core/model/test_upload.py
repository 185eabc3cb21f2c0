import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidArgument
from core.model.stored_object import MAX_KEY_BYTES, owner_of_key
from core.model.upload import CONTENT_TYPES, ContentMd5, upload_content_type, upload_key

SUB = "0f9a4f0e-6d1f-4a3e-9a54-5d2d0a6f9a11"
UPLOAD_ID = "0123456789abcdef"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "portrait.jpg",
            "a b+c&d=e%20.jpg",
            "über😀.png",
            "...",
            ".hidden",
            "$100.jpg",
            "{x}.jpg",
        ),
        *("👨‍👩‍👧.jpg", "می‌خواهم.jpg", "🫩.jpg", "x" * 255, "ü" * 127),
    ],
)
def test_upload_key_holds_the_file_name_as_it_is(name: str) -> None:
    assert upload_key("ana", UPLOAD_ID, name) == f"uploads/ana/{UPLOAD_ID}/{name}"


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", ".", "..", "a/b.jpg", "../ben/x.jpg", "${filename}", "a${filename}.jpg"),
        *("a\nb.jpg", "a\x00.jpg", "a\x7f.jpg", "a\x85.jpg", "\ud800.jpg", "a\ufffe.jpg"),
        *("x" * 256, "ü" * 128),
    ],
)
def test_upload_key_refuses_file_names_that_no_key_may_hold(name: str) -> None:
    with pytest.raises(InvalidArgument, match="fileName must"):
        upload_key("ana", UPLOAD_ID, name)


@given(st.text(max_size=300))
def test_upload_key_is_one_of_the_owners_or_refused(name: str) -> None:
    try:
        key = upload_key(SUB, UPLOAD_ID, name)
    except InvalidArgument:
        return

    assert owner_of_key(key) == SUB
    assert len(key.encode()) <= MAX_KEY_BYTES


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_images_that_engines_read_may_be_uploaded(content_type: str) -> None:
    assert upload_content_type(content_type) == content_type


@pytest.mark.parametrize("content_type", ["", "image/webp", "image/JPEG", "image/png; q=1", "*/*"])
def test_other_types_may_not_be_uploaded(content_type: str) -> None:
    with pytest.raises(InvalidArgument, match="image/jpeg, image/png"):
        upload_content_type(content_type)


@given(st.binary(max_size=40))
def test_content_md5_is_taken_as_s3_takes_it(body: bytes) -> None:
    digest = hashlib.md5(body, usedforsecurity=False)
    text = base64.b64encode(digest.digest()).decode()

    content_md5 = ContentMd5.parse(text)

    assert (content_md5.base64, content_md5.hex) == (text, digest.hexdigest())


@pytest.mark.parametrize(
    "text",
    [
        *("", "=", "098f6bcd4621d373cade4e832627b4f6", "CY9rzUYh03PK3k6DJie0"),
        *("CY9rzUYh03PK3k6DJie09g", "CY9rzUYh03PK3k6DJie09g==\n", " CY9rzUYh03PK3k6DJie09g=="),
        *("CY9rzUYh03PK3k6DJie09h==", "CY9rzUYh03PK3k6DJie0-_==", "üY9rzUYh03PK3k6DJie09g=="),
        "CY9rzUYh03PK3k6DJie09gAA",
    ],
)
def test_malformed_content_md5_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument, match="contentMd5 must"):
        ContentMd5.parse(text)
