"""Cold imports in fresh interpreters that have only boto3 and the bundle."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.functions import FUNCTIONS, Function, environment_of
from benchmarks.lab import FUNCTION_PYTHON, Lab
from benchmarks.rows import Row, Samples
from infrastructure.wheels import BundleTarget, installed

_ROUNDS = 12
_BASELINE = "import boto3, one client"
_CLIENT = "import boto3; boto3.client('dynamodb')"
# The parts of a library that the functions would use if they had it: docs/decisions/0003.
_POWERTOOLS = "the same, and Powertools"
_POWERTOOLS_LOCK = Path(__file__).parent / "powertools.lock"
_POWERTOOLS_PARTS = """
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import AppSyncResolver
from aws_lambda_powertools.utilities.batch import BatchProcessor
"""


class ImportFailed(Exception):
    """A handler's module could not be imported; the text is Python's."""


def imports(lab: Lab) -> Iterator[Row]:
    """Measures in rounds, so that a slow moment of the machine affects every import."""
    powertools = installed(_POWERTOOLS_LOCK, BundleTarget.HOST)
    statements = {_BASELINE: _CLIENT, _POWERTOOLS: _CLIENT + _POWERTOOLS_PARTS} | {
        f"import {f.name}": f"import {f.module}" for f in FUNCTIONS
    }
    environments = {
        _BASELINE: _environment({}),
        _POWERTOOLS: _environment({"PYTHONPATH": str(powertools)}),
    } | {f"import {f.name}": _function_environment(f, lab.folder) for f in FUNCTIONS}
    seconds: dict[str, list[float]] = {name: [] for name in statements}
    for number in range(-1, _ROUNDS):
        for name, statement in statements.items():
            took_s = _seconds(statement, environments[name])
            if number >= 0:
                seconds[name].append(took_s)
    baseline = Samples(seconds.pop(_BASELINE))
    yield baseline.row(_BASELINE, 50)
    for name, values in seconds.items():
        yield Samples(values).row(name, 50, beside=(_BASELINE, baseline))


def _function_environment(function: Function, folder: Path) -> dict[str, str]:
    bundle = str(function.built(folder))
    return _environment({"PYTHONPATH": bundle, **environment_of(function.settings)})


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        # Lambda's code folder is read-only: without bytecode, a module is compiled at each cold
        # start.
        "PYTHONDONTWRITEBYTECODE": "1",
        **settings,
    }


def _seconds(statement: str, environment: Mapping[str, str]) -> float:
    program = (
        "import time; started = time.perf_counter()\n"
        f"{statement}\n"
        "print(time.perf_counter() - started)"
    )
    run = subprocess.run(
        [str(FUNCTION_PYTHON), "-c", program],
        env=dict(environment),
        cwd="/",  # with -c, Python would look for modules in the current folder first
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise ImportFailed(run.stderr.strip())
    return float(run.stdout)
