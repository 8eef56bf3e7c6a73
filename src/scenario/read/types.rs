//! Reading types of actors, `[actors.NAME.types]`, and `[beliefs]`.

use super::Reader;
use crate::diagnostics::{Diagnostic, suggestion};
use crate::language::{Expr, Scope};
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::{ActorType, Plays, Scenario};

/// The most types that an actor may have.
pub(super) const MOST_TYPES: usize = 4;

/// Points of the grid of beliefs, if the file does not say.
const POINTS: usize = 11;

/// How far the sum of priors may be from 1.
pub(super) const TOLERANCE: f64 = 1e-9;

impl Reader {
    /// Points of the grid of beliefs, on each axis.
    pub(super) fn belief_points(&mut self, table: &Table) -> usize {
        let Some(node) = table.get("points") else {
            return POINTS;
        };
        let points = node.as_number().unwrap_or(POINTS as f64);
        if (3.0..=1001.0).contains(&points) {
            return points as usize;
        }
        self.error(
            node.span,
            "`points` must be from 3 to 1001",
            "11 is fast; more points give more exact probabilities",
        );
        POINTS
    }

    /// An actor's types.
    pub(super) fn types(
        &mut self,
        actor: &Table,
        parameters: &Scope,
        scenario: &Scenario,
    ) -> Vec<ActorType> {
        let Some(types) = actor.entry("types") else {
            return vec![];
        };
        let entries = &actor.table("types").0;
        let before = self.diagnostics.len();
        let all: Vec<ActorType> = entries
            .iter()
            .filter_map(|e| self.one_type(e, actor, parameters, scenario))
            .collect();
        let sum: f64 = all.iter().map(|t| scenario.number(&t.prior)).sum();
        if entries.len() < 2 {
            self.error(
                types.key_span,
                "an actor with types needs two or more",
                "add another, or remove the table",
            );
        } else if entries.len() > MOST_TYPES {
            self.error(
                types.key_span,
                format!("an actor has at most {MOST_TYPES} types"),
                "the grid of beliefs about more would be too large: merge some types",
            );
        } else if all.len() == entries.len()
            && self.diagnostics.len() == before
            && (sum - 1.0).abs() > TOLERANCE
        {
            self.error(
                types.key_span,
                format!("the priors add up to {sum}, not 1"),
                "one of them can be an expression, such as \"1 - p\"",
            );
        }
        all
    }

    fn one_type(
        &mut self,
        entry: &Entry,
        actor: &Table,
        parameters: &Scope,
        scenario: &Scenario,
    ) -> Option<ActorType> {
        let table = entry.node.as_table()?;
        let Some(node) = table.get("prior") else {
            return self.refuse(
                entry.key_span,
                format!("the type `{}` has no prior", entry.key),
                "add `prior = 0.5`: the probability that the others give it before play",
            );
        };
        let help = "the priors of an actor's types add up to 1";
        let prior = self.probability(node, parameters, scenario, help)?;
        let own = self.own_parameters(table, parameters, scenario);
        let plays = match table.entry("plays") {
            Some(_) => self.plays(table, "type"),
            None => {
                let word = actor.get("plays").and_then(Node::as_text);
                word.and_then(Plays::of_word).unwrap_or_default()
            }
        };
        Some(ActorType {
            name: self.name(entry),
            prior,
            parameters: own,
            levels: vec![],
            plays,
        })
    }

    /// A prior: from 0 to 1, of parameters alone.
    pub(super) fn probability(
        &mut self,
        node: &Node,
        parameters: &Scope,
        scenario: &Scenario,
        help: &str,
    ) -> Option<Expr> {
        let prior = self.expr(node, parameters)?;
        let value = scenario.number(&prior);
        if !(0.0..=1.0).contains(&value) {
            let message = format!("a prior must be from 0 to 1, but it is {value}");
            self.error(node.span, message, help);
        }
        Some(prior)
    }

    /// The parameters that have a value of their own for a type, with that value.
    fn own_parameters(
        &mut self,
        table: &Table,
        parameters: &Scope,
        scenario: &Scenario,
    ) -> Vec<(usize, Expr)> {
        let mut own = vec![];
        for change in &table.table("parameters").0 {
            let ids = scenario.parameters.iter().map(|p| p.name.id.as_str());
            match ids.clone().position(|id| id == change.key) {
                Some(p) => own.extend(self.expr(&change.node, parameters).map(|e| (p, e))),
                None => self.keep(
                    Diagnostic::error(
                        change.key_span,
                        format!("there is no parameter `{}`", change.key),
                    )
                    .help(suggestion(&change.key, ids))
                    .unknown(&change.key),
                ),
            }
        }
        own
    }
}
