"""Columns for the enumerations of the domain: text with a check constraint."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import CheckConstraint, Dialect, Text
from sqlalchemy.types import TypeDecorator

E = TypeVar("E", bound=StrEnum)


class EnumText(TypeDecorator[E]):
    """Text in the database, members of the enumeration in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[E]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's names
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:  # noqa: ARG002 - as above
        return None if value is None else self.members(value)


def is_one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that a column has one of these values."""
    return f"{column} IN ({', '.join(map(_quoted, values))})"


def enum_check(column: str, values: Iterable[str]) -> CheckConstraint:
    """A constraint that allows only these values. It has the name of the column."""
    return CheckConstraint(is_one_of(column, values), name=column)


def enum_array_check(column: str, values: Iterable[str]) -> CheckConstraint:
    """A constraint that allows only these values as elements, and at least one. It has the name of the column."""
    allowed = ", ".join(map(_quoted, values))
    return CheckConstraint(f"cardinality({column}) > 0 AND {column} <@ ARRAY[{allowed}]", name=column)


def _quoted(value: str) -> str:
    return f"'{value}'"
