-- What a group and its members want after the first week: languages, reminders, digests, and being told.

ALTER TABLE learners ADD COLUMN language TEXT NOT NULL DEFAULT 'en'; -- that they were last heard in
ALTER TABLE learners ADD COLUMN remind_at TEXT CHECK (remind_at GLOB '[0-2][0-9]:[0-5][0-9]'); -- wall clock; NULL: never
ALTER TABLE learners ADD COLUMN remind_next TEXT; -- the instant at which a reminder is looked at next

CREATE INDEX learners_by_reminder ON learners (remind_next) WHERE remind_next IS NOT NULL;

ALTER TABLE schedules ADD COLUMN language TEXT NOT NULL DEFAULT 'en'; -- of its posts
ALTER TABLE schedules ADD COLUMN digest_next TEXT; -- the instant of the next weekly digest; NULL: none is wanted
ALTER TABLE schedules ADD COLUMN quiet_since TEXT; -- when the group was asked whether to slow down; NULL: it answers
ALTER TABLE schedules ADD COLUMN arranged TEXT; -- when it was made, changed or resumed last

CREATE INDEX schedules_by_digest ON schedules (digest_next) WHERE digest_next IS NOT NULL;

-- What a schedule posts besides drills: the digest of a week, and the question whether to slow down.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('digest', 'quiet')),
    day TEXT NOT NULL, -- the schedule's local date
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'claimed', 'sent', 'missed', 'failed')),
    retry TEXT, -- when a planned one is due, or tried again
    owner TEXT,
    lease TEXT,
    begun TEXT,
    tried INTEGER NOT NULL DEFAULT 0 CHECK (tried >= 0),
    message TEXT,
    sent TEXT,
    UNIQUE (schedule, kind, day),
    CHECK ((state = 'planned') = (retry IS NOT NULL)),
    CHECK ((state = 'claimed') = (lease IS NOT NULL)),
    CHECK (state <> 'sent' OR (message IS NOT NULL AND sent IS NOT NULL))
) STRICT;

CREATE INDEX notices_to_come ON notices (retry) WHERE state = 'planned';
CREATE INDEX notices_claimed ON notices (lease) WHERE state = 'claimed';

-- Whether a member was told what became of their dispute.
ALTER TABLE disputes ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));
UPDATE disputes SET told = 1 WHERE state <> 'open';

CREATE INDEX untold_disputes ON disputes (decided) WHERE told = 0 AND state <> 'open';

-- The group in which a question was asked, for its board: known still when its schedule is removed.
ALTER TABLE questions ADD COLUMN group_id INTEGER REFERENCES groups (id) ON DELETE SET NULL;
UPDATE questions SET group_id = coalesce(
    (SELECT schedules.group_id FROM drills JOIN schedules ON schedules.id = schedule WHERE drills.id = drill),
    (SELECT sessions.group_id FROM sessions WHERE sessions.id = session)
);

-- For the board of a group: its members' reviews since a day.
CREATE INDEX reviews_for_board ON reviews (learner, day) WHERE first_try = 1 AND scheduled = 1;
