//! How the state moves: the share of histories at each level of a state variable, by round.

use super::axis::{percent_up, rounds_below};
use super::canvas::Anchor;
use super::legend::{Mark, legend_within};
use super::multiples::{SCALE, multiples};
use super::page::{Grid, Page, per_round, share, union};
use super::paint::{self, INK};
use super::text::{Style, tidy, width};
use super::{Column, Error, Frame};

/// One state variable: how often it stands at each of its levels, round by round.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// The variable's name. Strips of the same label are drawn side by side.
    pub label: String,
    /// Its levels in order, the first drawn at the bottom, each with its distance from the level at
    /// which the variable starts: −1 furthest below to 1 furthest above. Where it starts is pale.
    pub levels: Vec<(String, f64)>,
    /// The share of histories, 0..=1, at each level in each round: `shares[level][round]`. In a
    /// round they sum to 1, or to less where some histories have ended.
    pub shares: Vec<Vec<f64>>,
}

/// A level that is never more frequent is too thin to be seen, and to be named.
const SEEN: f64 = 0.005;

const INSIDE: Style = Style::plain(12.0, INK);

/// Stacked columns of shares, one small chart per state variable. Levels are named inside their
/// bands where there is room in every column, and in a key otherwise. SVG; an error if a value is
/// no share, shares of a round sum to more than 1, or a level has not one share per round.
pub fn course(
    frame: &Frame,
    columns: &[Column<Vec<Strip>>],
    rounds: &[String],
) -> Result<String, Error> {
    let strips = || columns.iter().flat_map(|c| &c.body);
    for strip in strips() {
        per_level(strip, rounds)?;
    }
    let names = union(strips().map(|s| s.label.as_str()));
    if rounds.is_empty() || names.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let alone = names.len() == 1 || rounds.len() > 24;
    let most = if alone { 1 } else { 2 };
    multiples(
        &mut page,
        columns,
        |s| &s.label,
        most,
        |page, row| {
            draw_row(page, &row.grid, &row.slots, rounds, row.own);
        },
    );
    Ok(page.close(frame))
}

fn per_level(strip: &Strip, rounds: &[String]) -> Result<(), Error> {
    if strip.shares.len() != strip.levels.len() {
        return Err(Error::Levels {
            what: strip.label.clone(),
            series: strip.shares.len(),
            levels: strip.levels.len(),
        });
    }
    for series in &strip.shares {
        per_round(series.len(), rounds.len(), &strip.label)?;
        for value in series {
            share(*value, &strip.label)?;
        }
    }
    for round in 0..rounds.len() {
        let sum: f64 = strip.shares.iter().map(|s| s[round]).sum();
        share(sum, &strip.label)?;
    }
    Ok(())
}

/// Where the middle of a level's name stands.
struct Place {
    x: f64,
    y: f64,
}

/// Draws a row of strips, their keys above where needed.
fn draw_row(page: &mut Page, grid: &Grid, slots: &[Option<&Strip>], rounds: &[String], own: bool) {
    let tall = if own { 150.0 } else { 130.0 };
    let indent = if own { SCALE } else { 0.0 };
    let wide = grid.panel - indent;
    let keyed: Vec<Vec<(Mark, &str)>> = slots
        .iter()
        .map(|s| s.map_or_else(Vec::new, |s| unplaced(s, wide, tall)))
        .collect();
    if own {
        let start = page.y;
        let mut end = start;
        for (k, items) in keyed.iter().enumerate() {
            page.y = start;
            let x = grid.left(k);
            legend_within(page, items, (x, x + grid.panel));
            end = end.max(page.y);
        }
        page.y = end;
    } else {
        let mut all: Vec<(Mark, &str)> = Vec::new();
        for item in keyed.into_iter().flatten() {
            if !all.iter().any(|(_, l)| *l == item.1) {
                all.push(item);
            }
        }
        let x = grid.left(0);
        let end = grid.left(grid.per_row - 1) + grid.panel;
        legend_within(page, &all, (x, end));
    }
    let top = page.y + 2.0;
    let bottom = top + tall;
    for (k, slot) in slots.iter().enumerate() {
        let Some(strip) = slot else { continue };
        let left = grid.left(k);
        let x = left + indent;
        percent_up(&mut page.canvas, x, x + wide, top, bottom, own || k == 0);
        bands(page, strip, (x, wide), (top, bottom));
        rounds_below(
            &mut page.canvas,
            rounds,
            (x, wide),
            bottom,
            (left, left + grid.panel),
        );
    }
    page.y = bottom + 28.0;
}

fn bands(page: &mut Page, strip: &Strip, (x, wide): (f64, f64), (top, bottom): (f64, f64)) {
    let count = strip.shares.first().map_or(0, Vec::len);
    let band = wide / count.max(1) as f64;
    // Narrow bands overlap a little, lest hairlines show between them.
    let gap = if band >= 8.0 { 0.5 } else { -0.3 };
    for round in 0..count {
        let mut base = bottom;
        for (level, (_, distance)) in strip.levels.iter().enumerate() {
            let h = strip.shares[level][round].clamp(0.0, 1.0) * (bottom - top);
            if h > 0.0 {
                let at = x + band * round as f64 + gap / 2.0;
                page.canvas.rect(
                    "share",
                    at,
                    base - h,
                    band - gap,
                    h,
                    paint::level(*distance),
                );
            }
            base -= h;
        }
    }
    for (level, (name, distance)) in strip.levels.iter().enumerate() {
        if let Some(place) = inside(strip, level, wide, bottom - top) {
            let style = Style {
                colour: page.canvas.on(paint::level(*distance)),
                ..INSIDE
            };
            let (cx, cy) = (x + place.x, top + place.y + style.drop());
            page.canvas.text(cx, cy, Anchor::Middle, style, name);
        }
    }
}

/// The best place for a level's name inside its band, measured from the top left corner: the
/// window of rounds, wide enough for the name, over which the band stays the thickest.
fn inside(strip: &Strip, level: usize, wide: f64, tall: f64) -> Option<Place> {
    let count = strip.shares.first().map_or(0, Vec::len);
    let band = wide / count.max(1) as f64;
    let need = width(&tidy(&strip.levels[level].0), INSIDE) + 10.0;
    let span = ((need / band).ceil() as usize).max(1);
    let mut best: Option<(f64, Place)> = None;
    for from in 0..(count + 1).saturating_sub(span) {
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for round in from..from + span {
            let under: f64 = strip.shares[..level].iter().map(|s| s[round]).sum();
            low = low.max(under);
            high = high.min(under + strip.shares[level][round]);
        }
        let thick = (high - low) * tall;
        let x = band * (from as f64 + span as f64 / 2.0);
        // The thickest place, but among nearly equal ones that nearest to the middle.
        let merit = thick - 0.02 * (x - wide / 2.0).abs();
        if thick >= 16.0 && best.as_ref().is_none_or(|(m, _)| merit > *m) {
            let place = Place {
                x,
                y: tall * (1.0 - (low + high) / 2.0),
            };
            best = Some((merit, place));
        }
    }
    best.map(|(_, place)| place)
}

/// The levels that cannot be named inside their bands.
fn unplaced(strip: &Strip, wide: f64, tall: f64) -> Vec<(Mark, &str)> {
    (0..strip.levels.len())
        .filter(|l| strip.shares[*l].iter().any(|x| *x >= SEEN))
        .filter(|l| inside(strip, *l, wide, tall).is_none())
        .map(|l| {
            (
                Mark::Paint(paint::level(strip.levels[l].1)),
                strip.levels[l].0.as_str(),
            )
        })
        .collect()
}
