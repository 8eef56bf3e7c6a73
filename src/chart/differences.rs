//! What changes: each outcome's probability in the baseline and in the variant, and the difference
//! with the range in which it is unsure.

use super::canvas::Anchor;
use super::legend::{Mark, legend};
use super::page::{Page, finite, share};
use super::paint::{GREY, GROUND, INK, Paint};
use super::rows::Rows;
use super::text::{Style, signed, width};
use super::{Colour, Column, Error, Frame};

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
    /// From where to where the difference `to` − `from` is unsure, −1..=1, if anywhere; it holds the
    /// difference.
    pub range: Option<(f64, f64)>,
    /// Whether it is one.
    pub verdict: Sure,
}

/// Whether a difference is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// Its sign is sure.
    Settled,
    /// Over its range it has another sign, or none.
    Unsettled,
    /// There is none to speak of.
    Same,
}

const BOLD: Style = Style::bold(13.0, INK);
const PLAIN: Style = Style::plain(13.0, GREY);

/// A dumbbell per outcome on 0–100%: open at the baseline, filled at the variant, or hollow with a whisker
/// over its range where its sign is not sure; with the difference in points and that range beside it.
/// `range` says in words what that range is. SVG; an error if a probability is no share or an end of
/// a range is not finite.
pub fn differences(
    frame: &Frame,
    range: &str,
    columns: &[Column<Vec<Difference>>],
) -> Result<String, Error> {
    let all = || columns.iter().flat_map(|c| &c.body);
    let mut room: f64 = 0.0;
    for d in all() {
        share(d.from, &d.label)?;
        share(d.to, &d.label)?;
        for value in d.range.iter().flat_map(|r| [r.0, r.1]) {
            finite(value, &d.label)?;
        }
        let (bold, plain) = words(d);
        room = room.max(width(&bold, BOLD) + width(" ", PLAIN) + width(&plain, PLAIN));
    }
    let labels = all().map(|d| d.label.as_str());
    // beside the figures a scale wants so much
    let scale = if frame.sheet.narrow() { 150.0 } else { 80.0 };
    let rows = Rows::new(
        frame.sheet,
        columns.len(),
        labels,
        27.0,
        room + 26.0 + scale,
        16.0,
    );
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let ranged = all().any(|d| d.range.is_some());
    let figures = match ranged {
        true => format!("in figures: the difference in percentage points and {range}"),
        false => {
            "in figures: the difference in percentage points; grey where there is none".to_string()
        }
    };
    let mut items = vec![
        (Mark::Open, "baseline"),
        (Mark::Dot, "variant"),
        (Mark::None, figures.as_str()),
    ];
    if all().any(|d| d.verdict == Sure::Unsettled) {
        items.insert(
            2,
            (Mark::Whisker, "unsettled: the sign hangs on the shadow"),
        );
    }
    legend(&mut page, &items);
    rows.percent(&mut page, columns, (8.0, room + 18.0), |d| &d.label, draw);
    Ok(page.close(frame))
}

fn words(d: &Difference) -> (String, String) {
    let point = |v: f64| signed(v * 100.0, 1);
    let ends = d.range.map_or(String::new(), |(low, high)| {
        format!("[{}, {}]", bare(&point(low)), bare(&point(high)))
    });
    (point(d.to - d.from), ends)
}

/// A signed number without its plus.
fn bare(number: &str) -> &str {
    number.trim_start_matches('+')
}

fn draw(page: &mut Page, d: &Difference, (x, wide): (f64, f64), y: f64) {
    let canvas = &mut page.canvas;
    let at = |v: f64| x + wide * v.clamp(0.0, 1.0);
    let (a, b) = (at(d.from), at(d.to));
    if d.verdict == Sure::Unsettled {
        canvas.circle("from", (a, y), 5.5, GROUND, d.colour);
        if let Some((low, high)) = d.range {
            canvas.whisker(at(d.from + low), at(d.from + high), y, 5.0);
        }
        canvas.circle("unsettled", (b, y), 4.0, GROUND, d.colour);
    } else {
        let shade = Paint::from(d.colour).shade(0.5);
        canvas.rect("change", a.min(b), y - 2.5, (b - a).abs(), 5.0, shade);
        canvas.circle("from", (a, y), 5.5, GROUND, d.colour);
        canvas.circle("to", (b, y), 5.5, d.colour, d.colour);
    }
    let (bold, plain) = words(d);
    let style = if d.verdict == Sure::Settled {
        BOLD
    } else {
        PLAIN
    };
    canvas.runs(
        x + wide + 18.0,
        y + style.drop(),
        Anchor::Start,
        &[(style, &bold), (PLAIN, &plain)],
    );
}
