"""How long a question takes over the made corpus, beside a plain search by vectors.

    python -m benchmarks queries [--cache DIR] [--passages 10000] [--questions 300]

One client, who does one kind of thing for a while. The ways take turns after a few questions, so
that other work on the machine disturbs none of them alone; the ratio to the plain way hardly
depends on the machine.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.embedding import load_encoder
from assistant.evaluation.retrieval import peak_rss_mb
from assistant.faces.terminal import progress_bar
from assistant.index import Index
from assistant.index.build import build_index
from assistant.retrieval.understand import understand
from assistant.service import Assistant
from assistant.types import Outcome
from assistant.vietnamese.normalize import fold
from benchmarks.corpus import make_corpus
from benchmarks.report import milliseconds

# What the project promises for 10,000 passages on two cores: p50 and p95 in ms.
FLOORS = {"search": {"p50": 12.0, "p95": 25.0}, "ask": {"p50": 25.0, "p95": 60.0}}
# How many questions one way is asked before the next one.
_TURN = 20
_FORMS = (
    "Hạn gửi báo cáo về {topic} ở xã {commune} là khi nào?",
    "{title} do cơ quan nào ban hành?",
    "Ở xã {commune}, ai phải {topic}?",
    "{number} nói về việc gì?",
    "BTV HU có KH nào về {topic} năm {year}?",
    "Trong kỳ xã {commune} kết nạp bao nhiêu đảng viên mới?",
    "tìm các kế hoạch về {topic} ban hành từ tháng 3 đến tháng 5 năm {year}",
    "what is the deadline for reports of {commune} commune",
    "{topic}",
    "Xã {commune} thu bao nhiêu tiền phí gửi xe?",
)


def make_questions(assistant: Assistant, count: int) -> list[str]:
    """Questions over the documents that are there, every third as typed without accents."""
    chance = random.Random(60)  # noqa: S311
    documents = chance.choices(assistant.documents(), k=count)
    questions = []
    for i, document in enumerate(documents):
        place, title = document.place or "", document.title
        questions.append(
            _FORMS[i % len(_FORMS)].format(
                topic=title.split(" tại xã ")[0].split(" ", 2)[2],
                commune=place,
                number=document.number,
                title=title,
                year=document.date.year if document.date else "",
            )
        )
    return [fold(text) if i % 3 == 2 else text for i, text in enumerate(questions)]


def time_in_turn(
    questions: Sequence[str], ways: dict[str, Callable[[str], object]]
) -> dict[str, list[float]]:
    """Seconds per question of each way."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for start in range(0, len(questions), _TURN):
        for name, way in ways.items():
            for question in questions[start : start + _TURN]:
                begin = time.perf_counter()
                way(question)
                seconds[name].append(time.perf_counter() - begin)
    return seconds


def run(folder: Path, passages: int, count: int) -> dict[str, Any]:
    """Builds the index in `folder`, or takes the one that is there, and asks."""
    encoder = load_encoder("bundled")
    corpus = folder / f"corpus-{passages}"
    if not corpus.exists():
        make_corpus(corpus, passages)
    with progress_bar(quiet=False) as progress:
        report = build_index([corpus], folder / f"index-{passages}", encoder, progress=progress)
    with Index.open(folder / f"index-{passages}", encoder) as index:
        assistant = Assistant(index, encoder)
        questions = make_questions(assistant, count)

        def plain(question: str) -> object:
            return index.dense.search(encoder.encode_queries([question])[0], 10)

        def read(question: str) -> object:
            return understand(question, index.accents)

        ways: dict[str, Callable[[str], object]]
        ways = {"read": read, "plain": plain, "search": assistant.search, "ask": assistant.ask}
        time_in_turn(questions[: count // 10], ways)
        seconds = time_in_turn(questions, ways)
        outcomes = [assistant.ask(question).outcome for question in questions[:50]]
    times = {name: milliseconds(values) for name, values in seconds.items()}
    return {
        "passages": report.passages,
        "questions": len(questions),
        "indexed_per_second": round(report.passages_per_second, 1) if report.read else None,
        "answered": round(
            sum(o in (Outcome.ANSWERED, Outcome.SEVERAL) for o in outcomes) / len(outcomes), 2
        ),
        "ms": times,
        "times_the_plain_p50": {
            name: round(times[name]["p50"] / times["plain"]["p50"], 2) for name in FLOORS
        },
        "within": {
            name: all(times[name][p] <= most for p, most in floor.items())
            for name, floor in FLOORS.items()
        },
        "peak_rss_mb": round(peak_rss_mb()),
    }
