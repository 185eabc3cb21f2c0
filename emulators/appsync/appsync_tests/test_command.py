"""The command `appsync-emulator` on API files: what it serves and what it refuses."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from appsync_emulator.cli.main import main
from cryptography.hazmat.primitives.asymmetric import rsa

from appsync_tests.signing import signed_headers
from appsync_tests.tokens import KEY_ID, public_keys
from appsync_tests.toy import SHOP_KEY

pytestmark = pytest.mark.sockets

FOLDER = Path(__file__).parents[1]
SCHEMA = """
type Query { greeting(name: String): String labels: [Label] }
type Label { name: String }
"""
CODE = """
class NoGreeting(Exception):
    pass

def greet(event, context):
    if event["arguments"]["name"] == "nobody":
        raise NoGreeting("nobody is here")
    return f"hello {event['arguments']['name']} from {context.function_name}"

async def labels(event, context):
    return [{"name": "a"}, {"name": "b"}]

def names(events, context):
    return [{"data": f"{event['source']['name']} of {len(events)}"} for event in events]

def judge(event, context):
    return {"isAuthorized": event["authorizationToken"] == "ticket"}
"""
RESOLVERS = """
[resolvers.Query]
greeting = "greetings:greet"
labels = "greetings:labels"
[resolvers.Label]
name = { function = "greetings:names", max_batch_size = 5 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema.graphql").write_text(SCHEMA)
    (tmp_path / "greetings.py").write_text(CODE)
    return tmp_path


@contextmanager
def served(folder: Path, text: str, *options: str) -> Iterator[tuple[str, list[str]]]:
    """The URL and the lines that the command prints; it must end by SIGTERM with code 0."""
    (folder / "api.toml").write_text(text)
    command = [sys.executable, "-m", "appsync_emulator", str(folder / "api.toml"), "--port", "0"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith("Stop"):
                break
        assert lines, "the command printed nothing"
        try:
            yield lines[1].split()[1], lines
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def ask(url: str, query: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx.post(url, json={"query": query}, headers=named, trust_env=False)
    return response.json() if response.status_code == 200 else response.status_code


def test_python_functions_are_served_with_a_key_that_is_printed(folder: Path) -> None:
    with served(folder, RESOLVERS) as (url, lines):
        [key] = [line.split()[-1] for line in lines if line.startswith("API key")]
        greeting = ask(url, '{ greeting(name: "ana") }', x_api_key=key)
        failure = ask(url, '{ greeting(name: "nobody") }', x_api_key=key)
        batch = ask(url, "{ labels { name } }", x_api_key=key)
        refused = ask(url, '{ greeting(name: "ana") }', x_api_key="da2-of-a-stranger")

    assert greeting == {"data": {"greeting": "hello ana from greetings:greet"}}
    [error] = failure["errors"]
    assert (error["errorType"], error["message"]) == ("NoGreeting", "nobody is here")
    assert batch == {"data": {"labels": [{"name": "a of 2"}, {"name": "b of 2"}]}}
    assert refused == 401


def test_each_mode_of_the_file_admits_its_credentials(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (folder / "keys.json").write_text(public_keys(key))
    claims = {"sub": "s", "iat": 1, "exp": 4_000_000_000, "iss": "https://pool.example"}
    cognito = jwt.encode(
        claims | {"token_use": "access"}, key, algorithm="RS256", headers={"kid": KEY_ID}
    )
    openid = jwt.encode(
        claims | {"iss": "https://oidc.example"}, key, algorithm="RS256", headers={"kid": KEY_ID}
    )
    modes = f"""
[[auth]]
mode = "API_KEY"
keys = ["da2-mine"]
[[auth]]
mode = "AMAZON_COGNITO_USER_POOLS"
issuer = "https://pool.example"
jwks_file = "keys.json"
[[auth]]
mode = "OPENID_CONNECT"
issuer = "https://oidc.example"
jwks_file = "keys.json"
[[auth]]
mode = "AWS_LAMBDA"
function = "greetings:judge"
[[auth]]
mode = "AWS_IAM"
region = "eu-west-1"
credentials = [
    {{ access_key_id = "{SHOP_KEY.access_key_id}", secret_access_key = "shop secret" }},
]
"""
    every_mode = "@aws_api_key @aws_cognito_user_pools @aws_oidc @aws_lambda @aws_iam"
    schema = SCHEMA.replace("type Query", f"type Query {every_mode}")
    (folder / "schema.graphql").write_text(schema)
    query = '{ greeting(name: "ana") }'

    with served(folder, RESOLVERS + modes, "--api-key", "da2-flag") as (url, _):
        body = json.dumps({"query": query})
        signed = httpx.post(
            url, content=body, headers=signed_headers(url, body), trust_env=False
        ).json()
        answers = [
            ask(url, query, x_api_key="da2-mine"),
            ask(url, query, x_api_key="da2-flag"),
            ask(url, query, authorization=cognito),
            ask(url, query, authorization=openid),
            ask(url, query, authorization="ticket"),
            signed,
        ]
        stranger = ask(url, query, authorization="no ticket")

    assert answers == [{"data": {"greeting": "hello ana from greetings:greet"}}] * 6
    assert stranger == 401


def test_lambda_functions_are_invoked_at_the_endpoint_of_the_option(folder: Path) -> None:
    resolvers = '[resolvers.Query]\ngreeting = { lambda = "greet" }\n'
    with socket.create_server(("127.0.0.1", 0)) as silent:
        closed = f"http://127.0.0.1:{silent.getsockname()[1]}"
    options = ("--lambda-endpoint", closed, "--api-key", "da2-k")

    with served(folder, f'{resolvers}\n[lambda]\nregion = "eu-west-1"', *options) as (url, _):
        answer = ask(url, "{ greeting }", x_api_key="da2-k")

    assert answer["errors"][0]["errorType"].startswith("Lambda:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "is not TOML"),
        ("schema = 1", "`schema` of {file} must be a text."),
        ('schema = "no.graphql"', "The schema {folder}/no.graphql cannot be read"),
        ("schemas = 1", "{file} has a key `schemas`, which means nothing here."),
        ('[resolvers.Queries]\na = "b:c"', "The schema has no object type Queries."),
        ('[resolvers.Query]\na = "b:c"', "The schema has no field a on type Query."),
        ('[resolvers.Query]\nlabels = "nowhere"', "Query.labels must name a function"),
        ("[resolvers.Query]\nlabels = { lambda = 1 }", "Query.labels must name a function"),
        (
            '[resolvers.Query]\nlabels = "no_such_module:f"',
            "Query.labels names no_such_module:f, but the module cannot be imported",
        ),
        (
            '[resolvers.Query]\nlabels = "json:f"',
            "Query.labels names json:f, but json has no such function.",
        ),
        (
            '[resolvers.Query]\nlabels = { function = "json:loads", max_batch_size = 2001 }',
            "`max_batch_size` of Query.labels must be 0 to 2000.",
        ),
        (
            '[resolvers.Query]\nlabels = { request_template = "{}" }',
            "Query.labels has `request_template`: VTL templates do not run here.",
        ),
        (
            '[resolvers.Query]\nlabels = { code = "x" }',
            "Query.labels has `code`: APPSYNC_JS code does not run here.",
        ),
        (
            '[resolvers.Query]\nlabels = { pipeline = ["a"] }',
            "Query.labels has `pipeline`: pipeline resolvers do not run here.",
        ),
        (
            '[resolvers.Query]\nlabels = { function = "json:loads", caching = 60 }',
            "Query.labels has `caching`: resolvers are not cached here.",
        ),
        ('[[auth]]\nmode = "OPEN"', "`mode` of [[auth]] number 1 must be API_KEY, "),
        ('[[auth]]\nmode = "API_KEY"\nkey = "a"', "[[auth]] number 1 has a key `key`"),
        ('[[auth]]\nmode = "API_KEY"\nkeys = [1]', "`keys` of [[auth]] number 1 must be a list"),
        (
            '[[auth]]\nmode = "AMAZON_COGNITO_USER_POOLS"',
            "[[auth]] number 1 needs `issuer`, a text.",
        ),
        (
            '[[auth]]\nmode = "OPENID_CONNECT"\nissuer = "http://127.0.0.1:9"',
            "The keys of http://127.0.0.1:9 are not found at",
        ),
        (
            '[[auth]]\nmode = "AMAZON_COGNITO_USER_POOLS"\nissuer = "i"\njwks_file = "none.json"',
            "`jwks_file` of [[auth]] number 1: {folder}/none.json does not exist.",
        ),
        (
            '[[auth]]\nmode = "API_KEY"\n[[auth]]\nmode = "API_KEY"',
            "API_KEY stands more than once",
        ),
        ("[limits]\nquery_depth = true", "`query_depth` of [limits] must be a whole number."),
        ("[limits]\ndepth = 1", "[limits] has a key `depth`"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_with_code_2(
    folder: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "api.toml"
    file.write_text(text)

    code = main([str(file), "--port", "0"])

    printed = capsys.readouterr()
    assert code == 2
    assert printed.err.startswith("appsync-emulator: ")
    assert message.format(file=file, folder=folder) in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


@pytest.mark.parametrize(
    ("schema", "message"),
    [("type Query { a: B }", "Unknown type 'B'"), ("type Query @model { a: Int }", "@model")],
)
def test_a_schema_that_appsync_would_refuse_is_refused(
    folder: Path, schema: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "schema.graphql").write_text(schema)
    (folder / "api.toml").write_text("")

    code = main([str(folder / "api.toml")])

    assert code == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(tmp_path / "api.toml")])

    assert code == 2
    assert capsys.readouterr().err.endswith("api.toml cannot be read: No such file or directory.\n")


def test_a_taken_port_ends_with_code_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "api.toml").write_text(RESOLVERS)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = main([str(folder / "api.toml"), "--port", str(taken.getsockname()[1])])

    assert code == 1
    assert "in use" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_the_command_names_its_version_and_its_options(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option])

    output = capsys.readouterr().out
    assert ended.value.code == 0
    assert "appsync-emulator" in output
    assert "exit codes" in output or version("appsync-emulator") in output


def test_the_readme_shows_the_example_files_as_they_are() -> None:
    readme = (FOLDER / "README.md").read_text()

    missing = [
        file.name
        for file in (FOLDER / "example").iterdir()
        if file.is_file() and file.read_text().strip() not in readme
    ]

    assert missing == []
