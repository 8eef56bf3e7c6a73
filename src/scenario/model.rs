//! What a scenario says, before anything is computed: names, levels, typed expressions.

use super::distribution::Distribution;
use crate::diagnostics::{Diagnostic, Failure, Sources, Span};
use crate::language::{Bulk, Expr, VariableKind};

/// What a thing is called and where it stands.
#[derive(Clone, Debug, Default)]
pub struct Name {
    /// The key in the file; what paths, CSV and JSON use.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Where the key stands.
    pub span: Span,
}

/// A scenario.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Scenario {
    /// File name without extension, or the shipped scenario's name.
    pub id: String,
    pub title: String,
    pub about: String,
    pub time: Time,
    /// Points of the grid on which beliefs about types are kept, an axis.
    pub belief_points: usize,
    pub parameters: Vec<Parameter>,
    pub variables: Vec<Variable>,
    pub tables: Vec<Tabled>,
    pub definitions: Vec<Definition>,
    pub actors: Vec<Actor>,
    /// In order of play.
    pub turns: Vec<Turn>,
    /// In the order in which they are read; the `otherwise` last.
    pub outcomes: Vec<Outcome>,
    pub measures: Vec<Measure>,
    pub hypotheses: Vec<Hypothesis>,
    pub milestones: Vec<Milestone>,
    /// SHA-256 of the canonical text after `extends` and `--set`, in hexadecimal.
    pub digest: String,
    /// Every setting as path and canonical text.
    pub settings: Vec<(String, String)>,
    /// The texts that it was read from.
    pub sources: Sources,
    /// What `check` says besides.
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
    /// Rounds solved beyond them; none means without end.
    pub shadow: Option<usize>,
    /// Where `shadow` stands.
    pub shadow_span: Option<Span>,
}

/// A number to turn.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Parameter {
    pub name: Name,
    pub value: f64,
    pub range: Option<(f64, f64)>,
    /// How it is spread over the range.
    pub distribution: Distribution,
    pub about: String,
}

/// A state variable.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Name,
    /// Its levels.
    pub kind: VariableKind,
    /// The level in which play begins.
    pub start: usize,
    /// The level to which later rounds set it back.
    pub each_round: Option<usize>,
}

impl Variable {
    /// The number of levels.
    pub fn size(&self) -> usize {
        match &self.kind {
            VariableKind::Named(names) => names.len(),
            VariableKind::Numbered(values) => values.len(),
            VariableKind::YesNo => 2,
        }
    }

    /// The level as files write it.
    pub fn level(&self, level: usize) -> String {
        match &self.kind {
            VariableKind::Named(names) => names[level].clone(),
            VariableKind::Numbered(values) => format!("{}", values[level]),
            VariableKind::YesNo => ["no", "yes"][level].to_string(),
        }
    }

    /// Whether its levels are numbers, and not words.
    pub fn numbered(&self) -> bool {
        matches!(self.kind, VariableKind::Numbered(_))
    }

    /// The number that expressions see at each level; for named levels their index.
    pub fn values(&self) -> Vec<f64> {
        match &self.kind {
            VariableKind::Numbered(values) => values.clone(),
            _ => (0..self.size()).map(|l| l as f64).collect(),
        }
    }
}

/// Numbers read off a level.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Tabled {
    pub name: Name,
    /// The variable whose level it is read by.
    pub by: usize,
    /// One entry for each level.
    pub entries: Vec<Expr>,
    pub bulk: Bulk,
}

/// A named expression.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Definition {
    pub name: Name,
    pub expr: Expr,
    pub bulk: Bulk,
}

/// How equal options are chosen among under exact precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ties {
    /// Each equally often.
    #[default]
    Shared,
    /// The first in the file.
    First,
}

/// How an actor comes to its choices; the others know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Plays {
    /// It looks ahead to the horizon.
    #[default]
    Equilibrium,
    /// It looks no further than the end of the round.
    Myopic,
    /// Every open option is as likely.
    Random,
    /// As the options' chances say.
    Script,
}

impl Plays {
    /// All, with the file's words.
    pub const ALL: [(Plays, &str); 4] = [
        (Plays::Equilibrium, "equilibrium"),
        (Plays::Myopic, "myopic"),
        (Plays::Random, "random"),
        (Plays::Script, "script"),
    ];

    /// The file's word.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// An actor.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Actor {
    pub name: Name,
    /// What a payoff one round later is worth; reads parameters only.
    pub patience: Expr,
    /// λ; none means exact.
    pub precision: Option<Expr>,
    pub ties: Ties,
    pub plays: Plays,
    /// Named payoff terms.
    pub payoff: Vec<(Name, Expr)>,
    /// Private types; none, or two or more.
    pub types: Vec<Private>,
}

/// What an actor may be, known to itself alone.
#[derive(Clone, Debug)]
pub struct Private {
    /// Its name.
    pub name: Name,
    /// How likely the others hold it before play; reads parameters only.
    pub prior: Expr,
    /// Parameters that have another value for this type, and that value.
    pub parameters: Vec<(usize, Expr)>,
    /// How this type comes to its choices.
    pub plays: Plays,
}

impl Actor {
    /// How any of its types comes to its choices.
    pub fn behaviours(&self) -> impl Iterator<Item = Plays> {
        let own = self.types.is_empty().then_some(self.plays);
        own.into_iter().chain(self.types.iter().map(|t| t.plays))
    }
}

/// A turn.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Turn {
    pub name: Name,
    pub when: Option<Expr>,
    pub kind: TurnKind,
}

impl Turn {
    /// All options, events or drafts, each with the actor whose option it is.
    pub fn choices(&self) -> Vec<(Option<usize>, &Choice)> {
        match &self.kind {
            TurnKind::Actor(i, all) => all.iter().map(|c| (Some(*i), c)).collect(),
            TurnKind::Joint(all) => all
                .iter()
                .flat_map(|(i, all)| all.iter().map(|c| (Some(*i), c)))
                .collect(),
            TurnKind::Chance(all) => all.iter().map(|c| (None, c)).collect(),
            TurnKind::Vote(vote) => vote.drafts.iter().map(|c| (None, c)).collect(),
        }
    }
}

/// Who moves at a turn.
#[derive(Clone, Debug)]
pub enum TurnKind {
    /// One actor picks an option.
    Actor(usize, Vec<Choice>),
    /// Several actors pick an option each and do not see what the others pick.
    Joint(Vec<(usize, Vec<Choice>)>),
    /// One event happens, or nothing.
    Chance(Vec<Choice>),
    /// A vote.
    Vote(Box<Vote>),
}

/// An option, an event or a draft.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Choice {
    pub name: Name,
    pub when: Option<Expr>,
    /// What an option costs.
    pub cost: Option<Expr>,
    /// An event's probability, or that of an option whose actor follows a script.
    pub chance: Option<Expr>,
    pub set: Vec<(usize, Expr)>,
    /// Received once, by actor.
    pub payoff: Vec<(usize, Expr)>,
    /// The variable of which each level becomes an option.
    pub choose: Option<usize>,
}

/// A vote.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Vote {
    /// Whether votes are cast together, not by roll call.
    pub together: bool,
    /// Actors in roll-call order.
    pub members: Vec<usize>,
    /// Seats that nobody plays, and the probability that each votes yes.
    pub seats: usize,
    pub seats_yes: Expr,
    pub needs: usize,
    /// Whether each member may veto.
    pub veto: Vec<bool>,
    pub abstain: bool,
    /// Who picks the draft; none only if there is exactly one draft.
    pub proposer: Option<usize>,
    pub drafts: Vec<Choice>,
    /// What the vote costs: actor, occasion, expression.
    pub costs: Vec<(usize, Occasion, Expr)>,
}

/// When a cost of a vote is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Occasion {
    Propose,
    Yes,
    No,
    Abstain,
    Veto,
    LoneVeto,
    Passes,
    Fails,
}

impl Occasion {
    /// All, in order, with the file's keys.
    pub const ALL: [(Occasion, &str); 8] = [
        (Occasion::Propose, "propose"),
        (Occasion::Yes, "yes"),
        (Occasion::No, "no"),
        (Occasion::Abstain, "abstain"),
        (Occasion::Veto, "veto"),
        (Occasion::LoneVeto, "lone_veto"),
        (Occasion::Passes, "passes"),
        (Occasion::Fails, "fails"),
    ];
}

/// An outcome.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Outcome {
    pub name: Name,
    /// None: holds where no other does.
    pub when: Option<Expr>,
    pub ends: bool,
    pub payoff: Vec<(usize, Expr)>,
    /// What is received each round from the end on, instead of the payoff terms.
    pub flow: Vec<(usize, Expr)>,
}

/// A time at which something is read: a round from 1 to `rounds`, and whether it must hold then
/// or have held by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Holds at the end of that round.
    At(usize),
    /// Has held after some move up to the end of that round.
    By(usize),
}

/// A number read off a run.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Measure {
    pub name: Name,
    /// A condition (its probability is read) or a number (its mean is read).
    pub expr: Expr,
    pub mean: bool,
    pub moment: Moment,
}

/// A claim.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Hypothesis {
    pub name: Name,
    pub claim: String,
    pub who: String,
    pub vary: String,
    pub over: Vec<String>,
    pub measure: String,
    pub expect: Expect,
}

/// What a claim says of a measure over the values of a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// It rises.
    Increasing,
    /// It falls.
    Decreasing,
    /// It stays.
    Flat,
    /// It is above this everywhere.
    Above(f64),
    /// It is below this everywhere.
    Below(f64),
}

/// What really happened.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Milestone {
    pub name: Name,
    pub expr: Expr,
    pub moment: Moment,
    /// How often such a thing happens, where the file says so: a base rate.
    pub base: Option<f64>,
    /// 1 if it happened, 0 if not, or something between.
    pub happened: f64,
}

impl Scenario {
    /// Every parameter's value.
    pub fn values(&self) -> Vec<f64> {
        self.parameters.iter().map(|p| p.value).collect()
    }

    /// A failure of these errors in the scenario's texts.
    pub fn failure(&self, diagnostics: Vec<Diagnostic>) -> Failure {
        Failure::new(self.sources.clone(), diagnostics)
    }
}
