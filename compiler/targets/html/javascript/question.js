// The answer key of a row, as the checker takes it, and what the question asks for in words.

function answerKey(table, row) {
  const { ask, words } = table;
  const [first, second, third] = table.key[row];
  switch (table.type) {
    case "decide":
      return { type: "decide", options: ask.options, right: first, number: numberKey(ask.number, second, words) };
    case "debug":
      return { type: "debug", lines: ask.lines, line: first, number: numberKey(ask.number, second, words) };
    case "vector": {
      const parts = ask.parts.map((part, i) => ({
        label: part.label,
        number: numberKey(part, table.key[row][i], words),
      }));
      return { type: "vector", parts, invariant: ask.invariant };
    }
    case "formula": {
      const mistakes = third.map(([values, hint]) => ({ values, hint: words[hint] }));
      return { type: "formula", symbols: ask.symbols, points: first, values: second, mistakes };
    }
    default:
      return numberKey(ask, table.key[row], words);
  }
}

function numberKey(ask, [value, accepted, mistakes, rounded], words) {
  const pairs = (list, name) =>
    list.filter((_, i) => i % 2 === 0).map((each, i) => ({ value: each, [name]: words[list[2 * i + 1]] }));
  return {
    type: "derive",
    value,
    unit: ask.unit,
    units: ask.units,
    tolerance: ask.tolerance,
    roundings: ask.roundings,
    accept: ask.accept.map((each, i) => Object.assign({}, each, { value: accepted[i] })),
    mistakes: pairs(mistakes, "hint"),
    rounded: pairs(rounded, "step"),
  };
}

// What the reply holds, in a few words behind "Your answer".
function wanted({ type, ask }) {
  const unsaid = [null, "fraction", "count", "×"];
  const inUnit = ({ unit, label }) => (unsaid.includes(unit) || unit === label ? "" : ` in ${unit}`);
  switch (type) {
    case "formula":
      return `a formula in ${ask.symbols.join(", ")}`;
    case "decide":
      return `${ask.options.map(([word]) => word).join(" or ")}, and the number${inUnit(ask.number)}`;
    case "vector":
      return ask.parts.map((part) => part.label + inUnit(part)).join("; ");
    case "debug":
      return `the wrong line and the right value${inUnit(ask.number)}, as in “line 3: 5.6”; 0 where none is wrong`;
    default:
      return `a number${inUnit(ask)}`;
  }
}

// What the keys offer besides digits and signs: units, symbols, labels, words.
function wordsOf({ type, ask }) {
  const units = (parts) => Array.from(new Set([].concat(...parts.map((part) => part.units)))).map((unit) => " " + unit);
  switch (type) {
    case "formula":
      return ask.symbols.concat("log2(", "sqrt(");
    case "decide":
      return ask.options.map(([word]) => word + ", ").concat(units([ask.number]));
    case "vector":
      return ["; "].concat(ask.parts.map((part) => part.label + " = ")).concat(units(ask.parts));
    case "debug":
      return ["line ", ": "].concat(units([ask.number]));
    default:
      return units([ask]);
  }
}
