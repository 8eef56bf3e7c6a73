//! The ballot of a vote as a small tree, the same at every position: next member, what the yes votes so
//! far weigh (capped at what is needed), who has said no with a veto. The seats that nobody plays vote
//! after the members: a binomial tail.
//!
//! Only this file knows how the moves of a vote are numbered.

use super::index::{Ballot, Cell, Indices, Move, Position};
use super::structure::Structure;
use super::to_u32;
use crate::scenario::Vote;

/// Choices of a member: yes, no, abstain.
const CHOICES: usize = 3;

/// What the choices are called, in order.
pub const CHOICE_NAMES: [&str; CHOICES] = ["yes", "no", "abstain"];

/// What a member may pay for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// A choice, by its number.
    Choice(usize),
    /// Blocking a draft that has the votes.
    Veto,
    /// What that costs more if nobody else does.
    LoneVeto,
}

/// What each member and type may pay for.
const COSTS: usize = CHOICES + 2;

impl Cost {
    fn number(self) -> usize {
        match self {
            Cost::Choice(choice) => choice,
            Cost::Veto => CHOICES,
            Cost::LoneVeto => CHOICES + 1,
        }
    }
}

/// What a move of a vote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voted {
    /// No draft is called.
    NoDraft,
    /// This draft is called and passes.
    Passed(usize),
    /// This draft is called and fails.
    Failed(usize),
}

impl Voted {
    /// What the move of this option is.
    pub fn of(option: u32) -> Voted {
        let option = option as usize;
        match (option.checked_sub(1), option % 2) {
            (None, _) => Voted::NoDraft,
            (Some(before), 1) => Voted::Passed(before / 2),
            (Some(before), _) => Voted::Failed(before / 2),
        }
    }

    /// The option that stands for it.
    pub fn option(self) -> u32 {
        to_u32(match self {
            Voted::NoDraft => 0,
            Voted::Passed(draft) => 1 + 2 * draft,
            Voted::Failed(draft) => 2 + 2 * draft,
        })
    }

    /// The draft that is called.
    pub fn draft(self) -> Option<usize> {
        match self {
            Voted::NoDraft => None,
            Voted::Passed(draft) | Voted::Failed(draft) => Some(draft),
        }
    }
}

/// A draft that may be called at a position.
#[derive(Clone, Debug)]
pub struct RollCall {
    /// Which draft.
    pub draft: usize,
    /// The number of its roll call.
    pub ballot: Ballot,
    /// The cells of its roll call, laid out by [`Template::cell`] and [`Template::leaf_cell`].
    pub cells: Indices<Cell>,
    /// The move by which it passes.
    pub pass: Move,
    /// The move by which it fails.
    pub fail: Move,
}

impl Structure {
    /// The drafts that may be called at position `p`, in order.
    pub fn roll_calls(
        &self,
        p: Position,
        template: &Template,
    ) -> impl Iterator<Item = RollCall> + use<'_> {
        let width = template.cells();
        let ballot = self.first_ballot(self.turn_of(p), p, width).get();
        let cells = self.cells_of(p).range().start;
        let passes = self.moves_of(p).filter_map(|m| match self.voted(m) {
            Voted::Passed(draft) => Some((draft, m)),
            Voted::NoDraft | Voted::Failed(_) => None,
        });
        passes.enumerate().map(move |(i, (draft, pass))| RollCall {
            draft,
            ballot: Ballot::new(ballot + i),
            cells: Indices::new(cells + i * width..cells + (i + 1) * width),
            pass,
            fail: Move::new(pass.get() + 1),
        })
    }

    /// The move of position `p` by which no draft is called, if that is open.
    pub fn no_draft(&self, p: Position) -> Option<Move> {
        let first = self.moves_of(p).first()?;
        (self.voted(first) == Voted::NoDraft).then_some(first)
    }
}

/// A member about to vote.
#[derive(Clone, Debug)]
pub struct Call {
    /// Which member.
    pub member: usize,
    /// Where each open choice leads: a call if below their number, else a leaf. Calls only lead
    /// to calls of higher number.
    pub next: [Option<usize>; CHOICES],
}

impl Call {
    /// The open choices, and where each leads.
    pub fn open(&self) -> impl Iterator<Item = (usize, usize)> + use<'_> {
        let choices = self.next.iter().enumerate();
        choices.filter_map(|(choice, next)| Some((choice, (*next)?)))
    }
}

/// All members have voted.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The probability that the draft has the votes.
    pub enough: f64,
    /// Bit m: member m said no and may veto.
    pub noes: u32,
}

impl Leaf {
    /// The probability that the draft passes.
    pub fn passes(&self) -> f64 {
        if self.noes == 0 { self.enough } else { 0.0 }
    }

    /// The move that follows where the draft has `enough` votes, or has not.
    pub fn fate(&self, enough: bool, roll: &RollCall) -> Move {
        match enough && self.noes == 0 {
            true => roll.pass,
            false => roll.fail,
        }
    }
}

/// A ballot: by roll call, or cast together, when no member sees which call it is at.
#[derive(Clone, Debug)]
pub struct Template {
    /// Whether votes are cast together.
    pub together: bool,
    /// For each member the first of its rows of costs, one for each of its types.
    pub slots: Vec<usize>,
    /// The actors who vote, in order.
    pub members: Vec<usize>,
    /// Who picks the draft.
    pub proposer: Option<usize>,
    /// The calls, the first one first.
    pub calls: Vec<Call>,
    /// The leaves.
    pub leaves: Vec<Leaf>,
    /// Id and label of each draft.
    pub drafts: Vec<(String, String)>,
}

impl Template {
    /// Number of cells of one roll call: each call's choices, then each leaf with and without the
    /// votes. In a solution a cell holds the probability given that the call or leaf is reached.
    pub fn cells(&self) -> usize {
        self.calls.len() * CHOICES + self.leaves.len() * 2
    }

    /// The cell of a choice at a call, counted within its roll call.
    pub fn cell(&self, call: usize, choice: usize) -> usize {
        call * CHOICES + choice
    }

    /// The cell of a leaf at which the draft has the votes, or has not, counted the same way.
    pub fn leaf_cell(&self, leaf: usize, enough: bool) -> usize {
        self.calls.len() * CHOICES + 2 * leaf + usize::from(!enough)
    }

    /// The call, or the leaf after all calls, that a cell belongs to.
    pub fn reached_by(&self, cell: usize) -> usize {
        let calls = self.calls.len();
        match cell.checked_sub(calls * CHOICES) {
            None => cell / CHOICES,
            Some(after) => calls + after / 2,
        }
    }

    /// The choices that member `m` may have, the same at all of its calls.
    pub fn choices(&self, m: usize) -> Vec<usize> {
        let call = self.calls.iter().find(|c| c.member == m);
        let open = call.map(|call| call.open().map(|(choice, _)| choice).collect());
        open.unwrap_or_default()
    }

    /// The tree for `vote`, whose votes `count` counts. `type_count` is each actor's number of types.
    pub fn build(vote: &Vote, count: &Count, type_count: &dyn Fn(usize) -> usize) -> Template {
        let mut frontier: Vec<(f64, u32)> = vec![(0.0, 0)];
        let mut layers: Vec<Vec<(f64, u32)>> = vec![];
        for (m, actor) in vote.members.iter().enumerate() {
            layers.push(frontier.clone());
            let mut after = vec![];
            for at in &frontier {
                for next in steps(vote, count, m, *actor, *at).into_iter().flatten() {
                    if !after.contains(&next) {
                        after.push(next);
                    }
                }
            }
            frontier = after;
        }
        let offsets: Vec<usize> = layers
            .iter()
            .scan(0, |sum, layer| {
                *sum += layer.len();
                Some(*sum)
            })
            .collect();
        let mut calls = vec![];
        for (m, layer) in layers.iter().enumerate() {
            let below = layers.get(m + 1).unwrap_or(&frontier);
            for at in layer {
                let next = steps(vote, count, m, vote.members[m], *at).map(|to| {
                    to.and_then(|to| below.iter().position(|b| *b == to))
                        .map(|i| offsets[m] + i)
                });
                calls.push(Call { member: m, next });
            }
        }
        let leaves = frontier
            .iter()
            .map(|(weight, noes)| Leaf {
                enough: tail(vote.seats, count.yes, count.left(*weight)),
                noes: *noes,
            })
            .collect();
        let slots = vote.members.iter().scan(0, |sum, m| {
            let first = *sum;
            *sum += type_count(*m);
            Some(first)
        });
        Template {
            together: vote.together,
            slots: slots.collect(),
            members: vote.members.clone(),
            proposer: vote.proposer,
            calls,
            leaves,
            drafts: vote
                .drafts
                .iter()
                .map(|d| (d.name.id.clone(), d.name.label.clone()))
                .collect(),
        }
    }

    /// Id and label of every result, in the order in which results are numbered.
    pub(super) fn result_names(&self) -> Vec<(String, String)> {
        let mut names = vec![("none".to_string(), "call nothing".to_string())];
        for (id, label) in &self.drafts {
            for end in ["passes", "fails"] {
                names.push((format!("{id}.{end}"), format!("{label} {end}")));
            }
        }
        names
    }

    /// Length of a row of what voting costs; `type_count` is each actor's number of types.
    pub fn costs(&self, type_count: impl Fn(usize) -> usize) -> usize {
        self.members.iter().map(|m| type_count(*m)).sum::<usize>() * COSTS
    }

    /// Where in such a row it stands what member `m` of type `type_` pays for something.
    pub fn cost(&self, m: usize, type_: usize, cost: Cost) -> usize {
        (self.slots[m] + type_) * COSTS + cost.number()
    }

    /// What member `m` of type `type_` pays at leaf `l` for blocking a draft that has the votes;
    /// `costs` is the draft's row.
    pub fn veto(&self, costs: &[f64], m: usize, type_: usize, l: usize) -> f64 {
        let noes = self.leaves[l].noes;
        if noes >> m & 1 == 0 {
            return 0.0;
        }
        let lone = match noes.count_ones() {
            1 => costs[self.cost(m, type_, Cost::LoneVeto)],
            _ => 0.0,
        };
        costs[self.cost(m, type_, Cost::Veto)] + lone
    }

    /// The probability that each call, then each leaf, is reached, given the cells.
    pub fn reach(&self, cells: &[f64]) -> Vec<f64> {
        let mut reach = vec![0.0; self.calls.len() + self.leaves.len()];
        reach[0] = 1.0;
        for (c, call) in self.calls.iter().enumerate() {
            for (choice, next) in call.open() {
                reach[next] += reach[c] * cells[self.cell(c, choice)];
            }
        }
        reach
    }

    /// The probability that the draft passes, given the cells.
    pub fn passes(&self, cells: &[f64]) -> f64 {
        let reach = self.reach(cells);
        let leaves = self.leaves.iter().zip(&reach[self.calls.len()..]);
        leaves.map(|(leaf, r)| r * leaf.passes()).sum()
    }
}

/// How votes are counted.
#[derive(Clone, Debug)]
pub struct Count {
    /// The probability, 0..=1, that an unplayed seat votes yes; its vote weighs 1.
    pub yes: f64,
    /// What the yes votes must weigh together, above 0.
    pub needs: f64,
    /// What each member's vote weighs, 0 or more.
    pub weights: Vec<f64>,
}

/// What sums of weights may lack by rounding.
const ROUNDED: f64 = 1e-9;

impl Count {
    /// What the yes votes weigh with that of member `m`; what is needed once that is reached.
    fn with(&self, weight: f64, m: usize) -> f64 {
        let sum = weight + self.weights[m];
        if sum >= self.needs - ROUNDED {
            self.needs
        } else {
            sum
        }
    }

    /// The least number of unplayed seats that must add their votes.
    fn left(&self, weight: f64) -> usize {
        (self.needs - weight - ROUNDED).ceil().max(0.0) as usize
    }
}

/// Where yes, no and abstaining lead from `at`: what the yes votes weigh, and noes of veto holders.
fn steps(
    vote: &Vote,
    count: &Count,
    m: usize,
    actor: usize,
    (weight, noes): (f64, u32),
) -> [Option<(f64, u32)>; CHOICES] {
    let yes = Some((count.with(weight, m), noes));
    if vote.proposer == Some(actor) {
        return [yes, None, None];
    }
    let no = if vote.veto[m] { noes | 1 << m } else { noes };
    [
        yes,
        Some((weight, no)),
        vote.abstain.then_some((weight, noes)),
    ]
}

/// P(at least `least` of `seats` vote yes), each independently with probability `yes`.
fn tail(seats: usize, yes: f64, least: usize) -> f64 {
    let mut mass = vec![0.0; seats + 1];
    mass[0] = 1.0;
    for _ in 0..seats {
        for k in (0..=seats).rev() {
            let below = if k > 0 { mass[k - 1] } else { 0.0 };
            mass[k] = mass[k] * (1.0 - yes) + below * yes;
        }
    }
    mass.iter().skip(least).sum::<f64>().min(1.0)
}
