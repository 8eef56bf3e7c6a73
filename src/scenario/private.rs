//! Reading what only an actor knows of itself: its types, their priors and parameters; and how
//! actors and types come to their choices.

use super::model::{Occasion, Plays, Private, Scenario, TurnKind};
use super::names::Reader;
use super::tree::{Node, Table};
use crate::diagnostics::{Diagnostic, Span, suggestion};
use crate::language::{Expr, Kind, Scope};

/// The most types that an actor may have.
const MOST_TYPES: usize = 4;

/// Points of the grid of beliefs, if the file does not say.
const POINTS: usize = 11;

/// How far priors may be from adding up to 1.
const WHOLE: f64 = 1e-9;

impl Reader {
    /// How finely beliefs are kept.
    pub fn belief_points(&mut self, table: &Table) -> usize {
        let Some(node) = table.get("points") else {
            return POINTS;
        };
        let points = node.as_number().unwrap_or(POINTS as f64);
        if !(3.0..=1001.0).contains(&points) {
            self.faults.push(
                Diagnostic::error(node.span, "`points` is from 3 to 1001")
                    .help("11 is quick; more points bring probabilities nearer to the exact ones"),
            );
            return POINTS;
        }
        points as usize
    }

    /// How an actor or type comes to its choices.
    pub fn plays(&mut self, table: &Table, what: &str) -> Plays {
        let Some(node) = table.get("plays") else {
            return Plays::Equilibrium;
        };
        let word = node.as_text();
        let Some((plays, _)) = Plays::ALL.into_iter().find(|(_, w)| word == Some(w)) else {
            self.faults.push(
                Diagnostic::error(
                    node.span,
                    "`plays` is \"equilibrium\", \"myopic\", \"random\" or \"script\"",
                )
                .help(format!("left out, the {what} looks ahead to the horizon")),
            );
            return Plays::Equilibrium;
        };
        let blind = match plays {
            Plays::Random => "plays at random",
            Plays::Script => "plays a script",
            _ => return plays,
        };
        if let Some(precision) = table.entry("precision") {
            self.faults.push(
                Diagnostic::error(
                    precision.key_span,
                    format!("who {blind} has no use for precision"),
                )
                .related(node.span, "here")
                .help("take one of the two out"),
            );
        }
        plays
    }

    /// An actor's types.
    pub fn types(&mut self, actor: &Table, scope: &Scope, scenario: &Scenario) -> Vec<Private> {
        let entries = &actor.table("types").0;
        let mut all: Vec<Private> = vec![];
        let mut sum = 0.0;
        let before = self.faults.len();
        for entry in entries {
            let Some(table) = entry.node.as_table() else {
                continue;
            };
            let Some(node) = table.get("prior") else {
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        format!("the type `{}` has no prior", entry.key),
                    )
                    .help("add `prior = 0.5`: how likely the others hold it before play"),
                );
                continue;
            };
            let Some(prior) = self.expr(node, scope) else {
                continue;
            };
            let value = scenario.number(&prior);
            sum += value;
            if !(0.0..=1.0).contains(&value) {
                self.faults.push(
                    Diagnostic::error(
                        node.span,
                        format!("a prior is from 0 to 1; here it is {value}"),
                    )
                    .help("the priors of an actor's types add up to 1"),
                );
            }
            let mut parameters = vec![];
            for change in &table.table("parameters").0 {
                let ids = scenario.parameters.iter().map(|p| p.name.id.as_str());
                match ids.clone().position(|id| id == change.key) {
                    Some(p) => parameters.extend(self.expr(&change.node, scope).map(|e| (p, e))),
                    None => self.faults.push(
                        Diagnostic::error(
                            change.key_span,
                            format!("there is no parameter `{}`", change.key),
                        )
                        .help(suggestion(&change.key, ids))
                        .unknown(&change.key),
                    ),
                }
            }
            let plays = match table.entry("plays") {
                Some(_) => self.plays(table, "type"),
                None => Plays::ALL
                    .into_iter()
                    .find(|(_, w)| actor.get("plays").and_then(Node::as_text) == Some(w))
                    .map_or(Plays::Equilibrium, |(p, _)| p),
            };
            all.push(Private {
                name: self.name(entry),
                prior,
                parameters,
                plays,
            });
        }
        let Some(types) = actor.entry("types") else {
            return all;
        };
        let fault = |message: String, help: &str| {
            Some(Diagnostic::error(types.key_span, message).help(help))
        };
        let found = match entries.len() {
            0 | 1 => fault(
                "private types are two or more".into(),
                "add another, or take them out",
            ),
            n if n > MOST_TYPES => fault(
                format!("an actor has at most {MOST_TYPES} types"),
                "beliefs about more would want a grid of too many points; join some",
            ),
            _ if self.faults.len() == before && (sum - 1.0).abs() > WHOLE => fault(
                format!("the priors add up to {sum}, not 1"),
                "one of them can be an expression, as \"1 - p\"",
            ),
            _ => None,
        };
        self.faults.extend(found);
        all
    }

    /// Whether what differs by type is read only where a type may differ: in its actor's payoffs,
    /// costs, patience and precision.
    pub fn privacy(&mut self, scenario: &Scenario) {
        for (i, actor) in scenario.actors.iter().enumerate() {
            for kind in &actor.types {
                for (p, value) in &kind.parameters {
                    let name = &scenario.parameters[*p].name.id;
                    for (what, span) in scenario.public(i, *p) {
                        let message = format!(
                            "`{name}` is private to {} and cannot be read by {what}",
                            actor.name.label
                        );
                        self.faults.push(
                            Diagnostic::error(span, message)
                                .related(value.span, "it differs by type here")
                                .help(
                                    "only the actor's own payoffs and costs may depend on its type",
                                ),
                        );
                    }
                }
            }
        }
    }
}

impl Scenario {
    /// The value of an expression that reads parameters only.
    pub fn number(&self, expr: &Expr) -> f64 {
        let values = self.values();
        let evaluator = crate::language::Evaluator {
            parameters: &values,
            values: &[],
            tables: &[],
            definitions: &[],
        };
        evaluator.walk(expr, &[])
    }

    /// Whether `expr`, its tables and definitions read parameter `p`.
    pub(super) fn reads(&self, expr: &Expr, p: usize) -> bool {
        let mut found = false;
        self.walk_through([expr], &mut |e| found |= e.kind == Kind::Parameter(p));
        found
    }

    /// Where parameter `p`, which differs by type of actor `i`, is read by what all can see, or
    /// by what another actor receives.
    fn public(&self, i: usize, p: usize) -> Vec<(String, Span)> {
        let mut all = vec![];
        let mut look = |what: &str, expr: &Expr| {
            if self.reads(expr, p) {
                all.push((what.to_string(), expr.span));
            }
        };
        let other = |j: usize| format!("what {} receives", self.actors[j].name.label);
        for (j, actor) in self.actors.iter().enumerate() {
            for kind in &actor.types {
                let name = &kind.name.label;
                look(&format!("the prior of the type {name}"), &kind.prior);
                let own = kind.parameters.iter().filter(|_| j != i);
                own.for_each(|(_, e)| look(&format!("a parameter of the type {name}"), e));
            }
        }
        for (j, actor) in self.actors.iter().enumerate().filter(|(j, _)| *j != i) {
            let own = [Some(&actor.patience), actor.precision.as_ref()];
            own.into_iter().flatten().for_each(|e| look(&other(j), e));
            actor.payoff.iter().for_each(|(_, e)| look(&other(j), e));
        }
        for turn in &self.turns {
            turn.when
                .iter()
                .for_each(|e| look("the condition of a turn", e));
            for (mover, choice) in turn.choices() {
                choice.when.iter().for_each(|e| look("a condition", e));
                choice.chance.iter().for_each(|e| look("a chance", e));
                choice
                    .set
                    .iter()
                    .for_each(|(_, e)| look("a change of the state", e));
                let payoffs = choice.payoff.iter().filter(|(j, _)| *j != i);
                payoffs.for_each(|(j, e)| look(&other(*j), e));
                if let (Some(j), Some(cost)) = (mover.filter(|j| *j != i), &choice.cost) {
                    look(&other(j), cost);
                }
            }
            if let TurnKind::Vote(vote) = &turn.kind {
                look("the seats of a vote", &vote.seats_yes);
                let costs = vote.costs.iter().filter(|(j, ..)| *j != i);
                costs.for_each(|(j, _, e): &(usize, Occasion, Expr)| look(&other(*j), e));
            }
        }
        for outcome in &self.outcomes {
            outcome.when.iter().for_each(|e| look("an outcome", e));
            let paid = outcome.payoff.iter().chain(&outcome.flow);
            paid.filter(|(j, _)| *j != i)
                .for_each(|(j, e)| look(&other(*j), e));
        }
        self.measures
            .iter()
            .for_each(|m| look("a measure", &m.expr));
        self.milestones
            .iter()
            .for_each(|m| look("a milestone", &m.expr));
        all
    }
}
