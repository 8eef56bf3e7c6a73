//! Several choices under ignorance: how each spreads over the worlds, and what the rules of decision
//! make of it, in figures.

use super::axis::percent_across;
use super::canvas::Anchor;
use super::legend::{Mark, legend};
use super::page::{LABEL, Page, SMALL, finite, per_round};
use super::paint::{GREY, INK, Paint};
use super::rows::Rows;
use super::scale::Scale;
use super::spans::spread;
use super::text::Style;
use super::{Colour, Error, Frame, Sheet};

/// What a rule makes of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    /// The figure, as it is written.
    pub words: String,
    /// Whether it is the rule's choice.
    pub chosen: bool,
}

/// One of those that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What it is.
    pub label: String,
    /// The quantiles 5, 25, 50, 75 and 95% over the worlds.
    pub quantiles: [f64; 5],
    /// A value to be marked.
    pub marked: f64,
    /// One for each rule.
    pub rulings: Vec<Ruling>,
}

const CHOSEN: Colour = Colour(0, 90, 160);
/// Width of a rule's figures, px.
const WIDE: f64 = 82.0;
/// What figures below a row's marks take on a narrow sheet, px.
const BELOW: f64 = 30.0;
const BOLD: Style = Style::bold(13.0, INK);

/// Rows on a scale of their own (in per cent if `percent`), with a column of figures for each of
/// `rules`. SVG; an error if a number is not finite or a choice has not one ruling for each rule.
pub fn choices(
    frame: &Frame,
    all: &[Candidate],
    percent: bool,
    rules: &[String],
    marked: &str,
) -> Result<String, Error> {
    for choice in all {
        per_round(choice.rulings.len(), rules.len(), &choice.label)?;
        for value in choice.quantiles.iter().chain([&choice.marked]) {
            finite(*value, &choice.label)?;
        }
    }
    let sheet = frame.sheet;
    let narrow = sheet.narrow();
    let below = if narrow { BELOW } else { 0.0 };
    let labels = all.iter().map(|c| c.label.as_str());
    let rows = Rows::new(sheet, 1, labels, 34.0 + below, 240.0, 20.0);
    if all.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let items = [
        (Mark::Dot, "median"),
        (Mark::None, "thick: half of the worlds, thin: nine tenths"),
        (Mark::Tick, marked),
        (Mark::Paint(shade(sheet)), "a rule's choice"),
    ];
    legend(&mut page, &items);
    let each = WIDE.min(sheet.room() / rules.len().max(1) as f64);
    let figures = each * rules.len() as f64;
    let beside = if narrow { 0.0 } else { figures };
    let x = rows.grid.left(0) + 8.0;
    let wide = rows.grid.panel - beside - 30.0;
    let ends = || {
        all.iter()
            .flat_map(|c| [c.quantiles[0], c.quantiles[4], c.marked])
    };
    let low = ends().fold(f64::INFINITY, f64::min);
    let high = ends().fold(f64::NEG_INFINITY, f64::max);
    let scale = match percent {
        true => Scale::new(0.0, 1.0, 4.0, wide),
        false => Scale::new(low, high, 4.0, wide),
    };
    let top = page.y + 22.0;
    let bottom = top + rows.tall();
    rows.write(&mut page.canvas, top);
    match percent {
        true => percent_across(&mut page.canvas, x, wide, top, bottom),
        false => scale.draw(&mut page.canvas, x, top, bottom),
    }
    rows.write_above(&mut page.canvas, top);
    for (r, rule) in rules.iter().enumerate() {
        let right = sheet.right() - figures + each * (r as f64 + 1.0) - 8.0;
        page.canvas.block(
            right,
            page.y + 6.0,
            Anchor::End,
            SMALL,
            rule,
            each - 10.0,
            2,
        );
    }
    for (i, choice) in all.iter().enumerate() {
        let y = rows.middle(top, i);
        draw(&mut page, choice, &scale, x, y - below / 2.0);
        let y = if narrow { y + 17.0 } else { y };
        for (r, ruling) in choice.rulings.iter().enumerate() {
            let right = sheet.right() - figures + each * (r as f64 + 1.0);
            if ruling.chosen {
                let (left, up) = (right - each + 6.0, y - 12.0);
                page.canvas
                    .rect("chosen", left, up, each - 8.0, 24.0, shade(sheet));
            }
            let style = if ruling.chosen { BOLD } else { LABEL };
            let base = y + style.drop();
            page.canvas
                .text(right - 8.0, base, Anchor::End, style, &ruling.words);
        }
    }
    page.y = bottom + 26.0;
    Ok(page.close(frame))
}

/// What is put behind a choice; dark grounds want more of it to be seen.
fn shade(sheet: Sheet) -> Paint {
    Paint::from(CHOSEN).shade(if sheet.dark { 0.4 } else { 0.18 })
}

fn draw(page: &mut Page, choice: &Candidate, scale: &Scale, x: f64, y: f64) {
    let colour = match choice.rulings.iter().any(|r| r.chosen) {
        true => CHOSEN.into(),
        false => GREY,
    };
    let at = |v: f64| x + scale.at(v);
    spread(
        &mut page.canvas,
        choice.quantiles.map(at),
        at(choice.marked),
        y,
        colour,
    );
}
