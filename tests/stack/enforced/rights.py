"""What each function's role allows, and which of its rights were used."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from laptop.ministack import RoleSession

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda.type_defs import FunctionConfigurationTypeDef


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """`module`: of the function's handler."""

    module: str
    action: str
    resource: str


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """`resource` may hold wildcards."""

    module: str
    action: str
    resource: str

    def covers(self, use: Use) -> bool:
        same = (self.module, self.action) == (use.module, use.action)
        return same and fnmatchcase(use.resource, self.resource)


@dataclass(frozen=True)
class Rights:
    """The rights of the deployed functions. `record`: the file that the recorder writes."""

    session: boto3.Session
    endpoint_url: str
    record: Path

    @cached_property
    def functions(self) -> "dict[str, FunctionConfigurationTypeDef]":
        """The functions by the module of their handler."""
        described = self.client("lambda").list_functions()["Functions"]
        return {f["Handler"].rpartition(".")[0]: f for f in described}

    def client(self, service: Any) -> Any:
        return self.session.client(service, endpoint_url=self.endpoint_url)

    def grants(self) -> list[Grant]:
        return sorted(
            Grant(module, action, resource)
            for module, function in self.functions.items()
            for _, document in self._policies(_role_name(function))
            for statement in document["Statement"]
            for action in _listed(statement["Action"])
            for resource in _listed(statement["Resource"])
        )

    def used(self) -> set[Use]:
        return {use for use, _ in self._checks()}

    def refused(self) -> set[Use]:
        return {use for use, refused in self._checks() if refused}

    @contextmanager
    def without(self, module: str, action: str) -> Iterator[None]:
        """Removes this action from the role while the block runs."""
        role = _role_name(self.functions[module])
        before = dict(self._policies(role))
        for name, document in before.items():
            self._put(role, name, _lacking(document, action))
        try:
            yield
        finally:
            for name, document in before.items():
                self._put(role, name, document)

    def _checks(self) -> Iterator[tuple[Use, bool]]:
        holders = {
            RoleSession.of_function(f["FunctionArn"], f["Role"]).access_key_id: module
            for module, f in self.functions.items()
        }
        for line in self.record.read_text(encoding="utf-8").splitlines():
            check = json.loads(line)
            if check["key"] in holders:
                use = Use(holders[check["key"]], check["action"], check["resource"])
                yield use, check["refused"]

    def _policies(self, role: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        iam: IAMClient = self.client("iam")
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            policy = iam.get_role_policy(RoleName=role, PolicyName=name)
            document: Any = policy["PolicyDocument"]  # boto3 parses it
            yield name, document

    def _put(self, role: str, name: str, document: Mapping[str, Any]) -> None:
        self.client("iam").put_role_policy(
            RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document)
        )


def _role_name(function: "FunctionConfigurationTypeDef") -> str:
    return function["Role"].rpartition("/")[2]


def _lacking(document: Mapping[str, Any], action: str) -> dict[str, Any]:
    statements = (
        {**statement, "Action": [a for a in _listed(statement["Action"]) if a != action]}
        for statement in document["Statement"]
    )
    return {**document, "Statement": [s for s in statements if s["Action"]]}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
