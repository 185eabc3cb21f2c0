"""What the user sees of an upload: one bar, the files that went wrong, and the sum in the end."""

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from facegraph.cli.screen import Screen, counted
from facegraph.cli.upload.tally import Outcome, Tally
from facegraph.cli.upload.tree import PassedOver

_WORDS = {
    "ANALYZED": "analysed",
    "REJECTED": "rejected",
    "FAILED": "failed",
    "PENDING": "not analysed yet",
}
_TASK = TaskID(0)  # Rich counts from there


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s")


class _Of(ProgressColumn):
    def render(self, task: Task) -> Text:
        of = "" if task.total is None else f" of {task.total:,.0f}"
        return Text(f"{task.completed:,.0f}{of} photos")


@dataclass(slots=True)
class Told:
    """Is told of each file once, and tells the user."""

    screen: Screen
    tally: Tally = field(default_factory=Tally)
    _started_at: float = field(default_factory=time.monotonic)
    _progress: Progress | None = None

    def __post_init__(self) -> None:
        if self.screen.has_room_for_a_bar:
            self._progress = Progress(
                BarColumn(),
                _Of(),
                _Rate(),
                TimeRemainingColumn(),
                TextColumn("{task.description}", style="dim"),
                console=self.screen.err,
                transient=True,
                redirect_stdout=False,  # it would lead documents to standard error
            )
            self._progress.add_task("", total=None)

    def bar(self) -> AbstractContextManager[object]:
        return self._progress or nullcontext()

    def expect(self, files: int) -> None:
        if self._progress:
            self._progress.update(_TASK, total=files)

    def sent(self, size_bytes: int) -> None:
        self.tally.sent += 1
        self.tally.sent_bytes += size_bytes
        self._describe()

    def of(self, outcome: Outcome) -> None:
        self.tally.add(outcome)
        if self.screen.as_json:
            self.screen.document(outcome.document())
        elif outcome.code:
            self._name(outcome)
        if self._progress:
            self._progress.advance(_TASK)
            self._describe()

    def end(self, passed_over: PassedOver) -> None:
        """The sum: on standard output, unless that has a document for each file."""
        for each in passed_over.unreadable:
            self.screen.note(each)
        took_s = time.monotonic() - self._started_at
        if self.screen.as_json:
            self.screen.document({"summary": self.tally.document() | {"seconds": round(took_s, 2)}})
            return
        for line in self._lines(passed_over, took_s):
            self.screen.say(line)

    def _name(self, outcome: Outcome) -> None:
        status = _WORDS[outcome.status or "REJECTED"]
        self.screen.note(f"{outcome.path}: {status}, {outcome.message} ({outcome.code})")

    def _describe(self) -> None:
        if self._progress:
            tally = self.tally
            self._progress.update(
                _TASK, description=f"{tally.sent:,} sent, {tally.faces:,} faces found"
            )

    def _lines(self, passed_over: PassedOver, took_s: float) -> list[str]:
        tally = self.tally
        mega_bytes = tally.sent_bytes / 1e6
        lines = [
            f"{counted(tally.files, 'photo')} in {took_s:.1f} s: {tally.sent:,} sent "
            f"({mega_bytes:.1f} MB), {tally.was_there:,} there already."
        ]
        for status, word in _WORDS.items():
            if count := tally.by_status[status]:
                lines.append(f"  {word:<16} {count:>7,}  {self._details(status)}".rstrip())
        if passed_over.other_files:
            lines.append(f"  {'other files':<16} {passed_over.other_files:>7,}  passed over")
        if passed_over.folders:
            lines.append(f"  {'folders':<16} {passed_over.folders:>7,}  passed over (--recursive)")
        if any(status == "FAILED" for status, _ in tally.by_code):
            lines.append("`facegraph reanalyze --failed` tries the failed ones again.")
        if tally.by_status["PENDING"]:
            lines.append("`facegraph watch` and `facegraph images` show what becomes of the rest.")
        return lines

    def _details(self, status: str) -> str:
        if status == "ANALYZED":
            return f"{counted(self.tally.faces, 'face')} found"
        codes = [
            f"{code} {count:,}"
            for (of, code), count in self.tally.by_code.most_common()
            if of == status
        ]
        return ", ".join(codes)
