// Numbers as people type them; the policy stands in docs/replies.md.

// A run of digits with signs between them; groups behind a space have three digits.
const NUMERAL =
  "(?:[0-9]+(?:[.,'_][0-9]+)*|\\.[0-9]+)(?: [0-9]{3}(?![0-9])(?:[.,'_][0-9]+)*)*(?:\\.(?![0-9.,]))?";
const EXPONENT = " ?[eE] ?[+-]?[0-9]+";
const FIRST = "([1-9][0-9]{0,2}";
const SHAPES = new RegExp(
  "^(?:" +
    [
      "([0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)", // plain
      FIRST + "([ '_])[0-9]{3}(?:\\3[0-9]{3})*)(?:[.,]([0-9]+))?", // groups, what sets them apart, decimals
      FIRST + "(?:,[0-9]{3})+)(?:\\.([0-9]+))?", // commas, decimals
      FIRST + "(?:\\.[0-9]{3}){2,}|[1-9][0-9]{0,2}(?:\\.[0-9]{3})+(?=,))(?:,([0-9]+))?", // points, decimals
      "([0-9]+),([0-9]+)", // whole, decimals
    ].join("|") +
    ")$"
);

const shapeOf = (numeral) => SHAPES.exec(numeral.replace(/\.$/, ""));

// The numeral as a plain decimal.
function decimal(numeral) {
  const found = shapeOf(numeral);
  if (!found) refuse("numeral", { numeral: numeral });
  const [, plainOne, groups, , rest, commas, afterCommas, points, afterPoints, whole, decimals] = found;
  if (plainOne) return plainOne;
  if (whole) return whole + "." + decimals;
  const digits = (groups || commas || points).replace(/[ '_,.]/g, "");
  const behind = rest || afterCommas || afterPoints;
  return behind ? digits + "." + behind : digits;
}

// What a comma and a point do in a numeral: begin the decimals, or set thousands apart.
function roles(numeral) {
  const found = shapeOf(numeral);
  const roleOf = {};
  if (!found || !/[,.]/.test(numeral)) return roleOf;
  const [, plainOne, , , rest, commas, afterCommas, points, afterPoints, whole] = found;
  if (plainOne || whole) roleOf[plainOne ? "." : ","] = "decimals";
  else {
    if (commas) roleOf[","] = "thousands";
    if (points) roleOf["."] = "thousands";
    const behind = rest || afterCommas || afterPoints || "";
    const sign = numeral[numeral.length - 1 - behind.length];
    if (sign === "," || sign === ".") roleOf[sign] = "decimals";
  }
  return roleOf;
}

const withExponent = (numeral, exponent) => checked(decimal(numeral) + (exponent || "").replace(/[ +]/g, "").toLowerCase());

// A decimal with or without an exponent, as it is, if float64 can hold it.
function checked(number) {
  const value = Number(number);
  if (value === Infinity) refuse("too-large");
  if (value === 0 && /[1-9]/.test(number.split("e")[0])) refuse("too-small");
  return number;
}

// The power of ten of the last digit that was typed: 0 for `14`, -2 for `1.36`, 5 for `1.4e6`.
function lastPlace(numeral) {
  const [digits, exponent] = numeral.split("e");
  const places = max(-9999, min(9999, Number(exponent || 0)));
  return places - (digits.split(".")[1] || "").length;
}

const halfADigit = (numeral) => (numeral === null ? 0 : 0.5 * Number("1e" + lastPlace(numeral)));
