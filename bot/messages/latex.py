"""LaTeX as a line of plain text, for places that set no formulas."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_DEEPEST = 30
_RAISED = str.maketrans(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤∘",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ°",
)
_LOWERED = str.maketrans("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_SCRIPTS = {"^": _RAISED, "_": _LOWERED}


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_SYMBOLS = _pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
    nu ν xi ξ omicron ο pi π rho ρ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ
    Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ ell ℓ sum ∑ prod ∏ int ∫
    circ ∘ degree ° prime ′ top ⊤ bot ⊥ ldots … dots … cdots ⋯ vdots ⋮ forall ∀ exists ∃ neg ¬ lnot ¬ emptyset ∅ hbar ℏ
    lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ vert | lvert | rvert | mid | Vert ‖ lVert ‖ rVert ‖ colon :
    lbrace { rbrace } lbrack [ rbrack ] backslash \\ star ⋆ ast ∗ angle ∠ triangle △ Re ℜ Im ℑ
    """
)
_OPERATORS = _pairs(
    """
    times × cdot · div ÷ pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ ll ≪
    gg ≫ lt < gt > to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⇒
    iff ⇔ mapsto ↦ in ∈ notin ∉ subset ⊂ subseteq ⊆ supset ⊃ cup ∪ cap ∩ setminus ∖ land ∧ wedge ∧ lor ∨ vee ∨ oplus ⊕
    otimes ⊗ odot ⊙ parallel ∥ perp ⊥ bmod mod
    """
)
_OPENING = frozenset("lfloor lceil langle lvert lVert lbrace lbrack".split())
_ACCENTS = _pairs(
    "hat \u0302 widehat \u0302 bar \u0304 overline \u0304 tilde \u0303 widetilde \u0303 dot \u0307 vec \u20d7"
)
_UPRIGHT = frozenset(
    "text textrm textit textbf texttt mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol"
    " operatorname mbox mathop".split()
)
_SIZES = frozenset("left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits nolimits".split())
_SPACES = frozenset("quad qquad space".split())


def plain_latex(tex: str) -> str:
    r"""LaTeX as plain text, as far as that can be read: `\frac{a + b}{2^{10}}` is (a + b)/2¹⁰."""
    text = " ".join(_Latex(tex).all().split())
    return re.sub(r"(?<=[(\[]) | (?=[;,)\]])", "", text)


class _Latex:
    """Reads LaTeX from left to right. A command that it does not know is shown by its name."""

    def __init__(self, tex: str) -> None:
        self._tokens: list[str] = _TOKEN.findall(tex)[::-1]
        self._depth = 0

    def all(self) -> str:
        """What there is to read; a brace that closes nothing is left out."""
        text = ""
        while self._tokens:
            text += self._group()
        return text

    def _next(self) -> str:
        return self._tokens[-1] if self._tokens else ""

    def _group(self, end: str = "}") -> str:
        text = ""
        while self._tokens:
            if self._next() == end:
                self._tokens.pop()
                break
            text += self._part()
        return text

    def _argument(self) -> str:
        while self._next().isspace():
            self._tokens.pop()
        return "" if self._next() in ("", "}") else self._part().strip()

    def _part(self) -> str:
        token = self._tokens.pop()
        if self._depth > _DEEPEST:
            return re.sub(r"[\\{}]", "", token)
        self._depth += 1
        text = self._read(token)
        self._depth -= 1
        return text

    def _read(self, token: str) -> str:
        match token:
            case "{":
                return self._group()
            case "^" | "_":
                return self._script(token)
            case "-":
                return "−"
            case "'":
                return "′"
            case "~" | "&":
                return " "
            case "}":
                return ""
            case "\\\\":
                return "; "
        if token.startswith("\\"):
            return self._command(token[1:])
        return " " if token.isspace() else token

    def _script(self, sign: str) -> str:
        text = self._argument().replace(" ", "")
        if all(ord(character) in _SCRIPTS[sign] for character in text):
            return text.translate(_SCRIPTS[sign])
        return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"

    def _command(self, name: str) -> str:
        if name in _SYMBOLS:
            while name in _OPENING and self._next().isspace():
                self._tokens.pop()
            return _SYMBOLS[name]
        if name in _OPERATORS:
            return f" {_OPERATORS[name]} "
        if name in ("frac", "dfrac", "tfrac"):
            return self._fraction()
        if name == "sqrt":
            return self._root()
        if name in ("binom", "tbinom", "dbinom"):
            return f"C({self._argument()}, {self._argument()})"
        if name in _ACCENTS:
            text = self._argument()
            return text + _ACCENTS[name] if len(text) == 1 else f"{name}({text})"
        if name in _UPRIGHT:
            return self._part() if self._next() == "{" else self._argument()
        if name in ("begin", "end"):
            self._argument()
            return ""
        if name in _SIZES:
            if self._next() == ".":
                self._tokens.pop()
            return ""
        if name in _SPACES:
            return " "
        if name.isalpha():
            return f"{name} " if self._next().strip("\\")[:1].isalnum() and self._next() != "\\left" else name
        return {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "|": "‖"}.get(name, name)

    def _fraction(self) -> str:
        text = f"{_held(self._argument())}/{_held(self._argument())}"
        after = self._next().lstrip("\\")
        continues = after[:1].isalnum() and after not in _OPERATORS and after not in _SIZES and after != "end"
        return f"({text})" if continues or self._next() in ("^", "_", "{", "(") else text

    def _root(self) -> str:
        degree = ""
        if self._next() == "[":
            self._tokens.pop()
            degree = self._group("]").strip()
        sign = {"": "√", "3": "∛", "4": "∜"}.get(degree) or degree.translate(_RAISED) + "√"
        return sign + _held(self._argument())


def _held(text: str) -> str:
    """A text that stays together beside a stroke or under a root: a word, or in brackets."""
    return text if re.fullmatch(r"[\w.√∞]*(?:\([^()]*\))?", text) else f"({text})"
