//! What it is worth: each actor's payoff, taken apart into its terms.

use super::canvas::Anchor;
use super::legend::{Mark, legend};
use super::page::{Page, finite, union};
use super::paint::{GREY, GROUND, INK};
use super::palette::{REST, term};
use super::rows::Rows;
use super::scale::Scale;
use super::text::{Style, signed, width};
use super::{Colour, Column, Error, Frame};

/// One actor's expected payoff.
#[derive(Clone, Debug, PartialEq)]
pub struct PayoffRow {
    /// The actor's name. Rows of the same label stand side by side in every column.
    pub label: String,
    /// The terms of the payoff in order, each with its expected value in the scenario's units of
    /// payoff; any finite number.
    pub terms: Vec<(String, f64)>,
    /// The whole payoff, in the same units.
    pub total: f64,
}

const VALUE: Style = Style::bold(13.0, INK);
const TITLE: Style = Style::plain(11.5, GREY);

/// Terms told apart by colour; the rest are drawn as one.
const TERMS: usize = 5;
/// What the rest are called.
const OTHER: &str = "other terms";

/// Every row with its smaller terms made one where there are more than the colours can tell apart:
/// the largest in sum over all rows keep their names.
fn gathered(columns: &[Column<Vec<PayoffRow>>]) -> Vec<Column<Vec<PayoffRow>>> {
    let all = || columns.iter().flat_map(|c| &c.body).flat_map(|r| &r.terms);
    let names = union(all().map(|t| t.0.as_str()));
    if names.len() <= TERMS {
        return columns.to_vec();
    }
    let size = |name: &str| -> f64 { all().filter(|t| t.0 == name).map(|t| t.1.abs()).sum() };
    let mut kept = names.clone();
    kept.sort_by(|a, b| size(b).total_cmp(&size(a)));
    kept.truncate(TERMS);
    let row = |row: &PayoffRow| {
        let (mut terms, other): (Vec<_>, Vec<_>) = row
            .terms
            .iter()
            .cloned()
            .partition(|t| kept.contains(&t.0.as_str()));
        if !other.is_empty() {
            terms.push((OTHER.to_string(), other.iter().map(|t| t.1).sum()));
        }
        PayoffRow {
            terms,
            ..row.clone()
        }
    };
    columns
        .iter()
        .map(|c| Column {
            title: c.title.clone(),
            body: c.body.iter().map(row).collect(),
        })
        .collect()
}

/// Payoffs of parts that have nothing in common but the unit, one below the other, each with a title and rows of its
/// own; otherwise as [`payoffs`].
pub fn payoffs_below(frame: &Frame, parts: &[Column<Vec<PayoffRow>>]) -> Result<String, Error> {
    let parts = gathered(parts);
    let all = || parts.iter().flat_map(|c| &c.body);
    checked(all())?;
    if all().next().is_none() {
        return Ok(Page::empty(frame));
    }
    let terms = terms(all());
    let mut page = Page::open(frame);
    key(&mut page, &terms);
    for part in &parts {
        let labels = part.body.iter().map(|r| r.label.as_str());
        let rows = Rows::new(frame.sheet, 1, labels, 36.0, 230.0, 24.0);
        let scale = Payoffs::of(part.body.iter(), rows.grid.panel);
        let edges = (frame.sheet.left(), frame.sheet.room());
        page.part(&part.title, edges, 14.0);
        let untitled = Column {
            title: String::new(),
            body: part.body.clone(),
        };
        group(
            &mut page,
            std::slice::from_ref(&untitled),
            &rows,
            &terms,
            &scale,
        );
    }
    Ok(page.close(frame))
}

/// An error unless all numbers are finite.
fn checked<'a>(rows: impl Iterator<Item = &'a PayoffRow>) -> Result<(), Error> {
    for row in rows {
        finite(row.total, &row.label)?;
        for (_, value) in &row.terms {
            finite(*value, &row.label)?;
        }
    }
    Ok(())
}

/// The least part of a row's largest term that is drawn.
const THIN: f64 = 2e-4;

/// The terms of a row that are drawn.
fn seen(row: &PayoffRow) -> impl Iterator<Item = &(String, f64)> {
    let largest = row.terms.iter().fold(0.0, |m: f64, t| m.max(t.1.abs()));
    let thin = THIN * largest;
    row.terms.iter().filter(move |t| t.1.abs() > thin)
}

/// The names of all terms that are drawn, the rest last.
fn terms<'a>(rows: impl Iterator<Item = &'a PayoffRow>) -> Vec<&'a str> {
    let mut terms = union(rows.flat_map(|r| seen(r).map(|t| t.0.as_str())));
    terms.sort_by_key(|t| *t == OTHER);
    terms
}

/// What the colours mean.
fn key(page: &mut Page, terms: &[&str]) {
    let mut items: Vec<(Mark, &str)> = terms
        .iter()
        .enumerate()
        .map(|(i, t)| (Mark::Swatch(colour(i, t)), *t))
        .collect();
    items.push((Mark::Diamond, "total"));
    legend(page, &items);
}

/// Draws columns side by side.
fn group(
    page: &mut Page,
    columns: &[Column<Vec<PayoffRow>>],
    rows: &Rows,
    terms: &[&str],
    scale: &Payoffs,
) {
    let titles: Vec<&str> = columns.iter().map(|c| c.title.as_str()).collect();
    page.headings(&rows.grid, &titles);
    let top = page.y + 14.0;
    let bottom = top + rows.tall();
    rows.write(&mut page.canvas, top);
    for (k, column) in columns.iter().enumerate() {
        let x = rows.grid.left(k);
        let end = x + rows.grid.panel;
        page.canvas
            .text(end, top - 3.0, Anchor::End, TITLE, "Total");
        scale.scale.draw(&mut page.canvas, x, top, bottom);
        rows.write_above(&mut page.canvas, top);
        for row in &column.body {
            let i = rows.labels.iter().position(|l| *l == row.label);
            let y = rows.middle(top, i.unwrap_or(0));
            draw(page, row, terms, scale, x, y);
            let words = scale.number(row.total);
            let base = y + VALUE.drop();
            page.canvas.text(end, base, Anchor::End, VALUE, &words);
        }
    }
    page.y = bottom + 26.0;
}

/// Diverging stacked bars: gains to the right of zero, losses to the left, one colour per term,
/// a diamond and a number for the total. SVG; an error if a number is not finite.
pub fn payoffs(frame: &Frame, columns: &[Column<Vec<PayoffRow>>]) -> Result<String, Error> {
    let columns = &gathered(columns);
    let all = || columns.iter().flat_map(|c| &c.body);
    checked(all())?;
    let labels = all().map(|r| r.label.as_str());
    let rows = Rows::new(frame.sheet, columns.len(), labels, 36.0, 230.0, 24.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let terms = terms(all());
    let scale = Payoffs::of(all(), rows.grid.panel);
    let mut page = Page::open(frame);
    key(&mut page, &terms);
    for range in rows.grid.rows() {
        group(&mut page, &columns[range], &rows, &terms, &scale);
    }
    Ok(page.close(frame))
}

/// From payoffs to px, the same in every panel.
struct Payoffs {
    scale: Scale,
    decimals: usize,
}

impl Payoffs {
    fn of<'a>(rows: impl Iterator<Item = &'a PayoffRow>, panel: f64) -> Self {
        let (mut low, mut high, mut room) = (0.0_f64, 0.0_f64, 0.0_f64);
        let rows: Vec<&PayoffRow> = rows.collect();
        for row in &rows {
            let sum = |sign: f64| -> f64 {
                let part = row.terms.iter().map(|t| (t.1 * sign).max(0.0));
                part.sum::<f64>() * sign
            };
            low = low.min(sum(-1.0)).min(row.total);
            high = high.max(sum(1.0)).max(row.total);
        }
        let reach = if high - low < 1e-12 { 1.0 } else { high - low };
        let decimals = if reach >= 200.0 {
            0
        } else if reach >= 20.0 {
            1
        } else if reach >= 0.2 {
            2
        } else {
            4
        };
        for row in &rows {
            room = room.max(width(&signed(row.total, decimals), VALUE));
        }
        let about = if panel > 420.0 { 7.0 } else { 3.0 };
        Self {
            scale: Scale::new(low, high, about, panel - room.max(30.0) - 22.0),
            decimals,
        }
    }

    fn at(&self, value: f64) -> f64 {
        self.scale.at(value)
    }

    fn number(&self, value: f64) -> String {
        signed(value, self.decimals)
    }
}

/// The colour of term number `i` of this name.
fn colour(i: usize, name: &str) -> Colour {
    if name == OTHER { REST } else { term(i) }
}

fn draw(page: &mut Page, row: &PayoffRow, terms: &[&str], scale: &Payoffs, x: f64, y: f64) {
    let canvas = &mut page.canvas;
    let (mut low, mut high) = (0.0, 0.0);
    let half = 10.0;
    let total = x + scale.at(row.total);
    for (name, value) in seen(row) {
        let from = if *value < 0.0 { &mut low } else { &mut high };
        let (a, b) = (scale.at(*from), scale.at(*from + value));
        *from += value;
        let colour = colour(terms.iter().position(|t| t == name).unwrap_or(0), name);
        let (left, wide) = (x + a.min(b), (b - a).abs());
        canvas.rect("term", left, y - half, wide, 2.0 * half, colour);
        canvas.line((left, y - half), (left, y + half), GROUND, 1.0);
        let style = Style::plain(11.0, canvas.on(colour));
        let middle = left + wide / 2.0;
        let fits = |words: &String| {
            let need = width(words, style);
            wide > need + 8.0 && (middle - total).abs() > need / 2.0 + 9.0
        };
        // its name and value, or the value alone
        let number = scale.number(*value);
        let words = [format!("{name} {number}"), number];
        if let Some(words) = words.iter().find(|words| fits(words)) {
            canvas.text(middle, y + style.drop(), Anchor::Middle, style, words);
        }
    }
    canvas.diamond("total", (total, y), 7.0);
}
