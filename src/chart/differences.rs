//! What changes: each outcome's probability in the baseline and in the variant, and the paired
//! difference with its interval.

use super::canvas::{Anchor, GREY, INK, WHITE};
use super::legend::{Mark, legend};
use super::page::{LEFT, Page, RIGHT, finite, share};
use super::rows::Rows;
use super::text::{Style, signed, width};
use super::{Colour, Column, Frame};
use anyhow::Result;

/// One outcome's change.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The outcome's name. Rows of the same label stand side by side in every column.
    pub label: String,
    /// Its colour, the same in every chart of a run.
    pub colour: Colour,
    /// Its probability in the baseline, 0..=1.
    pub from: f64,
    /// Its probability in the variant, 0..=1.
    pub to: f64,
    /// The difference `to` − `from` as estimated, −1..=1; drawn in percentage points.
    pub difference: f64,
    /// The lower end of its 95% interval, −1..=1.
    pub low: f64,
    /// The upper end, −1..=1.
    pub high: f64,
}

const BOLD: Style = Style::bold(13.0, INK);
const PLAIN: Style = Style::plain(13.0, GREY);

/// A dumbbell per outcome on 0–100%: open at the baseline, filled at the variant, with the
/// difference in points and its 95% interval beside it; grey where the interval holds zero.
/// SVG; an error if a probability is no share or a difference is not finite.
pub fn differences(frame: &Frame, columns: &[Column<Vec<Difference>>]) -> Result<String> {
    let all = || columns.iter().flat_map(|c| &c.body);
    let mut room: f64 = 0.0;
    for d in all() {
        share(d.from, &d.label)?;
        share(d.to, &d.label)?;
        for value in [d.difference, d.low, d.high] {
            finite(value, &d.label)?;
        }
        let (bold, plain) = words(d);
        room = room.max(width(&bold, BOLD) + width(" ", PLAIN) + width(&plain, PLAIN));
    }
    let labels = all().map(|d| d.label.as_str());
    let rows = Rows::new(columns.len(), labels, 27.0, room + 26.0 + 80.0, 16.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let items = [
        (Mark::Open, "baseline"),
        (Mark::Dot, "variant"),
        (
            Mark::None,
            "in figures: the difference in percentage points and its 95% interval (simulation noise only); grey where it holds zero",
        ),
    ];
    legend(&mut page, &items, (LEFT, RIGHT));
    rows.percent(&mut page, columns, (8.0, room + 18.0), |d| &d.label, draw);
    Ok(page.close(frame))
}

fn words(d: &Difference) -> (String, String) {
    let point = |v: f64| signed(v * 100.0, 1);
    let ends = format!("[{}, {}]", bare(&point(d.low)), bare(&point(d.high)));
    (point(d.difference), ends)
}

/// A signed number without its plus.
fn bare(number: &str) -> &str {
    number.trim_start_matches('+')
}

fn draw(page: &mut Page, d: &Difference, (x, wide): (f64, f64), y: f64) {
    let canvas = &mut page.canvas;
    let at = |v: f64| x + wide * v.clamp(0.0, 1.0);
    let unclear = d.low <= 0.0 && d.high >= 0.0;
    let (a, b) = (at(d.from), at(d.to));
    canvas.rect(
        "change",
        a.min(b),
        y - 2.5,
        (b - a).abs(),
        5.0,
        super::palette::mix(WHITE, d.colour, 0.5),
    );
    canvas.circle("from", (a, y), 5.5, WHITE, d.colour);
    canvas.circle("to", (b, y), 5.5, d.colour, d.colour);
    let (bold, plain) = words(d);
    let style = if unclear { PLAIN } else { BOLD };
    canvas.runs(
        x + wide + 18.0,
        y + style.drop(),
        Anchor::Start,
        &[(style, &bold), (PLAIN, &plain)],
    );
}
