//! What hangs on something hidden: rows of shares, a dot for each thing that it can be.

use super::legend::{Mark, legend};
use super::page::{Page, share};
use super::paint::{FAINT, GROUND, INK};
use super::rows::Rows;
use super::{Colour, Column, Error, Frame};

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct DotRow {
    /// What it is.
    pub label: String,
    /// Its share, 0..=1, whatever is hidden.
    pub whole: f64,
    /// The colour and share of each thing that can be hidden; none where there is no share.
    pub dots: Vec<(Colour, Option<f64>)>,
}

/// Rows on 0–100%: a dot for each thing that can be hidden, and a tick for all together. `of` are the colours and
/// names of the dots, and `whole` is what the tick is called. SVG; an error if a value is no share.
pub fn dots(
    frame: &Frame,
    (of, whole): (&[(Colour, String)], &str),
    columns: &[Column<Vec<DotRow>>],
) -> Result<String, Error> {
    for row in columns.iter().flat_map(|c| &c.body) {
        let dots = row.dots.iter().filter_map(|(_, value)| *value);
        for value in dots.chain([row.whole]) {
            share(value, &row.label)?;
        }
    }
    let labels = columns.iter().flat_map(|c| &c.body);
    let labels = labels.map(|row| row.label.as_str());
    let rows = Rows::new(frame.sheet, columns.len(), labels, 24.0, 190.0, 20.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let items = of.iter().map(|(c, name)| (Mark::Swatch(*c), name.as_str()));
    let items: Vec<_> = items.chain([(Mark::Tick, whole)]).collect();
    legend(&mut page, &items);
    rows.percent(&mut page, columns, (8.0, 24.0), |row| &row.label, draw);
    Ok(page.close(frame))
}

fn draw(page: &mut Page, row: &DotRow, (x, wide): (f64, f64), y: f64) {
    let canvas = &mut page.canvas;
    let at = |p: f64| x + wide * p;
    canvas.line((x, y), (x + wide, y), FAINT, 1.0);
    canvas.line((at(row.whole), y - 8.0), (at(row.whole), y + 8.0), INK, 2.0);
    for (colour, value) in &row.dots {
        if let Some(value) = value {
            canvas.circle("dot", (at(*value), y), 6.0, *colour, GROUND);
        }
    }
}
