"""Films of an artifact folder, packed into the page."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from andon.dashboard.reading import Table, read_rows
from andon.errors import BrokenFile

__all__ = ["Film", "read_films"]

_MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}

_JPEG_QUALITY = 84
"""Quality of pictures that are packed smaller than they came; *assumed* good enough to print."""


@dataclass(frozen=True, kw_only=True)
class Film:
    """One film with everything a page shows of it; pictures and film as data addresses."""

    title: str
    """What is seen."""
    seed: int
    """Seed of the episode."""
    cause: str
    """How it ended."""
    place: str
    """Where it ended."""
    success: bool
    """Whether it is a success."""
    duration_s: float | None
    """Length of the film."""
    video: str
    """The film; empty where its file is missing."""
    poster: str
    """One picture; empty where its file is missing."""
    strip: str
    """Stills side by side, for print; empty where its file is missing."""


def read_films(folder: Path) -> tuple[Film, ...]:
    """Read the films of an artifact.

    Args:
        folder: Folder with `films.json` and the files it names.

    Returns:
        Films in the order of the list; none where there is no such folder.

    Raises:
        BrokenFile: When the list is broken, or names a file of unknown type or outside the folder.
    """
    return tuple(_film(folder, row) for row in read_rows(folder / "films.json"))


def _film(folder: Path, row: Table) -> Film:
    return Film(
        title=row.text("title", row.text("name")),
        seed=row.whole("seed"),
        cause=row.text("cause"),
        place=row.text("place", ""),
        success=row.truth("success"),
        duration_s=row.maybe_number("duration_s"),
        video=_packed(folder, row, "file"),
        poster=_packed(folder, row, "poster"),
        strip=_packed(folder, row, "strip"),
    )


def _packed(folder: Path, row: Table, key: str) -> str:
    """Give a file of the folder as a data address; empty where there is no such file."""
    name = row.text(key, "")
    if not name:
        return ""
    if Path(name).name != name:
        raise BrokenFile(f"{row.where} names the file {name!r}; it must lie in {folder.name}/.")
    path = folder / name
    media = _MEDIA_TYPES.get(path.suffix.lower())
    if media is None:
        raise BrokenFile(
            f"{row.where} names the file {name!r}; its type must be one of {sorted(_MEDIA_TYPES)}."
        )
    if not path.is_file():
        return ""
    try:
        data = path.read_bytes()
        if media == "image/png":
            media, data = _smaller(data)
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error}.") from error
    return f"data:{media};base64,{base64.b64encode(data).decode()}"


def _smaller(png: bytes) -> tuple[str, bytes]:
    """Give a picture as JPEG where that is smaller."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(buffer, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    jpeg = buffer.getvalue()
    return ("image/jpeg", jpeg) if len(jpeg) < len(png) else ("image/png", png)
