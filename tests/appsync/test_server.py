import socket
import threading

import pytest

from local.appsync import KnownCredentials, create_app, serve
from tests.appsync.tokens import Pool
from tests.appsync.toy import an_api, functions


def test_closes_its_invoker_when_it_stops(pool: Pool) -> None:
    invoker, threads = functions(), threading.active_count()

    with serve(create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())):
        closed_while_serving = invoker.closed

    assert not closed_while_serving
    assert invoker.closed
    assert threading.active_count() == threads


def test_a_taken_port_is_told_to_the_caller(pool: Pool) -> None:
    invoker = functions()
    app = create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())

    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
        serve(app, port=taken.getsockname()[1]),
    ):
        pass
