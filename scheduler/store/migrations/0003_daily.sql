-- The daily drill as it is run: when it was due and ends, retries, its solution; and what members' questions have of it.

ALTER TABLE schedules ADD COLUMN gap INTEGER NOT NULL DEFAULT 7 CHECK (gap BETWEEN 0 AND 365); -- days between two drills of an exercise
ALTER TABLE schedules ADD COLUMN organiser TEXT; -- the account that is told when something is wrong
ALTER TABLE schedules ADD COLUMN refused INTEGER NOT NULL DEFAULT 0 CHECK (refused >= 0); -- by its channel, in a row

-- Made anew, so that no number is given twice: messages that stand in Discord go by it.
CREATE TABLE numbered_drills (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    day TEXT NOT NULL, -- the schedule's local date
    state TEXT NOT NULL CHECK (state IN ('planned', 'claimed', 'sent', 'missed', 'failed', 'paused')),
    owner TEXT, -- who claimed it,
    lease TEXT, -- and until when
    variant INTEGER REFERENCES variants (id),
    message TEXT,
    sent TEXT,
    due TEXT, -- the instant
    ends TEXT, -- the instant at which its questions close and the solution follows
    deck TEXT,
    exercise TEXT, -- the exercise's first slug
    channel TEXT, -- where it was posted
    thread TEXT, -- where it is talked about
    begun TEXT, -- when posting was begun first,
    tried INTEGER NOT NULL DEFAULT 0 CHECK (tried >= 0), -- and how often
    retry TEXT, -- when a planned one is tried again
    solved TEXT, -- since when a right answer has stood in the channel
    UNIQUE (schedule, day), -- one drill for each local date
    CHECK ((state = 'claimed') = (lease IS NOT NULL)),
    CHECK (state <> 'sent' OR (message IS NOT NULL AND variant IS NOT NULL AND sent IS NOT NULL))
) STRICT;

INSERT INTO numbered_drills (id, schedule, day, state, owner, lease, variant, message, sent)
SELECT id, schedule, day, state, owner, lease, variant, message, sent FROM drills;

DROP TABLE drills;
ALTER TABLE numbered_drills RENAME TO drills;

CREATE INDEX drills_by_state ON drills (state, lease);
CREATE INDEX drills_by_variant ON drills (variant);
CREATE INDEX drills_by_message ON drills (message) WHERE message IS NOT NULL;
CREATE INDEX drills_by_thread ON drills (thread) WHERE thread IS NOT NULL;
CREATE INDEX drills_to_retry ON drills (retry) WHERE state = 'planned';

-- The solution that follows a drill.
CREATE TABLE solutions (
    drill INTEGER PRIMARY KEY REFERENCES drills (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('planned', 'claimed', 'sent', 'missed', 'failed')),
    retry TEXT, -- when a planned one is due, or tried again
    owner TEXT,
    lease TEXT,
    begun TEXT,
    tried INTEGER NOT NULL DEFAULT 0 CHECK (tried >= 0),
    message TEXT,
    sent TEXT,
    CHECK ((state = 'planned') = (retry IS NOT NULL)),
    CHECK ((state = 'claimed') = (lease IS NOT NULL)),
    CHECK (state <> 'sent' OR (message IS NOT NULL AND sent IS NOT NULL))
) STRICT;

CREATE INDEX solutions_to_come ON solutions (retry) WHERE state = 'planned';
CREATE INDEX solutions_claimed ON solutions (lease) WHERE state = 'claimed';

-- A drill asks a member twice: with everybody's numbers, and with their own.
ALTER TABLE questions ADD COLUMN own INTEGER NOT NULL DEFAULT 1 CHECK (own IN (0, 1));
ALTER TABLE questions ADD COLUMN known INTEGER NOT NULL DEFAULT 0 CHECK (known IN (0, 1)); -- a right answer stood there before
DROP INDEX questions_by_drill;
CREATE UNIQUE INDEX questions_by_drill ON questions (drill, learner, own) WHERE drill IS NOT NULL;

-- Days on which somebody tried a drill.
CREATE INDEX questions_of_drills ON questions (learner) WHERE kind = 'drill';
CREATE INDEX replies_by_day ON replies (question, day);
DROP INDEX replies_by_question;

-- Where a reply came from: what is delivered twice is kept once.
ALTER TABLE replies ADD COLUMN source TEXT CHECK (length(source) BETWEEN 1 AND 100);
CREATE UNIQUE INDEX replies_by_source ON replies (source) WHERE source IS NOT NULL;

-- The group in which a session was begun, for its board.
ALTER TABLE sessions ADD COLUMN group_id INTEGER REFERENCES groups (id) ON DELETE SET NULL;
CREATE INDEX sessions_by_group ON sessions (group_id) WHERE group_id IS NOT NULL;

-- What a face wants to know again after a restart, as which commands it has announced.
CREATE TABLE remembered (
    name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
