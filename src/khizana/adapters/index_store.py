"""Where the index lies: generations in folders, one writer, a swap that readers never notice.

``current`` names the generation that serves. A rebuild fills a new folder beside it and then
replaces that name in one step; readers look at the name before each question. The writer holds an
advisory lock of the operating system, which ends with its process, however that ends.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy

from khizana.adapters.index import OpenIndex
from khizana.adapters.index_entries import Entry, document
from khizana.adapters.index_schema import schema, schema_version
from khizana.kernel.errors import Conflict, NotFound
from khizana.kernel.folding import Analyser
from khizana.kernel.refs import new_id

_HEAP = 96_000_000
_ABOUT = "khizana.json"


class IndexStore:
    """The folder of the index of one node."""

    def __init__(self, folder: Path, analyser: Analyser | None = None) -> None:
        self.folder = folder
        self.analyser = analyser or Analyser()
        self._open: OpenIndex | None = None

    # -- reading --------------------------------------------------------------------------

    def serving(self) -> Path | None:
        """The generation that serves, where there is one of today's schema."""
        try:
            name = (self.folder / "current").read_text()
        except FileNotFoundError:
            return None
        generation = self.folder / name
        return generation if self.about(generation).get("schema") == self.version else None

    @property
    def version(self) -> str:
        """The schema version that an index must have to be used."""
        return schema_version(self.analyser)

    def about(self, generation: Path) -> dict[str, Any]:
        """What is written beside a generation: its schema and how far it has come."""
        try:
            return dict(json.loads((generation / _ABOUT).read_text()))
        except FileNotFoundError:
            return {}

    def reader(self) -> OpenIndex:
        """The index, with everything that has been committed; refused where it must be made."""
        try:
            return self._reader()
        except FileNotFoundError:
            # A rebuild swapped and swept between the look at the name and the opening.
            return self._reader()

    def _reader(self) -> OpenIndex:
        serving = self.serving()
        if serving is None:
            raise NotFound("search.no_index")
        if self._open is None or self._open.folder != serving:
            self._open = OpenIndex(serving, self.analyser)
        self._open.refresh()
        return self._open

    # -- writing --------------------------------------------------------------------------

    @contextmanager
    def locked(self, *, wait: float = 60.0) -> Iterator[None]:
        """Be the one writer; a writer that died has let go of the lock by dying."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "writer.lock").open("a+") as lock:
            deadline = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise Conflict("search.index_busy") from None
                    time.sleep(0.05)
            yield

    def write(
        self, entries: Iterable[Entry], *, without: Iterable[tuple[str, str]], position: int
    ) -> int:
        """Replace all that belongs to ``without`` (key field, id) by ``entries``; under ``locked``.

        Doing it twice leaves the same index. ``position`` tells how far the ledger was followed.
        """
        serving = self.serving()
        if serving is None:
            raise NotFound("search.no_index")
        index = tantivy.Index.open(str(serving))
        writer = index.writer(_HEAP, 1)
        for field, value in without:
            writer.delete_documents_by_term(field, value)
        written = 0
        for entry in entries:
            writer.add_document(document(entry, self.analyser))
            written += 1
        writer.commit()
        writer.wait_merging_threads()
        self._note(serving, position)
        return written

    def rebuild(
        self,
        entries: Iterable[Entry],
        *,
        position: int,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Make a new generation from ``entries`` and let it serve; under ``locked``."""
        generation = self.folder / f"g-{new_id().hex}"
        generation.mkdir(parents=True)
        try:
            written = self._fill(generation, entries, progress)
            self._note(generation, position)
            self._serve(generation)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        self._sweep(keep=generation)
        return written

    def _fill(
        self, generation: Path, entries: Iterable[Entry], progress: Callable[[int], None] | None
    ) -> int:
        index = tantivy.Index(schema(), path=str(generation))
        writer = index.writer(_HEAP * 2, 1)
        written = 0
        for entry in entries:
            writer.add_document(document(entry, self.analyser))
            written += 1
            if progress and written % 500 == 0:
                progress(written)
        writer.commit()
        writer.wait_merging_threads()
        if progress:
            progress(written)
        return written

    def _note(self, generation: Path, position: int) -> None:
        _replace(
            generation / _ABOUT, json.dumps({"schema": self.version, "ledger_position": position})
        )

    def _serve(self, generation: Path) -> None:
        _replace(self.folder / "current", generation.name)

    def _sweep(self, *, keep: Path) -> None:
        """Remove generations that serve no more, also those of rebuilds that were killed.

        Readers that still have the files open keep them until they look at ``current`` again.
        """
        for folder in self.folder.glob("g-*"):
            if folder != keep:
                shutil.rmtree(folder, ignore_errors=True)


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
