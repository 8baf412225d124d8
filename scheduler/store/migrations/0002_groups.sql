-- Study groups, their schedules, and the drill of each day.

CREATE TABLE groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL UNIQUE CHECK (length(account) BETWEEN 1 AND 100), -- 'discord:1234', of the guild
    joined TEXT NOT NULL
) STRICT;

CREATE TABLE members (
    group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    learner INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    joined TEXT NOT NULL,
    on_board INTEGER NOT NULL DEFAULT 1 CHECK (on_board IN (0, 1)),
    PRIMARY KEY (group_id, learner)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_by_learner ON members (learner);

CREATE TABLE schedules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    deck TEXT NOT NULL,
    channel TEXT NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '[0-2][0-9]:[0-5][0-9]'), -- wall clock
    zone TEXT NOT NULL,
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127), -- bits, Monday is 1
    role TEXT, -- to ping
    choice TEXT NOT NULL CHECK (choice IN ('weakest', 'in-order')),
    mode TEXT NOT NULL CHECK (mode IN ('open', 'private')),
    late_minutes INTEGER NOT NULL CHECK (late_minutes >= 0), -- how late a drill may still be posted
    paused_until TEXT, -- a day
    next_at TEXT -- an instant; NULL while it is paused for good
) STRICT;

CREATE INDEX schedules_by_next ON schedules (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX schedules_by_group ON schedules (group_id);

CREATE TABLE drills (
    id INTEGER PRIMARY KEY,
    schedule INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    day TEXT NOT NULL, -- the schedule's local date
    state TEXT NOT NULL CHECK (state IN ('planned', 'claimed', 'sent', 'missed', 'failed', 'paused')),
    owner TEXT, -- who claimed it,
    lease TEXT, -- and until when
    variant INTEGER REFERENCES variants (id),
    message TEXT,
    sent TEXT,
    UNIQUE (schedule, day), -- one drill for each local date
    CHECK ((state = 'claimed') = (lease IS NOT NULL)),
    CHECK (state <> 'sent' OR (message IS NOT NULL AND variant IS NOT NULL AND sent IS NOT NULL))
) STRICT;

CREATE INDEX drills_by_state ON drills (state, lease);
CREATE INDEX drills_by_variant ON drills (variant);

ALTER TABLE questions ADD COLUMN drill INTEGER REFERENCES drills (id) ON DELETE SET NULL;

CREATE UNIQUE INDEX questions_by_drill ON questions (drill, learner) WHERE drill IS NOT NULL;
