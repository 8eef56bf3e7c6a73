//! A matrix of changes: who or what, by what it moves; blue for more, red for less, with numbers.

use super::canvas::{Anchor, FAINT, GREY, WHITE, extent, line_height};
use super::ink::on;
use super::legend::{Mark, legend};
use super::page::{HEADING, LABEL, LEFT, Page, RIGHT, SMALL, finite, per_round};
use super::palette::mix;
use super::text::{Style, fit, width, wrap};
use super::{Colour, Error, Frame};

const MORE: Colour = Colour(0, 90, 160);
const LESS: Colour = Colour(180, 60, 20);

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
            "shaded up to the largest change of each table; what rounds to 0 is left out",
        ),
    ];
    legend(&mut page, &items, (LEFT, RIGHT));
    for matrix in all.iter().filter(|m| !m.values.is_empty()) {
        draw(&mut page, matrix);
    }
    Ok(page.close(frame))
}

fn draw(page: &mut Page, matrix: &Matrix) {
    page.y += 8.0;
    let base = page.y + 12.0;
    page.canvas.short(
        LEFT,
        base,
        Anchor::Start,
        HEADING,
        &matrix.title,
        RIGHT - LEFT,
    );
    page.y += 24.0;
    let names = matrix.rows.iter().map(|r| width(r, LABEL));
    let gutter = names.fold(80.0, f64::max).min(330.0) + 12.0;
    let n = matrix.columns.len().max(1) as f64;
    let wide = ((RIGHT - LEFT - gutter) / n).min(130.0);
    // columns are named above, in a few lines
    let lines = matrix
        .columns
        .iter()
        .map(|c| extent(c, SMALL, wide - 8.0, 4).1);
    let most = lines.max().unwrap_or(1) as f64;
    let step = line_height(SMALL);
    for (k, name) in matrix.columns.iter().enumerate() {
        let x = LEFT + gutter + wide * (k as f64 + 0.5);
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
    for (i, (row, name)) in matrix.values.iter().zip(&matrix.rows).enumerate() {
        let y = top + TALL * i as f64;
        let base = y + TALL / 2.0 + LABEL.drop();
        page.canvas
            .short(LEFT, base, Anchor::Start, LABEL, name, gutter - 10.0);
        page.canvas
            .line((LEFT, y), (LEFT + gutter + wide * n, y), FAINT, 1.0);
        for (k, value) in row.iter().enumerate() {
            cell(
                page,
                matrix,
                *value,
                largest,
                (LEFT + gutter + wide * k as f64, y),
                wide,
            );
        }
    }
    page.y = top + TALL * matrix.values.len() as f64 + 14.0;
}

fn cell(page: &mut Page, matrix: &Matrix, value: f64, largest: f64, (x, y): (f64, f64), wide: f64) {
    let written = format!("{:.*}", matrix.digits, (value * matrix.times).abs());
    if written.chars().all(|c| c == '0' || c == '.') {
        let middle = (x + wide / 2.0, y + TALL / 2.0);
        page.canvas.circle("none", middle, 0.8, GREY, GREY);
        return;
    }
    let strength = 0.08 + 0.92 * (value.abs() / largest.max(f64::MIN_POSITIVE));
    let shade = mix(WHITE, if value > 0.0 { MORE } else { LESS }, strength);
    page.canvas
        .rect("cell", x + 1.0, y + 1.0, wide - 2.0, TALL - 2.0, shade);
    let sign = if value > 0.0 { "+" } else { "−" };
    let style = Style {
        colour: on(shade),
        ..SMALL
    };
    let words = fit(&format!("{sign}{written}"), style, wide - 4.0);
    let base = y + TALL / 2.0 + style.drop();
    page.canvas
        .text(x + wide / 2.0, base, Anchor::Middle, style, &words);
}
