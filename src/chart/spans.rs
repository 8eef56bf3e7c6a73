//! How widely shares spread: one row for each, a thin line over nine tenths of the worlds, a thick
//! one over half, a dot at the median.

use super::canvas::{Anchor, Canvas};
use super::legend::{Mark, legend};
use super::page::{LABEL, Page, SMALL, share};
use super::paint::{GROUND, INK, Paint};
use super::rows::Rows;
use super::{Colour, Column, Error, Frame};

/// A share and how it spreads.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// What it is.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
    /// The quantiles 5, 25, 50, 75 and 95%, 0..=1.
    pub quantiles: [f64; 5],
    /// A value to be marked, 0..=1.
    pub marked: f64,
    /// A few words at the right.
    pub words: String,
}

/// Rows on 0–100%. SVG; an error if a value is no share.
pub fn spans(
    frame: &Frame,
    columns: &[Column<Vec<Span>>],
    marked: &str,
    words: &str,
) -> Result<String, Error> {
    for span in columns.iter().flat_map(|c| &c.body) {
        for value in span.quantiles.iter().chain([&span.marked]) {
            share(*value, &span.label)?;
        }
    }
    let labels = columns
        .iter()
        .flat_map(|c| c.body.iter().map(|s| s.label.as_str()));
    let rows = Rows::new(frame.sheet, columns.len(), labels, 34.0, 240.0, 20.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let items = [
        (Mark::Dot, "median"),
        (Mark::None, "thick: half of the worlds, thin: nine tenths"),
        (Mark::Tick, marked),
        (Mark::None, words),
    ];
    legend(&mut page, &items);
    rows.percent(&mut page, columns, (8.0, 70.0), |s| &s.label, draw);
    Ok(page.close(frame))
}

/// How something spreads, at height `y`: px across of its quantiles 5, 25, 50, 75 and 95%, and of a
/// value to be marked.
pub fn spread(canvas: &mut Canvas, quantiles: [f64; 5], marked: f64, y: f64, colour: Paint) {
    let [a, b, c, d, e] = quantiles.map(|x| (x, y));
    canvas.path("tenths", &[a, e], colour.shade(0.6), 3.0);
    canvas.path("half", &[b, d], colour, 9.0);
    canvas.circle("median", c, 5.0, colour, GROUND);
    canvas.line((marked, y - 10.0), (marked, y + 10.0), INK, 2.0);
}

fn draw(page: &mut Page, span: &Span, (x, wide): (f64, f64), y: f64) {
    let at = |p: f64| x + wide * p.clamp(0.0, 1.0);
    spread(
        &mut page.canvas,
        span.quantiles.map(at),
        at(span.marked),
        y,
        span.colour.into(),
    );
    let right = x + wide + 70.0;
    page.canvas
        .text(right, y + LABEL.drop(), Anchor::End, SMALL, &span.words);
}
