// The questions that were closed, and what follows from them. They are facts; memory, mastery and streak are worked out.

const OUTCOMES = ["right", "revealed", "given-up"];
const DONE = "done/";
const ID = /^[a-z0-9]{1,40}$/;
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
    isText(exercise, 64) && Number.isFinite(at) && dayNumber(day) >= 0 && dayNumber(day) < LAST_DAY &&
    OUTCOMES.includes(outcome) &&
    Array.isArray(verdicts) && verdicts.length <= MOST_VERDICTS && verdicts.every((kind) => isText(kind, 40)) &&
    isCount(nudges) && isCount(steps);
  return isWhole ? { exercise, at, day, outcome, verdicts, nudges, steps } : null;
}

function loadHistory() {
  records = new Map();
  keptNames(DONE).forEach(takeRecord);
  workOut();
}

function takeRecord(name) {
  const id = name.slice(DONE.length);
  const record = ID.test(id) ? recordFrom(kept(name)) : null;
  if (record) records.set(id, record);
}

// A question closes once, whichever tab is first.
function close(id, record) {
  closeAll(new Map([[id, record]]));
}

function closeAll(added) {
  const isNew = ([id]) => !records.has(id);
  const fresh = Array.from(added).filter(isNew);
  for (const [id, record] of fresh) records.set(id, record);
  keepAll(fresh.map(([id, record]) => [DONE + id, record]));
  workOut();
}

function workOut() {
  memories = new Map();
  const now = today();
  const entries = Array.from(records.values(), (record) => {
    const day = dayNumber(record.day);
    return { record, day, isWrong: isAhead(day, now) };
  });
  // What was reviewed under a clock that ran far ahead goes before all that was reviewed under the right one.
  entries.sort((one, other) => other.isWrong - one.isWrong || one.record.at - other.record.at);
  for (const { record, day } of entries) {
    const before = memories.get(record.exercise);
    const quality = qualityOf(record);
    // Practice before it is due changes no interval.
    const isReview = !before || isDueOn(before, day);
    const memory = isReview ? remembered(before ? before.memory : null, quality) : before.memory;
    memories.set(record.exercise, { memory, reviewed: isReview ? day : before.reviewed, quality, at: record.at });
  }
}

const dueDay = ({ memory, reviewed }) => reviewed + memory.interval;

// Further ahead than any journey leads, as scheduler/practice has it: such an exercise is due.
const isAhead = (reviewed, day) => reviewed > day + AHEAD;
const isDueOn = (known, day) => day >= dueDay(known) || isAhead(known.reviewed, day);

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

const memoryOf = (article) => (knownOf(identityOf(article)) || { memory: null }).memory;

const masteryIn = (articles) => masteryOf(articles.filter((article) => !isCompanion(article)).map(memoryOf));

// Companions are asked when one likes.
const isDue = (article) => !isCompanion(article) && isDueOn(knownOf(identityOf(article)), today());

// A few words on how an exercise stands, for its heading.
function stateOf(article) {
  const known = knownOf(identityOf(article));
  if (!known) return "";
  if (isDue(article)) return "due";
  if (isMastered(known.memory)) return "mastered";
  return known.quality < PASSED ? "to repeat" : "answered";
}
