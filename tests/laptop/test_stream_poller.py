import json
from base64 import b64encode
from itertools import chain

import pytest
from botocore.exceptions import ClientError
from streams_emulator import StreamMapping, StreamPoller, take_over_stream_mappings

from tests.laptop.sample import Sample
from tests.laptop.waiting import wait_until

POISON = "raise"


def test_deployed_mapping_is_taken_over_with_all_its_settings(sample: Sample) -> None:
    endpoint_url = sample.ministack.endpoint_url
    [poller] = take_over_stream_mappings(sample.session, endpoint_url)
    poller.start()
    table = sample.outputs["TableName"]

    sample.dynamodb.put_item(TableName=table, Item={"id": {"S": "bad"}, "fails": {"S": POISON}})
    sample.dynamodb.put_item(TableName=table, Item={"id": {"S": "good"}})
    sample.dynamodb.delete_item(TableName=table, Key={"id": {"S": "good"}})
    failures = sample.outputs["FailuresBucket"]
    wait_until(lambda: poller.status().discarded_records == 1, "the poison is given up on")
    poller.stop()

    received = [r for event in sample.journal("ChangesFunction") for r in event["Records"]]
    mine = [r for r in received if r["eventSourceARN"] == sample.outputs["TableStreamArn"]]
    assert {r["eventName"] for r in mine} == {"INSERT"}  # the filter of the stack
    [mapping] = sample.lambda_.list_event_source_mappings(
        EventSourceArn=sample.outputs["TableStreamArn"]
    )["EventSourceMappings"]
    assert mapping["State"] == "Disabled"
    [document] = sample.documents(failures, f"aws/lambda/{mapping['UUID']}/")
    assert document["requestContext"]["approximateInvokeCount"] == 4  # a split and three attempts
    assert take_over_stream_mappings(sample.session, endpoint_url) == []
    assert not poller.status().running


def test_records_arrive_in_order_and_as_lambda_shapes_them(sample: Sample) -> None:
    with sample.polled_table(BatchSize=4) as table:
        table.put(*"abcdef", thumbnail={"B": b"\x00\xff"}, tags={"L": [{"S": "x"}]})
        table.delete("a")
        wait_until(lambda: sum(map(len, table.batches())) == 7, "all changes arrived")
        batches, records = table.batches(), list(chain.from_iterable(table.records()))

    assert list(chain.from_iterable(batches)) == list("abcdefa")
    assert max(map(len, batches)) <= 4
    assert [r["eventName"] for r in records] == ["INSERT"] * 6 + ["REMOVE"]
    numbers = [int(r["dynamodb"]["SequenceNumber"]) for r in records]
    assert numbers == sorted(numbers)
    first = records[0]
    assert set(first) == {
        "eventID",
        "eventName",
        "eventVersion",
        "eventSource",
        "awsRegion",
        "dynamodb",
        "eventSourceARN",
    }
    assert first["eventSource"] == "aws:dynamodb"
    assert isinstance(first["dynamodb"]["ApproximateCreationDateTime"], int)
    assert first["dynamodb"]["NewImage"] == {
        "id": {"S": "a"},
        "fails": {"S": "0"},
        "thumbnail": {"B": b64encode(b"\x00\xff").decode()},
        "tags": {"L": [{"S": "x"}]},
    }
    assert records[-1]["dynamodb"]["OldImage"] == first["dynamodb"]["NewImage"]


def test_reported_failure_is_retried_from_the_lowest_failed_record(sample: Sample) -> None:
    with sample.polled_table(MaximumBatchingWindowInSeconds=1) as table:
        table.put("a")
        table.put("b", "c", fails="1")
        table.put("d")
        wait_until(lambda: len(table.batches()) == 2, "the batch was retried")
        wait_until(lambda: table.poller.status().invocations == 2, "the retry is settled")
        batches = table.batches()
        failures = table.failures()

    assert batches == [["a", "b", "c", "d"], ["b", "c", "d"]]
    assert failures == []


def test_bisecting_isolates_a_poison_record_which_lands_whole_in_the_destination(
    sample: Sample,
) -> None:
    with sample.polled_table(
        BisectBatchOnFunctionError=True, MaximumRetryAttempts=1, MaximumBatchingWindowInSeconds=1
    ) as table:
        table.put("a", "b")
        table.put("poison", fails=POISON)
        table.put("c")
        wait_until(lambda: table.failures() != [], "the poison is given up on")
        table.put("later")
        table.wait_for("later")
        batches, [failure] = table.batches(), table.failures()
        [name] = sample.keys(
            sample.outputs["FailuresBucket"], f"aws/lambda/{table.mapping_uuid}/shardId-"
        )

    assert batches == [
        ["a", "b", "poison", "c"],
        ["a", "b"],
        ["poison", "c"],
        ["poison"],
        ["poison"],
        ["c"],
        ["later"],
    ]
    [record] = json.loads(failure["payload"])["Records"]
    assert record["dynamodb"]["NewImage"]["id"] == {"S": "poison"}
    assert failure["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert failure["requestContext"]["functionArn"].endswith(sample.outputs["ChangesFunction"])
    assert failure["responseContext"]["functionError"] == "Unhandled"
    batch_info = failure["DDBStreamBatchInfo"]
    assert batch_info["startSequenceNumber"] == record["dynamodb"]["SequenceNumber"]
    assert (batch_info["batchSize"], batch_info["streamArn"]) == (1, table.stream_arn)
    assert batch_info["shardId"] in name


def test_whole_batch_is_given_up_on_after_its_retries_when_nothing_splits_it(
    sample: Sample,
) -> None:
    with sample.polled_table(MaximumRetryAttempts=2, MaximumBatchingWindowInSeconds=1) as table:
        table.put("a")
        table.put("poison", fails=POISON)
        wait_until(lambda: table.failures() != [], "the batch is given up on")
        table.put("later")
        table.wait_for("later")
        batches, [failure] = table.batches(), table.failures()

    assert batches == [["a", "poison"]] * 3 + [["later"]]
    assert failure["requestContext"]["approximateInvokeCount"] == 3
    assert len(json.loads(failure["payload"])["Records"]) == 2


def test_queue_as_destination_receives_pointers_and_no_payload(sample: Sample) -> None:
    sqs = sample.session.client("sqs", endpoint_url=sample.ministack.endpoint_url)
    url = sqs.create_queue(QueueName="failures")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]

    with sample.polled_table(
        MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": queue["QueueArn"]}}
    ) as table:
        table.put("poison", fails=POISON)
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]

    document = json.loads(messages[0]["Body"])
    assert document["DDBStreamBatchInfo"]["streamArn"] == table.stream_arn
    assert "payload" not in document


def test_topic_as_destination_receives_pointers_and_no_payload(sample: Sample) -> None:
    endpoint_url = sample.ministack.endpoint_url
    sqs = sample.session.client("sqs", endpoint_url=endpoint_url)
    sns = sample.session.client("sns", endpoint_url=endpoint_url)
    url = sqs.create_queue(QueueName="failures-by-topic")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    topic = sns.create_topic(Name="failures")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue["QueueArn"])

    with sample.polled_table(
        MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": topic}}
    ) as table:
        table.put("poison", fails=POISON)
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]

    document = json.loads(json.loads(messages[0]["Body"])["Message"])
    assert document["DDBStreamBatchInfo"]["streamArn"] == table.stream_arn
    assert "payload" not in document


def test_records_that_no_filter_matches_never_invoke(sample: Sample) -> None:
    pattern = {"eventName": ["REMOVE"], "dynamodb": {"Keys": {"id": {"S": [{"prefix": "r"}]}}}}

    with sample.polled_table(
        FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]}
    ) as table:
        table.put("received", "quiet")
        table.delete("quiet")
        table.delete("received")
        table.wait_for("received")
        batches = table.batches()

    assert batches == [["received"]]


def test_latest_leaves_out_what_came_before_the_start(sample: Sample) -> None:
    with sample.polled_table() as table:
        table.put("before")
        table.wait_for("before")
        table.poller.stop()
        already = len(table.batches())

        with table.polled(StartingPosition="LATEST"):
            table.put("after")
            table.wait_for("after")

        assert table.batches()[already:] == [["after"]]


def test_poller_reports_what_is_wrong_and_recovers_when_the_destination_appears(
    sample: Sample,
) -> None:
    bucket = "created-late"
    destination = {"OnFailure": {"Destination": f"arn:aws:s3:::{bucket}"}}

    with sample.polled_table(MaximumRetryAttempts=0, DestinationConfig=destination) as table:
        table.put("poison", fails=POISON)
        wait_until(lambda: table.poller.status().error is not None, "the destination is missed")
        assert "NoSuchBucket" in (table.poller.status().error or "")
        assert table.poller.status().running
        assert table.poller.status().discarded_records == 0

        sample.s3.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        wait_until(lambda: table.poller.status().discarded_records == 1, "the record is stored")

        assert len(sample.keys(bucket)) == 1
        wait_until(lambda: table.poller.status().error is None, "the error is over")


def test_records_wait_when_the_function_cannot_be_invoked(sample: Sample) -> None:
    function = sample.outputs["ChangesFunction"]
    sample.lambda_.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)

    with sample.polled_table(MaximumRetryAttempts=0) as table:
        table.put("patient")
        wait_until(lambda: table.poller.status().invocations >= 2, "it was throttled twice")
        sample.lambda_.delete_function_concurrency(FunctionName=function)
        table.wait_for("patient")

        assert table.poller.status().discarded_records == 0
        assert table.failures() == []


def test_start_is_refused_when_the_stream_does_not_exist(sample: Sample) -> None:
    mapping = StreamMapping.from_api(
        {
            "UUID": "00000000-0000-0000-0000-000000000000",
            "EventSourceArn": sample.outputs["TableStreamArn"] + "-never-made",
            "FunctionArn": sample.outputs["ChangesFunction"],
            "StartingPosition": "LATEST",
        }
    )
    poller = StreamPoller(mapping, sample.session, sample.ministack.endpoint_url)

    with pytest.raises(ClientError, match="Stream not found"):
        poller.start()

    assert not poller.status().running
