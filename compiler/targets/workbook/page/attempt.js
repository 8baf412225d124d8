// The attempt at an exercise that is open: its numbers, what was replied, which hints were shown. It outlives a reload,
// and a night; once it is closed, another day begins another one.

const MOST_REPLIES = 50;
const MOST_LETTERS = 300;
// An address with ?row=2 shows that row of each table, and keeps nothing of it.
const FORCED_ROW = Number.parseInt(new URLSearchParams(location.search).get("row"), 10);

// `{id, row, numbers, day, attempt, replies, draft, outcome, nudges, steps, earlier}`: `replies` are texts with their
// verdicts, `nudges` hints that tell no step and `steps` such that tell one, `earlier` the verdicts on other numbers.
function attemptAt(exercise, table) {
  const found = attemptFrom(kept("open/" + exercise), table);
  const isOver = found && found.outcome && found.day !== today();
  return found && !isOver && isNaN(FORCED_ROW) ? found : begin(exercise, table, null);
}

// Whether nothing was done about it yet.
const isPristine = ({ replies, draft, outcome, nudges, steps, earlier }) =>
  !replies.length && !draft && !outcome && !nudges && !steps && !earlier.length;

const shortened = (text) => text.slice(0, MOST_LETTERS);

// Other numbers. What was tried and shown before stays on record until the question is closed.
function begin(exercise, table, before) {
  const day = today();
  const count = table.rows.length;
  const isSameDay = before && before.day === day;
  let attempt = isSameDay ? before.attempt + 1 : 0;
  if (before && count > 1 && rowOf(table, day, attempt) === before.row) attempt += 1;
  const goesOn = before && !before.outcome;
  const row = isNaN(FORCED_ROW) || before ? rowOf(table, day, attempt) : Math.abs(FORCED_ROW) % count;
  return {
    id: goesOn ? before.id : Date.now().toString(36) + Math.random().toString(36).slice(2, 10),
    row,
    numbers: numbersOf(table, row),
    day,
    attempt,
    replies: [],
    draft: "",
    outcome: null,
    nudges: goesOn ? before.nudges : 0,
    steps: goesOn ? before.steps : 0,
    earlier: goesOn ? verdictsOf(before) : [],
  };
}

const verdictsOf = ({ earlier, replies }) =>
  earlier.concat(replies.map(({ verdict }) => verdict)).slice(-MOST_VERDICTS);

function saveAttempt(exercise, attempt) {
  if (attempt.replies.length > MOST_REPLIES) {
    const old = attempt.replies.splice(0, attempt.replies.length - MOST_REPLIES);
    attempt.earlier = verdictsOf({ earlier: attempt.earlier, replies: old });
  }
  if (isNaN(FORCED_ROW)) keep("open/" + exercise, attempt);
}

// An attempt from storage, null where it is none, or where an update of the deck has changed its numbers.
function attemptFrom(value, table) {
  if (value === null || typeof value !== "object") return null;
  const { id, row, numbers, day, attempt, replies, draft, outcome, nudges, steps, earlier } = value;
  const isText = (text) => typeof text === "string" && text.length <= MOST_LETTERS;
  const isWhole =
    isText(id) && ID.test(id) && Number.isInteger(row) && row >= 0 && row < table.rows.length &&
    numbers === numbersOf(table, row) && [day, attempt, nudges, steps].every(Number.isInteger) &&
    Array.isArray(replies) && replies.every((reply) => reply && [reply.text, reply.verdict].every(isText)) &&
    Array.isArray(earlier) && earlier.every(isText) && isText(draft) &&
    (outcome === null || OUTCOMES.includes(outcome));
  return isWhole ? value : null;
}

// A short sum of all that a row shows and asks (FNV-1a, 32 bits).
function numbersOf(table, row) {
  let sum = 0x811c9dc5;
  for (const character of JSON.stringify([table.rows[row].map((text) => table.texts[text]), table.key[row]])) {
    sum = Math.imul(sum ^ character.codePointAt(0), 0x01000193) >>> 0;
  }
  return sum;
}
