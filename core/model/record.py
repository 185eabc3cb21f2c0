"""What is stored of an image: its public state and the marks that keep writers apart."""

from dataclasses import dataclass
from datetime import datetime

from core.lifetimes import CLOCK_MARGIN, REDELIVERY_PATIENCE
from core.model.image import Image, Tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One worker's right to analyse one version, until the worker has ended for certain or has
    released it.

    `last`: the queue does not bring the message again when this delivery fails.
    `counted`: an earlier delivery had this version counted in its owner's day.
    """

    token: str
    version_id: str
    until: datetime
    last: bool = False
    counted: bool = False

    @property
    def overdue_at(self) -> datetime:
        """From then on, no worker is expected to finish what this one began."""
        return self.until + (CLOCK_MARGIN if self.last else REDELIVERY_PATIENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """`sequencer` is that of the newest event that was acted upon, "" for none.

    `face_set` names the faces of this revision; a lease's token names those that its worker
    writes. `write_count` counts writes: a record replaces only the one that was read.
    """

    state: Image | Tombstone
    sequencer: str = ""
    face_set: str | None = None
    lease: Lease | None = None
    expires_at: datetime | None = None
    write_count: int = 0

    @property
    def image(self) -> Image | None:
        """None once the image has been removed."""
        return self.state if isinstance(self.state, Image) else None

    @property
    def id(self) -> str:
        return self.state.id

    @property
    def owner(self) -> str:
        return self.state.owner

    @property
    def revision(self) -> int:
        return self.state.revision

    @property
    def face_sets(self) -> frozenset[str]:
        """Every set of faces that this record accounts for; any other is a leftover."""
        tokens = {self.face_set, self.lease.token if self.lease else None}
        return frozenset(token for token in tokens if token)

    def image_at(self, now: datetime) -> Image | None:
        """The image as readers may see it: not a removed one, nor one that has expired."""
        return None if self.has_expired(now) else self.image

    def has_expired(self, now: datetime) -> bool:
        """It may stay stored for days after that: DynamoDB sweeps in its own time."""
        return self.expires_at is not None and self.expires_at <= now
