"""Deploying a cloud assembly to the emulated AWS."""

from laptop.deployment.assembly import UnsupportedAssembly
from laptop.deployment.deploy import deploy
from laptop.deployment.stacks import DeploymentFailed

__all__ = ["DeploymentFailed", "UnsupportedAssembly", "deploy"]
