// From a reply to its tree, by precedence climbing. A node is `{number}`, `{name}`, `{units}`, `{negated}`,
// `{call, operands}` or `{sign, left, right}`.

const [SUM, PRODUCT, NEGATE, POWER] = [1, 2, 3, 4];
const LEVELS = { "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "(": PRODUCT, "^": POWER };
const binary = (sign, left, right) => ({ sign, left, right });

// The exponent of a whole power of ten, so that 1.36 × 10⁷ is the number that 1.36e7 is.
function powerOfTen({ sign, left, right }) {
  if (sign !== "^" || left.number !== "10") return null;
  const digits = (right.negated || right).number;
  return digits && /^[0-9]+$/.test(digits) ? (right.negated ? "-" : "") + digits : null;
}

// The tree of a reply in plain characters, and its tokens; `symbols` are null outside of formulas.
function parseReply(text, symbols) {
  const tokens = tokenize(text, symbols);
  let at = 0;
  let depth = 0;
  let lastDivision = null; // the one that was read last, if it is not in parentheses

  const comes = (...sorts) => sorts.includes(tokens[at].sort);
  const sees = (sign) => comes("sign") && tokens[at].value === sign;
  const take = () => (comes("end") ? tokens[at] : tokens[at++]);
  const typed = ({ start, end }) => text.slice(start, end);
  const endsTerm = (signs) => comes("end") || signs.includes(tokens[at].value);
  const misses = () => refuse("operator-missing", { left: typed(tokens[at - 1]), right: typed(tokens[at]) });
  const unexpected = () => (comes("end") ? refuse("unfinished") : refuse("unexpected", { sign: typed(tokens[at]) }));

  // An expression whose operators bind at least as tightly as a level.
  function expression(level) {
    if (++depth > LIMITS.depth + 1) refuse("too-deep");
    const first = at;
    let left = prefix();
    for (let found; (found = operatorLevel()) >= level; ) left = infix(left, found, first);
    depth--;
    return left;
  }

  // The level of the operator that comes; 0 where none does. Two operands side by side are a product.
  function operatorLevel() {
    if (comes("sign")) return LEVELS[tokens[at].value] || 0;
    return comes("power") ? POWER : comes("end", "suffix") ? 0 : PRODUCT;
  }

  function prefix() {
    if (comes("number")) return numberNode();
    if (sees("-")) return take(), { negated: expression(NEGATE) };
    if (sees("+")) return take(), expression(NEGATE);
    if (sees("(")) {
      take();
      const node = expression(SUM);
      close();
      lastDivision = null;
      return node;
    }
    if (comes("mixed")) return mixedNode();
    if (comes("name")) return { name: take().value };
    if (comes("function")) return callNode(take().value);
    if (comes("unit") && at > 1 && "(*".includes(tokens[at - 1].value)) return unitsNode();
    return comes("unit", "suffix") ? refuse("number-missing") : unexpected();
  }

  // A number, and the thousand or million behind it.
  function numberNode() {
    const { value } = take();
    const node = { number: value };
    if (!comes("suffix")) return node;
    if (isExponent(at - 1)) misses();
    const factor = SUFFIXES[tokens[at].value];
    if (factor[0] !== "e" || value.includes("e")) return many(node);
    take();
    return { number: value + factor };
  }

  // Whether the token at a place stands behind a ^, its signs aside.
  function isExponent(place) {
    while (place > 0 && "+-".includes(tokens[place - 1].value)) place--;
    return place > 0 && tokens[place - 1].value === "^";
  }

  // A whole number and a fraction: 1 1/2 is 1 + 1/2, and -1 1/2 is -(1 + 1/2).
  function mixedNode() {
    const { value } = take();
    if (sees("^") || comes("power")) refuse("ask-mixed", { numeral: value });
    const [whole, above, below] = value.split(/[ /]/).map((number) => ({ number }));
    const node = binary("+", whole, binary("/", above, below));
    return comes("suffix") ? many(node) : node;
  }

  // A number times the thousand or million that comes.
  function many(node) {
    const factor = SUFFIXES[take().value];
    return binary("*", node, { number: factor[0] === "e" ? "1" + factor : factor });
  }

  function close() {
    if (comes("end")) refuse("never-closed");
    if (!sees(")")) unexpected();
    take();
  }

  // A function with its arguments; one argument without parentheses is one operand, and ends the term.
  function callNode(name) {
    const operands = [];
    if (sees("(")) {
      do {
        take();
        operands.push(expression(SUM));
      } while (sees(";") || sees(","));
      close();
      if (operands.length !== FUNCTIONS[name]) {
        refuse(operands.length === 1 ? "function-arguments" : "function-needs", { function: name });
      }
    } else {
      const isAlone = FUNCTIONS[name] === 1 && name !== "exp"; // `5 exp 3` is 5e3 to a calculator
      if (!isAlone || !comes("number", "mixed", "name")) refuse("function-needs", { function: name });
      operands.push(prefix());
      if (!endsTerm("+-);")) refuse("ask-function", { function: name });
    }
    return { call: name, operands };
  }

  function infix(left, level, first) {
    if (comes("power")) return superscript(left);
    if (level !== PRODUCT) {
      // An exponent may have a sign of its own and further powers: 2^-x^2 is 2^(-(x^2)).
      return binary(take().value, left, expression(level === POWER ? NEGATE : level + 1));
    }
    if (sees("/")) return division(left, first);
    if (comes("unit")) return binary("*", left, unitsNode());
    if (!sees("*")) return binary("*", left, sideBySide(left));
    take();
    const right = expression(PRODUCT + 1);
    const power = powerOfTen(right);
    const isNumber = power !== null && left.number && !left.number.includes("e");
    return isNumber ? { number: `${left.number}e${power}` } : binary("*", left, right);
  }

  function superscript(base) {
    const { value } = take();
    if (sees("^") || comes("power")) misses();
    const exponent = { number: value.replace(/^[-+]/, "") };
    return binary("^", base, value[0] === "-" ? { negated: exponent } : exponent);
  }

  // The second of two operands that stand side by side.
  function sideBySide(left) {
    const { sort } = tokens[at - 1];
    if (comes("number", "mixed") && /^(?:number|mixed)$/.test(sort)) refuse("two-numbers");
    if (comes("number", "mixed") || sort === "unit" || sort === "suffix") misses();
    if (left === lastDivision) refuse("ask-division");
    return expression(PRODUCT + 1);
  }

  // A division, and the unit behind it: the divisor's if what is divided has one, else that of the whole.
  function division(left, first) {
    const isMeasured = tokens.slice(first, at).some(({ sort }) => sort === "unit");
    take();
    if (comes("unit")) return binary("/", left, unitsNode());
    const right = expression(PRODUCT + 1);
    if (!comes("unit")) return (lastDivision = binary("/", left, right));
    if (isMeasured) return binary("/", left, binary("*", right, unitsNode()));
    const whole = binary("*", binary("/", left, right), unitsNode());
    return endsTerm("+-);,") ? whole : refuse("ask-division");
  }

  // A product of units: `MB/s`, `kMACs per token`, `W h`, `MB s⁻¹`.
  function unitsNode() {
    const first = take();
    const found = new Map([[first.value, unitPower()]]);
    for (;;) {
      let sign = 1;
      if (!comes("unit")) {
        if (!(sees("/") || sees("*")) || tokens[at + 1].sort !== "unit") break;
        if (take().value === "/") sign = -1;
      }
      const symbol = take().value;
      if (sign === 1 && first.value === "B" && COUNTED.includes(symbol)) {
        refuse("ask-unit", { unit: "B", units: either(["billion", "B"]) });
      }
      found.set(symbol, (found.get(symbol) || 0) + sign * unitPower());
    }
    const units = [...found].filter(([, power]) => power);
    return isSensible(units) ? { units } : refuse("unknown-unit", { unit: text.slice(first.start, tokens[at - 1].end) });
  }

  // The power behind a unit, 1 where none is written.
  function unitPower() {
    let power = "";
    if (comes("power")) power = take().value;
    else if (sees("^")) {
      take();
      if (sees("-")) power = take().value;
      if (comes("number")) power += tokens[at].value;
      take();
    } else return 1;
    const isSmall = /^[-+0]?[0-9]$/.test(power) && abs(power) <= LARGEST_POWER;
    return isSmall ? Number(power) : refuse("unknown-unit", { unit: text.slice(0, tokens[at - 1].end) });
  }

  const node = expression(SUM);
  if (comes("end")) return [node, tokens];
  return sees(")") ? refuse("closes-nothing") : unexpected();
}
