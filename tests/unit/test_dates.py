"""Dates and deadlines, with nothing added to what the text says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vietnamese.dates import Precision, find_dates, find_deadlines


@pytest.mark.parametrize(
    ("text", "phrase", "day"),
    [
        ("họp ngày 20 tháng 3 năm 2023 tại", "ngày 20 tháng 3 năm 2023", date(2023, 3, 20)),
        ("họp ngay 20 thang 3 nam 2023", "ngay 20 thang 3 nam 2023", date(2023, 3, 20)),
        ("ngày 07/4/2023", "ngày 07/4/2023", date(2023, 4, 7)),
        ("20-3-2023", "20-3-2023", date(2023, 3, 20)),
        ("1.5.2023", "1.5.2023", date(2023, 5, 1)),
        ("Sáng ngày 23/5, Thị ủy", "Sáng ngày 23/5", None),
        ("vào ngày 22/5.", "ngày 22/5", None),
        ("chiều 5/6 tại hội trường", "chiều 5/6", None),
        ("hội nghị 23/5 ở đâu", "23/5", None),
        ("kỷ niệm 30/4", "30/4", None),
        ("(23/5)", "23/5", None),
        ("đến cuối tháng 5 sẽ xong", "cuối tháng 5", None),
        ("tháng 3/2023", "tháng 3/2023", None),
        ("từ 3/2023", "3/2023", None),
        ("quý II/2023", "quý II/2023", None),
        ("quý 3 năm 2024", "quý 3 năm 2024", None),
        ("năm 2023", "năm 2023", None),
        ("đầu năm 2024", "đầu năm 2024", None),
        ("ngày 20 và 21/5/2023", "ngày 20 và 21/5/2023", None),
    ],
)
def test_find_dates(text: str, phrase: str, day: date | None) -> None:
    (found,) = find_dates(text)

    assert found.text == text[found.start : found.end] == phrase
    assert found.date == day


@pytest.mark.parametrize(
    "text",
    [
        "23/30 đại biểu",
        "đạt 5/7 chỉ tiêu",
        "có 10/10 xã",
        "9/11 đồng chí có mặt",
        "ngày 31/2/2023",
        "ngày 32/5",
        "tháng 13",
        "59/2023/NĐ-CP",
        "số 59/2023",
        "nhiệm kỳ 2020 - 2025",
        "trực 24/7",
        "75,664 lượt",
        "bảng 1.2.3",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_parts_that_are_not_said_are_none() -> None:
    (day,) = find_dates("ngày 23/5")
    (part,) = find_dates("cuối tháng 5")
    (quarter,) = find_dates("quý II/2023")

    assert (day.precision, day.day, day.month, day.year) == (Precision.DAY, 23, 5, None)
    assert (part.precision, part.day, part.month, part.year) == (Precision.PART, None, 5, None)
    assert (quarter.precision, quarter.quarter, quarter.year) == (Precision.QUARTER, 2, 2023)


def test_several_dates_in_order() -> None:
    text = "từ ngày 20/3/2023-25/3/2023, rồi ngày 22/5 và 23/5"

    assert [found.text for found in find_dates(text)] == [
        "ngày 20/3/2023",
        "25/3/2023",
        "ngày 22/5",
        "23/5",
    ]


@given(st.dates(date(1945, 1, 1), date(2099, 12, 31)), st.sampled_from(["/", "-", "."]))
def test_every_written_day_is_found(day: date, dash: str) -> None:
    for written in (
        f"{day.day}{dash}{day.month}{dash}{day.year}",
        f"ngày {day.day:02d}{dash}{day.month:02d}{dash}{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
    ):
        (found,) = find_dates(f"Họp {written}, tại trụ sở.")

        assert (found.text, found.date) == (written, day)


@pytest.mark.parametrize(
    ("text", "deadline", "aim"),
    [
        ("gửi báo cáo trước ngày 23/3/2023.", "trước ngày 23/3/2023", False),
        ("phai gui truoc ngay 23/3/2023", "truoc ngay 23/3/2023", False),
        ("hoàn thành trước 30/4/2023", "trước 30/4/2023", False),
        ("nộp trước 17 giờ ngày 20/5/2023", "trước 17 giờ ngày 20/5/2023", False),
        ("nộp chậm nhất là ngày 5/6/2023", "chậm nhất là ngày 5/6/2023", False),
        ("Chậm nhất ngày 5/6, gửi về", "Chậm nhất ngày 5/6", False),
        ("đến hết ngày 5/5 phải xong", "đến hết ngày 5/5", False),
        ("Hạn nộp báo cáo: ngày 5/6/2023", "Hạn nộp báo cáo: ngày 5/6/2023", False),
        ("hạn chót là 15/6/2023", "hạn chót là 15/6/2023", False),
        ("phấn đấu đến cuối tháng 5 làm xong", "phấn đấu đến cuối tháng 5", True),
        ("dự kiến họp cấp huyện trước ngày 10/4/2023", "trước ngày 10/4/2023", True),
        ("Trong tháng 5, các chi bộ phải họp", "Trong tháng 5", False),
        ("hoàn thành trong quý II/2023", "trong quý II/2023", False),
        ("hoàn thành trước năm 2025", "trước năm 2025", False),
    ],
)
def test_find_deadlines(text: str, deadline: str, aim: bool) -> None:
    (found,) = find_deadlines(text)

    assert found.text == text[found.start : found.end] == deadline
    assert found.aim is aim
    assert found.end == found.when.end


@pytest.mark.parametrize(
    "text",
    [
        "Trong tháng 5, toàn xã kết nạp 5 đảng viên.",
        "so với trước ngày 1/7/2025",
        "Tính đến hết ngày 31/12/2022 có 5 đảng viên",
        "Đến ngày 31/12/2022, toàn xã đã hoàn thành 5 chỉ tiêu",
        "từ ngày 20/3 đến ngày 25/3/2023 tổ chức hội nghị",
        "hạn chế trong năm 2022",
        "trước năm 1975",
        "Họp ngày 20/3/2023",
    ],
)
def test_what_is_no_deadline(text: str) -> None:
    assert find_deadlines(text) == []


def test_each_deadline_keeps_its_own_date() -> None:
    text = "Cấp xã gửi trước ngày 2/3/2024; cấp huyện dự kiến họp trước ngày 9/4/2024."

    assert [(found.text, found.aim) for found in find_deadlines(text)] == [
        ("trước ngày 2/3/2024", False),
        ("trước ngày 9/4/2024", True),
    ]
