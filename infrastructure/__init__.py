"""The AWS resources, as CDK constructs. Importing this package lets jsii find a Node to run on."""

import os

from infrastructure.node import node_executable

if "JSII_NODE" not in os.environ:  # read when aws_cdk is imported
    os.environ["JSII_NODE"] = str(node_executable())
