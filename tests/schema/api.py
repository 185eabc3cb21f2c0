"""The API in process: strawberry, the resolvers and the adapters, over AWS in memory."""

from dataclasses import dataclass, field, replace
from typing import Any

from adapters.image_header import read_header
from adapters.objects import S3Objects
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.detection import Detection
from core.model.face import FaceDetail
from core.model.image import image_id
from core.model.stored_object import ObjectHint, ObjectVersion, ReanalysisRequest
from core.use_cases.analysis import Analyzer
from resolvers.router import Router
from schema.executor import execute
from tests.support.builders import (
    BUCKET,
    ENGINE,
    a_delivery,
    a_full_face_detail,
    a_hint,
    a_user,
    picture,
)
from tests.support.documents import Document
from tests.support.fakes import FakeClock
from tests.support.simulated_aws import SimulatedAws, dynamodb_client, s3_client

Identity = dict[str, Any] | None


@dataclass
class Engine:
    faces: tuple[FaceDetail, ...] = (a_full_face_detail(),)

    def detect(self, version: ObjectVersion) -> Detection:  # noqa: ARG002 - the port's
        return Detection(faces=self.faces, engine=ENGINE)


@dataclass
class Api:
    aws: SimulatedAws
    router: Router
    engine: Engine = field(default_factory=Engine)
    uploads: int = 0

    def ask(
        self,
        document: Document | str,
        identity: Identity = None,
        variables: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """AppSync's answer; the caller is ana by default."""
        text = document.text if isinstance(document, Document) else document
        by = a_user("ana") if identity is None else identity
        return execute(lambda e: self.router.dispatch(e, "request-7"), text, variables, by)

    def data(self, document: Document | str, identity: Identity = None, **variables: Any) -> Any:
        answer = self.ask(document, identity, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def error(self, document: Document | str, identity: Identity = None, **variables: Any) -> str:
        """The stable code of the one error."""
        (error,) = self.ask(document, identity, variables)["errors"]
        return str(error["errorType"])

    def upload(
        self, name: str = "portrait", owner: str = "ana", body: bytes | None = None, faces: int = 1
    ) -> str:
        """Puts an object, analyses it and returns the image's id."""
        key = f"uploads/{owner}/{name}.jpg"
        s3_client().put_object(
            Bucket=BUCKET,
            Key=key,
            Body=picture(640, 480) if body is None else body,
            ContentType="image/jpeg",
        )
        self.uploads += 1
        self.engine.faces = (a_full_face_detail(),) * faces
        self.analyze(a_hint(key, self.uploads))
        return image_id(BUCKET, key)

    def analyze(self, hint: ObjectHint | ReanalysisRequest) -> None:
        clock = FakeClock()
        analyzer = Analyzer(
            records=TableImageRecords(dynamodb_client(), self.aws.table_name),
            faces=TableFaces(dynamodb_client(), self.aws.table_name),
            objects=S3Objects(s3_client()),
            engine=replace(self.engine),
            read_header=read_header,
            now=clock,
        )
        analyzer.handle(hint, a_delivery())

    def table(self) -> list[dict[str, Any]]:
        """All stored items, to show that nothing changed."""
        items = dynamodb_client().scan(TableName=self.aws.table_name)["Items"]
        return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
