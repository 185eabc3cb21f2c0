"""Facegraph from Python: the typed client, and the command `facegraph`.

A name is imported when it is first used, so `import facegraph` takes no time.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from facegraph.api import Client as Client
    from facegraph.client.enums import *  # noqa: F403 - all of them, as generated
    from facegraph.client.fragments import *  # noqa: F403
    from facegraph.errors import *  # noqa: F403
    from facegraph.version import __version__ as __version__

_MODULES = {
    "Client": "facegraph.api",
    "__version__": "facegraph.version",
    **dict.fromkeys(
        ("ApiError", "ConnectionLost", "FacegraphError", "UnexpectedResponse", "UploadRejected"),
        "facegraph.errors",
    ),
}


if not TYPE_CHECKING:  # a type checker would take any name for one of the module

    def __getattr__(name: str) -> Any:
        if name.startswith("_") and name not in _MODULES:
            raise AttributeError(f"module 'facegraph' has no attribute {name!r}")
        value = getattr(importlib.import_module(_MODULES.get(name, "facegraph.client")), name)
        globals()[name] = value
        return value
