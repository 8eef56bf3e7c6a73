//! Charts made of rows: labels in a gutter on the left, one row of marks in each column.

use super::canvas::{Anchor, Canvas, extent, line_height};
use super::page::{Grid, LABEL, LEFT, union};

/// The rows of a chart, common to its columns.
pub struct Rows<'a> {
    /// The rows' labels, in order.
    pub labels: Vec<&'a str>,
    /// How the columns share the width.
    pub grid: Grid,
    /// The height of a row, px.
    pub height: f64,
    most: usize,
}

impl<'a> Rows<'a> {
    /// Rows of at least `height` px for `n` columns of at least `least` px, under every different
    /// label of `labels`.
    pub fn new(
        n: usize,
        labels: impl Iterator<Item = &'a str>,
        height: f64,
        least: f64,
        gap: f64,
    ) -> Self {
        let labels = union(labels);
        let (max, most) = if n == 1 { (260.0, 2) } else { (180.0, 3) };
        let mut gutter: f64 = 60.0;
        let mut lines = 1;
        for label in &labels {
            let (wide, count) = extent(label, LABEL, max, most);
            gutter = gutter.max(wide + 14.0);
            lines = lines.max(count);
        }
        Self {
            labels,
            grid: Grid::new(n, gutter.ceil(), least, gap),
            height: height.max(line_height(LABEL) * lines as f64 + 8.0),
            most,
        }
    }

    /// Writes the labels of rows that begin at height `top`.
    pub fn write(&self, canvas: &mut Canvas, top: f64) {
        for (i, label) in self.labels.iter().enumerate() {
            canvas.block(
                LEFT,
                self.middle(top, i),
                Anchor::Start,
                LABEL,
                label,
                self.grid.gutter - 13.0,
                self.most,
            );
        }
    }

    /// The middle height of row `i`.
    pub fn middle(&self, top: f64, i: usize) -> f64 {
        top + self.height * (i as f64 + 0.5)
    }

    /// The height of all rows, px.
    pub fn tall(&self) -> f64 {
        self.height * self.labels.len() as f64
    }
}
