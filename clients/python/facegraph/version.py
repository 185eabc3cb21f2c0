"""The version of this distribution: its one source is the distribution's pyproject.toml."""

from importlib.metadata import version

__version__ = version("facegraph")
