//! What is believed: the probability that all give a type, by round, for each type that may be the
//! true one: the median, and bands of the middle half and of all but a tenth of histories.

use super::axis::{percent_up, rounds_below};
use super::ends::{End, LEAD, ends};
use super::legend::{Mark, legend_within};
use super::multiples::{Row, SCALE, multiples};
use super::page::{Page, per_round, share};
use super::text::percent;
use super::{Colour, Column, Error, Frame};

/// A belief, and how it moves under each truth. Panels of the same label are drawn side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// What is believed.
    pub label: String,
    /// Its probability before play, 0..=1.
    pub prior: f64,
    /// One for each truth.
    pub truths: Vec<Truth>,
}

/// How a belief moves if something is true.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// What is true.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
    /// At the end of each round, 0..=1: the quantiles 5, 25, 50, 75 and 95 %.
    pub rounds: Vec<[f64; 5]>,
}

const TALL: f64 = 190.0;

/// Medians in bands on 0–100 %, named with their last value at their right ends. SVG; an error if a
/// value is no share or a truth has not one set of quantiles per round.
pub fn beliefs(
    frame: &Frame,
    columns: &[Column<Vec<Belief>>],
    rounds: &[String],
) -> Result<String, Error> {
    for belief in columns.iter().flat_map(|c| &c.body) {
        share(belief.prior, &belief.label)?;
        for truth in &belief.truths {
            per_round(truth.rounds.len(), rounds.len(), &truth.label)?;
            for value in truth.rounds.iter().flatten() {
                share(*value, &truth.label)?;
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

fn draw(page: &mut Page, row: &Row<Belief>, rounds: &[String]) {
    let grid = &row.grid;
    let indent = if row.own { SCALE } else { 0.0 };
    let truths = || row.slots.iter().flatten().flat_map(|b| &b.truths);
    // names at the lines' ends where there is room, else in a key
    let named = truths().map(|truth| {
        let widest = End {
            label: &truth.label,
            colour: truth.colour.into(),
            value: percent(1.0),
            y: 0.0,
        };
        widest.room()
    });
    let gutter = named.fold(0.0, f64::max) + LEAD;
    let inside = gutter <= 0.4 * grid.panel;
    if !inside {
        let mut items: Vec<(Mark, &str)> = vec![];
        for truth in truths() {
            if !items.iter().any(|(_, label)| *label == truth.label) {
                items.push((Mark::Swatch(truth.colour), &truth.label));
            }
        }
        let last = grid.left(grid.per_row - 1) + grid.panel;
        legend_within(page, &items, (grid.left(0), last));
    }
    let gutter = if inside { gutter } else { LEAD + 34.0 };
    let top = page.y + 2.0;
    let y = (top, top + TALL);
    for (k, slot) in row.slots.iter().enumerate() {
        let Some(belief) = slot else { continue };
        let left = grid.left(k);
        let x = (left + indent, left + grid.panel - gutter);
        let scale = row.own || k == 0;
        percent_up(&mut page.canvas, x.0, x.1, y.0, y.1, scale);
        lines(page, belief, x, y, if inside { gutter - LEAD } else { 0.0 });
        // the labels at the lines' ends may stand low
        let reach = (left, x.1 + 4.0);
        rounds_below(&mut page.canvas, rounds, (x.0, x.1 - x.0), y.1, reach);
    }
    page.y = y.1 + 28.0;
}

fn lines(page: &mut Page, belief: &Belief, x: (f64, f64), y: (f64, f64), room: f64) {
    let up = |v: f64| y.1 - (y.1 - y.0) * v.clamp(0.0, 1.0);
    let canvas = &mut page.canvas;
    // from the prior at the left edge through the ends of rounds
    let path = |truth: &Truth, q: usize| -> Vec<(f64, f64)> {
        let band = (x.1 - x.0) / truth.rounds.len() as f64;
        let ends = truth.rounds.iter().enumerate();
        let ends = ends.map(|(t, r)| (x.0 + band * (t as f64 + 1.0), up(r[q])));
        std::iter::once((x.0, up(belief.prior)))
            .chain(ends)
            .collect()
    };
    for truth in &belief.truths {
        for (low, high, strength) in [(0, 4, 0.12), (1, 3, 0.2)] {
            let mut around = path(truth, low);
            around.extend(path(truth, high).into_iter().rev());
            canvas.area("band", &around, truth.colour, strength);
        }
    }
    for truth in &belief.truths {
        canvas.path("median", &path(truth, 2), truth.colour, 2.5);
    }
    let last = |t: &Truth| t.rounds.last().map_or(belief.prior, |r| r[2]);
    let all = belief.truths.iter().map(|truth| End {
        label: if room > 0.0 { &truth.label } else { "" },
        colour: truth.colour.into(),
        value: percent(last(truth)),
        y: up(last(truth)),
    });
    ends(canvas, &all.collect::<Vec<_>>(), x.1, y, room);
}
