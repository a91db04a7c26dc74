"""A file that an administrator sends: read, checked, shown, and then put into the corpus."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import secrets
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from telegram import CallbackQuery, Message
from telegram import Document as SentFile
from telegram.error import TelegramError

from assistant.documents.read import SUFFIXES, read_document
from assistant.documents.titles import kind_name
from assistant.errors import DocumentNotFound, DocumentRefused, SecretDocument
from assistant.types import Access, Document
from bots.telegram.keyboards import button, markup
from bots.telegram.memory import Kept
from bots.telegram.naming import day, named
from bots.telegram.replies import edit, reply, typing
from bots.telegram.richtext import Rich, bold, joined, plain, shortened
from bots.telegram.services import Context, services
from bots.telegram.taps import EXPIRED, Note, behind

logger = logging.getLogger(__name__)

UPLOAD, ADDED = "upload", "added"
FOLDER = "telegram"
"""Where in the first corpus folder the files are put."""

LARGEST_DOWN = 20 * 1024 * 1024
"""The largest file that a bot may fetch, in bytes."""

_LONGEST_NAME = 180  # bytes
_WORD, _FEWEST_WORDS = re.compile(r"[^\W\d_]{2,}"), 10
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+")
_NOT_TAKEN = (
    "⛔ Tệp có dấu mật nên không được nhận. Tôi không lưu gì của tệp và đã {deleted}. Đồng chí gỡ"
    " tệp khỏi mọi thiết bị có nối mạng theo Luật Bảo vệ bí mật nhà nước."
)
_REASONS = (
    ("password", "Tệp có mật khẩu. Đồng chí lưu một bản không có mật khẩu rồi gửi lại."),
    ("before 2007", "Đây là tệp Word đời cũ. Đồng chí lưu thành .docx rồi gửi lại."),
    ("empty", "Tệp rỗng. Đồng chí gửi lại cả tệp."),
    ("rich text", "Đây là tệp RTF. Đồng chí lưu thành .docx rồi gửi lại."),
    ("is not read", "Loại tệp này chưa đọc được. Đồng chí gửi một trong các loại: {suffixes}."),
    ("broken", "Tệp bị hỏng. Đồng chí mở trên máy, lưu lại rồi gửi."),
    ("font", "Chữ trong tệp dùng bảng mã cũ không đọc được. Đồng chí chuyển sang Unicode."),
    ("pages", "Tệp có quá nhiều trang. Đồng chí tách thành nhiều tệp."),
)
_UNREADABLE = "Tệp này không đọc được thành văn bản. Đồng chí mở trên máy, lưu lại rồi gửi."
_INTERNAL = (
    "⚠️ Văn bản ghi lưu hành nội bộ: sẽ không hiện trên Telegram và trang công khai. Lần sau đồng"
    " chí đưa loại này vào kho tại máy chủ, không gửi qua Telegram."
)


async def receive(context: Context, message: Message, sent: SentFile) -> None:
    """A document from an administrator. Nothing of it is stored before it is confirmed."""
    if sent.file_size and sent.file_size > LARGEST_DOWN:
        said = "Tệp lớn hơn 20 MB nên bot không tải về được. Đồng chí chép vào kho tại máy chủ."
        await reply(context.bot, message, plain(said))
        return
    name = safe_name(sent.file_name or "")
    if PurePosixPath(name).suffix.lower() not in SUFFIXES:
        await reply(context.bot, message, plain(refusal_text("is not read")))
        return
    async with typing(context.bot, message.chat_id):
        data = await _fetch(context, sent.file_id)
        try:
            document = await asyncio.to_thread(read_document, f"{FOLDER}/{name}", data)
        except SecretDocument:
            await _refuse_secret(context, message)
            return
        except DocumentRefused as refused:
            await reply(context.bot, message, plain(refusal_text(refused.reason)))
            return
        except Exception as error:  # whatever a damaged file does to a reader
            logger.warning("A file could not be read: %s.", type(error).__name__)
            await reply(context.bot, message, plain(_UNREADABLE))
            return
    if len(_WORD.findall(document.text)) < _FEWEST_WORDS:
        await reply(context.bot, message, plain(_UNREADABLE))
        return
    text = await _shown(context, document, name, len(data))
    buttons = markup([button("✅ Đưa vào kho", "ua"), button("✖ Bỏ", "un")])
    messages = await reply(context.bot, message, text, buttons)
    kept = Kept(UPLOAD, choices=(sent.file_id, document.digest, name))
    person = message.from_user.id if message.from_user else None
    services(context).memory.keep(message.chat_id, messages, person, kept)


async def add(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on `into the corpus`: the file is fetched and checked once more, and put there."""
    found, use = behind(context, query, UPLOAD), services(context)
    if found is None:
        return EXPIRED
    message, kept = found
    file_id, digest, name = kept.choices
    data = await _fetch(context, file_id)
    objection = await asyncio.to_thread(_take_in, use.settings.corpus[0], name, data, digest)
    if objection:
        return Note(objection, alert=True)
    text = plain(f"✅ Đã đưa vào kho: {FOLDER}/{name}\n\nTìm được sau khi cập nhật kho.")
    buttons = markup([button("🔄 Cập nhật ngay", "uc"), button("↩ Hoàn tác", "uu")])
    use.memory.keep(
        message.chat_id, [message.message_id], query.from_user.id,
        Kept(ADDED, choices=(name, digest)),
    )  # fmt: skip
    await edit(context.bot, message, text, buttons)
    return None


def _take_in(corpus: Path, name: str, data: bytes, digest: str) -> str | None:
    """Puts a file into the corpus; why not, where it does not."""
    if hashlib.sha256(data).hexdigest() != digest:
        return "Tệp trên Telegram đã khác. Đồng chí gửi lại."
    try:
        read_document(f"{FOLDER}/{name}", data)
        put(corpus / FOLDER, name, data)
    except DocumentRefused:
        return _UNREADABLE
    except FileExistsError:
        return f"Kho đã có tệp tên {shortened(name, 80)}. Đồng chí đổi tên tệp rồi gửi lại."
    except OSError as error:
        logger.error("A file could not be put into the corpus: %s.", error.strerror)
        return "Không ghi được vào thư mục kho. Đồng chí kiểm tra quyền ghi và chỗ trống ở máy chủ."
    return None


async def drop(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on `no`."""
    message = query.message
    if isinstance(message, Message):
        services(context).memory.drop(message.chat_id, message.message_id)
        await edit(context.bot, message, plain("Đã bỏ, không lưu gì của tệp."))
    return None


async def undo(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on `undo`: the file leaves the corpus, if it is still the same."""
    found, use = behind(context, query, ADDED), services(context)
    if found is None:
        return EXPIRED
    message, kept = found
    name, digest = kept.choices
    gone = await asyncio.to_thread(take_out, use.settings.corpus[0] / FOLDER / name, digest)
    if not gone:
        return Note("Tệp trong kho đã khác hoặc không còn; tôi không xóa gì.", alert=True)
    use.memory.drop(message.chat_id, message.message_id)
    text = plain(f"↩ Đã rút {FOLDER}/{name} khỏi kho. Nếu đã cập nhật kho thì cập nhật lần nữa.")
    await edit(context.bot, message, text, markup([button("🔄 Cập nhật kho", "uc")]))
    return None


def safe_name(name: str) -> str:
    """A file's name without what could lead elsewhere or could not be stored."""
    flat = _UNSAFE.sub(" ", unicodedata.normalize("NFC", name))
    flat = " ".join(flat.encode("utf-8", "ignore").decode().split()).lstrip(".~$ ")
    stem, suffix = PurePosixPath(flat).stem, PurePosixPath(flat).suffix
    room = _LONGEST_NAME - len(suffix.encode())
    stem = stem.encode()[: max(room, 1)].decode("utf-8", "ignore").strip()
    # Files of such a name are not documents to the index.
    stem = f"van-ban {stem}" if stem.lower().startswith("readme") else stem
    return f"{stem or 'van-ban'}{suffix}"


def put(folder: Path, name: str, data: bytes) -> None:
    """Writes a new file, whole or not at all. Raises FileExistsError where there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = PurePosixPath(name).stem.lower()
    # `NAME.toml` describes NAME of any suffix, so two of one stem would share it.
    if any(there.stem.lower() == stem for there in folder.iterdir() if there.name[0] != "."):
        raise FileExistsError(name)
    draft = folder / f".{secrets.token_hex(8)}"
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, folder / name)
    finally:
        draft.unlink(missing_ok=True)


def take_out(path: Path, digest: str) -> bool:
    """Removes a file that is still the same; False where it is not."""
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return False
        path.unlink()
    except OSError:
        return False
    return True


def refusal_text(reason: str) -> str:
    """Why a file is not taken, for the person who sent it."""
    words = next((words for part, words in _REASONS if part in reason), _UNREADABLE)
    return words.format(suffixes=", ".join(sorted(SUFFIXES)))


async def _fetch(context: Context, file_id: str) -> bytes:
    file = await context.bot.get_file(file_id)
    return bytes(await file.download_as_bytearray())


async def _refuse_secret(context: Context, message: Message) -> None:
    deleted = "không xóa được tin nhắn, đồng chí xóa giúp ngay"
    with suppress(TelegramError):
        if await context.bot.delete_message(message.chat_id, message.message_id):
            deleted = "xóa tin nhắn"
    await context.bot.send_message(message.chat_id, _NOT_TAKEN.format(deleted=deleted))
    logger.warning("A file with a secrecy mark was sent to the bot; nothing of it was stored.")


async def _shown(context: Context, document: Document, name: str, size: int) -> Rich:
    """The header as it was read, to be confirmed."""
    number = f" số {document.number}" if document.number else ""
    facts = [
        ("Loại", f"{kind_name(document.kind)}{number}"),
        ("Cơ quan", document.issuer),
        ("Địa danh", document.place),
        ("Ngày", day(document.date) if document.date else None),
        ("Trích yếu", shortened(document.title, 300)),
        ("Tệp", f"{name} ({_size(size)})"),
        ("Số trang", str(len(document.pages)) if document.pages else None),
        ("Độ dài", f"{len(document.text):,} chữ cái".replace(",", ".")),
    ]
    lines = [bold(f"{label}: ") + plain(said or "không thấy ghi") for label, said in facts[:5]]
    lines += [bold(f"{label}: ") + plain(said) for label, said in facts[5:] if said]
    parts = [bold("Tôi đọc được:"), joined("\n", lines)]
    if document.access is not Access.PUBLIC:
        parts.append(bold(_INTERNAL))
    if same := await _same_number(context, document):
        parts.append(plain(f"Kho đã có văn bản cùng số: {named(same)}."))
    parts.append(plain("Đúng văn bản được phổ biến thì đồng chí bấm đưa vào kho."))
    return joined("\n\n", parts)


async def _same_number(context: Context, document: Document) -> Document | None:
    if not document.number:
        return None
    try:
        meant = await services(context).office.look_up(document.number)
    except DocumentNotFound:
        return None
    return meant.documents[0] if meant.documents else None


def _size(count: int) -> str:
    return (
        f"{count / 1024 / 1024:.1f} MB".replace(".", ",")
        if count >= 1 << 20
        else f"{count // 1024 + 1} KB"
    )
