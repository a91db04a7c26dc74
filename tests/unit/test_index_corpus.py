"""What stands in a corpus folder is listed, and what cannot be read is named."""

from __future__ import annotations

import os
import time
from pathlib import Path
from unicodedata import normalize

import pytest

from assistant.errors import CorpusError
from assistant.index import corpus as module
from assistant.index.corpus import Listing, list_corpora

SUFFIXES = frozenset({".txt", ".pdf"})


def put(path: Path, text: str = "chữ") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def look(*corpora: Path, leave_out: Path | None = None) -> Listing:
    return list_corpora(corpora, SUFFIXES, leave_out)


def sources(listing: Listing) -> list[str]:
    return [entry.source for entry in listing.entries]


def reasons(listing: Listing) -> dict[str, str]:
    assert all(refusal.remedy and not refusal.secret for refusal in listing.refused)
    return {refusal.source: refusal.reason for refusal in listing.refused}


def test_lists_files_of_all_folders_by_source(tmp_path: Path) -> None:
    for name in ("b.txt", "A.PDF", "sâu/hơn/c.txt", "README.md", "readme.txt", ".ẩn.txt"):
        put(tmp_path / name)
    put(tmp_path / ".git" / "x.txt")
    put(tmp_path / "~$mở.txt")
    listing = look(tmp_path)
    assert sources(listing) == ["A.PDF", "b.txt", "sâu/hơn/c.txt"]
    assert listing.refused == ()


def test_names_are_composed_and_files_are_found_all_the_same(tmp_path: Path) -> None:
    put(tmp_path / normalize("NFD", "Đảng ủy") / normalize("NFD", "kế hoạch.txt"), "nội dung")
    (entry,) = look(tmp_path).entries
    assert entry.source == normalize("NFC", "Đảng ủy/kế hoạch.txt")
    assert (entry.path.read_text(encoding="utf-8"), entry.sidecar) == ("nội dung", None)


def test_of_two_spellings_of_one_name_the_second_is_refused(tmp_path: Path) -> None:
    put(tmp_path / normalize("NFC", "kế.txt"))
    put(tmp_path / normalize("NFD", "kế.txt"))
    listing = look(tmp_path)
    assert sources(listing) == ["kế.txt"]
    assert "has the same name as" in reasons(listing)["kế.txt"]


def test_of_one_source_in_two_corpora_the_second_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "a" / "x.txt")
    put(tmp_path / "b" / "x.txt")
    put(tmp_path / "b" / "y.txt")
    listing = look(tmp_path / "a", tmp_path / "b")
    assert sources(listing) == ["x.txt", "y.txt"]
    reason = reasons(listing)["x.txt"]
    assert str(tmp_path / "a" / "x.txt") in reason
    assert str(tmp_path / "b" / "x.txt") in reason


def test_a_corpus_named_twice_or_inside_another_is_read_once(tmp_path: Path) -> None:
    put(tmp_path / "in" / "x.txt")
    listing = look(tmp_path / "in", tmp_path, tmp_path / "in" / "..")
    assert sources(listing) == ["in/x.txt"]
    assert listing.refused == ()


def test_a_sidecar_belongs_to_its_document(tmp_path: Path) -> None:
    document = put(tmp_path / normalize("NFD", "kế.txt"))
    sidecar = put(tmp_path / "kế.toml", 'issuer = "Tỉnh ủy"')
    put(tmp_path / "khác.txt")
    put(tmp_path / "lạc.toml")
    listing = look(tmp_path)
    without, with_sidecar = listing.entries
    assert (with_sidecar.path, with_sidecar.sidecar) == (document, sidecar)
    assert without.sidecar is None
    assert reasons(listing) == {"lạc.toml": "it describes a document that is not there"}

    os.utime(sidecar, ns=(1, 1))
    same, changed = look(tmp_path).entries
    assert changed.stamp != with_sidecar.stamp
    assert same.stamp == without.stamp


def test_what_is_not_a_document_is_refused_and_disturbs_nothing(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "questions.jsonl")
    put(tmp_path / "không đuôi")
    listing = look(tmp_path)
    assert sources(listing) == ["a.txt"]
    assert set(reasons(listing).values()) == {"it is not a kind of file that is read"}
    assert all(".pdf, .txt" in refusal.remedy for refusal in listing.refused)


def test_links_are_followed_only_within_the_corpus(tmp_path: Path) -> None:
    inside, outside = tmp_path / "corpus", tmp_path / "outside"
    put(outside / "secret.txt")
    put(inside / "a.txt")
    (inside / "alias.txt").symlink_to("a.txt")
    (inside / "out.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "self.txt").symlink_to("self.txt")
    (inside / "broken.txt").symlink_to("nowhere.txt")
    put(inside / "described.txt")
    (inside / "described.toml").symlink_to(outside / "secret.txt")
    listing = look(inside)
    assert sources(listing) == ["a.txt", "alias.txt"]
    why = reasons(listing)
    assert sorted(why) == [
        "broken.txt",
        "described.txt",
        "folder",
        "loop",
        "out.txt",
        "self.txt",
    ]
    assert "out of the corpus" in why["out.txt"]
    assert "out of the corpus" in why["described.txt"]
    assert "link to a folder" in why["folder"]
    assert "link to a folder" in why["loop"]


def test_a_corpus_may_itself_be_a_link(tmp_path: Path) -> None:
    put(tmp_path / "real" / "a.txt")
    (tmp_path / "corpus").symlink_to(tmp_path / "real")
    assert sources(look(tmp_path / "corpus")) == ["a.txt"]


def test_pipes_and_giants_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    put(tmp_path / "described.txt")
    os.mkfifo(tmp_path / "described.toml")
    (tmp_path / "folder.txt").mkdir()
    monkeypatch.setattr(module, "_LARGEST", 1024 * 1024)
    put(tmp_path / "large.txt", "x" * (1024 * 1024 + 1))
    why = reasons(look(tmp_path))
    assert why == {
        "pipe.txt": "it is not a regular file",
        "described.txt": "it is not a regular file",
        "large.txt": "it is larger than 1 MB",
    }


def test_a_name_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"b\xff.txt")).write_bytes(b"x")
    listing = look(tmp_path)
    assert listing.entries == ()
    assert reasons(listing) == {"b\ufffd.txt": "its name is not valid UTF-8"}


def test_the_index_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "indexes" / "default" / "b.txt")
    assert sources(look(tmp_path, leave_out=tmp_path / "indexes" / "default")) == ["a.txt"]


def test_a_corpus_that_is_missing_or_no_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere does not exist"):
        look(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="is not a folder"):
        look(put(tmp_path / "file.txt"))


def test_changed_ns_is_when_the_file_or_its_sidecar_was_written(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "a.toml")
    os.utime(tmp_path / "a.txt", ns=(0, 5))
    future = time.time_ns() + 10**12
    os.utime(tmp_path / "a.toml", ns=(0, future))
    assert look(tmp_path).entries[0].changed_ns == future
