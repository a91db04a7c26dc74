"""Who and what the conversations are with: people, a Monday, and a library to copy."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from botapi import Person
from running import ZONE, Bot

from assistant.state import StateFile
from bots.telegram.people import People
from bots.telegram.roles import Role

# A Monday. The documents' deadlines lie before and after it.
MONDAY = datetime(2024, 3, 4, 8, 30, tzinfo=ZONE)
ADMINISTRATOR = Person(700000001, "Hương", "Trần", "huong_quan_tri")


@dataclass(frozen=True, slots=True)
class Library:
    """A corpus folder and the index of it; `copy` gives a test its own."""

    corpus: Path
    index: Path

    def copy(self, folder: Path) -> Library:
        # `copytree` keeps the times of files, so that a build reads only what is new.
        corpus = shutil.copytree(self.corpus, folder / "corpus")
        return Library(corpus, shutil.copytree(self.index, folder / "index"))


def admit(bot: Bot, *people: Person) -> None:
    """Puts people on the allow-list, as an invitation would."""
    state = StateFile(bot.state)
    for person in people:
        People(state).admit(person.id, Role.CADRE, person.first_name)
    state.close()


_NAMES = ("Lan", "Minh", "Thảo", "Dũng", "Hạnh", "Khoa", "Ngọc", "Phúc")
_ids = itertools.count(5_812_349_871, 1_299_709)


def new_person() -> Person:
    """Somebody whom the bot has never met; the id takes more than 32 bits, as new ones do."""
    number = next(_ids)
    return Person(number, _NAMES[number % len(_NAMES)], "Nguyễn", f"nguoi_{number}")


TASKS = tuple("trồng cây,làm đường,nuôi cá,đọc sách,giữ rừng,khơi mương,sửa cầu,tập hát".split(","))


def task(number: int, what: str) -> str:
    """A line of the long plan, of several hundred characters."""
    villages = (f"thôn số {v} {what} ở khu {v}{number} vào tuần thứ {v}" for v in range(1, 16))
    return f"{number}. Việc {what}: {', '.join(villages)}."


def long_plan() -> str:
    """A plan whose list of tasks does not fit into one message."""
    name = "Kế hoạch phong trào thi đua của xã Đá Bạc"
    head = ["---", f"title: {name}", "kind: KH", "number: 41-KH/ĐU", "place: Đá Bạc"]
    head += ["issuer: Ban Thường vụ Đảng ủy xã Đá Bạc", "date: 2023-11-10", "---"]
    tasks = [task(number, what) for number, what in enumerate(TASKS, 1)]
    said = "Phong trào thi đua ở xã Đá Bạc có tám nhiệm vụ sau:"
    return "\n".join([*head, "", f"# {name}", "", said, "", *tasks, ""])
