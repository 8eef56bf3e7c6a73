//! Which number matters: for each parameter how far an outcome moves from one end of the parameter's
//! range to the other, widest first.

use super::canvas::{Anchor, INK, WHITE};
use super::legend::{Mark, legend};
use super::page::{LEFT, Page, RIGHT, SMALL, finite};
use super::palette::mix;
use super::rows::Rows;
use super::scale::Scale;
use super::text::signed;
use super::{Colour, Column, Error, Frame};

/// What a parameter moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Swung {
    /// The parameter and its range.
    pub label: String,
    /// The colour of what is moved.
    pub colour: Colour,
    /// The change at the low end of the range, in shares.
    pub low: f64,
    /// And at the high end.
    pub high: f64,
}

/// A bar from the change at the low end (open dot) to that at the high end (filled dot) of every
/// range, in points, on one scale. SVG; an error if a number is not finite.
pub fn tornado(frame: &Frame, columns: &[Column<Vec<Swung>>]) -> Result<String, Error> {
    let all = || columns.iter().flat_map(|c| &c.body);
    for bar in all() {
        finite(bar.low, &bar.label)?;
        finite(bar.high, &bar.label)?;
    }
    let labels = all().map(|b| b.label.as_str());
    let rows = Rows::new(columns.len(), labels, 26.0, 200.0, 24.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let ends = || all().flat_map(|b| [b.low, b.high, 0.0]);
    let low = ends().fold(f64::INFINITY, f64::min);
    let high = ends().fold(f64::NEG_INFINITY, f64::max);
    let (lead, room) = (44.0, 44.0);
    let wide = rows.grid.panel - lead - room;
    let scale = Scale::new(100.0 * low, 100.0 * high, 3.0, wide);
    let mut page = Page::open(frame);
    let items = [
        (Mark::Open, "at the low end of the range"),
        (Mark::Dot, "at the high end"),
        (Mark::None, "changes in points"),
    ];
    legend(&mut page, &items, (LEFT, RIGHT));
    rows.each(
        &mut page,
        columns,
        (lead, room),
        |canvas, x, _, top, bottom| scale.draw(canvas, x, top, bottom),
        |b| &b.label,
        |page, bar, (x, _), y| draw(page, bar, &scale, x, y),
    );
    Ok(page.close(frame))
}

fn draw(page: &mut Page, bar: &Swung, scale: &Scale, x: f64, y: f64) {
    let canvas = &mut page.canvas;
    let at = |v: f64| x + scale.at(100.0 * v);
    let (a, b) = (at(bar.low), at(bar.high));
    let shade = mix(WHITE, bar.colour, 0.45);
    canvas.rect("swing", a.min(b), y - 6.0, (b - a).abs(), 12.0, shade);
    canvas.circle("low", (a, y), 4.0, WHITE, bar.colour);
    canvas.circle("high", (b, y), 4.0, bar.colour, bar.colour);
    let words = |v: f64| signed(100.0 * v, 0);
    let (left, right) = match a <= b {
        true => ((a, bar.low), (b, bar.high)),
        false => ((b, bar.high), (a, bar.low)),
    };
    let style = super::text::Style {
        colour: INK,
        ..SMALL
    };
    let base = y + style.drop();
    // a bar too short for two numbers has the larger
    if (b - a).abs() < 1.0 && words(bar.low) == words(bar.high) {
        canvas.text(right.0 + 8.0, base, Anchor::Start, style, &words(right.1));
        return;
    }
    canvas.text(left.0 - 8.0, base, Anchor::End, style, &words(left.1));
    canvas.text(right.0 + 8.0, base, Anchor::Start, style, &words(right.1));
}
