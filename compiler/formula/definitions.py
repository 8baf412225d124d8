"""Named formulas and what follows from what. Chains of definitions are followed without recursion."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field

from compiler.formula.errors import EvaluationError
from compiler.formula.syntax import Node, names_used


@dataclass(frozen=True, slots=True)
class Definitions:
    """Names and their formulas; what each one uses is found once."""

    nodes: Mapping[str, Node]
    _uses: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def uses(self, name: str) -> tuple[str, ...]:
        """The names in a definition's formula."""
        if name not in self._uses:
            self._uses[name] = names_used(self.nodes[name])
        return self._uses[name]

    def order(self, name: str, given: Container[str], found: Container[str]) -> list[str]:
        """The definitions to evaluate for a name, itself last, without those that are given or found.

        Raises EvaluationError for a definition that leads back to itself.
        """
        order: list[str] = []
        done: set[str] = set()
        open_: dict[str, None] = {}
        pending = [name]
        while pending:
            top = pending[-1]
            if top in done:
                pending.pop()
                continue
            uses = (use for use in self.uses(top) if use in self.nodes and use not in done)
            waiting = [use for use in uses if use not in given and use not in found]
            if not waiting:
                done.add(top)
                order.append(top)
                open_.pop(top, None)
                pending.pop()
                continue
            open_[top] = None
            for use in waiting:
                if use in open_:
                    node = self.nodes[top]
                    message = f"`{use}` is defined by way of itself"
                    raise EvaluationError(message, node.start, node.end, "use earlier names only", within=top)
            pending.extend(waiting)
        return order

    def sources(self, names: Collection[str]) -> tuple[str, ...]:
        """All names that given ones rest upon, themselves included, definitions followed to their ends."""
        found: dict[str, None] = {}
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found[name] = None
                if name in self.nodes:
                    pending.extend(self.uses(name))
        return tuple(found)

    def replaced(self, changes: Mapping[str, Node]) -> tuple[Definitions, frozenset[str]]:
        """Definitions with some replaced, and the names whose values may change by it."""
        new = Definitions(
            {**self.nodes, **changes}, {name: uses for name, uses in self._uses.items() if name not in changes}
        )
        changed = set(changes)
        waiting = True
        while waiting:
            following = {name for name in new.nodes if name not in changed and changed.intersection(new.uses(name))}
            changed |= following
            waiting = bool(following)
        return new, frozenset(changed)
