//! What share of a variance each number accounts for: alone, and with all others, each with its
//! interval.

use super::legend::{Mark, legend};
use super::page::{Page, finite};
use super::paint::{GROUND, Paint};
use super::palette::mix;
use super::rows::Rows;
use super::{Colour, Column, Error, Frame};

/// A number's Sobol indices, each with the ends of its 95% interval; shares of a variance, that an
/// estimate may leave by a little.
#[derive(Clone, Debug, PartialEq)]
pub struct Accounts {
    /// The number.
    pub label: String,
    /// The colour of what varies.
    pub colour: Colour,
    /// What it accounts for alone.
    pub first: (f64, f64, f64),
    /// What it accounts for with all others.
    pub total: (f64, f64, f64),
}

/// What intervals are mixed with.
const DULL: Colour = Colour(95, 95, 95);

/// Rows on 0–100% of the variance. SVG; an error if a number is not finite.
pub fn indices(frame: &Frame, columns: &[Column<Vec<Accounts>>]) -> Result<String, Error> {
    let all = || columns.iter().flat_map(|c| &c.body);
    for own in all() {
        for (value, low, high) in [own.first, own.total] {
            [value, low, high]
                .iter()
                .try_for_each(|x| finite(*x, &own.label))?;
        }
    }
    let labels = all().map(|a| a.label.as_str());
    let rows = Rows::new(frame.sheet, columns.len(), labels, 26.0, 190.0, 20.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let items = [
        (Mark::Open, "alone (first-order index)"),
        (Mark::Dot, "with all others (total index)"),
        (Mark::None, "lines: 95% intervals by bootstrap"),
    ];
    legend(&mut page, &items);
    rows.percent(&mut page, columns, (8.0, 24.0), |a| &a.label, draw);
    Ok(page.close(frame))
}

fn draw(page: &mut Page, own: &Accounts, (x, wide): (f64, f64), y: f64) {
    let canvas = &mut page.canvas;
    for ((value, low, high), y, fill) in [
        (own.first, y - 4.5, GROUND),
        (own.total, y + 4.5, Paint::from(own.colour)),
    ] {
        let at = |p: f64| (x + wide * p.clamp(0.0, 1.0), y);
        canvas.path(
            "interval",
            &[at(low), at(high)],
            mix(DULL, own.colour, 0.5),
            2.0,
        );
        canvas.circle("index", at(value), 3.5, fill, own.colour);
    }
}
