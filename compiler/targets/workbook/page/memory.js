// What is remembered of an exercise, by the rules of scheduler/rules: quality.py, sm2.py and mastery.py.
// Facts are `{outcome, verdicts, nudges, steps}`; a memory is `{repetitions, interval, ease}`, null before a review.

const NUDGES = ["rounded-too-far", "ambiguous"];
const NO_ATTEMPTS = ["ambiguous", "unreadable"];
const FIRST_EASE = 250;
const LEAST_EASE = 130;
const MOST_DAYS = 36500;
const PASSED = 3;
const CHANGES = { 3: -14, 4: 0, 5: 10 };
const MASTERED_DAYS = 21;

const triesOf = ({ verdicts }) => verdicts.filter((kind) => !NO_ATTEMPTS.includes(kind)).length;

// The quality of a closed question. The page takes no times, so nothing is fast, and nothing a 5.
function qualityOf(facts) {
  if (facts.outcome !== "right") return triesOf(facts) ? 1 : 0;
  const earlier = facts.verdicts.slice(0, -1);
  if (facts.steps || earlier.some((kind) => kind !== "unreadable" && !NUDGES.includes(kind))) return 2;
  return facts.nudges || earlier.some((kind) => NUDGES.includes(kind)) ? 3 : 4;
}

// Whether it counts for the day: answered, or its derivation opened after a try.
function isFinished(facts) {
  return facts.outcome === "right" || (facts.outcome === "revealed" && triesOf(facts) > 0);
}

// Whether the first reply that was read was right, without any hint.
function isFirstTry(facts) {
  return facts.outcome === "right" && triesOf(facts) === 1 && !facts.nudges && !facts.steps;
}

// The memory after a review of quality 0 to 5. Ease is in whole hundredths, so that intervals are exact.
function remembered(memory, quality) {
  const before = memory || { repetitions: 0, interval: 0, ease: FIRST_EASE };
  if (quality < PASSED) return { repetitions: 0, interval: 1, ease: before.ease };
  const ease = Math.max(LEAST_EASE, before.ease + CHANGES[quality]);
  let interval = Math.min(MOST_DAYS, Math.ceil((before.interval * ease) / 100));
  if (before.repetitions < 2) interval = before.repetitions ? 6 : 1;
  return { repetitions: before.repetitions + 1, interval, ease };
}

function isMastered(memory) {
  return memory !== null && memory.interval >= MASTERED_DAYS;
}

// How many of some exercises are mastered, and how many were begun at all; one memory for each.
function masteryOf(memories) {
  const begun = memories.filter((memory) => memory !== null);
  return { mastered: begun.filter(isMastered).length, begun: begun.length, total: memories.length };
}
