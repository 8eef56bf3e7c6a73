//! How numbers answer to two settings: maps from light to dark, with a line where a level is
//! crossed.

use super::axis::{Along, ticks_below};
use super::canvas::Anchor;
use super::legend::{Mark, legend_within};
use super::page::{Grid, Page, SMALL, finite, per_round};
use super::paint::{AXIS, GROUND, INK, Paint, ramp};
use super::text::{fit, width};
use super::{Colour, Error, Frame};

/// A map.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// What it shows.
    pub title: String,
    /// How values are shown.
    pub fill: Fill,
    /// `values[i][j]`: at place i across, place j upward.
    pub values: Vec<Vec<f64>>,
}

/// What the cells of a map are filled with.
#[derive(Clone, Debug, PartialEq)]
pub enum Fill {
    /// Ink that is the fuller the higher the value.
    Ramp {
        /// The values of the palest and of the fullest ink.
        range: (f64, f64),
        /// What these two are called.
        names: (String, String),
        /// The level whose line is drawn, and what it is called; none for no line.
        level: Option<(f64, String)>,
    },
    /// Values are numbers of kinds, each with its colour and name.
    Kinds(Vec<(Colour, String)>),
}

impl Fill {
    /// What a cell is filled with.
    fn of(&self, value: f64) -> Paint {
        match self {
            Fill::Ramp { range, .. } => {
                let wide = (range.1 - range.0).max(f64::MIN_POSITIVE);
                ramp((value - range.0) / wide)
            }
            Fill::Kinds(all) => all.get(value as usize).map_or(GROUND, |kind| kind.0.into()),
        }
    }

    /// What its legend explains, on a dark ground or a white one.
    fn legend(&self, dark: bool) -> Vec<(Mark, String)> {
        match self {
            Fill::Ramp { names, level, .. } => {
                let ground = if dark { "dark" } else { "white" };
                let ends = [
                    (Mark::Ramp, names.1.clone()),
                    (Mark::None, format!("{ground}: {}", names.0)),
                ];
                let level = level.iter().map(|(_, name)| (Mark::Rule, name.clone()));
                ends.into_iter().chain(level).collect()
            }
            Fill::Kinds(all) => {
                let kinds = all
                    .iter()
                    .map(|(colour, name)| (Mark::Swatch(*colour), name.clone()));
                kinds.collect()
            }
        }
    }
}

/// Maps of the same two settings, each given with its name; `own` is the pair of numbers that a dot
/// marks. SVG; an error if a map has not one finite value for each pair of places.
pub fn heat(
    frame: &Frame,
    across: (&str, &Along),
    upward: (&str, &Along),
    maps: &[Map],
    own: Option<(f64, f64)>,
) -> Result<String, Error> {
    for map in maps {
        per_round(map.values.len(), across.1.len(), &map.title)?;
        for row in &map.values {
            per_round(row.len(), upward.1.len(), &map.title)?;
            row.iter().try_for_each(|v| finite(*v, &map.title))?;
        }
    }
    if maps.is_empty() || across.1.is_empty() || upward.1.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let steps = upward.1.ticks(5.0);
    let scale = steps
        .iter()
        .map(|(_, l)| width(l, SMALL))
        .fold(0.0, f64::max);
    let scale = scale.min(110.0) + 12.0;
    let grid = Grid::new(frame.sheet, maps.len(), 0.0, 330.0, 30.0);
    for range in grid.rows() {
        let group = &maps[range];
        let titles: Vec<&str> = group.iter().map(|m| m.title.as_str()).collect();
        page.headings(&grid, &titles);
        let start = page.y;
        let mut below = start;
        for (k, map) in group.iter().enumerate() {
            page.y = start;
            let items = map.fill.legend(frame.sheet.dark);
            let items: Vec<(Mark, &str)> = items.iter().map(|(m, n)| (*m, n.as_str())).collect();
            legend_within(&mut page, &items, (grid.left(k), grid.left(k) + grid.panel));
            below = below.max(page.y);
        }
        let named = SMALL.size + 8.0;
        let top = below + named;
        let w = grid.panel - scale;
        let tall = (w * 0.72).min(430.0);
        for (k, map) in group.iter().enumerate() {
            let x = grid.left(k) + scale;
            let whole = fit(upward.0, SMALL, grid.panel);
            page.canvas
                .text(grid.left(k), top - 8.0, Anchor::Start, SMALL, &whole);
            cells(&mut page, map, across.1, upward.1, (x, w), (top, tall));
            let place = own.and_then(|own| Some((across.1.among(own.0)?, upward.1.among(own.1)?)));
            if let Some((a, b)) = place {
                let at = (x + w * a, top + tall * (1.0 - b));
                page.canvas.circle("own", at, 4.0, GROUND, INK);
            }
            for (place, label) in &steps {
                let at = top + tall * (1.0 - place) + SMALL.drop();
                let label = fit(label, SMALL, scale - 8.0);
                page.canvas.text(x - 6.0, at, Anchor::End, SMALL, &label);
            }
            ticks_below(&mut page.canvas, across.1, (x, w), top + tall);
            let middle = x + w / 2.0;
            page.canvas.short(
                middle,
                top + tall + 32.0,
                Anchor::Middle,
                SMALL,
                across.0,
                w,
            );
        }
        page.y = top + tall + 48.0;
    }
    Ok(page.close(frame))
}

fn cells(
    page: &mut Page,
    map: &Map,
    across: &Along,
    upward: &Along,
    (x, w): (f64, f64),
    (top, tall): (f64, f64),
) {
    let (a, b) = (across.edges(), upward.edges());
    let canvas = &mut page.canvas;
    for (i, row) in map.values.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            let shade = map.fill.of(*value);
            // a hair wider, lest lines show between cells
            let (left, right) = (x + w * a[i], x + w * a[i + 1]);
            let (high, low) = (top + tall * (1.0 - b[j + 1]), top + tall * (1.0 - b[j]));
            canvas.rect(
                "cell",
                left,
                high,
                right - left + 0.3,
                low - high + 0.3,
                shade,
            );
        }
    }
    let place = |(i, j): (f64, f64)| (x + w * i, top + tall * (1.0 - j));
    if let Fill::Ramp {
        level: Some((level, _)),
        ..
    } = &map.fill
    {
        for (from, to) in contour(map, across, upward, *level) {
            let ends = [place(from), place(to)];
            canvas.path("contour", &ends, GROUND, 4.0);
            canvas.path("contour", &ends, INK, 1.8);
        }
    }
    for (from, to) in [((0.0, 0.0), (1.0, 0.0)), ((0.0, 0.0), (0.0, 1.0))] {
        canvas.line(place(from), place(to), AXIS, 1.0);
    }
}

type Place = (f64, f64);

/// Pieces of the line along which the map is at `level`, straight within every square of four
/// neighbours.
fn contour(map: &Map, across: &Along, upward: &Along, level: f64) -> Vec<(Place, Place)> {
    let mut pieces = vec![];
    let at = |i: usize, j: usize| (across.place(i), upward.place(j));
    for i in 1..across.len() {
        for j in 1..upward.len() {
            let corners = [(i - 1, j - 1), (i, j - 1), (i, j), (i - 1, j)];
            let mut ends: Vec<Place> = vec![];
            for k in 0..4 {
                let (c, d) = (corners[k], corners[(k + 1) % 4]);
                let (v, u) = (map.values[c.0][c.1] - level, map.values[d.0][d.1] - level);
                if (v < 0.0) != (u < 0.0) {
                    let t = v / (v - u);
                    let (p, q) = (at(c.0, c.1), at(d.0, d.1));
                    ends.push((p.0 + t * (q.0 - p.0), p.1 + t * (q.1 - p.1)));
                }
            }
            pieces.extend(ends.chunks_exact(2).map(|e| (e[0], e[1])));
        }
    }
    pieces
}
