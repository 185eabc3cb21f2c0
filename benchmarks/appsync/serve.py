"""Our data plane in a process of its own: serves a deployed API until its input ends.

`python -m benchmarks.appsync.serve <AWS endpoint> <API id>` prints its address in a line of JSON.
"""

import json
import sys

import boto3
from appsync_emulator import KnownCredentials, LambdaEndpoint, create_app, read_api, serve


def main() -> None:
    endpoint, api_id = sys.argv[1:]
    session = boto3.Session()
    api = read_api(
        session.client("appsync", endpoint_url=endpoint), api_id, cognito_endpoint=endpoint
    )
    app = create_app(api, LambdaEndpoint(session, endpoint), KnownCredentials())
    with serve(app) as url:
        print(json.dumps({"url": url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
