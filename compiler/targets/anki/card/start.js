// The card shows its first variant without all of this, and keeps showing it whenever something here is amiss.

// The programs around a card each have their own ways to turn it and to rate it; some have none.
const canTurn = () => typeof window.pycmd === "function" || typeof window.showAnswer === "function";

function turn() {
  if (typeof window.pycmd === "function") window.pycmd("ans");
  else if (typeof window.showAnswer === "function") window.showAnswer();
}

function raterOf(rating) {
  if (typeof window.pycmd === "function") return () => window.pycmd("ease" + rating);
  const press = window["buttonAnswerEase" + rating];
  return typeof press === "function" ? () => press() : null;
}

function start() {
  const root = document.querySelector(".drillbook");
  const key = root.querySelector(".key").textContent;
  const table = JSON.parse(root.querySelector(".table").textContent);
  if (table.v !== 3) return;
  const isBack = document.getElementById("answer") !== null;
  const attempt = attemptAt(key, table, isBack);
  fillSlots(root, table.rows[attempt.row].map((text) => table.texts[text]));
  if (!isBack) {
    offerReply(root, table, attempt, () => remember(key, attempt));
    return;
  }
  if (document.activeElement) document.activeElement.blur(); // a focused input would swallow the rating keys
  showTrust(root, table, attempt);
  showReplies(root, attempt.replies);
  offerRating(root, attempt);
}
