"""The page's rules of practice are those of `scheduler.rules`: both pass one table, and agree on whatever is made up.

A line of `rules.jsonl` is a case: `rule`, what is asked (`a/b` among days are all from one to the other; hints that are
left out are none), what it `gives`, and `why`, where that is not obvious.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import compiler.targets
from compiler.checker import VerdictKind
from scheduler.rules import (
    SM2,
    Facts,
    History,
    Memory,
    Outcome,
    local_day,
    mastery,
    quality,
    settled,
    streak,
)
from tests.conformance.test_twin import newer

Case = dict[str, Any]

FOLDER = Path(compiler.targets.__file__).parent / "workbook" / "page"
SCRIPT = "\n".join(FOLDER.joinpath(f"{name}.js").read_text("utf-8") for name in ("days", "memory", "streak"))
ORDINARY = 3_000
STRESSED = 100_000
EPOCH = date(1970, 1, 1)

ASKED = {
    "quality": """(asked) => {
        const facts = Object.assign({ nudges: 0, steps: 0 }, asked);
        return { quality: qualityOf(facts), finished: isFinished(facts), firstTry: isFirstTry(facts) };
    }""",
    "memory": "({ memory, qualities }) => qualities.reduce((before, each) => remembered(before, each), memory)",
    "mastery": "({ memories }) => masteryOf(memories)",
    "streak": """({ days, today }) => {
        const found = streakOf(days.map(dayNumber), dayNumber(today));
        return Object.assign(found, { heldBy: found.heldBy.map(dateOf) });
    }""",
    "day": "({ at }) => localDay(Date.parse(at))",
}
"""How the page is asked for each rule."""


def all_days(days: Iterable[str]) -> list[str]:
    """Days as a line of the table has them, each by itself."""
    found = []
    for first, _, last in (each.partition("/") for each in days):
        begin = date.fromisoformat(first)
        length = (date.fromisoformat(last or first) - begin).days
        found += [str(begin + timedelta(days=n)) for n in range(length + 1)]
    return found


def rows() -> list[Case]:
    """The lines of the table, days one by one."""
    lines = Path(__file__).with_name("rules.jsonl").read_text("utf-8").splitlines()
    found: list[Case] = [json.loads(line) for line in lines]
    return [row | {"days": all_days(row["days"])} if "days" in row else row for row in found]


ROWS = rows()
ZONES = sorted({row["zone"] for row in ROWS if row["rule"] == "day"})


def python_says(case: Case) -> object:
    """What the rules in Python make of a case, in the shape in which the table has it."""
    match case["rule"]:
        case "quality":
            verdicts = tuple(map(VerdictKind, case["verdicts"]))
            facts = Facts(Outcome(case["outcome"]), verdicts, case.get("nudges", 0), case.get("steps", 0))
            return {"quality": quality(facts), "finished": facts.finished, "firstTry": facts.first_try}
        case "memory":
            memory = as_memory(case["memory"])
            for each in case["qualities"]:
                memory = SM2().after(memory, each)
            return memory and {"repetitions": memory.repetitions, "interval": memory.interval, "ease": memory.ease}
        case "mastery":
            found = mastery([as_memory(each) for each in case["memories"]])
            return {"mastered": found.mastered, "begun": found.begun, "total": found.total}
        case "streak":
            return python_streak(set(map(date.fromisoformat, case["days"])), date.fromisoformat(case["today"]))
    return str(local_day(datetime.fromisoformat(case["at"]), case["zone"]))


def python_streak(days: set[date], today: date) -> Case:
    history = History()
    for day in sorted(days):
        history = settled(history, day)
    found = streak(history, today)
    held_by = [str(day) for day in found.held_by]
    numbers = {"current": found.current, "best": found.best, "freezes": found.freezes}
    return numbers | {"today": found.today, "heldBy": held_by}


def as_memory(stored: dict[str, int] | None) -> Memory | None:
    return None if stored is None else Memory(**stored)


def page_says(page: Page, cases: Sequence[Case]) -> list[object]:
    """What the page makes of cases of one rule. All travel at once."""
    (rule,) = {case["rule"] for case in cases}
    said = page.evaluate(f"cases => JSON.stringify(JSON.parse(cases).map({ASKED[rule]}))", json.dumps(cases))
    found: list[object] = json.loads(said)
    return found


def off_the_table(wanted: Sequence[Case], said: Iterable[object]) -> list[str]:
    """The lines of which something else is said than the table has."""
    return [
        f"line {ROWS.index(row) + 1} gives {row['gives']}, but is said to give {each}"
        for row, each in zip(wanted, said, strict=True)
        if each != row["gives"]
    ]


def assert_both_say_the_same(page: Page, cases: Sequence[Case], seed: int) -> list[object]:
    """What both say of the cases, which were made from a seed."""
    python = [python_says(case) for case in cases]
    javascript = page_says(page, cases)
    off = [
        f"{json.dumps(case)}: Python says {one}, JavaScript says {other}"
        for case, one, other in zip(cases, python, javascript, strict=True)
        if one != other
    ]
    shown = "\n".join(sorted(off, key=len)[:5])
    assert not off, f"{len(off)} of {len(cases)} cases of the seed {seed} differ, the shortest of them:\n{shown}"
    return python


def made_facts(rng: Random) -> Case:
    outcome = rng.choice(list(Outcome))
    verdicts = rng.choices(list(VerdictKind), k=rng.randrange(4))
    if outcome is Outcome.RIGHT and rng.random() < 0.9:
        verdicts.append(VerdictKind.RIGHT)
    nudges, steps = rng.choices((0, 0, 0, 0, 1, 2), k=2)
    return {"rule": "quality", "outcome": outcome, "verdicts": verdicts, "nudges": nudges, "steps": steps}


def made_memory(rng: Random) -> dict[str, int] | None:
    interval = rng.choice((rng.randint(1, 30), rng.randint(1, 36_500)))
    return rng.choice((None, {"repetitions": rng.randrange(9), "interval": interval, "ease": rng.randint(130, 400)}))


def made_reviews(rng: Random) -> Case:
    qualities = rng.choices(range(6), weights=(1, 1, 1, 6, 12, 6), k=rng.randrange(20))
    return {"rule": "memory", "memory": made_memory(rng), "qualities": qualities}


def made_memories(rng: Random) -> Case:
    return {"rule": "mastery", "memories": [made_memory(rng) for _ in range(rng.randrange(6))]}


def made_days(rng: Random) -> Case:
    """Runs of days with a few missed ones between them, as a record has them: in no order, some of them twice."""
    day = date(2026, 1, 1) + timedelta(days=rng.randrange(2_000))
    days = []
    for length in rng.choices((1, 3, 6, 7, 8, 14), k=rng.choice((0, 1, 1, 2, 2, 3, 3, 4, 5))):
        days += [day + timedelta(days=n) for n in range(length)]
        day = days[-1] + timedelta(days=rng.choice((2, 2, 2, 3, 3, 4, 9)))
    today = rng.choice([day, rng.choice([*days, day])]) - timedelta(days=rng.randint(-2, 4))
    record = [str(each) for each in days + days[:2]]
    rng.shuffle(record)
    return {"rule": "streak", "days": record, "today": str(today)}


MAKERS: dict[str, Callable[[Random], Case]] = {
    "quality": made_facts,
    "memory": made_reviews,
    "mastery": made_memories,
    "streak": made_days,
}


def made_instants(rng: Random, zone: str, count: int) -> list[Case]:
    """Instants of a quarter of a century, for which browsers and systems know the same of the zones."""
    begin = datetime(2000, 1, 1, tzinfo=UTC)
    instants = (begin + timedelta(seconds=rng.randrange(25 * 365 * 86_400)) for _ in range(count))
    return [{"rule": "day", "at": at.isoformat(), "zone": zone} for at in instants]


@pytest.fixture
def rules(page: Page) -> Page:
    """A page with the rules."""
    page.add_script_tag(content=SCRIPT)
    return page


def test_python_does_what_the_table_says() -> None:
    assert off_the_table(ROWS, map(python_says, ROWS)) == []


def test_the_page_does_what_the_table_says(rules: Page) -> None:
    for rule in MAKERS:
        wanted = [row for row in ROWS if row["rule"] == rule]
        assert off_the_table(wanted, page_says(rules, wanted)) == []


@pytest.mark.parametrize("zone", ZONES)
def test_the_page_knows_the_local_day(browser: Browser, zone: str) -> None:
    wanted = [row for row in ROWS if row["rule"] == "day" and row["zone"] == zone]
    with browser.new_context(timezone_id=zone) as context:
        page = context.new_page()
        page.add_script_tag(content=SCRIPT)
        assert off_the_table(wanted, page_says(page, wanted)) == []
        assert_both_say_the_same(page, made_instants(Random(1), zone, ORDINARY // len(ZONES)), 1)


def test_python_and_the_page_say_the_same_of_3_000_cases(rules: Page) -> None:
    for rule, made in MAKERS.items():
        rng = Random(1)
        said = assert_both_say_the_same(rules, [made(rng) for _ in range(ORDINARY)], 1)
        # Worth asking: there are many answers, and none is that of most.
        counts = Counter(map(json.dumps, said))
        assert len(counts) >= 8 and counts.most_common(1)[0][1] < ORDINARY / 2, rule


@pytest.mark.stress
@pytest.mark.parametrize("rule", MAKERS)
def test_python_and_the_page_say_the_same_of_100_000_cases(rules: Page, rule: str) -> None:
    seed = SystemRandom().randrange(2**32)
    rng = Random(seed)
    assert_both_say_the_same(rules, [MAKERS[rule](rng) for _ in range(STRESSED)], seed)


def test_dates_are_numbers_and_back(rules: Page) -> None:
    first, last = -1_000, 40_000
    found = rules.evaluate(f"""() => {{
        const dates = [];
        for (let number = {first}; number <= {last}; number++) {{
            if (dayNumber(dateOf(number)) !== number) return `${{number}} is ${{dateOf(number)}}, and not back`;
            dates.push(dateOf(number));
        }}
        return dates.join();
    }}""")
    assert found == ",".join(str(EPOCH + timedelta(days=number)) for number in range(first, last + 1))


def test_what_is_no_date_has_no_number(rules: Page) -> None:
    none = ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-01", "2026-03-00", "2026-3-2", "20260302", "2026-03"]
    none += ["2026-03-02T04:00", "2026-03-02Z", " 2026-03-02", "+012026-03-02", "March 2, 2026", "2026", "x", ""]
    others: list[object] = [7, 20_514, None, True, ["2026-03-02"], {}]
    asked = "dates => dates.filter((date) => !Number.isNaN(dayNumber(date)))"
    assert rules.evaluate(asked, [*none, *others]) == []


def test_the_table_is_worth_passing() -> None:
    asked = Counter(json.dumps({part: row[part] for part in row if part not in ("gives", "why")}) for row in ROWS)
    assert [case for case, count in asked.items() if count > 1] == []
    assert len(ROWS) >= 100
    assert {row["rule"] for row in ROWS} == set(ASKED)
    qualities = [row for row in ROWS if row["rule"] == "quality"]
    assert {kind for row in qualities for kind in row["verdicts"]} == set(VerdictKind)
    assert {(row["outcome"], row["gives"]["quality"]) for row in qualities} >= {
        *(("right", each) for each in (2, 3, 4)),
        *((outcome, each) for outcome in ("revealed", "given-up") for each in (0, 1)),
    }


def test_the_rules_are_written_as_in_2018_and_know_no_clock_and_no_page() -> None:
    assert newer(SCRIPT) == []
    for word in ("Date.now", "new Date()", "document", "window", "localStorage"):
        assert word not in SCRIPT
