"""Runs MiniStack and records each decision of its IAM: `python -P recorder.py FILE`.

Runs in the emulator's environment. Each check is one line: whose key requested which action on
which resource, and whether it was refused.
"""

import importlib
import json
import runpy
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    record = Path(sys.argv.pop(1)).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - to the end
    evaluator: Any = importlib.import_module("ministack.core.iam_evaluator")
    enforce = evaluator.enforce

    def recorded(
        key: str,
        action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        *rest: Any,
        **more: Any,
    ) -> Any:
        refusal = enforce(key, action, service, region, resource_arn, *rest, **more)
        check = {"key": key, "action": action, "resource": resource_arn, "refused": bool(refusal)}
        record.write(json.dumps(check) + "\n")
        return refusal

    evaluator.enforce = recorded
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
