"""How a proved deck looks over there: one room a target, none of which knows another."""
