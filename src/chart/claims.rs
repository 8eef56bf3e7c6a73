//! A table of claims: of each what became of it, its sentence, how what it is about answers to a
//! setting, and what was expected. On a narrow sheet the columns of a row stand below each other.

use super::canvas::{Anchor, Canvas, line_height};
use super::page::{LABEL, Page, SMALL, finite, share};
use super::paint::{AXIS, FAINT, GROUND, INK};
use super::text::{Style, percent, signed, width};
use super::{Colour, Error, Frame, Sheet};

/// What became of a claim, as a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// A tick.
    Kept,
    /// A cross.
    Broken,
    /// An open ring.
    Open,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// What became of it.
    pub became: Became,
    /// The same in a word.
    pub verdict: String,
    /// The colour of both.
    pub colour: Colour,
    /// The sentence.
    pub claim: String,
    /// Its name and who says so.
    pub by: String,
    /// What was expected of which measure.
    pub expected: String,
    /// Over which setting, and from where to where.
    pub over: String,
    /// Shares, 0..=1, or means over the setting's values; the line breaks where there is none.
    pub values: Vec<Option<f64>>,
    /// Whether these are means.
    pub mean: bool,
    /// What they are to be above or below, if that is the claim.
    pub threshold: Option<f64>,
}

impl Claimed {
    /// What the bottom and the top of the line's band stand for.
    fn range(&self) -> (f64, f64) {
        if !self.mean {
            return (0.0, 1.0);
        }
        let all = || self.values.iter().flatten().chain(&self.threshold).copied();
        let low = all().fold(0.0, f64::min);
        let high = all().fold(low, f64::max);
        (low, if high > low { high } else { low + 1.0 })
    }

    fn number(&self, value: f64) -> String {
        if self.mean {
            let digits = if value.abs() < 100.0 { 2 } else { 0 };
            let text = signed(value, digits);
            text.trim_start_matches('+').to_string()
        } else {
            percent(value)
        }
    }
}

/// The height of a line's band, px.
const TALL: f64 = 38.0;
/// Room for a value at an end of a line, px.
const END: f64 = 48.0;
/// White space between columns, px.
const GAP: f64 = 20.0;
/// White space above and below what stands in a row, px.
const PAD: f64 = 9.0;
/// The narrowest sheet on which a row's columns stand side by side, px.
const SIDE_BY_SIDE: u32 = 760;
/// The word of a verdict.
const WORD: Style = Style::bold(13.0, INK);

/// Where the columns begin and how wide they are, px.
struct Columns {
    verdict: (f64, f64),
    claim: (f64, f64),
    line: (f64, f64),
    expected: (f64, f64),
    /// Whether they stand below each other.
    stacked: bool,
}

impl Columns {
    fn new(sheet: Sheet, rows: &[Claimed]) -> Self {
        let (left, room) = (sheet.left(), sheet.room());
        if sheet.width < SIDE_BY_SIDE {
            let whole = (left, room);
            return Columns {
                verdict: whole,
                claim: whole,
                line: whole,
                expected: whole,
                stacked: true,
            };
        }
        let words = rows.iter().map(|r| width(&r.verdict, WORD));
        let verdict = MARK + words.fold(40.0, f64::max);
        let line = 2.0 * END + 130.0;
        let rest = room - verdict - line - 3.0 * GAP;
        let claim = (0.64 * rest).round();
        let claimed = left + verdict + GAP;
        let drawn = claimed + claim + GAP;
        let expected = drawn + line + GAP;
        Columns {
            verdict: (left, verdict),
            claim: (claimed, claim),
            line: (drawn, line),
            expected: (expected, rest - claim),
            stacked: false,
        }
    }
}

/// The table, its rows in the order given. SVG; an error if a share is none.
pub fn claims(frame: &Frame, rows: &[Claimed]) -> Result<String, Error> {
    for row in rows {
        for value in row.values.iter().flatten().chain(&row.threshold) {
            if row.mean {
                finite(*value, &row.by)?;
            } else {
                share(*value, &row.by)?;
            }
        }
    }
    if rows.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let columns = Columns::new(frame.sheet, rows);
    if !columns.stacked {
        let base = page.y + 12.0;
        for ((x, _), name) in [
            (columns.verdict, "verdict"),
            (columns.claim, "claim"),
            ((columns.line.0 + END, 0.0), "measure over the setting"),
            (columns.expected, "expected"),
        ] {
            page.canvas.text(x, base, Anchor::Start, SMALL, name);
        }
        page.y += 20.0;
    }
    for row in rows {
        let (from, to) = page.edges();
        page.canvas.line((from, page.y), (to, page.y), FAINT, 1.0);
        page.y += PAD;
        let top = page.y;
        let canvas = &mut page.canvas;
        page.y = if columns.stacked {
            stacked(canvas, row, &columns, top)
        } else {
            let heights = [
                verdict(canvas, row, columns.verdict.0, top),
                sentence(canvas, row, columns.claim, top),
                line(canvas, row, columns.line, top),
                expectation(canvas, row, columns.expected, top),
            ];
            top + heights.into_iter().fold(0.0, f64::max)
        } + PAD;
    }
    Ok(page.close(frame))
}

/// A row whose columns stand below each other; gives where it ends.
fn stacked(canvas: &mut Canvas, row: &Claimed, columns: &Columns, top: f64) -> f64 {
    let mut y = top + verdict(canvas, row, columns.verdict.0, top) + 2.0;
    y += sentence(canvas, row, columns.claim, y) + 8.0;
    y += line(canvas, row, columns.line, y) + 6.0;
    y + expectation(canvas, row, columns.expected, y)
}

/// Room for the shape before a verdict's word, px.
const MARK: f64 = 20.0;

/// The verdict, as a shape and a word; gives its height.
fn verdict(canvas: &mut Canvas, row: &Claimed, x: f64, top: f64) -> f64 {
    let step = line_height(WORD);
    let (cx, cy) = (x + 6.0, top + step / 2.0);
    let colour = row.colour;
    match row.became {
        Became::Kept => {
            let points = [(cx - 5.5, cy), (cx - 1.5, cy + 4.5), (cx + 5.5, cy - 5.0)];
            canvas.path("kept", &points, colour, 2.4);
        }
        Became::Broken => {
            for side in [-1.0, 1.0] {
                let ends = [(cx - 4.5, cy - 4.5 * side), (cx + 4.5, cy + 4.5 * side)];
                canvas.path("broken", &ends, colour, 2.4);
            }
        }
        Became::Open => canvas.circle("open", (cx, cy), 4.5, GROUND, colour),
    }
    let style = Style {
        colour: colour.into(),
        ..WORD
    };
    let base = cy + style.drop();
    canvas.text(x + MARK, base, Anchor::Start, style, &row.verdict);
    step
}

/// The claim and who says so; gives its height.
fn sentence(canvas: &mut Canvas, row: &Claimed, (x, wide): (f64, f64), top: f64) -> f64 {
    let claim = canvas.words(&row.claim, LABEL, (x, wide), top);
    claim + canvas.words(&row.by, SMALL, (x, wide), top + claim)
}

/// What was expected; gives its height.
fn expectation(canvas: &mut Canvas, row: &Claimed, (x, wide): (f64, f64), top: f64) -> f64 {
    let expected = canvas.words(&row.expected, LABEL, (x, wide), top);
    expected + canvas.words(&row.over, SMALL, (x, wide), top + expected)
}

/// The line over the setting's values in its band, with what it is at both ends; gives its height.
fn line(canvas: &mut Canvas, row: &Claimed, (left, wide): (f64, f64), top: f64) -> f64 {
    let (x0, x1) = (left + END, left + wide - END);
    let (low, high) = row.range();
    // the outermost points lie whole within the band
    let (top, tall) = (top + 4.0, TALL);
    let up = |v: f64| top + tall * (1.0 - ((v - low) / (high - low)).clamp(0.0, 1.0));
    for (v, colour) in [(low, AXIS), (high, FAINT)] {
        canvas.line((x0 - 5.0, up(v)), (x1 + 5.0, up(v)), colour, 1.0);
    }
    if let Some(threshold) = row.threshold {
        let ends = [(x0 - 5.0, up(threshold)), (x1 + 5.0, up(threshold))];
        canvas.dashed(&[5.0, 4.0], |canvas| {
            canvas.line(ends[0], ends[1], INK, 1.2)
        });
    }
    let n = row.values.len();
    let at = |i: usize| match n {
        1 => (x0 + x1) / 2.0,
        _ => x0 + (x1 - x0) * i as f64 / (n - 1) as f64,
    };
    let points = (0..n).map(|i| Some((at(i), up(row.values[i]?))));
    let points: Vec<Option<(f64, f64)>> = points.collect();
    for part in points.split(Option::is_none).filter(|part| part.len() > 1) {
        let part: Vec<(f64, f64)> = part.iter().flatten().copied().collect();
        canvas.path("claim", &part, row.colour, 2.0);
    }
    for point in points.iter().flatten() {
        canvas.circle("point", *point, 2.5, row.colour, row.colour);
    }
    let (drop, room) = (SMALL.drop(), END - 5.0);
    if let Some(Some(first)) = row.values.first().filter(|_| n > 1) {
        let (x, y) = (x0 - 9.0, up(*first) + drop);
        canvas.short(x, y, Anchor::End, SMALL, &row.number(*first), room);
    }
    if let Some(Some(last)) = row.values.last() {
        let (x, y) = (x1 + 9.0, up(*last) + drop);
        canvas.short(x, y, Anchor::Start, SMALL, &row.number(*last), room);
    }
    tall + 8.0
}
