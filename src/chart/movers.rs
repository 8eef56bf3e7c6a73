//! A table of who moves what, and with what: in each cell the name of what moves it and by how many
//! points. On a narrow sheet, or where columns would be too narrow for names, a list by owner.

use super::canvas::{Anchor, extent, line_height};
use super::matrix::{LESS, MORE};
use super::page::{HEADING, LABEL, Page, SMALL, finite, per_round};
use super::paint::{FAINT, Paint};
use super::text::{Style, signed, width};
use super::{Error, Frame};

/// What moves something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mover {
    /// What it is called.
    pub label: String,
    /// The change, in points.
    pub points: f64,
}

/// An owner of what can move something: its name, and for each column what moves it most.
#[derive(Clone, Debug, PartialEq)]
pub struct MoverRow {
    /// The owner's name.
    pub label: String,
    /// By column; none where nothing moves it.
    pub cells: Vec<Option<Mover>>,
}

/// The narrowest column in which names can be read, px.
const NARROWEST: f64 = 92.0;
/// White space around the words of a cell, px.
const PAD: f64 = 6.0;
/// Lines that a name may take in a cell.
const LINES: usize = 4;
/// A change in a cell.
const CHANGE: Style = Style::bold(13.0, super::paint::INK);

/// The table, or the list. SVG; an error if a row has not one cell for each column, or a change is no
/// number.
pub fn movers(frame: &Frame, columns: &[String], rows: &[MoverRow]) -> Result<String, Error> {
    let changes = || rows.iter().flat_map(|r| r.cells.iter().flatten());
    for row in rows {
        per_round(row.cells.len(), columns.len(), &row.label)?;
    }
    changes().try_for_each(|m| finite(m.points, &m.label))?;
    let largest = changes().fold(0.0, |most: f64, m| most.max(m.points.abs()));
    if largest == 0.0 {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let names = rows.iter().map(|r| extent(&r.label, LABEL, 150.0, 3).0);
    let gutter = names.fold(50.0, f64::max) + 14.0;
    let wide = ((page.sheet.room() - gutter) / columns.len() as f64).min(190.0);
    if page.sheet.narrow() || wide < NARROWEST {
        rows.iter()
            .for_each(|row| listed(&mut page, columns, row, largest));
    } else {
        table(&mut page, columns, rows, (gutter, wide), largest);
    }
    Ok(page.close(frame))
}

/// The paint of a cell.
fn shade(points: f64, largest: f64) -> Paint {
    let strength = 0.10 + 0.70 * (points.abs() / largest);
    Paint::from(if points > 0.0 { MORE } else { LESS }).shade(strength)
}

fn table(
    page: &mut Page,
    columns: &[String],
    rows: &[MoverRow],
    (gutter, wide): (f64, f64),
    largest: f64,
) {
    let left = page.sheet.left();
    let inner = wide - 2.0 * PAD;
    let at = |k: usize| left + gutter + wide * k as f64;
    let step = line_height(SMALL);
    let lines = |text: &str, most| extent(text, SMALL, inner, most).1 as f64;
    let heads = columns.iter().map(|c| lines(c, LINES)).fold(1.0, f64::max);
    for (k, name) in columns.iter().enumerate() {
        let middle = page.y + step * (heads - lines(name, LINES) / 2.0);
        let x = at(k) + wide / 2.0;
        page.canvas
            .block(x, middle, Anchor::Middle, SMALL, name, inner, LINES);
    }
    page.y += step * heads + 6.0;
    for row in rows {
        let cells = || row.cells.iter().flatten();
        let words = cells().map(|m| lines(&m.label, LINES)).fold(1.0, f64::max);
        let tall = step * words + line_height(CHANGE) + 2.0 * PAD;
        let (y, canvas) = (page.y, &mut page.canvas);
        canvas.line((left, y), (at(columns.len()), y), FAINT, 1.0);
        let middle = y + tall / 2.0;
        canvas.block(
            left,
            middle,
            Anchor::Start,
            LABEL,
            &row.label,
            gutter - 12.0,
            3,
        );
        for (k, cell) in row.cells.iter().enumerate() {
            let Some(mover) = cell else { continue };
            let fill = shade(mover.points, largest);
            let x = at(k) + 1.0;
            canvas.rect("cell", x, y + 1.0, wide - 2.0, tall - 2.0, fill);
            let on = |style: Style| Style {
                colour: canvas.on(fill),
                ..style
            };
            let (name, change) = (on(SMALL), on(CHANGE));
            let own = step * lines(&mover.label, LINES) + line_height(CHANGE);
            let (x, top) = (at(k) + wide / 2.0, middle - own / 2.0);
            let upper = top + (own - line_height(CHANGE)) / 2.0;
            canvas.block(x, upper, Anchor::Middle, name, &mover.label, inner, LINES);
            let base = top + own - line_height(CHANGE) / 2.0 + CHANGE.drop();
            canvas.text(x, base, Anchor::Middle, change, &written(mover));
        }
        page.y += tall;
    }
}

/// A change as it is written.
fn written(mover: &Mover) -> String {
    signed(mover.points, 0)
}

/// An owner, and below it what it moves, the most first.
fn listed(page: &mut Page, columns: &[String], row: &MoverRow, largest: f64) {
    let mut own: Vec<(&str, &Mover)> = columns
        .iter()
        .zip(&row.cells)
        .filter_map(|(name, cell)| Some((name.as_str(), cell.as_ref()?)))
        .collect();
    if own.is_empty() {
        return;
    }
    own.sort_by(|a, b| b.1.points.abs().total_cmp(&a.1.points.abs()));
    let (left, room) = (page.sheet.left(), page.sheet.room());
    page.part(&row.label, (left, room), 12.0);
    page.y -= 2.0;
    let changes = own.iter().map(|(_, mover)| width(&written(mover), CHANGE));
    let block = changes.fold(34.0, f64::max) + 2.0 * PAD;
    let (x, wide) = (left + block + 10.0, room - block - 10.0);
    for (name, mover) in own {
        let canvas = &mut page.canvas;
        let top = page.y + 2.0;
        let first = canvas.words(name, HEADING, (x, wide), top);
        let second = canvas.words(&mover.label, LABEL, (x, wide), top + first);
        let tall = first + second;
        let fill = shade(mover.points, largest);
        canvas.rect("cell", left, top, block, tall, fill);
        let style = Style {
            colour: canvas.on(fill),
            ..CHANGE
        };
        let (middle, base) = (left + block / 2.0, top + tall / 2.0 + style.drop());
        canvas.text(middle, base, Anchor::Middle, style, &written(mover));
        page.y = top + tall + 5.0;
    }
    page.y += 10.0;
}
