// What the checker says: sentences by their ids, with slots that hold texts, several words, or other sentences.

const { limits: LIMITS, functions: FUNCTIONS, constants: CONSTANTS, suffixes: SUFFIXES, messages: MESSAGES } = FACTS;

const said = (message, slots) => ({ message, slots: slots || {} });
const either = (words) => ({ join: "either", words });
const both = (words) => ({ join: "both", words });

function textOf(slot) {
  if (typeof slot === "string") return slot;
  if (!slot.words) return filled(slot.message, slot.slots);
  const last = slot.words[slot.words.length - 1];
  return slot.words.length > 1 ? filled(slot.join, { first: slot.words.slice(0, -1).join(", "), last }) : last;
}

const filled = (message, slots) => MESSAGES[message].replace(/\{(\w+)\}/g, (_, name) => textOf(slots[name]));

// A reply is not read: a sentence is thrown, which tells why, or asks which of two readings is meant. Of what somebody
// typed it repeats the beginning.
function refuse(message, slots) {
  const most = LIMITS.shown;
  const shown = {};
  for (const name in slots) {
    const slot = slots[name];
    shown[name] = slot.length > most ? slot.slice(0, most) + "…" : slot;
  }
  throw said(message, shown);
}

function characterName(character) {
  const code = "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return new RegExp("[\\p{L}\\p{N}\\p{P}\\p{S}]", "u").test(character) ? `${character} (${code})` : code;
}
