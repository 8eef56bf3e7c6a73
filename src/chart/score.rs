//! Forecasts beside what happened: one row for each milestone.

use super::canvas::Anchor;
use super::legend::{Mark, legend};
use super::page::{LABEL, Page, share};
use super::paint::{FAINT, GREY, GROUND, INK};
use super::rows::Rows;
use super::{Column, Error, Frame, palette};

/// A milestone.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// What it is.
    pub label: String,
    /// The probability that was given to it, 0..=1.
    pub forecast: f64,
    /// 1 if it happened, 0 if not, or something between.
    pub happened: f64,
    /// A base rate to be held against, 0..=1.
    pub base: Option<f64>,
    /// Its score, as it is to be shown.
    pub score: String,
}

/// Rows on 0–100%: an open dot where the forecast stood, a diamond at what came, a line between
/// them that is the error. SVG; an error if a value is no share.
pub fn score(frame: &Frame, columns: &[Column<Vec<Forecast>>]) -> Result<String, Error> {
    for f in columns.iter().flat_map(|c| &c.body) {
        for value in [f.forecast, f.happened].into_iter().chain(f.base) {
            share(value, &f.label)?;
        }
    }
    let labels = columns
        .iter()
        .flat_map(|c| c.body.iter().map(|f| f.label.as_str()));
    let rows = Rows::new(frame.sheet, columns.len(), labels, 26.0, 190.0, 20.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let mut items = vec![(Mark::Open, "forecast"), (Mark::Diamond, "what happened")];
    if columns
        .iter()
        .any(|c| c.body.iter().any(|f| f.base.is_some()))
    {
        items.push((Mark::Tick, "base rate"));
    }
    items.push((Mark::None, "at the right: squared error, 0 at best"));
    legend(&mut page, &items);
    rows.percent(&mut page, columns, (8.0, 48.0), |f| &f.label, draw);
    Ok(page.close(frame))
}

fn draw(page: &mut Page, forecast: &Forecast, (x, wide): (f64, f64), y: f64) {
    let canvas = &mut page.canvas;
    let at = |p: f64| x + wide * p.clamp(0.0, 1.0);
    canvas.line((x, y), (x + wide, y), FAINT, 1.0);
    let ends = [(at(forecast.forecast), y), (at(forecast.happened), y)];
    canvas.path("error", &ends, palette::kind(0), 3.0);
    if let Some(base) = forecast.base {
        canvas.line((at(base), y - 7.0), (at(base), y + 7.0), INK, 2.0);
    }
    // where both are at one place, the diamond lies within the ring
    canvas.circle("forecast", ends[0], 6.5, GROUND, GREY);
    canvas.diamond("happened", ends[1], 5.0);
    let right = x + wide + 46.0;
    canvas.text(right, y + LABEL.drop(), Anchor::End, LABEL, &forecast.score);
}
