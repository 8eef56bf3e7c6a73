//! How a sweep changes with the numbers of a game and with what lies behind its block, where what its
//! rounds' starts are worth a round later stays: what comes about at each node of itself.

use super::super::block::Block;
use super::super::graph::Kind;
use super::super::linear::Slopes;
use super::super::numbers::Numbers;
use super::super::sweep::{Sweep, draft};
use crate::game::Rows;
use crate::solve::stage::{Ballot, Problem};

/// What changes.
pub(super) struct Change {
    pub numbers: Numbers<'static>,
    /// Rows of values: those behind the block; 0 in others.
    pub later: Vec<f64>,
}

impl Change {
    /// Of nothing, in `block`.
    pub fn new(block: &Block) -> Self {
        Change {
            numbers: Numbers::default(),
            later: block.values(&[]),
        }
    }
}

/// Writes the change at each node into the sources of `slopes`, if `change` is that of what `sweep`
/// was just run on, with these slopes at share 1.
pub(super) fn sources(change: &Change, sweep: &Sweep, slopes: &mut Slopes) {
    let block = sweep.block;
    let rows = block.rows;
    let mut own = vec![0.0; rows.block()];
    let mut by = vec![];
    for n in 0..block.kinds.len() {
        own.fill(0.0);
        change.gather(block, n, &mut by);
        let edges = block.edges(n);
        match block.kinds[n] {
            Kind::Terminal => own.copy_from_slice(&by),
            Kind::End => {
                let row = rows.all_of(block.target[edges.start] as usize);
                let next = sweep.values[row.clone()].iter().zip(&change.later[row]);
                let row = block.pay[edges.start];
                let all = own.iter_mut().zip(next).enumerate();
                for (k, (v, (x, by))) in all {
                    let (c, b) = (k / rows.points, k % rows.points);
                    let [now, growth] = [&sweep.numbers, &change.numbers].map(|n| n.patience[c]);
                    *v = change.numbers.at(row, c, b) + growth * x + now * by;
                }
            }
            Kind::Chance => {
                for (e, by) in edges.zip(by.chunks_exact(rows.block())) {
                    let [now, growth] = [&sweep.numbers, &change.numbers].map(|n| n.chance[e]);
                    let row = block.pay[e];
                    let next = &sweep.values[rows.all_of(block.target[e] as usize)];
                    for (k, (v, (x, by))) in own.iter_mut().zip(next.iter().zip(by)).enumerate() {
                        let pay = sweep.numbers.at(row, k / rows.points, k % rows.points);
                        *v += growth * (pay + x) + now * by;
                    }
                }
            }
            Kind::Choice(role) => choice(
                &change.numbers,
                sweep,
                slopes,
                (n, role as usize),
                &by,
                &mut own,
            ),
            Kind::Stage(_) => stage(&change.numbers, sweep, slopes, n, &by, &mut own),
            Kind::Ballot(at) => ballot(
                &change.numbers,
                sweep,
                slopes,
                (n, at as usize),
                &by,
                &mut own,
            ),
        }
        slopes.source[rows.all_of(n)].copy_from_slice(&own);
    }
}

impl Change {
    /// How what the edges of node `n` lead to changes: edges × columns × points.
    fn gather(&self, block: &Block, n: usize, by: &mut Vec<f64>) {
        self.numbers.gather(block, n, &self.later, by);
    }
}

/// A role chooses at node `n`, whose edges change by `by`.
fn choice(
    change: &Numbers,
    sweep: &Sweep,
    slopes: &Slopes,
    (n, role): (usize, usize),
    by: &[f64],
    own: &mut [f64],
) {
    let block = sweep.block;
    let (rows, guide) = (block.rows, block.graph.columns.guide[role]);
    let value = &sweep.values[rows.all_of(n)];
    let shares = Rows { inner: 1, ..rows };
    let edges = block.edges(n);
    let last = edges.len() - 1;
    for (o, e) in edges.enumerate() {
        let row = block.pay[e];
        let next = &sweep.values[rows.all_of(block.target[e] as usize)];
        for b in 0..rows.points {
            let above = |c: usize| {
                let pay = sweep.numbers.at(row, c, b);
                pay + next[rows.at(0, c, b)] - value[rows.at(0, c, b)]
            };
            let sigma = slopes.sigma[shares.at(e, 0, b)];
            let sharper = change.precision[role] * sigma * above(guide);
            for c in 0..rows.inner {
                own[rows.at(0, c, b)] += sigma * by[rows.at(o, c, b)] + sharper * above(c);
            }
            if o < last {
                let ahead = by[rows.at(o, guide, b)] - by[rows.at(last, guide, b)];
                let answer = &slopes.answer[rows.all_of(e - n)];
                for c in 0..rows.inner {
                    own[rows.at(0, c, b)] += answer[rows.at(0, c, b)] * ahead;
                }
            }
        }
    }
}

/// Types show, or several move at once, at node `n`. Sharper choice answers as if all that an agent's
/// options are worth grew in proportion.
fn stage(change: &Numbers, sweep: &Sweep, slopes: &Slopes, n: usize, by: &[f64], own: &mut [f64]) {
    let block = sweep.block;
    let game = block.graph.game;
    let Kind::Stage(at) = block.kinds[n] else {
        return;
    };
    let mut growth = vec![];
    let node = &block.graph.stages[at as usize];
    let mut first = 0;
    for party in &node.parties {
        for role in game.beliefs.roles(party.actor) {
            let own = first..first + party.options;
            let shut = node.closed.get(own).unwrap_or_default();
            let open = party.options - shut.iter().filter(|c| **c).count();
            if open > 1 && !game.payments.scripted[role] {
                growth.resize(growth.len() + open, growing(change, sweep, role));
            }
            first += party.options;
        }
    }
    let first = slopes.first_stage[n];
    for stage in &slopes.stages[first..first + block.rows.points] {
        stage.add(by, own);
        let by = growth.iter().zip(stage.worth()).map(|(g, q)| g * q);
        stage.answer(&by.collect::<Vec<f64>>(), own);
    }
}

/// How a role's precision grows, relative to what it is.
fn growing(change: &Numbers, sweep: &Sweep, role: usize) -> f64 {
    match sweep.numbers.precision[role] {
        0.0 => 0.0,
        precision => change.precision[role] / precision,
    }
}

/// Votes are cast together at node `n`. All is linear in what leaves are worth and in costs, so that
/// a ballot on their changes says how it changes.
fn ballot(
    change: &Numbers,
    sweep: &Sweep,
    slopes: &Slopes,
    (n, at): (usize, usize),
    leaves: &[f64],
    own: &mut [f64],
) {
    let block = sweep.block;
    let (columns, game) = (block.graph.columns, block.graph.game);
    let Some(draft) = draft(block, at, change) else {
        return;
    };
    let mut ballot = Ballot::new(&draft, game, &sweep.numbers.precision, columns, leaves);
    let members = &draft.template.members;
    let first = slopes.first_stage[n];
    let stages = &slopes.stages[first..first + block.rows.points];
    for (b, stage) in stages.iter().enumerate() {
        ballot.look(b);
        let sigma = stage.sigma();
        let mut worth = vec![0.0; sigma.len()];
        ballot.worth(sigma, &mut worth, None);
        ballot.take(sigma, own);
        let mut by = vec![];
        for (member, agent) in members.iter().zip(ballot.agents()) {
            if agent.options > 1 {
                let growth = growing(change, sweep, game.beliefs.role(*member, 0));
                let now = &stage.worth()[by.len()..][..agent.options];
                let more = &worth[agent.first..][..agent.options];
                by.extend(more.iter().zip(now).map(|(d, q)| d + growth * q));
            }
        }
        stage.answer(&by, own);
    }
}
