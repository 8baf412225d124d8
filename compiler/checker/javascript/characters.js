// The characters of a reply: look-alikes and digits of many scripts become plain ones, unseen ones are refused.

const LETTERS = "A-Za-zµ\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9";
const CHARACTERS = FACTS.characters;
const FRACTIONS = Object.keys(CHARACTERS.fractions).join("");
const SPACES = " \n\r" + CHARACTERS.same[" "];
const LOST_POWER_OF_TEN = /[xX*×·⋅∙•] *$/;
const FOREIGN = new RegExp(`[^${LETTERS}0-9 \n+\\-*/×·^()[\\]%=~.,;:'_√⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹${FRACTIONS}]`, "u");
const PLAIN = plainCharacters();

function plainCharacters() {
  const table = {};
  const run = (first, plainFirst, count) => {
    for (let i = 0; i < count; i++) {
      table[String.fromCodePoint(first.codePointAt(0) + i)] = String.fromCharCode(plainFirst.charCodeAt(0) + i);
    }
  };
  for (const sign in CHARACTERS.same) for (const other of CHARACTERS.same[sign]) table[other] = sign;
  for (const zero of CHARACTERS.digits) run(zero, "0", 10);
  CHARACTERS.letters.forEach((first, i) => run(first, "Aa"[i], 26));
  return table;
}

// The text without characters of a set at its ends.
function stripped(text, set) {
  let start = 0;
  let end = text.length;
  while (start < end && set.includes(text[start])) start++;
  while (end > start && set.includes(text[end - 1])) end--;
  return text.slice(start, end);
}

// The reply with one spelling for each sign, digit and space.
function plain(reply) {
  let text = stripped(reply, SPACES);
  const most = LIMITS.reply;
  if (!text) refuse("empty");
  if (text.length > 2 * most || [...text].length > most) refuse("too-long");
  text = text.replace(/\t/g, " ").replace(/\r\n/g, "\n");
  if (/[^\0-\x7f]/.test(text)) {
    checkRange(text);
    text = stripped(Array.from(text, (character) => PLAIN[character] || character).join(""), " ");
  }
  if (text.split(/[-+*/^=~(]/).length > LIMITS.tokens + 1) refuse("too-many-parts");
  const foreign = FOREIGN.exec(text);
  if (foreign) refuse("character", { character: characterName(foreign[0]) });
  return text;
}

// `5–6` is a range in print; in `2×10–5` a superscript was lost, which is asked about elsewhere.
function checkRange(text) {
  const range = /([0-9]+)[–—][0-9]+/g;
  for (let found; (found = range.exec(text)); ) {
    const isPower = found[1] === "10" && LOST_POWER_OF_TEN.test(text.slice(0, found.index));
    if (!isPower) refuse("ask-range", { shown: found[0] });
  }
}
