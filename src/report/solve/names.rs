//! What the things at a position are called.

use crate::game::{CHOICE_NAMES, Mover, Position, TurnInfo};
use crate::study::position::{Positions, role_id};
use indexmap::IndexMap;

/// Labels by id.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Names {
    turn: String,
    /// Actors and outcomes, and actors of a type.
    common: IndexMap<String, String>,
    variables: IndexMap<String, String>,
    options: IndexMap<String, String>,
}

impl Names {
    /// Of what there is at position `p`.
    pub(super) fn of(found: &Positions, p: Position) -> Self {
        let (scenario, game) = (found.of.scenario, found.of.game);
        let beliefs = &game.beliefs;
        let turn = game.structure.turn(game.structure.turn_of(p));
        let outcomes = scenario.outcomes.iter().map(|o| &o.name);
        let mut common: IndexMap<String, String> = outcomes
            .map(|name| (name.id.clone(), name.label.clone()))
            .collect();
        for role in 0..beliefs.prior.len() {
            let actor = &scenario.actors[beliefs.actor(role)].name.label;
            let label = match beliefs.names[role].1.as_str() {
                "" => actor.clone(),
                kind => format!("{actor}, {kind}"),
            };
            common.insert(role_id(scenario, beliefs, role), label);
        }
        if let Mover::Chance(Some(told)) = turn.mover {
            for (kind, label) in &beliefs.names[beliefs.roles(told)] {
                common.insert(format!("chance.{kind}"), format!("chance, if {label}"));
            }
        }
        let variables = scenario.variables.iter().map(|v| &v.name);
        let variables = variables.map(|name| (name.id.clone(), name.label.clone()));
        Names {
            turn: turn.label.clone(),
            common,
            variables: variables.collect(),
            options: options(turn),
        }
    }

    /// The turn.
    pub(super) fn turn(&self) -> &str {
        &self.turn
    }

    /// An actor, of a type or not, or an outcome.
    pub(super) fn of_all<'a>(&'a self, id: &'a str) -> &'a str {
        self.common.get(id).map_or(id, String::as_str)
    }

    /// A state variable.
    pub(super) fn variable<'a>(&'a self, id: &'a str) -> &'a str {
        self.variables.get(id).map_or(id, String::as_str)
    }

    /// An option, or a vote.
    pub(super) fn option<'a>(&'a self, id: &'a str) -> &'a str {
        self.options.get(id).map_or(id, String::as_str)
    }
}

/// The labels of everything that can be played at a turn, by id.
pub(super) fn options(turn: &TurnInfo) -> IndexMap<String, String> {
    let mut all: IndexMap<String, String> = turn.options.iter().cloned().collect();
    match &turn.mover {
        Mover::Joint(joint) => {
            all.extend(joint.options.iter().flatten().cloned());
        }
        Mover::Vote(template) => {
            for (id, label) in &template.drafts {
                for choice in CHOICE_NAMES {
                    all.insert(format!("{id}.{choice}"), format!("{choice} on {label}"));
                }
            }
        }
        Mover::Actor(_) | Mover::Chance(_) => {}
    }
    all
}
