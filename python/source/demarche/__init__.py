"""A laboratory for strategic scenarios: the engine of demarche from Python.

>>> import demarche
>>> july = demarche.open("north_korea_2006")
>>> july.with_(retaliation=0.1).solve().outcomes["us_strike"]

A scenario never changes: `with_` gives another one. Numbers come as plain dicts, tables as pandas frames
where pandas is, charts as SVG that a notebook shows.
"""

import json

from . import _demarche
from ._demarche import ScenarioError, __version__, shipped

__all__ = ["Report", "Scenario", "ScenarioError", "Solution", "Svg", "__version__", "open", "parse", "shipped"]


def open(name):
    """The scenario in the file `name`, or the shipped one of that name; `shipped()` lists these."""
    return Scenario(_demarche.Scenario.open(str(name)))


def parse(text, name="scenario"):
    """The scenario that a file of this text would hold."""
    return Scenario(_demarche.Scenario.parse(name, text))


class Scenario:
    """A scenario, and what has been changed of it."""

    def __init__(self, own):
        self._own = own

    @property
    def title(self):
        """Its title."""
        return self._own.title

    @property
    def parameters(self):
        """The parameters and their values, in the order of the file."""
        return dict(self._own.parameters)

    def with_(self, settings=None, /, **parameters):
        """The same with other values: parameters by name, anything else of the file by its path in a dict,
        as `with_({"state.talks.start": "open"}, retaliation=0.1)`."""
        own = self._own
        for path, value in {**(settings or {}), **parameters}.items():
            own = own.set(path, _written(value))
        return Scenario(own)

    def solve(self):
        """What follows exactly, without any play: a `Solution`."""
        return Solution(*map(dict, self._own.solve()))

    def run(self, histories=100_000, seed=2006):
        """Solves it and plays so many histories: a `Report`."""
        return Report(*self._own.run(histories, seed))

    def sweep(self, *vary, measure=(), threshold=(), tolerance=0.001):
        """Solves it at each value of what varies, as `sweep("retaliation=0..1:21")`: a `Report`. `measure` and
        `threshold` are as the command's."""
        return Report(*self._own.sweep(list(vary), _several(measure), _several(threshold), tolerance))

    def leverage(self):
        """What each actor's levers and each number move: a `Report`."""
        return Report(*self._own.leverage())

    def __repr__(self):
        return f"<Scenario {self.title!r}>"


class Solution:
    """What follows exactly."""

    def __init__(self, outcomes, measures, values):
        self.outcomes = outcomes
        """The probability of every outcome."""
        self.measures = measures
        """The value of every measure: a probability, or a mean."""
        self.values = values
        """What every actor expects at the start, discounted."""

    def __repr__(self):
        likely = max(self.outcomes, key=self.outcomes.get)
        return f"<Solution: {likely} {self.outcomes[likely]:.1%}>"


class Report:
    """What was found: the document of the command's `--json`, its text, charts and tables."""

    def __init__(self, document, text, charts, tables):
        self.document = json.loads(document)
        """The document of the command's `--json`."""
        self.charts = {name: Svg(svg) for name, svg in charts}
        """The charts by name, as SVG that a notebook shows."""
        self._text = text
        self._tables = tables

    @property
    def outcomes(self):
        """The exact probability of every outcome of a run."""
        return {o["id"]: o["exact"] for o in self._part("outcomes")}

    @property
    def measures(self):
        """The exact value of every measure of a run."""
        return {m["id"]: m["exact"] for m in self._part("measures")}

    def _part(self, name):
        part = self.document.get(name, [])
        if not all(isinstance(entry, dict) and "exact" in entry for entry in part):
            raise AttributeError(f"this report has no {name} of its own; see its document and tables")
        return part

    @property
    def tables(self):
        """The tables by name: each a list of dicts, one for each row."""
        return {name: [dict(zip(names, row)) for row in rows] for name, names, rows in self._tables}

    def frame(self, name=None):
        """A table as a pandas frame: by its name, or the first. Needs pandas."""
        import pandas

        for stem, names, rows in self._tables:
            if name in (None, stem):
                return pandas.DataFrame(rows, columns=names)
        known = ", ".join(stem for stem, _, _ in self._tables)
        raise KeyError(f"no table is called {name!r}; there are {known}")

    def __str__(self):
        return self._text

    def _repr_html_(self):
        # one after another, as in the folder of a result
        return "".join(self.charts.values())


class Svg(str):
    """A chart as SVG: a text that a notebook shows as a picture."""

    __slots__ = ()

    def _repr_svg_(self):
        return str(self)

    def save(self, path):
        """Writes it to a file."""
        import pathlib

        pathlib.Path(path).write_text(self, encoding="utf-8")


def _written(value):
    """A value as the scenario's language writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(json.dumps(v) if isinstance(v, str) else _written(v) for v in value) + "]"
    if isinstance(value, int):
        return str(value)
    return repr(float(value))


def _several(names):
    return [names] if isinstance(names, str) else list(names)
