"""What an office states about a file, beside it or at its head."""

from __future__ import annotations

from datetime import date

import pytest
from made_files import PLAN

from assistant.documents.read import read_document
from assistant.errors import DocumentRefused

ALL = """title = "Kế hoạch khác"
kind = "chỉ thị"
number = "5/ct-tu"
issuer = "Tỉnh ủy Hoa Ban"
place = "Hoa Ban"
date = 2020-01-02
published = "3/2/2020"
author = "Minh Mẫu"
access = "internal"
abridged = true
"""


def test_a_sidecar_comes_before_all_else() -> None:
    document = read_document("a.txt", PLAN.encode(), sidecar=ALL.encode())

    assert document.title == "Kế hoạch khác"
    assert (document.kind, document.number) == ("CT", "05-CT/TU")
    assert (document.issuer, document.place) == ("Tỉnh ủy Hoa Ban", "Hoa Ban")
    assert (document.issued_on, document.published_on) == (date(2020, 1, 2), date(2020, 2, 3))
    assert (document.author, document.access, document.abridged) == ("Minh Mẫu", "internal", True)
    assert document.text == read_document("a.txt", PLAN.encode()).text


def test_front_matter_and_a_sidecar_over_it() -> None:
    front = "kind: KH\nnumber: 18\nplace: Sao Mai\ndate: 2023-03-20"
    data = f"---\n{front}\n---\n# Trang\n\nChữ.\n"

    document = read_document("a.md", data.encode(), sidecar=b'place = "Hoa Ban"')

    assert (document.kind, document.number, document.place) == ("KH", "18-KH", "Hoa Ban")
    assert document.issued_on == date(2023, 3, 20)
    assert document.title == "Trang"
    assert "place" not in document.text


def test_an_empty_value_leaves_what_the_file_says() -> None:
    document = read_document("a.md", f"---\nplace:\n---\n{PLAN}".encode())

    assert document.place == "Sao Mai"


@pytest.mark.parametrize(
    ("sidecar", "named"),
    [
        ('sbject = "x"', "sbject"),
        ("title = 5", "title"),
        ('kind = "thơ"', "kind"),
        ("number = true", "number"),
        ('date = "hôm qua"', "date"),
        ('date = "31/2/2023"', "date"),
        ("published = 2023", "published"),
        ('access = "secret"', "access"),
        ('abridged = "yes"', "abridged"),
        ("title = ", "TOML"),
        ("a = 1\na = 2", "TOML"),
    ],
)
def test_a_wrong_sidecar_is_refused_by_its_key(sidecar: str, named: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_document("a.txt", PLAN.encode(), sidecar=sidecar.encode())

    assert named in refused.value.reason
    assert refused.value.remedy


def test_a_sidecar_in_another_charset_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="sidecar"):
        read_document("a.txt", PLAN.encode(), sidecar=b"title = '\xff'")


@pytest.mark.parametrize(
    ("front", "named"),
    [
        ("tags: [a]", "tags"),
        ("title: [a, b]", "title"),
        ("- a\n- b", "key: value"),
        ("a: b: c", "YAML at line 2"),
        ("kind: &a [*a]", "YAML|kind"),
    ],
)
def test_wrong_front_matter_is_refused(front: str, named: str) -> None:
    with pytest.raises(DocumentRefused, match=named):
        read_document("a.md", f"---\n{front}\n---\n# Trang\n\nChữ.\n".encode())
