//! The derivative along a parameter against differences, where it changes every number that it may.

use super::super::block::Block;
use super::super::linear;
use super::super::tests::{games, gap};
use super::Ending;
use super::along::Along;
use super::behind::Done;
use super::grid::{self, Grid};
use super::track::{Knot, Piece, Track};
use crate::game::Game;
use crate::numeric::continuation::{Homotopy, Slopes};
use crate::solve::columns::Columns;

/// Numbers between −1 and 1 that look like chance.
fn noise(k: usize) -> f64 {
    (12.9898 * k as f64 + 0.5).sin()
}

/// A game like `game` with other numbers.
fn other(game: &Game) -> Game {
    let mut other = game.clone();
    let p = &mut other.payments;
    let pays = [
        &mut p.row_totals,
        &mut p.flow_totals,
        &mut p.later_totals,
        &mut p.ballot_rows,
    ];
    for all in pays {
        let all = all.iter_mut().enumerate();
        all.for_each(|(k, x)| *x += 0.2 * noise(k));
    }
    let chances = p.chance.iter_mut().enumerate().filter(|(_, x)| **x > 0.0);
    chances.for_each(|(k, x)| *x *= 1.0 + 0.1 * noise(k));
    p.patience.iter_mut().for_each(|x| *x *= 0.95);
    let precision = p.precision.iter_mut().enumerate();
    precision.for_each(|(k, x)| *x *= 1.0 + 0.1 * noise(k));
    other
}

/// A track that a block with so many unknowns might have: with two values of the parameter, and one piece.
fn made_up(unknowns: usize, seed: usize) -> Track {
    let knot = |k: usize| {
        let numbers = |of: usize| (0..unknowns).map(move |i| 2.0 * noise(i + of + seed + 31 * k));
        let end = k as f64;
        Knot {
            at: 3.0 * end - 1.0,
            place: end * 0.7 + 0.2,
            pace: 0.3 + 0.1 * end,
            x: numbers(0).collect(),
            slope: numbers(7).collect(),
        }
    };
    Track {
        pieces: vec![Piece {
            below: 0,
            knots: vec![knot(0), knot(1)],
            turns: vec![],
        }],
        values: vec![0, 1],
        start: 0,
        ends: [Ending::Left; 2],
    }
}

#[test]
fn slopes_along_a_parameter_are_differences() {
    let (mut done_games, mut upon) = (0, 0);
    // every kind of text comes once among them
    for (k, (text, game)) in games().enumerate().take(6) {
        let pair = [game.clone(), other(&game)];
        let columns: Vec<Columns> = pair.iter().map(Columns::totals).collect();
        let Some(mut graphs) = grid::graphs(&pair, &columns) else {
            assert!(game.payments.precision.iter().any(|p| p.is_infinite()));
            continue;
        };
        let rows = grid::align(&mut graphs);
        let blocks = grid::blocks(&graphs[0]);
        let grids = blocks.iter().map(|block| Grid::new(&graphs, &rows, block));
        let grids: Vec<Grid> = grids.collect();
        let mut tracks = vec![Track::base(&[0.0, 1.0], 0)];
        let mut done: Vec<Done> = vec![];
        let mut smooth = false;
        for (block, grid) in blocks.iter().zip(&grids) {
            let mut track = None;
            if block.unknowns() > 0 {
                if let Some(apart) = slopes((block, grid), &tracks, &done, k) {
                    assert!(apart < 1e-6, "game {k}: {apart}\n{text}");
                    smooth = true;
                    upon += usize::from(tracks.len() > 1);
                }
                track = Some(tracks.len());
                tracks.push(made_up(block.unknowns(), k));
            }
            done.push(Done { block, grid, track });
        }
        done_games += usize::from(smooth);
    }
    assert!(done_games >= 4 && upon >= 1, "{done_games} {upon}");
}

/// How far the derivative of `block` along the last of the tracks is from differences; none where a kink
/// of the curve between points of belief makes these hang on their step.
fn slopes(
    (block, grid): (&Block, &Grid),
    tracks: &[Track],
    done: &[Done],
    k: usize,
) -> Option<f64> {
    let mut system = Along::new((block, grid), tracks, done);
    let n = system.size();
    let x: Vec<f64> = (0..n).map(|i| 2.0 * noise(i + 7 * k)).collect();
    let mut difference = |h: f64| -> Vec<f64> {
        let mut at = |k: f64| {
            let mut f = vec![0.0; n];
            system.evaluate(&x, 0.4 + k * h, &mut f, None);
            f
        };
        let [a, b, c, d] = [2.0, 1.0, -1.0, -2.0].map(&mut at);
        let each = |i: usize| (8.0 * (b[i] - c[i]) - (a[i] - d[i])) / (12.0 * h);
        (0..n).map(each).collect()
    };
    let wanted = difference(4e-4);
    if gap(&difference(2e-4), &wanted) >= 1e-7 {
        return None;
    }
    let mut jacobian = linear::Slopes::new(block);
    let (mut f, mut by_share) = (vec![0.0; n], vec![0.0; n]);
    let slopes = Slopes {
        by_share: &mut by_share,
        jacobian: &mut jacobian,
    };
    system.evaluate(&x, 0.4, &mut f, Some(slopes));
    Some(gap(&by_share, &wanted))
}
