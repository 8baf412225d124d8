// Grading a number: is it right, and if not, why not? A key is `{value, unit, units, tolerance, roundings, accept,
// mistakes, rounded}`, as Python stores it.

const FINE = 0.01;

// A verdict with one sentence, and what more there is to it.
const verdictOf = (kind, message, slots, more) => judged(kind, said(message, slots), more);
const judged = (kind, sentence, more) =>
  Object.assign({ kind, said: sentence, more: [], hints: [], note: null, parts: [], readings: [] }, more);
const unique = (items) => [...new Set(items)];
const kindOf = (symbol) => findUnit(symbol).kind;

// The symbols that a reply may use, the asked one among them; none for a plain number.
function acceptedUnits(key) {
  if (key.unit === null) return [];
  if (!key.units.length) return unitsLike(key.unit);
  const [asked, ...listed] = [key.unit].concat(key.units).map((name) => findUnit(name).symbol);
  return listed.includes(asked) ? listed : [asked].concat(listed);
}

function gradeNumber(key, { value, unit, numeral }) {
  const reply = inAskedUnit(key, value, unit);
  const right = rightVerdict(key, value, unit, reply);
  if (right) return right;
  if (reply === null) return unitNotAccepted(key, unit);
  const mistake = mistakeVerdict(key, ({ value }) => accepts(key.tolerance, value, reply));
  if (mistake) return mistake;
  // With zero, every unit is the same one and every power of ten too.
  if (unit !== null && key.value !== 0 && accepts(key.tolerance, key.value, value)) {
    return verdictOf("other-unit", "other-unit", { unit });
  }
  const scale = value ? reply / value : 1;
  const half = halfADigit(numeral);
  return (
    roundedStep(key, reply, half * abs(scale)) ||
    slip(key, reply, value ? half / abs(value) : 0) ||
    roundedTooFar(key, value, scale, numeral) ||
    verdictOf("wrong", "factor" in key.tolerance ? "wrong-magnitude" : "wrong")
  );
}

// The verdict on a reply to which known mistakes lead.
function mistakeVerdict(key, isMade) {
  const hints = unique(key.mistakes.filter(isMade).map(({ hint }) => hint));
  return hints.length ? verdictOf("mistake", "mistake", {}, { hints }) : null;
}

const isRight = (key, value, unit) => rightVerdict(key, value, unit, inAskedUnit(key, value, unit)) !== null;

// The verdict on the answer, or on what is accepted besides; null for anything else.
function rightVerdict(key, value, unit, reply) {
  if (reply !== null && accepts(key.tolerance, key.value, reply)) return verdictOf("right", "right");
  const other = key.accept.find((each) => meets(key, each, value, unit));
  return other ? verdictOf("right", "right-as-well", {}, { note: other.note }) : null;
}

// The value in the asked unit; null if the question does not take the unit that was said.
function inAskedUnit(key, value, unit) {
  if (unit === null || unit === key.unit) return value;
  if (key.unit !== null) return acceptedUnits(key).includes(unit) ? convert(value, unit, key.unit) : null;
  return ["ratio", "count"].includes(kindOf(unit)) ? value * nearest(findUnit(unit).factor) : null;
}

// Whether the reply is the alternative. A number without a unit is read in the asked one; only where the alternative is
// of another kind (a count beside its log10) can it be meant in the alternative's.
function meets(key, other, value, typed) {
  const wanted = other.unit || key.unit;
  if (wanted === null) return typed === null && accepts(other.tolerance, other.value, value);
  const isAsked = typed === null && key.unit !== null && kindOf(key.unit) === kindOf(wanted);
  const unit = typed || (isAsked ? key.unit : wanted);
  const isListed = acceptedUnits(key).includes(unit) && kindOf(unit) === kindOf(wanted);
  if (!unitsLike(wanted).includes(unit) && !isListed) return false;
  return accepts(other.tolerance, other.value, convert(value, unit, wanted));
}

function unitNotAccepted(key, unit) {
  const units = acceptedUnits(key);
  if (!units.length) return verdictOf("other-unit", "no-unit-asked", { unit });
  return verdictOf("other-unit", "unit-not-accepted", { unit, units: either(units) });
}

// The verdict on the right value with too few digits, unless a known mistake rounds to the same. `value` is the number
// as it was typed, in a unit of its own; times `scale` it is in the asked one.
function roundedTooFar(key, value, scale, numeral) {
  const off = abs(value * scale - key.value);
  if (numeral === null || "factor" in key.tolerance || off > COARSE * abs(key.value)) return null;
  if (!isRounded(key.value / scale, value, numeral)) return null;
  if (key.mistakes.some((mistake) => isRounded(mistake.value / scale, value, numeral))) return null;
  if (!key.roundings.length) return verdictOf("rounded-too-far", "rounded-too-far");
  return verdictOf("rounded-too-far", "rounded-too-far-asked", { rounding: digitsAsked(key.roundings[0]) });
}

// A rounding in words: 3 significant figures, one decimal, a whole number.
function digitsAsked(rounding) {
  const [digits, kind] = rounding === "integer" ? ["0", "decimals"] : rounding.split(" ");
  const few = { 0: "-none", 1: "-one" }[digits] || "";
  return said(`digits-${kind === "sig" ? kind : "decimals"}${few}`, { digits });
}

// Whether a value is the exact one, rounded to the digits that were typed. Zeros at the end of a whole number may be no
// digits, if two or more are left: of 12000 they may, of 1000 not.
function isRounded(exact, value, numeral) {
  if (!isFinite(exact)) return false;
  const digits = numeral.split("e")[0];
  const places = [0];
  if (!digits.includes(".") && /^0*[1-9][0-9]*[1-9]0*$/.test(digits)) places.push(/0*$/.exec(digits)[0].length);
  return places.some((place) => toPlace(exact, lastPlace(numeral) + place) === value);
}

// The verdict on a reply that is, in all its digits, what comes of a step that was rounded.
function roundedStep(key, reply, half) {
  for (const { value, step } of key.rounded) {
    const near = max(half * (1 + EDGE), abs(value) * EXACT_NOISE);
    if (near <= FINE * abs(value) && abs(reply - value) <= near) {
      return verdictOf("rounded-intermediate", "rounded-intermediate", { step });
    }
  }
  return null;
}
