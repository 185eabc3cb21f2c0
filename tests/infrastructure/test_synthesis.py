"""The template as a whole, and how it is made."""

import copy
import subprocess
import sys
from pathlib import Path
from typing import Any

from infrastructure.bundle import ROOT
from infrastructure.outputs import Output
from infrastructure.synthesis import synthesize
from tests.support.drift import no_drift
from tests.support.synthesized import Synthesized

_CFN_LINT = Path(sys.executable).with_name("cfn-lint")
# The CDK writes out every dependency, including those that a reference implies.
_IGNORED_LINT = "W3005"
_NAME_A_FUNCTION = ("AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission")
_MAX_TEMPLATE_BYTES = 1_000_000  # CloudFormation's limit for a template in S3


def test_cfn_lint_reports_nothing(stack: Synthesized) -> None:
    command = [str(_CFN_LINT), "--ignore-checks", _IGNORED_LINT]
    command += ["--regions", "eu-west-1", "--template", str(stack.template_file)]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


def test_the_template_stays_far_below_the_limit_of_its_size(stack: Synthesized) -> None:
    assert stack.template_file.stat().st_size < _MAX_TEMPLATE_BYTES / 2


def test_the_stack_has_exactly_the_declared_outputs(stack: Synthesized) -> None:
    different = stack.template["Outputs"].keys() ^ {str(each) for each in Output}
    problem = "an output of the template or of Output, but not of both"
    no_drift(different, problem, edit="infrastructure/outputs.py", run="make test")


def test_the_stack_belongs_to_no_account_and_no_region(stack: Synthesized) -> None:
    artifact = stack.manifest["artifacts"][f"facegraph-{stack.stage}"]

    assert artifact["environment"] == "aws://unknown-account/unknown-region"
    assert "missing" not in stack.manifest  # nothing to query from AWS first


def test_names_that_aws_would_keep_unique_are_left_to_cloudformation(stack: Synthesized) -> None:
    """Two stages fit into one account. So does a new stack beside the remains of an old one."""
    named = {"BucketName", "QueueName", "TableName", "TopicName", "FunctionName", "RoleName"}

    for resource in stack.template["Resources"].values():
        if resource["Type"] not in _NAME_A_FUNCTION:
            assert not named & resource.get("Properties", {}).keys()


def test_synthesis_needs_nothing_of_its_environment(tmp_path: Path, dev: Synthesized) -> None:
    command = [sys.executable, "app.py", "--output", str(tmp_path)]

    run = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=False)

    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)
    assert (tmp_path / dev.template_file.name).read_bytes() == dev.template_file.read_bytes()


def test_the_laptop_deploys_the_same_template_with_other_bundles(
    tmp_path: Path, dev: Synthesized
) -> None:
    synthesize(tmp_path, {"STAGE": "dev", "BUNDLE_TARGET": "host"})
    host = Synthesized("dev", tmp_path)

    assert _bundle_keys(host).isdisjoint(_bundle_keys(dev))
    assert _without_bundles(host) == _without_bundles(dev)


def test_the_cdk_tool_may_choose_the_stage_by_context(tmp_path: Path, prod: Synthesized) -> None:
    command = [sys.executable, "app.py"]
    environment = {"CDK_CONTEXT_JSON": '{"stage": "prod"}', "CDK_OUTDIR": str(tmp_path)}

    subprocess.run(command, cwd=ROOT, env=environment, check=True)

    assert (tmp_path / prod.template_file.name).is_file()


def test_a_deployment_without_credentials_is_refused_and_starts_nothing(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    command = [sys.executable, "-m", "infrastructure.deploy"]

    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert run.stderr.startswith("No AWS credentials;")
    assert (run.stdout, run.returncode) == ("", 1)


def test_an_unknown_stage_is_refused_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "app.py", "--output", str(tmp_path)]

    run = subprocess.run(
        command, cwd=ROOT, env={"STAGE": "test"}, capture_output=True, text=True, check=False
    )

    assert run.stderr == "no stage 'test' in cdk.json; there are dev, prod\n"
    assert run.returncode == 1
    assert not list(tmp_path.glob("*.template.json"))


def _bundle_keys(stack: Synthesized) -> set[str]:
    return {f["Code"]["S3Key"] for f in stack.all("AWS::Lambda::Function").values()}


def _without_bundles(stack: Synthesized) -> dict[str, Any]:
    template = copy.deepcopy(stack.template)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            del resource["Properties"]["Code"]
    return template
