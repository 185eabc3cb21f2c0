"""Uploads assets to S3."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from laptop.deployment.packaging import write_zip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_s3 import S3Client

    from laptop.deployment.assembly import FileAsset

_SIDE_BY_SIDE = 8


def publish(assets: Iterable[FileAsset], s3: S3Client) -> None:
    """Uploads missing assets. A key is a hash, so an existing object has the same content."""
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        for _ in pool.map(lambda asset: _publish(asset, s3), assets):
            pass


def _publish(asset: FileAsset, s3: S3Client) -> None:
    if _exists(asset, s3):
        return
    if not asset.zipped:
        s3.upload_file(str(asset.path), asset.bucket, asset.key)
        return
    with tempfile.TemporaryFile() as archive:
        write_zip(asset.path, archive)
        archive.seek(0)
        s3.upload_fileobj(archive, asset.bucket, asset.key)


def _exists(asset: FileAsset, s3: S3Client) -> bool:
    try:
        s3.head_object(Bucket=asset.bucket, Key=asset.key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True
