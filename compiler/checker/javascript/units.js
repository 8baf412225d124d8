// Units: a closed table, with exact factors as fractions of two BigInts.

const SHORT = 4;
const LARGEST_POWER = 3;
const MOST_UNITS = 4;
const COUNTED = ["params", "tokens", "values", "levels", "codes", "images"];

function fraction(text) {
  const [above, below] = text.split("/");
  const [digits, exponent] = above.split("e");
  const ten = BigInt("1" + "0".repeat(abs(exponent || 0)));
  return exponent < 0 ? [BigInt(digits), ten] : [BigInt(digits) * ten, BigInt(below || 1)];
}

const times = (one, other) => [one[0] * other[0], one[1] * other[1]];
const over = (one, other) => [one[0] * other[1], one[1] * other[0]];

// The float64 nearest to a fraction: 64 bits of it, and one more for all that follow.
function nearest([above, below]) {
  const bits = (number) => number.toString(2).length;
  const shift = bits(below) - bits(above) + 64;
  const [n, d] = shift > 0 ? [above << BigInt(shift), below] : [above, below << BigInt(-shift)];
  return Number(((n / d) << BigInt(1)) | BigInt(n % d ? 1 : 0)) * Math.pow(2, -shift - 1);
}

const UNITS = [];
const BY_NAME = new Map();
const BY_FOLDED_NAME = new Map();

for (const family of FACTS.families) {
  const [above, below] = family.of.split("/");
  const dimensions = {};
  if (above && above !== "1") dimensions[above] = 1;
  if (below) dimensions[below] = -1;
  for (const row of family.units) {
    for (const key of row.prefixes || [""]) {
      const prefix = FACTS.prefixes[key];
      const spellings = [key].concat(prefix.also || []);
      const names = [];
      for (const name of row.names) {
        if (!name.includes("<>")) for (const each of spellings) names.push(name.replace("{}", each));
      }
      for (const name of row.names) if (name.includes("<>")) names.push(name.replace("<>", prefix.word));
      const factor = times(fraction(row.factor || "1"), fraction(prefix.factor));
      const unit = { symbol: names[0], kind: family.kind, family: family.family, factor, dimensions };
      UNITS.push(unit);
      for (const name of names) {
        BY_NAME.set(name, unit);
        if (family.case === "strict" && name.length <= SHORT) continue;
        const others = BY_FOLDED_NAME.get(name.toLowerCase()) || [];
        if (!others.includes(unit)) BY_FOLDED_NAME.set(name.toLowerCase(), others.concat(unit));
      }
    }
  }
}

const findUnit = (name) => BY_NAME.get(name);
const unitsLike = (symbol) => {
  const family = findUnit(symbol).family;
  return UNITS.filter((unit) => unit.family === family).map((unit) => unit.symbol);
};
const has = (table, name) => Object.prototype.hasOwnProperty.call(table, name);

// The unit that a word means; the symbols that it could mean where that must be asked; null for none.
function unitMeant(word) {
  const exact = findUnit(word);
  if (exact) return exact;
  const folded = word.toLowerCase();
  if (has(FACTS.asks, folded)) return FACTS.asks[folded];
  const near = BY_FOLDED_NAME.get(folded) || [];
  if (near.length !== 1) return near.length ? near.map((unit) => unit.symbol) : null;
  const symbol = near[0].symbol;
  return word[0] === "K" && symbol[0] === "k" ? [symbol, "Ki " + symbol.slice(1)] : near[0];
}

// A product of units is a list of symbols, each with its power.
const isSensible = (powers) =>
  powers.length <= MOST_UNITS && powers.every(([, power]) => abs(power) <= LARGEST_POWER);

function dimensionsOf(powers) {
  const found = {};
  let factor = fraction("1");
  for (const [symbol, power] of powers) {
    const unit = findUnit(symbol);
    for (let i = 0; i < abs(power); i++) factor = (power < 0 ? over : times)(factor, unit.factor);
    for (const name in unit.dimensions) {
      found[name] = (found[name] || 0) + unit.dimensions[name] * power;
    }
  }
  return [dimensionsText(found), factor];
}

const dimensionsText = (found) => Object.keys(found).filter((name) => found[name]).sort().map((name) => name + found[name]).join();

// The symbol of the unit that a product is, null where its units cancel, and the factor that leads to it.
function product(powers) {
  const [dimensions, factor] = dimensionsOf(powers);
  if (!dimensions) return [null, nearest(factor)];
  const alike = UNITS.filter((unit) => dimensionsText(unit.dimensions) === dimensions);
  if (!alike.length) refuse("unknown-unit", { unit: shownUnits(powers) });
  const ofSize = ([above, below]) => alike.find((unit) => unit.factor[0] * below === unit.factor[1] * above);
  const unit = ofSize(factor) || ofSize(fraction("1")) || alike[0];
  return [unit.symbol, nearest(over(factor, unit.factor))];
}

// The units of the family that are a power of 1000 (1024 for a binary one) of this one: ratio and symbol.
function scaledUnits(symbol) {
  const unit = findUnit(symbol);
  const found = [];
  for (const other of UNITS) {
    if (other.family !== unit.family) continue;
    const ratio = nearest(over(other.factor, unit.factor));
    for (let n = -4; n <= 4; n++) {
      if (ratio === (/^[KMGT]i/.test(symbol) ? Math.pow(1024, n) : Number(`1e${3 * n}`))) found.push([ratio, other.symbol]);
    }
  }
  return found.sort(([one], [other]) => one - other);
}

const conversion = (source, target) => nearest(over(findUnit(source).factor, findUnit(target).factor));
const convert = (value, source, target) => value * conversion(source, target);

// A product of units in print: `MB·s⁻¹` is shown as `MB/s`.
function shownUnits(powers) {
  const repeated = (symbol, power) => Array(max(0, power)).fill(symbol);
  const above = powers.reduce((found, [symbol, power]) => found.concat(repeated(symbol, power)), []);
  const below = powers.reduce((found, [symbol, power]) => found.concat(repeated("/" + symbol, -power)), []);
  return (above.join("·") || "1") + below.join("");
}
