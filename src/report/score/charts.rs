//! The chart of scores: each milestone's forecast, and what happened.

use super::document::{MilestoneSummary, ScoreSummary, VariantScore};
use crate::chart::{self, Column, Forecast, Sheet};
use crate::report::picture::framed;
use crate::report::{Picture, titles};

/// The chart.
pub(super) fn chart(score: &ScoreSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let several = score.variants.len() > 1;
    let name = score.best.id.replace('_', " ");
    let best = several.then_some((name.as_str(), score.variants.len()));
    let title = titles::milestones(best, score.best.brier, score.reference);
    let about = "Probability given to each milestone, and what happened. One history can refute, not validate.";
    let frame = framed(title, about, &score.head, sheet);
    let columns = score.variants.iter().map(|v| column(v, several));
    let columns: Vec<Column<Vec<Forecast>>> = columns.collect();
    Ok(Picture::new("score", chart::score(&frame, &columns)?))
}

/// A variant's forecasts, under its name if there are several.
fn column(v: &VariantScore, several: bool) -> Column<Vec<Forecast>> {
    let forecast = |m: &MilestoneSummary| Forecast {
        label: m.title(),
        forecast: m.forecast,
        happened: m.happened,
        base: m.base_rate,
        score: format!("{:.2}", m.brier),
    };
    Column {
        title: if several {
            v.id.replace('_', " ")
        } else {
            String::new()
        },
        body: v.milestones.iter().map(forecast).collect(),
    }
}
