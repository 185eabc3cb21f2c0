"""The default limits: the other tests lower them, to save time."""

from appsync_emulator import LambdaAuthorizer, Limits, RealtimeLimits


def test_a_request_has_appsyncs_own_quotas() -> None:
    limits = Limits()

    assert limits.execution_s == 30
    assert limits.resolver_result_bytes == 5_242_880
    assert limits.lambda_payload_bytes == 6_291_456
    assert limits.query_tokens == 15_000
    assert limits.resolver_count == 10_000
    assert (limits.query_depth, limits.requests_per_s) == (0, 0)  # no limit
    assert LambdaAuthorizer("judge").timeout_s == 10


def test_a_connection_has_appsyncs_own_quotas() -> None:
    limits = RealtimeLimits()

    assert limits.subscriptions_per_connection == 200
    assert limits.message_bytes == 245_760
    assert limits.connection_s == 86_400
    assert limits.keep_alive_s == 60
    assert limits.connection_timeout_ms == 300_000
    assert limits.filter_arguments == 5
