"""Printed pages as a scanner, a photocopier or a phone gives them: images in a PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from pages.printing import faces


@dataclass(frozen=True, slots=True)
class Scan:
    """What happens to a page on the glass.

    `noise` is the standard deviation of grey levels (of 255), `skew` in degrees, `blur` a radius
    in pixels, `jpeg` the quality; `turned` counter-clockwise in degrees. `copied` makes it black
    and white with specks and a dark edge; `lit` darkens one corner, as in a photograph;
    `stamped` puts a red stamp and a signature over the foot of the last page. `mark` is a framed
    stamp on the head of the first page.
    """

    dpi: int = 300
    noise: float = 0.0
    skew: float = 0.0
    blur: float = 0.0
    jpeg: int = 85
    turned: int = 0
    copied: bool = False
    lit: bool = False
    stamped: bool = False
    mark: str = ""
    mark_slant: float = 0.0
    mark_colour: tuple[int, int, int] = (215, 35, 40)


def rendered(pdf: bytes, dpi: int) -> list[Image.Image]:
    """The pages of a PDF as grey images."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()


def scanned(pdf: bytes, scan: Scan, *, layers: Sequence[str] = (), seed: int = 0) -> bytes:
    """A PDF with an image for each page; `layers` are texts printed over them, page by page."""
    images = rendered(pdf, scan.dpi)
    images = [
        spoilt(
            _marked(image, scan) if scan.mark and number == 1 else image,
            scan,
            last=number == len(images),
            seed=seed + number,
        )
        for number, image in enumerate(images, 1)
    ]
    return bound(images, scan, layers=layers)


def spread(pdf: bytes, scan: Scan, *, seed: int = 0) -> bytes:
    """Two pages side by side on each image, as an open book is copied."""
    images = rendered(pdf, scan.dpi)
    if len(images) % 2:
        images.append(Image.new("L", images[0].size, 255))
    pairs = []
    for number, (left, right) in enumerate(zip(images[::2], images[1::2], strict=True)):
        pair = Image.new("L", (left.width + right.width, left.height), 255)
        pair.paste(left, (0, 0))
        pair.paste(right, (left.width, 0))
        pairs.append(spoilt(pair, scan, last=False, seed=seed + number))
    return bound(pairs, scan)


def spoilt(image: Image.Image, scan: Scan, *, last: bool, seed: int) -> Image.Image:
    """One page after the scanner had it."""
    random = np.random.default_rng(seed)
    if scan.stamped and last:
        image = _stamped(image.convert("RGB"), scan.dpi)
    if scan.skew:
        white = 255 if image.mode == "L" else (255, 255, 255)
        image = image.rotate(scan.skew, Image.Resampling.BICUBIC, fillcolor=white)
    if scan.blur:
        image = image.filter(ImageFilter.GaussianBlur(scan.blur))
    if scan.lit:
        image = _lit(image)
    if scan.noise:
        grain = random.normal(0, scan.noise, (image.height, image.width))
        if image.mode == "RGB":
            grain = grain[..., None]
        image = Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))
    if scan.copied:
        image = _copied(image.convert("L"), random)
    if scan.turned:
        image = image.rotate(scan.turned, expand=True)
    return image


def _marked(image: Image.Image, scan: Scan) -> Image.Image:
    """A mark in capitals in a frame, stamped where the head leaves room."""
    inch = scan.dpi
    font = ImageFont.truetype(str(faces()[1]), round(0.24 * inch))
    left, top, right, bottom = font.getbbox(scan.mark)
    wide, high = right - left + 0.3 * inch, bottom - top + 0.2 * inch
    stamp = Image.new("RGB", (round(wide), round(high)), (255, 255, 255))
    draw = ImageDraw.Draw(stamp)
    line = max(2, inch // 50)
    draw.rectangle((0, 0, wide - 1, high - 1), outline=scan.mark_colour, width=line)
    draw.text((0.15 * inch - left, 0.1 * inch - top), scan.mark, fill=scan.mark_colour, font=font)
    stamp = stamp.rotate(scan.mark_slant, expand=True, fillcolor=(255, 255, 255))
    over = Image.new("RGB", image.size, (255, 255, 255))
    over.paste(stamp, (round(1.3 * inch), round(0.15 * inch)))
    return ImageChops.multiply(image.convert("RGB"), over)


def _lit(image: Image.Image) -> Image.Image:
    """Paper that is yellowish and darker towards one corner."""
    across = np.linspace(0.62, 1.0, image.width)[None, :]
    down = np.linspace(0.8, 1.0, image.height)[:, None]
    shade = (across * down)[..., None] * np.array([1.0, 0.97, 0.9])
    return Image.fromarray((np.asarray(image.convert("RGB")) * shade).astype(np.uint8))


def _copied(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """Black and white, with specks of toner and the dark edge of the lid."""
    grey = np.asarray(image).copy()
    specks = random.random(grey.shape) < 0.0006
    grey[specks] = 0
    grey[:, : grey.shape[1] // 90] = 0
    return Image.fromarray(np.where(grey < 150, 0, 255).astype(np.uint8)).convert("1")


def _stamped(image: Image.Image, dpi: int) -> Image.Image:
    """A round red stamp that covers part of the signer's name, and strokes of a blue pen."""
    inch = dpi
    over = Image.new("RGB", image.size, (255, 255, 255))
    draw = ImageDraw.Draw(over)
    x, y = int(image.width * 0.55), int(_last_ink(image) - 0.9 * inch)
    red, blue = (220, 40, 40), (40, 60, 170)
    draw.ellipse((x, y, x + 1.3 * inch, y + 1.3 * inch), outline=red, width=max(2, dpi // 60))
    draw.ellipse(
        (x + 0.2 * inch, y + 0.2 * inch, x + 1.1 * inch, y + 1.1 * inch), outline=red, width=2
    )
    font = ImageFont.truetype(str(faces()[1]), dpi // 9)
    draw.text((x + 0.3 * inch, y + 0.5 * inch), "HUYỆN ỦY", fill=red, font=font)
    points = [
        (x + inch + 40 * i * dpi / 300, y + (60 if i % 2 else 160) * dpi / 300) for i in range(9)
    ]
    draw.line(points, fill=blue, width=max(2, dpi // 90), joint="curve")
    return ImageChops.multiply(image, over)


def _last_ink(image: Image.Image) -> int:
    rows = np.flatnonzero((np.asarray(image.convert("L")) < 128).any(axis=1))
    return int(rows[-1]) if len(rows) else image.height


def bound(images: Sequence[Image.Image], scan: Scan, *, layers: Sequence[str] = ()) -> bytes:
    """Images as the pages of a PDF, each as large as its resolution says."""
    file = FPDF(unit="pt")
    file.set_auto_page_break(False)
    file.add_font("layer", "", faces()[0])
    for at, image in enumerate(images):
        width, height = (side * 72 / scan.dpi for side in image.size)
        file.add_page(format=(width, height))
        packed = io.BytesIO()
        if image.mode == "1":
            image.save(packed, "PNG")
        else:
            image.save(packed, "JPEG", quality=scan.jpeg)
        file.image(packed, 0, 0, width, height)
        if at < len(layers) and layers[at]:
            file.set_font("layer", size=8)
            file.set_xy(20, height - 60)
            file.multi_cell(width / 2, 10, layers[at])
    return bytes(file.output())


def turned_sheets(pdf: bytes, degrees: int) -> bytes:
    """The same file with every page set to be shown turned, as scanning programs note it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            page.set_rotation((page.get_rotation() + degrees) % 360)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()
    finally:
        document.close()
