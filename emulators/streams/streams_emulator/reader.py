"""Reads the only shard of a stream."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from streams_emulator.mapping import UnsupportedMapping
from streams_emulator.record import StreamRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

    from streams_emulator.mapping import StreamMapping

_logger = logging.getLogger(__name__)
_EXPIRED, _TRIMMED = "ExpiredIteratorException", "TrimmedDataAccessException"


class ShardReader:
    """Returns every record of the shard once, in order, from the mapping's starting position.

    MiniStack gives a stream one shard, which never splits; a stream with more is refused.
    """

    def __init__(self, mapping: StreamMapping, client: DynamoDBStreamsClient) -> None:
        self._mapping = mapping
        self._client = client
        self._last_read: str | None = None
        self.shard_id = self._only_shard()
        self._iterator: str | None = self._start()

    def read(self) -> list[StreamRecord]:
        """Records since the last call; always empty after the shard is closed.

        A call that raised may be repeated.
        """
        if self._iterator is None:
            return []
        try:
            page = self._client.get_records(ShardIterator=self._iterator)
        except ClientError as error:
            if error.response["Error"]["Code"] not in (_EXPIRED, _TRIMMED):
                raise
            self._iterator = self._resume()
            return []
        records = [StreamRecord.from_api(r, self._mapping.stream_arn) for r in page["Records"]]
        self._iterator = page.get("NextShardIterator")
        if records:
            self._last_read = records[-1].sequence_number
        return records

    def _only_shard(self) -> str:
        stream = self._client.describe_stream(StreamArn=self._mapping.stream_arn)
        shards = stream["StreamDescription"]["Shards"]
        if len(shards) != 1:
            raise UnsupportedMapping(f"{len(shards)} shards in {self._mapping.stream_arn}")
        return shards[0]["ShardId"]

    def _start(self) -> str:
        return self._client.get_shard_iterator(
            StreamArn=self._mapping.stream_arn,
            ShardId=self.shard_id,
            ShardIteratorType=self._mapping.starting_position,
        )["ShardIterator"]

    def _resume(self) -> str:
        """A new iterator after the last record: a retry may outlast an iterator's 15 minutes."""
        if self._last_read is None:
            return self._start()
        try:
            return self._client.get_shard_iterator(
                StreamArn=self._mapping.stream_arn,
                ShardId=self.shard_id,
                ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                SequenceNumber=self._last_read,
            )["ShardIterator"]
        except ClientError as error:
            if error.response["Error"]["Code"] != _TRIMMED:
                raise
        _logger.error("Records of %s are older than 24 hours and lost", self._mapping.stream_arn)
        return self._client.get_shard_iterator(
            StreamArn=self._mapping.stream_arn,
            ShardId=self.shard_id,
            ShardIteratorType="TRIM_HORIZON",
        )["ShardIterator"]
