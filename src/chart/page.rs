//! The page around a chart: title, subtitle and note, and how columns share its width.

use super::canvas::{Anchor, Canvas, GREY, INK, line_height};
use super::text::{Style, tidy, wrap};
use super::{Colour, Error, Frame};

/// Width of every chart, px.
pub const WIDTH: f64 = 960.0;
/// White space around the drawing, px.
pub const MARGIN: f64 = 24.0;
/// Where the drawing begins and ends across, px.
pub const LEFT: f64 = MARGIN;
/// See [`LEFT`].
pub const RIGHT: f64 = WIDTH - MARGIN;

/// The chart's title.
const TITLE: Style = Style::bold(20.0, INK);
/// The subtitle.
const SUBTITLE: Style = Style::plain(14.0, GREY);
/// The note at the bottom.
const NOTE: Style = Style::plain(11.0, GREY);
/// Column titles and the names of small multiples.
pub const HEADING: Style = Style::bold(13.0, INK);
/// Labels of rows, values.
pub const LABEL: Style = Style::plain(13.0, INK);
/// Axis labels and keys.
pub const SMALL: Style = Style::plain(11.5, GREY);

/// A page being filled from top to bottom.
pub struct Page {
    /// The sheet drawn on.
    pub canvas: Canvas,
    /// How far down the page is filled, px.
    pub y: f64,
}

impl Page {
    /// A page with its title and subtitle drawn.
    pub fn open(frame: &Frame) -> Self {
        let mut page = Self {
            canvas: Canvas::default(),
            y: MARGIN - 4.0,
        };
        page.lines(&frame.title, TITLE);
        if !tidy(&frame.subtitle).is_empty() {
            page.y += 3.0;
            page.lines(&frame.subtitle, SUBTITLE);
        }
        page.y += 14.0;
        page
    }

    fn lines(&mut self, text: &str, style: Style) {
        for line in wrap(text, style, RIGHT - LEFT, usize::MAX) {
            let step = line_height(style);
            self.canvas.text(
                LEFT,
                self.y + 0.8 * step,
                Anchor::Start,
                style,
                line.as_str(),
            );
            self.y += step;
        }
    }

    /// The page with its note, as SVG.
    pub fn close(mut self, frame: &Frame) -> String {
        self.y += 10.0;
        if !tidy(&frame.note).is_empty() {
            self.y += 4.0;
            self.lines(&frame.note, NOTE);
        }
        let height = self.y + MARGIN - 8.0;
        let about = format!("{}. {}", frame.title, frame.subtitle);
        self.canvas.finish(WIDTH, height, &about)
    }

    /// The page of a chart without anything to draw.
    pub fn empty(frame: &Frame) -> String {
        let mut page = Self::open(frame);
        page.canvas.text(
            LEFT,
            page.y + 16.0,
            Anchor::Start,
            SUBTITLE,
            "Nothing to show.",
        );
        page.y += 28.0;
        page.close(frame)
    }

    /// The titles of the panels in one row, in bold; nothing if all are empty.
    pub fn headings(&mut self, grid: &Grid, titles: &[&str]) {
        self.titles(grid, titles, HEADING);
    }

    /// The titles of the panels in one row, in up to two lines each.
    pub fn titles(&mut self, grid: &Grid, titles: &[&str], style: Style) {
        let lines: Vec<usize> = titles
            .iter()
            .map(|t| wrap(t, style, grid.panel, 2).len())
            .collect();
        let most = lines.iter().copied().max().unwrap_or(0) as f64;
        if most == 0.0 {
            return;
        }
        let step = line_height(style);
        for (k, title) in titles.iter().enumerate() {
            let middle = self.y + step * (most - lines[k] as f64 / 2.0);
            self.canvas.block(
                grid.left(k),
                middle,
                Anchor::Start,
                style,
                title,
                grid.panel,
                2,
            );
        }
        self.y += step * most + 8.0;
    }
}

/// How `n` panels share the page: some number in each row, right of a gutter for row labels.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// Panels drawn in all.
    n: usize,
    /// Panels in a full row.
    pub per_row: usize,
    /// Width of the gutter left of the first panel, px.
    pub gutter: f64,
    /// Width of a panel, px.
    pub panel: f64,
    /// White space between panels, px.
    gap: f64,
}

impl Grid {
    /// `n` panels in rows as even as can be, each at least `least` px wide where there is room.
    pub fn new(n: usize, gutter: f64, least: f64, gap: f64) -> Self {
        let room = RIGHT - LEFT - gutter;
        let fit = (((room + gap) / (least + gap)).floor().max(1.0)) as usize;
        Self::across(n, n.min(fit).max(1), gutter, gap)
    }

    /// `n` panels, at most `most` in a row, in rows as even as can be.
    pub fn across(n: usize, most: usize, gutter: f64, gap: f64) -> Self {
        let rows = n.max(1).div_ceil(most.max(1));
        let per_row = n.max(1).div_ceil(rows);
        let room = RIGHT - LEFT - gutter;
        let panel = (room - gap * (per_row as f64 - 1.0)) / per_row as f64;
        Self {
            n,
            per_row,
            gutter,
            panel,
            gap,
        }
    }

    /// The left edge of the panel in place `k` (from 0) of its row.
    pub fn left(&self, k: usize) -> f64 {
        LEFT + self.gutter + k as f64 * (self.panel + self.gap)
    }

    /// The panels of each row, as ranges of their numbers.
    pub fn rows(&self) -> Vec<std::ops::Range<usize>> {
        (0..self.n)
            .step_by(self.per_row)
            .map(|a| a..(a + self.per_row).min(self.n))
            .collect()
    }
}

/// Every different label, in the order first met.
pub fn union<'a>(labels: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for label in labels {
        if !seen.contains(&label) {
            seen.push(label);
        }
    }
    seen
}

/// `value` if it is a share: finite and within 0..=1, but for rounding.
pub fn share(value: f64, what: &str) -> Result<f64, Error> {
    if !(-1e-6..=1.0 + 1e-6).contains(&value) {
        let what = what.to_string();
        return Err(Error::NotAShare { what, value });
    }
    Ok(value.clamp(0.0, 1.0))
}

/// An error unless `value` is finite.
pub fn finite(value: f64, what: &str) -> Result<(), Error> {
    if !value.is_finite() {
        let what = what.to_string();
        return Err(Error::NotFinite { what, value });
    }
    Ok(())
}

/// An error unless a series has one value per round.
pub fn per_round(values: usize, rounds: usize, what: &str) -> Result<(), Error> {
    if values != rounds {
        return Err(Error::Rounds {
            what: what.to_string(),
            values,
            rounds,
        });
    }
    Ok(())
}

/// Text in `colour`, darkened where needed to read on white.
pub fn tinted(style: Style, colour: Colour) -> Style {
    Style {
        colour: super::ink::readable(colour),
        ..style
    }
}
