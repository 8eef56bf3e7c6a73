//! Equilibria of play without end along a parameter: one curve, followed through its folds.
//!
//! The games at some values of the parameter are given; between two neighbouring values all that the
//! parameter changes is taken to change evenly. The curve begins at the equilibrium that the game has
//! at one of the values, found block by block along its branch, and is followed both ways until it
//! leaves the range of the values. That too is done block by block: each at its own pace, along the
//! curve of those behind it, whose folds are thus folds of the whole.

mod along;
mod behind;
mod follow;
mod grid;
mod place;
mod source;
mod track;

use super::block::Block;
use super::branch::{SAME, scale_at};
use crate::game::{Game, Node};
use crate::solve::columns::Columns;
use crate::solve::{NoEquilibrium, Solution};
use crate::task::{Parts, Task};
use behind::Done;
use follow::{Follower, WORK};
use grid::Grid;
use track::{Track, share, turns};

/// Where the curve of equilibria crosses a value of the parameter.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// The value, by number.
    pub value: usize,
    /// The equilibrium there, without a certificate.
    pub solution: Solution,
    /// What the starts of rounds are worth.
    x: Vec<f64>,
}

/// Where the curve turns back.
#[derive(Clone, Debug)]
pub struct Fold {
    /// The parameter's value.
    pub at: f64,
    /// The number of crossings before it, in the order of the curve.
    pub after: usize,
    /// Whether the parameter rises along the curve until there; else it falls until there.
    pub rising: bool,
    /// What the starts of rounds are worth.
    x: Vec<f64>,
}

/// How an end of a curve came about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// The curve leaves the range of the values.
    Left,
    /// It comes back to where it began: it is closed.
    Closed,
    /// It was followed no further than to this value of the parameter, because it turns too often,
    /// takes too long, or no step could be trusted.
    Lost(f64),
}

/// A curve of equilibria. Its order is that in which it is followed, from the end that the parameter
/// falls to from the beginning.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Where it crosses values.
    pub crossings: Vec<Crossing>,
    /// The number of the crossing at which it was begun.
    pub start: usize,
    /// Where it turns.
    pub folds: Vec<Fold>,
    /// How its two ends came about.
    pub ends: [Ending; 2],
    /// Steps taken.
    pub steps: usize,
    /// The nodes at which rounds begin, in the order of what they are worth.
    starts: Vec<Node>,
    /// Where the values stand, from 0 to 1.
    shares: Vec<f64>,
    /// The curve itself, block upon block.
    tracks: Vec<Track>,
}

/// Follows the curve of equilibria through the games `games`, which have no end and differ in one
/// parameter, whose `values` rise. It begins at the equilibrium of number `start`. None if the
/// parameter changes more than payments, probabilities, patience and finite precision, or if there is
/// nothing to be followed. `task` hears the share of the range that is done.
///
/// # Errors
/// The first equilibrium's; what is found is no equilibrium; or `task` says to stop.
pub fn curve(
    games: &[Game],
    values: &[f64],
    start: usize,
    task: &dyn Task,
) -> Result<Option<Curve>, NoEquilibrium> {
    if values.len() < 2 {
        return Ok(None);
    }
    let columns: Vec<Columns> = games.iter().map(Columns::totals).collect();
    let Some(mut graphs) = grid::graphs(games, &columns) else {
        return Ok(None);
    };
    let rows = grid::align(&mut graphs);
    let blocks = grid::blocks(&graphs[0]);
    let unknowns: usize = blocks.iter().map(Block::unknowns).sum();
    if unknowns == 0 {
        return Ok(None);
    }
    let [low, high] = [values[0], values[values.len() - 1]];
    let shares: Vec<f64> = values.iter().map(|v| (v - low) / (high - low)).collect();
    let grids: Vec<Grid> = blocks
        .iter()
        .map(|b| Grid::new(&graphs, &rows, b))
        .collect();
    let found = super::solve(&games[start], false, task)?;
    let parts = Parts::new(task, WORK, unknowns * (values.len() - 1));
    let scale = scale_at(games.iter().flat_map(|game| &game.payments.precision));
    let mut tracks = vec![Track::base(&shares, start)];
    let (mut done, mut starts, mut steps) = (vec![], vec![], 0);
    for (block, grid) in blocks.iter().zip(&grids) {
        let mut track = None;
        if block.unknowns() > 0 {
            let own = place::starts(block);
            let follower = Follower {
                block,
                grid,
                tracks: &tracks,
                done: &done,
                x: place::unknowns(block, &own, &found),
                scale,
                parts: &parts,
            };
            let (found, taken) = follower.track()?;
            if found.pieces.is_empty() {
                return Ok(None);
            }
            track = Some(tracks.len());
            tracks.push(found);
            starts.extend(own);
            steps += taken;
        }
        done.push(Done { block, grid, track });
    }
    let last = &tracks[tracks.len() - 1];
    let crossing = |(n, value): (usize, &usize)| {
        let piece = n.min(last.pieces.len() - 1);
        let x = place::worth(&tracks, piece, last.edge(n));
        let solution = place::exactly(&games[*value], &columns[*value], &starts, &x)?;
        Ok(Crossing {
            value: *value,
            solution,
            x,
        })
    };
    let crossings = last.values.iter().enumerate().map(crossing);
    let crossings = crossings.collect::<Result<Vec<_>, NoEquilibrium>>()?;
    let mut before = None;
    let fold = |(piece, at): (usize, f64)| {
        let from = match before.replace((piece, at)) {
            Some((other, from)) if other == piece => from,
            _ => last.edge(piece),
        };
        let [from, to] = [from, at].map(|at| share(&tracks, piece, at));
        Fold {
            at: low + to * (high - low),
            after: piece + 1,
            rising: from < to,
            x: place::worth(&tracks, piece, at),
        }
    };
    let folds = turns(&tracks).into_iter().map(fold).collect();
    let ending = |ending| match ending {
        Ending::Lost(share) => Ending::Lost(low + share * (high - low)),
        Ending::Left | Ending::Closed => ending,
    };
    Ok(Some(Curve {
        crossings,
        start: last.start,
        folds,
        ends: last.ends.map(ending),
        steps,
        starts,
        shares,
        tracks,
    }))
}

#[cfg(test)]
mod tests;
