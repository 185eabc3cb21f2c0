"""Photos that are put into the bucket with plain S3, and direct calls of the engine."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from botocore.config import Config

from core.model.image import image_id
from laptop.laptop import Laptop
from laptop.outputs import User

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_s3 import S3Client

CONNECTIONS = 16
_CONFIG = Config(max_pool_connections=CONNECTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """`started_at` and `stored_at`: around put_object, by time.perf_counter."""

    bucket: str
    key: str
    version_id: str
    started_at: float
    stored_at: float

    @property
    def image_id(self) -> str:
        return image_id(self.bucket, self.key)


@dataclass(frozen=True, slots=True)
class Uploads:
    s3: "S3Client"
    bucket: str
    owner: str

    def put(self, photo: bytes) -> Upload:
        key = f"uploads/{self.owner}/{uuid4().hex}.jpg"
        started_at = time.perf_counter()
        stored = self.s3.put_object(Bucket=self.bucket, Key=key, Body=photo)
        return Upload(
            bucket=self.bucket,
            key=key,
            version_id=stored["VersionId"],
            started_at=started_at,
            stored_at=time.perf_counter(),
        )


@dataclass(frozen=True, slots=True)
class EngineAlone:
    rekognition: "RekognitionClient"

    def seconds_for(self, upload: Upload) -> float:
        started_at = time.perf_counter()
        self.rekognition.detect_faces(
            Image={
                "S3Object": {
                    "Bucket": upload.bucket,
                    "Name": upload.key,
                    "Version": upload.version_id,
                }
            },
            Attributes=["ALL"],
        )
        return time.perf_counter() - started_at


def uploads_of(laptop: Laptop, user: User) -> Uploads:
    outputs = laptop.outputs
    s3 = laptop.session.client("s3", endpoint_url=outputs.aws_endpoint, config=_CONFIG)
    return Uploads(s3, outputs.bucket_name, user.sub)


def engine_alone(laptop: Laptop, engine_url: str) -> EngineAlone:
    return EngineAlone(
        laptop.session.client("rekognition", endpoint_url=engine_url, config=_CONFIG)
    )
