"""A built index, opened for reading. `assistant.index.build` makes one."""

from __future__ import annotations

from contextlib import ExitStack, closing
from copy import copy
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Protocol

from assistant.errors import EncoderMismatch, IndexDamaged
from assistant.index.accents import PUBLIC_FILE, Accents
from assistant.index.dense import Dense
from assistant.index.lexical import Lexical
from assistant.index.manifest import Manifest
from assistant.index.publish import current_build
from assistant.index.sentences import Sentences
from assistant.index.store import Store
from assistant.types import Access, Filters

__all__ = ["Index", "current_build"]


class HasIdentity(Protocol):
    """An encoder, as far as opening an index needs one."""

    @property
    def identity(self) -> str: ...


class Index:
    """One build of an index: immutable, memory-mapped, readable from any thread.

    It stays readable after later builds were published, even when its files are removed;
    `is_current` tells when there is a newer one. Use as a context manager, or `close` it.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the build in this folder. Raises IndexDamaged."""
        self.folder = folder
        self.manifest = Manifest.read(folder)
        with ExitStack() as opened:
            self.store = opened.enter_context(closing(Store(folder)))
            self.accents = opened.enter_context(closing(Accents(folder)))
            self.dense = Dense(folder)
            self.sentences = Sentences(folder, self.manifest.recipe.dimension)
            self.lexical = Lexical(folder)
            self._check_counts()
            self._public = self._seen_by_the_public(opened)
            self._opened = opened.pop_all()

    @classmethod
    def open(cls, index_dir: Path, encoder: HasIdentity | None) -> Index:
        """Opens the live build. Nothing is written.

        Raises:
            IndexNotFound: there is no index yet.
            IndexDamaged: parts of it are missing, or disagree.
            EncoderMismatch: it was built by another encoder than the given one.
        """
        while True:
            build = current_build(index_dir)
            try:
                index = cls(index_dir / build)
                break
            except IndexDamaged:
                # Two builds published since CURRENT was read would have removed this one.
                if current_build(index_dir) == build:
                    raise
        built_by = index.manifest.recipe.encoder
        if encoder is not None and encoder.identity != built_by:
            index.close()
            raise EncoderMismatch(
                f"The index at {index_dir} was built by the encoder {built_by},"
                f" but {encoder.identity} is set.",
                "Set that encoder again, or build the index with this one:"
                " `assistant index --full`.",
            )
        return index

    @property
    def build(self) -> str:
        """The name of this build."""
        return self.folder.name

    def within(self, access: frozenset[Access]) -> Index:
        """This build as those see it who may read documents of this access.

        For who may not read internal ones it is as if there were none: they are in no list, no
        count, no filter, no register and no vocabulary of it. Whoever may, may read public ones
        too. It is closed with this index.
        """
        return self if Access.INTERNAL in access else self._public

    def _seen_by_the_public(self, opened: ExitStack) -> Index:
        """Itself where all is public; else its parts, opened now so that they outlive the files."""
        public = frozenset({Access.PUBLIC})
        rows = self.store.rows(Filters(access=public))
        if rows is None:
            return self
        restricted = copy(self)
        restricted.store = opened.enter_context(closing(Store(self.folder, public)))
        restricted.accents = opened.enter_context(closing(Accents(self.folder, PUBLIC_FILE)))
        restricted.dense = self.dense.seen(rows)
        restricted.lexical = self.lexical.seen(Access.PUBLIC)
        restricted.manifest = replace(
            self.manifest,
            corpus_digest="",
            documents=restricted.store.document_count,
            passages=restricted.store.passage_count,
        )
        restricted._public = restricted
        return restricted

    def is_current(self) -> bool:
        """Whether this is still the live build. Raises IndexNotFound, IndexDamaged."""
        return current_build(self.folder.parent) == self.build

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check_counts(self) -> None:
        said, recipe = self.manifest, self.manifest.recipe
        rows = {len(self.dense), len(self.sentences), len(self.lexical)}
        passages = {said.passages, self.store.passage_count, self.store.row_count, *rows}
        documents = {said.documents, self.store.document_count}
        widths = {recipe.dimension, self.dense.dimension, self.sentences.dimension}
        if len(passages) > 1 or len(documents) > 1 or len(widths) > 1:
            raise IndexDamaged(
                f"The parts of the index in {self.folder} do not belong together.",
                "Build the index again with `assistant index --full`.",
            )
