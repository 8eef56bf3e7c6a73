//! How numbers answer to a setting: lines over its values, and marks where something tips.

use super::axis::{Along, brief, percent_up, ticks, ticks_below};
use super::canvas::{Anchor, Canvas};
use super::ends::{APART, Beside, End, LEAD, ends};
use super::legend::Mark;
use super::page::{Grid, Page, SMALL, finite, per_round, share};
use super::paint::{AXIS, FAINT, GROUND, INK};
use super::text::{percent, width};
use super::{Colour, Error, Frame};

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is the line of.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
    /// One value for each place of the course, or along the axis.
    pub values: Vec<f64>,
    /// What it may be, at each place along the axis; empty if it is known.
    pub band: Vec<(f64, f64)>,
    /// Values off the line, each at a number along the axis: drawn as crosses.
    pub off: Vec<(f64, f64)>,
}

/// Lines on one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// What the panel shows; may be empty.
    pub title: String,
    /// Whether its values are shares, drawn on 0–100%.
    pub percent: bool,
    /// The lines.
    pub lines: Vec<Line>,
}

/// The setting that lines answer to.
#[derive(Clone, Debug, PartialEq)]
pub struct Across {
    /// What it is called.
    pub label: String,
    /// Its values.
    pub values: Along,
    /// Where something tips: numbers among them.
    pub marks: Vec<f64>,
    /// Where what is compared with stands: a number among them.
    pub own: Option<f64>,
    /// The course of lines that may turn back or break; none of lines with one value for each of the
    /// axis.
    pub course: Option<Course>,
}

/// Where the values of lines stand, one after another, if these lines may turn back or break.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Numbers along the axis, in the order of the lines' values.
    pub places: Vec<f64>,
    /// Which of them are folds, by number: they get a small mark.
    pub folds: Vec<usize>,
    /// Before which of them lines are broken, by number, in order.
    pub breaks: Vec<usize>,
}

impl Across {
    /// Number of values of a line.
    fn count(&self) -> usize {
        match &self.course {
            Some(course) => course.places.len(),
            None => self.values.len(),
        }
    }

    /// The place of value `i` of a line, between 0 and 1.
    fn place(&self, i: usize) -> f64 {
        match &self.course {
            Some(course) => self.values.of(course.places[i]),
            None => self.values.place(i),
        }
    }

    /// The number of the value that stands furthest to the right, the last of several.
    fn rightmost(&self) -> Option<usize> {
        (0..self.count()).max_by(|a, b| self.place(*a).total_cmp(&self.place(*b)))
    }
}

/// Room for the labels of the scale, px.
const SCALE: f64 = 44.0;

/// Panels one below the other on a common axis, lines named at their right ends. SVG; an error if a
/// line has not one value for each place, or one that is no share or not finite.
pub fn lines(frame: &Frame, across: &Across, panels: &[Panel]) -> Result<String, Error> {
    for (panel, line) in panels
        .iter()
        .flat_map(|p| p.lines.iter().map(move |l| (p, l)))
    {
        per_round(line.values.len(), across.count(), &line.label)?;
        let bands = line.band.iter().flat_map(|b| [&b.0, &b.1]);
        let off = line.off.iter().map(|(_, value)| value);
        for value in line.values.iter().chain(bands).chain(off) {
            match panel.percent {
                true => drop(share(*value, &line.label)?),
                false => finite(*value, &line.label)?,
            }
        }
    }
    let all = || panels.iter().flat_map(|p| &p.lines);
    let (Some(last), Some(_)) = (across.rightmost(), all().next()) else {
        return Ok(Page::empty(frame));
    };
    let mut page = Page::open(frame);
    let grid = Grid::across(frame.sheet, 1, 1, 0.0, 0.0);
    let wanted = panels
        .iter()
        .flat_map(|p| p.lines.iter().map(|l| end(p, l, last, 0.0)));
    let beside = Beside::new(frame.sheet, wanted, 280.0, grid.panel);
    let gutter = beside.room + LEAD;
    let x = (grid.left(0) + SCALE, grid.left(0) + grid.panel - gutter);
    for panel in panels {
        page.headings(&grid, &[&panel.title]);
        let names = panel
            .lines
            .iter()
            .map(|l| (Mark::Swatch(l.colour), l.label.as_str()));
        beside.key(&mut page, names);
        let marked = if across.marks.is_empty() { 6.0 } else { 22.0 };
        let top = page.y + marked;
        let rows = (panel.lines.len() as f64 + 1.0) * APART;
        let y = (
            top,
            top + if panel.percent { 280.0 } else { 140.0_f64 }.max(rows),
        );
        let range = scale(&mut page, panel, x, y);
        marks(&mut page, across, x, y);
        draw(&mut page, across, panel, range, x, y, &beside);
        own(&mut page.canvas, across, x, y.1);
        ticks_below(&mut page.canvas, &across.values, (x.0, x.1 - x.0), y.1);
        page.y = y.1 + 26.0;
    }
    let middle = (x.0 + x.1) / 2.0;
    page.canvas.short(
        middle,
        page.y + 10.0,
        Anchor::Middle,
        SMALL,
        &across.label,
        x.1 - x.0,
    );
    page.y += 18.0;
    Ok(page.close(frame))
}

/// The end of a line whose rightmost value is number `last`.
fn end<'a>(panel: &Panel, line: &'a Line, last: usize, y: f64) -> End<'a> {
    End {
        label: &line.label,
        colour: line.colour.into(),
        value: match panel.percent {
            true => percent(line.values[last]),
            false => brief((line.values[last] * 100.0).round() / 100.0),
        },
        y,
    }
}

/// Draws the scale, and gives the values at its bottom and top.
fn scale(page: &mut Page, panel: &Panel, x: (f64, f64), y: (f64, f64)) -> (f64, f64) {
    let canvas = &mut page.canvas;
    if panel.percent {
        percent_up(canvas, x.0, x.1, y.0, y.1, true);
        return (0.0, 1.0);
    }
    let values = || {
        let all = panel.lines.iter();
        all.flat_map(|l| {
            l.values
                .iter()
                .copied()
                .chain(l.band.iter().flat_map(|b| [b.0, b.1]))
                .chain(l.off.iter().map(|(_, value)| *value))
        })
    };
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let wide = (high - low).max(1e-6 * high.abs().max(1.0));
    let marks = ticks(low, low + wide, 4.0);
    let range = (marks[0], marks[marks.len() - 1]);
    for value in marks {
        let at = y.1 - (y.1 - y.0) * (value - range.0) / (range.1 - range.0);
        let colour = if value == range.0 { AXIS } else { FAINT };
        canvas.line((x.0, at), (x.1, at), colour, 1.0);
        let words = brief(value);
        canvas.text(x.0 - 6.0, at + SMALL.drop(), Anchor::End, SMALL, &words);
    }
    range
}

/// Above so many folds their marks are small.
const MANY_FOLDS: usize = 12;

/// From so many marks on each is but a tick at the top: uprights would hide the lines.
const MANY: usize = 7;

/// Dashed uprights where something tips, their values above.
fn marks(page: &mut Page, across: &Across, x: (f64, f64), y: (f64, f64)) {
    let canvas = &mut page.canvas;
    let mut free = f64::NEG_INFINITY;
    for mark in &across.marks {
        let at = x.0 + (x.1 - x.0) * across.values.of(*mark);
        let mut from = y.0;
        let to = if across.marks.len() < MANY {
            y.1
        } else {
            y.0 + 12.0
        };
        while from < to {
            canvas.line((at, from), (at, (from + 4.0).min(to)), AXIS, 1.0);
            from += 8.0;
        }
        // of marks that stand close the first alone is named
        let label = brief(*mark);
        let half = width(&label, SMALL) / 2.0;
        if at - half >= free {
            canvas.text(at, y.0 - 6.0, Anchor::Middle, SMALL, &label);
            free = at + half + 8.0;
        }
    }
}

/// A triangle on the axis.
fn own(canvas: &mut Canvas, across: &Across, x: (f64, f64), y: f64) {
    let Some(place) = across.own.and_then(|own| across.values.among(own)) else {
        return;
    };
    let at = x.0 + (x.1 - x.0) * place;
    let corners = [(at - 5.0, y), (at, y - 9.0), (at + 5.0, y)];
    canvas.area("own", &corners, INK, 1.0);
}

fn draw(
    page: &mut Page,
    across: &Across,
    panel: &Panel,
    range: (f64, f64),
    x: (f64, f64),
    y: (f64, f64),
    beside: &Beside,
) {
    let canvas = &mut page.canvas;
    let up = |v: f64| y.1 - (y.1 - y.0) * ((v - range.0) / (range.1 - range.0)).clamp(0.0, 1.0);
    let place = |i: usize| x.0 + (x.1 - x.0) * across.place(i);
    let course = across.course.as_ref();
    let folds = course.map_or(&[][..], |c| &c.folds);
    let breaks = course.map_or(&[][..], |c| &c.breaks);
    let along = |i: usize| x.0 + (x.1 - x.0) * across.values.place(i);
    for line in panel.lines.iter().filter(|l| l.band.len() > 1) {
        let side = |high: bool| {
            let ends = line.band.iter().map(move |b| if high { b.1 } else { b.0 });
            ends.enumerate().map(|(i, v)| (along(i), up(v)))
        };
        if across.values.numbers() {
            let back: Vec<(f64, f64)> = side(false).collect();
            let points: Vec<(f64, f64)> = side(true).chain(back.into_iter().rev()).collect();
            canvas.area("band", &points, line.colour, 0.16);
        } else {
            for ((x, high), (_, low)) in side(true).zip(side(false)) {
                let corners = [
                    (x - 4.0, high),
                    (x + 4.0, high),
                    (x + 4.0, low),
                    (x - 4.0, low),
                ];
                canvas.area("band", &corners, line.colour, 0.3);
            }
        }
    }
    for line in &panel.lines {
        let points: Vec<(f64, f64)> = line
            .values
            .iter()
            .enumerate()
            .map(|(i, v)| (place(i), up(*v)))
            .collect();
        let mut from = 0;
        for to in breaks.iter().copied().chain([points.len()]) {
            // words are no numbers: nothing lies between them
            if to - from > 1 && across.values.numbers() {
                canvas.path("line", &points[from..to], line.colour, 2.5);
            }
            from = to;
        }
        let point = if across.values.numbers() { 1.2 } else { 3.0 };
        let fold = if folds.len() > MANY_FOLDS { 2.2 } else { 3.5 };
        for (n, at) in points.iter().enumerate() {
            if folds.contains(&n) {
                canvas.circle("fold", *at, fold, GROUND, line.colour);
            } else {
                canvas.circle("point", *at, point, line.colour, line.colour);
            }
        }
        for (number, value) in &line.off {
            let at = x.0 + (x.1 - x.0) * across.values.of(*number);
            let h = 3.0;
            let y = up(*value);
            canvas.path("off", &[(at - h, y - h), (at + h, y + h)], line.colour, 1.5);
            canvas.path("off", &[(at - h, y + h), (at + h, y - h)], line.colour, 1.5);
        }
    }
    let Some(last) = across.rightmost() else {
        return;
    };
    let all: Vec<End> = panel
        .lines
        .iter()
        .map(|l| End {
            label: beside.label(&l.label),
            ..end(panel, l, last, up(l.values[last]))
        })
        .collect();
    ends(canvas, &all, x.1, y, beside.room);
}
