// Keys on the screen, for phones whose keypads lack `×`, `e` and units, or do not come up at all.

const SIGNS = [
  [".", ".", "point"],
  ["+", "+", "plus"],
  ["−", "-", "minus"],
  ["×", "×", "times"],
  ["/", "/", "divided by"],
  ["^", "^", "to the power of"],
  ["(", "(", "opening parenthesis"],
  [")", ")", "closing parenthesis"],
  ["×10ⁿ", "×10^", "times ten to the power of"],
];

function buildKeys(box, input, words) {
  const type = (text) => put(input, text, 0);
  const row = (name) => box.appendChild(element("div", "row " + name));
  const digits = row("digits");
  for (const digit of "1234567890") digits.appendChild(key(digit, digit, () => type(digit)));
  const signs = row("signs");
  for (const [shown, text, name] of SIGNS) signs.appendChild(key(shown, name, () => type(text)));
  const own = row("words");
  own.appendChild(key("⌫", "delete", () => put(input, "", 1)));
  for (const word of words) {
    const shown = word.replace(/^ |[, ]*$/g, "");
    own.appendChild(key(shown, shown, () => type(word)));
  }

  // A press takes no focus away from the input, and gives it none, so that no keyboard moves.
  function key(shown, name, press) {
    const button = element("button", "press tappable", shown);
    button.type = "button";
    button.setAttribute("aria-label", name);
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", press);
    return button;
  }
}

// Types a text into an input, or erases what stands before. Without the focus an input keeps no caret that could be relied
// upon: then its end is where one types.
function put(input, text, erased) {
  const { length } = input.value;
  const [from, to] = document.activeElement === input ? [input.selectionStart, input.selectionEnd] : [length, length];
  input.setRangeText(text, from === to ? Math.max(0, from - erased) : from, to, "end");
  input.dispatchEvent(new Event("input"));
}

// Several lines are several values; by itself an input would join them, and 3 and 4 would be 34.
function pasteLines(input) {
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").trim();
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    put(input, text.replace(/\s*[\r\n]\s*/g, "; "), 0);
  });
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
