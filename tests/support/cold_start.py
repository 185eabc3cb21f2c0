"""Functions as Lambda starts them: imported anew under their environment."""

import importlib
import os
import sys
from types import ModuleType
from unittest.mock import patch

from tests.support.simulated_aws import SimulatedAws


def cold_start(name: str, aws: SimulatedAws, **environment: str) -> ModuleType:
    sys.modules.pop(name, None)
    with patch.dict(os.environ, {**aws.environment, **environment}):
        return importlib.import_module(name)
