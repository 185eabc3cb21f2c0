"""How a resolver is declared: a typed function, registered for a field of the API.

The parameters before `/` are what the router gives: the caller, the parent, a use case. Those after
it are the field's arguments. The first paragraph of the docstring says what the field means.
"""

import inspect
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar

from core.model.shape import Shape, shape_of
from core.model.wire import camel_case

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


class Query:
    """You see only your own images. Members of the group `admins` may name another owner."""


class Mutation:
    """A mutation changes something. It does not wait for an analysis: the result is an event."""


class Subscription:
    """Events are delivered as they happen, from the moment that AppSync acknowledges the
    subscription. Earlier events are not delivered later."""


ROOTS = (Query, Mutation, Subscription)


class Audience(Enum):
    USERS = "users"
    BACKEND = "the backend"


class Meaning(NamedTuple):
    """What an argument means: `Annotated[int | None, Meaning("1 to 100.")]`."""

    text: str


class Argument(NamedTuple):
    """`name` is Python's; an argument with a default may be left out."""

    name: str
    shape: Shape
    meaning: str | None
    has_default: bool

    @property
    def wire_name(self) -> str:
        return camel_case(self.name)


class Signature(NamedTuple):
    given: tuple[type, ...]
    arguments: tuple[Argument, ...]
    returns: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`max_batch_size` 0: one invocation a field; else up to that many parents in one.

    `audience` None: whoever the parent is open to. `fed_by`: the mutations that a subscription
    delivers.
    """

    parent: type
    resolver: Callable[..., Any]
    max_batch_size: int = 0
    audience: Audience | None = None
    fed_by: tuple[Callable[..., Any], ...] = ()

    @property
    def type_name(self) -> str:
        return self.parent.__name__

    @property
    def field_name(self) -> str:
        return camel_case(self.resolver.__name__)

    @property
    def signature(self) -> Signature:
        return _signature(self.resolver)


class Fields:
    """The fields that a module declares, in their order."""

    def __init__(self) -> None:
        self._fields: list[Field] = []

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields)

    def __call__(self, parent: type, **options: Any) -> Callable[[Resolver], Resolver]:
        """Registers a function as the field of its name; the options are those of `Field`."""

        def register(resolver: Resolver) -> Resolver:
            self._fields.append(Field(parent=parent, resolver=resolver, **options))
            return resolver

        return register


@cache
def _signature(resolver: Callable[..., Any]) -> Signature:
    hints = typing.get_type_hints(resolver, include_extras=True)
    parameters = inspect.signature(resolver).parameters.values()
    arguments = [each for each in parameters if each.kind is not each.POSITIONAL_ONLY]
    return Signature(
        given=tuple(hints[each.name] for each in parameters if each not in arguments),
        arguments=tuple(_argument(each, hints[each.name]) for each in arguments),
        returns=shape_of(hints["return"]),
    )


def _argument(parameter: inspect.Parameter, hint: Any) -> Argument:
    notes = hint.__metadata__ if typing.get_origin(hint) is Annotated else ()
    meanings = [note.text for note in notes if isinstance(note, Meaning)]
    return Argument(
        name=parameter.name,
        shape=shape_of(hint),
        meaning=meanings[0] if meanings else None,
        has_default=parameter.default is not parameter.empty,
    )
