//! What happens: a bar of each outcome's probability, with its interval and the exact value.

use super::canvas::{Anchor, INK, WHITE};
use super::legend::{Mark, legend};
use super::page::{LEFT, Page, RIGHT, share};
use super::rows::Rows;
use super::text::{Style, percent};
use super::{Colour, Column, Frame};
use anyhow::Result;

/// One outcome's probability. Bars of the same label stand in the same row of every column.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The outcome's name.
    pub label: String,
    /// Its colour, the same in every chart of a run.
    pub colour: Colour,
    /// Its exact probability, 0..=1, where one was computed.
    pub exact: Option<f64>,
    /// The share of simulated histories that ended so, 0..=1.
    pub simulated: f64,
    /// The lower end of the 95% interval of `simulated`, 0..=1.
    pub low: f64,
    /// Its upper end, 0..=1.
    pub high: f64,
}

const VALUE: Style = Style::bold(13.0, INK);
/// Room right of 100% for the longest value.
const ROOM: f64 = 58.0;

/// Horizontal bars of outcome probabilities on 0–100%: the bar is the simulated share, the
/// whisker its 95% interval, the tick the exact probability. SVG; an error if a value is no share.
pub fn outcomes(frame: &Frame, columns: &[Column<Vec<Bar>>]) -> Result<String> {
    for bar in columns.iter().flat_map(|c| &c.body) {
        for value in [bar.simulated, bar.low, bar.high]
            .into_iter()
            .chain(bar.exact)
        {
            share(value, &bar.label)?;
        }
    }
    let labels = columns
        .iter()
        .flat_map(|c| c.body.iter().map(|b| b.label.as_str()));
    let rows = Rows::new(columns.len(), labels, 34.0, 170.0, 14.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let mut items = vec![
        (
            Mark::Swatch(Colour(150, 150, 150)),
            "share of simulated histories",
        ),
        (Mark::Whisker, "its 95% interval (simulation noise only)"),
    ];
    if columns
        .iter()
        .flat_map(|c| &c.body)
        .any(|b| b.exact.is_some())
    {
        items.push((Mark::Tick, "exact probability"));
    }
    legend(&mut page, &items, (LEFT, RIGHT));
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
        at(bar.simulated) - x,
        2.0 * half,
        bar.colour,
    );
    let mut end = at(bar.simulated.max(bar.high));
    if let Some(exact) = bar.exact {
        let e = at(exact);
        for side in [-1.0, 1.0] {
            let (near, far) = (y + side * (half - 3.0), y + side * (half + 4.0));
            canvas.line((e, near), (e, far), WHITE, 4.0);
            canvas.line((e, near), (e, far), INK, 2.0);
        }
        end = end.max(e + 1.0);
    }
    canvas.whisker(at(bar.low), at(bar.high), y, 4.0);
    canvas.haloed(
        end + 7.0,
        y + VALUE.drop(),
        Anchor::Start,
        VALUE,
        &percent(bar.simulated),
    );
}
