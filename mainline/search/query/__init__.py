"""The query language: what a person types, as a tree."""

from mainline.search.query.errors import QueryError
from mainline.search.query.expand import Expander, SpanAlternative, expand, segment
from mainline.search.query.lexer import LONGEST_QUERY
from mainline.search.query.parser import parse
from mainline.search.query.prose import running
from mainline.search.query.tree import (
    Alternative,
    And,
    DateRange,
    Everything,
    Family,
    Loose,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Symbol,
    Term,
    Value,
    Wildcard,
    leaves,
)
from mainline.search.query.values import Vocabulary

__all__ = [
    "LONGEST_QUERY",
    "Alternative",
    "And",
    "DateRange",
    "Everything",
    "Expander",
    "Family",
    "Loose",
    "Node",
    "Not",
    "Number",
    "Or",
    "Phrase",
    "QueryError",
    "SpanAlternative",
    "Symbol",
    "Term",
    "Value",
    "Vocabulary",
    "Wildcard",
    "expand",
    "leaves",
    "parse",
    "running",
    "segment",
]
