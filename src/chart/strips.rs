//! How near something is to tipping: one row for each number, a strip of colours over its range, and a mark
//! where it stands.

use super::axis::Along;
use super::canvas::{Anchor, Canvas};
use super::legend::{Mark, legend};
use super::page::{LABEL, Page, SMALL, share};
use super::paint::{FAINT, GROUND, INK, Paint};
use super::rows::Rows;
use super::{Colour, Column, Error, Frame};

/// A number over its range.
#[derive(Clone, Debug, PartialEq)]
pub struct StripRow {
    /// The number.
    pub label: String,
    /// Both ends of its range.
    pub ends: [String; 2],
    /// The colour at each of some values evenly over the range; none where nothing is known.
    pub cells: Vec<Option<Colour>>,
    /// The same under a longer shadow, for a thin strip below; empty for none.
    pub longer: Vec<Option<Colour>>,
    /// Where the nearest change was found, from 0 at the low end to 1: the border of two colours lies there and not
    /// half-way between their values. None without a change.
    pub tip: Option<f64>,
    /// Where the number stands, from 0 at the low end to 1; outside it is not marked.
    pub own: f64,
    /// A few words at the right.
    pub words: String,
}

/// What words below a strip take, px.
const BELOW: f64 = 18.0;

/// Strips one below the other; `outcomes` says what the colours are. SVG; an error if a place is no
/// number.
pub fn strips(
    frame: &Frame,
    outcomes: &[(Colour, String)],
    rows: &[StripRow],
) -> Result<String, Error> {
    for row in rows {
        share(row.own.clamp(0.0, 1.0), &row.label)?;
    }
    let labels = rows.iter().map(|row| row.label.as_str());
    // on a narrow sheet the words stand below
    let narrow = frame.sheet.narrow();
    let below = if narrow { BELOW } else { 0.0 };
    let layout = Rows::new(frame.sheet, 1, labels, 30.0 + below, 240.0, 20.0);
    if layout.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let mut items: Vec<(Mark, &str)> = vec![];
    items.extend(
        outcomes
            .iter()
            .map(|(colour, name)| (Mark::Swatch(*colour), name.as_str())),
    );
    items.push((Mark::Tick, "the file's value"));
    if rows.iter().any(|row| !row.longer.is_empty()) {
        items.push((
            Mark::None,
            "thin: under a longer shadow, where that differs",
        ));
    }
    legend(&mut page, &items);
    let columns = [Column {
        title: String::new(),
        body: rows.to_vec(),
    }];
    let nothing = |_: &mut Canvas, _: f64, _: f64, _: f64, _: f64| {};
    let edges = if narrow { (1.0, 1.0) } else { (54.0, 190.0) };
    layout.each(&mut page, &columns, edges, nothing, |row| &row.label, draw);
    Ok(page.close(frame))
}

fn draw(page: &mut Page, row: &StripRow, (x, wide): (f64, f64), y: f64) {
    let narrow = page.sheet.narrow();
    let y = if narrow { y - BELOW / 2.0 } else { y };
    let canvas = &mut page.canvas;
    let half = 8.0;
    let places = (0..row.cells.len()).map(|n| n as f64);
    let mut edges = Along::Numbers(places.collect()).edges();
    let last = row.cells.len().saturating_sub(1).max(1) as f64;
    let inner = edges.iter_mut().enumerate().take(row.cells.len()).skip(1);
    for (n, edge) in inner {
        let between = (n - 1) as f64 / last..=n as f64 / last;
        if let Some(tip) = row.tip.filter(|tip| between.contains(tip)) {
            *edge = tip;
        }
    }
    for (n, (cell, ends)) in row.cells.iter().zip(edges.windows(2)).enumerate() {
        let (left, width) = (x + wide * ends[0], wide * (ends[1] - ends[0]));
        let colour = cell.map_or(GROUND, Paint::from);
        canvas.rect("cell", left, y - half, width - 1.0, 2.0 * half, colour);
        if cell.is_none() {
            canvas.line((left, y), (left + width - 1.0, y), FAINT, 1.0);
        }
        if let Some(longer) = row.longer.get(n).filter(|longer| *longer != cell) {
            let colour = longer.map_or(FAINT, Paint::from);
            canvas.rect("longer", left, y + half + 1.0, width - 1.0, 4.0, colour);
        }
    }
    let ends = &row.ends;
    let base = y + half + BELOW;
    if narrow {
        let side = wide * 0.22;
        canvas.short(x, base, Anchor::Start, SMALL, &ends[0], side);
        canvas.short(x + wide, base, Anchor::End, SMALL, &ends[1], side);
    } else {
        let base = y + SMALL.drop();
        canvas.text(x - 6.0, base, Anchor::End, SMALL, &ends[0]);
        canvas.text(x + wide + 6.0, base, Anchor::Start, SMALL, &ends[1]);
    }
    if (0.0..=1.0).contains(&row.own) {
        let at = x + wide * row.own;
        canvas.line((at, y - half - 4.0), (at, y + half + 4.0), GROUND, 5.0);
        canvas.line((at, y - half - 4.0), (at, y + half + 4.0), INK, 2.0);
    }
    if narrow {
        let (middle, most) = (x + wide / 2.0, wide / 2.0);
        canvas.short(middle, base, Anchor::Middle, SMALL, &row.words, most);
    } else {
        let (right, base) = (x + wide + 190.0, y + LABEL.drop());
        canvas.text(right, base, Anchor::End, SMALL, &row.words);
    }
}
