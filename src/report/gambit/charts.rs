//! The chart of a branch: what is done at information sets over everybody's precision, on the way to every
//! equilibrium that was found.

use super::document::{ActionEntry, GambitSummary};
use crate::chart::{self, Across, Along, Course, Line, Panel, Sheet, palette};
use crate::report::Picture;
use crate::report::picture::framed;
use crate::report::titles;
use std::cmp::Reverse;
use std::ops::Range;

/// The most information sets that are shown.
const MOST: usize = 6;

/// The chart; none without a path.
pub(super) fn charts(found: &GambitSummary, sheet: Sheet) -> Result<Vec<Picture>, chart::Error> {
    if found.path.is_empty() {
        return Ok(vec![]);
    }
    // the principal branch is drawn last: lines are named at its end
    let arms = found.path.iter().filter(|p| p.equilibrium > 0);
    let principal = found.path.iter().filter(|p| p.equilibrium == 0);
    let points: Vec<_> = arms.chain(principal).collect();
    let breaks = (1..points.len()).filter(|n| points[*n].equilibrium != points[n - 1].equilibrium);
    let places: Vec<f64> = points.iter().map(|p| p.precision).collect();
    let across = Across {
        label: "everybody's precision".to_string(),
        values: Along::Numbers(ends(&places)),
        marks: found
            .branch
            .iter()
            .flat_map(|b| b.branch_points.clone())
            .collect(),
        own: None,
        course: Some(Course {
            folds: vec![],
            breaks: breaks.collect(),
            places,
        }),
    };
    let mut sets = sets(&found.strategies);
    // those of which most changes, in the order of the document
    let change = |set: &Range<usize>| -> f64 {
        let all = set.clone().map(|a| {
            let own = points.iter().map(|p| p.probabilities[a]);
            let most = own.clone().fold(0.0, f64::max);
            most - own.fold(1.0, f64::min)
        });
        all.fold(0.0, f64::max)
    };
    let left = sets.len().saturating_sub(MOST);
    if left > 0 {
        // to six digits, so that equal ones keep their order
        let rounded = |set: &Range<usize>| (1e6 * change(set)).round() as u64;
        sets.sort_by_key(|set| (Reverse(rounded(set)), set.start));
        sets.truncate(MOST);
        sets.sort_by_key(|set| set.start);
    }
    let panels: Vec<Panel> = sets
        .into_iter()
        .map(|set| Panel {
            title: {
                let first = &found.strategies[set.start];
                format!("{}, {}", first.player, first.infoset)
            },
            percent: true,
            lines: set
                .clone()
                .map(|a| Line {
                    label: found.strategies[a].action.clone(),
                    colour: palette::outcome(a - set.start),
                    values: points.iter().map(|p| p.probabilities[a]).collect(),
                    band: vec![],
                    off: vec![],
                })
                .collect(),
        })
        .collect();
    let others = found.arms.as_ref().map_or(0, |arms| arms.equilibria.len());
    let title = match &found.branch {
        Some(branch) => {
            let first = branch.branch_points.first().copied();
            titles::branch(found.precision, first, branch.turned, others)
        }
        None => String::new(),
    };
    let about = match others {
        0 => "The branch from precision 0; dashed: where other branches leave.",
        _ => "The branch from precision 0 and its arms; dashed: where these leave.",
    };
    let mut frame = framed(title, about, &found.head, sheet);
    if left > 0 {
        frame
            .note
            .push_str(&format!("; {left} more in the table of this chart"));
    }
    Ok(vec![Picture::new(
        "path",
        chart::lines(&frame, &across, &panels)?,
    )])
}

/// The actions of each information set, by number.
fn sets(strategies: &[ActionEntry]) -> Vec<Range<usize>> {
    let mut first = 0;
    strategies
        .chunk_by(ActionEntry::of_one_set)
        .map(|set| {
            let own = first..first + set.len();
            first = own.end;
            own
        })
        .collect()
}

/// The least and the largest of the precisions.
fn ends(places: &[f64]) -> Vec<f64> {
    let most = places.iter().copied().fold(0.0, f64::max);
    vec![0.0, most]
}
