//! What to choose when the numbers are not known: several choices solved in the same worlds.
//!
//! A choice is a variant, a value of a setting, or an option that its owner is bound to. Every world
//! is one draw of the parameters that all choices leave as they are; what they set themselves is
//! chosen, not drawn.

use super::sweep::read;
use super::variants::{Answer, Point, Ranges, Settings, Target, Variants};
use crate::source::Failure;
use crate::statistics::{Chosen, choose};
use std::sync::Arc;

/// One of those that may be chosen.
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Its scenario; choices of a setting share one.
    pub variants: Arc<Variants>,
    /// What it is changed by.
    pub settings: Settings,
}

/// What a choice is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The probability of an outcome, or a measure, by its id.
    Reading(String),
    /// An actor's value at the start, by its id.
    Value(String),
}

/// How to choose.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Rules {
    pub aim: Aim,
    /// Whether less of it is better.
    pub least: bool,
    /// What is enough; none takes even odds of a probability, and of anything else what the first
    /// choice comes to at the file's own numbers.
    pub threshold: Option<f64>,
    pub worlds: usize,
    pub seed: u64,
}

/// What was found.
pub struct Robust {
    /// The parameters drawn, by their number in the first choice's scenario.
    pub parameters: Vec<usize>,
    /// Those with a range that are not drawn, being what is chosen.
    pub chosen: Vec<usize>,
    /// Worlds × parameters.
    pub draws: Vec<Vec<f64>>,
    /// What each choice comes to in every world: choices × worlds.
    pub worth: Vec<Vec<f64>>,
    /// And at the file's own numbers.
    pub written: Vec<f64>,
    /// What was taken as enough.
    pub threshold: f64,
    /// What the rules make of it, a larger number being better: of less being better, of what
    /// [`Robust::worth`] falls below 0.
    pub judged: Chosen,
}

/// Solves every choice in so many worlds and judges them.
///
/// # Errors
/// The first variant's that cannot be read, compiled or solved.
pub fn robust(
    choices: &[Choice],
    rules: &Rules,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Robust, Box<Failure>> {
    let (ranges, chosen) = drawn(choices);
    let draw = |world: usize| ranges.draw(world, rules.seed);
    let draws: Vec<Vec<f64>> = (0..rules.worlds).map(draw).collect();
    let mut worth = vec![];
    let mut written = vec![];
    for (c, choice) in choices.iter().enumerate() {
        let place = place(choice, &rules.aim);
        let measures: Vec<usize> = match place {
            Ok(Target::Measure(m)) => vec![m],
            _ => vec![],
        };
        let read = |answer: &Answer| match place {
            Ok(target) => read(answer, target, &measures),
            Err(actor) => answer.values[actor],
        };
        let point = |draw: &[f64]| {
            let mut point = ranges.point(draw.iter().copied().enumerate());
            point.settings.extend(choice.settings.iter().cloned());
            point.measures = measures.clone();
            point
        };
        let mut points: Vec<Point> = draws.iter().map(|draw| point(draw)).collect();
        points.push(point(&[]));
        let share = |s: f64| done("solving choices", (c as f64 + s) / choices.len() as f64);
        let mut values: Vec<f64> = choice
            .variants
            .answers(&points, &share)?
            .iter()
            .map(read)
            .collect();
        written.extend(values.pop());
        worth.push(values);
    }
    let threshold = rules
        .threshold
        .unwrap_or_else(|| match probability(&choices[0], &rules.aim) {
            true => 0.5,
            false => written[0],
        });
    let sign = if rules.least { -1.0 } else { 1.0 };
    let signed = |own: &Vec<f64>| own.iter().map(|x| sign * x).collect();
    let signed: Vec<Vec<f64>> = worth.iter().map(signed).collect();
    Ok(Robust {
        judged: choose(&signed, sign * threshold, rules.seed),
        parameters: ranges.parameters,
        chosen,
        draws,
        worth,
        written,
        threshold,
    })
}

/// The parameters with a range that every choice leaves as they are, and the rest of those with one.
fn drawn(choices: &[Choice]) -> (Ranges<'_>, Vec<usize>) {
    let first = &choices[0].variants.scenario;
    let same = |p: &crate::scenario::Parameter| {
        choices.iter().all(|choice| {
            let mut all = choice.variants.scenario.parameters.iter();
            let own = all.find(|other| other.name.id == p.name.id);
            let set = |(path, _): &(String, String)| {
                let named = choice.variants.parameter(path);
                named.is_some_and(|n| choice.variants.scenario.parameters[n].name.id == p.name.id)
            };
            own.is_some_and(|other| {
                other.value == p.value
                    && other.range == p.range
                    && other.distribution == p.distribution
            }) && !choice.settings.iter().any(set)
        })
    };
    let ranged = |p: &usize| first.parameters[*p].range.is_some();
    let all = (0..first.parameters.len()).filter(ranged);
    let (keep, chosen): (Vec<usize>, _) = all.partition(|p| same(&first.parameters[*p]));
    (Ranges::of(first, keep), chosen)
}

/// What is read off a choice's answers: an outcome or measure, or else an actor's value.
fn place(choice: &Choice, aim: &Aim) -> Result<Target, usize> {
    let scenario = &choice.variants.scenario;
    match aim {
        Aim::Reading(id) => Ok(Target::find(scenario, id).expect("checked before")),
        Aim::Value(id) => {
            let actor = scenario.actors.iter().position(|a| a.name.id == *id);
            Err(actor.expect("checked before"))
        }
    }
}

fn probability(choice: &Choice, aim: &Aim) -> bool {
    let scenario = &choice.variants.scenario;
    match aim {
        Aim::Value(_) => false,
        Aim::Reading(id) => match Target::find(scenario, id) {
            Some(Target::Measure(m)) => !scenario.measures[m].mean,
            _ => true,
        },
    }
}
