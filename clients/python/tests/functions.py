# SPDX-License-Identifier: Apache-2.0
"""Functions that can, and that cannot, be computed on another machine."""

import functools
import math

FACTOR = 3


def square(x):
    return x * x


def area(radius):
    import math

    return math.pi * radius**2


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


def describe(item, sep: "str" = "-"):
    words = [str(word).upper() for word in item["words"]]
    return {"text": sep.join(words), "count": len(words)}


def not_two(x):
    import sys

    print("looking at", x, file=sys.stderr)
    if x == 2:
        raise ValueError("two is not allowed")
    return x


def a_set(x):
    return {x}


def where(_):
    import os

    return os.environ["DSG_TASK"]


def uses_a_module(x):
    return math.sqrt(x)


def uses_a_constant(x):
    return [FACTOR * y for y in [x]]


def has_a_default_from_outside(x, factor=FACTOR):
    return x * factor


@functools.lru_cache(None)
def cached(x):
    return x


def decorated_plainly(function):
    return function


@decorated_plainly
def decorated(x):
    return x


def generator(x):
    yield x


def outer():
    def inner(x):
        return x

    return inner


class Things:
    def method(self):
        return self


double = lambda x: 2 * x  # noqa: E731
