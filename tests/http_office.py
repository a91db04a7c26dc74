"""The sample's documents beside an internal one, laid out and indexed for the service."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding.encoder import Encoder
from assistant.index.build import build_index

ROOT = Path(__file__).parents[1]
INTERNAL = "noi-bo/kh-88-noi-bo.md"
_INTERNAL_TEXT = """---
title: "Kế hoạch chấm điểm thi đua nội bộ cơ quan"
kind: KH
number: 88-KH/VP
issuer: Văn phòng Huyện ủy Bình Sa
place: Bình Sa
date: 2024-02-05
access: internal
---

# Việc phải làm

Tổ giúp việc cơ quan chấm điểm thi đua xong trước ngày 17/9/2024.
"""


@dataclass(frozen=True)
class Office:
    """A corpus that holds the sample and one internal document, and its index."""

    corpus: Path
    index: Path


def build_office(folder: Path, encoder: Encoder) -> Office:
    corpus = folder / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    (corpus / INTERNAL).parent.mkdir()
    (corpus / INTERNAL).write_text(_INTERNAL_TEXT, "utf-8")
    build_index([corpus], folder / "index", encoder)
    return Office(corpus, folder / "index")
