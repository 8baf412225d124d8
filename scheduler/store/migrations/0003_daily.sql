-- The daily drill as it is run: when it was due and ends, retries, its solution; and what members' questions have of it.

ALTER TABLE schedules ADD COLUMN gap INTEGER NOT NULL DEFAULT 7 CHECK (gap BETWEEN 0 AND 365); -- days between two drills of an exercise
ALTER TABLE schedules ADD COLUMN organiser TEXT; -- the account that is told when something is wrong
ALTER TABLE schedules ADD COLUMN refused INTEGER NOT NULL DEFAULT 0 CHECK (refused >= 0); -- by its channel, in a row

ALTER TABLE drills ADD COLUMN due TEXT; -- the instant
ALTER TABLE drills ADD COLUMN ends TEXT; -- the instant at which its questions close and the solution follows
ALTER TABLE drills ADD COLUMN deck TEXT;
ALTER TABLE drills ADD COLUMN exercise TEXT; -- the exercise's first slug
ALTER TABLE drills ADD COLUMN channel TEXT; -- where it was posted
ALTER TABLE drills ADD COLUMN thread TEXT; -- where it is talked about
ALTER TABLE drills ADD COLUMN tried INTEGER NOT NULL DEFAULT 0 CHECK (tried >= 0); -- how often posting was begun
ALTER TABLE drills ADD COLUMN retry TEXT; -- when a planned one is tried again
ALTER TABLE drills ADD COLUMN solved TEXT; -- since when a right answer has stood in the channel

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
