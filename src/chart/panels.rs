//! Many small charts, one for each claim: how a share or a mean answers to a setting, and what that
//! makes of the claim.

use super::canvas::Anchor;
use super::page::{Grid, HEADING, Page, SMALL, finite, share};
use super::paint::{AXIS, FAINT, INK};
use super::text::{Style, percent, signed};
use super::{Colour, Error, Frame};

/// A small chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Small {
    /// What it shows, in a line or two.
    pub title: String,
    /// What that means, in a word.
    pub verdict: String,
    /// The word's colour.
    pub colour: Colour,
    /// The setting, below the chart.
    pub setting: String,
    /// Its first and last value.
    pub ends: (String, String),
    /// Shares, 0..=1, or means over the setting's values; the line breaks where there is none.
    pub values: Vec<Option<f64>>,
    /// Whether these are means.
    pub mean: bool,
    /// What they are to be above or below, if that is the claim.
    pub threshold: Option<f64>,
}

impl Small {
    /// What the bottom and the top of the chart stand for.
    fn range(&self) -> (f64, f64) {
        if !self.mean {
            return (0.0, 1.0);
        }
        let all = || self.values.iter().flatten().chain(&self.threshold).copied();
        let low = all().fold(0.0, f64::min);
        let high = all().fold(low, f64::max);
        (low, if high > low { high } else { low + 1.0 })
    }

    fn number(&self, value: f64) -> String {
        match self.mean {
            true => signed(value, 2).trim_start_matches('+').to_string(),
            false => percent(value),
        }
    }
}

const TALL: f64 = 84.0;

/// Small charts in rows, of shares on 0–100 %. SVG; an error if a share is none.
pub fn panels(frame: &Frame, all: &[Small]) -> Result<String, Error> {
    for small in all {
        for value in small.values.iter().flatten().chain(&small.threshold) {
            if small.mean {
                finite(*value, &small.title)?;
                continue;
            }
            share(*value, &small.title)?;
        }
    }
    if all.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let grid = Grid::new(frame.sheet, all.len(), 0.0, 200.0, 26.0);
    for range in grid.rows() {
        let row = &all[range];
        let verdicts = page.y + 14.0;
        for (k, small) in row.iter().enumerate() {
            let style = Style {
                colour: small.colour.into(),
                ..HEADING
            };
            let x = grid.left(k);
            page.canvas
                .text(x, verdicts, Anchor::Start, style, &small.verdict);
        }
        page.y += 20.0;
        let titles: Vec<&str> = row.iter().map(|s| s.title.as_str()).collect();
        page.titles(&grid, &titles, SMALL);
        let top = page.y + 4.0;
        for (k, small) in row.iter().enumerate() {
            draw(&mut page, small, (grid.left(k), grid.panel), top);
        }
        page.y = top + TALL + 52.0;
    }
    Ok(page.close(frame))
}

fn draw(page: &mut Page, small: &Small, (left, wide): (f64, f64), top: f64) {
    let canvas = &mut page.canvas;
    // room for the values at both ends
    let (x0, x1) = (left + 44.0, left + wide - 44.0);
    let (low, high) = small.range();
    let up = |v: f64| top + TALL * (1.0 - ((v - low) / (high - low)).clamp(0.0, 1.0));
    for v in [low, (low + high) / 2.0, high] {
        let colour = if v == low { AXIS } else { FAINT };
        canvas.line((x0 - 6.0, up(v)), (x1 + 6.0, up(v)), colour, 1.0);
    }
    if let Some(threshold) = small.threshold {
        let mut x = x0 - 6.0;
        while x < x1 + 6.0 {
            let end = (x + 5.0).min(x1 + 6.0);
            canvas.line((x, up(threshold)), (end, up(threshold)), INK, 1.0);
            x += 9.0;
        }
    }
    let n = small.values.len();
    let at = |i: usize| match n {
        1 => (x0 + x1) / 2.0,
        _ => x0 + (x1 - x0) * i as f64 / (n - 1) as f64,
    };
    let points = (0..n).map(|i| Some((at(i), up(small.values[i]?))));
    let points: Vec<Option<(f64, f64)>> = points.collect();
    for line in points.split(Option::is_none).filter(|line| line.len() > 1) {
        let line: Vec<(f64, f64)> = line.iter().flatten().copied().collect();
        canvas.path("claim", &line, small.colour, 2.0);
    }
    for point in points.iter().flatten() {
        canvas.circle("point", *point, 3.0, small.colour, small.colour);
    }
    let drop = SMALL.drop();
    if let Some(Some(first)) = small.values.first() {
        let (x, y) = (x0 - 10.0, up(*first) + drop);
        canvas.text(x, y, Anchor::End, SMALL, &small.number(*first));
    }
    if let Some(Some(last)) = small.values.last().filter(|_| n > 1) {
        let (x, y) = (x1 + 10.0, up(*last) + drop);
        canvas.text(x, y, Anchor::Start, SMALL, &small.number(*last));
    }
    let base = top + TALL + 23.0;
    let third = wide / 3.4;
    canvas.short(left, base, Anchor::Start, SMALL, &small.ends.0, third);
    canvas.short(left + wide, base, Anchor::End, SMALL, &small.ends.1, third);
    let below = base + 15.0;
    canvas.short(left, below, Anchor::Start, SMALL, &small.setting, wide);
}
