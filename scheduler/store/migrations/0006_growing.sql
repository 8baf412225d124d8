-- What is looked for often stays as quick however much there is of it: boards, the drills that are open.

-- Copied from its question, so that a board is counted from an index alone: a million questions are not looked at for it.
ALTER TABLE reviews ADD COLUMN board INTEGER REFERENCES groups (id) ON DELETE SET NULL; -- the group that it may bring a point in
UPDATE reviews SET board = (SELECT group_id FROM questions WHERE id = question AND kind IN ('due', 'drill'));

DROP INDEX reviews_for_board;
CREATE INDEX reviews_for_board ON reviews (board, day, learner) WHERE first_try = 1 AND scheduled = 1 AND board IS NOT NULL;

-- Not among all that was ever sent.
DROP INDEX drills_by_state;
CREATE INDEX drills_claimed ON drills (lease) WHERE state = 'claimed';
CREATE INDEX schedules_by_channel ON schedules (channel);
CREATE INDEX drills_by_end ON drills (schedule, ends) WHERE state = 'sent';
