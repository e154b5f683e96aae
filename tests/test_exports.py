"""`__all__`: each public module says what others may use of it, and nobody uses more."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import qlab

HOUSE = Path(qlab.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


BY_NAME = {dotted(path): path for path in MODULES}


def is_public(path: Path) -> bool:
    """Neither the module nor a folder above it begins with an underscore; packages only gather."""
    return not any(part.startswith("_") for part in path.relative_to(HOUSE).parts)


@cache
def exported(path: Path) -> frozenset[str] | None:
    """The names in a module's `__all__`, None where it has none."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            return frozenset(ast.literal_eval(node.value))  # type: ignore[union-attr,arg-type]
    return None


def bound(tree: ast.Module) -> set[str]:
    """What a module's own lines and imports name."""
    stores = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    brought = {
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return stores | made | brought


def beyond(source: str) -> list[str]:
    """The names a module imports from public modules that those do not export."""
    found = []
    for node in ast.walk(ast.parse(source)):
        path = BY_NAME.get(node.module or "") if isinstance(node, ast.ImportFrom) else None
        if path is None or not is_public(path):
            continue
        names = exported(path) or frozenset()
        found += [f"{node.module}.{alias.name}" for alias in node.names if alias.name not in names]  # type: ignore[union-attr]
    return found


def test_a_public_module_says_what_it_exports() -> None:
    silent = [dotted(path) for path in MODULES if is_public(path) and exported(path) is None]
    assert silent == [], "list in __all__ what other modules use"


def test_what_is_exported_is_there() -> None:
    missing = {
        dotted(path): names - bound(ast.parse(path.read_text(encoding="utf-8")))
        for path in MODULES
        if is_public(path) and path != HOUSE / "__init__.py" and (names := exported(path))
    }
    assert {module: names for module, names in missing.items() if names} == {}


def test_a_module_uses_only_what_is_exported() -> None:
    found = {dotted(path): names for path in MODULES if (names := beyond(path.read_text(encoding="utf-8")))}
    assert found == {}, "add the name to its module's __all__"


def test_a_name_that_is_not_exported_is_seen() -> None:
    assert beyond("def late():\n    from qlab.lab.lab import Lab, LabRuns") == ["qlab.lab.lab.LabRuns"]
