"""What the user sees of an upload: a progress bar, each file that failed, and a summary."""

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
from facegraph.cli.upload.totals import FileResult, Totals
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
class Report:
    """Counts each file once and shows it to the user."""

    screen: Screen
    totals: Totals = field(default_factory=Totals)
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
                redirect_stdout=False,  # it would send documents to standard error
            )
            self._progress.add_task("", total=None)

    def bar(self) -> AbstractContextManager[object]:
        return self._progress or nullcontext()

    def expect(self, files: int) -> None:
        if self._progress:
            self._progress.update(_TASK, total=files)

    def sent(self, size_bytes: int) -> None:
        self.totals.sent += 1
        self.totals.sent_bytes += size_bytes
        self._describe()

    def add(self, result: FileResult) -> None:
        self.totals.add(result)
        if self.screen.as_json:
            self.screen.document(result.document())
        elif result.code:
            self._name(result)
        if self._progress:
            self._progress.advance(_TASK)
            self._describe()

    def end(self, passed_over: PassedOver) -> None:
        """Shows the summary: text on standard output, or a last document after the files'."""
        for each in passed_over.unreadable:
            self.screen.note(each)
        took_s = time.monotonic() - self._started_at
        if self.screen.as_json:
            self.screen.document(
                {"summary": self.totals.document() | {"seconds": round(took_s, 2)}}
            )
            return
        for line in self._lines(passed_over, took_s):
            self.screen.say(line)

    def _name(self, result: FileResult) -> None:
        status = _WORDS[result.status or "REJECTED"]
        self.screen.note(f"{result.path}: {status}, {result.message} ({result.code})")

    def _describe(self) -> None:
        if self._progress:
            totals = self.totals
            self._progress.update(
                _TASK, description=f"{totals.sent:,} sent, {totals.faces:,} faces found"
            )

    def _lines(self, passed_over: PassedOver, took_s: float) -> list[str]:
        totals = self.totals
        mega_bytes = totals.sent_bytes / 1e6
        lines = [
            f"{counted(totals.files, 'photo')} in {took_s:.1f} s: {totals.sent:,} sent "
            f"({mega_bytes:.1f} MB), {totals.was_there:,} there already."
        ]
        for status, word in _WORDS.items():
            if count := totals.by_status[status]:
                lines.append(f"  {word:<16} {count:>7,}  {self._details(status)}".rstrip())
        if passed_over.other_files:
            lines.append(f"  {'other files':<16} {passed_over.other_files:>7,}  passed over")
        if passed_over.folders:
            lines.append(f"  {'folders':<16} {passed_over.folders:>7,}  passed over (--recursive)")
        if any(status == "FAILED" for status, _ in totals.by_code):
            lines.append("`facegraph reanalyze --failed` tries the failed ones again.")
        if totals.by_status["PENDING"]:
            lines.append("`facegraph watch` and `facegraph images` show what becomes of the rest.")
        return lines

    def _details(self, status: str) -> str:
        if status == "ANALYZED":
            return f"{counted(self.totals.faces, 'face')} found"
        codes = [
            f"{code} {count:,}"
            for (of, code), count in self.totals.by_code.most_common()
            if of == status
        ]
        return ", ".join(codes)
