"""Lambda's event filter patterns, compiled.

The rules: docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html. Types count, as
there: a DynamoDB number is a string in a stream record, so `numeric` never matches one.
"""

import json
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Predicate = Callable[[Any], bool]

_ABSENT = object()
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class InvalidFilter(ValueError):
    """A filter pattern that Lambda refuses."""


def parse_filters(criteria: Mapping[str, Any] | None) -> Predicate:
    """Whether one of the filters of a mapping's `FilterCriteria` matches."""
    filters = (criteria or {}).get("Filters") or []
    patterns = [parse_pattern(each["Pattern"]) for each in filters]
    return lambda event: not patterns or any(matches(event) for matches in patterns)


def parse_pattern(text: str) -> Predicate:
    """Raises `InvalidFilter`."""
    try:
        pattern = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidFilter(f"not JSON: {text}") from error
    if not isinstance(pattern, dict):
        raise InvalidFilter(f"not a JSON object: {text}")
    return _object(pattern)


def _object(pattern: Mapping[str, Any]) -> Predicate:
    parts = [
        _any_of([_object(choice) for choice in value])
        if name == "$or"
        else _member(name, _value(value))
        for name, value in pattern.items()
    ]
    return lambda event: all(matches(event) for matches in parts)


def _member(name: str, matches: Predicate) -> Predicate:
    def member_matches(event: Any) -> bool:
        value = event.get(name, _ABSENT) if isinstance(event, Mapping) else _ABSENT
        if isinstance(value, list) and value:  # one match is enough
            return any(matches(item) for item in value)
        return matches(value)

    return member_matches


def _value(pattern: Any) -> Predicate:
    if isinstance(pattern, Mapping):
        return _object(pattern)
    if isinstance(pattern, list) and pattern:
        return _any_of([_rule(rule) for rule in pattern])
    raise InvalidFilter(f"neither an object nor a list of rules: {json.dumps(pattern)}")


def _any_of(predicates: Sequence[Predicate]) -> Predicate:
    return lambda value: any(matches(value) for matches in predicates)


def _rule(rule: Any) -> Predicate:
    if not isinstance(rule, Mapping):
        return _equals(rule)
    if len(rule) != 1:
        raise InvalidFilter(f"a rule has one operator: {json.dumps(rule)}")
    [(name, operand)] = rule.items()
    if name not in _OPERATORS:
        raise InvalidFilter(f"not an operator of Lambda's: {name}")
    return _OPERATORS[name](operand)


def _equals(expected: Any) -> Predicate:
    if isinstance(expected, list):
        raise InvalidFilter(f"a list among rules: {json.dumps(expected)}")
    # Python's True equals 1; JSON's does not.
    return lambda value: value == expected and isinstance(value, bool) == isinstance(expected, bool)


def _text(compare: Callable[[str, str], bool]) -> Callable[[Any], Predicate]:
    def rule(operand: Any) -> Predicate:
        if not isinstance(operand, str):
            raise InvalidFilter(f"not a string: {json.dumps(operand)}")
        return lambda value: isinstance(value, str) and compare(value, operand)

    return rule


def _exists(operand: Any) -> Predicate:
    if not isinstance(operand, bool):
        raise InvalidFilter(f"exists takes true or false: {json.dumps(operand)}")
    # Only for leaves, as in Lambda.
    return lambda value: (value is not _ABSENT and not isinstance(value, Mapping)) == operand


def _anything_but(operand: Any) -> Predicate:
    rules = operand if isinstance(operand, list) else [operand]
    excluded = _any_of([_rule(rule) for rule in rules])
    return lambda value: value is not _ABSENT and not excluded(value)


def _numeric(operand: Any) -> Predicate:
    if not isinstance(operand, list) or len(operand) not in (2, 4):
        raise InvalidFilter(f"numeric takes one or two comparisons: {json.dumps(operand)}")
    comparisons = list(zip(operand[::2], operand[1::2], strict=True))
    if any(sign not in _COMPARISONS or not _is_number(limit) for sign, limit in comparisons):
        raise InvalidFilter(f"not comparisons with numbers: {json.dumps(operand)}")
    return lambda value: (
        _is_number(value) and all(_COMPARISONS[sign](value, limit) for sign, limit in comparisons)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_OPERATORS: dict[str, Callable[[Any], Predicate]] = {
    "prefix": _text(str.startswith),
    "suffix": _text(str.endswith),
    "equals-ignore-case": _text(lambda value, operand: value.casefold() == operand.casefold()),
    "exists": _exists,
    "anything-but": _anything_but,
    "numeric": _numeric,
}
