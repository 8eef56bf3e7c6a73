//! Who does what: how often each actor takes each of its options, by round.

use super::axis::rounds_below;
use super::canvas::{Anchor, extent, line_height};
use super::legend::{Mark, legend, never};
use super::page::{Grid, HEADING, LABEL, Page, SMALL, per_round, share, union};
use super::paint::ramp;
use super::text::{Style, width};
use super::{Column, Error, Frame, Sheet};

/// One option's use.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// What the option belongs to, written above the first of its options; empty for none.
    pub group: String,
    /// The option's name.
    pub label: String,
    /// The probability, 0..=1, that the actor takes it in each round, given that it gets to
    /// choose; `None` where it never does. One per round.
    pub values: Vec<Option<f64>>,
    /// In what share of histories, 0..=1, it is open in each round. Where it hardly ever is, it is
    /// drawn faint.
    pub open: Vec<f64>,
}

impl Use {
    fn hardly(&self, round: usize) -> bool {
        self.open[round] < HARDLY
    }
}

/// One actor and its options.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorPanel {
    /// The actor's name. Panels of the same label are drawn side by side.
    pub label: String,
    /// Its options, in order.
    pub options: Vec<Use>,
}

const NUMBER: f64 = 11.0;
/// The narrowest cell that holds a number, px.
const CELL: f64 = 23.0;
/// An option that is open in less than this share of histories hardly ever is.
const HARDLY: f64 = 0.01;
/// How full a faint cell is, of what it would be.
const FAINT: f64 = 0.3;
/// A row's least height, px.
const ROW: f64 = 20.0;

/// A table of cells for every actor, options down and rounds across, each darker the more often
/// the option is taken, with the percentage in it where there is room. A dash marks rounds in which
/// it never is open. SVG; an error if a value is no share or an option has not one
/// value per round.
pub fn moves(
    frame: &Frame,
    columns: &[Column<Vec<ActorPanel>>],
    rounds: &[String],
) -> Result<String, Error> {
    let panels = || columns.iter().flat_map(|c| &c.body);
    for option in panels().flat_map(|p| &p.options) {
        per_round(option.values.len(), rounds.len(), &option.label)?;
        per_round(option.open.len(), rounds.len(), &option.label)?;
        for value in option.values.iter().flatten() {
            share(*value, &option.label)?;
        }
    }
    let actors = union(panels().map(|p| p.label.as_str()));
    if rounds.is_empty() || actors.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let table = Table::new(frame.sheet, columns, rounds.len());
    let mut items = vec![(Mark::Ramp, "taken in 0% to 100% of the times it was open")];
    if table.numbers {
        items[0].1 = "taken in 0% to 100% of the times it was open (the number in the cell, %)";
    }
    let values = || panels().flat_map(|p| p.options.iter().flat_map(|o| &o.values));
    if values().any(Option::is_none) {
        items.push((Mark::Never, "never open"));
    }
    let faint = |o: &Use| (0..rounds.len()).any(|t| o.values[t].is_some() && o.hardly(t));
    if panels().any(|p| p.options.iter().any(faint)) {
        let words = "faint: open in under 1% of histories";
        items.push((Mark::Paint(ramp(FAINT)), words));
    }
    legend(&mut page, &items);
    if columns.len() == 1 {
        // Each goes below the shortest so far: tables differ in height.
        let mut ends = vec![page.y; table.grid.per_row];
        for panel in &columns[0].body {
            let shortest = |a: &usize, b: &usize| ends[*a].total_cmp(&ends[*b]);
            let k = (0..ends.len()).min_by(shortest).unwrap_or(0);
            page.y = ends[k];
            let left = table.grid.left(k);
            page.part(&panel.label, (left, table.grid.panel), 14.0);
            let slot = [(left + table.gutter, Some(panel))];
            table.draw(&mut page, left, &slot, rounds);
            ends[k] = page.y;
        }
        page.y = ends.into_iter().fold(page.y, f64::max);
    } else {
        for actor in actors {
            let (left, room) = (page.sheet.left(), page.sheet.room());
            page.part(actor, (left, room), 14.0);
            for range in table.grid.rows() {
                let group = &columns[range];
                let titles: Vec<&str> = group.iter().map(|c| c.title.as_str()).collect();
                let style = Style {
                    bold: false,
                    ..HEADING
                };
                page.titles(&table.grid, &titles, style);
                let find =
                    |c: &'_ Column<Vec<ActorPanel>>| c.body.iter().position(|p| p.label == actor);
                let slots: Vec<(f64, Option<&ActorPanel>)> = group
                    .iter()
                    .enumerate()
                    .map(|(k, c)| (table.grid.left(k), find(c).map(|i| &c.body[i])))
                    .collect();
                table.draw(&mut page, left, &slots, rounds);
            }
        }
    }
    Ok(page.close(frame))
}

/// The measures common to all tables of a chart.
struct Table {
    grid: Grid,
    /// From the left edge of a table to its first cell, px.
    gutter: f64,
    /// The width left for cells, px.
    room: f64,
    cell: f64,
    numbers: bool,
    lines: usize,
    /// Whether options are named above their cells.
    above: bool,
}

impl Table {
    fn new(sheet: Sheet, columns: &[Column<Vec<ActorPanel>>], rounds: usize) -> Self {
        let options = || {
            let all = columns.iter().flat_map(|c| &c.body);
            all.flat_map(|p| &p.options)
        };
        let gutter = |max: f64, lines: usize| {
            let widest = options().map(|o| extent(&o.label, LABEL, max, lines).0);
            widest.fold(40.0, f64::max).ceil() + 14.0
        };
        let count = rounds as f64;
        let page = sheet.room();
        if sheet.narrow() {
            let beside = gutter(page, 1);
            let above = page - beside < (CELL * count).max(page / 2.0);
            let side = if above { 0.0 } else { beside };
            let several = columns.len() > 1;
            let tables = if several { columns.len() } else { 1 };
            let grid = Grid::across(sheet, tables, 1, if several { side } else { 0.0 }, 0.0);
            let lines = if above { 3 } else { 1 };
            return Self {
                above,
                ..Self::of(grid, side, page - side, rounds, lines)
            };
        }
        if columns.len() == 1 {
            let panels = columns[0].body.len();
            let half = (page - 32.0) / 2.0;
            let two = gutter(190.0, 2);
            if panels > 1 && half - two >= CELL * count {
                let grid = Grid::across(sheet, panels, 2, 0.0, 32.0);
                return Self::of(grid, two, grid.panel - two, rounds, 2);
            }
            let one = gutter(if rounds > 30 { 180.0 } else { 260.0 }, 2);
            let grid = Grid::across(sheet, panels, 1, 0.0, 0.0);
            return Self::of(grid, one, page - one, rounds, 2);
        }
        let side = gutter(170.0, 2);
        let least = if (page - side - 20.0) / 2.0 >= CELL * count {
            CELL * count
        } else {
            6.0 * count
        };
        let gap = if columns.len() == 2 { 20.0 } else { 12.0 };
        let grid = Grid::new(sheet, columns.len(), side, least.max(110.0), gap);
        Self::of(grid, side, grid.panel, rounds, 2)
    }

    fn of(grid: Grid, gutter: f64, room: f64, rounds: usize, lines: usize) -> Self {
        let cell = (room / rounds as f64).min(64.0);
        Self {
            grid,
            gutter,
            room,
            cell,
            numbers: cell >= CELL,
            lines,
            above: false,
        }
    }

    /// Tables side by side, with the options' names left of the first, at `left`.
    fn draw(
        &self,
        page: &mut Page,
        left: f64,
        slots: &[(f64, Option<&ActorPanel>)],
        rounds: &[String],
    ) {
        let options = || {
            let present = slots.iter().filter_map(|s| s.1);
            present.flat_map(|p| &p.options)
        };
        let room = if self.above {
            self.room
        } else {
            self.gutter - 13.0
        };
        let mut spans = Vec::new();
        let mut y = page.y;
        for group in union(options().map(|o| o.group.as_str())) {
            if !group.is_empty() {
                y += if y > page.y { 4.0 } else { 0.0 };
                let base = y + 12.0;
                page.canvas.short(
                    left,
                    base,
                    Anchor::Start,
                    SMALL,
                    group,
                    self.gutter + self.room,
                );
                y += 17.0;
            }
            let own = options().filter(|o| o.group == group);
            for label in union(own.map(|o| o.label.as_str())) {
                let lines = extent(label, LABEL, room, self.lines).1.max(1);
                let named = line_height(LABEL) * lines as f64 + 3.0;
                let tall = if self.above { named } else { ROW.max(named) };
                let (middle, lines) = (y + tall / 2.0, self.lines);
                page.canvas
                    .block(left, middle, Anchor::Start, LABEL, label, room, lines);
                if self.above {
                    y += tall;
                    spans.push(((group, label), (y, y + ROW)));
                    y += ROW + 5.0;
                } else {
                    spans.push(((group, label), (y, y + tall)));
                    y += tall;
                }
            }
        }
        for (x, panel) in slots {
            let Some(panel) = panel else { continue };
            for option in &panel.options {
                let names = (option.group.as_str(), option.label.as_str());
                let own = spans.iter().find(|s| s.0 == names);
                let span = own.map_or((y, y), |s| s.1);
                self.strip(page, option, *x, span);
            }
            // where there is one round only, its name says nothing
            if rounds.len() > 1 {
                let wide = self.cell * rounds.len() as f64;
                // names of rounds beside each other stay apart
                let reach = (x - 4.0, x + self.room + 4.0);
                rounds_below(&mut page.canvas, rounds, (*x, wide), y + 1.0, reach);
            }
        }
        page.y = y + if rounds.len() > 1 { 32.0 } else { 16.0 };
    }

    fn strip(&self, page: &mut Page, option: &Use, x: f64, rows: (f64, f64)) {
        let gap = if self.cell >= 10.0 { 1.0 } else { 0.0 };
        let (y, h) = (rows.0 + 1.0, rows.1 - rows.0 - 2.0);
        let w = self.cell - gap;
        for (i, value) in option.values.iter().enumerate() {
            let left = x + self.cell * i as f64;
            let Some(value) = value else {
                never(&mut page.canvas, left, y, w, h);
                continue;
            };
            let hardly = option.hardly(i);
            let shade = ramp(if hardly { FAINT * value } else { *value });
            page.canvas.rect("use", left, y, w, h, shade);
            let style = Style::plain(NUMBER, page.canvas.on(shade));
            let words = number(*value);
            if self.numbers && width(&words, style) + 1.0 <= w {
                let base = y + h / 2.0 + style.drop();
                let middle = left + w / 2.0;
                page.canvas
                    .text(middle, base, Anchor::Middle, style, &words);
            }
        }
    }
}

/// A share as a whole percentage without its sign, never rounded to certainty.
fn number(share: f64) -> String {
    let percent = (share * 100.0).round();
    if share > 0.0 && percent == 0.0 {
        "<1".into()
    } else if share < 1.0 && percent == 100.0 {
        ">99".into()
    } else {
        format!("{}", percent.abs())
    }
}
