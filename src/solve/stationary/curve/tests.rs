//! The derivative along a parameter against differences, where it changes every number that it may.

use super::super::linear;
use super::super::tests::{games, gap};
use super::along::Along;
use super::grid::{self, Grid};
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

#[test]
fn slopes_along_a_parameter_are_differences() {
    let mut done = 0;
    // every kind of text comes once among them
    for (k, (text, game)) in games().enumerate().take(6) {
        let pair = [game.clone(), other(&game)];
        let columns: Vec<Columns> = pair.iter().map(Columns::totals).collect();
        let Some(mut graphs) = grid::graphs(&pair, &columns) else {
            assert!(game.payments.precision.iter().any(|p| p.is_infinite()));
            continue;
        };
        let rows = grid::align(&mut graphs);
        let block = grid::whole(&graphs[0], grid::reached(&graphs[0]));
        let grid = Grid::new(&graphs, rows, &[1.0, 3.0], &block.nodes);
        let mut system = Along::new(&block, &grid);
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
        // where the curve between points of belief has a kink, differences hang on their step
        let smooth = gap(&difference(2e-4), &wanted) < 1e-7;
        if !smooth {
            continue;
        }
        let mut jacobian = linear::Slopes::new(&block);
        let (mut f, mut by_share) = (vec![0.0; n], vec![0.0; n]);
        let slopes = Slopes {
            by_share: &mut by_share,
            jacobian: &mut jacobian,
        };
        system.evaluate(&x, 0.4, &mut f, Some(slopes));
        let apart = gap(&by_share, &wanted);
        assert!(apart < 1e-6, "game {k}: {apart}\n{text}");
        done += 1;
    }
    assert!(done >= 4, "{done}");
}
