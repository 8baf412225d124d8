// Streaks, by the rule of scheduler/rules/streak.py: each day that counts is settled once those before it are.
// The page excuses no days.

const DAYS_A_FREEZE = 7;
const MOST_FREEZES = 2;
const AHEAD = 2;

// The streak as it stands today, of the days that count: numbers as dayNumber gives them, in any order. `heldBy` are
// the missed days that freezes will be spent on when the learner comes back today.
function streakOf(days, today) {
  let length = 0;
  let best = 0;
  let freezes = 0;
  let before = -Infinity;
  let current = 0;
  let last = -Infinity;
  for (const day of Array.from(new Set(days)).sort((one, other) => one - other)) {
    const missed = day - before - 1;
    if (missed <= freezes) freezes -= missed;
    else length = 0;
    length++;
    if (length % DAYS_A_FREEZE === 0 && freezes < MOST_FREEZES) freezes++;
    best = Math.max(best, length);
    // A day may lie ahead of today after a journey west; what lies further ahead is not of this streak.
    if (day <= today + AHEAD) {
      current = length;
      last = day;
    }
    before = day;
  }
  const isHeld = today - last - 1 <= freezes;
  const heldBy = [];
  if (isHeld) for (let day = last + 1; day < today; day++) heldBy.push(day);
  return { current: isHeld ? current : 0, best, today: days.includes(today), freezes, heldBy };
}
