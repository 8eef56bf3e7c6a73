//! Where the lines of a sweep's chart go: along a curve of equilibria through its folds, or from value
//! to value and up to where something leaps.

use super::document::{PointSummary, SweepSummary, VarySummary};
use crate::chart::Course;
use crate::study::Stop;

impl SweepSummary {
    /// What the outcome or measure `id` is at a place of the lines; none at a fold of which nothing is
    /// known.
    pub(super) fn at(&self, stop: Stop, id: &str) -> Option<f64> {
        match stop {
            Stop::Point(n) => Some(self.points[n].value(id)),
            Stop::Between(n) => Some(self.between[n].value(id)),
            Stop::Fold(n) => {
                let fold = &self.curve.as_ref()?.folds[n];
                let mut all = [&fold.outcomes, &fold.measures].into_iter().flatten();
                all.find_map(|all| all.get(id)).copied()
            }
        }
    }

    /// A place's number along the axis of the setting `only`.
    fn place(&self, stop: Stop, only: &VarySummary) -> Option<f64> {
        let of = |point: &PointSummary| point.values.get(&only.name)?.as_f64();
        match stop {
            Stop::Point(n) => of(&self.points[n]),
            Stop::Between(n) => of(&self.between[n]),
            Stop::Fold(n) => Some(self.curve.as_ref()?.folds[n].at),
        }
    }

    /// The places in the order of the lines.
    pub(super) fn stops(&self) -> Vec<Stop> {
        let known = |stop: &Stop| match stop {
            Stop::Fold(n) => self.curve.iter().any(|c| c.folds[*n].outcomes.is_some()),
            Stop::Point(_) | Stop::Between(_) => true,
        };
        self.course.iter().copied().filter(known).collect()
    }

    /// The course of the lines through these places; none where values of `only` are no numbers.
    pub(super) fn course(&self, stops: &[Stop], only: &VarySummary) -> Option<Course> {
        let places = stops.iter().map(|stop| self.place(*stop, only));
        let places = places.collect::<Option<Vec<f64>>>()?;
        let folds = (0..stops.len()).filter(|n| matches!(stops[*n], Stop::Fold(_)));
        let leaps = |n: &usize| {
            let between = (places[n - 1], places[*n]);
            self.leaps.iter().any(|leap| leap.between == between)
        };
        let course = Course {
            folds: folds.collect(),
            breaks: (1..stops.len()).filter(leaps).collect(),
            places: places.clone(),
        };
        (!places.is_empty()).then_some(course)
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::LeapSummary;
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

    /// War at costs 0, 1 and 2, and on both sides of where it leaps.
    fn sweep() -> SweepSummary {
        SweepSummary {
            head: Head::new("sweep", None),
            vary: vec![VarySummary {
                name: "cost".to_string(),
                label: "cost".to_string(),
                values: vec![],
                own: None,
            }],
            points: vec![point(0.0, 1.0), point(1.0, 0.1), point(2.0, 0.0)],
            between: vec![point(0.5, 0.9), point(0.6, 0.2)],
            lost: vec![],
            curve: None,
            tipping_points: vec![],
            leaps: vec![LeapSummary {
                between: (0.5, 0.6),
                outcome: "war".to_string(),
                before: 0.9,
                after: 0.2,
            }],
            searches: 1,
            worlds: None,
            labels: IndexMap::new(),
            means: vec![],
            course: vec![
                Stop::Point(0),
                Stop::Between(0),
                Stop::Between(1),
                Stop::Point(1),
                Stop::Point(2),
            ],
        }
    }

    #[test]
    fn lines_pass_what_was_solved_between_and_break_where_something_leaps() {
        let found = sweep();
        let stops = found.stops();
        let values: Vec<f64> = stops.iter().filter_map(|s| found.at(*s, "war")).collect();
        assert_eq!(values, [1.0, 0.9, 0.2, 0.1, 0.0]);
        let course = found.course(&stops, &found.vary[0]).expect("numbers");
        assert_eq!(course.places, [0.0, 0.5, 0.6, 1.0, 2.0]);
        assert_eq!((course.folds, course.breaks), (vec![], vec![2]));
    }
}
