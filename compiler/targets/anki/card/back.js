// The back: one's own replies, the rating that follows from them, and which numbers these were.

const RATINGS = { 1: "Again", 2: "Hard", 3: "Good" };
const NUDGES = ["rounded-too-far", "ambiguous"];

// The rating that follows from what happened, as practice elsewhere counts it; 0 where there is nothing to go by.
function suggested({ replies }) {
  const tried = replies.filter(({ isAttempt }) => isAttempt);
  if (!tried.length) return 0;
  const answered = replies.findIndex(({ right }) => right);
  const earlier = replies.slice(0, answered).map(({ verdict }) => verdict);
  if (answered < 0 || earlier.some((verdict) => verdict !== "unreadable" && !NUDGES.includes(verdict))) return 1;
  return replies[answered].helped || earlier.some((verdict) => NUDGES.includes(verdict)) ? 2 : 3;
}

function showReplies(root, replies) {
  const place = root.querySelector(".yours");
  const list = place.querySelector("ol");
  list.textContent = "";
  for (const reply of replies) {
    const tone = toneOf(reply);
    const item = list.appendChild(element("li", tone));
    item.appendChild(element("b", "", reply.read || reply.text));
    addSentence(item, tone, reply.feedback);
  }
  place.hidden = !replies.length;
}

// One key takes the suggestion, one that Anki leaves free on every side; its own rating keys stay what they are. Anki takes
// Enter before a button gets it, and rates "Good": so the keyboard does not stop at this one.
function offerRating(root, attempt) {
  const place = root.querySelector(".rating");
  const rating = suggested(attempt);
  const rate = raterOf(rating);
  place.hidden = !rating;
  if (!rating) return;
  const button = place.querySelector(".rate");
  button.textContent = RATINGS[rating];
  button.disabled = !rate;
  place.querySelector(".how").hidden = !rate;
  if (!rate) return;
  button.tabIndex = -1;
  button.addEventListener("click", rate);
  onlyListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
    if (event.key === "0" && isPlain && button.isConnected && !isTyping(event.target)) rate();
  });
}

const isTyping = (target) => target instanceof Element && target.matches("input, textarea, select, [contenteditable]");

// The page lives on from card to card on the desktop, and so would its listeners.
function onlyListener(name, listen) {
  if (window.drillbookListener) document.removeEventListener(name, window.drillbookListener);
  window.drillbookListener = listen;
  document.addEventListener(name, listen);
}

function showTrust(root, table, attempt) {
  const text = (name) => root.querySelector(name).textContent.trim();
  const variant = attempt.row + 1;
  root.querySelector(".variant").textContent = `variant ${variant} of ${table.rows.length}`;
  const link = root.querySelector(".report");
  const about = `${text(".number")} ${text(".title")}, variant ${variant}`;
  const release = text(".release");
  const command = `drillbook draw ${table.deck} ${text(".number")} --variant ${variant}`;
  const address = reportAddress(table.report, about, `Release: ${release}\nThe same numbers: ${command}\n\n`);
  link.hidden = !address;
  if (address) link.href = address;
}
