"""Nothing allowed that is not used, nothing used that is not allowed, by all that this folder's
tests did (conftest.py has them done before) and by what is used here, for a run of this file."""

from typing import Any

import httpx
from rekognition_tests.photos import astronaut, coffee

from adapters.subscriptions import MUTATION
from tests.stack.enforced.rights import Grant, Rights, Use
from tests.stack.enforced.services import used_by_aws, used_by_topics
from tests.stack.enforced.test_erasure import until_erasure
from tests.support.drift import no_drift
from tests.support.system.documents import (
    CREATE_UPLOAD,
    DELETE_IMAGE,
    ERASE_MY_DATA,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    REANALYZE_IMAGE,
    URL,
)
from tests.support.system.doorway import THROTTLED
from tests.support.system.people import Person, download
from tests.support.system.receivers import Receivers
from tests.support.system.system import System, names
from tests.support.waiting import eventually

ERASE = "processors.erase.handler"
ANALYZE = "processors.analyze.handler"
PUBLISH = "processors.publish.handler"
RESOLVE = "resolvers.handler"
SWEEP = "processors.sweep.handler"

# The stack's parts grant their functions the rights; stack.py says which part is where.
GRANTS = "infrastructure/stack.py"

# AWS accepts no resource for these actions.
WITHOUT_RESOURCE = {
    "dynamodb:ListStreams",
    "rekognition:DetectFaces",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
# Rights that AWS checks and MiniStack does not.
ASKED_BY_AWS_ONLY = {
    # Without it S3 answers 403 and not 404 for a key that is gone:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    (ANALYZE, "s3:ListBucket"),
    (SWEEP, "s3:ListBucket"),
}


async def test_roles_allow_exactly_what_the_functions_do(
    system: System, rights: Rights, ana: Person
) -> None:
    await _use_everything(system, rights, ana)

    uses = rights.used() | used_by_aws(rights) | _used_behind_doors(system, rights)
    uses |= used_by_topics(rights, uses)
    grants = rights.grants()
    unused = [g for g in grants if not any(map(g.covers, uses)) and not _for_aws_only(g)]
    missing = [use for use in uses if not any(g.covers(use) for g in grants)]
    no_drift(unused, "a right that no test of this folder used", edit=GRANTS, run="make test")
    no_drift(missing, "used, but not allowed", edit=GRANTS, run="make test")
    assert rights.refused() == set()


def test_exceptions_name_grants_that_exist(rights: Rights) -> None:
    granted = {(grant.module, grant.action) for grant in rights.grants()}

    assert granted >= ASKED_BY_AWS_ONLY
    assert {action for _, action in granted} >= WITHOUT_RESOURCE


def test_no_grant_has_a_wildcard_that_aws_does_not_force(rights: Rights) -> None:
    grants = rights.grants()
    outputs = rights.client("cloudformation").describe_stacks()["Stacks"][0]["Outputs"]
    buckets = {o["OutputValue"] for o in outputs if o["OutputKey"].endswith("BucketName")}

    assert [g for g in grants if "*" in g.action or "?" in g.resource] == []
    wide = [g for g in grants if "*" in g.resource and not _is_log_stream(g)]
    assert {g.action for g in wide if g.resource == "*"} == WITHOUT_RESOURCE
    for grant in wide:
        bucket, _, key = grant.resource.removeprefix("arn:aws:s3:::").partition("/")
        assert grant.resource == "*" or (bucket in buckets and key in ("*", "uploads/*"))


async def test_a_caller_receives_an_error_when_the_resolvers_lack_a_grant(
    rights: Rights, ana: Person
) -> None:
    before = rights.refused()

    with rights.without(RESOLVE, "dynamodb:Query"):
        reply = await ana.ask(IMAGES)

    assert reply.error_types == ["InternalError"]
    assert {use.action for use in rights.refused() - before} == {"dynamodb:Query"}
    assert await ana.answer(IMAGES) == {"items": [], "nextToken": None}


async def test_an_image_waits_when_the_analysis_lacks_a_grant(
    system: System, rights: Rights, ana: Person
) -> None:
    before = rights.refused()

    with rights.without(ANALYZE, "s3:GetObjectVersion"):
        upload = system.put(ana, "photo.jpg", coffee())
        await eventually(lambda: rights.refused() - before, "a refusal")
        waiting = await ana.answer(IMAGE, id=upload.id)

    assert waiting["status"] == "PENDING"
    assert {use.action for use in rights.refused() - before} == {"s3:GetObjectVersion"}
    assert system.engine_calls(upload.key) == []


async def _use_everything(system: System, rights: Rights, ana: Person) -> None:
    form = await ana.answer(CREATE_UPLOAD, fileName="portrait.jpg", contentType="image/jpeg")
    async with system.receivers(ana) as receivers:
        with system.engine.refusing(names(form["key"]), THROTTLED):
            _post(form, astronaut())
            await eventually(lambda: system.engine_calls(form["key"]), "a refusal")
        await receivers.event(form["imageId"], "ANALYZED")
        await _look(ana, form["imageId"])
        await ana.answer(REANALYZE_IMAGE, id=form["imageId"])
        await system.all_delivered(ana, receivers)
        await _abandon(system, ana)
        await ana.answer(DELETE_IMAGE, id=form["imageId"])
        await receivers.event(form["imageId"], "DELETED")
        await eventually(lambda: not system.stored_faces(form["imageId"]), "no faces")
        await _erase(system, rights, ana, receivers)


async def _abandon(system: System, ana: Person) -> None:
    """Stores an image whose worker never finishes, so that the sweep has work."""
    key = f"uploads/{ana.sub}/abandoned.jpg"
    with system.engine.holding(names(key)):
        upload = system.put(ana, "abandoned.jpg", coffee())
        await eventually(lambda: system.engine_calls(key), "a call of the engine")
        system.sweeping.age_lease(upload.id)
        system.sweeping.sweep()
    assert (await ana.answer(IMAGE, id=upload.id))["status"] == "FAILED"


async def _erase(system: System, rights: Rights, ana: Person, receivers: Receivers) -> None:
    """Erases twice: the second request comes while the second look waits, so its order comes too
    early and returns to its queue."""
    upload = system.put(ana, "erased.jpg", astronaut())
    await receivers.event(upload.id, "ANALYZED")
    await ana.answer(ERASE_MY_DATA, confirm=ana.sub)
    await system.erasing.until_removed(ana.sub)
    await ana.answer(ERASE_MY_DATA, confirm=ana.sub)
    await eventually(lambda: _has_returned_an_order(rights), "an order that came too early")
    await system.erasing.settle(ana.sub)
    done = await until_erasure(ana, lambda latest: latest["status"] != "RUNNING")
    assert done["status"] == "DONE"


def _has_returned_an_order(rights: Rights) -> bool:
    used = {(use.module, use.action) for use in rights.used()}
    return (ERASE, "sqs:ChangeMessageVisibility") in used


def _post(form: dict[str, Any], body: bytes) -> None:
    fields = {field["name"]: field["value"] for field in form["fields"]}
    httpx.post(form["url"], data=fields, files={"file": ("photo", body)}).raise_for_status()


async def _look(ana: Person, image_id: str) -> None:
    image = await ana.answer(IMAGE, id=image_id)
    await ana.answer(FACE, id=image["faces"][0]["id"])
    await ana.answer(IMAGES, status="ANALYZED")
    for document in (IMAGES, FACES):
        await ana.answer(document)
    await download((await ana.answer(URL, id=image_id))["url"])


def _used_behind_doors(system: System, rights: Rights) -> set[Use]:
    """Rights used with services that MiniStack does not emulate.

    Rekognition reads the object with its caller's role:
    https://docs.aws.amazon.com/rekognition/latest/dg/security_iam_service-with-iam.html"""
    bucket = system.outputs.bucket_name
    api = rights.client("appsync").get_graphql_api(apiId=system.outputs.graphql_api_id)
    field = f"{api['graphqlApi']['arn']}/types/Mutation/fields/{MUTATION}"
    read = [call.document["Image"]["S3Object"]["Name"] for call in system.engine.calls]
    return {
        *(Use(ANALYZE, "rekognition:DetectFaces", "*") for _ in read),
        *(Use(ANALYZE, "s3:GetObjectVersion", f"arn:aws:s3:::{bucket}/{key}") for key in read),
        *(Use(PUBLISH, "appsync:GraphQL", field) for _ in system.api.calls),
    }


def _for_aws_only(grant: Grant) -> bool:
    return (grant.module, grant.action) in ASKED_BY_AWS_ONLY


def _is_log_stream(grant: Grant) -> bool:
    """The ARN of a log group ends in `:*`, which stands for its streams."""
    return grant.action.startswith("logs:") and grant.resource.endswith(":*")
