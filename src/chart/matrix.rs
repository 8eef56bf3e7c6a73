//! A matrix of changes: who or what, by what it moves; blue for more, red for less, with numbers.

use super::canvas::{Anchor, extent, line_height};
use super::legend::{Mark, legend};
use super::page::{LABEL, Page, SMALL, finite, per_round};
use super::paint::{FAINT, GREY, Paint};
use super::text::{Style, fit, width, wrap};
use super::{Colour, Error, Frame};

/// The colour of more.
pub(super) const MORE: Colour = Colour(0, 90, 160);
/// The colour of less.
pub(super) const LESS: Colour = Colour(180, 60, 20);

/// A matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// What it shows.
    pub title: String,
    /// What its rows are called; several of a group stand together.
    pub rows: Vec<String>,
    /// What its columns are called.
    pub columns: Vec<String>,
    /// Changes, by rows.
    pub values: Vec<Vec<f64>>,
    /// By how much a change is multiplied to be written: 100 for points.
    pub times: f64,
    /// Digits written after the point.
    pub digits: usize,
}

const TALL: f64 = 24.0;
/// The narrowest column of a narrow sheet that bears a name, px.
const NAMED: f64 = 90.0;

/// Matrices one below the other, each shaded up to its own largest change. SVG; an error if a row
/// has not one finite value for each column.
pub fn matrices(frame: &Frame, all: &[Matrix]) -> Result<String, Error> {
    for matrix in all {
        for (row, name) in matrix.values.iter().zip(&matrix.rows) {
            per_round(row.len(), matrix.columns.len(), name)?;
            row.iter().try_for_each(|v| finite(*v, name))?;
        }
    }
    if all.iter().all(|m| m.values.is_empty()) {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let items = [
        (Mark::Swatch(MORE), "more"),
        (Mark::Swatch(LESS), "less"),
        (
            Mark::None,
            "shaded up to the largest change of each table; a dot: rounds to 0",
        ),
    ];
    legend(&mut page, &items);
    for matrix in all.iter().filter(|m| !m.values.is_empty()) {
        draw(&mut page, matrix);
    }
    Ok(page.close(frame))
}

fn draw(page: &mut Page, matrix: &Matrix) {
    page.y += 8.0;
    let (left, room) = (page.sheet.left(), page.sheet.room());
    page.part(&matrix.title, (left, room), 12.0);
    // a narrow sheet has rows named above their cells
    let above = page.sheet.narrow();
    let gutter = if above {
        0.0
    } else {
        let names = matrix.rows.iter().map(|r| width(r, LABEL));
        names.fold(80.0, f64::max).min(330.0) + 12.0
    };
    let n = matrix.columns.len().max(1) as f64;
    let wide = ((room - gutter) / n).min(130.0);
    let columns = if above && wide < NAMED {
        numbered(page, &matrix.columns)
    } else {
        matrix.columns.clone()
    };
    // columns are named above, in a few lines
    let lines = columns.iter().map(|c| extent(c, SMALL, wide - 8.0, 4).1);
    let most = lines.max().unwrap_or(1) as f64;
    let step = line_height(SMALL);
    for (k, name) in columns.iter().enumerate() {
        let x = left + gutter + wide * (k as f64 + 0.5);
        let own = wrap(name, SMALL, wide - 8.0, 4).len() as f64;
        let middle = page.y + step * (most - own / 2.0);
        page.canvas
            .block(x, middle, Anchor::Middle, SMALL, name, wide - 8.0, 4);
    }
    let top = page.y + step * most + 6.0;
    let largest = matrix
        .values
        .iter()
        .flatten()
        .fold(0.0f64, |m, x| m.max(x.abs()));
    let mut y = top;
    for (row, name) in matrix.values.iter().zip(&matrix.rows) {
        let edge = [(left, y), (left + gutter + wide * n, y)];
        if above {
            page.canvas.line(edge[0], edge[1], FAINT, 1.0);
            let tall = line_height(LABEL) * extent(name, LABEL, room, 3).1 as f64;
            let middle = y + tall / 2.0 + 2.0;
            page.canvas
                .block(left, middle, Anchor::Start, LABEL, name, room, 3);
            y += tall + 2.0;
        } else {
            let base = y + TALL / 2.0 + LABEL.drop();
            page.canvas
                .short(left, base, Anchor::Start, LABEL, name, gutter - 10.0);
            page.canvas.line(edge[0], edge[1], FAINT, 1.0);
        }
        for (k, value) in row.iter().enumerate() {
            let at = (left + gutter + wide * k as f64, y);
            cell(page, matrix, *value, largest, at, wide);
        }
        y += TALL + if above { 4.0 } else { 0.0 };
    }
    page.y = y + 14.0;
}

/// Numbers instead of names too long for their columns, told in a key.
fn numbered(page: &mut Page, names: &[String]) -> Vec<String> {
    let all = names.iter().enumerate();
    let keys: Vec<String> = all.map(|(k, name)| format!("{} {name}", k + 1)).collect();
    let items: Vec<(Mark, &str)> = keys.iter().map(|key| (Mark::None, key.as_str())).collect();
    legend(page, &items);
    (1..=names.len()).map(|k| k.to_string()).collect()
}

fn cell(page: &mut Page, matrix: &Matrix, value: f64, largest: f64, (x, y): (f64, f64), wide: f64) {
    let written = format!("{:.*}", matrix.digits, (value * matrix.times).abs());
    if written.chars().all(|c| c == '0' || c == '.') {
        let middle = (x + wide / 2.0, y + TALL / 2.0);
        page.canvas.circle("none", middle, 0.8, GREY, GREY);
        return;
    }
    let strength = 0.08 + 0.92 * (value.abs() / largest.max(f64::MIN_POSITIVE));
    let shade = Paint::from(if value > 0.0 { MORE } else { LESS }).shade(strength);
    page.canvas
        .rect("cell", x + 1.0, y + 1.0, wide - 2.0, TALL - 2.0, shade);
    let sign = if value > 0.0 { "+" } else { "−" };
    let style = Style {
        colour: page.canvas.on(shade),
        ..SMALL
    };
    let mut words = format!("{sign}{written}");
    if width(&words, style) > wide - 4.0 {
        words = format!("{sign}{:.0}", (value * matrix.times).abs());
    }
    let words = fit(&words, style, wide - 4.0);
    let base = y + TALL / 2.0 + style.drop();
    page.canvas
        .text(x + wide / 2.0, base, Anchor::Middle, style, &words);
}
