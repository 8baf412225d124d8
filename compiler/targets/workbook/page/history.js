// The questions that were closed, and what follows from them. They are facts; memory, mastery and streak are worked out.

const OUTCOMES = ["right", "revealed", "given-up"];
const DONE = "done/";
const LAST_DAY = 100000; // in the year 2243
const MOST_VERDICTS = 100;

let records = new Map(); // by the id of the attempt
let memories = new Map(); // by exercise: {memory, reviewed, quality, at}

// A record from storage or a file, null where it is none: `{exercise, at, day, outcome, verdicts, nudges, steps}`.
function recordFrom(value) {
  const isText = (text, most) => typeof text === "string" && text.length > 0 && text.length <= most;
  const isCount = (count) => Number.isInteger(count) && count >= 0 && count <= 1000;
  if (value === null || typeof value !== "object") return null;
  const { exercise, at, day, outcome, verdicts, nudges, steps } = value;
  const isWhole =
    isText(exercise, 64) && Number.isFinite(at) && dayNumber(day) >= 0 && dayNumber(day) < LAST_DAY && OUTCOMES.includes(outcome) &&
    Array.isArray(verdicts) && verdicts.length <= MOST_VERDICTS && verdicts.every((kind) => isText(kind, 40)) &&
    isCount(nudges) && isCount(steps);
  return isWhole ? { exercise, at, day, outcome, verdicts, nudges, steps } : null;
}

function loadHistory() {
  records = new Map();
  for (const name of keptNames(DONE)) {
    const record = recordFrom(kept(name));
    if (record) records.set(name.slice(DONE.length), record);
  }
  workOut();
}

// A question closes once, whichever tab is first.
function close(id, record) {
  closeAll(new Map([[id, record]]));
}

function closeAll(added) {
  for (const [id, record] of added) {
    if (records.has(id)) continue;
    records.set(id, record);
    keep(DONE + id, record);
  }
  workOut();
}

function workOut() {
  memories = new Map();
  for (const record of Array.from(records.values()).sort((one, other) => one.at - other.at)) {
    const before = memories.get(record.exercise);
    const day = dayNumber(record.day);
    const quality = qualityOf(record);
    // Practice before it is due changes no interval.
    const isReview = !before || day >= dueDay(before);
    const memory = isReview ? remembered(before ? before.memory : null, quality) : before.memory;
    memories.set(record.exercise, { memory, reviewed: isReview ? day : before.reviewed, quality, at: record.at });
  }
}

const dueDay = ({ memory, reviewed }) => reviewed + memory.interval;

const today = () => dayNumber(localDay(Date.now()));

const knownOf = (exercise) => memories.get(exercise) || null;

// How many questions were finished on each day.
function finishedByDay() {
  const days = new Map();
  for (const record of records.values()) {
    const day = dayNumber(record.day);
    if (isFinished(record)) days.set(day, (days.get(day) || 0) + 1);
  }
  return days;
}

const streakNow = () => streakOf(Array.from(finishedByDay().keys()), today());

const masteryIn = (articles) =>
  masteryOf(articles.filter((article) => !isCompanion(article)).map((article) => (knownOf(identityOf(article)) || { memory: null }).memory));

// A few words on how an exercise stands, for its heading.
function stateOf(exercise) {
  const known = knownOf(exercise);
  if (!known) return "";
  if (dueDay(known) <= today()) return "due";
  if (isMastered(known.memory)) return "mastered";
  return known.quality < PASSED ? "to repeat" : "answered";
}
