//! Do a scenario's claims hold? Each is solved over the values that it names.

use super::engine::Engine;
use super::job::{Answer, Job, Precision, Read};
use super::model::{Model, Readings, Target};
use super::plan::{Reply, Step, Study};
use crate::error::Error;
use crate::scenario::{Edit, Expect, Hypothesis, Number};
use crate::task::Task;

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
    /// The measure at each value; none where no equilibrium was found, which leaves the claim untold.
    pub values: Vec<Option<f64>>,
    /// The same under a shadow longer by each of [`LONGER`](crate::solve::LONGER).
    pub longer: Vec<Vec<f64>>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The same at other precisions of everybody, each with its values; empty if not asked for, or
    /// if the claim is about precision.
    pub precisions: Vec<(f64, Vec<Option<f64>>, Verdict)>,
}

/// Everybody's precisions at which claims are looked at again.
pub const PRECISIONS: [f64; 10] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];

/// Jobs, one for each variant, which reads all that claims ask of it.
#[derive(Default)]
struct Jobs(Vec<Job>);

impl Jobs {
    /// The number of the job that solves this variant and also reads `measure`.
    fn add(&mut self, variant: Job, measure: Option<&String>) -> usize {
        let same = |job: &Job| job.edits == variant.edits && job.precision == variant.precision;
        let at = self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(variant);
            self.0.len() - 1
        });
        let known = &mut self.0[at].read.measures;
        if let Some(id) = measure
            && !known.contains(id)
        {
            known.push(id.clone());
        }
        at
    }
}

/// Claims that are not yet judged.
struct Claims<'a> {
    readings: Readings<'a>,
    hypotheses: &'a [Hypothesis],
    tolerance: f64,
    jobs: Jobs,
    /// For each claim the jobs of its values: as they are, then by precision.
    asked: Vec<Vec<Vec<usize>>>,
}

/// Tests every claim of the model. Differences up to `tolerance` are none. With `precisions` each is
/// looked at again at [`PRECISIONS`].
///
/// # Errors
/// The first variant's that cannot be read, compiled or solved; or `task` says to stop.
pub fn claims<M: Model>(
    engine: &Engine<M>,
    tolerance: f64,
    precisions: bool,
    task: &dyn Task,
) -> Result<Vec<Claim>, Error> {
    let model = &engine.model;
    let mut claims = Claims {
        readings: model.readings(),
        hypotheses: model.hypotheses(),
        tolerance,
        jobs: Jobs::default(),
        asked: vec![],
    };
    for hypothesis in claims.hypotheses {
        claims.ask(hypothesis, precisions);
    }
    engine.study(claims, task)
}

impl Claims<'_> {
    fn target(&self, hypothesis: &Hypothesis) -> Target {
        let found = self.readings.find(&hypothesis.measure);
        found.expect("checked on reading")
    }

    fn ask(&mut self, hypothesis: &Hypothesis, precisions: bool) {
        let measure = self.readings.measure_id(self.target(hypothesis));
        let again: &[f64] = if precisions && !is_about_precision(&hypothesis.vary) {
            &PRECISIONS
        } else {
            &[]
        };
        let again = again.iter().map(|p| Precision::All(Number(*p)));
        let rows = std::iter::once(Precision::Own)
            .chain(again)
            .map(|precision| {
                let at = |value: &String| {
                    let job = Job {
                        edits: vec![Edit::set(&hypothesis.vary, value)],
                        precision,
                        read: Read {
                            longer: true,
                            ..Read::default()
                        },
                    };
                    self.jobs.add(job, measure.as_ref())
                };
                hypothesis.over.iter().map(at).collect()
            });
        let rows = rows.collect();
        self.asked.push(rows);
    }

    /// What the values of a row make of a claim, with the values and those under longer shadows.
    fn judged(
        &self,
        hypothesis: &Hypothesis,
        row: &[usize],
        answers: &[Reply],
    ) -> (Vec<Option<f64>>, Vec<Vec<f64>>, Verdict) {
        let target = self.target(hypothesis);
        let judge = |values: &[f64]| verdict(hypothesis.expect, values, self.tolerance);
        let measure = self.readings.measure_id(target);
        let value = |at: usize, outcomes: &[f64], measures: &[f64]| match (target, &measure) {
            (Target::Outcome(o), _) => outcomes[o],
            (Target::Measure(_), id) => {
                let read = self.jobs.0[at].read.measures.iter().zip(measures);
                let own = read.filter(|(known, _)| Some(*known) == id.as_ref());
                own.map(|(_, x)| *x).sum()
            }
        };
        let own = |at: &usize| {
            let answer = answers[*at].as_ref().ok()?;
            Some(value(*at, &answer.outcomes, &answer.measures))
        };
        let found: Vec<Option<f64>> = row.iter().map(own).collect();
        let Some(values) = found.iter().copied().collect::<Option<Vec<f64>>>() else {
            return (found, vec![], Verdict::CannotTell);
        };
        let answers = || {
            row.iter()
                .filter_map(|at| Some((*at, answers[*at].as_ref().ok()?)))
        };
        let count = answers().map(|(_, answer)| answer.longer.len()).min();
        let later = |x: usize| {
            let at = |(at, answer): (usize, &Answer)| {
                value(at, &answer.longer[x].0, &answer.longer[x].1)
            };
            answers().map(at).collect()
        };
        let longer: Vec<Vec<f64>> = (0..count.unwrap_or(0)).map(later).collect();
        // what a longer shadow would say otherwise cannot be told, at any precision
        let verdict = match judge(&values) {
            own if longer.iter().all(|values| judge(values) == own) => own,
            _ => Verdict::CannotTell,
        };
        (found, longer, verdict)
    }
}

impl Study for Claims<'_> {
    type Found = Vec<Claim>;

    fn work(&self) -> &'static str {
        "solving variants"
    }

    fn plan(&self) -> Vec<Job> {
        self.jobs.0.clone()
    }

    fn spares(&self) -> bool {
        true
    }

    fn conclude(self, answers: Vec<Reply>) -> Result<Step<Self>, Error> {
        let claims = self.hypotheses.iter().zip(&self.asked).enumerate();
        let claim = |(n, (hypothesis, rows)): (usize, (&Hypothesis, &Vec<Vec<usize>>))| {
            let (values, longer, verdict) = self.judged(hypothesis, &rows[0], &answers);
            let precisions = PRECISIONS.iter().zip(&rows[1..]).map(|(precision, row)| {
                let (values, _, verdict) = self.judged(hypothesis, row, &answers);
                (*precision, values, verdict)
            });
            Claim {
                hypothesis: n,
                verdict,
                precisions: precisions.collect(),
                values,
                longer,
            }
        };
        Ok(Step::Found(claims.map(claim).collect()))
    }
}

/// Whether a setting is somebody's precision, or the parameter that is everybody's.
fn is_about_precision(path: &str) -> bool {
    path.split('.').any(|part| part == "precision")
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
