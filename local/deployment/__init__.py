"""Deploying a cloud assembly to the emulated AWS."""

from local.deployment.assembly import UnsupportedAssembly
from local.deployment.deploy import deploy
from local.deployment.stacks import DeploymentFailed

__all__ = ["DeploymentFailed", "UnsupportedAssembly", "deploy"]
