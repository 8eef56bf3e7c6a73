//! The charts of parameters: what each moves over its range, and what share of an outcome's variance
//! it accounts for.

use crate::chart::{self, Accounts, Column, Swung, palette};
use crate::report::Picture;
use crate::report::leverage::document::{LeverageSummary, ParameterEffectSummary, largest};
use crate::report::leverage::{POINT, SHOWN};
use crate::report::picture::framed;

/// Outcomes that a chart has room for.
const COLUMNS: usize = 3;

/// Parameters that a chart has room for.
const BARS: usize = 20;

/// The outcomes that parameters move most, and how far the parameters that move them most do, from
/// one end of their ranges to the other; none if no parameter moves any.
pub(super) fn tornado(found: &LeverageSummary) -> Result<Option<Picture>, chart::Error> {
    let strength =
        |p: &ParameterEffectSummary| largest(&p.low.outcomes).max(largest(&p.high.outcomes));
    let all = found.parameters.iter().filter(|p| strength(p) >= SHOWN);
    let mut parameters: Vec<&ParameterEffectSummary> = all.collect();
    parameters.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    let Some(first) = parameters.first() else {
        return Ok(None);
    };
    let sum = |id: &str| parameters.iter().map(|p| width(p, id)).sum::<f64>();
    let mut outcomes: Vec<(usize, &String)> = found.base.outcomes.keys().enumerate().collect();
    outcomes.sort_by(|a, b| sum(b.1).total_cmp(&sum(a.1)));
    outcomes.truncate(COLUMNS);
    outcomes.retain(|(_, id)| sum(id) >= SHOWN);
    let column = |(o, id): &(usize, &String)| {
        let bar = |p: &&ParameterEffectSummary| Swung {
            label: format!("{}, {} to {}", p.label, p.range.0, p.range.1),
            colour: palette::outcome(*o),
            low: p.low.outcomes[*id],
            high: p.high.outcomes[*id],
        };
        Column {
            title: found.label(id),
            body: parameters.iter().take(BARS).map(bar).collect(),
        }
    };
    let columns: Vec<Column<Vec<Swung>>> = outcomes.iter().map(column).collect();
    let title = format!("Which number matters: {} most", first.label);
    let about = "Each number at the ends of its range, all others as the file has them. Exact.";
    let mut frame = framed(title, about, &found.head);
    if parameters.len() > BARS {
        let rest = format!("; {} that move less in the table", parameters.len() - BARS);
        frame.note.push_str(&rest);
    }
    let svg = chart::tornado(&frame, &columns)?;
    Ok(Some(Picture::new("parameters", svg)))
}

/// How far a parameter moves an outcome: the longest of the bar's two halves and the whole.
fn width(p: &ParameterEffectSummary, outcome: &str) -> f64 {
    let (low, high) = (p.low.outcomes[outcome], p.high.outcomes[outcome]);
    low.abs().max(high.abs()).max((high - low).abs())
}

/// The parameters' indices, if they were asked for, of the likeliest outcomes among those that vary;
/// parameters that account for less than a point of each are left out.
pub(super) fn indices(found: &LeverageSummary) -> Result<Option<Picture>, chart::Error> {
    let Some(first) = found.parameters.first().and_then(|p| p.total.as_ref()) else {
        return Ok(None);
    };
    // outcomes that hardly come at all say little
    let likely = |id: &String| found.base.outcomes[id];
    let mut ids: Vec<&String> = first.keys().collect();
    ids.sort_by(|a, b| likely(b).total_cmp(&likely(a)));
    ids.truncate(COLUMNS);
    let columns = ids.into_iter().map(|id| accounts(found, id));
    let mut columns: Vec<Column<Vec<Accounts>>> = columns.collect();
    let labels = most_telling(found, &columns);
    let place = |label: &str| labels.iter().position(|l| *l == label);
    for column in &mut columns {
        column.body.retain(|a| place(&a.label).is_some());
        column.body.sort_by_key(|a| place(&a.label));
    }
    let title = "What share of an outcome's variance each number accounts for";
    let about = "Over all ranges at once (Sobol indices).";
    let frame = framed(title.to_string(), about, &found.head);
    let svg = chart::indices(&frame, &columns)?;
    Ok(Some(Picture::new("indices", svg)))
}

/// The indices of all parameters for one outcome.
fn accounts(found: &LeverageSummary, outcome: &String) -> Column<Vec<Accounts>> {
    let o = found.base.outcomes.get_index_of(outcome).unwrap_or(0);
    let one = |p: &ParameterEffectSummary| {
        let (first, total) = (p.first_order.as_ref()?, p.total.as_ref()?);
        Some(Accounts {
            label: p.label.clone(),
            colour: palette::outcome(o),
            first: *first.get(outcome)?,
            total: *total.get(outcome)?,
        })
    };
    Column {
        title: found.label(outcome),
        body: found.parameters.iter().filter_map(one).collect(),
    }
}

/// The labels of the parameters that account for most of an outcome in any column, the most first.
fn most_telling<'a>(found: &'a LeverageSummary, columns: &[Column<Vec<Accounts>>]) -> Vec<&'a str> {
    let most = |label: &str| {
        let all = columns.iter().flat_map(|c| &c.body);
        let own = all.filter(|a| a.label == label);
        own.map(|a| a.total.0).fold(0.0, f64::max)
    };
    let all = found.parameters.iter();
    let mut all: Vec<(f64, &str)> = all.map(|p| (most(&p.label), p.label.as_str())).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.retain(|(share, _)| *share >= POINT);
    all.truncate(BARS);
    all.into_iter().map(|(_, label)| label).collect()
}
