"""Values of JSON records from strangers: what is there may be of any kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]

_KINDS = {list: "a list", str: "a text", type(None): "null", bool: "true or false"}


def as_dict(value: Any) -> Json:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return the value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def dicts(value: Any) -> Iterator[Json]:
    """Yield the objects of a list."""
    return (item for item in as_list(value) if isinstance(item, dict))


def as_text(value: Any) -> str | None:
    """Return a scalar as text, for ids come as numbers too; None for blank text and anything else."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def at(value: Any, path: str) -> Any:
    """Return what stands at a dotted path of objects; None where a part of it is absent."""
    for name in path.split("."):
        value = as_dict(value).get(name)
    return value


def text_at(value: Any, *paths: str) -> str | None:
    """Return the first scalar at one of the dotted paths, as text."""
    return next((text for path in paths if (text := as_text(at(value, path)))), None)


def texts_at(value: Any, path: str, name: str = "") -> list[str]:
    """Return the texts of a list at a path: scalars, or the ``name`` of its objects."""
    items = (item.get(name) if isinstance(item, dict) else item for item in as_list(at(value, path)))
    return [text for item in items if (text := as_text(item))]


def kind_of(value: Any) -> str:
    """Return what a value is that is no object, for people."""
    return _KINDS.get(type(value), "a number")


def canonical_json(value: Any) -> str:
    """Return one text for equal JSON values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
