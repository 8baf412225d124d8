// The words of a reply: numbers as people type them, units, functions, symbols, signs.

const TIMES = ["x", "X", "×", "times"];
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const sticky = (pattern) => new RegExp(pattern, "y");

// What a sticky pattern finds at a place.
function matchAt(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

const tokenPattern = (name) =>
  sticky(
    `( +)|(${NUMERAL})(${EXPONENT})?|([${FRACTIONS}])|(${name})|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(\\*\\*|\\+/?-|[-+*/×·^()[\\]%√;,])`
  );
const WITH_UNITS = tokenPattern(`log(?:10|2)(?![0-9])|per cent(?![${LETTERS}])|[${LETTERS}]+`);
const WITH_SYMBOLS = tokenPattern(`[${LETTERS}][${LETTERS}0-9_]*`);
// `1.36×10-5`: a superscript that a copy has lost, or a difference; `1.36×107` alone: the same without a sign.
const LOST_POWER = sticky("10 ?[-+][0-9]+(?![0-9.,/(])");
const LOST_DIGITS = /^(?:10[1-9]|10(?!24)[12][0-9])$/;
const MIXED = sticky("[0-9]+ +[0-9]+/[0-9]+(?![0-9.,])");
// `3.10^8`: a point that multiplies, as it is written in some languages.
const POINT_TEN = sticky("[0-9]+[.,]10(?= ?(?:\\^|\\*\\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]))");
const HEXADECIMAL = sticky("[xXobOB][0-9A-Fa-f]");
// After the sign of a product comes an operand; a minus only where it stands close to one.
const OPERAND_FOLLOWS = sticky(` *[-+]*[0-9.([√${LETTERS}${FRACTIONS}]`);
const ALIKE = { "**": "^", "·": "*", "[": "(", "]": ")" };

const makeToken = (sort, value, start, end) => ({ sort, value, start, end });

// The tokens of a reply in plain characters, an end token last; with `symbols`, those of a formula.
function tokenize(text, symbols) {
  const found = [];
  const pattern = symbols ? WITH_SYMBOLS : WITH_UNITS;
  for (let place = 0; place < text.length; ) {
    const match = matchAt(pattern, text, place);
    if (!match) refuse("character", { character: characterName(text[place]) });
    const start = place;
    place += match[0].length;
    const [whole, space, number, exponent, fractionSign, name, power] = match;
    if (space) continue;
    if (number) {
      found.push(mixedToken(text, start, found) || numberToken(text, start, place, number, exponent, found));
      place = found[found.length - 1].end;
    } else if (name && symbols) pushSymbols(text, start, place, symbols, found);
    else if (name) found.push(wordToken(text, start, place, found));
    else if (power) found.push(makeToken("power", plainPower(power), start, place));
    else if (fractionSign) pushFraction(text, start, found);
    else found.push(signToken(text, whole, start, place, found, symbols));
    if (found.length > LIMITS.tokens) refuse("too-many-parts");
  }
  checkRoles(text, found);
  found.push(makeToken("end", "", text.length, text.length));
  return found;
}

const plainPower = (power) =>
  power.replace("⁻", "-").replace("⁺", "+").replace(/[^-+]/g, (digit) => SUPERSCRIPTS.indexOf(digit));

// Asks about `1.36×107` and `0·5`, which are a product only to those who know that nothing was lost.
function checkLostDigits(text, tokens) {
  const numbers = tokens.slice(0, tokens.findIndex(({ sort }) => sort === "unit" || sort === "end"));
  if (numbers.map(({ sort }) => sort).join() !== "number,sign,number") return;
  const [first, sign, last] = numbers.map(({ start, end }) => text.slice(start, end));
  const value = Number(numbers[0].value);
  if ("×·xX".includes(sign) && LOST_DIGITS.test(last) && value >= 1 && value < 10) {
    refuse("ask-exponent", { exponent: last.slice(2) });
  }
  const isTight = numbers[2].end - numbers[0].start === first.length + last.length + 1;
  if (sign === "·" && /^[0-9]+$/.test(first + last) && isTight) {
    refuse("ask-point", { shown: first + sign + last });
  }
}

// In one reply a comma, or a point, either begins the decimals or sets thousands apart.
function checkRoles(text, tokens) {
  const known = {};
  for (const { sort, start, end } of tokens) {
    if (sort !== "number") continue;
    const typed = text.slice(start, end);
    const found = roles(typed.split(/[ eE]/)[0]);
    for (const sign in found) {
      known[sign] = known[sign] || found[sign];
      if (known[sign] !== found[sign]) refuse("ask-comma", { numeral: typed });
    }
  }
}

function numberToken(text, start, end, numeral, exponent, before) {
  const number = withExponent(numeral, exponent);
  const last = before[before.length - 1];
  if (last && last.value === "*") {
    const lost = matchAt(LOST_POWER, text, start);
    if (lost) refuse("ask-exponent", { exponent: stripped(lost[0].slice(2), " ") });
    if (/^10[eE]/.test(text.slice(start, end))) refuse("ask-ten", { shown: text.slice(last.start, end) });
  }
  if (matchAt(POINT_TEN, text, start)) refuse("ask-point", { shown: text.slice(start, end) });
  return makeToken("number", number, start, end);
}

// A whole number with a fraction, `1 1/2`; null where the numbers are two, as in `13 600/8`.
function mixedToken(text, start, before) {
  const found = matchAt(MIXED, text, start);
  if (!found) return null;
  const [whole, above, below] = found[0].split(/[ /]+/);
  if (!(Number(above) && BigInt(above) < BigInt(below))) return null;
  const isJoined = before.length > 0 && ["*", "/", "^"].includes(before[before.length - 1].value);
  if (above.length === 3 || isJoined || whole.length > 3) refuse("ask-mixed", { numeral: found[0] });
  return makeToken("mixed", `${whole} ${above}/${below}`, start, start + found[0].length);
}

// Adds ½ and its like, to the whole number before it where there is one.
function pushFraction(text, start, found) {
  const [above, below] = CHARACTERS.fractions[text[start]];
  const isPart = found.length > 0 && found[found.length - 1].sort === "number";
  const last = isPart ? found.pop() : { value: "0", start };
  if (!/^[0-9]+$/.test(last.value)) refuse("numeral", { numeral: text.slice(last.start, start + 1) });
  found.push(makeToken("mixed", `${last.value} ${above}/${below}`, last.start, start + 1));
}

function signToken(text, sign, start, end, before, symbols) {
  if (sign.length > 1 && sign !== "**") refuse("ask-range", { shown: text.slice(start) });
  if (sign === "×") return symbols ? makeToken("sign", "*", start, end) : timesToken(text, start, end, before);
  if (sign === "%" && symbols) refuse("unit-in-formula", { unit: "%" });
  if (sign === "%") return makeToken("unit", "%", start, end);
  if (sign === "√") return makeToken("function", "sqrt", start, end);
  return makeToken("sign", ALIKE[sign] || sign, start, end);
}

const endsOperand = (token) => /^(?:number|mixed|name|suffix|unit|power)$/.test(token.sort) || token.value === ")";

// The × of a product where operands stand on both sides, else the × that means times.
function timesToken(text, start, end, before) {
  const isProduct = before.length && endsOperand(before[before.length - 1]) && matchAt(OPERAND_FOLLOWS, text, end);
  return isProduct ? makeToken("sign", "*", start, end) : makeToken("unit", "×", start, end);
}

// What a word means whatever stands around it: suffixes, constants, functions, and units by their exact names.
const WORDS = new Map();
for (const name in FUNCTIONS) WORDS.set(name, ["function", name]);
BY_NAME.forEach((unit, name) => WORDS.set(name, ["unit", unit.symbol]));
for (const name in SUFFIXES) WORDS.set(name, ["suffix", name]);
for (const name in CONSTANTS) WORDS.set(name, ["name", name]);
WORDS.set("π", ["name", "pi"]).set("per", ["sign", "/"]);
for (const word of TIMES.concat("e")) WORDS.delete(word);

function wordToken(text, start, end, before) {
  const word = text.slice(start, end);
  const known = WORDS.get(word);
  const isApplied = has(FUNCTIONS, word) && appliesTo(word, text.slice(end));
  if (known) return isApplied ? makeToken("function", word, start, end) : makeToken(known[0], known[1], start, end);
  const last = before[before.length - 1];
  const number = last && last.sort === "number" ? last : null;
  if (number && number.value === "0" && number.end === start && matchAt(HEXADECIMAL, text, start)) {
    refuse("ask-prefix", { numeral: text.slice(number.start) });
  }
  if (TIMES.includes(word)) return timesToken(text, start, end, before);
  if (word === "e") {
    if (number) refuse("ask-euler", { shown: text.slice(number.start, end) });
    return makeToken("name", word, start, end);
  }
  const unit = unitMeant(word);
  if (Array.isArray(unit)) refuse("ask-unit", { unit: word, units: either(unit) });
  if (unit) return makeToken("unit", unit.symbol, start, end);
  const folded = word.toLowerCase();
  if (folded.length > 2 && has(SUFFIXES, folded)) return makeToken("suffix", folded, start, end);
  refuse(word === "log" ? "ask-log" : "unknown-name", { name: word });
}

// Whether a word that is a function and a unit is meant as the function.
function appliesTo(word, behind) {
  const follows = behind.replace(/^ +/, "")[0];
  return follows === "(" || (word === "log10" && /[0-9]/.test(follows || ""));
}

// The symbols, constants and functions that a run of letters in a formula is made of, the longest first.
function pushSymbols(text, start, end, symbols, found) {
  const run = text.slice(start, end);
  const last = found[found.length - 1];
  if (TIMES.includes(run) && !symbols.includes(run) && last && endsOperand(last)) {
    found.push(makeToken("sign", "*", start, end));
    return;
  }
  const known = symbols.concat(Object.keys(FUNCTIONS), Object.keys(CONSTANTS), "π");
  for (let at = 0; at < run.length && found.length <= LIMITS.tokens; ) {
    const match = matchAt(longestOf(at ? symbols : known), run, at);
    if (!match) refuseSymbol(run, symbols);
    const name = match[0];
    const isOwn = symbols.includes(name);
    const sort = !isOwn && has(FUNCTIONS, name) ? "function" : "name";
    found.push(makeToken(sort, !isOwn && name === "π" ? "pi" : name, start + at, start + at + name.length));
    at += name.length;
  }
}

const longestOf = (names) => sticky(names.slice().sort((one, other) => other.length - one.length).map(escaped).join("|"));

function refuseSymbol(run, symbols) {
  if (run === "log") refuse("ask-log");
  const unit = unitMeant(run);
  if (unit && !Array.isArray(unit) && run.length > 1) refuse("unit-in-formula", { unit: run });
  refuse("unknown-symbol", { name: run, symbols: either(symbols) });
}
