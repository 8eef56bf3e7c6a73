//! Do a scenario's claims hold? Each is solved over the values that it names.

use super::sweep::read;
use super::variants::{Answer, Point, Target, Variants};
use crate::scenario::{Expect, Hypothesis};
use crate::source::Failure;

/// What becomes of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It fails.
    Fails,
    /// Differences are within the tolerance, or a longer shadow would say otherwise.
    CannotTell,
}

impl Verdict {
    /// As documents have it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Fails => "fails",
            Verdict::CannotTell => "cannot tell",
        }
    }
}

/// A claim and what was found.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its number in the file.
    pub hypothesis: usize,
    /// The measure at each value.
    pub values: Vec<f64>,
    /// The same were the shadow longer, by each of [`LONGER`](crate::solve::LONGER).
    pub longer: Vec<Vec<f64>>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The same at other precisions of everybody, each with its values; empty if not asked for, or
    /// if the claim is about precision.
    pub precisions: Vec<(f64, Vec<f64>, Verdict)>,
}

/// Everybody's precisions at which claims are looked at again.
pub const PRECISIONS: [f64; 10] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];

/// Points to be solved, each once.
#[derive(Default)]
struct Points(Vec<Point>);

impl Points {
    /// The number of a point that also reads `target`.
    fn add(&mut self, point: Point, target: Target) -> usize {
        let same = |p: &Point| p.settings == point.settings && p.precision == point.precision;
        let at = self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(point);
            self.0.len() - 1
        });
        if let Target::Measure(m) = target
            && !self.0[at].measures.contains(&m)
        {
            self.0[at].measures.push(m);
        }
        at
    }
}

/// Tests every claim of the file. Differences up to `tolerance` are none. With `precisions` each is
/// looked at again at [`PRECISIONS`].
///
/// # Errors
/// The first variant's that cannot be read, compiled or solved.
pub fn claims(
    variants: &Variants,
    tolerance: f64,
    precisions: bool,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Vec<Claim>, Box<Failure>> {
    let scenario = &variants.scenario;
    let mut points = Points::default();
    let target = |h: &Hypothesis| Target::find(scenario, &h.measure).expect("checked on reading");
    // for each claim the points of its values: as they are, then by precision
    let mut asked: Vec<Vec<Vec<usize>>> = vec![];
    for hypothesis in &scenario.hypotheses {
        let about = is_about_precision(&hypothesis.vary);
        let again: &[f64] = match precisions && !about {
            true => &PRECISIONS,
            false => &[],
        };
        let all = std::iter::once(None).chain(again.iter().copied().map(Some));
        let rows = all.map(|precision| {
            let at = |value: &String| {
                let point = Point {
                    settings: vec![(hypothesis.vary.clone(), value.clone())],
                    precision,
                    longer: true,
                    ..Point::default()
                };
                points.add(point, target(hypothesis))
            };
            hypothesis.over.iter().map(at).collect()
        });
        asked.push(rows.collect());
    }
    let answers = variants.answers(&points.0, &|share| done("solving variants", share))?;
    let mut found = vec![];
    for (n, (hypothesis, rows)) in scenario.hypotheses.iter().zip(asked).enumerate() {
        let target = target(hypothesis);
        let value = |at: &usize| read(&answers[*at], target, &points.0[*at].measures);
        let judge = |values: &[f64]| verdict(hypothesis.expect, values, tolerance);
        // what a longer shadow would say otherwise cannot be told, at any precision
        let judged = |row: &[usize]| {
            let values: Vec<f64> = row.iter().map(value).collect();
            let longer = longer(&answers, &points.0, row, target);
            let verdict = match judge(&values) {
                own if longer.iter().all(|values| judge(values) == own) => own,
                _ => Verdict::CannotTell,
            };
            (values, longer, verdict)
        };
        let (values, longer, own) = judged(&rows[0]);
        let precisions = PRECISIONS.iter().zip(&rows[1..]).map(|(precision, row)| {
            let (values, _, verdict) = judged(row);
            (*precision, values, verdict)
        });
        found.push(Claim {
            hypothesis: n,
            verdict: own,
            precisions: precisions.collect(),
            values,
            longer,
        });
    }
    Ok(found)
}

/// Whether a setting is somebody's precision, or the parameter that is everybody's.
fn is_about_precision(path: &str) -> bool {
    path.split('.').any(|part| part == "precision")
}

/// The values of a target at these points, were the shadow longer.
fn longer(answers: &[Answer], points: &[Point], row: &[usize], target: Target) -> Vec<Vec<f64>> {
    let count = row.iter().map(|at| answers[*at].longer.len()).min();
    let value = |at: usize, x: usize| {
        let (outcomes, measures) = &answers[at].longer[x];
        let read = points[at].measures.iter().zip(measures);
        match target {
            Target::Outcome(o) => outcomes[o],
            Target::Measure(m) => read.filter(|r| *r.0 == m).map(|r| *r.1).sum(),
        }
    };
    let of = |x: usize| row.iter().map(|at| value(*at, x)).collect();
    (0..count.unwrap_or(0)).map(of).collect()
}

/// What these values, in the order of the setting's, make of a claim.
pub fn verdict(expect: Expect, values: &[f64], tolerance: f64) -> Verdict {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Verdict::CannotTell;
    };
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sure = |holds: bool, fails: bool| match (holds, fails) {
        (_, true) => Verdict::Fails,
        (true, _) => Verdict::Holds,
        _ => Verdict::CannotTell,
    };
    // by how much it goes against the claim anywhere, from any value to any later one
    let against = |sign: f64| {
        let mut best = f64::NEG_INFINITY;
        let steps = values.iter().map(|v| {
            best = best.max(sign * v);
            best - sign * v
        });
        steps.fold(0.0, f64::max)
    };
    match expect {
        Expect::Increasing => sure(last - first > tolerance, against(1.0) > tolerance),
        Expect::Decreasing => sure(first - last > tolerance, against(-1.0) > tolerance),
        Expect::Flat => sure(most - least <= tolerance, most - least > tolerance),
        Expect::Above(x) => sure(least > x + tolerance, least < x - tolerance),
        Expect::Below(x) => sure(most < x - tolerance, most > x + tolerance),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn imprecision_is_another_word() {
        for path in [
            "precision",
            "parameters.precision.value",
            "actors.us.precision",
        ] {
            assert!(super::is_about_precision(path), "{path}");
        }
        for path in ["imprecision", "parameters.imprecision", "precision_of_aim"] {
            assert!(!super::is_about_precision(path), "{path}");
        }
    }
}
