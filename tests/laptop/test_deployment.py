import io
import json
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from laptop.deployment import DeploymentFailed, UnsupportedAssembly, deploy
from laptop.deployment.packaging import write_zip
from tests.laptop.sample import Sample
from tests.laptop.waiting import wait_until

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef


def test_deployed_stack_works_when_an_object_is_uploaded(sample: Sample) -> None:
    sample.s3.put_object(Bucket=sample.outputs["UploadsBucket"], Key="a b.txt", Body=b"hello")

    wait_until(lambda: "a+b.txt" in uploads(sample), "the upload reached the function")


def test_second_deployment_changes_nothing(sample: Sample, assemblies: Path) -> None:
    [bucket] = [name for name in bucket_names(sample) if name.startswith("cdk-")]
    before = modification_times(sample, bucket), stack(sample, "Sample")

    outputs = deploy(assemblies / "sample", sample.session, sample.ministack.endpoint_url)

    assert outputs == {"Sample": sample.outputs}
    assert (modification_times(sample, bucket), stack(sample, "Sample")) == before


def test_changed_assembly_updates_the_stack(sample: Sample, assemblies: Path) -> None:
    assert bisects(sample)

    outputs = deploy(assemblies / "changed", sample.session, sample.ministack.endpoint_url)

    assert not bisects(sample)
    assert outputs == {"Sample": sample.outputs}
    deploy(assemblies / "sample", sample.session, sample.ministack.endpoint_url)
    assert bisects(sample)


def test_failed_deployment_names_the_resource_and_the_reason_each_time(
    sample: Sample, assemblies: Path
) -> None:
    expected = r"Failing failed:\n  PatientQueue \(AWS::SQS::Queue\): .*VisibilityTimeout"

    for _ in range(2):  # the second time over the remains of the first
        with pytest.raises(DeploymentFailed, match=expected):
            deploy(assemblies / "failing", sample.session, sample.ministack.endpoint_url)

        assert stack(sample, "Failing")["StackStatus"] == "ROLLBACK_COMPLETE"


def test_assembly_with_a_container_image_is_refused_before_anything_is_made(
    sample: Sample, tmp_path: Path
) -> None:
    write_assembly(tmp_path, {"dockerImages": {"abc": {}}})
    before = bucket_names(sample)

    with pytest.raises(UnsupportedAssembly, match=r"Image.assets.json holds container images"):
        deploy(tmp_path, sample.session, sample.ministack.endpoint_url)

    assert bucket_names(sample) == before


def test_zip_depends_on_the_content_only(tmp_path: Path) -> None:
    write_files(tmp_path / "one", ["b.txt", "a/c.txt"])
    write_files(tmp_path / "two", ["a/c.txt", "b.txt"])
    os.utime(tmp_path / "two" / "b.txt", (0, 0))

    assert zip_of(tmp_path / "one") == zip_of(tmp_path / "two")


def test_zip_keeps_content_and_the_executable_bit(tmp_path: Path) -> None:
    write_files(tmp_path, ["run.sh", "data.txt"])
    (tmp_path / "run.sh").chmod(0o755)

    with zipfile.ZipFile(io.BytesIO(zip_of(tmp_path))) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
        assert archive.read("data.txt") == b"data.txt"

    assert modes == {"run.sh": 0o100755, "data.txt": 0o100644}


def uploads(sample: Sample) -> list[str]:
    messages = [r for event in sample.journal("UploadsFunction") for r in event["Records"]]
    notifications = [json.loads(message["body"]) for message in messages]
    return [r["s3"]["object"]["key"] for body in notifications for r in body.get("Records", [])]


def bucket_names(sample: Sample) -> set[str]:
    return {bucket["Name"] for bucket in sample.s3.list_buckets()["Buckets"]}


def modification_times(sample: Sample, bucket: str) -> dict[str, str]:
    listed = sample.s3.list_objects_v2(Bucket=bucket)["Contents"]
    return {each["Key"]: each["LastModified"].isoformat() for each in listed}


def stack(sample: Sample, name: str) -> "StackTypeDef":
    client = sample.session.client("cloudformation", endpoint_url=sample.ministack.endpoint_url)
    return client.describe_stacks(StackName=name)["Stacks"][0]


def bisects(sample: Sample) -> bool:
    arn = sample.outputs["TableStreamArn"]
    [mapping] = sample.lambda_.list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
    return mapping["BisectBatchOnFunctionError"]


def write_assembly(folder: Path, assets: dict[str, object]) -> None:
    manifest = {
        "artifacts": {
            "Image.assets": {
                "type": "cdk:asset-manifest",
                "properties": {"file": "Image.assets.json"},
            },
            "Image": {
                "type": "aws:cloudformation:stack",
                "properties": {
                    "templateFile": "Image.template.json",
                    "stackTemplateAssetObjectUrl": "s3://never-made/template.json",
                },
                "dependencies": ["Image.assets"],
            },
        }
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "Image.assets.json").write_text(json.dumps(assets))


def write_files(folder: Path, names: list[str]) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def zip_of(folder: Path) -> bytes:
    buffer = io.BytesIO()
    write_zip(folder, buffer)
    return buffer.getvalue()
