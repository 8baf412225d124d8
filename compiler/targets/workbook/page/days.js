// Local days, by the rule of scheduler/rules/days.py: a learner's day begins at 4 in the morning on the wall clock.
// Dates are texts, "2026-03-29"; they are compared and subtracted as whole days since 1970-01-01.

const ROLL_OVER = 4;
const DAY = 86400000;

// The local date of an instant in milliseconds. Hours are taken off the wall clock, not off the instant: a night in
// which the clocks change has one more or one less.
function localDay(at) {
  const wall = new Date(at);
  const hours = wall.getHours() - ROLL_OVER;
  return dateOf(Math.floor(Date.UTC(wall.getFullYear(), wall.getMonth(), wall.getDate(), hours) / DAY));
}

// The number of a date, NaN for what is none: browsers take February 30 for March 2.
function dayNumber(date) {
  const number = Date.parse(date) / DAY;
  return !isNaN(number) && dateOf(number) === date ? number : NaN;
}

function dateOf(number) {
  return new Date(number * DAY).toISOString().slice(0, 10);
}
