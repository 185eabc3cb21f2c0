"""The whole system on one machine: the template on MiniStack, and our emulators beside it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import boto3
from appsync_emulator import LoopbackTls, authority_folder
from streams_emulator import StreamPoller, take_over_stream_mappings

from infrastructure.bundle import ROOT
from infrastructure.console.configuration import ConsoleConfiguration
from infrastructure.outputs import Output
from infrastructure.wheels import BundleTarget
from laptop.child_process import LOOPBACK, ChildProcess, require_free_port
from laptop.component import Component
from laptop.console import serving_console
from laptop.deployment import deploy
from laptop.functions import Functions
from laptop.graphql_api import serving_api
from laptop.ministack import CREDENTIALS, MODULE, MiniStack, ServerCertificate, trusting
from laptop.outputs import Outputs
from laptop.users import UserPool

REGION = "eu-west-1"
MINISTACK_PYTHON = ROOT / ".venv-ministack" / "bin" / "python"


class SynthesisFailed(Exception):
    """The CDK app did not write its template; the text is its output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaptopSettings:
    """Ports, on loopback only, and folders.

    `authority_folder` outlives the state, because developers trust its certificate.
    `enforces_iam`: functions may do only what their roles allow. The emulated AWS then uses TLS,
    and this process trusts its authority while the laptop runs. `emulator`: the program that
    MiniStack's Python runs. `console_port` None: the web page is neither built nor served.
    """

    state_folder: Path
    authority_folder: Path = field(default_factory=authority_folder)
    aws_port: int = 4566
    engine_port: int = 4567
    graphql_port: int = 4568
    console_port: int | None = 4569
    engine_tps: int = 0  # quota of the engine, which the functions keep to; 0: none
    enforces_iam: bool = False
    emulator: tuple[str, ...] = MODULE

    @property
    def engine_url(self) -> str:
        return f"http://{LOOPBACK}:{self.engine_port}"

    @property
    def aws_endpoint(self) -> str:
        return f"{'https' if self.enforces_iam else 'http'}://{LOOPBACK}:{self.aws_port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """A running system. It runs until the block of `running_laptop` ends."""

    outputs: Outputs
    session: boto3.Session
    users: UserPool
    ministack: MiniStack
    engine: Component[ChildProcess]
    api: Component[None]
    pollers: tuple[StreamPoller, ...]

    def require_running(self) -> None:
        """Raises ChildProcessFailed if a part of the system has ended."""
        self.ministack.process.require_running()
        if self.engine.running:
            self.engine.running.require_running()


@contextmanager
def running_laptop(settings: LaptopSettings) -> Iterator[Laptop]:
    """Starts everything. At the end of the block, stops everything that it started."""
    with ExitStack() as stack:
        engine, ministack, assembly = _start_parts(stack, settings)
        session = ministack.session()
        (stack_name, named), *_ = deploy(assembly, session, ministack.endpoint_url).items()
        functions = Functions(session, ministack.endpoint_url)
        graphql_url = f"http://{LOOPBACK}:{settings.graphql_port}/graphql"
        functions.point_publisher_at(named[Output.PUBLISH_FUNCTION_NAME], graphql_url)
        functions.warm_up()
        api = Component(
            lambda: serving_api(
                session,
                ministack.endpoint_url,
                named[Output.GRAPHQL_API_ID],
                settings.graphql_port,
                LoopbackTls(settings.authority_folder),
                enforces_iam=settings.enforces_iam,
            )
        )
        stack.callback(api.stop)
        api.start()
        users = _users(session, ministack, named)
        console_url = None
        if settings.console_port is not None:
            about = _about_system(named, graphql_url, settings.aws_endpoint)
            console_url = stack.enter_context(serving_console(about, settings.console_port))
        yield Laptop(
            outputs=_outputs(settings, stack_name, named, graphql_url, users, console_url),
            session=session,
            users=users,
            ministack=ministack,
            engine=engine,
            api=api,
            pollers=_pollers(stack, session, ministack),
        )


def _start_parts(
    stack: ExitStack, settings: LaptopSettings
) -> tuple[Component[ChildProcess], MiniStack, Path]:
    """The engine loads its model and the emulator starts while the template is synthesized."""
    settings.state_folder.mkdir(parents=True, exist_ok=True)
    require_free_port(settings.graphql_port)
    if settings.console_port is not None:
        require_free_port(settings.console_port)
    certificate = _certificate(settings) if settings.enforces_iam else None
    own_environment = dict(os.environ)
    trust = trusting(certificate.authority) if certificate else {}
    stack.enter_context(_environment(trust))
    engine = Component(lambda: _start_engine(settings, trust))
    stack.callback(engine.stop)
    process = engine.start()
    ministack = MiniStack.start(
        python=MINISTACK_PYTHON,
        state_folder=settings.state_folder / "ministack",
        port=settings.aws_port,
        region=REGION,
        environment={"AWS_ENDPOINT_URL_REKOGNITION": settings.engine_url},
        program=settings.emulator,
        certificate=certificate,
    )
    stack.callback(ministack.stop)
    assembly = _synthesize(settings, own_environment)
    process.wait_until_ready(f"{settings.engine_url}/ready")
    return engine, ministack, assembly


def _certificate(settings: LaptopSettings) -> ServerCertificate:
    folder, tls = settings.state_folder, LoopbackTls(settings.authority_folder)
    files = ServerCertificate(folder / "aws.pem", folder / "aws-key.pem", tls.authority_file)
    tls.write_certificate(files.certificate, files.key)
    return files


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Changes the environment of this process until the block ends."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _start_engine(settings: LaptopSettings, trust: Mapping[str, str]) -> ChildProcess:
    require_free_port(settings.engine_port)
    command = [sys.executable, "-m", "rekognition_emulator", "--port", str(settings.engine_port)]
    if settings.engine_tps:
        command += ["--tps", str(settings.engine_tps)]
    return ChildProcess.start(
        command,
        environment={
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(ROOT),
            "AWS_ENDPOINT_URL": settings.aws_endpoint,
            "AWS_DEFAULT_REGION": REGION,
            **CREDENTIALS,
            **trust,
        },
        log_file=settings.state_folder / "engine.log",
        name="The face engine",
    )


def _synthesize(settings: LaptopSettings, environment: Mapping[str, str]) -> Path:
    """The bundles' wheels come from a registry, whose authority is not the emulator's."""
    output = settings.state_folder / "cdk.out"
    shutil.rmtree(output, ignore_errors=True)  # the CDK keeps the bundles of every earlier synth
    run = subprocess.run(
        [sys.executable, "app.py", "--output", str(output.absolute())],
        cwd=ROOT,
        env=dict(environment)
        | {
            "STAGE": "dev",
            "BUNDLE_TARGET": BundleTarget.HOST,
            "REKOGNITION_TPS": str(settings.engine_tps),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SynthesisFailed(run.stderr.strip())
    return output


def _users(session: boto3.Session, ministack: MiniStack, named: dict[str, str]) -> UserPool:
    users = UserPool(
        client=session.client("cognito-idp", endpoint_url=ministack.endpoint_url),
        user_pool_id=named[Output.USER_POOL_ID],
        client_id=named[Output.CLIENT_ID],
    )
    users.add_users()
    return users


def _about_system(
    named: dict[str, str], graphql_url: str, aws_endpoint: str
) -> ConsoleConfiguration:
    return ConsoleConfiguration(
        region=REGION,
        graphql_url=graphql_url,
        user_pool_id=named[Output.USER_POOL_ID],
        client_id=named[Output.CLIENT_ID],
        user_pool_endpoint=aws_endpoint,
    )


def _pollers(
    stack: ExitStack, session: boto3.Session, ministack: MiniStack
) -> tuple[StreamPoller, ...]:
    pollers = take_over_stream_mappings(session, ministack.endpoint_url)
    for poller in pollers:
        poller.start()
        stack.callback(poller.stop)
    return tuple(pollers)


def _outputs(
    settings: LaptopSettings,
    stack_name: str,
    named: dict[str, str],
    graphql_url: str,
    users: UserPool,
    console_url: str | None,
) -> Outputs:
    return Outputs(
        aws_endpoint=settings.aws_endpoint,
        engine_url=settings.engine_url,
        region=REGION,
        stack_name=stack_name,
        bucket_name=named[Output.BUCKET_NAME],
        table_name=named[Output.TABLE_NAME],
        topic_arn=named[Output.TOPIC_ARN],
        queue_url=named[Output.QUEUE_URL],
        dead_letter_queue_url=named[Output.DEAD_LETTER_QUEUE_URL],
        failed_events_bucket_name=named[Output.FAILED_EVENTS_BUCKET_NAME],
        graphql_url=graphql_url,
        realtime_url=graphql_url.replace("http", "ws", 1),
        console_url=console_url,
        graphql_api_id=named[Output.GRAPHQL_API_ID],
        user_pool_id=users.user_pool_id,
        client_id=users.client_id,
        users=users.sign_in_all(),
    )
