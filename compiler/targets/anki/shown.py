"""A card without Anki: the note type's templates with a note's fields put in, as pages that stand alone."""

from __future__ import annotations

import re
from pathlib import PurePath

from compiler.targets.anki.model import note_type
from compiler.targets.anki.note import Content
from compiler.targets.html import escape, picture_address

# Templates are ours and nest no sections. One pass, so that nothing in a field is taken for a part of the template.
_PART = re.compile(r"{{#(?P<section>[\w ]+)}}(?P<inside>.*?){{/(?P=section)}}|{{(?P<field>[\w ]+)}}", re.DOTALL)
# The classes are those that Anki sets; its desktop program calls the first template's card `card1`.
_PAGE = """<!doctype html>
<html lang="en"{night}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{css}</style>
</head>
<body class="card card1{body}">
<div id="qa">{content}</div>
</body>
</html>
"""


def sides(content: Content, night: bool) -> tuple[str, str]:
    """Front and back of a note's card, each a whole HTML document that asks nothing of the network.

    Formulas in TeX stay as they are written: Anki sets them with a library of its own.
    """
    kind = note_type()
    fields = _with_picture(dict(content.fields), content.picture)
    template = kind.templates[0]
    front, back = (
        _page(_put(str(template[side]), fields), content.title, kind.css, night) for side in ("qfmt", "afmt")
    )
    return front, back


def _put(template: str, fields: dict[str, str]) -> str:
    """A template with the fields put in; a section stands where its field says something."""

    def part(found: re.Match[str]) -> str:
        if found["field"] is not None:
            return fields[found["field"]]
        return _put(found["inside"], fields) if fields[found["section"]].strip() else ""

    return _PART.sub(part, template)


def _with_picture(fields: dict[str, str], picture: tuple[str, bytes] | None) -> dict[str, str]:
    """The fields, the picture in them as data: Anki finds it in its media folder, which is not there."""
    if picture is None:
        return fields
    name, data = picture
    address = picture_address(PurePath(name).suffix, data)
    return {**fields, "Figure": fields["Figure"].replace(f'src="{name}"', f'src="{address}"')}


def _page(content: str, title: str, css: str, night: bool) -> str:
    return _PAGE.format(
        title=escape(title),
        css=css,
        content=content,
        night=' class="night-mode"' if night else "",
        body=" nightMode night_mode" if night else "",
    )
