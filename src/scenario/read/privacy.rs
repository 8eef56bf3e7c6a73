//! Checks that what differs by type is read only where it may: in the payoffs, costs, patience and
//! precision of its own actor.

use super::Reader;
use crate::diagnostics::{Diagnostic, Span};
use crate::language::Expr;
use crate::scenario::{Actor, Scenario, Turn, TurnKind};

impl Reader {
    /// Keeps an error for every public reading of a private parameter.
    pub(super) fn privacy(&mut self, scenario: &Scenario) {
        for (i, actor) in scenario.actors.iter().enumerate() {
            let own = actor.types.iter().flat_map(|t| &t.parameters);
            for (parameter, value) in own {
                let name = &scenario.parameters[*parameter].name.id;
                for (what, span) in public_readings(scenario, i, *parameter) {
                    let message = format!(
                        "`{name}` is private to {} and cannot be read by {what}",
                        actor.name.label
                    );
                    self.keep(
                        Diagnostic::error(span, message)
                            .related(value.span, "it differs by type here")
                            .help("only the actor's own payoffs and costs may depend on its type"),
                    );
                }
            }
        }
    }
}

/// Where a parameter that is private to actor `owner` is read by what all can see, or by what another
/// actor receives: what reads it, and the place.
fn public_readings(scenario: &Scenario, owner: usize, parameter: usize) -> Vec<(String, Span)> {
    let mut search = Search {
        scenario,
        owner,
        parameter,
        found: vec![],
    };
    for (j, actor) in scenario.actors.iter().enumerate() {
        search.types(j, actor);
    }
    for (j, actor) in scenario.actors.iter().enumerate() {
        search.received(j, &actor.patience);
        let precision = actor.precision.iter();
        let paid = precision.chain(actor.payoff.iter().map(|(_, e)| e));
        paid.for_each(|e| search.received(j, e));
    }
    scenario.turns.iter().for_each(|turn| search.turn(turn));
    for outcome in &scenario.outcomes {
        outcome
            .when
            .iter()
            .for_each(|e| search.public("an outcome", e));
        let paid = outcome.payoff.iter().chain(&outcome.flow);
        paid.for_each(|(j, e)| search.received(*j, e));
    }
    let measures = scenario.measures.iter();
    measures.for_each(|m| search.public("a measure", &m.expr));
    let milestones = scenario.milestones.iter();
    milestones.for_each(|m| search.public("a milestone", &m.expr));
    search.found
}

struct Search<'a> {
    scenario: &'a Scenario,
    owner: usize,
    parameter: usize,
    found: Vec<(String, Span)>,
}

impl Search<'_> {
    /// Looks into an expression that all can see, called `what`.
    fn public(&mut self, what: &str, expr: &Expr) {
        if self.scenario.reads(expr, self.parameter) {
            self.found.push((what.to_string(), expr.span));
        }
    }

    /// Looks into an expression of what actor `j` receives. What the owner receives may read the
    /// parameter.
    fn received(&mut self, j: usize, expr: &Expr) {
        if j != self.owner {
            let name = &self.scenario.actors[j].name.label;
            self.public(&format!("what {name} receives"), expr);
        }
    }

    fn types(&mut self, j: usize, actor: &Actor) {
        for own in &actor.types {
            let name = &own.name.label;
            self.public(&format!("the prior of the type {name}"), &own.prior);
            if j != self.owner {
                let what = format!("a parameter of the type {name}");
                own.parameters
                    .iter()
                    .for_each(|(_, e)| self.public(&what, e));
            }
        }
    }

    fn turn(&mut self, turn: &Turn) {
        turn.when
            .iter()
            .for_each(|e| self.public("the condition of a turn", e));
        for (mover, choice) in turn.choices() {
            choice
                .when
                .iter()
                .for_each(|e| self.public("a condition", e));
            choice
                .chance
                .iter()
                .for_each(|e| self.public("a chance", e));
            let set = choice.set.iter();
            set.for_each(|(_, e)| self.public("a change of the state", e));
            choice.payoff.iter().for_each(|(j, e)| self.received(*j, e));
            if let (Some(j), Some(cost)) = (mover, &choice.cost) {
                self.received(j, cost);
            }
        }
        if let TurnKind::Vote(vote) = &turn.kind {
            self.public("the seats of a vote", &vote.seats_yes);
            vote.counting()
                .for_each(|e| self.public("the count of a vote", e));
            vote.costs.iter().for_each(|(j, _, e)| self.received(*j, e));
        }
    }
}
