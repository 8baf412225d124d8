// The value of a reply: a float64 and a product of units.

const isWhole = Number.isInteger;
const MOST_MULTIPLIED = 64;

// What is not the function of that name in Math.
const MEANINGS = {
  ln: Math.log,
  log10: (value) => wholeLogarithm(value, Math.log10(value), (power) => Number("1e" + power)),
  log2: (value) => wholeLogarithm(value, Math.log2(value), (power) => Math.pow(2, power)),
  round: (value) => (value < 0 ? -1 : 1) * floor(abs(value) + 0.5),
};

// Some engines miss the logarithm of a power of ten by a last digit. The least floats are too coarse to be powers.
function wholeLogarithm(value, found, powerOf) {
  const whole = round(found);
  return powerOf(whole) === value && value > 1e-307 ? whole : found;
}

function apply(name, operands) {
  const value = (MEANINGS[name] || Math[name])(...operands);
  if (value === Infinity) refuse("too-large");
  if (!isFinite(value)) refuse("no-value");
  return value;
}

function arithmetic(sign, left, right) {
  let value;
  if (sign === "*") value = left * right;
  else if (sign === "+") value = left + right;
  else if (sign === "-") value = left - right;
  else if (sign === "^") value = power(left, right);
  else if (right === 0) refuse("divided-by-zero");
  else value = left / right;
  if (value === 0 && left !== 0 && "*/^".includes(sign) && (right !== 0 || sign === "^")) refuse("too-small");
  if (isFinite(value)) return value;
  refuse("too-large");
}

// Small whole powers are multiplied out, so that they are the same everywhere to the last bit.
function power(base, exponent) {
  if (base === 0 && exponent < 0) refuse("divided-by-zero");
  if (isWhole(exponent) && abs(exponent) <= MOST_MULTIPLIED) {
    const value = multipliedOut(base, abs(exponent));
    return exponent < 0 ? 1 / value : value;
  }
  const value = Math.pow(base, exponent);
  if (isNaN(value)) refuse("no-value");
  return value;
}

function multipliedOut(base, times) {
  if (times === 0) return 1;
  const half = multipliedOut(base, floor(times / 2));
  return times % 2 ? half * half * base : half * half;
}

function measure(node) {
  if (node.number) return { value: Number(node.number), powers: [] };
  if (node.units) return { value: 1, powers: node.units };
  if (node.name) return { value: CONSTANTS[node.name], powers: [] };
  if (node.negated) {
    const { value, powers } = measure(node.negated);
    return { value: -value, powers };
  }
  if (node.call) {
    const measured = node.operands.map(measure);
    if (measured.some(({ powers }) => powers.length)) refuse("function-unit", { function: node.call });
    return { value: apply(node.call, measured.map(({ value }) => value)), powers: [] };
  }
  return operation(node.sign, measure(node.left), measure(node.right));
}

function operation(sign, left, right) {
  if (sign === "*" || sign === "/") {
    const isAlone = !left.powers.length && sign === "*";
    const powers = isAlone ? right.powers : joined(left.powers, right.powers, sign === "*" ? 1 : -1);
    return { value: arithmetic(sign, left.value, right.value), powers };
  }
  if (sign === "+" || sign === "-") {
    const isAlike = String(left.powers) === String(right.powers);
    const value = isAlike ? right.value : right.value * ratioOf(right.powers, left.powers);
    return { value: arithmetic(sign, left.value, value), powers: left.powers };
  }
  if (left.powers.length || right.powers.length) refuse("power-unit");
  return { value: arithmetic(sign, left.value, right.value), powers: [] };
}

function joined(left, right, sign) {
  if (!right.length) return left;
  const found = new Map(left);
  for (const [unit, power] of right) found.set(unit, (found.get(unit) || 0) + sign * power);
  const powers = [...found].filter(([, power]) => power);
  if (!isSensible(powers)) refuse("unknown-unit", { unit: shownUnits(powers) });
  return powers;
}

// What a number in one product of units is multiplied by to be in another.
function ratioOf(source, target) {
  const [one, factor] = dimensionsOf(source);
  const [other, per] = dimensionsOf(target);
  if (!source.length || !target.length) refuse(one || other ? "ask-sum" : "ask-percent");
  if (one !== other) refuse("kinds", { left: shownUnits(target), right: shownUnits(source) });
  return nearest(over(factor, per));
}
