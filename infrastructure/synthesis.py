"""Synthesis: from settings to a cloud assembly. Needs no AWS, no credentials and no region."""

import json
from collections.abc import Mapping
from pathlib import Path

from aws_cdk import App
from aws_cdk.cx_api import CloudAssembly

from infrastructure.bundle import ROOT
from infrastructure.console.stack import ConsoleStack
from infrastructure.settings import stage_settings, with_rekognition_tps
from infrastructure.stack import FacegraphStack
from infrastructure.wheels import BundleTarget

SCHEMA = ROOT / "schema.graphql"


def synthesize(output: Path, environment: Mapping[str, str]) -> CloudAssembly:
    """Raises InvalidSettings or InstallFailed."""
    return create_app(output, environment).synth()


def create_app(output: Path, environment: Mapping[str, str]) -> App:
    """`STAGE` (dev) and `BUNDLE_TARGET` (lambda) select the stage and where the functions run. The
    CDK's context `stage` and `bundle_target` override them. `REKOGNITION_TPS` overrides the
    stage's `rekognitionTps`.

    Raises InvalidSettings or InstallFailed."""
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    app = App(
        outdir=str(output),
        context=context,
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,  # takes 4 s; cfn-lint does it in the tests
        stack_traces=False,
        tree_metadata=False,
    )
    stage = app.node.try_get_context("stage") or environment.get("STAGE") or "dev"
    target = app.node.try_get_context("bundle_target") or environment.get("BUNDLE_TARGET", "lambda")
    stages = app.node.get_context("stages")
    if "REKOGNITION_TPS" in environment:
        stages = with_rekognition_tps(stages, environment["REKOGNITION_TPS"])
    settings = stage_settings(stage, target, stages)
    backend = FacegraphStack(app, stage=settings, schema=SCHEMA)
    if settings.console and settings.target is BundleTarget.LAMBDA:  # the laptop serves its own
        ConsoleStack(app, stage=settings, backend=backend)
    return app
