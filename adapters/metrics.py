"""Metrics in CloudWatch's embedded format: a line of the log is all it takes.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import sys
import time

NAMESPACE = "Facegraph"


def count(name: str, value: int, **dimensions: str) -> None:
    metadata = {
        "Timestamp": int(time.time() * 1000),
        "CloudWatchMetrics": [
            {
                "Namespace": NAMESPACE,
                "Dimensions": [sorted(dimensions)],
                "Metrics": [{"Name": name, "Unit": "Count"}],
            }
        ],
    }
    sys.stdout.write(json.dumps({"_aws": metadata, name: value, **dimensions}) + "\n")
