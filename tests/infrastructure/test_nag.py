"""cdk-nag's AwsSolutions: each finding is fixed, or acknowledged with a reason beside it."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aws_cdk import Acknowledgment, App, Stack, aws_sqs
from cdk_nag import AwsSolutionsChecks
from constructs import Construct

from infrastructure import acknowledgement
from infrastructure.synthesis import create_app
from tests.infrastructure.conftest import STAGES
from tests.support.drift import no_drift

_MIN_WORDS = 5  # in a reason


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    path: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    rule: str
    path: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return finding.rule == self.rule and f"{finding.path}/".startswith(f"{self.path}/")


@dataclass
class Ledger:
    """Replaces the CDK's Validations: records acknowledgements and acknowledges nothing."""

    entries: list[Acknowledged] = field(default_factory=list)

    def of(self, construct: Construct) -> "_Page":
        return _Page(self.entries, construct.node.path)


@dataclass
class _Page:
    entries: list[Acknowledged]
    path: str

    def acknowledge(self, *rules: Acknowledgment) -> None:
        self.entries += [Acknowledged(rule.id, self.path, rule.reason) for rule in rules]


@dataclass(frozen=True, slots=True)
class Audit:
    findings: list[Finding]
    acknowledged: list[Acknowledged]


@pytest.fixture(scope="module", params=STAGES)
def audit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """All findings when nothing is acknowledged, and the acknowledgements that would apply."""
    ledger = Ledger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acknowledgement, "Validations", ledger)
        app = create_app(tmp_path_factory.mktemp("nag"), {"STAGE": request.param})
    return Audit(findings_in(app), ledger.entries)


def findings_in(app: App) -> list[Finding]:
    app.synth()
    return [
        Finding(violation.rule_name, resource.construct_path or "")
        for violation in AwsSolutionsChecks().validate_scope(app).violations
        for resource in violation.violating_resources
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_every_finding_is_acknowledged(stage: str, tmp_path: Path) -> None:
    findings = {
        f"{f.rule} at {f.path}" for f in findings_in(create_app(tmp_path, {"STAGE": stage}))
    }

    problem = "mend the construct, or acknowledge the finding beside it, with the reason"
    no_drift(findings, problem, edit="infrastructure/stack.py", run="make test")


def test_every_acknowledgement_has_a_finding(audit: Audit) -> None:
    unused = {
        f"{a.rule} at {a.path}"
        for a in audit.acknowledged
        if not any(map(a.covers, audit.findings))
    }

    assert audit.acknowledged
    problem = "acknowledged beside its construct, but cdk-nag finds nothing"
    no_drift(unused, problem, edit="infrastructure/stack.py", run="make test")


def test_every_acknowledgement_has_a_reason_of_its_own(audit: Audit) -> None:
    assert [a for a in audit.acknowledged if len(a.reason.split()) < _MIN_WORDS] == []
    assert len({(a.rule, a.path, a.reason) for a in audit.acknowledged}) == len(audit.acknowledged)


def test_an_acknowledgement_covers_one_resource_and_not_its_children(audit: Audit) -> None:
    """An acknowledgement on a construct of ours or on the stack would hide later findings."""
    for entry in audit.acknowledged:
        resources = {f.path for f in audit.findings if entry.covers(f)}
        assert len(resources) == 1


def test_a_queue_without_dead_letter_queue_and_tls_is_a_finding(tmp_path: Path) -> None:
    app = create_app(tmp_path, {"STAGE": "prod"})
    aws_sqs.Queue(Stack.of(app.node.find_child("facegraph-prod")), "Planted")

    planted = "facegraph-prod/Planted/Resource"
    found = {finding.rule for finding in findings_in(app) if finding.path == planted}
    assert found == {"AwsSolutions-SQS3", "AwsSolutions-SQS4"}
