"""A module's text laid bare for mutmut, which changes only what stands in functions without decorators.

What is computed stays the same: constants are written out where functions use them, a property is made of its function
behind it, and nothing is cached, since what was kept from before would hide a change. A statement is one line, without
comments, so that a change is one line too.
"""

from __future__ import annotations

import ast
import re

_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]+")
_CACHES = ("cache", "lru_cache")


def laid_bare(text: str) -> str:
    """The text of a module that does the same, with as much as can be in functions without decorators."""
    return ast.unparse(ast.fix_missing_locations(_Bare().visit(ast.parse(text)))) + "\n"


class _Bare(ast.NodeTransformer):
    def __init__(self) -> None:
        self.constants: dict[str, ast.expr] = {}
        self.inside = 0

    def visit_Module(self, node: ast.Module) -> ast.AST:
        for statement in node.body:
            self.visit(statement)
            match statement:
                case ast.Assign([ast.Name(name)], value) if _CONSTANT.fullmatch(name):
                    self.constants[name] = value
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | list[ast.stmt]:
        self.inside += 1
        node.args = self.visit(node.args)
        node.body = [self.visit(statement) for statement in node.body]
        self.inside -= 1
        match node.decorator_list:
            case [ast.Name("property" as decorator)]:
                node.decorator_list = []
                return [node, *ast.parse(f"{node.name} = {decorator}({node.name})").body]
            case [ast.Name(cache) | ast.Call(ast.Name(cache))] if cache in _CACHES:
                node.decorator_list = []
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.constants.get(node.id, node) if isinstance(node.ctx, ast.Load) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """What is said of a constant stays as it is."""
        return node
