//! How a probability spreads over histories, round by round: the median, and bands of the middle half and of
//! all but a tenth of them. So does a belief for each type that may be the true one, or how likely an
//! end is given the play so far.

use super::axis::{percent_up, rounds_below};
use super::ends::{End, LEAD, ends};
use super::legend::{Mark, legend_within};
use super::multiples::{Row, SCALE, multiples};
use super::page::{Page, per_round, share};
use super::text::percent;
use super::{Colour, Column, Error, Frame};

/// A probability, and how it spreads. Panels of the same label are drawn side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// What it is of.
    pub label: String,
    /// What it is before play, 0..=1.
    pub start: f64,
    /// One for each kind of history.
    pub spreads: Vec<Spread>,
}

/// How it spreads over histories of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Which kind; empty of all.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
    /// At the end of each round, 0..=1: the quantiles 5, 25, 50, 75 and 95%; none where there is no such history.
    pub rounds: Vec<Option<[f64; 5]>>,
}

impl Spread {
    /// The last median; none if there is none.
    pub fn last(&self) -> Option<f64> {
        Some(self.rounds.iter().rev().flatten().next()?[2])
    }
}

const TALL: f64 = 190.0;

/// Medians in bands on 0–100%, named with their last value at their right ends. SVG; an error if a
/// value is no share or a spread has not one set of quantiles per round.
pub fn fans(
    frame: &Frame,
    columns: &[Column<Vec<Fan>>],
    rounds: &[String],
) -> Result<String, Error> {
    for fan in columns.iter().flat_map(|c| &c.body) {
        share(fan.start, &fan.label)?;
        for spread in &fan.spreads {
            per_round(spread.rounds.len(), rounds.len(), &spread.label)?;
            for value in spread.rounds.iter().flatten().flatten() {
                share(*value, &spread.label)?;
            }
        }
    }
    if rounds.is_empty() || columns.iter().all(|c| c.body.is_empty()) {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let most = if rounds.len() > 24 { 1 } else { 2 };
    multiples(
        &mut page,
        columns,
        |b| &b.label,
        most,
        |page, row| {
            draw(page, row, rounds);
        },
    );
    Ok(page.close(frame))
}

fn draw(page: &mut Page, row: &Row<Fan>, rounds: &[String]) {
    let grid = &row.grid;
    let indent = if row.own { SCALE } else { 0.0 };
    let spreads = || row.slots.iter().flatten().flat_map(|b| &b.spreads);
    // names at the lines' ends where there is room, else in a key
    let named = spreads().map(|spread| {
        let widest = End {
            label: &spread.label,
            colour: spread.colour.into(),
            value: percent(1.0),
            y: 0.0,
        };
        widest.room()
    });
    // of all histories together the last median says little
    let unnamed = spreads().all(|spread| spread.label.is_empty());
    let gutter = if unnamed {
        4.0
    } else {
        named.fold(0.0, f64::max) + LEAD
    };
    let inside = gutter <= 0.4 * grid.panel;
    if !inside {
        let mut items: Vec<(Mark, &str)> = vec![];
        for spread in spreads() {
            if !items.iter().any(|(_, label)| *label == spread.label) {
                items.push((Mark::Swatch(spread.colour), &spread.label));
            }
        }
        let last = grid.left(grid.per_row - 1) + grid.panel;
        legend_within(page, &items, (grid.left(0), last));
    }
    let gutter = if inside { gutter } else { LEAD + 34.0 };
    let top = page.y + 2.0;
    let y = (top, top + TALL);
    for (k, slot) in row.slots.iter().enumerate() {
        let Some(fan) = slot else { continue };
        let left = grid.left(k);
        let x = (left + indent, left + grid.panel - gutter);
        let scale = row.own || k == 0;
        percent_up(&mut page.canvas, x.0, x.1, y.0, y.1, scale);
        lines(page, fan, x, y, if inside { gutter - LEAD } else { 0.0 });
        // the labels at the lines' ends may stand low
        let reach = (left, x.1 + 4.0);
        rounds_below(&mut page.canvas, rounds, (x.0, x.1 - x.0), y.1, reach);
    }
    page.y = y.1 + 28.0;
}

fn lines(page: &mut Page, fan: &Fan, x: (f64, f64), y: (f64, f64), room: f64) {
    let up = |v: f64| y.1 - (y.1 - y.0) * v.clamp(0.0, 1.0);
    let canvas = &mut page.canvas;
    // from the prior at the left edge through the ends of rounds; where nothing is known there is no line
    let path = |spread: &Spread, q: usize| -> Vec<(f64, f64)> {
        let band = (x.1 - x.0) / spread.rounds.len() as f64;
        let ends = spread.rounds.iter().enumerate();
        let ends =
            ends.filter_map(|(t, r)| Some((x.0 + band * (t as f64 + 1.0), up(r.as_ref()?[q]))));
        let start = spread.rounds.first().is_none_or(Option::is_some);
        let start = start.then_some((x.0, up(fan.start)));
        start.into_iter().chain(ends).collect()
    };
    for spread in &fan.spreads {
        for (low, high, strength) in [(0, 4, 0.12), (1, 3, 0.2)] {
            let mut around = path(spread, low);
            around.extend(path(spread, high).into_iter().rev());
            canvas.area("band", &around, spread.colour, strength);
        }
    }
    for spread in &fan.spreads {
        canvas.path("median", &path(spread, 2), spread.colour, 2.5);
    }
    let last = |t: &Spread| t.last().unwrap_or(fan.start);
    let named = fan.spreads.iter().filter(|spread| !spread.label.is_empty());
    let all = named.map(|spread| End {
        label: if room > 0.0 { &spread.label } else { "" },
        colour: spread.colour.into(),
        value: percent(last(spread)),
        y: up(last(spread)),
    });
    ends(canvas, &all.collect::<Vec<_>>(), x.1, y, room);
}
