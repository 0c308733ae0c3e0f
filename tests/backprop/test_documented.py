"""Every public function, class and method of `backprop` says what it does, and shows it.

Public is what has no underscore before its name and stands in a module of `backprop`; of `backprop.exercises`
it is what a teacher writes exercises with, and not the solutions of the chapters. Each has an example of its
own, or its class's or its module's example uses it: so it is with the functions whose source a chapter shows,
and with the bugs of `backprop.debugging.bugs`. A method that a subclass writes anew is documented where it is
first written. An exception or a protocol has no example; those who raise it, or meet it, have.

The examples are run here, with the names of their module at hand. They print the same on every processor and
with every version of NumPy: plain numbers, rounded.
"""

import doctest
import importlib
import inspect
import pkgutil
import re
import signal
from functools import cache

import pytest

import backprop
from backprop.data import find_mnist

# Of the exercises, what a teacher writes new ones with.
MODULES = [
    "backprop",
    "backprop.exercises",
    "backprop.exercises.checker.exercise",
    "backprop.exercises.checker.report",
]
MODULES += [
    module.name
    for module in pkgutil.walk_packages(backprop.__path__, "backprop.")
    if not module.name.startswith("backprop.exercises")
]
EXPLAINED = {"backprop.debugging.bugs.main": "the command, which prints help of its own"}
INNER = {"Part", "Slip", "together", "slips", "made", "function_of"}
INNER |= {"address_of", "checked", "connected", "fetch", "parts_of"}


def is_public(name, value, module):
    own = (
        callable(value)
        and not getattr(value, "_is_protocol", False)
        and getattr(value, "__module__", None) == module.__name__
    )
    hidden = name.startswith("_") or name in INNER
    return own and not hidden and getattr(value, "__name__", None) == name


def documented():
    """Yield each public name in full, its value, and the docstrings that may show it."""
    for module in map(importlib.import_module, MODULES):
        for name, value in vars(module).items():
            if not is_public(name, value, module):
                continue
            yield f"{module.__name__}.{name}", value, [inspect.getdoc(value), module.__doc__]
            for method, found in vars(value).items() if inspect.isclass(value) else ():
                function = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
                is_new = not any(hasattr(base, method) for base in value.__mro__[1:])
                if is_public(method, function, module) and is_new:
                    docs = [inspect.getdoc(getattr(value, method)), inspect.getdoc(value), module.__doc__]
                    yield f"{module.__name__}.{name}.{method}", function, docs


PUBLIC = {name: (value, docs) for name, value, docs in documented()}


def shows(doc, name):
    """Does an example in a docstring use this name, in what is typed or in what is printed?"""
    examples = doctest.DocTestParser().get_examples(doc or "")
    return any(re.search(rf"\b{name}\b", example.source + example.want) for example in examples)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is(name):
    assert importlib.import_module(name).__doc__


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_says_what_it_does_and_shows_it(name):
    value, docs = PUBLIC[name]
    assert docs[0]
    is_exception = inspect.isclass(value) and issubclass(value, BaseException)
    if not is_exception and name not in EXPLAINED:
        own, *around = docs
        assert ">>> " in own or any(shows(doc, name.rsplit(".", 1)[1]) for doc in around)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_argument_and_result_has_a_type(name):
    value, _ = PUBLIC[name]
    if inspect.isfunction(value):
        signature = inspect.signature(value)
        assert signature.return_annotation is not signature.empty
        named = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
        assert [one.name for one in named if one.annotation is one.empty and one.name != "cls"] == []


@cache
def examples():
    """Return every docstring that has examples, by the name of what it belongs to."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name))]
    return {test.name: test for test in found if test.examples}


@pytest.mark.parametrize("name", examples())
def test_an_example_gives_what_it_shows(name):
    test = examples()[name]
    typed = "".join(example.source for example in test.examples)
    if re.search(r"= (load|read)_mnist\(", typed) and not find_mnist():
        pytest.skip("MNIST is not here: set BACKPROP_DATA to a folder with its four files")
    assert not re.search(r"np\.\w+\(", "".join(example.want for example in test.examples))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have us ignore it
    try:
        said = []
        doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
    finally:
        signal.signal(signal.SIGINT, before)
    assert not said, "".join(said)
