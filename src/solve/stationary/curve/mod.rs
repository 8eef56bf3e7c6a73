//! Equilibria of play without end along a parameter: one curve, followed through its folds.
//!
//! The games at some values of the parameter are given; between two neighbouring values all that the
//! parameter changes is taken to change evenly. The curve begins at the equilibrium that the game has
//! at one of the values, found block by block along its branch, and is followed both ways, all that
//! play can reach at once, until it leaves the range of the values.

mod along;
mod follow;
mod grid;
mod place;
mod source;

use super::branch::{SAME, scale_at};
use crate::game::{Game, Node};
use crate::solve::columns::Columns;
use crate::solve::{NoEquilibrium, Solution};
use crate::task::Task;
use follow::{Crossed, Follower, Side, Turn};
use grid::Grid;

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
    let block = grid::whole(&graphs[0], grid::reached(&graphs[0]));
    if block.unknowns() == 0 {
        return Ok(None);
    }
    let grid = Grid::new(&graphs, rows, values, &block.nodes);
    let starts = place::starts(&block);
    let found = super::solve(&games[start], false, task)?;
    let x = place::unknowns(&block, &starts, &found);
    let follower = Follower {
        block: &block,
        grid: &grid,
        start,
        x,
        scale: scale_at(games.iter().flat_map(|game| &game.payments.precision)),
        task,
    };
    let (mut down, up) = follower.sides()?;
    if up.ending == Ending::Closed {
        down = Side::default();
    }
    let mut crossings = vec![];
    let before = down.crossed.len();
    let all = down.crossed.into_iter().rev();
    let all = all.chain([follower.begun()]).chain(up.crossed);
    for Crossed { value, x } in all {
        let (game, columns) = (&games[value], &columns[value]);
        crossings.push(Crossing {
            value,
            solution: place::exactly(game, columns, &starts, &x)?,
            x,
        });
    }
    let at = |share: f64| values[0] + share * (values[values.len() - 1] - values[0]);
    let fold = |turn: Turn, after: usize| Fold {
        at: at(turn.share),
        after,
        // a largest value is one both ways
        rising: turn.rising,
        x: turn.x,
    };
    let lower = down.folds.into_iter().rev().map(|turn| {
        let after = before - turn.after;
        fold(turn, after)
    });
    let upper = up.folds.into_iter().map(|turn| {
        let after = before + 1 + turn.after;
        fold(turn, after)
    });
    let ending = |ending| match ending {
        Ending::Lost(share) => Ending::Lost(at(share)),
        Ending::Left | Ending::Closed => ending,
    };
    Ok(Some(Curve {
        crossings,
        start: before,
        folds: lower.chain(upper).collect(),
        ends: [ending(down.ending), ending(up.ending)],
        steps: down.steps + up.steps,
        starts,
    }))
}

#[cfg(test)]
mod tests;
