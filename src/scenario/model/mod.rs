//! What a scenario says, before anything is computed: names, levels, typed expressions.
//!
//! Everything that is named refers to the rest by index: an actor by its number in
//! [`Scenario::actors`], a state variable by its number in [`Scenario::variables`], and so on.

mod actor;
mod claim;
mod data;
mod outcome;
mod private;
mod state;
mod turn;
mod vote;

pub use actor::{Actor, ActorType, Plays, Ties};
pub use claim::{Ballot, Done, Expect, Happening, Hypothesis, Milestone, Seen};
pub use data::Data;
pub use outcome::{Measure, Moment, Outcome};
pub use private::Private;
pub use state::{Definition, EachRound, Parameter, Tabled, Variable};
pub use turn::{Choice, Turn, TurnKind};
pub use vote::{Occasion, Vote};

use crate::diagnostics::{Diagnostic, Failure, Sources, Span};

/// What a thing is called, and where its name stands.
#[derive(Clone, Debug, Default)]
pub struct Name {
    /// The key in the file; paths, CSV and JSON use it.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Where the key stands.
    pub span: Span,
}

/// A scenario.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// The file's name without its extension, or the shipped scenario's name.
    pub id: String,
    /// The title; else the id with spaces.
    pub title: String,
    /// A paragraph for the report; may be empty.
    pub about: String,
    /// Rounds and dates.
    pub time: Time,
    /// Points of the grid of beliefs about types, on each axis.
    pub belief_points: usize,
    /// Numbers that can be varied, in the file's order.
    pub parameters: Vec<Parameter>,
    /// State variables, in the file's order.
    pub variables: Vec<Variable>,
    /// Variables that only their owners know, in the file's order; then one for each actor with types that
    /// expressions may read by the actor's id.
    pub private: Vec<Private>,
    /// Tables of numbers, in the file's order.
    pub tables: Vec<Tabled>,
    /// Named expressions, in the file's order.
    pub definitions: Vec<Definition>,
    /// Actors, in the file's order; then nature, if it owns what nobody knows.
    pub actors: Vec<Actor>,
    /// Turns, in order of play.
    pub turns: Vec<Turn>,
    /// Outcomes in the file's order, with the `otherwise` one last. The first that holds counts.
    pub outcomes: Vec<Outcome>,
    /// Measures, in the file's order.
    pub measures: Vec<Measure>,
    /// Claims to be tested, in the file's order.
    pub hypotheses: Vec<Hypothesis>,
    /// What really happened, in the file's order.
    pub milestones: Vec<Milestone>,
    /// SHA-256 of the canonical text after `extends` and `--set`, in hexadecimal.
    pub digest: String,
    /// Every setting as path and canonical text, sorted by path.
    pub settings: Vec<(String, String)>,
    /// What a row of a table of cases is, if the scenario is fitted to one.
    pub data: Option<Data>,
    /// The parameters that are estimated from cases, by number.
    pub free: Vec<usize>,
    /// What is taken as known, if anything.
    pub given: Option<super::Given>,
    /// A digest of the order in which the settings stand, which turns, options and outcomes hang on.
    pub order: String,
    /// The texts that it was read from.
    pub sources: Sources,
    /// Warnings that `check` shows.
    pub warnings: Vec<Diagnostic>,
}

/// Rounds and dates.
#[derive(Clone, Debug, Default)]
pub struct Time {
    /// The word for a round.
    pub round: String,
    /// The day on which play begins.
    pub start: Option<jiff::civil::Date>,
    /// Rounds played and reported, 1 or more.
    pub rounds: usize,
    /// Rounds solved beyond the reported ones; none means without end.
    pub shadow: Option<usize>,
    /// Where `shadow` stands.
    pub shadow_span: Option<Span>,
    /// Where `clock = true` stands, if expressions may read the number of the round.
    pub clock: Option<Span>,
}

impl Scenario {
    /// The actors with their numbers, without nature, which never moves and receives nothing.
    pub fn players(&self) -> impl Iterator<Item = (usize, &Actor)> {
        let all = self.actors.iter().enumerate();
        all.filter(|(_, actor)| !actor.nature)
    }

    /// Whether a private variable has this id.
    pub fn is_private(&self, id: &str) -> bool {
        self.private.iter().any(|p| p.variable.name.id == id)
    }

    /// Every parameter's value.
    pub fn values(&self) -> Vec<f64> {
        self.parameters.iter().map(|p| p.value).collect()
    }

    /// A failure of these errors in the scenario's texts.
    pub fn failure(&self, diagnostics: Vec<Diagnostic>) -> Failure {
        Failure::new(self.sources.clone(), diagnostics)
    }
}
