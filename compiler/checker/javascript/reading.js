// Reading a reply: what people type becomes a number with its unit, or a question, or the reason why not.
// A reading is `{value, unit, numeral, tokens}`: `unit` is null for a plain number, `numeral` null for an expression.

// What a reply may begin with before it says anything: a sign of equality, `S =`, `peak memory =`, `f(d, r) =`, `Size:`.
const IN_BRACKETS = `(?: ?\\([${LETTERS}0-9_ ,;/%]{0,40}\\))?`;
const NAMES = `[${LETTERS}][${LETTERS}0-9_]*(?: +[${LETTERS}][${LETTERS}0-9_]*){0,7}`;
const LEAD = new RegExp(`^(?:(${NAMES})${IN_BRACKETS})? *[=~][=~: ]*`);
const COLON = new RegExp(`^([${LETTERS}][${LETTERS}0-9_]{0,40})${IN_BRACKETS}:[ =~]+`);
const ABOUT = new RegExp(`^(?:(?:${FACTS.leads.map(escaped).join("|")}) +[=~ ]*|[×x] ?(?=[0-9.]))`, "i");
const LEAD_WORDS = new RegExp(`[${LETTERS}]+(?:/[${LETTERS}]+)?|%`, "g");
const JUST_COUNTS = COUNTED.concat("count", "log10");
const NEAR_SIDES = 1e-9;
const COARSE = 0.05;
// A number with or without a unit is most of what people type, and needs no tree.
const SIMPLE = new RegExp(`^([+-]?)(${NUMERAL})(${EXPONENT})?(?: ?([A-Za-zµ%/]+))?$`);

const shownReading = ({ numeral, tokens, value, unit }) =>
  numeral !== null ? numeralEcho(numeral, value, unit) : `${echo(tokens)} = ${readable(value, unit)}`;

// The number that a reply says, the whole reply and never a part of it.
function read(reply) {
  const [lead, rest] = divided(plain(reply));
  const reading = readText(rest);
  if (lead && reading.unit === null) checkLead(lead);
  return reading;
}

// The number that a text in plain characters says, of an equation the last side.
function readText(untrimmed) {
  const text = stripped(untrimmed, " =~");
  if (!/[=~]/.test(text)) return readSide(text, true);
  const sides = text.split(/[=~]+/);
  if (sides.length > LIMITS.sides) refuse("too-many-parts");
  let found = readSide(sides.pop(), false);
  for (const side of sides) {
    const other = readSide(side, false);
    if (!saysTheSame(other, found)) refuse("ask-sides");
    if (found.unit === null && other.unit !== null) {
      found = Object.assign({}, found, { unit: findUnit(other.unit).kind === "ratio" ? "fraction" : other.unit });
    }
  }
  return found;
}

// What a reply begins with (`S =`, `≈`, `about`), and the rest without a full stop at its end.
function divided(reply) {
  const text = /[^.]\.$|^\.$/.test(reply) ? reply.slice(0, -1).replace(/ +$/, "") : reply;
  if (/^[0-9]/.test(text)) return ["", text];
  const lead = LEAD.exec(text) || COLON.exec(text);
  const start = lead && !computes(lead[1]) ? lead[0].length : 0;
  return [text.slice(0, start), text.slice(start).replace(ABOUT, "")];
}

// Whether what stands before a sign of equality is no name but an expression: `sqrt`, `ln e`, `pi`; not `e`.
const computes = (words) =>
  words !== undefined &&
  words !== "e" &&
  words.split(/ +/).every((word) => has(FUNCTIONS, word) || has(CONSTANTS, word) || word === "π");

// `Size (MB) = 13.6`: a unit before the number is asked about, unless it is one that just counts.
function checkLead(lead) {
  for (const word of lead.match(LEAD_WORDS) || []) {
    const unit = findUnit(word);
    const isMeant = unit && !JUST_COUNTS.includes(unit.kind) && unit.symbol !== "×";
    if (isMeant && (word.length > 1 || lead.includes("("))) refuse("ask-lead", { unit: unit.symbol });
  }
}

// The number that one side of an equation says, or all of a reply.
function readSide(text, isAlone) {
  const simple = SIMPLE.exec(text);
  if (simple) {
    const [, sign, number, exponent, name] = simple;
    const unit = name && findUnit(name);
    if (!name || unit) {
      const numeral = withExponent(number, exponent);
      const value = Number(numeral);
      return { value: sign === "-" ? -value : value, unit: unit ? unit.symbol : null, numeral, tokens: [] };
    }
  }
  const [node, tokens] = parseReply(text, null);
  if (isAlone) checkLostDigits(text, tokens); // an equation says itself what its product comes to
  const { value, powers } = measure(node);
  const [unit, factor] = inOneUnit(powers);
  if (!isFinite(value * factor)) refuse("too-large");
  return { value: value * factor, unit, numeral: factor === 1 ? numeralOf(node) : null, tokens };
}

function inOneUnit(powers) {
  if (!powers.length) return [null, 1];
  return powers.length === 1 && powers[0][1] === 1 ? [powers[0][0], 1] : product(powers);
}

// The number of a reply that is a number, its sign and a unit behind it aside.
function numeralOf(node) {
  const bare = node.sign === "*" && node.right.units ? node.left : node;
  const { number } = bare.negated || bare;
  return number ? checked(number) : null;
}

// Whether a side of an equation is the last one, which may be rounded to the digits that it shows.
function saysTheSame(one, last) {
  const factor = factorBetween(one.unit, last.unit);
  if (factor === null) return false;
  const size = abs(last.value);
  const rounding = min(halfADigit(last.numeral), COARSE * size);
  return abs(one.value * factor - last.value) <= max(NEAR_SIDES * size, rounding);
}

// What leads from one side's unit to the other's. A side without a unit has that of the other, or is the number that a
// percentage stands for.
function factorBetween(source, target) {
  const isRatio = (symbol) => symbol !== null && findUnit(symbol).kind === "ratio";
  const one = fraction("1");
  if (source === null) return isRatio(target) ? nearest(over(one, findUnit(target).factor)) : 1;
  if (target === null) return isRatio(source) ? nearest(findUnit(source).factor) : 1;
  const isAlike = dimensionsText(findUnit(source).dimensions) === dimensionsText(findUnit(target).dimensions);
  return isAlike ? conversion(source, target) : null;
}
