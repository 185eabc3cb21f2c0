"""The rules of AppSync's own scalars.

Source: AppSync Developer Guide, "Scalar types in GraphQL".
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLError, GraphQLScalarType

from appsync_emulator.json_text import MalformedJson, read_json, write_json

_OFFSET = r"(?:Z|[+-](?P<oh>\d\d):(?P<om>\d\d)(?::(?P<os>\d\d))?)"
_DATE = r"(?P<date>\d{4}-\d\d-\d\d)"
_TIME = r"(?P<h>\d\d):(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d{1,9})?)?"
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_NORTH_AMERICAN_PHONE = re.compile(r"1?[2-9]\d{2}[2-9]\d{6}")
_INTERNATIONAL_PHONE = re.compile(r"\+[1-9]\d{6,14}")  # E.164
_INT64 = range(-(2**63), 2**63)

Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class ScalarRules:
    """`accepts` is true for a valid value, input or output. A valid value passes unchanged."""

    description: str
    accepts: Check

    def govern(self, scalar: GraphQLScalarType) -> None:
        scalar.coerce_input_value = self.read
        scalar.coerce_output_value = self.write

    def read(self, value: Any) -> Any:
        if not self.accepts(value):
            raise GraphQLError(f"Unable to parse `{value}` as a valid {self.description}.")
        return value

    def write(self, value: Any) -> Any:
        if not self.accepts(value):
            raise GraphQLError(f"Unable to serialize `{value}` as a valid {self.description}.")
        return value


class JsonRules(ScalarRules):
    """A resolver sees the value, the client its text."""

    def read(self, value: Any) -> Any:
        return read_json(super().read(value))

    def write(self, value: Any) -> Any:
        return write_json(value)


def _matching(pattern: str) -> Check:
    compiled = re.compile(pattern, re.ASCII)

    def accepts(value: Any) -> bool:
        match = compiled.fullmatch(value) if isinstance(value, str) else None
        return match is not None and _in_calendar(match.groupdict())

    return accepts


def _in_calendar(parts: dict[str, str | None]) -> bool:
    try:
        if day := parts.get("date"):
            date.fromisoformat(day)
        for names in (("h", "m", "s"), ("oh", "om", "os")):
            hour, minute, second = (int(parts.get(name) or 0) for name in names)
            time(hour, minute, second)
    except ValueError:
        return False
    return True


def _is_json(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        read_json(value)
    except MalformedJson:
        return False
    return True


def _is_email(value: Any) -> bool:
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def _is_phone(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", value)
    pattern = _INTERNATIONAL_PHONE if digits.startswith("+") else _NORTH_AMERICAN_PHONE
    return pattern.fullmatch(digits) is not None


def _is_url(value: Any) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and "//" not in parts.path


def _is_ip_address(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Fa-f.:]+(/\d{1,3})?", value):
        return False
    try:
        ipaddress.ip_interface(value)
    except ValueError:
        return False
    return True


def _is_timestamp(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _INT64


SCALARS = {
    "AWSDate": ScalarRules("date", _matching(f"{_DATE}{_OFFSET}?")),
    "AWSDateTime": ScalarRules("DateTime Object", _matching(f"{_DATE}T{_TIME}{_OFFSET}")),
    "AWSEmail": ScalarRules("email address", _is_email),
    "AWSIPAddress": ScalarRules("IP address", _is_ip_address),
    "AWSJSON": JsonRules("JSON", _is_json),
    "AWSPhone": ScalarRules("phone number", _is_phone),
    "AWSTime": ScalarRules("time", _matching(f"{_TIME}{_OFFSET}?")),
    "AWSTimestamp": ScalarRules("timestamp", _is_timestamp),
    "AWSURL": ScalarRules("URL", _is_url),
}
