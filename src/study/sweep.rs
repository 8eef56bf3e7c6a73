//! One or two settings over a range: how every outcome answers, and where it tips.

use super::variants::{Answer, Point, Settings, Target, Variants};
use crate::source::Failure;

/// A setting and the values it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// Its path, as of `--set`.
    pub path: String,
    /// Its values, as they would be written.
    pub values: Vec<String>,
}

impl Vary {
    /// `n` values evenly from `low` to `high`.
    pub fn even(path: &str, low: f64, high: f64, n: usize) -> Self {
        let at = |k: usize| match n {
            1 => low,
            _ => low + (high - low) * (k as f64 / (n - 1) as f64),
        };
        Vary {
            path: path.to_string(),
            values: (0..n).map(|k| tidy(at(k)).to_string()).collect(),
        }
    }

    /// Its values as numbers, if they are numbers that rise.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        let all: Option<Vec<f64>> = self.values.iter().map(|v| v.parse().ok()).collect();
        all.filter(|all| all.windows(2).all(|w| w[0] < w[1]))
    }
}

/// Without the noise of its last digits: .30000000000000004 is .3.
fn tidy(x: f64) -> f64 {
    format!("{x:.12e}").parse().unwrap_or(x)
}

/// Where the likeliest outcome changes, or a target crosses a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Tip {
    /// The last value found on the lower side, and the first on the upper.
    pub between: (f64, f64),
    /// What crosses; none if it is the likeliest outcome that changes.
    pub target: Option<(Target, f64)>,
    /// The likeliest outcomes on either side; of a threshold `below` or `above`.
    pub sides: (usize, usize),
}

/// What a sweep found.
pub struct Sweep {
    /// One or two settings.
    pub vary: Vec<Vary>,
    /// The measures read, by number.
    pub measures: Vec<usize>,
    /// One for each pair of values, the last setting's running fastest.
    pub answers: Vec<Answer>,
    /// Of a sweep over one setting whose values are numbers, in rising order.
    pub tips: Vec<Tip>,
    /// How often the structure of a game was searched.
    pub searches: usize,
}

/// What to look for.
pub struct Question {
    /// One or two settings.
    pub vary: Vec<Vary>,
    /// The measures to be read, by number.
    pub measures: Vec<usize>,
    /// Thresholds to be watched.
    pub thresholds: Vec<(Target, f64)>,
    /// Tipping points are found to this share of the range.
    pub tolerance: f64,
}

/// Solves every combination of values.
///
/// # Errors
/// The first variant's that cannot be read, compiled or solved.
pub fn sweep(
    variants: &Variants,
    question: Question,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Sweep, Box<Failure>> {
    let Question { vary, measures, .. } = &question;
    let mut points: Vec<Settings> = vec![vec![]];
    for vary in vary {
        let more = |settings: Settings| {
            vary.values.iter().map(move |v| {
                let own = (vary.path.clone(), v.clone());
                settings.iter().cloned().chain([own]).collect()
            })
        };
        points = points.into_iter().flat_map(more).collect();
    }
    let point = |settings| Point {
        settings,
        measures: measures.clone(),
        // of a map there is no room to show it
        longer: vary.len() == 1,
        ..Point::default()
    };
    let points: Vec<Point> = points.into_iter().map(point).collect();
    let answers = variants.answers(&points, &|s| done("solving variants", s))?;
    let tips = match &vary[..] {
        [only] => tips(variants, only, &question, &answers, done)?,
        _ => vec![],
    };
    Ok(Sweep {
        tips,
        answers,
        searches: variants.searches(),
        measures: question.measures,
        vary: question.vary,
    })
}

/// On which side of something an answer is.
type Side<'a> = Box<dyn Fn(&Answer) -> usize + 'a>;

fn tips(
    variants: &Variants,
    vary: &Vary,
    question: &Question,
    answers: &[Answer],
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Vec<Tip>, Box<Failure>> {
    let Some(numbers) = vary.numbers() else {
        return Ok(vec![]);
    };
    let width = numbers[numbers.len() - 1] - numbers[0];
    // there is nothing between two levels, or two numbers of rounds
    let whole = numbers.iter().all(|x| x.fract() == 0.0);
    let apart = match variants.parameter(&vary.path).is_none() && whole {
        true => f64::INFINITY,
        false => question.tolerance * width,
    };
    let mut all: Vec<(Option<(Target, f64)>, Side)> = vec![(None, Box::new(likeliest))];
    for (target, threshold) in &question.thresholds {
        let (target, threshold) = (*target, *threshold);
        let side = move |a: &Answer| usize::from(read(a, target, &question.measures) >= threshold);
        all.push((Some((target, threshold)), Box::new(side)));
    }
    let mut tips = vec![];
    for (target, side) in all {
        for k in 1..numbers.len() {
            let mut low = (numbers[k - 1], side(&answers[k - 1]));
            let end = (numbers[k], side(&answers[k]));
            // from one change to the next, until the upper end's side is come to
            while low.1 != end.1 {
                let mut high = end;
                while high.0 - low.0 > apart {
                    let middle = tidy(low.0 / 2.0 + high.0 / 2.0);
                    if !(low.0 < middle && middle < high.0) {
                        break; // no number of so many digits lies between the two
                    }
                    let point = Point {
                        settings: vec![(vary.path.clone(), middle.to_string())],
                        measures: question.measures.clone(),
                        ..Point::default()
                    };
                    let answer = variants.answers(&[point], &|_| {})?;
                    let at = side(&answer[0]);
                    match at == low.1 {
                        true => low.0 = middle,
                        false => high = (middle, at),
                    }
                    done(
                        "looking for tipping points",
                        k as f64 / numbers.len() as f64,
                    );
                }
                tips.push(Tip {
                    between: (low.0, high.0),
                    target,
                    sides: (low.1, high.1),
                });
                low = high;
            }
        }
    }
    tips.sort_by(|a, b| a.between.0.total_cmp(&b.between.0));
    Ok(tips)
}

/// The number of the likeliest outcome, the first of several.
pub fn likeliest(answer: &Answer) -> usize {
    let all = answer.outcomes.iter().enumerate();
    all.fold(0, |best, (o, p)| match *p > answer.outcomes[best] {
        true => o,
        false => best,
    })
}

/// The value of a target; `measures` are those that were read.
pub fn read(answer: &Answer, target: Target, measures: &[usize]) -> f64 {
    match target {
        Target::Outcome(o) => answer.outcomes[o],
        Target::Measure(m) => {
            let at = measures.iter().position(|x| *x == m);
            at.map_or(f64::NAN, |at| answer.measures[at])
        }
    }
}
