-- Reviews that were made in Anki and imported: they count for the day and for the interval.

CREATE TABLE imported (
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    deck TEXT NOT NULL,
    exercise TEXT NOT NULL,
    at TEXT NOT NULL, -- to the millisecond, by which Anki numbers its reviews: imported again, it is the same row
    scheduled INTEGER NOT NULL CHECK (scheduled IN (0, 1)), -- whether the exercise has an interval of its own
    day TEXT NOT NULL, -- the learner's local date
    button INTEGER NOT NULL CHECK (button BETWEEN 1 AND 4), -- again, hard, good, easy
    interval INTEGER CHECK (interval >= 1), -- days until Anki's next review; NULL: a learning step
    seconds REAL CHECK (seconds >= 0),
    PRIMARY KEY (learner, deck, exercise, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX imported_by_day ON imported (learner, day);
