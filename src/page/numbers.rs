//! What can be turned: the scenario's numbers with their scales, and the levels at which variables start.

use crate::language::VariableKind;
use crate::scenario::{EachRound, Owner, Parameter, Scenario};
use serde::Serialize;

/// The values at which a slider can stand: from the low end of a range on in steps of about a hundredth of it,
/// 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scale {
    /// The low end.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// The step.
    pub step: f64,
    /// How many steps there are.
    pub steps: usize,
    /// Digits after the point that a value needs.
    pub digits: usize,
}

impl Scale {
    /// Of a range; none of one without width.
    pub fn of((low, high): (f64, f64)) -> Option<Scale> {
        let wide = high - low;
        if !(wide > 0.0 && wide.is_finite()) {
            return None;
        }
        let power = libm::log10(wide / 100.0).floor();
        let unit = 10f64.powi(power as i32);
        let ratio = wide / 100.0 / unit;
        let times = [1.0, 2.0, 5.0, 10.0].into_iter();
        let times = times.min_by(|a, b| apart(*a, ratio).total_cmp(&apart(*b, ratio)));
        let step = unit * times.unwrap_or(1.0);
        let steps = (wide / step).round().max(1.0) as usize;
        // a range that is no whole number of steps is divided evenly
        let even = (wide / step - steps as f64).abs() < 1e-9;
        let step = if even { step } else { wide / steps as f64 };
        let digits = (2.0 - power - if even { 2.0 } else { 0.0 }).clamp(0.0, 15.0) as usize;
        Some(Scale {
            low,
            high,
            step,
            steps,
            digits,
        })
    }

    /// The value after so many steps.
    pub fn value(&self, steps: usize) -> f64 {
        if steps >= self.steps {
            return self.high;
        }
        let value = self.low + steps as f64 * self.step;
        let text = format!("{value:.*}", self.digits);
        text.parse().expect("a number was written")
    }
}

/// How far apart two sizes are, as a ratio.
fn apart(a: f64, b: f64) -> f64 {
    (a / b).max(b / a)
}

/// A number of the scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Number {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// What it means.
    pub about: String,
    /// Whose it is.
    pub group: String,
    /// What it is.
    pub value: f64,
    /// What it is in the saved text; null if there is none such.
    pub saved: Option<f64>,
    /// Where it can be put; null of one that has no range.
    pub scale: Option<Scale>,
}

/// A state variable and where it starts.
#[derive(Clone, Debug, Serialize)]
pub struct Start {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its levels, as people read them.
    pub levels: Vec<String>,
    /// The number of that at which it starts.
    pub start: usize,
}

/// The numbers of `scenario` that anything reads, in file order; and what they are in the `saved` one.
pub fn numbers(scenario: &Scenario, saved: Option<&Scenario>) -> Vec<Number> {
    let before = |id: &str| {
        let mut all = saved?.parameters.iter();
        all.find(|p| p.name.id == id).map(|p| p.value)
    };
    let group = |owner: Owner| match owner {
        Owner::Actor(i) => scenario.actors[i].name.label.clone(),
        Owner::Chance => "Chance".to_string(),
        Owner::Council => "Council".to_string(),
        Owner::Several => "Several".to_string(),
    };
    let all = scenario
        .parameters
        .iter()
        .zip(scenario.owners())
        .enumerate();
    let read = all.filter(|(p, _)| !scenario.unread(*p));
    let number = |(_, (parameter, owner)): (usize, (&Parameter, Owner))| Number {
        id: parameter.name.id.clone(),
        label: parameter.name.label.clone(),
        about: parameter.about.clone(),
        group: group(owner),
        value: parameter.value,
        saved: before(&parameter.name.id),
        scale: parameter.range.and_then(Scale::of),
    };
    read.map(number).collect()
}

/// The variables of `scenario` that can start at another of few levels.
pub fn starts(scenario: &Scenario) -> Vec<Start> {
    let all = scenario.variables.iter();
    let few = all.filter(|v| (2..=9).contains(&v.size()) && v.each_round == EachRound::Stays);
    few.map(|v| Start {
        id: v.name.id.clone(),
        label: v.name.label.clone(),
        levels: (0..v.size()).map(|l| v.level(l)).collect(),
        start: v.start,
    })
    .collect()
}

/// Level number `level` of the variable `id`, as a scenario file has it.
pub fn written(scenario: &Scenario, id: &str, level: usize) -> Option<String> {
    let variable = scenario.variables.iter().find(|v| v.name.id == id)?;
    if level >= variable.size() {
        return None;
    }
    Some(match &variable.kind {
        VariableKind::Named(names) => format!("\"{}\"", names[level]),
        VariableKind::Numbered(values) => values[level].to_string(),
        VariableKind::YesNo => (level == 1).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slider_ends_where_the_range_does() {
        for (range, step, steps, some) in [
            ((0.0, 1.0), 0.01, 100, [0.0, 0.5, 1.0]),
            ((0.05, 0.9), 0.01, 85, [0.05, 0.47, 0.9]),
            ((0.0, 3.0), 0.02, 150, [0.0, 1.5, 3.0]),
            ((1.0, 6.0), 0.05, 100, [1.0, 3.5, 6.0]),
            ((-1e-4, 1e-4), 2e-6, 100, [-1e-4, 0.0, 1e-4]),
        ] {
            let scale = Scale::of(range).expect("a width");
            assert!((scale.step / step - 1.0).abs() < 1e-9, "{scale:?}");
            assert_eq!(scale.steps, steps);
            assert_eq!([0, steps / 2, steps].map(|s| scale.value(s)), some);
        }
        assert_eq!(Scale::of((1.0, 1.0)), None);
    }
}
