"""OpenDocument texts, as LibreOffice writes them and as they may be written."""

# ruff: noqa: E501 (markup reads best on one line)
from __future__ import annotations

import io
import zipfile

import pytest
from made_office import all_converted, in_tcvn3, in_unicode, in_vni, paper_docx, shown
from made_words import tcvn3
from pages.papers import make_paper

from assistant.documents.opendocument import read_opendocument
from assistant.documents.read import read_document
from assistant.errors import DocumentRefused

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip


def odt(body: str, styles: str = "", *, manifest: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
        if manifest:
            file.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def lines(body: str, styles: str = "") -> list[str]:
    return [block.text for block in read_opendocument("a.odt", odt(body, styles)).blocks]


def test_papers_are_read_without_an_error() -> None:
    paper = make_paper(8, table_rows=3)
    typings = (in_unicode, in_tcvn3, in_vni)
    files = tuple(paper_docx(paper, typing, automatic=True) for typing in typings)

    for data in all_converted(files, "odt"):
        document = read_document("a.odt", data)

        assert document.text == shown(paper)
        assert (document.number, document.issued_on) == (paper.number, paper.issued_on)


def style(name: str, properties: str, family: str = "text") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}">'
        f"<style:text-properties {properties}/></style:style>"
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>bỏ</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            '<text:p>Nộp <text:change-start text:change-id="a"/>20/5<text:change-end text:change-id="a"/>'
            '<text:change text:change-id="b"/></text:p>',
            ["Nộp 20/5"],
        ),
        (
            '<text:p>Một<text:s text:c="3"/>hai<text:tab/>ba<text:line-break/>bốn\n  năm</text:p>',
            ["Một hai ba", "bốn năm"],
        ),
        (
            "<text:p>Các xã<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>Gồm Hoa Ban.</text:p></text:note-body></text:note> họp</text:p><text:p>Sau</text:p>",
            ["Các xã họp", "[1] Gồm Hoa Ban.", "Sau"],
        ),
        (
            '<text:p>Thấy<text:span text:style-name="H">ẩn</text:span>'
            '<text:span text:style-name="C"> hoa</text:span><office:annotation><text:p>góp ý</text:p>'
            "</office:annotation></text:p>",
            ["Thấy HOA"],
        ),
        (
            "<text:p><draw:frame><draw:text-box><text:p>Trong khung</text:p></draw:text-box></draw:frame>"
            "Sau khung</text:p>",
            ["Sau khung", "Trong khung"],
        ),
        (
            "<text:table-of-content><text:index-body><text:p>Mục 1 ... 2</text:p></text:index-body>"
            "</text:table-of-content><text:section><text:p>Thân</text:p></text:section>",
            ["Thân"],
        ),
        (
            "<table:table><table:table-header-rows><table:table-row>"
            '<table:table-cell table:number-rows-spanned="2"><text:p>Việc</text:p></table:table-cell>'
            '<table:table-cell table:number-columns-spanned="2"><text:p>Hạn</text:p></table:table-cell>'
            "<table:covered-table-cell/></table:table-row><table:table-row><table:covered-table-cell/>"
            "<table:table-cell><text:p>Xã</text:p></table:table-cell>"
            "<table:table-cell><text:p>Huyện</text:p></table:table-cell></table:table-row>"
            "</table:table-header-rows><table:table-row>"
            "<table:table-cell><text:p>Họp</text:p></table:table-cell>"
            "<table:table-cell><text:p>1/5</text:p></table:table-cell>"
            "<table:table-cell><text:p>2/5</text:p></table:table-cell></table:table-row></table:table>",
            ["Việc: Họp; Hạn - Xã: 1/5; Hạn - Huyện: 2/5"],
        ),
    ],
)
def test_what_is_shown(body: str, shown: list[str]) -> None:
    styles = style("H", 'text:display="none"') + style("C", 'fo:text-transform="uppercase"')

    assert lines(body, styles) == shown


def test_lists_go_on_and_begin_again() -> None:
    form = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="I" style:num-suffix="."/><text:list-level-style-number text:level="2" '
        'style:num-format="1" style:num-suffix=")" text:display-levels="2"/>'
        '<text:list-level-style-bullet text:level="3" text:bullet-char="+"/></text:list-style>'
    )
    one = "<text:list-item><text:p>một</text:p>{}</text:list-item>"
    inner = f"<text:list>{one.format('')}{one.format('<text:list>' + one.format('') + '</text:list>')}</text:list>"
    body = (
        f'<text:list text:style-name="L">{one.format(inner)}{one.format("")}</text:list><text:p>giữa</text:p>'
        f'<text:list text:style-name="L" text:continue-numbering="true">{one.format("")}</text:list>'
        f'<text:list text:style-name="L">{one.format("")}</text:list>'
    )

    assert lines(body, form) == [
        "I. một", "I.1) một", "I.2) một", "+ một", "II. một", "giữa", "III. một", "I. một",
    ]  # fmt: skip


def test_old_fonts_by_name_and_by_words() -> None:
    typed = tcvn3("Đảng bộ xã tổ chức đại hội, thư ký ghi biên bản")
    styles = style("T", 'style:font-name="F"') + (
        '<style:font-face style:name="F" svg:font-family="&apos;.VnTimeH&apos;"/>'
    )

    assert lines(f"<text:p>{typed}</text:p>") == ["Đảng bộ xã tổ chức đại hội, thư ký ghi biên bản"]
    assert lines(
        f'<text:p><text:span text:style-name="T">{tcvn3("thư ký")}</text:span> đã họp</text:p>',
        styles,
    ) == ["THƯ KÝ đã họp"]


def test_locked_and_other_files() -> None:
    locked = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    with pytest.raises(DocumentRefused, match="password"):
        read_document("a.odt", odt("<text:p>x</text:p>", manifest=locked))
    with pytest.raises(DocumentRefused, match="broken"):
        read_document("a.odt", odt("<text:p>x"))
