//! What happens: a bar of each outcome's probability, and how far it is unsure.

use super::canvas::Anchor;
use super::legend::{Mark, legend};
use super::page::{Page, share};
use super::paint::INK;
use super::rows::Rows;
use super::text::{Style, percent};
use super::{Colour, Column, Error, Frame};

/// One outcome's probability. Bars of the same label stand in the same row of every column.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The outcome's name.
    pub label: String,
    /// Its colour, the same in every chart of a run.
    pub colour: Colour,
    /// Its probability, 0..=1.
    pub share: f64,
    /// From where to where it is unsure, 0..=1, if anywhere.
    pub range: Option<(f64, f64)>,
}

const VALUE: Style = Style::bold(13.0, INK);
/// Room right of 100% for the longest value.
const ROOM: f64 = 58.0;

/// Horizontal bars of outcome probabilities on 0–100%, with a whisker over the range in which a
/// probability is unsure; `range` says in words what that range is. SVG; an error if a value is no
/// share.
pub fn outcomes(frame: &Frame, range: &str, columns: &[Column<Vec<Bar>>]) -> Result<String, Error> {
    let all = || columns.iter().flat_map(|c| &c.body);
    for bar in all() {
        share(bar.share, &bar.label)?;
        for end in bar.range.iter().flat_map(|r| [r.0, r.1]) {
            share(end, &bar.label)?;
        }
    }
    let labels = columns
        .iter()
        .flat_map(|c| c.body.iter().map(|b| b.label.as_str()));
    let rows = Rows::new(frame.sheet, columns.len(), labels, 34.0, 170.0, 14.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    if all().any(|b| b.range.is_some()) {
        legend(&mut page, &[(Mark::Whisker, range)]);
    }
    rows.percent(&mut page, columns, (0.0, ROOM), |b| &b.label, draw);
    Ok(page.close(frame))
}

fn draw(page: &mut Page, bar: &Bar, (x, wide): (f64, f64), y: f64) {
    let canvas = &mut page.canvas;
    let at = |v: f64| x + wide * v.clamp(0.0, 1.0);
    let half = 9.0;
    canvas.rect(
        "bar",
        x,
        y - half,
        at(bar.share) - x,
        2.0 * half,
        bar.colour,
    );
    let mut end = at(bar.share);
    if let Some((low, high)) = bar.range {
        canvas.whisker(at(low), at(high), y, 4.0);
        end = end.max(at(high));
    }
    canvas.haloed(
        end + 7.0,
        y + VALUE.drop(),
        Anchor::Start,
        VALUE,
        &percent(bar.share),
    );
}
