//! The chart of parameters' indices: what share of an outcome's variance each accounts for.

use crate::chart::{self, Accounts, Column, Sheet, palette};
use crate::report::Picture;
use crate::report::leverage::POINT;
use crate::report::leverage::document::{LeverageSummary, ParameterEffectSummary};
use crate::report::picture::framed;
use crate::report::titles;

/// Outcomes that a chart has room for.
const COLUMNS: usize = 3;

/// Parameters that a chart has room for.
const BARS: usize = 20;

/// The parameters' indices, if they were asked for, of the likeliest outcomes among those that vary;
/// parameters that account for less than a point of each are left out.
pub(super) fn indices(
    found: &LeverageSummary,
    sheet: Sheet,
) -> Result<Option<Picture>, chart::Error> {
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
    let title = finding(&columns);
    let about = "Over all ranges at once (Sobol indices).";
    let frame = framed(title, about, &found.head, sheet);
    let svg = chart::indices(&frame, &columns)?;
    Ok(Some(Picture::new("indices", svg)))
}

/// The number that accounts for most of the first outcome's variance, or the two of which that cannot be
/// told.
fn finding(columns: &[Column<Vec<Accounts>>]) -> String {
    let Some(first) = columns.first() else {
        return titles::no_index();
    };
    let mut all: Vec<&Accounts> = first.body.iter().collect();
    all.sort_by(|a, b| b.total.0.total_cmp(&a.total.0));
    match &all[..] {
        [most, next, ..] if next.total.2 >= most.total.1 => {
            titles::two_indices([&most.label, &next.label], &first.title)
        }
        [most, ..] => titles::index(&most.label, &first.title, most.total.0),
        [] => titles::no_index(),
    }
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
