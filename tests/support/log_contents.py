"""Content that must not be in a log: tokens, links and forms that grant access, and faces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import boto3

from core.model.appearance import EmotionType
from core.model.face import Face
from core.model.geometry import LandmarkType
from core.model.wire import camel_case

_PUBLIC = {"id", "image_id", "confidence"}  # fields of a face that are also words of others
_OF_A_FACE = [f.name for f in fields(Face) if f.name not in _PUBLIC]
_WORDS = {name for field in _OF_A_FACE for name in (field, camel_case(field))}
_TYPES = {str(member) for kind in (EmotionType, LandmarkType) for member in kind} - {"UNKNOWN"}

FORBIDDEN = {
    "a token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}"),
    "a signature": re.compile(r"X-Amz-(Sign|Cred|Security-Token)|Signature=", re.IGNORECASE),
    "a key": re.compile(r"\b(AWSAccessKeyId|aws_secret|(ASIA|AKIA)[A-Z0-9]{12,})", re.IGNORECASE),
    # base64 of `{"expiration` and `{"conditions`
    "a form's policy": re.compile(r"eyJleHBpcmF0aW9u|eyJjb25kaXRpb25z|\"policy\""),
    "an object's key": re.compile(r"uploads(/|%2F)"),
    "a face's attribute": re.compile(rf"\b({'|'.join(sorted(_WORDS))})\b", re.IGNORECASE),
    "a type that is seen on a face": re.compile(rf"\b({'|'.join(sorted(_TYPES))})\b"),
    "a ratio": re.compile(r"\b0\.\d{4,}"),
}


@dataclass(frozen=True, slots=True)
class Logged:
    function: str
    text: str


def leaks_in(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


def leaking(lines: list[Logged]) -> list[tuple[list[str], Logged]]:
    return [(leaks, line) for line in lines if (leaks := leaks_in(line.text))]


def logged_by_functions(session: boto3.Session, endpoint_url: str) -> list[Logged]:
    """All log lines of every deployed function so far."""
    functions = session.client("lambda", endpoint_url=endpoint_url).list_functions()["Functions"]
    logs = session.client("logs", endpoint_url=endpoint_url)
    return [
        Logged(function["Handler"], event["message"])
        for function in functions
        for event in _events(logs, function["LoggingConfig"]["LogGroup"])
    ]


def _events(logs: Any, group: str) -> Iterator[dict[str, str]]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    for page in pages:
        yield from page["events"]
