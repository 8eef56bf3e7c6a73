//! When it happens: the cumulative probability of each outcome by round, as lines in steps.

use super::axis::{percent_up, rounds_below};
use super::canvas::Dashes;
use super::ends::{APART, Beside, End, LEAD, ends};
use super::legend::Mark;
use super::page::{Grid, Page, per_round, share};
use super::paint::{INK, Paint};
use super::text::percent;
use super::{Colour, Column, Error, Frame};

/// One outcome's cumulative incidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The outcome's name.
    pub label: String,
    /// How its line is drawn.
    pub look: Look,
    /// The probability, 0..=1, that it has come about by the end of each round; one per round.
    pub values: Vec<f64>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// In its colour, the same in every chart of a run.
    Colour(Colour),
    /// In ink, the first whole and others in dashes of their own.
    Ink(usize),
}

impl Look {
    fn paint(self) -> Paint {
        match self {
            Look::Colour(colour) => colour.into(),
            Look::Ink(_) => INK,
        }
    }

    fn dashes(self) -> Dashes {
        match self {
            Look::Ink(1) => &[7.0, 4.0],
            Look::Ink(n) if n > 1 => &[2.0, 3.0],
            Look::Ink(_) | Look::Colour(_) => &[],
        }
    }

    fn mark(self) -> Mark {
        match self {
            Look::Colour(colour) => Mark::Swatch(colour),
            Look::Ink(_) => Mark::Line(self.paint(), self.dashes()),
        }
    }
}

/// Room for the labels of the percentages, px.
const SCALE: f64 = 40.0;

/// Lines in steps on 0–100%, one per outcome, named with their last value at their right ends.
/// SVG; an error if a value is no share or a curve has not one value per round.
pub fn timing(
    frame: &Frame,
    columns: &[Column<Vec<Curve>>],
    rounds: &[String],
) -> Result<String, Error> {
    let curves = || columns.iter().flat_map(|c| &c.body);
    for curve in curves() {
        per_round(curve.values.len(), rounds.len(), &curve.label)?;
        for value in &curve.values {
            share(*value, &curve.label)?;
        }
    }
    if rounds.is_empty() || curves().next().is_none() {
        return Ok(Page::empty(frame));
    }
    let grid = Grid::new(frame.sheet, columns.len(), 0.0, 400.0, 28.0);
    let single = grid.per_row == 1;
    let most = if single { 250.0 } else { 200.0 };
    let wanted = curves().map(|c| end(c, 0.0));
    let beside = Beside::new(frame.sheet, wanted, most, grid.panel);
    let gutter = beside.room + LEAD;
    let lines = columns.iter().map(|c| c.body.len()).max().unwrap_or(1) as f64;
    let tall = (if single { 310.0_f64 } else { 250.0 }).max((lines + 1.0) * APART);

    let mut page = Page::open(frame);
    beside.key(
        &mut page,
        curves().map(|c| (c.look.mark(), c.label.as_str())),
    );
    for range in grid.rows() {
        let group = &columns[range];
        let titles: Vec<&str> = group.iter().map(|c| c.title.as_str()).collect();
        page.headings(&grid, &titles);
        let top = page.y + 6.0;
        let bottom = top + tall;
        for (k, column) in group.iter().enumerate() {
            let left = grid.left(k);
            let x0 = left + SCALE;
            let x1 = left + grid.panel - gutter;
            let canvas = &mut page.canvas;
            percent_up(canvas, x0, x1, top, bottom, true);
            let reach = (left, x1 + 30.0);
            rounds_below(canvas, rounds, (x0, x1 - x0), bottom, reach);
            draw(&mut page, &column.body, (x0, x1), (top, bottom), &beside);
        }
        page.y = bottom + 32.0;
    }
    Ok(page.close(frame))
}

fn value(curve: &Curve) -> f64 {
    curve.values.last().copied().unwrap_or(0.0)
}

fn end(curve: &Curve, y: f64) -> End<'_> {
    End {
        label: &curve.label,
        colour: curve.look.paint(),
        value: percent(value(curve)),
        y,
    }
}

fn draw(page: &mut Page, curves: &[Curve], x: (f64, f64), y: (f64, f64), beside: &Beside) {
    let up = |v: f64| y.1 - (y.1 - y.0) * v.clamp(0.0, 1.0);
    let canvas = &mut page.canvas;
    for curve in curves {
        let band = (x.1 - x.0) / curve.values.len() as f64;
        let mut points = Vec::new();
        for (i, v) in curve.values.iter().enumerate() {
            if i == 0 || up(*v) != up(curve.values[i - 1]) {
                points.push((x.0 + band * i as f64, up(*v)));
            }
            let next = curve.values.get(i + 1);
            if next.is_none_or(|n| up(*n) != up(*v)) {
                points.push((x.0 + band * (i + 1) as f64, up(*v)));
            }
        }
        let thick = match curve.look {
            Look::Colour(_) => 2.5,
            Look::Ink(_) => 2.0,
        };
        canvas.dashed(curve.look.dashes(), |canvas| {
            canvas.path("curve", &points, curve.look.paint(), thick);
        });
    }
    let all = curves.iter().map(|c| End {
        label: beside.label(&c.label),
        ..end(c, up(value(c)))
    });
    ends(canvas, &all.collect::<Vec<_>>(), x.1, y, beside.room);
}
