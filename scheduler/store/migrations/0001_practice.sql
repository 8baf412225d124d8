-- A learner, their cards, and what happened: sessions, questions, replies, reviews, days.
-- Instants are RFC 3339 in UTC with milliseconds, days are ISO dates: as texts they sort as they should.

CREATE TABLE learners (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, so that a deletion holds in older backups too
    account TEXT NOT NULL UNIQUE CHECK (length(account) BETWEEN 1 AND 100), -- 'local', 'discord:1234'
    zone TEXT NOT NULL,
    zone_chosen TEXT, -- when a zone was first chosen; until then it is a guess
    roll_over INTEGER NOT NULL CHECK (roll_over BETWEEN 0 AND 23),
    new_a_day INTEGER NOT NULL CHECK (new_a_day BETWEEN 0 AND 1000),
    reached TEXT NOT NULL, -- the furthest local date that was there when settings changed: no earlier one can be lost
    joined TEXT NOT NULL
) STRICT;

-- What is remembered of an exercise between two reviews: it follows from the reviews.
CREATE TABLE cards (
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    deck TEXT NOT NULL, -- the deck's permanent id
    exercise TEXT NOT NULL, -- the exercise's first slug
    repetitions INTEGER NOT NULL CHECK (repetitions >= 0),
    interval INTEGER NOT NULL CHECK (interval >= 1), -- days
    ease INTEGER NOT NULL CHECK (ease >= 130), -- hundredths
    began TEXT NOT NULL, -- the day of the first review
    reviewed TEXT NOT NULL, -- the day of the last one that counted for the interval
    due TEXT NOT NULL,
    PRIMARY KEY (learner, deck, exercise)
) STRICT, WITHOUT ROWID;

CREATE INDEX cards_by_due ON cards (learner, due);
CREATE INDEX cards_by_beginning ON cards (learner, began);

-- Variants whole, each once: who holds one can ask and grade without the deck.
CREATE TABLE variants (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64), -- SHA-256 of the body
    body TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    wish TEXT NOT NULL, -- JSON: what the learner asked to practise
    started TEXT NOT NULL,
    ended TEXT
) STRICT;

CREATE INDEX sessions_by_learner ON sessions (learner);
CREATE UNIQUE INDEX open_sessions ON sessions (learner) WHERE ended IS NULL;

CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
    variant INTEGER NOT NULL REFERENCES variants (id),
    deck TEXT NOT NULL,
    exercise TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('due', 'new', 'again', 'extra', 'magnitude', 'drill')),
    asked TEXT NOT NULL, -- when it was last put before the learner,
    shown INTEGER NOT NULL DEFAULT 1 CHECK (shown >= 1), -- and how often
    nudges INTEGER NOT NULL DEFAULT 0 CHECK (nudges >= 0),
    steps INTEGER NOT NULL DEFAULT 0 CHECK (steps >= 0),
    closed TEXT,
    outcome TEXT CHECK (outcome IN ('right', 'revealed', 'given-up', 'left')),
    CHECK ((closed IS NULL) = (outcome IS NULL))
) STRICT;

CREATE UNIQUE INDEX open_questions ON questions (session) WHERE closed IS NULL;
CREATE INDEX questions_by_exercise ON questions (learner, deck, exercise);
CREATE INDEX questions_by_session ON questions (session);
CREATE INDEX questions_by_variant ON questions (variant);

-- Every reply is kept as a fact.
CREATE TABLE replies (
    id INTEGER PRIMARY KEY,
    question INTEGER NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    text TEXT NOT NULL CHECK (length(text) <= 4000),
    verdict TEXT NOT NULL,
    at TEXT NOT NULL,
    day TEXT NOT NULL, -- the learner's local date, written when it was sent
    nudges INTEGER NOT NULL CHECK (nudges >= 0), -- the hints that were shown before it
    steps INTEGER NOT NULL CHECK (steps >= 0)
) STRICT;

CREATE INDEX replies_by_question ON replies (question);

-- "I think I was right."
CREATE TABLE disputes (
    reply INTEGER PRIMARY KEY REFERENCES replies (id) ON DELETE CASCADE,
    raised TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
    decided TEXT,
    CHECK ((state = 'open') = (decided IS NULL))
) STRICT;

CREATE INDEX open_disputes ON disputes (raised) WHERE state = 'open';

-- One for each closed question; what was left in silence has none.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY, -- in the order in which they counted, whatever the clock said
    question INTEGER NOT NULL UNIQUE REFERENCES questions (id) ON DELETE CASCADE,
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    deck TEXT NOT NULL,
    exercise TEXT NOT NULL,
    scheduled INTEGER NOT NULL CHECK (scheduled IN (0, 1)), -- whether it counts for the interval
    day TEXT NOT NULL, -- the learner's local date, written when it was answered
    finished INTEGER NOT NULL CHECK (finished IN (0, 1)), -- whether it counts for the day
    first_try INTEGER NOT NULL CHECK (first_try IN (0, 1)),
    seconds REAL CHECK (seconds >= 0), -- to the first try
    usual REAL, -- the learner's own usual time by then
    quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 5),
    quality_version INTEGER NOT NULL
) STRICT;

CREATE INDEX reviews_by_exercise ON reviews (learner, deck, exercise, question);
CREATE INDEX reviews_by_day ON reviews (learner, day) WHERE finished = 1;
CREATE INDEX reviews_for_report ON reviews (deck, exercise);

CREATE TABLE freezes (
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    day TEXT NOT NULL, -- that earned it, or that it was spent on
    what TEXT NOT NULL CHECK (what IN ('earned', 'spent')),
    PRIMARY KEY (learner, day, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE excused (
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    PRIMARY KEY (learner, day)
) STRICT, WITHOUT ROWID;

-- Who was deleted, by a number that says nothing of them: a backup that is restored forgets them again.
CREATE TABLE deletions (
    learner INTEGER PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;

-- Whether the store was closed as it should be.
CREATE TABLE closing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    clean INTEGER NOT NULL CHECK (clean IN (0, 1))
) STRICT;

INSERT INTO closing (id, clean) VALUES (1, 1);
