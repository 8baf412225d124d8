// Grading an answer of several parts: a verdict and its number, labelled values, a line and its value.

const LINE = /^(?:line ?)?([0-9]{1,2})(?: ?[:;=)] ?|[.,] | - |$)|^line ?([0-9]{1,2})(?: |$)/i;
const GOES_ON = sticky(`[${LETTERS}0-9_]|[.,][0-9]`);
const DASH = /^- +/;
const SEPARATORS = " ,;:";
const JOINT = new RegExp(`^(?:${FACTS.joints.join("|")})(?= )`, "i");
// Verdicts that need not be told of each value: its hint says more, or that it is wrong is said already.
const SAYS_LITTLE = ["wrong", "mistake"];

const withoutStop = (text) => text.replace(/\.$/, "");
const isSaying = (verdict) => !SAYS_LITTLE.includes(verdict.said.message);
const withParts = (verdict, parts, readings) => Object.assign(verdict, { parts, readings });

// Both the verdict and its number are needed, and nothing is said of a verdict whose number is wrong.
function gradeDecide(key, reply) {
  const [option, rest] = optionOf(key, withoutStop(plain(reply)));
  const reading = readText(rest);
  const number = gradeNumber(key.number, reading);
  const readings = [["", key.options[option][0]], ["", reading]];
  if (number.kind !== "right") return withParts(number, [], readings);
  if (option !== key.right) return withParts(verdictOf("partly-right", "decide-verdict"), [false, true], readings);
  return withParts(number, [true, true], readings);
}

// The option that a reply begins or ends with, the longest that fits, and the rest of the reply.
function optionOf(key, text) {
  const lowered = text.toLowerCase();
  const words = [];
  key.options.forEach((option, index) => option.forEach((word) => words.push([plain(word), index])));
  words.sort(([one], [other]) => other.length - one.length);
  for (const [word, index] of words) {
    const before = text.slice(0, -word.length).replace(/ +$/, "");
    let rest = null;
    if (lowered.startsWith(word.toLowerCase()) && !matchAt(GOES_ON, lowered, word.length)) rest = text.slice(word.length);
    else if (lowered.endsWith(word.toLowerCase()) && standsApart(word, before, text)) rest = before;
    else continue;
    rest = stripped(stripped(rest, SEPARATORS).replace(DASH, "").replace(JOINT, ""), SEPARATORS + "=~");
    if (rest) return [index, rest];
  }
  refuse("decide-both", { options: either(key.options.map(([word]) => word)) });
}

// Whether a word at the end is one of its own: not the end of another one, and not the unit of the number.
function standsApart(word, before, text) {
  if (findUnit(word)) return /[,;:]$/.test(before);
  return !matchAt(GOES_ON, text.slice(0, -word.length).slice(-1), 0);
}

function gradeVector(key, reply) {
  const labels = key.parts.map(({ label }) => label);
  const values = labelled(split(withoutStop(plain(reply))), labels);
  const readings = withLastUnit(values.map(readText));
  const verdicts = key.parts.map(({ number }, i) => gradeNumber(number, readings[i]));
  const parts = verdicts.map(({ kind }) => kind === "right");
  const found =
    allRight(verdicts) || swapped(key, readings, parts) || alike(verdicts) || partly(key, readings, verdicts);
  return withParts(found, parts, labels.map((label, i) => [label, readings[i]]));
}

// The verdict on values that are all right, with the notes of accepted alternatives.
function allRight(verdicts) {
  if (verdicts.some(({ kind }) => kind !== "right")) return null;
  const notes = unique(verdicts.map(({ note }) => note).filter(Boolean));
  return verdictOf("right", "right", {}, { note: notes.join("\n\n") || null });
}

// The verdict on values that are all there, but in each other's places.
function swapped(key, readings, parts) {
  const places = parts.map((right, i) => (right ? -1 : i)).filter((i) => i >= 0);
  const left = places.slice();
  for (const place of places) {
    const { value, unit } = readings[place];
    const home = left.findIndex((other) => isRight(key.parts[other].number, value, unit));
    if (home < 0) return null;
    left.splice(home, 1);
  }
  return verdictOf("partly-right", "vector-swapped", { swapped: both(places.map((place) => key.parts[place].label)) });
}

// The one verdict on all values, where each has the same, and it says something.
function alike(verdicts) {
  const summary = ({ kind, said }) => JSON.stringify([kind, said]);
  const isAlike = verdicts.every((each) => summary(each) === summary(verdicts[0]));
  return isAlike && isSaying(verdicts[0]) ? verdicts[0] : null;
}

// The verdict on values of which some, or all, are wrong: which, and what is known of each.
function partly(key, readings, verdicts) {
  const named = verdicts.map((each, i) => ({ label: key.parts[i].label, each }));
  const labels = (ones) => both(ones.map(({ label }) => label));
  const right = named.filter(({ each }) => each.kind === "right");
  const wrong = named.filter(({ each }) => each.kind !== "right");
  const telling = wrong.filter(({ each }) => isSaying(each));
  const more = telling.map(({ label, each }) => said("vector-part", { label, said: each.said }));
  if (wrong.length > 1) more.push(...brokenInvariant(key, readings)); // with one value wrong, the check would tell it
  const hints = [].concat(...wrong.map(({ label, each }) => each.hints.map((hint) => `${label}: ${hint}`)));
  if (!right.length) return verdictOf("wrong", "vector-wrong", {}, { more, hints });
  return verdictOf("partly-right", "vector-partly", { right: labels(right), wrong: labels(wrong) }, { more, hints });
}

// `63, 90, 72 KiB`: a unit behind the last value alone is that of all; a percent sign only where no other value is a
// fraction.
function withLastUnit(readings) {
  const { unit } = readings[readings.length - 1];
  const others = readings.slice(0, -1);
  if (unit === null || others.some((each) => each.unit !== null)) return readings;
  if (kindOf(unit) === "ratio" && others.some(({ value }) => abs(value) < 1)) return readings;
  return readings.map((each) => Object.assign({}, each, { unit }));
}

// What to say of values that a check on all of them refutes.
function brokenInvariant({ invariant, parts }, readings) {
  if (!invariant) return [];
  const values = parts.map(({ number }, i) => inAskedUnit(number, readings[i].value, readings[i].unit));
  if (values.includes(null) || holds(invariant, values)) return [];
  return [said(invariant.kind, invariant.kind === "sums-to" ? { total: numberText(invariant.total) } : {})];
}

function holds({ kind, total, tolerance }, values) {
  if (kind === "sums-to") return accepts(tolerance, total, values.reduce((sum, value) => sum + value, 0));
  return values.slice(1).every((value, i) => (kind === "rises" ? values[i] < value : values[i] > value));
}

// A line and the value that it leads to once it is mended; 0 alone says that no line is wrong.
function gradeDebug(key, reply) {
  const [line, rest] = lineOf(withoutStop(plain(reply)));
  if (line > key.lines) refuse("debug-range");
  const label = ["", textOf(line ? said("read-line", { line: String(line) }) : said("read-no-line"))];
  if (!rest) {
    if (line) refuse("debug-both");
    const isRightLine = key.line === 0;
    const found = isRightLine ? verdictOf("right", "right") : verdictOf("wrong", "debug-wrong");
    return withParts(found, [isRightLine, isRightLine], [label]);
  }
  const reading = readText(rest);
  const number = gradeNumber(key.number, reading);
  const parts = [line === key.line, number.kind === "right"];
  const found = lineVerdict(parts);
  if (parts[0] && !parts[1] && isSaying(number)) found.more.push(number.said);
  return withParts(Object.assign(found, { hints: number.hints }), parts, [label, ["", reading]]);
}

function lineVerdict([isLine, isValue]) {
  if (isLine) return isValue ? verdictOf("right", "right") : verdictOf("partly-right", "debug-value");
  return isValue ? verdictOf("partly-right", "debug-line") : verdictOf("wrong", "debug-wrong");
}

// The number of the line that a reply begins with, and the rest of the reply.
function lineOf(text) {
  const found = LINE.exec(text);
  if (found) return [Number(found[1] || found[2]), stripped(text.slice(found[0].length), " ")];
  const lowered = text.toLowerCase();
  const word = FACTS.nothing.find((each) => lowered.startsWith(each) && !matchAt(GOES_ON, lowered, each.length));
  if (!word) refuse("debug-both");
  return [0, stripped(text.slice(word.length), SEPARATORS).replace(DASH, "")];
}
