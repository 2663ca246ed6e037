"""Small changes of a module, one at a time, each of which some test should notice. Pure.

Changed are the bodies and defaults of functions and methods, what decorates a function, and the module's constants and tables. Not
changed are words for people (texts with a space in them, `__str__`), lines of the log, types, and what stands in a class's body itself.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    one: other
    for pair in (
        (ast.Lt, ast.LtE),
        (ast.Gt, ast.GtE),
        (ast.Eq, ast.NotEq),
        (ast.Is, ast.IsNot),
        (ast.In, ast.NotIn),
        (ast.And, ast.Or),
        (ast.Add, ast.Sub),
        (ast.Mult, ast.Div),
        (ast.BitAnd, ast.BitOr),
    )
    for one, other in (pair, pair[::-1])
} | {ast.Pow: ast.Mult, ast.Mod: ast.Div, ast.FloorDiv: ast.Div}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NOTHING = "nothing"
REACHED = "__reached__"
Change = tuple[ast.AST, ast.AST, str, str]  # the node, what takes its place, and both in words


@dataclass(frozen=True)
class Mutant:
    """One change. `unit` is the function, or the names of the constants, that `source` makes anew."""

    name: str
    path: str
    unit: str
    line: int  # of the statement that has to be reached
    source: str
    is_in_function: bool
    is_function: bool  # without what decorates it; else the whole thing takes the other's place


def mutants_of(path: str, text: str) -> Iterator[Mutant]:
    """All changes of a module."""
    seen: Counter[str] = Counter()
    for unit, prefix in units(ast.parse(text).body):
        is_function = isinstance(unit, FUNCTIONS)
        names = unit.name if isinstance(unit, FUNCTIONS) else ", ".join(targets(unit))
        for line, source, before, after in changed(unit):
            name = f"{path} {prefix}{names}: {before} → {after}"
            seen[name] += 1
            repeated = f" ({seen[name]})" if seen[name] > 1 else ""
            is_code = is_function and not before.startswith("@")
            yield Mutant(name + repeated, path, prefix + names, line, source, is_function, is_code)


def units(body: Sequence[ast.stmt], prefix: str = "") -> Iterator[tuple[ast.stmt, str]]:
    """Functions, methods and assignments of a module, each with the name of its class and a dot."""
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            functions = [inner for inner in statement.body if isinstance(inner, FUNCTIONS)]
            yield from units(functions, f"{statement.name}.")
        elif (isinstance(statement, FUNCTIONS) and statement.name != "__str__") or targets(statement):
            yield statement, prefix


def targets(statement: ast.stmt) -> list[str]:
    """The names that an assignment gives values."""
    if isinstance(statement, ast.AnnAssign):
        return [statement.target.id] if isinstance(statement.target, ast.Name) and statement.value else []
    if not isinstance(statement, ast.Assign) or is_log(statement.value):
        return []
    return [target.id for target in statement.targets if isinstance(target, ast.Name)]


def changed(unit: ast.stmt) -> Iterator[tuple[int, str, str, str]]:
    """Each change of a unit: the line that has to be reached, the unit's new source, and the change in words."""
    for place, key, statement in places(unit, unit):
        old = place[key]
        for new, before, after in replacements(old):
            place[key] = new
            yield line_of(statement), ast.unparse(bare(unit)), before, after
            place[key] = old
    if isinstance(unit, ast.FunctionDef) and unit.decorator_list:
        for number, decorator in enumerate(unit.decorator_list):
            without = copy(unit)
            without.decorator_list = unit.decorator_list[:number] + unit.decorator_list[number + 1 :]
            yield line_of(unit), ast.unparse(without), f"@{ast.unparse(decorator)}", NOTHING


def bare(unit: ast.stmt) -> ast.stmt:
    """The unit without what decorates it: only its code is put in place of the other's."""
    if not isinstance(unit, FUNCTIONS):
        return unit
    plain = copy(unit)
    plain.decorator_list = []
    return plain


def places(node: ast.AST, statement: ast.stmt) -> Iterator[tuple[Any, Any, ast.stmt]]:
    """Where something may be changed: a list or a node's fields, the place in it, and the statement around it."""
    if isinstance(node, ast.stmt):
        statement = node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_comment"):
            continue
        holder: Any = value if isinstance(value, list) else vars(node)
        keys: Any = range(len(value)) if isinstance(value, list) else [name]
        for key in keys:
            child = holder[key]
            if not isinstance(child, ast.AST) or is_words(child) or is_cast(node) or are_types(node, child):
                continue
            yield holder, key, child if isinstance(child, ast.stmt) else statement
            yield from places(child, statement)


def is_words(node: ast.AST) -> bool:
    """Whether it is a docstring or a line of the log, which no test has to notice."""
    if not isinstance(node, ast.Expr):
        return False
    return isinstance(node.value, ast.Constant) or is_log(node.value)


def is_log(node: ast.AST | None) -> bool:
    """Whether it writes to the log, or gets it; a type variable does nothing either."""
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    return called.startswith(("log.", "structlog.", "TypeVar"))


def are_types(node: ast.AST, child: ast.AST) -> bool:
    """Whether they are types, as in `dict[int, str]`, which nobody asks for again."""
    return isinstance(node, ast.Subscript) and isinstance(child, ast.Tuple)


def is_cast(node: ast.AST) -> bool:
    """Whether it is `cast(type, value)`, which does nothing; what may be wrong with the value shows elsewhere."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "cast"


def line_of(statement: ast.stmt) -> int:
    """Where a statement begins; of a function where its first one does."""
    return (statement.body[0] if isinstance(statement, FUNCTIONS) else statement).lineno


class Marking(ast.NodeTransformer):
    """Says before each statement that it is reached."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Marks what is in a node's bodies."""
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                setattr(node, field, [each for one in statements for each in (mark(one), one)])
        return node


def mark(statement: ast.stmt) -> ast.stmt:
    """The call that says that a statement is reached."""
    return ast.parse(f"{REACHED}({statement.lineno})").body[0]


def functions_of(text: str, *, marked: bool) -> Iterator[tuple[str, str]]:
    """The functions of a module, each with its source; `marked`: with one that says which lines it reaches."""
    for unit, prefix in units(ast.parse(text).body):
        if isinstance(unit, FUNCTIONS):
            plain = bare(unit)
            yield f"{prefix}{unit.name}", ast.unparse(Marking().visit(plain) if marked else plain)


def replacements(node: ast.AST) -> Iterator[tuple[ast.AST, str, str]]:
    """What may take a node's place, with the words for it."""
    said = ast.unparse(node)
    for new in [*of_statement(node), *of_expression(node), *of_parts(node)]:
        yield new, said.split(":\n")[0], ast.unparse(new).split(":\n")[0]
    for field, dropped in without_one(node):
        kept = [place for place, child in enumerate(getattr(node, field)) if child is not dropped]
        smaller = with_field(node, field, [getattr(node, field)[place] for place in kept])
        if isinstance(node, ast.Dict):
            smaller.keys = [node.keys[place] for place in kept]
        yield smaller, f"{ast.unparse(dropped)} in {shortened(said)}", NOTHING


def shortened(said: str) -> str:
    """Enough of an expression to know it by."""
    return said if len(said) <= 60 else f"{said[:57]}…"


def of_statement(node: ast.AST) -> Iterator[ast.AST]:
    """Other statements in a statement's place."""
    match node:
        case ast.If() | ast.While() if not is_turned_by_its_sign(node.test):
            yield with_field(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.With() if not any(item.optional_vars for item in node.items):
            yield ast.If(ast.Constant(True), node.body, [])
        case ast.Assign() | ast.AnnAssign() | ast.Return() if is_computed(node.value):
            yield with_field(node, "value", ast.Constant(None))
        case ast.AugAssign():
            yield ast.copy_location(ast.Assign([node.target], node.value), node)
        case ast.Raise() | ast.Break() | ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()


def is_computed(value: ast.expr | None) -> bool:
    """Whether there is a value, and it is not written out."""
    return value is not None and not isinstance(value, ast.Constant)


def with_field(node: ast.AST, field: str, value: Any) -> Any:
    """The node with another value in one of its fields."""
    other = copy(node)
    setattr(other, field, value)
    return other


def with_item(node: ast.AST, field: str, number: int, value: Any) -> Any:
    """The node with another value in one place of a field that is a list."""
    items = list(getattr(node, field))
    items[number] = value
    return with_field(node, field, items)


def is_turned_by_its_sign(test: ast.expr) -> bool:
    """Whether changing the condition's own sign makes its opposite."""
    signs = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1 and isinstance(test.ops[0], signs)
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def of_expression(node: ast.AST) -> Iterator[ast.AST]:
    """Other expressions in an expression's place."""
    match node:
        case ast.BinOp() | ast.BoolOp() if type(node.op) in SWAPPED:
            yield with_field(node, "op", SWAPPED[type(node.op)]())
        case ast.Compare():
            for number, sign in enumerate(node.ops):
                yield with_item(node, "ops", number, SWAPPED[type(sign)]())
        case ast.UnaryOp(ast.Not() | ast.USub()):
            yield node.operand
        case ast.IfExp():
            yield from (node.body, node.orelse)
        case ast.Constant():
            yield from of_constant(node.value)


def of_parts(node: ast.AST) -> Iterator[ast.AST]:
    """A call with one argument less, a slice with one end less."""
    match node:
        case ast.Call() if not is_log(node) and not is_cast(node):
            for number, argument in enumerate(node.args):
                if is_computed(argument) and not isinstance(argument, ast.Starred):
                    yield with_item(node, "args", number, ast.Constant(None))
        case ast.Slice():
            for field in ("lower", "upper", "step"):
                if getattr(node, field):
                    yield with_field(node, field, None)


def of_constant(value: object) -> Iterator[ast.AST]:
    """Another truth, number or name."""
    match value:
        case bool():
            yield ast.Constant(not value)
        case int():
            yield ast.Constant(value + 1)
        case str() if " " not in value:
            yield ast.Constant(f"{value}XX")


def without_one(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may be left out of a node: the field, and which of those in it."""
    match node:
        case ast.Call():
            yield from (("keywords", keyword) for keyword in node.keywords)
            yield from (("args", argument) for argument in node.args if isinstance(argument, ast.Starred))
        case ast.Set() | ast.List() | ast.Tuple() if not isinstance(getattr(node, "ctx", None), ast.Store):
            yield from (("elts", element) for element in node.elts)
        case ast.BoolOp() | ast.Dict():
            yield from (("values", value) for value in node.values)
        case ast.comprehension():
            yield from (("ifs", condition) for condition in node.ifs)
