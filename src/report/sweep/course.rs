//! Where the lines of a sweep's chart go: along a curve of equilibria through its folds, or from value
//! to value and up to where something leaps.

use super::curve::FoldSummary;
use super::document::{PointSummary, SweepSummary, VarySummary};
use crate::chart::Course;

/// A place on the lines.
#[derive(Clone, Copy)]
pub(super) enum Stop<'a> {
    /// A value that was solved.
    Point(&'a PointSummary),
    /// The same, the first after a leap.
    Landing(&'a PointSummary),
    /// Where a curve turns back.
    Fold(&'a FoldSummary),
}

impl Stop<'_> {
    /// What the outcome or measure `id` is there.
    pub fn value(self, id: &str) -> f64 {
        match self {
            Stop::Point(point) | Stop::Landing(point) => point.value(id),
            Stop::Fold(fold) => {
                let all = [&fold.outcomes, &fold.measures].into_iter().flatten();
                all.filter_map(|all| all.get(id))
                    .copied()
                    .next()
                    .unwrap_or(0.0)
            }
        }
    }

    /// Its number along the axis of the setting `only`.
    fn place(self, only: &VarySummary) -> Option<f64> {
        match self {
            Stop::Point(point) | Stop::Landing(point) => point.values.get(&only.name)?.as_f64(),
            Stop::Fold(fold) => Some(fold.at),
        }
    }
}

/// The places in the order of the lines; none if there is one for each value of `only`.
pub(super) fn stops<'a>(sweep: &'a SweepSummary, only: &VarySummary) -> Option<Vec<Stop<'a>>> {
    if sweep.curve.is_some() {
        return Some(along(sweep));
    }
    let leaps = sweep.tipping_points.iter();
    let leaps: Vec<_> = leaps.filter(|tip| tip.leap(sweep).is_some()).collect();
    if leaps.is_empty() || sweep.banded() {
        return None;
    }
    let ends = leaps.iter().flat_map(|tip| {
        let [before, after] = &tip.ends;
        [Stop::Point(before), Stop::Landing(after)]
    });
    let points = sweep.points.iter().map(Stop::Point);
    let mut all = vec![];
    for stop in points.chain(ends) {
        all.push((stop.place(only)?, stop));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    // a value where one leap ends may be given, or begin another: it is kept once, as where it ends
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same && matches!(next.1, Stop::Landing(_)) {
            kept.1 = next.1;
        }
        same
    });
    Some(all.into_iter().map(|(_, stop)| stop).collect())
}

/// The places of a curve; folds of which nothing is known are left out.
fn along(sweep: &SweepSummary) -> Vec<Stop<'_>> {
    let folds = sweep.curve.iter().flat_map(|curve| &curve.folds);
    let folds: Vec<&FoldSummary> = folds.filter(|f| f.outcomes.is_some()).collect();
    let mut all = vec![];
    for n in 0..=sweep.points.len() {
        let before = folds.iter().filter(|fold| fold.after == n);
        all.extend(before.map(|fold| Stop::Fold(fold)));
        all.extend(sweep.points.get(n).map(Stop::Point));
    }
    all
}

/// The course of the lines through these places.
pub(super) fn course(stops: &[Stop], only: &VarySummary) -> Option<Course> {
    let places = stops
        .iter()
        .map(|stop| stop.place(only))
        .collect::<Option<_>>()?;
    let those = |wanted: fn(&Stop) -> bool| {
        let all = stops.iter().enumerate().filter(|(_, stop)| wanted(stop));
        all.map(|(n, _)| n).collect()
    };
    Some(Course {
        places,
        folds: those(|stop| matches!(stop, Stop::Fold(_))),
        breaks: those(|stop| matches!(stop, Stop::Landing(_))),
    })
}

#[cfg(test)]
mod tests {
    use super::super::document::TipSummary;
    use super::*;
    use crate::report::Head;
    use indexmap::IndexMap;

    fn point(at: f64, war: f64) -> PointSummary {
        PointSummary {
            values: IndexMap::from([("cost".to_string(), at.into())]),
            outcomes: IndexMap::from([("war".to_string(), war)]),
            measures: IndexMap::new(),
            band: None,
            branch_points: 0,
        }
    }

    /// War at costs 0, 1 and 2, and on both sides of where it stops being the likeliest end.
    fn sweep(shares: [f64; 3], [before, after]: [f64; 2]) -> SweepSummary {
        SweepSummary {
            head: Head::new("sweep", None),
            vary: vec![VarySummary {
                name: "cost".to_string(),
                label: "cost".to_string(),
                values: vec![],
            }],
            points: (0..3).map(|k| point(k as f64, shares[k])).collect(),
            lost: vec![],
            curve: None,
            tipping_points: vec![TipSummary {
                name: "cost".to_string(),
                at: 0.55,
                between: (0.5, 0.6),
                measure: None,
                threshold: None,
                from: "war".to_string(),
                to: "peace".to_string(),
                ends: [point(0.5, before), point(0.6, after)],
            }],
            searches: 1,
            labels: IndexMap::new(),
            means: vec![],
        }
    }

    #[test]
    fn lines_break_where_something_leaps() {
        let found = sweep([1.0, 0.1, 0.0], [0.9, 0.2]);
        let only = &found.vary[0];
        let stops = stops(&found, only).expect("a leap");
        let values: Vec<f64> = stops.iter().map(|stop| stop.value("war")).collect();
        assert_eq!(values, [1.0, 0.9, 0.2, 0.1, 0.0]);
        let course = course(&stops, only).expect("numbers");
        assert_eq!(course.places, [0.0, 0.5, 0.6, 1.0, 2.0]);
        assert_eq!((course.folds, course.breaks), (vec![], vec![2]));
    }

    #[test]
    fn lines_go_on_where_nothing_leaps() {
        let found = sweep([1.0, 0.1, 0.0], [0.52, 0.48]);
        assert!(stops(&found, &found.vary[0]).is_none());
    }
}
