//! The chart of scores: each milestone's forecast, and what happened.

use super::document::{MilestoneSummary, ScoreSummary, VariantScore};
use crate::chart::{self, Column, Forecast, Sheet};
use crate::report::Picture;
use crate::report::picture::framed;

/// The chart.
pub(super) fn chart(score: &ScoreSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let several = score.variants.len() > 1;
    let best = if several {
        let name = score.best.id.replace('_', " ");
        format!("Best of {}, {name}: ", score.variants.len())
    } else {
        String::new()
    };
    let title = format!(
        "{best}Brier score {:.3}, where 50 % to everything would get {:.3}",
        score.best.brier, score.reference
    );
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
