//! Charts made of rows: labels in a gutter on the left, or above their rows where that would leave too
//! little; one row of marks in each column.

use super::axis::percent_across;
use super::canvas::{Anchor, Canvas, extent, line_height};
use super::page::{Grid, LABEL, Page, union};
use super::{Column, Sheet};

/// The rows of a chart, common to its columns.
pub struct Rows<'a> {
    /// The rows' labels, in order.
    pub labels: Vec<&'a str>,
    /// How the columns share the width.
    pub grid: Grid,
    /// The height of a row's marks, px.
    pub height: f64,
    /// The room above each row's for its label, px; none where labels stand on the left.
    above: Vec<f64>,
    /// Where labels begin, their width and the most lines of one.
    label: (f64, f64, usize),
}

impl<'a> Rows<'a> {
    /// Rows of at least `height` px for `n` columns of at least `least` px, under every different
    /// label of `labels`.
    pub fn new(
        sheet: Sheet,
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
        let gutter = gutter.ceil();
        if sheet.narrow() && sheet.room() - gutter < least.max(sheet.room() / 2.0) {
            let own = labels.iter().map(|l| tall(l, sheet.room(), most) + 4.0);
            return Self {
                above: own.collect(),
                labels,
                grid: Grid::new(sheet, n, 0.0, least, gap),
                height,
                label: (sheet.left(), sheet.room(), most),
            };
        }
        Self {
            labels,
            grid: Grid::new(sheet, n, gutter, least, gap),
            height: height.max(line_height(LABEL) * lines as f64 + 8.0),
            above: vec![],
            label: (sheet.left(), gutter - 13.0, most),
        }
    }

    /// Writes the labels on the left, of rows that begin at height `top`.
    pub fn write(&self, canvas: &mut Canvas, top: f64) {
        let (left, wide, most) = self.label;
        let own = self.labels.iter().filter(|_| self.above.is_empty());
        for (i, label) in own.enumerate() {
            let y = self.middle(top, i);
            canvas.block(left, y, Anchor::Start, LABEL, label, wide, most);
        }
    }

    /// Writes the labels above, over the lines of the axis and close upon their marks.
    pub fn write_above(&self, canvas: &mut Canvas, top: f64) {
        let (left, wide, most) = self.label;
        for (i, (label, above)) in self.labels.iter().zip(&self.above).enumerate() {
            let y = self.middle(top, i) - (self.height + above) / 2.0 + 4.0;
            canvas.edged(|canvas| canvas.block(left, y, Anchor::Start, LABEL, label, wide, most));
        }
    }

    /// Draws every column on 0–100%, as [`Rows::each`].
    pub fn percent<T>(
        &self,
        page: &mut Page,
        columns: &[Column<Vec<T>>],
        edges: (f64, f64),
        label: impl Fn(&T) -> &str,
        draw: impl Fn(&mut Page, &T, (f64, f64), f64),
    ) {
        self.each(page, columns, edges, percent_across, label, draw);
    }

    /// Draws every column, its axis from `lead` px right of its left edge to `room` px before its
    /// right one: `axis` draws that, given its left end, its width and the heights of the rows' top
    /// and bottom; `draw` draws what stands in a row, given the axis' left end and width and the
    /// row's middle height.
    pub fn each<T>(
        &self,
        page: &mut Page,
        columns: &[Column<Vec<T>>],
        (lead, room): (f64, f64),
        axis: impl Fn(&mut Canvas, f64, f64, f64, f64),
        label: impl Fn(&T) -> &str,
        draw: impl Fn(&mut Page, &T, (f64, f64), f64),
    ) {
        for range in self.grid.rows() {
            let group = &columns[range];
            let titles: Vec<&str> = group.iter().map(|c| c.title.as_str()).collect();
            page.headings(&self.grid, &titles);
            let top = page.y;
            let bottom = top + self.tall();
            self.write(&mut page.canvas, top);
            for (k, column) in group.iter().enumerate() {
                let x = self.grid.left(k) + lead;
                let wide = self.grid.panel - lead - room;
                axis(&mut page.canvas, x, wide, top, bottom);
                self.write_above(&mut page.canvas, top);
                for item in &column.body {
                    let row = self.labels.iter().position(|l| *l == label(item));
                    let y = self.middle(top, row.expect("every label has a row"));
                    draw(page, item, (x, wide), y);
                }
            }
            page.y = bottom + 26.0;
        }
    }

    /// The middle height of the marks of row `i`.
    pub fn middle(&self, top: f64, i: usize) -> f64 {
        let above: f64 = self.above.iter().take(i + 1).sum();
        top + self.height * (i as f64 + 0.5) + above
    }

    /// The height of all rows, px.
    pub fn tall(&self) -> f64 {
        self.height * self.labels.len() as f64 + self.above.iter().sum::<f64>()
    }
}

/// The height of a label, px.
fn tall(label: &str, wide: f64, most: usize) -> f64 {
    line_height(LABEL) * extent(label, LABEL, wide, most).1 as f64
}
