//! The chart of who can move what, and with what.

use super::lost;
use crate::chart::{self, Mover, MoverRow, Sheet};
use crate::report::Picture;
use crate::report::leverage::document::LeverageSummary;
use crate::report::leverage::movers::strongest;
use crate::report::picture::framed;
use crate::report::titles;

/// The chart: actors by the outcomes that anybody moves steadily.
pub(super) fn movers(found: &LeverageSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let owners = found.owners();
    let moved = |id: &&String| owners.iter().any(|actor| found.mover(actor, id).is_some());
    let (shown, still): (Vec<&String>, Vec<&String>) = found.base.outcomes.keys().partition(moved);
    let cell = |actor, outcome| {
        let mover = found.mover(actor, outcome)?;
        Some(Mover {
            label: mover.lever.own.clone(),
            points: 100.0 * mover.change,
        })
    };
    let rows = owners.iter().copied().map(|actor| MoverRow {
        label: found.label(actor),
        cells: shown.iter().map(|outcome| cell(actor, outcome)).collect(),
    });
    let rows: Vec<MoverRow> = rows.collect();
    let columns: Vec<String> = shown.iter().map(|id| found.label(id)).collect();
    let about = "Of each actor the lever that moves an outcome most by being taken away, and by how many points, \
                 of those whose direction holds at half and at twice everybody's precision and under longer shadows. Exact.";
    let mut frame = framed(finding(found), about, &found.head, sheet);
    if !still.is_empty() {
        let names: Vec<String> = still.iter().map(|id| found.label(id)).collect();
        frame.note = format!(
            "Nothing steady moves by half a point: {}. {}",
            names.join(", "),
            frame.note
        );
    }
    let svg = chart::movers(&frame, &columns, &rows)?;
    Ok(Picture::new("movers", svg))
}

/// The strongest steady lever, as a title.
fn finding(found: &LeverageSummary) -> String {
    let Some(most) = strongest(found.movers()) else {
        return titles::no_mover();
    };
    let (actor, outcome) = (found.label(most.actor), found.label(most.outcome));
    titles::mover(&actor, &most.lever.own, &outcome, most.change, lost(found))
}
