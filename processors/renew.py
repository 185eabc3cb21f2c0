"""`make renew`: moves the expiry of stored images to what `retentionDays` says now."""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from adapters import clients
from adapters.clock import now
from adapters.ingest_queue import IngestQueue
from adapters.logs import log_failure
from adapters.objects import S3Objects
from adapters.stack_outputs import stack_outputs
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.image import image_id
from core.model.stored_object import UPLOADS_PREFIX, owner_of_key
from core.ports import Objects
from core.use_cases.renewal import Renewal, Renewer


@dataclass(slots=True, kw_only=True)
class Renewals:
    """`failed`: ids of images that could not be renewed; another run finds them again."""

    renewer: Renewer
    objects: Objects
    bucket: str
    counts: Counter[Renewal] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def run(self) -> None:
        for key in self.objects.keys_under(self.bucket, UPLOADS_PREFIX):
            if owner_of_key(key):
                self._renew(key)

    def _renew(self, key: str) -> None:
        try:
            self.counts[self.renewer.renew(self.bucket, key)] += 1
        except Exception:  # noqa: BLE001 - the others are renewed all the same
            failed = image_id(self.bucket, key)
            log_failure("not renewed", imageId=failed)
            self.failed.append(failed)


def report(renewals: Renewals) -> str:
    counts = renewals.counts
    lines = [
        f"renewed {counts[Renewal.RENEWED]} images, left {counts[Renewal.UNCHANGED]} as they are",
        f"analysed anew: {counts[Renewal.ANALYZED_ANEW]}",
    ]
    lines += [f"not renewed: {failed}" for failed in renewals.failed]
    return "".join(f"{line}\n" for line in lines)


def build(outputs: dict[str, str]) -> Renewals:
    """From the stack's outputs."""
    dynamodb = clients.dynamodb_client()
    objects = S3Objects(clients.s3_client())
    renewer = Renewer(
        records=TableImageRecords(dynamodb, outputs["TableName"]),
        faces=TableFaces(dynamodb, outputs["TableName"]),
        objects=objects,
        queue=IngestQueue(clients.sqs_client(), outputs["QueueUrl"]),
        retention=timedelta(days=int(outputs["RetentionDays"])) or None,
        now=now,
    )
    return Renewals(renewer=renewer, objects=objects, bucket=outputs["BucketName"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="make renew", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    renewals = build(stack_outputs(parser.parse_args().stack))
    renewals.run()
    sys.stdout.write(report(renewals))
    if renewals.failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
