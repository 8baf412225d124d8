"""Formulas as MathML, which browsers set themselves: no script, no font and no request is needed for them."""

from __future__ import annotations

from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

from compiler.targets.html import as_written

_MOST = 2_000
"""Characters of TeX that are set; what is longer is shown as it is written."""
_DEEPEST = 60
# What passes, of elements and of attributes: an author's TeX can name links, classes and styles, too.
_ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace msup msub msubsup munder mover munderover mfrac msqrt mroot mtable mtr mtd mstyle"
    " mpadded mphantom".split()
)
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
_ATTRIBUTES = frozenset("stretchy fence form accent linethickness displaystyle scriptlevel".split())


def mathml(tex: str) -> str:
    """TeX within a line of text, as HTML. What cannot be read is shown as it is written."""
    return _set(tex, "inline")


def mathml_block(tex: str) -> str:
    """TeX in a line of its own, as HTML."""
    return _set(tex, "block")


def _set(tex: str, display: str) -> str:
    if len(tex) > _MOST:
        return as_written(tex)
    try:
        return _written(_clean(convert_to_element(tex, display=display)), display)
    except Exception:  # the library's errors have no common base, and any of them means: not understood
        return as_written(tex)


def _clean(element: Element, depth: int = 0) -> Element:
    """The element with what is known of it. Raises ValueError where it is not: an author would miss it."""
    tag = element.tag.rpartition("}")[2]
    if tag not in _ELEMENTS or depth > _DEEPEST:
        raise ValueError(f"an element of MathML was expected, and {tag!r} came")
    if len(element) != _PARTS.get(tag, len(element)):
        raise ValueError(f"{tag} has {_PARTS[tag]} parts, and {len(element)} came")
    text = unescape(element.text or "").strip("\n")
    if "\\" in text:
        raise ValueError(f"a command that is not known: {text}")
    if tag == "mo" and text.isalpha():
        tag = "mi"  # the name of a function
    clean = Element(tag, {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES})
    clean.text = text
    if _is_upright(element) and len(text) == 1:
        clean.set("mathvariant", "normal")
    for child in _words(list(element)):
        clean.append(_clean(child, depth + 1))
    return clean


def _words(children: list[Element]) -> list[Element]:
    r"""Letters that stand upright beside each other, as of `\mathrm{max}`, are one word."""
    joined: list[Element] = []
    for child in children:
        if joined and _is_upright(child) and _is_upright(joined[-1]):
            word = Element("mi", {"mathvariant": "normal"})
            word.text = (joined[-1].text or "") + (child.text or "")
            joined[-1] = word
        else:
            joined.append(child)
    return joined


def _is_upright(element: Element) -> bool:
    return element.tag == "mi" and element.get("mathvariant") == "normal"


def _written(element: Element, display: str) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
    if element.tag == "math" and display == "block":
        attributes = ' display="block"'
    inside = escape(element.text or "", quote=False) + "".join(_written(child, display) for child in element)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
