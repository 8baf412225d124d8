"""What does this author mean, and is it sound? Source positions, model, drawing, proofs, diagnostics.

`load` reads a deck's folder, `prove_all` proves its exercises, `table` and `filled` draw their variants. Nothing here
knows Anki, HTML or Discord.
"""

from compiler.deck.derivation import show_draw
from compiler.deck.diagnostics import CODES, Diagnostic, render, summary
from compiler.deck.draw import MAX_ENUMERATED, MAX_SEED, judged_draws, operations
from compiler.deck.fill import filled, table
from compiler.deck.filled import Filled, NoVariant, Step, Symbol, unescaped
from compiler.deck.keys import with_unit
from compiler.deck.loading import Loaded, load
from compiler.deck.model import Callout, Chapter, Deck, Drawn, Exercise, Figure, KeyFormula
from compiler.deck.prove import Proof, prove, prove_all, prove_draws
from compiler.deck.rejections import Rejection
from compiler.deck.shapes import TYPES, json_schemas
from compiler.deck.template import LATEX

__all__ = [
    "CODES",
    "LATEX",
    "MAX_ENUMERATED",
    "MAX_SEED",
    "TYPES",
    "Callout",
    "Chapter",
    "Deck",
    "Diagnostic",
    "Drawn",
    "Exercise",
    "Figure",
    "Filled",
    "KeyFormula",
    "Loaded",
    "NoVariant",
    "Proof",
    "Rejection",
    "Step",
    "Symbol",
    "filled",
    "json_schemas",
    "judged_draws",
    "load",
    "operations",
    "prove",
    "prove_all",
    "prove_draws",
    "render",
    "show_draw",
    "summary",
    "table",
    "unescaped",
    "with_unit",
]
