// Which of the table's rows is shown.

// A front that comes again so soon, and was not turned since, is the same one loaded anew.
const SAME_FRONT = 3 * 3600 * 1000;
const NOW = "now shown";

// Days are counted as Anki counts them: a new one begins at four in the morning, local time.
function today() {
  const now = new Date();
  const early = now.getHours() < 4 ? 1 : 0;
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - early) / 86400000;
}

// The attempt at this card that goes on, or begins: `{row, day, attempt, replies, hints, draft}`.
function attemptAt(key, table, isBack) {
  const count = table.rows.length;
  const isRow = (row) => Number.isInteger(row) && row >= 0 && row < count;
  const known = recall(key);
  const before = known && isRow(known.row) && Array.isArray(known.replies) ? known : null;
  const shown = recall(NOW) || {};
  const isSame = shown.key === key && !shown.turned && Math.abs(Date.now() - shown.at) < SAME_FRONT;
  const goesOn = before && (isBack || isSame);
  const found = goesOn ? before : nextAttempt(table, count, before);
  if (!isBack || before) remember(NOW, { key, at: goesOn && isSame ? shown.at : Date.now(), turned: isBack });
  remember(key, found);
  return found;
}

function nextAttempt(table, count, before) {
  const day = today();
  let attempt = before && before.day === day ? before.attempt + 1 : 0;
  if (before && count > 1 && rowOf(table, day, attempt) === before.row) attempt += 1;
  return { row: rowOf(table, day, attempt), day, attempt, replies: [], hints: 0, draft: "" };
}
