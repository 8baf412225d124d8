// How a reply was read, in print: `3.4e6 × 32 / 8 B = 13.6 MB`. Reading it again gives the same.

const SHOWN_SIGNS = { "+": " + ", "-": ` ${MINUS} `, "*": " × ", "/": " / ", "^": "^", ";": "; ", ",": "; " };
const SHOWN_FRACTIONS = {};
for (const sign of FRACTIONS) SHOWN_FRACTIONS[CHARACTERS.fractions[sign].join("/")] = sign;
const LARGE = 1e4;
const SMALL = 1e-3;

function echo(tokens) {
  const start = makeToken("sign", "(", 0, 0);
  const isPart = tokens.some(({ sort }) => !/^(?:mixed|unit|suffix|end)$/.test(sort));
  const shown = tokens.map((token, i) => pieceOf(token, i ? tokens[i - 1] : start, tokens[i + 1] || start, isPart));
  return stripped(shown.join(""), " ");
}

function pieceOf(token, before, after, isPart) {
  const { sort, value } = token;
  const hasEnded = (before.sort !== "sign" && before.sort !== "function") || before.value === ")";
  const isOperand = /^(?:number|mixed|name|function)$/.test(sort) || value === "(";
  let space = "";
  if (hasEnded && isOperand) space = " × ";
  else if (before.sort === "function" && value !== "(") space = " ";
  return space + shownToken(token, before, after, isPart, hasEnded);
}

function shownToken({ sort, value }, before, after, isPart, hasEnded) {
  if (sort === "number") return groupedNumber(value);
  if (sort === "mixed") return shownMixed(value, isPart);
  if (sort === "name") return value === "pi" ? "π" : value;
  if (sort === "power") return superscript(value.replace("+", ""));
  if (sort === "unit") return hasEnded && value !== "%" ? " " + value : value;
  if (sort === "suffix") return " " + value;
  if (sort !== "sign") return value;
  if ((value === "+" || value === "-") && !hasEnded) return value === "-" ? MINUS : "";
  if (before.sort === "unit" && after.sort === "unit" && "*/".includes(value)) return value === "/" ? "/" : "·";
  return SHOWN_SIGNS[value] || value;
}

// A whole number and a fraction, in parentheses where it is a part of something; ½ as it was typed.
function shownMixed(value, isPart) {
  const [whole, parts] = value.split(" ");
  if (whole === "0" && SHOWN_FRACTIONS[parts]) return SHOWN_FRACTIONS[parts];
  if (whole.length > 3) return `(${whole} + ${parts})`;
  return isPart ? `(${value})` : value;
}

// A plain decimal with its thousands set apart: `13 600 000`, `3.4e6`.
function groupedNumber(number) {
  const [digits, exponent] = number.split("e");
  const [whole, decimals] = digits.split(".");
  const shown = (whole[0] !== "0" && exponent === undefined ? grouped(whole) : whole) || "0";
  return shown + (decimals === undefined ? "" : "." + decimals) + (exponent === undefined ? "" : "e" + exponent);
}

// A number as it was typed, in one spelling; and what it comes to, where that is easier to read.
function numeralEcho(numeral, value, unit) {
  const shown = withUnit((value < 0 ? MINUS : "") + groupedNumber(numeral), unit);
  const [easier, better] = easierScale(value, unit);
  if (better === unit && !numeral.includes("e")) return shown;
  return `${shown} = ${withUnit(numberText(easier), better)}`;
}

const readable = (value, unit) => {
  const [easier, better] = easierScale(value, unit);
  return withUnit(numberText(easier), better);
};

// The value in the unit of its family that leaves one to three digits before the point, if it is far from that.
function easierScale(value, unit) {
  const size = abs(value);
  if (unit !== null && value !== 0 && !(SMALL <= size && size < LARGE)) {
    for (const [ratio, symbol] of scaledUnits(unit)) {
      if (1 <= size / ratio && size / ratio < 1000) return [value / ratio, symbol];
    }
  }
  return [value, unit];
}

const withUnit = (number, unit) => (unit === null ? number : unit === "%" ? number + "%" : `${number} ${unit}`);
