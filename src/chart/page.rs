//! The page around a chart: title, subtitle and note, and how columns share its width.

use super::canvas::{Anchor, Canvas, line_height};
use super::paint::{GREY, INK};
use super::text::{Style, tidy, wrap};
use super::{Error, Frame, Sheet};

/// The chart's title, and on a narrow sheet.
const TITLE: [Style; 2] = [Style::bold(20.0, INK), Style::bold(17.0, INK)];
/// The subtitle, and on a narrow sheet.
const SUBTITLE: [Style; 2] = [Style::plain(14.0, GREY), Style::plain(13.0, GREY)];
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
    /// What is drawn on.
    pub canvas: Canvas,
    /// How wide it is, and on which ground.
    pub sheet: Sheet,
    /// How far down the page is filled, px.
    pub y: f64,
}

impl Page {
    /// A page with its title and subtitle drawn.
    pub fn open(frame: &Frame) -> Self {
        let mut page = Self {
            canvas: Canvas::new(frame.sheet.dark),
            sheet: frame.sheet,
            y: frame.sheet.margin() - 4.0,
        };
        let look = usize::from(frame.sheet.narrow());
        page.lines(&frame.title, TITLE[look]);
        if !tidy(&frame.subtitle).is_empty() {
            page.y += 3.0;
            page.lines(&frame.subtitle, SUBTITLE[look]);
        }
        page.y += 14.0;
        page
    }

    fn lines(&mut self, text: &str, style: Style) {
        for line in wrap(text, style, self.sheet.room(), usize::MAX) {
            let step = line_height(style);
            self.canvas.text(
                self.sheet.left(),
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
        let height = self.y + self.sheet.margin() - 8.0;
        let about = format!("{}. {}", frame.title, frame.subtitle);
        self.canvas
            .finish(f64::from(self.sheet.width), height, &about)
    }

    /// The page of a chart without anything to draw.
    pub fn empty(frame: &Frame) -> String {
        let mut page = Self::open(frame);
        page.canvas.text(
            page.sheet.left(),
            page.y + 16.0,
            Anchor::Start,
            SUBTITLE[0],
            "Nothing to show.",
        );
        page.y += 28.0;
        page.close(frame)
    }

    /// The titles of the panels in one row, in bold; nothing if all are empty.
    pub fn headings(&mut self, grid: &Grid, titles: &[&str]) {
        self.titles(grid, titles, HEADING);
    }

    /// Where the drawing begins and ends across, px.
    pub fn edges(&self) -> (f64, f64) {
        (self.sheet.left(), self.sheet.right())
    }

    /// Lines that a label may take which is one of `most` lines where there is width for it. Nobody
    /// hovers over a narrow sheet to read the rest.
    pub fn most(&self, most: usize) -> usize {
        most.max(if self.sheet.narrow() { 4 } else { 0 })
    }

    /// A title of a part, with its baseline `drop` px below, from `left` on and at most `max` px wide.
    pub fn part(&mut self, words: &str, (left, max): (f64, f64), drop: f64) {
        let step = line_height(HEADING);
        let most = self.most(1);
        let more = step * (wrap(words, HEADING, max, most).len().max(1) - 1) as f64;
        let middle = self.y + drop - HEADING.drop() + more / 2.0;
        self.canvas
            .block(left, middle, Anchor::Start, HEADING, words, max, most);
        self.y += 24.0 + more;
    }

    /// The titles of the panels in one row, in few lines each.
    pub fn titles(&mut self, grid: &Grid, titles: &[&str], style: Style) {
        let allowed = self.most(2);
        let lines: Vec<usize> = titles
            .iter()
            .map(|t| wrap(t, style, grid.panel, allowed).len())
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
                allowed,
            );
        }
        self.y += step * most + 8.0;
    }
}

/// How `n` panels share the page: some number in each row, right of a gutter for row labels.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// The left edge of all, px.
    from: f64,
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
    pub fn new(sheet: Sheet, n: usize, gutter: f64, least: f64, gap: f64) -> Self {
        let room = sheet.room() - gutter;
        let fit = (((room + gap) / (least + gap)).floor().max(1.0)) as usize;
        Self::across(sheet, n, n.min(fit), gutter, gap)
    }

    /// `n` panels, at most `most` in a row, in rows as even as can be; one in each of a narrow sheet.
    pub fn across(sheet: Sheet, n: usize, most: usize, gutter: f64, gap: f64) -> Self {
        let most = if sheet.narrow() { 1 } else { most };
        let rows = n.max(1).div_ceil(most.max(1));
        let per_row = n.max(1).div_ceil(rows);
        let room = sheet.room() - gutter;
        let panel = (room - gap * (per_row as f64 - 1.0)) / per_row as f64;
        Self {
            from: sheet.left(),
            n,
            per_row,
            gutter,
            panel,
            gap,
        }
    }

    /// The left edge of the panel in place `k` (from 0) of its row.
    pub fn left(&self, k: usize) -> f64 {
        self.from + self.gutter + k as f64 * (self.panel + self.gap)
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
