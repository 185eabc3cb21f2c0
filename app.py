"""The CDK app: writes the CloudFormation template and the functions' bundles of one stage."""

import argparse
import os
from pathlib import Path

from infrastructure.settings import InvalidSettings
from infrastructure.synthesis import synthesize
from infrastructure.wheels import InstallFailed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    output = os.environ.get("CDK_OUTDIR", "cdk.out")  # set by the CDK's command line tool
    parser.add_argument("--output", type=Path, default=Path(output), help="folder to write to")
    try:
        synthesize(parser.parse_args().output, os.environ)
    except (InvalidSettings, InstallFailed) as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
