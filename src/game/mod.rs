//! The game: positions, moves, payments as flat arrays. Data, not a trait: compiler, generators
//! and tests all build a [`Game`]; solver, forecast and simulation read it.
//!
//! A *node* is a position (somebody moves), the end of a round in a state, or a play that ended in
//! a state ("frozen"). The structure has no round in it: the same nodes serve every round. Nodes
//! are numbered in order of play, so every move of a round leads to a higher number.

mod ballot;
mod beliefs;
mod compile;
mod joint;
mod layout;
mod numbers;
mod plan;
mod reach;

pub use ballot::{CHOICES, Call, LONE_VETO, Leaf, RollCall, Template, VETO, Voted};
pub use beliefs::{Axis, Beliefs, MOST_KINDS, Spot};
pub use compile::{compile, compile_at, compile_like};
pub use joint::Joint;
pub use layout::Layout;
pub use reach::Limits;
use std::ops::Range;

/// The compiled scenario.
#[derive(Clone, Debug)]
pub struct Game {
    /// Which nodes exist and where moves lead.
    pub structure: Structure,
    /// Payments, probabilities, patience, precision.
    pub numbers: Numbers,
    /// Roles, and the grid of beliefs about them.
    pub beliefs: Beliefs,
    /// Where a solution keeps the probabilities of moves and cells.
    pub layout: Layout,
    /// Rounds reported.
    pub rounds: usize,
    /// Rounds solved beyond them; none means without end.
    pub shadow: Option<usize>,
}

impl Game {
    /// Rounds solved in all; none means without end.
    pub fn horizon(&self) -> Option<usize> {
        Some(self.rounds + self.shadow?)
    }
}

/// Who moves at a turn, and what its options are called.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Turn {
    pub id: String,
    pub label: String,
    pub mover: Mover,
    /// Id and label of each option: of an actor or chance (the last may be `nothing`), or of a
    /// vote: `none`, then each draft passed and failed. Empty where several move at once.
    pub options: Vec<(String, String)>,
}

/// Who moves.
#[derive(Clone, Debug)]
pub enum Mover {
    /// An actor.
    Actor(usize),
    /// Several actors at once.
    Joint(Box<Joint>),
    /// Chance.
    Chance,
    /// A vote.
    Vote(Box<Template>),
}

impl Turn {
    /// The id of an option, or of a profile.
    pub fn option_id(&self, option: u32) -> String {
        match &self.mover {
            Mover::Joint(joint) => joint.name(option),
            _ => self.options[option as usize].0.clone(),
        }
    }
}

/// Which nodes exist, who moves at each, where each move leads.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// In order of play.
    pub turns: Vec<Turn>,
    /// Positions of turn k are `steps[k]..steps[k + 1]`.
    pub steps: Vec<u32>,
    /// Moves of position p are `moves[p]..moves[p + 1]`.
    pub moves: Vec<u32>,
    /// The node that each move leads to.
    pub next: Vec<u32>,
    /// Which option of its turn each move is.
    pub option: Vec<u32>,
    /// Cells at position p are `cells[p]..cells[p + 1]`: of its roll calls, or each one's open
    /// options where several move at once; else none.
    pub cells: Vec<u32>,
    /// The state of each node, as a mixed-radix number.
    pub states: Vec<u64>,
    /// Number of levels of each state variable.
    pub radix: Vec<usize>,
    /// Number of positions; they are the first nodes.
    pub positions: usize,
    /// Number of round ends; they follow the positions.
    pub ends: usize,
    /// For each round end, the node at which the next round begins.
    pub restart: Vec<u32>,
    /// For each round end, the outcome that names a history ending there.
    pub end_outcome: Vec<u16>,
    /// For each frozen node, the outcome that stopped the play.
    pub frozen_outcome: Vec<u16>,
    /// The node at which play begins.
    pub start: u32,
}

/// What a parameter may change.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// Number of actors.
    pub actors: usize,
    /// Where payments are booked: role, id, label; each role's terms, then `costs` and `once`.
    pub accounts: Vec<(usize, String, String)>,
    /// For each move, its row of payments.
    pub pay: Vec<u32>,
    /// Rows of payments by account.
    pub rows: Vec<f64>,
    /// The same by role.
    pub row_totals: Vec<f64>,
    /// For each move of chance, or of an actor with a script, its probability; else 0.
    pub chance: Vec<f64>,
    /// For each cell where several move at once the probability that a script gives it; empty
    /// without scripts.
    pub script: Vec<f64>,
    /// For each round end, then each frozen node (in the round it ends): flow by account.
    pub flow: Vec<f64>,
    /// The same by role.
    pub flow_totals: Vec<f64>,
    /// For each frozen node: flow by account in each later round.
    pub later: Vec<f64>,
    /// The same by role.
    pub later_totals: Vec<f64>,
    /// For each roll call (in order of cells), its row of `ballot_costs`.
    pub ballot: Vec<u32>,
    /// Rows of what voting costs: for each member and type yes, no, abstain, veto, lone veto.
    pub ballot_costs: Vec<f64>,
    /// Length of such a row, that of the largest vote.
    pub ballot_width: usize,
    /// What a payoff one round later is worth, by role.
    pub patience: Vec<f64>,
    /// λ by role; infinite means exact.
    pub precision: Vec<f64>,
    /// Whether a role looks no further than the end of the round.
    pub myopic: Vec<bool>,
    /// Whether a role follows its script.
    pub scripted: Vec<bool>,
    /// Whether ties go to the first option, by role.
    pub ties_first: Vec<bool>,
}

impl Structure {
    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.states.len()
    }

    /// The moves of position `p`.
    pub fn moves_of(&self, p: usize) -> Range<usize> {
        self.moves[p] as usize..self.moves[p + 1] as usize
    }

    /// The turn of position `p`.
    pub fn turn_of(&self, p: usize) -> usize {
        self.steps.partition_point(|s| *s as usize <= p) - 1
    }

    /// The levels of a node's state.
    pub fn levels(&self, node: usize) -> Vec<u16> {
        decode(self.states[node], &self.radix)
    }

    /// Whether `node` is the end of a round, and which.
    pub fn end(&self, node: usize) -> Option<usize> {
        (self.positions..self.positions + self.ends)
            .contains(&node)
            .then(|| node - self.positions)
    }

    /// Whether play has ended at `node`, and which frozen node it is.
    pub fn frozen(&self, node: usize) -> Option<usize> {
        node.checked_sub(self.positions + self.ends)
    }

    /// The outcome of a history that is at `node` when the report ends.
    pub fn outcome(&self, node: usize) -> usize {
        match (self.end(node), self.frozen(node)) {
            (Some(e), _) => self.end_outcome[e] as usize,
            (_, Some(f)) => self.frozen_outcome[f] as usize,
            _ => unreachable!("a round ends at a round end or a frozen node"),
        }
    }
}

/// A number of an option, a node or a move, which the limit of memory keeps below 2³².
pub(crate) fn number(n: usize) -> u32 {
    u32::try_from(n).expect("options, nodes and moves are counted as a game is searched")
}

/// A number of a level or an outcome, of which the reader allows fewer than 2¹⁶.
fn small<N: TryInto<u16>>(n: N) -> u16 {
    n.try_into()
        .unwrap_or_else(|_| panic!("levels and outcomes are counted as a file is read"))
}

/// The levels of a state.
pub fn decode(mut state: u64, radix: &[usize]) -> Vec<u16> {
    radix
        .iter()
        .map(|n| {
            let level = state % *n as u64;
            state /= *n as u64;
            small(level)
        })
        .collect()
}

/// The state of these levels; slots beyond the state variables are not read.
pub fn encode(levels: &[u16], radix: &[usize]) -> u64 {
    radix
        .iter()
        .zip(levels)
        .rev()
        .fold(0, |state, (n, level)| state * *n as u64 + u64::from(*level))
}
