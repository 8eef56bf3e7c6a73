//! Reading `[actors]`: how they choose, and what they receive.

use super::{Reader, scope};
use crate::diagnostics::{Diagnostic, Span};
use crate::language::{Expr, Kind, Place, Scope};
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Actor, Name, Plays, Scenario, Ties};

/// Words that reports use in place of a payoff term.
const RESERVED_TERMS: [&str; 3] = ["costs", "once", "beyond"];

/// A number of an actor, or the parameter of that name.
struct OwnNumber {
    key: &'static str,
    /// The largest value.
    most: f64,
    /// What it must be, in words.
    wanted: &'static str,
    meaning: &'static str,
}

const PATIENCE: OwnNumber = OwnNumber {
    key: "patience",
    most: 1.0,
    wanted: "from 0 to 1",
    meaning: "what a payoff one round later is worth today",
};

const PRECISION: OwnNumber = OwnNumber {
    key: "precision",
    most: f64::INFINITY,
    wanted: "0 or more, or \"exact\"",
    meaning: "0 means a blind choice; an option worse by 1 is taken e^-precision times as often",
};

impl Reader {
    /// All actors.
    pub(super) fn actors(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Actor> {
        let entries = &tree.table("actors").0;
        let actors = entries.iter().filter_map(|e| self.one_actor(e, scenario));
        let mut actors = actors.collect();
        if entries.is_empty() {
            self.keep(
                Diagnostic::general("the scenario has no actors")
                    .help("add [actors.NAME], even if only chance moves"),
            );
        }
        self.types_of_private(&mut actors, scenario);
        actors
    }

    fn one_actor(&mut self, entry: &Entry, scenario: &Scenario) -> Option<Actor> {
        let table = entry.node.as_table()?;
        let parameters = scope::parameters(scenario);
        let plays = self.plays(table, "actor");
        let types = self.types(table, &parameters, scenario);
        let patience = self.own_number(entry, table, &PATIENCE, &parameters, scenario);
        let exact = table
            .get("precision")
            .filter(|n| n.as_text() == Some("exact"));
        let precision = match plays {
            Plays::Random | Plays::Script => Some(Expr::number(0.0, entry.key_span)),
            Plays::Equilibrium | Plays::Myopic if exact.is_some() => None,
            Plays::Equilibrium | Plays::Myopic => {
                let names = scope::priors(scenario, &scenario.private);
                Some(self.own_number(entry, table, &PRECISION, &names, scenario))
            }
        };
        if let (Some(node), false) = (exact, types.is_empty()) {
            self.keep(not_exact(node.span, &entry.key, "has types"));
        }
        Some(Actor {
            name: self.name(entry),
            patience,
            precision,
            ties: self.ties(table),
            plays,
            payoff: self.payoff(table, scenario),
            types,
            nature: false,
        })
    }

    fn ties(&mut self, table: &Table) -> Ties {
        let Some(node) = table.get("ties") else {
            return Ties::default();
        };
        match node.as_text() {
            Some("shared") => return Ties::Shared,
            Some("first") => return Ties::First,
            _ => {}
        }
        self.error(
            node.span,
            "`ties` must be \"shared\" or \"first\"",
            "\"first\" takes the first of equal options in the file's order",
        );
        Ties::default()
    }

    /// The named terms of what an actor receives each round.
    fn payoff(&mut self, table: &Table, scenario: &Scenario) -> Vec<(Name, Expr)> {
        let everything = scope(scenario);
        let mut payoff = vec![];
        for term in &table.table("payoff").0 {
            if RESERVED_TERMS.contains(&term.key.as_str()) {
                self.error(
                    term.key_span,
                    format!(
                        "`{}` cannot name a payoff term: reports use this word",
                        term.key
                    ),
                    "rename it",
                );
            }
            if let Some(expr) = self.expr(&term.node, &everything) {
                payoff.push((self.name(term), expr));
            }
        }
        payoff
    }

    /// How an actor, or a type of one (`what`), chooses.
    pub(super) fn plays(&mut self, table: &Table, what: &str) -> Plays {
        let Some(node) = table.get("plays") else {
            return Plays::Equilibrium;
        };
        let Some(plays) = node.as_text().and_then(Plays::of_word) else {
            self.error(
                node.span,
                "`plays` must be \"equilibrium\", \"myopic\", \"random\" or \"script\"",
                format!("without it, the {what} looks ahead to the horizon"),
            );
            return Plays::Equilibrium;
        };
        let how = match plays {
            Plays::Random => "plays at random",
            Plays::Script => "plays a script",
            Plays::Equilibrium | Plays::Myopic => return plays,
        };
        if let Some(precision) = table.entry("precision") {
            self.keep(
                Diagnostic::error(
                    precision.key_span,
                    format!("an actor that {how} has no precision"),
                )
                .related(node.span, "here")
                .help("remove one of the two"),
            );
        }
        plays
    }

    /// An actor's patience or precision: its own, or the parameter of that name.
    fn own_number(
        &mut self,
        entry: &Entry,
        table: &Table,
        what: &OwnNumber,
        names: &Scope,
        scenario: &Scenario,
    ) -> Expr {
        let key = what.key;
        let own = table.get(key);
        let span = own.map_or(entry.key_span, |n| n.span);
        if own.is_none() && !names.parameters.contains(&key) {
            self.error(
                entry.key_span,
                format!("{} has no {key}", entry.key),
                format!("add `{key} = …` to the actor, or a parameter named {key} for all"),
            );
            return Expr::number(0.0, span);
        }
        let shared = Node {
            value: Value::Text(key.into(), None),
            span,
        };
        let Some(expr) = self.expr(own.unwrap_or(&shared), names) else {
            return Expr::number(0.0, span);
        };
        if let Some((span, name)) = state_read(&expr, names) {
            self.error(
                span,
                format!(
                    "the {key} of {} reads the state variable `{name}`",
                    entry.key
                ),
                "it reads parameters, and private variables of its own",
            );
            return Expr::number(0.0, span);
        }
        let draws = scenario.draws(&scenario.secrets(&expr));
        let values = draws
            .iter()
            .map(|draw| scenario.number(&scenario.drawn(&expr, draw)));
        let fits = |value: &f64| (0.0..=what.most).contains(value) && value.is_finite();
        if let Some(value) = values.into_iter().find(|value| !fits(value)) {
            let mut all = scenario.parameters.iter();
            let parameter = all.find(|p| own.is_none() && p.name.id == key);
            self.error(
                parameter.map_or(expr.span, |p| p.name.span),
                format!("{key} must be {}, but it is {value}", what.wanted),
                format!("{key}: {}", what.meaning),
            );
        }
        expr
    }
}

/// A state variable that an expression reads, and where.
pub(super) fn state_read<'a>(expr: &Expr, names: &Scope<'a>) -> Option<(Span, &'a str)> {
    let mut state = None;
    expr.walk(&mut |e| {
        if let Kind::Index(Place::State(v)) | Kind::Value(Place::State(v)) = e.kind {
            state = state.or(Some((e.span, names.variables[v].0)));
        }
    });
    state
}

/// The error about an actor of exact precision whose choices are solved for together with others'.
pub(super) fn not_exact(span: Span, actor: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        span,
        format!("{actor} {why}, so its precision must be a number"),
    )
    .help("write a large number, such as 1000")
}
