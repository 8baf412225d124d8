"""Sessions, questions and replies: what was asked, with which numbers, and what was answered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from compiler.checker import Variant, VariantError, VerdictKind
from scheduler.rules import Outcome, instant, utc
from scheduler.store.errors import NotThere, StoreError
from scheduler.store.records import Kind, Logged, Place, Question, Reply, Session

MOST_CHARACTERS = 4_000
"""How much of a reply is kept."""
_LEFT = "left"
_QUESTION = (
    "SELECT questions.id, learner, session, deck, exercise, kind, body, asked, shown, nudges, steps, closed, "
    "outcome, drill, own, known FROM questions JOIN variants ON variants.id = variant"
)
_GROUP = (
    "coalesce((SELECT group_id FROM drills JOIN schedules ON schedules.id = schedule WHERE drills.id = ?), "
    "(SELECT group_id FROM sessions WHERE id = ?))"
)
"""The group in which a question is asked, by its drill or its session."""
_SESSION = "SELECT id, learner, wish, started, ended FROM sessions"


def keep_variant(db: Database, variant: Variant) -> int:
    """Store a variant whole, and once; its number."""
    body = json.dumps(variant.to_json(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    digest = hashlib.sha256(body.encode()).hexdigest()
    db.execute("INSERT INTO variants (digest, body) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING", (digest, body))
    return int(db.execute("SELECT id FROM variants WHERE digest = ?", (digest,)).fetchone()[0])


def begin_session(db: Database, learner: int, wish: str, now: datetime, group: int | None = None) -> Session:
    """A new session, in a group or not; one that is open must have been ended."""
    sql = "INSERT INTO sessions (learner, wish, started, group_id) VALUES (?, ?, ?, ?)"
    number = db.execute(sql, (learner, wish, utc(now), group)).lastrowid
    assert number is not None
    return Session(number, learner, wish, now, None)


def open_session(db: Database, learner: int) -> Session | None:
    """The learner's session that has not ended, if there is one."""
    row = db.execute(f"{_SESSION} WHERE learner = ? AND ended IS NULL", (learner,)).fetchone()
    return None if row is None else _session(row)


def session(db: Database, number: int) -> Session:
    """A session. Raises NotThere."""
    row = db.execute(f"{_SESSION} WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotThere(f"there is no session {number}")
    return _session(row)


def end_session(db: Database, number: int, now: datetime) -> None:
    """End a session."""
    db.execute("UPDATE sessions SET ended = ? WHERE id = ? AND ended IS NULL", (utc(now), number))


def ask(
    db: Database, learner: int, session: int | None, place: Place, kind: Kind, variant: Variant, now: datetime
) -> Question:
    """Put a variant to a learner. A session has one open question at a time."""
    return _asked(db, Question(0, learner, session, place, kind, variant, now, 1, 0, 0, None, None))


def ask_drill(
    db: Database, learner: int, drill: int, place: Place, variant: Variant, now: datetime, own: bool
) -> Question:
    """Put a drill to a learner, with numbers of their own or with everybody's: each once."""
    kind = Kind.DRILL
    return _asked(db, Question(0, learner, None, place, kind, variant, now, 1, 0, 0, None, None, drill, own))


def _asked(db: Database, new: Question) -> Question:
    number = db.execute(
        "INSERT INTO questions (learner, session, variant, deck, exercise, kind, asked, drill, own, group_id) "
        f"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, {_GROUP})",
        (
            *(new.learner, new.session, keep_variant(db, new.variant), new.place.deck, new.place.exercise),
            *(new.kind.value, utc(new.asked), new.drill, int(new.own), new.drill, new.session),
        ),
    ).lastrowid
    assert number is not None
    return replace(new, id=number)


def answer_known(db: Database, number: int) -> None:
    """Note that a right answer stood in the channel before a question was answered."""
    db.execute("UPDATE questions SET known = 1 WHERE id = ?", (number,))


def question_rows(db: Database, where: str, values: tuple[object, ...]) -> list[Question]:
    """The questions that meet a condition in SQL."""
    return list(map(_question, db.execute(f"{_QUESTION} WHERE {where}", values)))


def question(db: Database, number: int) -> Question:
    """A question. Raises NotThere."""
    row = db.execute(f"{_QUESTION} WHERE questions.id = ?", (number,)).fetchone()
    if row is None:
        raise NotThere(f"there is no question {number}")
    return _question(row)


def open_question(db: Database, session: int) -> Question | None:
    """The question of a session that waits for its reply, if there is one."""
    row = db.execute(f"{_QUESTION} WHERE session = ? AND closed IS NULL", (session,)).fetchone()
    return None if row is None else _question(row)


def asked_directly(db: Database, since: datetime, most: int) -> list[int]:
    """The learners who have had a question since an instant, in an open session without a group; the latest first."""
    rows = db.execute(  # by the sessions, not by all that these learners were ever asked
        "SELECT learner FROM questions WHERE asked >= ? AND session IN (SELECT id FROM sessions "
        "WHERE ended IS NULL AND group_id IS NULL) GROUP BY +learner ORDER BY max(asked) DESC LIMIT ?",
        (utc(since), most),
    )
    return [number for (number,) in rows]


def shown_again(db: Database, number: int, now: datetime) -> None:
    """Note when a question was last put before its learner."""
    db.execute("UPDATE questions SET asked = ?, shown = shown + 1 WHERE id = ?", (utc(now), number))


def keep_hints(db: Database, number: int, nudges: int, steps: int) -> None:
    """Note how many hints of a question were shown."""
    db.execute("UPDATE questions SET nudges = ?, steps = ? WHERE id = ?", (nudges, steps, number))


def close(db: Database, number: int, outcome: Outcome | None, at: datetime) -> None:
    """Close a question; None: it was left in silence."""
    said = _LEFT if outcome is None else outcome.value
    db.execute("UPDATE questions SET closed = ?, outcome = ? WHERE id = ?", (utc(at), said, number))


def last_variants(db: Database, learner: int, place: Place, most: int) -> list[Variant]:
    """The variants of an exercise that a learner saw last, newest first."""
    rows = db.execute(
        "SELECT body FROM questions JOIN variants ON variants.id = variant "
        "WHERE learner = ? AND deck = ? AND exercise = ? ORDER BY questions.id DESC LIMIT ?",
        (learner, place.deck, place.exercise, most),
    )
    return [variant_from(body) for (body,) in rows]


def last_asked(db: Database, learner: int) -> dict[Place, int]:
    """For every exercise that a learner was asked, the number of the last question."""
    sql = "SELECT deck, exercise, max(id) FROM questions WHERE learner = ? GROUP BY deck, exercise"
    return {Place(deck, exercise): number for deck, exercise, number in db.execute(sql, (learner,))}


def session_log(db: Database, session: int) -> list[Logged]:
    """What a session has asked and is done with, in order."""
    rows = db.execute(
        "SELECT kind, questions.deck, questions.exercise, closed, quality FROM questions "
        "LEFT JOIN reviews ON reviews.question = questions.id WHERE session = ? AND closed IS NOT NULL "
        "ORDER BY questions.id",
        (session,),
    )
    return [
        Logged(Kind(kind), Place(deck, exercise), instant(closed), quality)
        for kind, deck, exercise, closed, quality in rows
    ]


def keep_reply(
    db: Database,
    question: Question,
    text: str,
    verdict: VerdictKind,
    at: datetime,
    day: date,
    source: str | None = None,
) -> Reply:
    """Store a reply to an open question as a fact, on the learner's local date; of an overlong one its beginning.

    `source` is where it came from: what is delivered twice is kept once.
    """
    kept = text[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no place in a file
    hints = (question.nudges, question.steps)
    number = db.execute(
        "INSERT INTO replies (question, text, verdict, at, day, nudges, steps, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (question.id, kept, verdict.value, utc(at), day.isoformat(), *hints, source),
    ).lastrowid
    assert number is not None
    return Reply(number, question.id, kept, verdict, at, day, *hints)


def replies(db: Database, question: int) -> list[Reply]:
    """The replies to a question, in order."""
    sql = "SELECT id, question, text, verdict, at, day, nudges, steps FROM replies WHERE question = ? ORDER BY id"
    rows = db.execute(sql, (question,))
    return [reply_of(row) for row in rows]


def drill_replies(db: Database, learner: int) -> list[Reply]:
    """All replies of a learner to drills."""
    rows = db.execute(
        "SELECT replies.id, question, text, verdict, at, day, replies.nudges, replies.steps FROM questions "
        "JOIN replies ON replies.question = questions.id WHERE learner = ? AND kind = 'drill' ORDER BY replies.id",
        (learner,),
    )
    return [reply_of(row) for row in rows]


def keep_reply_day(db: Database, number: int, day: date) -> None:
    """Date a reply anew."""
    db.execute("UPDATE replies SET day = ? WHERE id = ?", (day.isoformat(), number))


def is_kept(db: Database, source: str) -> bool:
    """Whether a reply from somewhere was kept already."""
    return bool(db.execute("SELECT EXISTS (SELECT 1 FROM replies WHERE source = ?)", (source,)).fetchone()[0])


def reply_from(db: Database, source: str) -> Reply | None:
    """The reply that came from somewhere, if it was kept."""
    sql = "SELECT id, question, text, verdict, at, day, nudges, steps FROM replies WHERE source = ?"
    row = db.execute(sql, (source,)).fetchone()
    return None if row is None else reply_of(row)


def reply_of(row: tuple[Any, ...]) -> Reply:
    """The reply of a row `id, question, text, verdict, at, day, nudges, steps`."""
    number, question, text, verdict, at, day, nudges, steps = row
    return Reply(number, question, text, VerdictKind(verdict), instant(at), date.fromisoformat(day), nudges, steps)


def _question(row: tuple[Any, ...]) -> Question:
    (
        number,
        learner,
        session,
        deck,
        exercise,
        kind,
        body,
        asked,
        shown,
        nudges,
        steps,
        closed,
        outcome,
        drill,
        own,
        known,
    ) = row
    return Question(
        number,
        learner,
        session,
        Place(deck, exercise),
        Kind(kind),
        variant_from(body),
        instant(asked),
        shown,
        nudges,
        steps,
        None if closed is None else instant(closed),
        None if outcome in (None, _LEFT) else Outcome(outcome),
        drill,
        bool(own),
        bool(known),
    )


def _session(row: tuple[Any, ...]) -> Session:
    number, learner, wish, started, ended = row
    return Session(number, learner, wish, instant(started), None if ended is None else instant(ended))


@lru_cache(maxsize=256)
def variant_from(body: str) -> Variant:
    """The variant of its stored JSON. Raises StoreError where it cannot be read."""
    try:
        return Variant.from_json(json.loads(body))
    except (VariantError, ValueError) as error:
        raise StoreError(f"a stored variant cannot be read: {error}") from None
