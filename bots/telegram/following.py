"""`/theodoi`: what a person wants to be told of, and the daily message that tells it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from telegram import CallbackQuery, InlineKeyboardMarkup, Message
from telegram.constants import ChatType
from telegram.error import TelegramError

from assistant.errors import AssistantError
from assistant.vietnamese.bodies import is_body
from assistant.vietnamese.normalize import clean, fold
from bots.telegram.digest import News, digest_text, due_now, known_items, newcomer, news
from bots.telegram.failures import in_a_line, never_arrived
from bots.telegram.keyboards import button, markup, rows
from bots.telegram.memory import Kept
from bots.telegram.refusals import told
from bots.telegram.replies import edit, reply, send
from bots.telegram.richtext import Rich, bold, joined, plain, shortened
from bots.telegram.services import Context, Services, services
from bots.telegram.subscriptions import MOST, Of, Subscriber, Subscription, filters_of
from bots.telegram.taps import EXPIRED, Note

logger = logging.getLogger(__name__)

FOLLOW = "follow"
_SUGGESTED = 6
_LONGEST_TOPIC = 100
_MOST_DOCUMENTS = 2000
_MOST_NAMES = 10_000
_HOURS = (6, 7, 8, 11, 14, 17, 20)
_PRIVATE_ONLY = "Việc theo dõi là của riêng từng người: đồng chí nhắn riêng cho tôi nhé."


async def follow(context: Context, message: Message, topic: str) -> None:
    """`/theodoi`: what there is, or a new subscription."""
    if message.chat.type != ChatType.PRIVATE or not message.from_user:
        await reply(context.bot, message, plain(_PRIVATE_ONLY))
        return
    person = message.from_user.id
    wanted = " ".join(clean(topic).split())
    if wanted:
        try:
            said = await _subscribe(services(context), person, message.chat_id, wanted)
        except AssistantError as error:
            said = told(error)
        await reply(context.bot, message, plain(said))
    await _show(context, message, person, None)


async def choose(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on a suggestion."""
    message, use = query.message, services(context)
    kept = use.memory.find(message.chat.id, message.message_id) if message else None
    at = int(data[0])
    if kept is None or not isinstance(message, Message) or not 0 <= at < len(kept.choices):
        return EXPIRED
    said = await _subscribe(use, query.from_user.id, message.chat_id, kept.choices[at])
    await _show(context, message, query.from_user.id, message)
    return Note(said)


async def stop(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on ✖ beside a subscription."""
    use = services(context)
    gone = use.subscriptions.remove(query.from_user.id, int(data[0]))
    if isinstance(query.message, Message):
        await _show(context, query.message, query.from_user.id, query.message)
    return Note(f"Đã thôi theo dõi {gone.topic}." if gone else "Mục này đã thôi theo dõi rồi.")


async def hours(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on the hour: the hours to choose from."""
    if isinstance(query.message, Message):
        choices = [button(f"{hour}:00", "wh", hour) for hour in _HOURS]
        text = plain("Đồng chí muốn nhận tin hằng ngày từ mấy giờ?")
        await edit(context.bot, query.message, text, markup(*rows(choices, 4)))
    return None


async def choose_hour(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on one of them."""
    message, use = query.message, services(context)
    if not isinstance(message, Message):
        return None
    hour = min(max(int(data[0]), 0), 23)
    use.subscriptions.set_hour(query.from_user.id, hour)
    await _show(context, message, query.from_user.id, message)
    return Note(f"Tin hằng ngày sẽ gửi từ {hour} giờ.")


async def tell_those_due(context: Context) -> None:
    """The job: writes to everybody whose hour has come."""
    use = services(context)
    now = now_at(use)
    try:
        subscribers = await asyncio.to_thread(use.subscriptions.subscribers)
        for one in due_now(subscribers, now):
            await _tell(context, one, now)
    except AssistantError as error:
        logger.error("The daily messages have to wait: %s", error)


def now_at(use: Services) -> datetime:
    """Now, where the office is."""
    return datetime.fromtimestamp(use.now(), use.telegram.zone)


async def _tell(context: Context, subscriber: Subscriber, now: datetime) -> None:
    use, person, today = services(context), subscriber.person, now.date()
    if use.people.role(person) is None:
        return
    all_news = [await _news(use, one, now) for one in use.subscriptions.of(person)]
    items = [(one.subscription.id, item) for one in all_news for item in one.items]
    if not use.subscriptions.begin_telling(person, today, items) or not any(all_news):
        return
    text = digest_text([one for one in all_news if one], today)
    try:
        await send(context.bot, subscriber.chat, text)
    except TelegramError as error:
        logger.warning("A daily message was not sent: %s", in_a_line(error))
        if never_arrived(error):
            use.subscriptions.take_back(person, subscriber.told_on, items)


async def _news(use: Services, subscription: Subscription, now: datetime) -> News:
    documents = await use.office.documents(subscription.filters, 0, _MOST_DOCUMENTS)
    deadlines = await use.office.deadlines(subscription.filters)
    told_before = use.subscriptions.told(subscription.id)
    return news(subscription, documents, deadlines, told_before, now.date())


async def _as_written(use: Services, topic: str, field: Of) -> str:
    """The name as documents write it, where it was typed without its accents or capitals."""
    names = await use.office.names(field, _MOST_NAMES)
    return next((name for name in names if same_letters(name, topic)), topic)


def same_letters(one: str, other: str) -> bool:
    return fold(one).casefold() == fold(other).casefold()


async def _subscribe(use: Services, person: int, chat: int, topic: str) -> str:
    """What to say about it."""
    if len(topic) > _LONGEST_TOPIC:
        return "Đồng chí ghi tên địa phương hoặc cơ quan ngắn gọn hơn giúp."
    field: Of = "issuer" if is_body(clean(topic)) else "place"
    topic = await _as_written(use, topic, field)
    filters = filters_of(topic, field)
    documents = await use.office.documents(filters, 0, _MOST_DOCUMENTS)
    deadlines = await use.office.deadlines(filters)
    before = len(use.subscriptions.of(person))
    subscriber = newcomer(person, chat, use.telegram.daily_hour, now_at(use))
    known = known_items(documents, deadlines)
    made = use.subscriptions.add(subscriber, topic, field, known)
    if made is None:
        return f"Đồng chí đã theo dõi {MOST} mục rồi; bỏ bớt một mục để thêm mục mới."
    if len(use.subscriptions.of(person)) == before:
        return f"Đồng chí đang theo dõi {topic} rồi."
    if not documents and not deadlines:
        return (
            f"Đã theo dõi {topic}. Hiện kho chưa có văn bản nào của nơi này; có là tôi báo."
            " Nếu gõ nhầm tên, đồng chí bỏ mục này rồi gõ lại."
        )
    return f"Đã theo dõi {topic}: có văn bản mới, hạn chót mới hoặc sắp đến hạn, tôi sẽ báo."


async def _show(context: Context, to: Message, person: int, into: Message | None) -> None:
    """The person's subscriptions, and what else could be followed."""
    use = services(context)
    own = use.subscriptions.of(person)
    hour = next((one.hour for one in use.subscriptions.subscribers() if one.person == person), None)
    followed = {one.topic for one in own}
    try:
        names = await use.office.names("place", _SUGGESTED)
        names += await use.office.names("issuer", _SUGGESTED)
    except AssistantError:
        names = []
    suggested = [name for name in names if name not in followed][:_SUGGESTED]
    text, buttons = _list_text(own, hour, suggested), _under_list(own, hour, suggested)
    if into:
        await edit(context.bot, into, text, buttons)
        sent = [into.message_id]
    else:
        sent = await reply(context.bot, to, text, buttons)
    use.memory.keep(to.chat_id, sent, person, Kept(FOLLOW, choices=tuple(suggested)))


def _list_text(own: Sequence[Subscription], hour: int | None, suggested: Sequence[str]) -> Rich:
    parts = []
    if own:
        head = bold("🔔 Đồng chí đang theo dõi")
        parts.append(joined("\n", [head, *(plain(f"• {one.topic}") for one in own)]))
        parts.append(plain(f"Mỗi ngày một tin, từ {hour} giờ, chỉ khi có điều mới."))
    else:
        parts.append(
            plain(
                "Đồng chí chưa theo dõi nơi nào. Khi theo dõi một địa phương hoặc cơ quan, mỗi"
                " ngày đồng chí nhận một tin nếu có văn bản mới, hạn chót mới hoặc việc sắp đến"
                " hạn."
            )
        )
    how = "Thêm: gõ /theodoi và tên địa phương, cơ quan" + (", hoặc bấm:" if suggested else ".")
    parts.append(plain(how))
    return joined("\n\n", parts)


def _under_list(
    own: Sequence[Subscription], hour: int | None, suggested: Sequence[str]
) -> InlineKeyboardMarkup | None:
    stops = [button(f"✖ {shortened(one.topic, 30)}", "ws", one.id) for one in own]
    adds = [button(f"➕ {shortened(name, 30)}", "wa", at) for at, name in enumerate(suggested)]
    when = [button(f"🕖 Giờ nhận tin: {hour}:00", "wt")] if own else []
    return markup(*rows(stops, 2), *rows(adds, 2), when)
