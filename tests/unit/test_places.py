import subprocess
import sys
from collections.abc import Collection
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vietnamese.normalize import clean
from assistant.vietnamese.places import (
    PlaceMention,
    find_places,
    home,
    kin,
    place_named,
    places_of,
    provinces,
    same_or_successors,
)
from assistant.vietnamese.tokens import tokenize
from assistant.vietnamese.units import Place, Relation, units


def only(text: str) -> PlaceMention:
    (mention,) = find_places(text)
    return mention


def read(text: str) -> list[tuple[str | None, str]]:
    return [(mention.level, mention.name) for mention in find_places(text)]


def labels(found: Collection[Place]) -> set[str]:
    return {f"{place.level} {place.name}, {place.province}" for place in found}


def stand(text: str, relation: Relation) -> set[str]:
    """The places that stand so to the first one of the text."""
    return {
        f"{one.place.level} {one.place.name}, {one.place.province}"
        for one in same_or_successors(find_places(text)[0])
        if one.relation == relation
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("phường 1, thị xã Ngã Năm", {"phường Ngã Năm, Cần Thơ"}),
        ("phường 2, thị xã Ngã Năm", {"phường Ngã Năm, Cần Thơ"}),
        ("xã Vĩnh Quới, thị xã Ngã Năm", {"phường Ngã Năm, Cần Thơ"}),
        ("xã Thạnh Tân, tỉnh Sóc Trăng", {"xã Tân Long, Cần Thơ"}),
        ("xã Long Bình, thị xã Ngã Năm", {"xã Tân Long, Cần Thơ"}),
        ("xã Tân Long, thị xã Ngã Năm", {"xã Tân Long, Cần Thơ"}),
        ("thị trấn Châu Hưng", {"xã Vĩnh Lợi, Cà Mau"}),
        ("xã Châu Hưng A", {"xã Vĩnh Lợi, Cà Mau"}),
        ("tỉnh Sóc Trăng", {"thành phố Cần Thơ, Cần Thơ"}),
        ("tỉnh Hậu Giang", {"thành phố Cần Thơ, Cần Thơ"}),
        ("tỉnh Bạc Liêu", {"tỉnh Cà Mau, Cà Mau"}),
        ("xã Long Bình, thị xã Long Mỹ", {"phường Long Bình, Cần Thơ"}),
    ],
)
def test_what_units_became(old: str, new: set[str]) -> None:
    assert stand(old, Relation.SUCCESSOR) == new


def test_a_district_became_the_communes_made_of_its_parts() -> None:
    assert stand("Thị ủy Ngã Năm", Relation.SUCCESSOR) == {
        "phường Ngã Năm, Cần Thơ",
        "phường Mỹ Quới, Cần Thơ",
        "xã Tân Long, Cần Thơ",
    }
    assert "xã Vĩnh Lợi, Cà Mau" in stand("huyen vinh loi", Relation.SUCCESSOR)


def test_a_new_unit_knows_what_it_was_made_of() -> None:
    assert stand("xã Vĩnh Lợi, tỉnh Cà Mau", Relation.PREDECESSOR) == {
        "huyện Vĩnh Lợi, Bạc Liêu",
        "thị trấn Châu Hưng, Bạc Liêu",
        "xã Châu Hưng A, Bạc Liêu",
    }
    assert stand("phường Ngã Năm", Relation.PREDECESSOR) == {
        "thị xã Ngã Năm, Sóc Trăng",
        "phường 1, Sóc Trăng",
        "phường 2, Sóc Trăng",
        "xã Vĩnh Quới, Sóc Trăng",
    }
    was = stand("thành phố Cần Thơ", Relation.PREDECESSOR)
    assert {"tỉnh Sóc Trăng, Sóc Trăng", "tỉnh Hậu Giang, Hậu Giang"} <= was
    assert "tỉnh Bạc Liêu, Bạc Liêu" in stand("Cà Mau", Relation.PREDECESSOR)


def test_units_of_one_name_are_told_apart() -> None:
    mention = only("xã Vĩnh Lợi")
    assert {"Cà Mau", "Cần Thơ", "Sóc Trăng"} <= {place.province for place in places_of(mention)}
    (camau,) = places_of(find_places("xã Vĩnh Lợi (Cà Mau)")[0])
    assert (camau.province, camau.in_force) == ("Cà Mau", True)
    assert {place.province for place in places_of(mention, near=["Bạc Liêu"])} == {"Cà Mau"}
    cantho = places_of(find_places("xa vinh loi, tp can tho")[0])
    assert {(place.province, place.district) for place in cantho} == {
        ("Cần Thơ", None),
        ("Sóc Trăng", "Thạnh Trị"),
    }
    (district,) = places_of(only("o vinh loi"))
    assert (district.level, district.province) == ("huyện", "Bạc Liêu")
    assert {place.level for place in places_of(only("Hòa Bình ở đâu, ở Hòa Bình"))} == {"tỉnh"}
    near = places_of(find_places("ở Hòa Bình")[0], near=["Cà Mau"])
    assert [place.level for place in near] == ["huyện"]


def test_an_old_name_and_the_new_one_find_each_other() -> None:
    old, new = kin("Sóc Trăng"), kin("Cần Thơ")
    assert {"tỉnh Sóc Trăng, Sóc Trăng", "thành phố Cần Thơ, Cần Thơ"} <= labels(old) & labels(new)
    assert "tỉnh Hậu Giang, Hậu Giang" in labels(new) - labels(old)
    # What lies in a place is another one.
    assert not labels(new) & labels(kin("thị xã Ngã Năm"))
    assert "phường 1, Sóc Trăng" in labels(kin("phường Ngã Năm"))


def test_the_kind_of_unit_and_the_unit_around_it_tell_names_apart() -> None:
    camau, cantho = kin("xã Vĩnh Lợi, Cà Mau"), kin("xã Vĩnh Lợi, Cần Thơ")
    assert not camau & cantho
    assert camau | cantho <= kin("xã Vĩnh Lợi")
    assert kin("xã Vĩnh Lợi", near=["Bạc Liêu"]) == camau
    # Of any kind where none is said.
    assert {"huyện", "xã"} <= {place.level for place in kin("Vĩnh Lợi") if place.name == "Vĩnh Lợi"}


def test_related_places_come_closest_first_and_once() -> None:
    found = same_or_successors(only("huyện Vĩnh Lợi"))
    order = list(Relation)
    assert [one.relation for one in found] == sorted((o.relation for o in found), key=order.index)
    assert len({one.place for one in found}) == len(found)
    assert (found[0].place.level, found[0].place.name) == ("huyện", "Vĩnh Lợi")


def test_the_level_of_a_document_is_its_issuers() -> None:
    near = ["Bạc Liêu"]
    assert labels(home("Vĩnh Lợi", None, near)) == {"huyện Vĩnh Lợi, Bạc Liêu"}
    assert labels(home("Vĩnh Lợi", "Đảng ủy xã Vĩnh Lợi", near)) == {"xã Vĩnh Lợi, Cà Mau"}
    assert labels(home(None, "Ban Thường vụ Thị ủy Ngã Năm")) == {"thị xã Ngã Năm, Sóc Trăng"}
    both = home("Sóc Trăng", "Thị ủy Ngã Năm")
    assert labels(both) == {"thị xã Ngã Năm, Sóc Trăng", "tỉnh Sóc Trăng, Sóc Trăng"}
    assert home(None, "Bộ Chính trị") == home(None, None) == home("Mây Trắng", None) == frozenset()


def test_the_provinces_of_some_places_are_those_that_are_sure() -> None:
    assert provinces(["Ngã Năm", "Tân Long", "Mây Trắng", "tỉnh Cà Mau"]) == {
        "Sóc Trăng",
        "Cà Mau",
    }
    assert provinces([]) == frozenset()


def test_a_name_is_read_whole_before_a_part_of_it() -> None:
    assert place_named("Long Điền Đông").name == "Long Điền Đông"
    assert place_named("xã Tân Long, Ngã Năm").within == ("Ngã Năm",)
    assert (place_named("!!!").name, places_of(place_named("!!!"))) == ("!!!", ())


@pytest.mark.parametrize(
    ("text", "level", "name"),
    [
        ("Huyện ủy Vĩnh Lợi", "huyện", "Vĩnh Lợi"),
        ("HUYỆN ỦY VĨNH LỢI", "huyện", "Vĩnh Lợi"),
        ("Thị uỷ Ngã Năm", "thị xã", "Ngã Năm"),
        ("Tỉnh ủy Sóc Trăng", "tỉnh", "Sóc Trăng"),
        ("Đảng ủy xã Tân Long", "xã", "Tân Long"),
        ("huyen uy vinh loi", "huyện", "Vĩnh Lợi"),
        ("o nga nam", None, "Ngã Năm"),
        ("ở ngã năm", None, "Ngã Năm"),
        ("huyen vinh loi", "huyện", "Vĩnh Lợi"),
        ("thi tran chau hung", "thị trấn", "Châu Hưng"),
        ("TX. Ngã Năm", "thị xã", "Ngã Năm"),
        ("TP.HCM", "thành phố", "Hồ Chí Minh"),
        ("TPHCM", "thành phố", "Hồ Chí Minh"),
        ("phuong 2", "phường", "2"),
        ("thành phố huế", "thành phố", "Huế"),
        ("xã Châu Hưng A", "xã", "Châu Hưng A"),
        ("Phan Rang-Tháp Chàm", None, "Phan Rang - Tháp Chàm"),
        ("huyện M'Đrắk", "huyện", "M'Đrắk"),
        ("xã Ngã Năm", "xã", "Ngã Năm"),
        ("huyện Vỉnh Lợi", "huyện", "Vĩnh Lợi"),
        ("UBND Vĩnh Lợi", None, "Vĩnh Lợi"),
    ],
)
def test_ways_to_name_a_place(text: str, level: str | None, name: str) -> None:
    assert read(text) == [(level, name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [("ở huyện Vĩnh Lợi", "Vĩnh Lợi"), ("ở TPHCM", "TPHCM"), ("ở TP HCM", "TP HCM")],
)
def test_where_the_name_begins(text: str, name: str) -> None:
    (found,) = find_places(text)
    assert text[found.name_start : found.end] == name


def test_the_name_ends_where_an_office_or_a_person_begins() -> None:
    assert read("Bí thư Huyện ủy Vĩnh Lợi Nguyễn Văn An") == [("huyện", "Vĩnh Lợi")]
    assert read("xã Mây Trắng Ban Chấp hành") == [("xã", "Mây Trắng")]
    assert read("cán bộ huyện Nguyễn Văn An") == []


def test_any_capitalised_name_behind_a_level_is_a_place() -> None:
    assert read("xã Mây Trắng và Huyện ủy Sao Mai, xa May Hong") == [
        ("xã", "Mây Trắng"),
        ("huyện", "Sao Mai"),
    ]
    assert read("xa May Trang o dau") == [("xã", "May Trang")]
    assert read("xã mây trắng") == []
    mention = only("xã Mây Trắng")
    assert places_of(mention) == ()
    assert same_or_successors(mention) == ()
    assert kin("xã Mây Trắng") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "xã hội chủ nghĩa",
        "XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "còn cấp huyện thì sao",
        "Tỉnh ủy ban hành kế hoạch nào",
        "hòa bình và thống nhất",
        "hoà bình",
        "tu dien bien, tu chuyen hoa",
        "danh gia lai can bo",
        "cong tac can bo can duoc quan tam",
        "tinh thong nhat cua nghi quyet",
        "nhiem vu thu hai",
        "nguon luc nam 2023",
        "dao duc trong sang",
        "tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "ông Trần Văn Thời",
        "đồng chí Nguyễn Long Hồ",
        "Viet Nam dinh huong",
        "phuong vinh",
        "phuong tien phong chay",
        "co quan 1",
        "nhiệm vụ ban hành",
        "mỗi huyện 2 cuộc, cấp tỉnh 1 cuộc",
        "cấp xã\n\nSóc",
    ],
)
def test_other_words_are_no_places(text: str) -> None:
    assert find_places(text) == []


def test_accents_that_were_typed_decide() -> None:
    assert read("cách xa Tân Long") == []
    assert read("cách xã Tân Long") == [("xã", "Tân Long")]
    assert {place.name for place in places_of(only("xã Tân Thạnh"))} == {"Tân Thạnh"}
    both = only("xa tan thanh")
    assert both.name == "tan thanh"
    assert {"Tân Thạnh", "Tân Thành"} <= {place.name for place in places_of(both)}


def test_larger_units_that_follow_belong_to_the_mention() -> None:
    first, second, third = find_places("xã Tân Long, thị xã Ngã Năm, tỉnh Sóc Trăng")
    assert first.within == ("Ngã Năm", "Sóc Trăng")
    assert (second.within, third.within) == (("Sóc Trăng",), ())
    assert all(mention.within == () for mention in find_places("Sóc Trăng, Ngã Năm"))


@given(st.text() | st.lists(st.sampled_from(
    "xã huyện Huyện ủy uy thị tp. TP 1 A Ngã Năm nga nam Vĩnh vinh LỢI loi , . ( \n hcm Đảng"
    .split(" ")
)).map(" ".join))  # fmt: skip
def test_any_text_is_read_and_spans_are_exact(text: str) -> None:
    cleaned = clean(text)
    end = 0
    for mention in find_places(cleaned):
        assert end <= mention.start < mention.end <= len(cleaned)
        assert cleaned[mention.start : mention.end] == mention.text
        assert mention.name
        assert mention.start <= mention.name_start < mention.end
        assert kin(mention.text) >= home(mention.text, None)
        end = mention.end


def test_the_table_is_whole() -> None:
    table = units()
    for key, rows in table.named.items():
        for row in rows:
            assert " ".join(word.folded for word in tokenize(table.names[row])) == key
    every = [table.place(row) for row in range(len(table.names))]
    provinces = [place for row, place in enumerate(every) if table.rank(row) == 2]
    assert sum(place.in_force for place in provinces) == 34
    # 63 provinces before the reform, and Thừa Thiên Huế as it was called until 2024.
    assert sum(not place.in_force for place in provinces) == 64
    assert sum(place.in_force for place in every) == 34 + 3321
    for row, place in enumerate(every):
        ends = table.relatives(row, Relation.SUCCESSOR)
        assert bool(ends) != place.in_force
        assert all(every[end].in_force for end in ends)
        assert place.in_force == bool(table.relatives(row, Relation.PREDECESSOR))


def test_the_table_is_small_and_loaded_only_when_wanted() -> None:
    text = (files("assistant.vietnamese") / "data" / "places.tsv").read_text("utf-8")
    assert len(text.encode()) < 1_000_000
    code = (
        "from assistant.vietnamese import places, units;"
        "assert units.units.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_text_of_places_alone() -> None:
    assert len(find_places("huyện Vĩnh Lợi, " * 10_000)) == 10_000
