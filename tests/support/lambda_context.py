from dataclasses import dataclass


@dataclass
class Context:
    """The part of Lambda's context that the functions use."""

    aws_request_id: str = "request-7"
    remaining_ms: int = 60_000

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms
