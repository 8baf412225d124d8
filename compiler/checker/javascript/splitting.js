// Taking a reply apart into its values: by semicolons and lines, by commas, by spaces.

const LABEL = /^([^=~:]{1,64}?) *[=~:][=~: ]*/;
const NAMED = /^[^=~:;,()[\]]{1,40}= *(?=[([])/;
const BULLET = /^[-*·] +/;
const THOUSANDS = /[0-9]{1,3} [0-9]{3}(?![0-9])/;

// The values of a reply in plain characters, the surest separator first; what could be one number or several is asked.
function split(reply) {
  const text = withoutBrackets(reply.replace(/[ ,;\n]+$/, "").replace(NAMED, ""));
  for (const [separators, behind] of [[";\n", ""], [",", " "]]) {
    const pieces = speaking(splitOutside(text, separators, behind));
    if (pieces.length > 1) {
      return pieces.every((piece) => BULLET.test(piece)) ? pieces.map((piece) => piece.replace(BULLET, "")) : pieces;
    }
  }
  const pieces = speaking(text.split(" "));
  if (pieces.length > 1 && pieces.every(isNumber)) {
    if (THOUSANDS.test(text)) refuse("ask-separator", { numeral: text });
    return pieces;
  }
  return text.includes(",") && !isNumber(text) ? speaking(text.split(",")) : [text];
}

// The text, split at separators outside of all brackets, behind which stands what must.
function splitOutside(text, separators, behind) {
  const pieces = [];
  let start = 0;
  for (const place of outside(text)) {
    if (separators.includes(text[place]) && text.startsWith(behind, place + 1)) {
      pieces.push(text.slice(start, place));
      start = place + 1;
    }
  }
  return pieces.concat(text.slice(start));
}

// The places outside of all brackets; a closing one is outside of what it closes.
function outside(text) {
  const places = [];
  let depth = 0;
  for (let place = 0; place < text.length; place++) {
    depth += "([".includes(text[place]) - ")]".includes(text[place]);
    if (depth === 0) places.push(place);
  }
  return places;
}

// A label as it is compared with others: `layer 1` and `Layer1` are one.
const compared = (label) => label.toLowerCase().replace(/ /g, "");

// The values in the order of the labels, each without its own.
function labelled(values, labels) {
  if (values.length !== labels.length) {
    refuse("vector-count", { count: String(labels.length), labels: both(labels) });
  }
  const found = values.map((value) => LABEL.exec(value));
  if (!found.some(Boolean)) return values;
  const known = new Map(labels.map((label) => [compared(plain(label)), label]));
  const placed = new Map();
  found.forEach((match, i) => {
    if (!match) refuse("vector-labels", { labels: both(labels) });
    const name = stripped(match[1], " ");
    const label = known.get(compared(name));
    if (label === undefined) refuse("vector-label", { name: name, labels: either(labels) });
    if (placed.has(label)) refuse("vector-twice", { name: label });
    placed.set(label, values[i].slice(match[0].length));
  });
  return labels.map((label) => placed.get(label));
}

// The pieces that say something; a separator at the end says nothing.
const speaking = (pieces) => pieces.map((piece) => stripped(piece, " ")).filter(Boolean);
const isNumber = (text) => shapeOf(text.replace(/^[-+]+/, "")) !== null;

// The text without the brackets around all of it: `(1, 2, 3)`.
function withoutBrackets(text) {
  if (!/^[([][^]*[)\]]$/.test(text)) return text;
  return outside(text)[0] < text.length - 1 ? text : stripped(text.slice(1, -1), " ");
}
