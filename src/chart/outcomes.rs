//! What happens: a bar of each outcome's probability, and how far it is unsure.

use super::canvas::Anchor;
use super::legend::{Mark, legend};
use super::page::{Page, share};
use super::paint::{GREY, INK};
use super::rows::Rows;
use super::text::{Style, percent, signed, width};
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
    /// What it was in the run that this one is held against, 0..=1, if there is one.
    pub before: Option<f64>,
}

const VALUE: Style = Style::bold(13.0, INK);
const CHANGE: Style = Style::plain(13.0, GREY);
/// Room right of 100% for the longest value, and for the longest change beside it.
const ROOM: f64 = 58.0;
const CHANGED: f64 = 46.0;

/// Horizontal bars of outcome probabilities on 0–100%, with a whisker over the range in which a
/// probability is unsure, and a dashed line where it was before, with the change in points; `range` says in words
/// what that range is, `before` what was before. SVG; an error if a value is no share.
pub fn outcomes(
    frame: &Frame,
    (range, before): (&str, &str),
    columns: &[Column<Vec<Bar>>],
) -> Result<String, Error> {
    let all = || columns.iter().flat_map(|c| &c.body);
    for bar in all() {
        share(bar.share, &bar.label)?;
        let ends = bar.range.iter().flat_map(|r| [r.0, r.1]);
        for other in ends.chain(bar.before) {
            share(other, &bar.label)?;
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
    let held = all().any(|b| b.before.is_some());
    let mut items = vec![];
    items.extend(
        all()
            .any(|b| b.range.is_some())
            .then_some((Mark::Whisker, range)),
    );
    items.extend(held.then_some((Mark::Dashed, before)));
    legend(&mut page, &items);
    let room = if held { ROOM + CHANGED } else { ROOM };
    rows.percent(&mut page, columns, (0.0, room), |b| &b.label, draw);
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
        // at the bar's lower edge, so that the value keeps its place at the bar's end
        canvas.whisker(at(low), at(high), y + half + 1.0, 3.0);
    }
    let value = percent(bar.share);
    let Some(before) = bar.before else {
        canvas.haloed(end + 7.0, y + VALUE.drop(), Anchor::Start, VALUE, &value);
        return;
    };
    let change = signed(100.0 * (bar.share - before), 1);
    let base = y + VALUE.drop();
    let line = at(before);
    let wide = width(&value, VALUE) + width(&change, CHANGE) + 21.0;
    canvas.ghost(line, y, half + 4.0);
    // between the bar and the line where there is room
    if (end - 3.0..end + wide).contains(&line) {
        end = line;
    }
    canvas.haloed(end + 7.0, base, Anchor::Start, VALUE, &value);
    let beside = end + 7.0 + width(&value, VALUE) + 7.0;
    canvas.haloed(beside, base, Anchor::Start, CHANGE, &change);
}
