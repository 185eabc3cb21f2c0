"""A synthesized stack, read as CloudFormation will read it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Properties = Mapping[str, Any]
_HASH = re.compile(r"[0-9A-F]{8}$")


@dataclass(frozen=True)
class Synthesized:
    """`part`: the part of the stack's name after the stage."""

    stage: str
    folder: Path
    part: str = ""

    @cached_property
    def template(self) -> dict[str, Any]:
        text = self.template_file.read_text(encoding="utf-8")
        template: dict[str, Any] = json.loads(text)
        return template

    @property
    def template_file(self) -> Path:
        return self.folder / f"facegraph-{self.stage}{self.part}.template.json"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        return manifest

    def all(self, type_name: str) -> dict[str, Properties]:
        """Properties by logical name, which is the id without the CDK's hash."""
        return {
            name(logical_id): resource["Properties"]
            for logical_id, resource in self.template["Resources"].items()
            if resource["Type"] == type_name
        }

    def one(self, type_name: str) -> Properties:
        [properties] = self.all(type_name).values()
        return properties

    def resource(self, logical_name: str) -> dict[str, Any]:
        """The whole resource: policies and dependencies too."""
        found: list[dict[str, Any]] = [
            resource
            for logical_id, resource in self.template["Resources"].items()
            if name(logical_id) == logical_name
        ]
        [resource] = found
        return resource

    def grants(self, role: str) -> dict[str, set[str]]:
        """The actions that a role may take, with their resources, from all of its policies."""
        granted: dict[str, set[str]] = {}
        for policy in self.all("AWS::IAM::Policy").values():
            if role not in map(readable, policy["Roles"]):
                continue
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow"
                for action in listed(statement["Action"]):
                    granted.setdefault(action, set()).update(_targets(statement))
        return granted


def name(logical_id: str) -> str:
    return _HASH.sub("", logical_id)


def readable(value: Any) -> str:
    """An intrinsic as text: a reference as the name of the resource, `Name.Attribute` or `Name`
    for its ARN."""
    if isinstance(value, str):
        return value
    [(function, argument)] = value.items()
    if function == "Ref":
        return name(argument)
    if function == "Fn::GetAtt":
        attribute = "" if argument[1] == "Arn" else f".{argument[1]}"
        return name(argument[0]) + attribute
    if function == "Fn::ImportValue":
        return f"<{argument}>"
    assert function == "Fn::Join"
    separator, parts = argument
    return str(separator).join(map(readable, parts))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _targets(statement: Mapping[str, Any]) -> set[str]:
    condition = f" if {json.dumps(statement['Condition'])}" if "Condition" in statement else ""
    return {readable(target) + condition for target in listed(statement["Resource"])}
