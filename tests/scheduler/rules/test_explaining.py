"""Wrong replies that nothing explains are clustered by what explains most of them."""

import math

import pytest

from scheduler.rules import Wrong, clusters

NAMES = ({"L": 12.0, "bytes": 480.0}, {"L": 22.0, "bytes": 1100.0}, {"L": 32.0, "bytes": 96.0})


def wrong(*values: float, right: tuple[float, ...] = (13.6, 250.0, 7.7)) -> list[Wrong]:
    """Wrong numbers, each beside the right one and the names of its question."""
    return [Wrong(each, to, tuple(names.items())) for each, to, names in zip(values, right, NAMES, strict=True)]


def signs(replies: list[Wrong]) -> dict[str, int]:
    """How many replies each cluster holds, by its sign; those left are under an empty one."""
    found, left = clusters(replies)
    return {**{each.slip.sign: len(each.wrong) for each in found}, "": len(left)}


@pytest.mark.parametrize(
    ("sign", "formula", "slip"),
    [
        ("×2", "{answer} * 2", lambda right, names: right * 2),
        ("÷1024", "{answer} / 1024", lambda right, names: right / 1024),
        ("×pi", "{answer} * pi", lambda right, names: right * math.pi),
        ("×L", "{answer} * L", lambda right, names: right * names["L"]),
        ("×L²", "{answer} * L^2", lambda right, names: right * names["L"] ** 2),
        ("÷L²", "{answer} / L^2", lambda right, names: right / names["L"] ** 2),
        ("= bytes", "bytes", lambda right, names: names["bytes"]),
        ("+ 1", "{answer} + 1", lambda right, names: right + 1),
        ("− L", "{answer} - L", lambda right, names: right - names["L"]),
        ("−, ×2", "-({answer} * 2)", lambda right, names: -2 * right),
    ],
)
def test_one_slip_in_all_replies_is_found(sign: str, formula: str, slip: object) -> None:
    assert callable(slip)
    rights = (13.6, 250.0, 7.7)
    replies = wrong(*(slip(right, names) for right, names in zip(rights, NAMES, strict=True)))
    (found,), left = clusters(replies)
    assert (found.slip.sign, found.slip.formula, len(found.wrong), left) == (sign, formula, 3, [])


FACTORS = {
    **{f"{n}": n for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 60, 64, 100, 1000, 1024, 3600)},
    "2^20": 1_048_576,
    "1e6": 1_000_000,
    "2^30": 1_073_741_824,
    "1e9": 1_000_000_000,
    "1.024": 1.024,
    "1.048576": 1.048576,
    "pi": 3.14159265,
    "1.5": 1.5,
}


@pytest.mark.parametrize(("name", "factor"), FACTORS.items(), ids=list(FACTORS))
def test_a_factor_by_which_people_slip_is_found_both_ways(name: str, factor: float) -> None:
    rights = (13.6, 250.0)
    for sign, formula, slip in (("×", "*", factor), ("÷", "/", 1 / factor)):
        (found,), _ = clusters([Wrong(right * slip, right) for right in rights])
        assert (found.slip.sign, found.slip.formula) == (f"{sign}{name}", f"{{answer}} {formula} {name}")


def test_a_name_that_is_one_explains_no_factor_and_hides_none() -> None:
    one = (("one", 1.0),)
    assert clusters([Wrong(13.6 * 1.003, 13.6, one), Wrong(250 * 1.003, 250.0, one)])[0] == []
    (found,), _ = clusters([Wrong(13.6 * 23, 13.6, (*one, ("L", 23.0))), Wrong(250 * 11, 250.0, (*one, ("L", 11.0)))])
    assert found.slip.sign == "×L"


def test_a_share_is_a_name_too() -> None:
    (found,), _ = clusters([Wrong(13.6 * 0.09, 13.6, (("p", 0.3),)), Wrong(250 * 0.49, 250.0, (("p", 0.7),))])
    assert (found.slip.sign, found.slip.formula) == ("×p²", "{answer} * p^2")


def test_a_single_reply_is_no_cluster_though_many_formulas_fit() -> None:
    one = wrong(27.2, 1.0, 1.0)[:1]
    assert clusters(one) == ([], one)
    assert clusters([]) == ([], [])


def test_a_reply_belongs_to_the_cluster_that_explains_most() -> None:
    # The first is the answer times 2, and its L (12) times 2.2667: the others tell which.
    assert signs([*wrong(27.2, 500.0, 15.4), *wrong(13.6 / 8, 250.0 / 8, 999.0)]) == {"×2": 3, "÷8": 2, "": 1}


def test_a_reply_that_is_a_little_off_is_near_and_one_that_is_far_is_left() -> None:
    assert signs(wrong(27.2 * 1.003, 500.0 * 0.997, 15.4)) == {"×2": 3, "": 0}
    assert signs(wrong(27.2 * 1.02, 500.0 * 0.98, 15.4 * 1.05)) == {"": 3}


def test_of_slips_that_explain_as_much_the_simpler_one_is_told() -> None:
    names = (("two", 2.0),)
    (found,), _ = clusters([Wrong(20.0, 10.0, names), Wrong(14.0, 7.0, names)])
    assert found.slip.sign == "×2"


def test_zero_and_negative_numbers_are_no_obstacle() -> None:
    replies = [
        Wrong(0.0, 5.0, (("z", 0.0),)),
        Wrong(4.0, 0.0, (("z", 0.0),)),
        Wrong(-3.0, 3.0, ()),
        Wrong(-8.0, 8.0, ()),
    ]
    found, left = clusters(replies)
    assert [(each.slip.sign, each.slip.formula) for each in found] == [("−", "-{answer}")]
    assert len(left) == 2
