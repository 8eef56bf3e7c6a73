//! The chart of options: what each is worth now and later.

use super::{OptionEntry, PositionEntry, SolveSummary};
use crate::chart::{self, Column, PayoffRow, Sheet};
use crate::report::Picture;
use crate::report::picture::framed;
use crate::report::screen::percent;
use crate::report::titles;

/// The chart; none where nothing is explained.
pub(super) fn charts(found: &SolveSummary, sheet: Sheet) -> Result<Vec<Picture>, chart::Error> {
    let explained = found
        .positions
        .iter()
        .filter(|p| p.options.iter().any(chosen));
    let explained: Vec<&PositionEntry> = explained.collect();
    let Some(first) = explained.first() else {
        return Ok(vec![]);
    };
    let panels: Vec<Column<Vec<PayoffRow>>> = explained.iter().map(|p| panel(p)).collect();
    let about = "What each option is worth to who takes it: now, by what the move itself pays, and later, by what follows. Exact.";
    let frame = framed(finding(first), about, &found.head, sheet);
    Ok(vec![Picture::new(
        "options",
        chart::payoffs_below(&frame, &panels)?,
    )])
}

/// What is done most likely at the first position, as a title.
fn finding(entry: &PositionEntry) -> String {
    let likelier = |a: &&OptionEntry, b: &&OptionEntry| a.probability.total_cmp(&b.probability);
    let most = entry
        .options
        .iter()
        .filter(|o| chosen(o))
        .rev()
        .max_by(likelier);
    most.map_or(String::new(), |o| {
        let whose = o.mover.as_deref().map_or(String::new(), |mover| {
            format!("{}, ", entry.names.of_all(mover))
        });
        let place = format!("{}, {}", entry.when, entry.names.turn());
        titles::option(
            &place,
            &format!("{whose}{}", o.label),
            o.probability,
            o.value,
        )
    })
}

/// Whether an option is drawn: votes on drafts are told in words, for there are many.
fn chosen(option: &OptionEntry) -> bool {
    option.passes.is_none()
}

fn panel(entry: &PositionEntry) -> Column<Vec<PayoffRow>> {
    let several = entry.options.iter().any(|o| chosen(o) && o.mover.is_some());
    let reached = entry.reached.map_or(String::new(), |share| {
        format!(", reached by {} of histories", percent(share))
    });
    let row = |o: &OptionEntry| {
        let whose = match &o.mover {
            Some(mover) if several => format!("{}: ", entry.names.of_all(mover)),
            _ => String::new(),
        };
        PayoffRow {
            label: format!("{whose}{} ({})", o.label, percent(o.probability)),
            terms: vec![
                ("now".to_string(), o.value - o.later),
                ("later".to_string(), o.later),
            ],
            total: o.value,
        }
    };
    Column {
        title: format!("{}, {}{reached}", entry.when, entry.names.turn()),
        body: entry
            .options
            .iter()
            .filter(|o| chosen(o))
            .map(row)
            .collect(),
    }
}
