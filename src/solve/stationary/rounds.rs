//! Passes of the kernel over a round that comes again and again.

use crate::game::{Game, Node, Rows};
use crate::solve::columns::Columns;
use crate::solve::residuals::{LostBranch, Residuals, Stages};
use crate::solve::strategy::Strategy;
use crate::solve::work::Work;
use crate::solve::{Layer, NoEquilibrium, overflow};

/// Columns of values with for ever ahead.
pub(super) struct Rounds<'a> {
    game: &'a Game,
    columns: &'a Columns<'a>,
    /// The nodes at which rounds begin.
    pub starts: Vec<Node>,
    next_round: Vec<f64>,
    pub values: Vec<f64>,
    /// How the last pass solved its stages, and where it could not.
    pub stages: Stages,
    pub lost: Option<LostBranch>,
}

impl<'a> Rounds<'a> {
    pub fn new(game: &'a Game, columns: &'a Columns<'a>) -> Self {
        let s = &game.structure;
        let starts = starts(game);
        let all = columns.rows(game).blocks(0..s.nodes().len()).len();
        Rounds {
            game,
            columns,
            starts,
            next_round: vec![0.0; all],
            values: vec![0.0; all],
            stages: Stages::default(),
            lost: None,
        }
    }

    pub fn unknowns(&self) -> Vec<f64> {
        vec![0.0; self.rows().blocks(0..self.starts.len()).len()]
    }

    /// The layout of values: nodes × columns × points.
    pub fn rows(&self) -> Rows {
        self.columns.rows(self.game)
    }

    /// The largest range of a column's values.
    pub fn range(&self) -> f64 {
        let rows = self.rows();
        let mut bounds = vec![(f64::INFINITY, f64::NEG_INFINITY); rows.inner];
        for node in self.values.chunks_exact(rows.block()) {
            for ((low, high), column) in bounds.iter_mut().zip(node.chunks_exact(rows.points)) {
                for x in column {
                    (*low, *high) = (low.min(*x), high.max(*x));
                }
            }
        }
        let widths = bounds.iter().map(|(low, high)| high - low);
        widths.fold(0.0, f64::max)
    }

    /// The strategies chosen in one pass with the next round worth `x`, into `layer`; and what this round
    /// is worth.
    ///
    /// # Errors
    /// A value is too large for a number.
    pub fn choose(&mut self, x: &[f64], layer: &mut Layer) -> Result<Vec<f64>, NoEquilibrium> {
        let mut image = x.to_vec();
        self.pass(x, &mut image, 1.0, layer.choose());
        match overflow(self.game, self.columns, &self.values) {
            Some(overflow) => Err(overflow),
            None => Ok(image),
        }
    }

    /// One pass with the next round worth `x`; writes what this round is worth into `out`.
    pub fn pass(
        &mut self,
        x: &[f64],
        out: &mut [f64],
        share: f64,
        strategy: Strategy,
    ) -> Residuals {
        let rows = self.rows();
        for (start, row) in self.starts.iter().zip(x.chunks_exact(rows.block())) {
            self.next_round[rows.all_of(start.get())].copy_from_slice(row);
        }
        let work = Work {
            game: self.game,
            columns: self.columns,
            next_round: &self.next_round,
            remaining: None,
            share,
        };
        let residuals = work.backward(&mut self.values, strategy);
        (self.stages, self.lost) = (residuals.stages, residuals.lost);
        for (start, row) in self.starts.iter().zip(out.chunks_exact_mut(rows.block())) {
            row.copy_from_slice(&self.values[rows.all_of(start.get())]);
        }
        residuals
    }
}

/// The nodes at which rounds begin, in rising order.
pub(super) fn starts(game: &Game) -> Vec<Node> {
    let s = &game.structure;
    let mut starts: Vec<Node> = s.ends().filter_map(|end| s.restart(end)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}
