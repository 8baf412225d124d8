"""Pictures within a page, which then asks nobody for them."""

from __future__ import annotations

from base64 import b64encode

_KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp", ".svg": "svg+xml"}


def picture_address(suffix: str, data: bytes) -> str:
    """The address of a picture that holds all of it, from its file's ending, such as `.png`."""
    return f"data:image/{_KINDS[suffix.lower()]};base64,{b64encode(data).decode('ascii')}"
