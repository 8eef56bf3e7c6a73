//! Numbers that are known within limits: one row for each, on one scale or each on its own range, with what was known before beside
//! what is known now.

use super::axis::{brief, ticks};
use super::canvas::{Anchor, Canvas};
use super::legend::{Mark, legend};
use super::page::{LABEL, Page, SMALL, finite};
use super::paint::{AXIS, FAINT, GREY, GROUND};
use super::rows::Rows;
use super::text::width;
use super::{Colour, Column, Error, Frame};

/// A number that is known within limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// What it is.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
    /// Where it begins, its middle and where it ends; on ranges as shares of the range.
    pub known: [f64; 3],
    /// The same as it was known before; none if that is not told.
    pub before: Option<[f64; 3]>,
    /// Words at the right.
    pub words: String,
}

/// The scale of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// All rows have one, which holds 0.
    One,
    /// Each has its own range, from its low to its high end.
    Ranges,
}

/// Rows of intervals. `keys` say what an interval is, and what the words at the right are. SVG; an error if a number is not finite.
pub fn intervals(
    frame: &Frame,
    along: Along,
    rows: Vec<Interval>,
    keys: [&str; 2],
) -> Result<String, Error> {
    let mut ends = match along {
        Along::One => (0.0f64, 0.0f64),
        Along::Ranges => (0.0, 1.0),
    };
    let mut room: f64 = 0.0;
    for row in &rows {
        for x in row.known.iter().chain(row.before.iter().flatten()) {
            finite(*x, &row.label)?;
            ends = (ends.0.min(*x), ends.1.max(*x));
        }
        room = room.max(width(&row.words, SMALL));
    }
    let before = rows.iter().any(|row| row.before.is_some());
    let columns = [Column {
        title: String::new(),
        body: rows,
    }];
    let labels = columns[0].body.iter().map(|row| row.label.as_str());
    let page_rows = Rows::new(frame.sheet, 1, labels, 26.0, room + 180.0, 20.0);
    if page_rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let mut items = vec![(Mark::Dot, keys[0])];
    if before {
        items.push((Mark::Line(GREY, &[]), "the same before"));
    }
    items.push((Mark::None, keys[1]));
    legend(&mut page, &items);
    let (low, high) = ends;
    let place = move |x: f64| {
        if high > low {
            (x - low) / (high - low)
        } else {
            0.5
        }
    };
    let axis = |canvas: &mut Canvas, x: f64, wide: f64, top: f64, bottom: f64| {
        let marks: Vec<(f64, String)> = match along {
            Along::One => ticks(low, high, wide / 80.0)
                .into_iter()
                .filter(|t| (low..=high).contains(t))
                .map(|t| (t, brief(t)))
                .collect(),
            Along::Ranges => ["low", "middle", "high"]
                .into_iter()
                .zip([0.0, 0.5, 1.0])
                .map(|(word, at)| (at, word.to_string()))
                .collect(),
        };
        for (tick, words) in marks {
            let at = x + wide * place(tick);
            let colour = if tick == 0.0 { AXIS } else { FAINT };
            canvas.line((at, top), (at, bottom), colour, 1.0);
            canvas.text(at, bottom + 15.0, Anchor::Middle, SMALL, &words);
        }
    };
    let draw = |page: &mut Page, row: &Interval, (x, wide): (f64, f64), y: f64| {
        let at = |v: f64| x + wide * place(v);
        let canvas = &mut page.canvas;
        let drop = if row.before.is_some() { 4.0 } else { 0.0 };
        if let Some(before) = row.before {
            let [a, b, c] = before.map(at);
            canvas.path("before", &[(a, y - 6.0), (c, y - 6.0)], GREY, 2.0);
            canvas.circle("before", (b, y - 6.0), 3.0, GROUND, GREY);
        }
        let [a, b, c] = row.known.map(at);
        canvas.path("known", &[(a, y + drop), (c, y + drop)], row.colour, 4.0);
        canvas.circle("middle", (b, y + drop), 5.0, row.colour, GROUND);
        let right = x + wide + room + 30.0;
        canvas.text(right, y + LABEL.drop(), Anchor::End, SMALL, &row.words);
    };
    page_rows.each(
        &mut page,
        &columns,
        (22.0, room + 34.0),
        axis,
        |row| &row.label,
        draw,
    );
    Ok(page.close(frame))
}
