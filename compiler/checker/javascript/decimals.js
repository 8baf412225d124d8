// Numbers in decimal: what is rounded and printed is the shortest decimal that reads back as the float.

const { abs, floor, max, min, round } = Math;
const MINUS = "\u2212";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// Its digits, and the powers of ten of the first and the last of them.
function shortestDecimal(value) {
  const [mantissa, exponent] = abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  return { digits, first: Number(exponent), last: exponent - digits.length + 1 };
}

// The digits rounded to a power of ten, halves away from zero.
function roundedDigits({ digits, last }, place) {
  const drop = place - last;
  if (drop <= 0) return { digits, last };
  const kept = drop < digits.length ? digits.slice(0, -drop) : "0";
  const isUp = drop <= digits.length && digits[digits.length - drop] >= "5";
  return { digits: String(BigInt(kept) + BigInt(isUp ? 1 : 0)), last: place };
}

function toPlace(value, place) {
  const { digits, last } = roundedDigits(shortestDecimal(value), place);
  return Number(`${value < 0 ? "-" : ""}${digits}e${last}`);
}

const grouped = (digits) => digits.replace(/\B(?=([0-9]{3})+$)/g, "\u202f");
const superscript = (power) => String(power).replace("-", "⁻").replace(/[0-9]/g, (digit) => SUPERSCRIPTS[digit]);

// The shortest decimal of at most 12 significant digits; whole numbers below 10¹⁵ whole.
function numberText(value) {
  const sign = value < 0 ? MINUS : "";
  if (Number.isInteger(value) && abs(value) < 1e15) return sign + grouped(String(abs(value)));
  const exact = shortestDecimal(value);
  const { digits: all, last } = roundedDigits(exact, exact.first - 11);
  const digits = all.replace(/0+$/, "");
  const power = last + all.length - 1;
  if (power < -5 || power >= 15) {
    return `${sign}${digits[0]}${digits.length > 1 ? "." : ""}${digits.slice(1)}×10${superscript(power)}`;
  }
  const whole = power < 0 ? "0" : digits.padEnd(power + 1, "0").slice(0, power + 1);
  const decimals = power < 0 ? "0".repeat(-power - 1) + digits : digits.slice(power + 1);
  return sign + grouped(whole) + (decimals && ".") + decimals;
}
