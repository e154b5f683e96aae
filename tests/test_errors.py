from __future__ import annotations

import inspect
import re

import pytest

from qlab import errors

CLASSES = {name: cls for name, cls in vars(errors).items() if inspect.isclass(cls) and issubclass(cls, Exception)}


def drawn_parents() -> dict[str, str]:
    """Each class the docstring draws → the class it hangs from."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for indent, name in re.findall(r"^    ([│├└─ ]*)(\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(indent) // 4
        path[depth:] = [name]
        parents[name] = path[depth - 1] if depth else "Exception"
    return parents


def test_the_tree_that_is_drawn_is_the_tree_that_is_there() -> None:
    assert {name: cls.__bases__[0].__name__ for name, cls in CLASSES.items()} == drawn_parents()


@pytest.mark.parametrize("cls", CLASSES.values())
def test_catching_qlab_error_catches_all(cls: type[Exception]) -> None:
    with pytest.raises(errors.QlabError, match="what was wrong"):
        raise cls("what was wrong")


def test_a_bad_argument_is_a_value_error_too() -> None:
    for cls in (errors.UsageError, errors.DurationError, errors.OptionError, errors.DataError):
        assert issubclass(cls, ValueError)


def test_the_numbers_named_are_bullmqs_own() -> None:
    from bullmq.error_code import ErrorCode

    named = re.findall(r"BullMQ's ``(\w+)``, (-\d+)", inspect.getsource(errors))
    assert named
    assert {name: int(code) for name, code in named} == {name: ErrorCode[name].value for name, _code in named}
