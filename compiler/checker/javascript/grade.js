// Grading a reply: it is read as its answer key asks, and gets a verdict of the closed set.

const GRADERS = { formula: gradeFormula, decide: gradeDecide, vector: gradeVector, debug: gradeDebug };

function gradeAny(key, reply) {
  const grader = GRADERS[key.type];
  if (grader) return grader(key, reply);
  const reading = read(reply);
  return Object.assign(gradeNumber(key, reading), { readings: [["", reading]] });
}

// The verdict on what cannot be read, or only in two ways.
function refused(error) {
  if (!(error.message in MESSAGES)) throw error;
  return judged(error.message.startsWith("ask-") ? "ambiguous" : "unreadable", error);
}

// `{verdict, message, right, isAttempt, feedback, note, hints, parts, read, numbers}`; `numbers` are value and unit of
// each number that was read. Hints and notes are as the key has them.
function told({ kind, said, more, note, hints, parts, readings }) {
  const shown = readings.map(([label, each]) => (label ? label + " = " : "") + (each.tokens ? shownReading(each) : each));
  return {
    verdict: kind,
    message: said.message,
    right: kind === "right",
    isAttempt: kind !== "ambiguous" && kind !== "unreadable",
    feedback: [said].concat(more).map(textOf).join(" "),
    note,
    hints,
    parts,
    read: shown.join("; ") || null,
    numbers: readings.filter(([, each]) => each.tokens).map(([, { value, unit }]) => ({ value, unit })),
  };
}

// The verdict on a reply, whatever it holds. Time and memory are bounded; nothing in a reply is executed.
function grade(key, reply) {
  try {
    return told(gradeAny(key, reply));
  } catch (error) {
    return told(refused(error));
  }
}

// How a reply is read where no question is asked: the same, without a verdict where it was read.
function readAlone(reply) {
  try {
    const found = told(Object.assign(verdictOf(null, "right"), { readings: [["", read(reply)]] }));
    return Object.assign(found, { message: null, feedback: null });
  } catch (error) {
    return told(refused(error));
  }
}
