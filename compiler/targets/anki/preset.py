"""The preset that travels along with the decks: three new cards a day, as exercises take minutes and not seconds."""

from __future__ import annotations

# Fixed for ever: by this Anki knows the preset again.
PRESET_ID = 1_621_937_405_283


def preset(modified: int) -> dict[str, object]:
    """The preset as Anki's package format writes it; `modified` in seconds."""
    return {
        "id": PRESET_ID,
        "name": "Drillbook",
        "mod": modified,
        "usn": -1,
        "dyn": False,
        "autoplay": True,
        "replayq": True,
        "timer": 0,
        "easyDaysPercentages": [1.0] * 7,
        "maxTaken": 300,  # seconds that count for one answer: working one out takes longer than recalling one
        "new": {
            "perDay": 3,
            "delays": [10.0],  # minutes; one step, since a second one on the same day shows the same numbers
            "ints": [1, 4, 0],
            "initialFactor": 2500,
            "order": 1,  # as in the document
            "bury": False,
            "separate": True,
        },
        "rev": {
            "perDay": 200,
            "ease4": 1.3,
            "ivlFct": 1.0,
            "maxIvl": 36500,
            "hardFactor": 1.2,
            "bury": False,
        },
        "lapse": {
            "delays": [10.0],
            "mult": 0.0,
            "minInt": 1,
            "leechFails": 8,
            "leechAction": 1,  # tag only: a hard exercise must not vanish
        },
    }
