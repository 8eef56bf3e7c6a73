//! What a scenario's expressions read, and what nothing reads.

use super::model::{Choice, Name, Private, Scenario, TurnKind};
use crate::diagnostics::Diagnostic;
use crate::language::{Evaluator, Expr, Kind, Pick, Place};
use std::collections::BTreeSet;

/// The kinds of names that expressions can use, as warnings call them.
const PARAMETER: &str = "parameter";
const TABLE: &str = "table";
const DEFINITION: &str = "definition";
const VARIABLE: &str = "state variable";
const PRIVATE: &str = "private variable";

impl Scenario {
    /// The value of an expression that reads only parameters.
    pub fn number(&self, expr: &Expr) -> f64 {
        let values = self.values();
        let evaluator = Evaluator {
            parameters: &values,
            values: &[],
            states: 0,
            tables: &[],
            definitions: &[],
        };
        evaluator.walk(expr, &[])
    }

    /// Whether `expr`, its tables and definitions read this parameter.
    pub(super) fn reads(&self, expr: &Expr, parameter: usize) -> bool {
        let is = Kind::Parameter(parameter);
        let mut found = false;
        self.walk_through([expr], &mut |e| found |= e.kind == is);
        found
    }

    /// The private variables that `expr`, its tables and definitions read, in order.
    pub fn secrets(&self, expr: &Expr) -> Vec<usize> {
        let mut found = BTreeSet::new();
        self.walk_through([expr], &mut |e| {
            if let Kind::Index(Place::Private(v)) | Kind::Value(Place::Private(v)) = e.kind {
                found.insert(v - self.variables.len());
            }
        });
        found.into_iter().collect()
    }

    /// The private variables that the chances of these events read: of them all learn.
    pub fn told(&self, events: &[Choice]) -> impl Iterator<Item = usize> {
        let chances = events.iter().filter_map(|e| e.chance.as_ref());
        chances.flat_map(|e| self.secrets(e))
    }

    /// Every expression except those of tables and definitions, which count where they are named.
    fn roots(&self) -> Vec<&Expr> {
        fn choice<'a>(c: &'a Choice, all: &mut Vec<&'a Expr>) {
            all.extend(c.when.iter().chain(&c.cost).chain(&c.chance));
            let told = c.set.iter().chain(&c.unseen).chain(&c.payoff);
            all.extend(told.map(|(_, e)| e));
        }
        let mut all = vec![];
        for actor in &self.actors {
            all.push(&actor.patience);
            all.extend(&actor.precision);
            all.extend(actor.payoff.iter().map(|(_, e)| e));
        }
        all.extend(self.types());
        for turn in &self.turns {
            all.extend(&turn.when);
            for (_, c) in turn.choices() {
                choice(c, &mut all);
            }
            if let TurnKind::Vote(vote) = &turn.kind {
                all.push(&vote.seats_yes);
                all.extend(vote.counting());
                all.extend(vote.costs.iter().map(|(.., e)| e));
            }
        }
        for outcome in &self.outcomes {
            all.extend(&outcome.when);
            all.extend(outcome.payoff.iter().chain(&outcome.flow).map(|(_, e)| e));
        }
        all.extend(self.measures.iter().map(|m| &m.expr));
        all.extend(self.milestones.iter().filter_map(|m| m.seen.event()));
        all
    }

    /// The expressions of types and private variables: their priors, and the values of their own parameters.
    fn types(&self) -> impl Iterator<Item = &Expr> {
        let types = self.actors.iter().flat_map(|a| &a.types);
        let own = types
            .flat_map(|t| std::iter::once(&t.prior).chain(t.parameters.iter().map(|(_, e)| e)));
        own.chain(self.private.iter().flat_map(|p| &p.prior))
    }

    /// Whether the value of a parameter has no effect: no expression that counts reads it, or every
    /// type of an actor has a value of its own instead.
    pub fn unread(&self, parameter: usize) -> bool {
        let is = Kind::Parameter(parameter);
        let mut read = false;
        let own = self.actors.iter().any(|actor| {
            let mut types = actor.types.iter();
            !actor.types.is_empty()
                && types.all(|t| t.parameters.iter().any(|(p, _)| *p == parameter))
        });
        // others cannot read what is private to one
        let all: Vec<&Expr> = if own {
            self.types().collect()
        } else {
            self.roots()
        };
        self.walk_through(all, &mut |e| read |= e.kind == is);
        !read
    }

    /// Warnings about parameters, tables, definitions and state variables that nothing reads, and about
    /// ranges without effect.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        let read = self.read_names();
        // what an extended file declares may be unused here
        let own = |name: &Name| name.span.file == 0;
        let mut warnings = vec![];
        for (i, name, word) in self.declared() {
            if own(name) && !read.contains(&(word, i)) {
                let message = format!("the {word} `{}` is never read", name.id);
                warnings.push(
                    Diagnostic::warning(name.span, message)
                        .help("use it in an expression, or remove it"),
                );
            }
        }
        for (p, parameter) in self.parameters.iter().enumerate() {
            let name = &parameter.name;
            let ranged = parameter.range.is_some() && own(name);
            if ranged && read.contains(&(PARAMETER, p)) && self.unread(p) {
                let message = format!("the range of `{}` has no effect", name.id);
                warnings.push(
                    Diagnostic::warning(name.span, message)
                        .help("every type has a value of its own, or nothing that counts reads it: remove the range"),
                );
            }
        }
        warnings
    }

    /// Everything that expressions can name: its index among its kind, its name, its kind.
    fn declared(&self) -> impl Iterator<Item = (usize, &Name, &'static str)> {
        let parameters = self.parameters.iter().map(|p| &p.name).enumerate();
        let tables = self.tables.iter().map(|t| &t.name).enumerate();
        let definitions = self.definitions.iter().map(|d| &d.name).enumerate();
        let variables = self.variables.iter().map(|v| &v.name).enumerate();
        // that an actor has types needs no reading, nor what tells of others
        let private = self.private.iter().enumerate();
        let read = |v: &Private| !v.prior.is_empty() && self.told_by(v).is_empty();
        let private = private.filter(move |(_, v)| read(v));
        let private = private.map(|(i, v)| (i, &v.variable.name, PRIVATE));
        (parameters.map(|(i, name)| (i, name, PARAMETER)))
            .chain(tables.map(|(i, name)| (i, name, TABLE)))
            .chain(definitions.map(|(i, name)| (i, name, DEFINITION)))
            .chain(variables.map(|(i, name)| (i, name, VARIABLE)))
            .chain(private)
    }

    /// What any expression names: its kind, and its index among its kind.
    fn read_names(&self) -> BTreeSet<(&'static str, usize)> {
        let mut read = BTreeSet::new();
        let tables = self.tables.iter().flat_map(|t| &t.entries);
        let named = tables.chain(self.definitions.iter().map(|d| &d.expr));
        for expr in named.chain(self.roots()) {
            expr.walk(&mut |e| match &e.kind {
                Kind::Parameter(i) => read.extend([(PARAMETER, *i)]),
                Kind::Table(i, picks) => {
                    read.extend([(TABLE, *i)]);
                    read.extend(picks.iter().filter_map(|pick| match pick {
                        Pick::Place(Place::State(v)) => Some((VARIABLE, *v)),
                        Pick::Place(Place::Draft | Place::Chosen(_) | Place::Private(_))
                        | Pick::Level { .. } => None,
                    }));
                }
                Kind::Definition(i) => read.extend([(DEFINITION, *i)]),
                Kind::Index(Place::State(v)) | Kind::Value(Place::State(v)) => {
                    read.extend([(VARIABLE, *v)]);
                }
                Kind::Index(Place::Private(v)) | Kind::Value(Place::Private(v)) => {
                    read.extend([(PRIVATE, *v - self.variables.len())]);
                }
                _ => {}
            });
        }
        read
    }
}
