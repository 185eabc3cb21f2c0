import base64
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from adapters.clock import now
from adapters.topic import Topic
from core.model.appearance import Emotion, EmotionType
from core.model.event import EventKind, ImageEvent
from core.model.failure import FailureCode, failure
from core.model.image import ImageStatus
from tests.support.builders import a_face_detail, an_analyzed_image, an_event, an_image, some_faces
from tests.support.event_contract import valid
from tests.support.pages import ROOT, block_for_test, blocks
from tests.support.simulated_aws import SimulatedAws, events_in, sns_client, subscribe_queue

PAGE = ROOT / "docs" / "guides" / "topic.md"
OWNER = "3f0c…"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:events"
CERTIFICATE_URL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem"
VERIFY = block_for_test("signature").code
_SHOWN_POLICY = re.compile(r"^\|.*\| `({.*})` \|$", re.MULTILINE)
POLICIES = [json.loads(text) for text in _SHOWN_POLICY.findall(PAGE.read_text())]


def events() -> list[ImageEvent]:
    """Events such that each policy of the page matches some and not all."""
    happy = a_face_detail(emotions=(Emotion(type=EmotionType.HAPPY, confidence=90.0),))
    empty = an_image(status=ImageStatus.REJECTED, failure=failure(FailureCode.EMPTY), revision=1)
    without_faces = an_analyzed_image(face_count=0)
    two = an_analyzed_image(face_count=2)
    return [
        an_event(kind=EventKind.DELETED, owner=OWNER, image=None, faces=None),
        an_event(kind=EventKind.REJECTED, image=empty, faces=()),
        an_event(image=without_faces, faces=()),
        an_event(image=two, faces=some_faces(2, detail=happy)),
    ]


class Signer:
    """Signs messages as SNS does, with its own certificate."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        builder = x509.CertificateBuilder(
            issuer_name=name,
            subject_name=name,
            public_key=self.key.public_key(),
            serial_number=1,
            not_valid_before=now(),
            not_valid_after=now() + timedelta(days=1),
        )
        self.certificate = builder.sign(self.key, SHA256()).public_bytes(Encoding.PEM)

    def signed(self, message: dict[str, str], version: str, signs: HashAlgorithm) -> dict[str, str]:
        """https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html"""
        lines = [line for name in sorted(message) for line in (name, message[name])]
        text = "".join(f"{line}\n" for line in lines)
        signature = self.key.sign(text.encode(), PKCS1v15(), signs)
        return message | {
            "SignatureVersion": version,
            "Signature": base64.b64encode(signature).decode(),
            "SigningCertURL": CERTIFICATE_URL,
        }


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


@pytest.fixture
def example(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The page's `verify`; `asked` lists the certificates that it loaded."""
    asked = []

    def urlopen(url: str, timeout: int) -> Any:  # noqa: ARG001 - urllib's
        asked.append(url)
        return _Answer(signer.certificate)

    names: dict[str, Any] = {}
    exec(compile(VERIFY, str(PAGE), "exec"), names)
    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    names["asked"] = asked
    return names


class _Answer:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def __enter__(self) -> "_Answer":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def read(self) -> bytes:
        return self.body


def a_notification(**changes: str) -> dict[str, str]:
    return {
        "Type": "Notification",
        "MessageId": "22b80b92",
        "TopicArn": TOPIC,
        "Message": '{"kind":"ANALYZED"}',
        "Timestamp": "2026-03-01T12:00:00.000Z",
    } | changes


def a_confirmation() -> dict[str, str]:
    return a_notification(
        Type="SubscriptionConfirmation", Token="2336412f", SubscribeURL="https://sns.example/"
    )


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_policy_of_the_page_admits_some_events_and_blocks_others(
    aws: SimulatedAws, policy: dict[str, Any]
) -> None:
    queue_url = subscribe_queue(aws.topic_arn, "listener", policy)

    for event in events():
        Topic(sns_client(), aws.topic_arn).publish(event)

    assert 0 < len(events_in(queue_url)) < len(events())


def test_page_has_policies() -> None:
    assert len(POLICIES) >= 5


def test_event_of_the_reference_is_valid() -> None:
    (shown,) = [
        json.loads(block.code)
        for block in blocks()
        if block.language == "json" and block.page.name == "events.md"
    ]

    assert valid(shown)["kind"] == "REJECTED"


@pytest.mark.parametrize(("version", "signs"), [("1", SHA1()), ("2", SHA256())], ids=["1", "2"])
@pytest.mark.parametrize(
    "message",
    [a_notification(), a_notification(Subject="with one"), a_confirmation()],
    ids=["event", "subject", "confirmation"],
)
def test_example_accepts_a_signed_message(
    example: Any, signer: Signer, message: dict[str, str], version: str, signs: HashAlgorithm
) -> None:
    signed = signer.signed(message, version, signs)

    example["verify"](signed, TOPIC)
    example["verify"](signed, TOPIC)

    assert example["asked"] == [CERTIFICATE_URL]


@pytest.mark.parametrize("member", ["Message", "MessageId", "Timestamp", "Type"])
def test_example_refuses_a_changed_message(example: Any, signer: Signer, member: str) -> None:
    signed = signer.signed(a_notification(), "2", SHA256())

    with pytest.raises(InvalidSignature):
        example["verify"](signed | {member: "changed"}, TOPIC)


def test_example_refuses_another_topic_and_sends_no_request(example: Any, signer: Signer) -> None:
    signed = signer.signed(a_notification(TopicArn=f"{TOPIC}-of-mine"), "2", SHA256())

    with pytest.raises(ValueError, match="sent by another topic"):
        example["verify"](signed, TOPIC)

    assert example["asked"] == []


@pytest.mark.parametrize(
    "url",
    [
        "https://sns.example/SimpleNotificationService-0123abcd.pem",
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com.example/SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com/../bucket/mine.pem",
        "https://example/?https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
    ],
)
def test_example_refuses_a_strangers_certificate_and_sends_no_request(
    example: Any, signer: Signer, url: str
) -> None:
    signed = signer.signed(a_notification(), "2", SHA256()) | {"SigningCertURL": url}

    with pytest.raises(ValueError, match="not a certificate of SNS"):
        example["verify"](signed, TOPIC)

    assert example["asked"] == []
