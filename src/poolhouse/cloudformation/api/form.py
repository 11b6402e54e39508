"""Form fields of the Query protocol: ``Tags.member.1.Key=…`` → lists of dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from poolhouse.errors import Problem

MOST_FIELDS = 2000
MALFORMED = Problem("MalformedQueryString", "The query string contains a syntax error")


class Form(Mapping[str, str]):
    """The fields of one request; each name counts once, as in AWS."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = dict(fields)

    @classmethod
    def parse(cls, body: bytes) -> Form:
        """Raises ServiceError."""
        try:
            pairs = parse_qsl(
                body.decode(),
                keep_blank_values=True,
                strict_parsing=bool(body),
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        except ValueError:
            raise MALFORMED() from None
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise MALFORMED()
        return cls(fields)

    def __getitem__(self, name: str) -> str:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def flag(self, name: str) -> bool:
        return self.get(name, "").lower() == "true"

    def texts(self, name: str) -> list[str]:
        """``name.member.N`` in order."""
        return [member[""] for member in self.members(name) if "" in member]

    def members(self, name: str) -> list[dict[str, str]]:
        """``name.member.N.Field`` in order; a plain ``name.member.N`` has its value under the empty name."""
        prefix = f"{name}.member."
        found: dict[int, dict[str, str]] = {}
        for field, value in self._fields.items():
            if field.startswith(prefix):
                number, _, rest = field[len(prefix) :].partition(".")
                if not number.isdecimal() or len(number) > 9:
                    raise MALFORMED()
                found.setdefault(int(number), {})[rest] = value
        return [found[number] for number in sorted(found)]
