//! How a sweep changes with the numbers of a game, where what its rounds' starts are worth a round
//! later stays: what comes about at each node of itself.

use super::super::block::Block;
use super::super::graph::Kind;
use super::super::linear::Slopes;
use super::super::numbers::Numbers;
use super::super::sweep::{Sweep, draft};
use crate::game::Rows;
use crate::solve::stage::{Ballot, Problem};

/// Writes the change at each node into the sources of `slopes`, if numbers change by `change` from
/// those of `sweep`, which has just been run with these slopes at share 1.
pub(super) fn sources(change: &Numbers, sweep: &Sweep, slopes: &mut Slopes) {
    let block = sweep.block;
    let (rows, points) = (block.rows, block.rows.points);
    let numbers = &sweep.numbers;
    let mut own = vec![0.0; rows.block()];
    for n in 0..block.kinds.len() {
        own.fill(0.0);
        let edges = block.edges(n);
        let to = |e: usize| &sweep.values[rows.all_of(block.target[e] as usize)];
        match block.kinds[n] {
            Kind::Terminal => {
                let row = change.row(block.pay[edges.start]);
                let by_column = own.chunks_exact_mut(points).zip(row);
                by_column.for_each(|(own, x)| own.fill(*x));
            }
            Kind::End => {
                let row = change.row(block.pay[edges.start]);
                let next = to(edges.start).chunks_exact(points);
                let columns = change.patience.iter().zip(row);
                for ((own, next), (patience, pay)) in
                    own.chunks_exact_mut(points).zip(next).zip(columns)
                {
                    let pairs = own.iter_mut().zip(next);
                    pairs.for_each(|(v, x)| *v = pay + patience * x);
                }
            }
            Kind::Chance => {
                for e in edges {
                    let (chance, more) = (numbers.chance[e], change.chance[e]);
                    let pays = numbers.row(block.pay[e]).iter();
                    let pays = pays.zip(change.row(block.pay[e]));
                    let next = to(e).chunks_exact(points).zip(pays);
                    for (own, (next, (pay, by))) in own.chunks_exact_mut(points).zip(next) {
                        let pairs = own.iter_mut().zip(next);
                        pairs.for_each(|(v, x)| *v += more * (pay + x) + chance * by);
                    }
                }
            }
            Kind::Choice(role) => choice(change, sweep, slopes, (n, role as usize), &mut own),
            Kind::Stage(_) => stage(change, sweep, slopes, n, &mut own),
            Kind::Ballot(at) => ballot(change, sweep, slopes, (n, at as usize), &mut own),
        }
        slopes.source[rows.all_of(n)].copy_from_slice(&own);
    }
}

/// A role chooses at node `n`.
fn choice(
    change: &Numbers,
    sweep: &Sweep,
    slopes: &Slopes,
    (n, role): (usize, usize),
    own: &mut [f64],
) {
    let block = sweep.block;
    let (rows, guide) = (block.rows, block.graph.columns.guide[role]);
    let value = &sweep.values[rows.all_of(n)];
    let shares = Rows { inner: 1, ..rows };
    let edges = block.edges(n);
    let base = change.row(block.pay[edges.end - 1])[guide];
    for e in edges.clone() {
        let (pay, by) = (sweep.numbers.row(block.pay[e]), change.row(block.pay[e]));
        let next = &sweep.values[rows.all_of(block.target[e] as usize)];
        for b in 0..rows.points {
            let above = |c: usize| pay[c] + next[rows.at(0, c, b)] - value[rows.at(0, c, b)];
            let sigma = slopes.sigma[shares.at(e, 0, b)];
            let sharper = change.precision[role] * sigma * above(guide);
            for c in 0..rows.inner {
                own[rows.at(0, c, b)] += sigma * by[c] + sharper * above(c);
            }
        }
    }
    for e in edges.start..edges.end - 1 {
        let above = change.row(block.pay[e])[guide] - base;
        let answer = &slopes.answer[rows.all_of(e - n)];
        own.iter_mut()
            .zip(answer)
            .for_each(|(v, a)| *v += a * above);
    }
}

/// How what the edges of node `n` lead to changes: edges × columns × points.
fn gathered(change: &Numbers, block: &Block, n: usize) -> Vec<f64> {
    let mut worth = vec![];
    for e in block.edges(n) {
        for by in change.row(block.pay[e]) {
            worth.resize(worth.len() + block.rows.points, *by);
        }
    }
    worth
}

/// Types show, or several move at once, at node `n`. Sharper choice answers as if all that an agent's
/// options are worth grew in proportion.
fn stage(change: &Numbers, sweep: &Sweep, slopes: &Slopes, n: usize, own: &mut [f64]) {
    let block = sweep.block;
    let game = block.graph.game;
    let worth = gathered(change, block, n);
    let Kind::Stage(at) = block.kinds[n] else {
        return;
    };
    let mut growth = vec![];
    for party in &block.graph.stages[at as usize].parties {
        for role in game.beliefs.roles(party.actor) {
            if party.options > 1 && !game.payments.scripted[role] {
                growth.resize(growth.len() + party.options, growing(change, sweep, role));
            }
        }
    }
    let first = slopes.first_stage[n];
    for stage in &slopes.stages[first..first + block.rows.points] {
        stage.add(&worth, own);
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
    own: &mut [f64],
) {
    let block = sweep.block;
    let (columns, game) = (block.graph.columns, block.graph.game);
    let leaves = gathered(change, block, n);
    let Some(draft) = draft(block, at, change) else {
        return;
    };
    let mut ballot = Ballot::new(&draft, game, &sweep.numbers.precision, columns, &leaves);
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
