//! The ballot of a vote as a small tree, the same at every position: next member, yes votes so
//! far (capped at what is needed), who has said no with a veto. The seats that nobody plays vote
//! after the members: a binomial tail.

use crate::scenario::Vote;

/// Choices of a member: yes, no, abstain.
pub const CHOICES: usize = 3;

/// A member about to vote.
#[derive(Clone, Debug)]
pub struct Call {
    /// Which member.
    pub member: usize,
    /// Where each open choice leads: a call if below their number, else a leaf. Calls only lead
    /// to calls of higher number.
    pub next: [Option<usize>; CHOICES],
}

/// All members have voted.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The probability that the draft has the votes.
    pub enough: f64,
    /// Bit m: member m said no and may veto.
    pub noes: u32,
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

    /// The tree for `vote`; `yes` is the probability that an unplayed seat votes yes.
    /// `kinds` is each actor's number of types.
    pub fn build(vote: &Vote, yes: f64, kinds: &dyn Fn(usize) -> usize) -> Template {
        let mut frontier: Vec<(usize, u32)> = vec![(0, 0)];
        let mut layers: Vec<Vec<(usize, u32)>> = vec![];
        for (m, actor) in vote.members.iter().enumerate() {
            layers.push(frontier.clone());
            let mut after = vec![];
            for at in &frontier {
                for next in steps(vote, m, *actor, *at).into_iter().flatten() {
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
                let next = steps(vote, m, vote.members[m], *at).map(|to| {
                    to.and_then(|to| below.iter().position(|b| *b == to))
                        .map(|i| offsets[m] + i)
                });
                calls.push(Call { member: m, next });
            }
        }
        let leaves = frontier
            .iter()
            .map(|(count, noes)| Leaf {
                enough: tail(vote.seats, yes, vote.needs - count),
                noes: *noes,
            })
            .collect();
        let slots = vote.members.iter().scan(0, |sum, m| {
            let first = *sum;
            *sum += kinds(*m);
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

    /// The probability that each call, then each leaf, is reached, given the cells.
    pub fn reach(&self, cells: &[f64]) -> Vec<f64> {
        let mut reach = vec![0.0; self.calls.len() + self.leaves.len()];
        reach[0] = 1.0;
        for (c, call) in self.calls.iter().enumerate() {
            for (choice, next) in call.next.iter().enumerate() {
                if let Some(next) = next {
                    reach[*next] += reach[c] * cells[c * CHOICES + choice];
                }
            }
        }
        reach
    }

    /// The probability that the draft passes, given the cells.
    pub fn passes(&self, cells: &[f64]) -> f64 {
        let reach = self.reach(cells);
        let leaves = self.leaves.iter().zip(&reach[self.calls.len()..]);
        leaves
            .filter(|(leaf, _)| leaf.noes == 0)
            .map(|(leaf, r)| r * leaf.enough)
            .sum()
    }
}

/// Where yes, no and abstaining lead from `at`: yes votes and noes of veto holders.
fn steps(
    vote: &Vote,
    m: usize,
    actor: usize,
    (count, noes): (usize, u32),
) -> [Option<(usize, u32)>; CHOICES] {
    let yes = Some(((count + 1).min(vote.needs), noes));
    if vote.proposer == Some(actor) {
        return [yes, None, None];
    }
    let no = if vote.veto[m] { noes | 1 << m } else { noes };
    [
        yes,
        Some((count, no)),
        vote.abstain.then_some((count, noes)),
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
