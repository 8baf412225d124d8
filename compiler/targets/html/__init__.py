"""What cards and pages share: texts as HTML with slots, the table of an exercise's variants, scripts that read it."""

from compiler.targets.html.about import about
from compiler.targets.html.markdown import Math, as_written, escape, literal, mathjax, render
from compiler.targets.html.parts import hints_html, insight_html, steps_html
from compiler.targets.html.pictures import picture_address
from compiler.targets.html.scripts import script
from compiler.targets.html.table import VERSION, Slots, Table, table_json

__all__ = [
    "VERSION",
    "Math",
    "Slots",
    "Table",
    "about",
    "as_written",
    "escape",
    "hints_html",
    "insight_html",
    "literal",
    "mathjax",
    "picture_address",
    "render",
    "script",
    "steps_html",
    "table_json",
]
