// The front: a reply is typed, its reading is echoed, it is graded, and there is another try.

const ECHO_DELAY = 300; // ms, so that a screen reader is not told of every letter

function offerReply(root, table, attempt, save) {
  const form = root.querySelector(".reply");
  const input = form.querySelector("input");
  const echo = form.querySelector(".echo");
  const verdict = root.querySelector(".verdict");
  const checker = loadChecker();
  const key = answerKey(table, attempt.row);
  const isTouch = window.matchMedia("(pointer: coarse)").matches;
  let waiting = 0;

  const last = () => attempt.replies[attempt.replies.length - 1];
  const isAnswered = () => last() && last().right && last().text === input.value.trim();

  const graded = (text) => (text && text !== "?" ? checker.grade(key, text) : null);

  function showEcho(found) {
    clearTimeout(waiting);
    echo.textContent = !found ? "" : found.read ? "Read as " + found.read : found.feedback;
  }

  function check() {
    const text = input.value.trim();
    if (!text || isAnswered()) return turn();
    if (text === "?") return askForHint();
    if (last() && last().text === text) {
      showVerdict(verdict, last());
      return input.select();
    }
    const found = graded(text);
    const { verdict: kind, right, isAttempt, read, feedback, note, hints } = found;
    const helped = attempt.hints > 0;
    attempt.replies.push({ text, verdict: kind, right, isAttempt, read, feedback, note, hints, helped });
    save();
    showVerdict(verdict, last());
    showEcho(read ? found : null); // of what was not read the verdict says why
    if (right && canTurn()) verdict.appendChild(element("p", "next", "Enter shows the solution."));
    if (!right) input.select();
  }

  // Anki takes Space and Enter before a summary gets them: whoever has but a keyboard types a question mark.
  function askForHint() {
    const next = root.querySelector(".hints details:not([open])");
    const said = next ? `${next.querySelector("summary").textContent} is open.` : "There is no further hint.";
    if (next) {
      next.open = true;
      next.scrollIntoView({ block: "nearest" });
    }
    showVerdict(verdict, { feedback: said, hints: [], isAttempt: false });
    input.value = attempt.draft = "";
    showEcho(null);
  }

  form.querySelector(".wanted").textContent = wanted(table);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
    if (!isTouch) input.focus();
  });
  input.addEventListener("input", () => {
    attempt.draft = input.value;
    save();
    clearTimeout(waiting);
    waiting = setTimeout(() => showEcho(graded(input.value.trim())), ECHO_DELAY);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) check(); // a key held down must not turn the card that it has just answered
    }
  });
  pasteLines(input);
  watchHints(root, attempt, save);
  // On the desktop, keys that are typed anywhere else are Anki's: one of them buries the card, Enter turns it.
  if (!isTouch) form.querySelector(".check").tabIndex = -1;
  if (!isTouch) for (const each of root.querySelectorAll("summary")) each.addEventListener("click", () => input.focus());
  buildKeys(form.querySelector(".keys"), input, wordsOf(table));

  form.querySelector(".keypad").open = isTouch;
  form.querySelector(".setting").hidden = !document.documentElement.classList.contains("android");
  input.value = attempt.draft;
  form.hidden = false;
  showEcho(graded(input.value.trim()));
  if (last()) showVerdict(verdict, last());
  if (!isTouch) input.focus();
}

// Hints that were opened count for the rating, each once.
function watchHints(root, attempt, save) {
  const hints = Array.from(root.querySelectorAll(".hints details"));
  hints.forEach((hint, i) => {
    hint.open = i < attempt.hints;
    hint.addEventListener("toggle", () => {
      if (hint.open && i >= attempt.hints) {
        attempt.hints = i + 1;
        save();
      }
    });
  });
}
