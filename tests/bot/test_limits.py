"""How much one member may ask of the bot."""

from __future__ import annotations

from bot.limits import A_MINUTE, BURST, Limiter


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def limiter(burst: int = 3, a_minute: float = 60) -> tuple[Limiter, Clock]:
    """A limiter with a clock."""
    clock = Clock()
    return Limiter(burst, a_minute, clock), clock


def test_a_burst_passes_and_no_more() -> None:
    found, _ = limiter()
    assert [found.allows(1) for _ in range(5)] == [True, True, True, False, False]


def test_it_refills_as_time_goes_by_up_to_a_burst() -> None:
    found, clock = limiter()
    assert [found.allows(1) for _ in range(4)] == [True, True, True, False]
    clock.now += 1
    assert [found.allows(1) for _ in range(2)] == [True, False]
    clock.now += 10_000
    assert [found.allows(1) for _ in range(4)] == [True, True, True, False]


def test_a_refusal_costs_nothing() -> None:
    found, clock = limiter(burst=1)
    assert found.allows(1)
    for _ in range(100):
        clock.now += 0.001
        assert not found.allows(1)
    clock.now += 1
    assert found.allows(1)


def test_members_do_not_share() -> None:
    found, _ = limiter(burst=1)
    assert all(found.allows(member) for member in range(50))


def test_a_clock_that_stands_still_lets_nothing_more_pass() -> None:
    found, _ = limiter(burst=2, a_minute=0.5)
    assert sum(found.allows(7) for _ in range(100)) == 2


def test_who_was_not_heard_longest_is_forgotten_first() -> None:
    found, _ = limiter(burst=1)
    for member in range(10_001):
        found.allows(member)
    assert not found.allows(10_000)
    assert found.allows(0)
    assert len(found._left) <= 10_000


def test_a_member_who_practises_is_not_held_up() -> None:
    clock = Clock()
    found = Limiter(clock=clock)
    for _ in range(200):  # a form opened and sent, then the next question, every five seconds
        assert all(found.allows(1) for _ in range(3))
        clock.now += 5
    assert BURST >= 10 and A_MINUTE >= 30
