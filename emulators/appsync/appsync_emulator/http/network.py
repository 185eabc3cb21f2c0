"""What a connection tells about where it comes from."""

from starlette.requests import HTTPConnection


def source_ip(connection: HTTPConnection) -> tuple[str, ...]:
    """The entries of X-Forwarded-For, then the peer."""
    forwarded = [
        entry.strip()
        for value in connection.headers.getlist("x-forwarded-for")
        for entry in value.split(",")
    ]
    peer = [connection.client.host] if connection.client else []
    return tuple(entry for entry in (*forwarded, *peer) if entry)


def request_headers(connection: HTTPConnection) -> dict[str, str | list[str]]:
    """As resolvers see them: names in lower case, no cookie, a repeated one as a list."""
    names = dict.fromkeys(connection.headers.keys())
    values = {name: connection.headers.getlist(name) for name in names if name != "cookie"}
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}
