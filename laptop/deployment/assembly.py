"""Reads a cloud assembly of the CDK: its stacks, in order, and their assets."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
_ASSEMBLY, _ASSETS, _STACK = (
    "cdk:cloud-assembly",
    "cdk:asset-manifest",
    "aws:cloudformation:stack",
)


class UnsupportedAssembly(Exception):
    """The assembly holds something that only the CDK's own tool can deploy."""


@dataclass(frozen=True, slots=True)
class FileAsset:
    """A file, or a folder to zip, and its place in S3."""

    path: Path
    zipped: bool
    bucket: str
    key: str


@dataclass(frozen=True, slots=True)
class Stack:
    """`template_url` is an `s3://bucket/key`, which one of `assets` fills."""

    name: str
    template_url: str
    bootstrap_parameter: str | None
    assets: tuple[FileAsset, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


def read_stacks(folder: Path, environment: Mapping[str, str]) -> list[Stack]:
    """The stacks of the assembly in `folder`, each after those that it depends on.

    `environment` maps placeholders, `${AWS::AccountId}` for one, to what they stand for.
    Raises `UnsupportedAssembly`.
    """
    artifacts = _read_json(folder / MANIFEST).get("artifacts", {})
    order = TopologicalSorter({id_: a.get("dependencies", ()) for id_, a in artifacts.items()})
    stacks: list[Stack] = []
    for id_ in order.static_order():
        artifact = artifacts[id_]
        if artifact["type"] == _ASSEMBLY:
            nested = folder / artifact["properties"]["directoryName"]
            stacks.extend(read_stacks(nested, environment))
        elif artifact["type"] == _STACK:
            needed = [artifacts[name] for name in artifact.get("dependencies", ())]
            stacks.append(_stack(folder, id_, artifact, needed, environment))
    return stacks


def _stack(
    folder: Path,
    id_: str,
    artifact: Mapping[str, Any],
    needed: list[Mapping[str, Any]],
    environment: Mapping[str, str],
) -> Stack:
    properties = artifact["properties"]
    if "stackTemplateAssetObjectUrl" not in properties:
        raise UnsupportedAssembly(f"{id_} was not made by the CDK's default stack synthesizer")
    manifests = [a["properties"]["file"] for a in needed if a["type"] == _ASSETS]
    return Stack(
        name=properties.get("stackName", id_),
        template_url=_filled(properties["stackTemplateAssetObjectUrl"], environment),
        bootstrap_parameter=properties.get("bootstrapStackVersionSsmParameter"),
        assets=tuple(asset for name in manifests for asset in _assets(folder / name, environment)),
        parameters=properties.get("parameters", {}),
        tags=properties.get("tags", {}),
    )


def _assets(manifest: Path, environment: Mapping[str, str]) -> Iterator[FileAsset]:
    content = _read_json(manifest)
    if content.get("dockerImages"):
        raise UnsupportedAssembly(f"{manifest.name} holds container images")
    for asset in content.get("files", {}).values():
        source = asset["source"]
        if "path" not in source:
            raise UnsupportedAssembly(f"{manifest.name} holds an asset that a command builds")
        for destination in asset["destinations"].values():
            yield FileAsset(
                path=manifest.parent / source["path"],
                zipped=source.get("packaging") == "zip",
                bucket=_filled(destination["bucketName"], environment),
                key=_filled(destination["objectKey"], environment),
            )


def _filled(text: str, environment: Mapping[str, str]) -> str:
    for placeholder, value in environment.items():
        text = text.replace(placeholder, value)
    return text


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
