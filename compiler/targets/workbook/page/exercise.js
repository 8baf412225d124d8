// An exercise that is answered: echo, verdict, hints, another try, other numbers, the derivation.

const ECHO_DELAY = 300; // ms, so that a screen reader is not told of every letter
const opened = new Map();

// Makes an exercise ready for replies, once.
function openExercise(article) {
  if (!opened.has(article)) opened.set(article, offerExercise(article));
  return opened.get(article);
}

function offerExercise(article) {
  const exercise = identityOf(article);
  const table = JSON.parse(article.querySelector("script.table").textContent);
  article.querySelector(".work").appendChild(document.getElementById("/working").content.cloneNode(true));
  const find = (selector) => article.querySelector(selector);
  const form = find(".reply");
  const input = find(".reply input");
  const verdict = find(".verdict");
  const echo = find(".echo");
  const solution = find(".solution");
  const insight = find(".insight");
  let attempt = attemptAt(exercise, table);
  let key = null;
  let waiting = 0;

  const save = () => saveAttempt(exercise, attempt);
  const graded = (text) => (text ? checker.grade(key, text) : null);
  const last = () => attempt.replies[attempt.replies.length - 1];
  const isTried = () => triesOf({ verdicts: verdictsOf(attempt) }) > 0;

  function showEcho(found) {
    clearTimeout(waiting);
    waiting = 0;
    const text = !found ? "" : found.read ? "Read as " + found.read : found.feedback;
    if (echo.textContent !== text) echo.textContent = text; // what is written again is read aloud again
  }

  function saveDraft() {
    save();
    showEcho(graded(input.value.trim()));
  }

  // Puts the attempt on the screen, whatever was there.
  function show() {
    key = answerKey(table, attempt.row);
    hideStepHints(article);
    fillSlots(article, table.rows[attempt.row].map((text) => table.texts[text]));
    forgetIndex();
    find(".variant").textContent = `variant ${attempt.row + 1} of ${table.rows.length}`;
    showReport(article, table, attempt.row);
    input.value = attempt.draft;
    verdict.textContent = "";
    verdict.className = "verdict";
    if (last()) showVerdict(verdict, graded(last().text));
    showEcho(graded(attempt.draft.trim()));
    showHints(article, attempt);
    solution.open = false;
    showOutcome();
  }

  function showOutcome() {
    const isClosed = attempt.outcome !== null;
    article.classList.toggle("closed", isClosed);
    input.readOnly = isClosed;
    find(".check").hidden = isClosed;
    find(".keypad").hidden = isClosed;
    find(".ask-hint").hidden = isClosed || hintsLeft(article, attempt) === 0;
    find(".again").hidden = !isClosed && table.rows.length < 2;
    const once = table.rows.length < 2 ? "Once more" : "Again, with new numbers";
    find(".again").textContent = isClosed ? once : "New numbers";
    solution.querySelector("summary").textContent =
      isClosed ? "Derivation" : isTried() ? "Show the derivation" : "Give up and show the derivation";
    // Browsers open what is folded where a search of theirs finds something, and that would give up.
    find(".solution .body").hidden = !isClosed;
    if (insight) insight.hidden = !isClosed;
    if (insight && isClosed) insight.open = true;
    showState(article);
  }

  function finish(outcome) {
    attempt.outcome = outcome;
    save();
    const { id, nudges, steps } = attempt;
    const now = Date.now();
    const facts = { exercise, at: now, day: localDay(now), outcome, verdicts: verdictsOf(attempt), nudges, steps };
    if (isNaN(FORCED_ROW)) close(id, facts);
    const wasOnCheck = document.activeElement === find(".check");
    showOutcome();
    if (wasOnCheck) find(".again").focus();
    setTimeout(showStanding); // what is said of the reply comes first
  }

  function check() {
    const text = input.value.trim();
    if (!text || attempt.outcome) return;
    const found = graded(text);
    // The same again is told again, and costs nothing.
    const reply = { text: shortened(text), verdict: found.verdict };
    if (!last() || last().text !== reply.text) attempt.replies.push(reply);
    showVerdict(verdict, found);
    showEcho(found.read ? found : null); // of what was not read the verdict says why
    if (found.right) return finish("right");
    save();
    showOutcome();
    input.select();
  }

  form.querySelector("label").htmlFor = input.id = article.id + "/reply";
  find(".wanted").textContent = wanted(table);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  input.addEventListener("input", () => {
    attempt.draft = shortened(input.value);
    clearTimeout(waiting);
    waiting = setTimeout(saveDraft, ECHO_DELAY);
  });
  window.addEventListener("pagehide", () => waiting && saveDraft());
  pasteLines(input);
  buildKeys(find(".keys"), input, wordsOf(table));
  find(".keypad").open = IS_TOUCH;
  find(".ask-hint").addEventListener("click", () => {
    tellHint(article, attempt);
    save();
    showHints(article, attempt);
    find(".hinted").textContent = lastHint(article, attempt);
    showOutcome();
    if (find(".ask-hint").hidden) input.focus();
  });
  find(".again").addEventListener("click", () => again(true));
  solution.addEventListener("toggle", () => {
    if (!solution.open || attempt.outcome) return;
    finish(isTried() ? "revealed" : "given-up");
  });

  function again(isAsked) {
    attempt = begin(exercise, table, attempt);
    save();
    show();
    if (isAsked && !IS_TOUCH) input.focus();
  }

  // Takes over what another tab has done to it, or a night.
  function refresh() {
    if (!isNaN(FORCED_ROW)) return;
    const before = isPristine(attempt) ? null : JSON.stringify(attempt);
    const found = attemptAt(exercise, table);
    const isSame = isPristine(found) ? before === null && found.row === attempt.row : JSON.stringify(found) === before;
    if (isSame) return showState(article);
    // What is being typed here is newer than what was kept.
    const goesOn = !attempt.outcome && !found.outcome;
    if (goesOn && (waiting || !found.draft)) found.draft = attempt.draft;
    if (JSON.stringify(found) === before) return showState(article);
    attempt = found;
    clearTimeout(waiting);
    show();
  }

  show();
  return { refresh, again, input, isClosed: () => attempt.outcome !== null };
}

function showState(article) {
  const state = stateOf(article);
  const place = article.querySelector(".state");
  place.textContent = state;
  place.dataset.state = state;
}

function showReport(article, table, row) {
  const link = article.querySelector(".report");
  const number = numberOf(article);
  const command = `drillbook draw ${table.deck} ${number} --variant ${row + 1}`;
  const about = `${number} ${titleOf(article)}, variant ${row + 1}`;
  const address = reportAddress(table.report, about, `The same numbers: ${command}\n\n`);
  link.hidden = !address;
  if (address) link.href = address;
}
