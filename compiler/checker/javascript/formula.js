// Grading a formula: it is compared with the right one at points from the exercise's own ranges.

const SAME = 1e-9;
const FORMULA_NOISE = 1e-12;

function gradeFormula(key, reply) {
  const symbols = key.symbols.map(plain);
  const [node, tokens] = parseReply(divided(plain(reply))[1], symbols);
  return Object.assign(formulaVerdict(key, symbols, node), { readings: [["", echo(tokens)]] });
}

function formulaVerdict(key, symbols, node) {
  if (!namesIn(node).some((name) => symbols.includes(name))) {
    return verdictOf("unreadable", "formula-number", { symbols: either(key.symbols) });
  }
  const terms = key.points.map(() => 0);
  const values = key.points.map((point, i) => {
    const known = new Map(symbols.map((symbol, place) => [symbol, point[place]]));
    return valueAt(node, known, (size) => (terms[i] = max(terms[i], size)));
  });
  if (isSame(values, key.values, terms)) return verdictOf("right", "right");
  const mistake = mistakeVerdict(key, (each) => isSame(values, each.values, terms));
  if (mistake) return mistake;
  if (values.some(isNaN)) return verdictOf("wrong", "formula-undefined");
  return constantFactor(values, key.values, terms) || verdictOf("wrong", "formula-wrong");
}

const namesIn = (node) =>
  node.name ? [node.name] : [].concat(...[node.left, node.right, node.negated].concat(node.operands).filter(Boolean).map(namesIn));

// The value of a formula at one point, not a number where it has none; `add` hears of the sizes of terms that are added,
// of which rounding may leave a trace where they cancel.
function valueAt(node, known, add) {
  if (node.number) return Number(node.number);
  if (node.name) return known.has(node.name) ? known.get(node.name) : CONSTANTS[node.name];
  if (node.negated) return -valueAt(node.negated, known, add);
  const operands = (node.operands || [node.left, node.right]).map((each) => valueAt(each, known, add));
  const [left, right] = operands;
  const { sign } = node;
  if (sign === "+" || sign === "-") add(max(abs(left), abs(right)) || 0);
  if (sign === "*" || sign === "+") {
    const value = sign === "*" ? left * right : left + right;
    return isFinite(value) ? value : NaN;
  }
  if (operands.some(isNaN)) return NaN;
  try {
    return sign ? arithmetic(sign, left, right) : apply(node.call, operands);
  } catch (error) {
    if (error.message in MESSAGES) return NaN;
    throw error;
  }
}

// Whether the values agree at every point, but for what the terms may leave; what has no value never does.
function isSame(values, others, terms) {
  const largest = max(...others.map(abs));
  return values.every((value, i) => {
    const noise = FORMULA_NOISE * min(terms[i], largest);
    return abs(value - others[i]) <= SAME * abs(others[i]) + noise;
  });
}

// The verdict on a formula that is the right one times the same number at every point.
function constantFactor(values, right, terms) {
  const factor = values[0] / right[0];
  const isConstant = right.every(Boolean) && factor !== 0 && isSame(values, right.map((value) => factor * value), terms);
  if (!isConstant) return null;
  if (abs(factor + 1) <= SAME) return verdictOf("wrong", "formula-sign");
  const known = suspects(factor).find(([, size]) => abs(factor - size) <= SAME * size);
  return verdictOf(known ? known[0] : "wrong", "formula-factor");
}
