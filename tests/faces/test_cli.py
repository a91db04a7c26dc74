"""The `assistant` command as a person or a script runs it: real processes, the real encoder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "assistant"
HEAVY = ("torch", "faiss", "onnxruntime", "tantivy", "sentence_transformers", "pypdf", "docx")


def run(
    *arguments: str | Path, cwd: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def said(result: subprocess.CompletedProcess[str]) -> str:
    """What stands on stderr, as one line; never a traceback."""
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("statement", ["import assistant", "import assistant.faces.cli"])
def test_nothing_heavy_is_imported_for_help(statement: str) -> None:
    code = f"{statement}; import sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.returncode == 0
    for command in ("index", "ask", "search", "documents", "eval", "doctor"):
        assert command in result.stdout


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("what is the deadline for base-level reports", "Sources"),
        ("Thời hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?", "Nguồn"),
        ("han nop bao cao cua cap co so", "Nguồn"),
    ],
)
def test_the_answer_comes_first_and_then_its_source(
    sample_index: Path, question: str, label: str
) -> None:
    result = run("ask", question, "--index", sample_index)
    assert result.returncode == 0, result.stderr
    answer, sources = result.stdout.split(label)
    assert "rước ngày 23/3/2023" in answer
    assert "Vĩnh Lợi" in answer
    assert "[1] Tóm lược" in sources
    assert "không phải bản gốc" in sources
    assert "tin-bai/vinh-loi-danh-gia-nua-nhiem-ky.html" in sources


def test_json_is_one_document_with_the_fields_that_others_rely_on(sample_index: Path) -> None:
    result = run("ask", "Hạn cấp cơ sở gửi báo cáo?", "--index", sample_index, "--json")
    answer = json.loads(result.stdout)
    assert result.stderr == ""
    assert set(answer) >= {
        *("question", "restored", "conversation", "outcome", "answer", "missing", "statements"),
        *("sure", "citations", "nearest", "hits", "took_ms"),
    }
    statement, citation = answer["statements"][0], answer["citations"][0]
    assert set(statement) >= {
        "text",
        "value",
        "place",
        "body",
        "date",
        "superseded_by",
        "citations",
    }
    assert set(citation) >= {
        *("marker", "document_id", "title", "kind", "number", "issuer", "date", "page"),
        *("headings", "start", "end", "quote", "source", "url"),
    }
    assert answer["outcome"] == "answered"
    assert statement["value"] == "trước ngày 23/3/2023"
    assert statement["citations"] == [citation["marker"]]
    shown = json.loads(
        run("documents", citation["document_id"], "--index", sample_index, "--json").stdout
    )
    text = shown["documents"][0]["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_conversation_goes_on_from_call_to_call(sample_index: Path, tmp_path: Path) -> None:
    def ask(question: str, *more: str) -> subprocess.CompletedProcess[str]:
        state = str(tmp_path / "state" / "a.sqlite")
        return run("ask", question, "--index", sample_index, *more, ASSISTANT_STATE=state)

    assert json.loads(ask("Hạn cấp cơ sở gửi báo cáo?", "--json").stdout)["conversation"] is None
    assert not (tmp_path / "state").exists()
    first = json.loads(ask("Hạn cấp cơ sở gửi báo cáo?", "--conversation", "new", "--json").stdout)
    begun = first["conversation"]
    shown = ask("Còn cấp huyện thì sao?", "--conversation", begun)
    assert "Tôi hiểu câu hỏi là" in shown.stdout
    assert "trước ngày 10/4/2023" in shown.stdout
    assert begun in said(shown)
    unknown = ask("Còn cấp tỉnh?", "--conversation", "mistyped")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no such conversation" in said(unknown)


def test_what_is_not_there_is_said_so(sample_index: Path) -> None:
    result = run("ask", "Hạn báo cáo của Huyện ủy Phước Long?", "--index", sample_index)
    assert result.returncode == 0
    assert "Chưa tìm thấy câu trả lời" in result.stdout
    assert "Phước Long" in result.stdout


def test_search_narrows_and_shows_where(sample_index: Path) -> None:
    result = run(
        "search",
        "kiểm điểm giữa nhiệm kỳ",
        "--kind",
        "KH",
        "-k",
        "100",
        "--index",
        sample_index,
        "--json",
    )
    found = json.loads(result.stdout)
    assert found["total"] == len(found["hits"])
    assert {hit["kind"] for hit in found["hits"]} == {"KH"}
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, len(found["hits"]) + 1))
    for hit in found["hits"]:
        for start, end in hit["highlights"]:
            assert hit["text"][start:end].strip()
    early = run("search", "kế hoạch", "--to", "2020-01-01", "--index", sample_index, "--json")
    assert {hit["number"] for hit in json.loads(early.stdout)["hits"]} == {"05-CT/TW"}


def test_documents_are_listed_and_found_by_number(sample_index: Path) -> None:
    everything = json.loads(run("documents", "--index", sample_index, "--json").stdout)
    assert len(everything["documents"]) == 8
    one = json.loads(run("documents", "60-kh/tu", "--index", sample_index, "--json").stdout)
    assert [d["number"] for d in one["documents"]] == ["60-KH/TU"]
    none = run("documents", "60/KH-UBND", "--index", sample_index)
    assert none.returncode == 1
    assert "60/KH-UBND" in said(none)


def test_an_index_is_built_once_and_then_left_alone(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(ROOT / "corpus", corpus)
    first = json.loads(run("index", "--corpus", corpus, "--index", index, "--json").stdout)
    assert first["documents"] == first["read"] == 8
    assert first["refused"] == []
    second = json.loads(run("index", "--corpus", corpus, "--index", index, "--json").stdout)
    assert (second["build"], second["read"], second["unchanged"]) == (first["build"], 0, 8)
    (corpus / "tin-bai" / "vinh-loi-danh-gia-nua-nhiem-ky.html").unlink()
    third = json.loads(run("index", "--corpus", corpus, "--index", index, "--json").stdout)
    assert (third["documents"], third["removed"]) == (7, 1)
    gone = json.loads(run("ask", "Hạn cấp cơ sở gửi báo cáo?", "--index", index, "--json").stdout)
    assert "vinh-loi" not in json.dumps(gone)


def test_bad_files_are_reported_and_the_rest_is_indexed(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    name = unicodedata.normalize("NFD", "kế hoạch họp.txt")
    (corpus / name).write_text("Chi bộ họp trước ngày 5/6/2024 tại ấp Một.\n" * 3, "utf-8")
    (corpus / "rong.txt").write_text("")
    (corpus / "hong.pdf").write_bytes(b"%PDF-1.7\nnot a pdf")
    (corpus / "rong.docx").write_bytes(b"")
    (corpus / "trang.html").write_bytes(
        '<html><head><meta charset="utf-16"></head><body><p>Hội nghị chi bộ họp ở xã.</p>'
        "</body></html>".encode("utf-16")
    )
    result = run("index", "--corpus", corpus, "--index", index, "--json")
    report = json.loads(result.stdout)
    assert result.returncode == 0
    assert {r["source"] for r in report["refused"]} == {"rong.txt", "hong.pdf", "rong.docx"}
    assert all(r["reason"] and r["remedy"] for r in report["refused"])
    listed = json.loads(run("documents", "--index", index, "--json").stdout)
    assert {d["source"] for d in listed["documents"]} == {"kế hoạch họp.txt", "trang.html"}
    assert run("index", "--corpus", corpus, "--index", index, "--strict").returncode == 1


def test_no_index_no_folder_and_wrong_use_are_one_clear_line(tmp_path: Path) -> None:
    no_index = run("ask", "Hạn báo cáo?", "--index", tmp_path / "none")
    assert no_index.returncode == 1
    assert "assistant index" in said(no_index)
    no_folder = run("index", "--corpus", tmp_path / "nowhere", "--index", tmp_path / "i")
    assert no_folder.returncode == 1
    assert str(tmp_path / "nowhere") in said(no_folder)
    (tmp_path / "empty").mkdir()
    empty = run("index", "--corpus", tmp_path / "empty", "--index", tmp_path / "i")
    assert empty.returncode == 1
    assert "no document" in said(empty)
    unknown = run("ask", "Hạn?", ASSISTANT_INDEXX="x")
    assert unknown.returncode == 1
    assert "ASSISTANT_INDEXX" in said(unknown)
    assert run("search").returncode == 2


@pytest.mark.parametrize(
    ("question", "code"), [("", 2), ("?", 2), ("a", 0), ("ke hoach " * 11_112, 2)]
)
def test_odd_questions(sample_index: Path, question: str, code: int) -> None:
    result = run("ask", question, "--index", sample_index)
    assert result.returncode == code
    assert said(result) or result.stdout.strip()


def test_settings_of_a_file_are_used_and_errors_in_it_named(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text('index = "elsewhere"\n')
    assert "elsewhere" in said(run("ask", "Hạn?", cwd=tmp_path))
    (tmp_path / "assistant.toml").write_text("passage_tokens = 3\n")
    assert "passage_tokens" in said(run("ask", "Hạn?", cwd=tmp_path))
    (tmp_path / "assistant.toml").write_text("colour = 'red'\n")
    assert "colour" in said(run("ask", "Hạn?", cwd=tmp_path))
    (tmp_path / "assistant.toml").write_text("index = \n")
    assert "assistant.toml" in said(run("ask", "Hạn?", cwd=tmp_path))


def test_doctor_says_what_is_wrong(sample_index: Path, tmp_path: Path) -> None:
    assert run("doctor", "--index", sample_index).returncode == 0
    ill = run("doctor", "--index", tmp_path / "none", "--json")
    assert ill.returncode == 1
    checks: list[dict[str, Any]] = json.loads(ill.stdout)["checks"]
    assert [c["name"] for c in checks if not c["ok"]] == ["index"]


def test_questions_of_a_file_are_scored(sample_index: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [
        {
            "id": "a",
            "question": "Cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo chậm nhất khi nào?",
            "kind": "deadline",
            "answerable": True,
            "answer": "trước ngày 23/3/2023",
            "source": "tin-bai/vinh-loi-danh-gia-nua-nhiem-ky.html",
        },
        {
            "id": "b",
            "question": "Ai là Bí thư Huyện ủy Hòa Tân?",
            "kind": "who",
            "answerable": False,
            "answer": None,
            "source": None,
        },
    ]
    questions.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    figures = json.loads(
        run("eval", "answers", questions, "--index", sample_index, "--json").stdout
    )
    assert figures["accuracy"] == 1.0
    assert (figures["correct"], figures["refused_rightly"]) == (1, 1)
    missing = run("eval", "answers", tmp_path / "none.jsonl", "--index", sample_index)
    assert missing.returncode == 1
    assert "none.jsonl" in said(missing)


_UNSURE = "Chưa chắc đây là điều đồng chí hỏi"


def test_what_is_hardly_likely_is_told_with_a_word_of_caution(sample_index: Path) -> None:
    question = "Vĩnh Lợi đặt ra yêu cầu gì đối với việc đánh giá?"
    result = run("ask", question, "--index", sample_index)
    assert result.stdout.startswith(_UNSURE)
    assert "trung thực, khách quan" in result.stdout
    answer = json.loads(run("ask", question, "--index", sample_index, "--json").stdout)
    assert (answer["outcome"], answer["sure"]) == ("answered", False)
    assert answer["answer"].startswith(_UNSURE)
    clear = "Thời hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?"
    assert _UNSURE not in run("ask", clear, "--index", sample_index).stdout


def test_answers_of_several_documents_show_their_sources(sample_index: Path) -> None:
    question = "Cơ sở ở Ngã Năm và ở Vĩnh Lợi phải làm xong kiểm điểm khi nào?"
    result = run("ask", question, "--index", sample_index)
    assert result.returncode == 0, result.stderr
    answer, _, sources = result.stdout.partition("\nNguồn\n")
    assert "trước ngày 23/3/2023" in answer
    assert "đến cuối tháng 5" in answer
    assert "vinh-loi-danh-gia-nua-nhiem-ky.html" in sources
    assert "nga-nam-rut-kinh-nghiem-so-ket.md" in sources
