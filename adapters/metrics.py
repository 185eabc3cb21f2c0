"""Metrics in CloudWatch's embedded format: each metric is one line of the log.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import os
import sys
import time

NAMESPACE = "Facegraph"
FUNCTION = "function"  # the dimension that separates the stages of one account
_FUNCTION_VARIABLE = "AWS_LAMBDA_FUNCTION_NAME"  # set by Lambda


def count(name: str, value: int, **dimensions: str) -> None:
    """Counts for this function, in total and by `dimensions`."""
    function = {FUNCTION: os.environ.get(_FUNCTION_VARIABLE, "none")}
    details = function | dimensions
    metadata = {
        "Timestamp": int(time.time() * 1000),
        "CloudWatchMetrics": [
            {
                "Namespace": NAMESPACE,
                "Dimensions": [[FUNCTION], sorted(details)] if dimensions else [[FUNCTION]],
                "Metrics": [{"Name": name, "Unit": "Count"}],
            }
        ],
    }
    sys.stdout.write(json.dumps({"_aws": metadata, name: value, **details}) + "\n")
