//! The curve of equilibria of a sweep of play without end, and what a person is told of it.

use super::document::value;
use super::{brief, written};
use crate::report::screen::count;
use crate::solve::Ending;
use crate::study::{Along, Answer, Bend, Check, Stretch, Vary, highest};
use indexmap::IndexMap;
use serde::Serialize;

/// Where a curve turns back.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct FoldSummary {
    pub at: f64,
    /// The number of points before it.
    pub after: usize,
    /// Whether the number rises along the curve until there.
    pub rising: bool,
    /// To some four digits; null if the variant there cannot be played.
    pub outcomes: Option<IndexMap<String, f64>>,
    pub measures: Option<IndexMap<String, f64>>,
}

/// How many equilibria lie on a curve between two values.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct StretchSummary {
    pub from: f64,
    pub to: f64,
    pub equilibria: usize,
}

/// A value at which the game was solved afresh, along its own branch.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct AgainSummary {
    pub value: serde_json::Value,
    /// Whether what was found lies on the curve.
    pub on_curve: bool,
    /// Null if no equilibrium was found.
    pub outcomes: Option<IndexMap<String, f64>>,
    pub measures: Option<IndexMap<String, f64>>,
}

/// A curve of equilibria.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CurveSummary {
    /// The value at which it was begun, on the branch that the game has there.
    pub begun_at: f64,
    pub folds: Vec<FoldSummary>,
    pub several: Vec<StretchSummary>,
    /// `left` where it leaves the range, `closed` where it comes back to its beginning; else `lost`.
    pub ends: [String; 2],
    /// Where it was lost; null where it was not.
    pub lost_at: [Option<f64>; 2],
    pub steps: usize,
    /// Values at which the game was solved afresh.
    pub afresh: Vec<AgainSummary>,
}

/// Outcomes and measures by id.
type Shares = [Option<IndexMap<String, f64>>; 2];

/// `ids` are those of outcomes, then of measures.
fn shares(answer: Option<&Answer>, ids: &[String]) -> Shares {
    let named =
        |ids: &[String], all: &[f64]| ids.iter().cloned().zip(all.iter().copied()).collect();
    let Some(answer) = answer else {
        return [None, None];
    };
    let (outcomes, measures) = ids.split_at(answer.outcomes.len());
    [
        Some(named(outcomes, &answer.outcomes)),
        Some(named(measures, &answer.measures)),
    ]
}

impl AgainSummary {
    /// Whether what was found there does not lie on the curve.
    pub(super) fn elsewhere(&self) -> bool {
        !self.on_curve && self.outcomes.is_some()
    }
}

impl CurveSummary {
    /// `ids` are those of outcomes, then of measures.
    pub(super) fn of(curve: &Along, vary: &Vary, ids: &[String]) -> Self {
        let fold = |fold: &Bend| {
            let [outcomes, measures] = shares(fold.answer.as_ref(), ids);
            FoldSummary {
                at: fold.at,
                after: fold.after,
                rising: fold.rising,
                outcomes,
                measures,
            }
        };
        let several = |part: &Stretch| StretchSummary {
            from: part.from,
            to: part.to,
            equilibria: part.count,
        };
        let again = |check: &Check| {
            let [outcomes, measures] = shares(check.answer.as_ref(), ids);
            AgainSummary {
                value: value(&vary.values[check.value]),
                on_curve: check.on,
                outcomes,
                measures,
            }
        };
        let end = |ending| match ending {
            Ending::Left => "left".to_string(),
            Ending::Closed => "closed".to_string(),
            Ending::Lost(_) => "lost".to_string(),
        };
        let lost = |ending| match ending {
            Ending::Lost(at) => Some(at),
            Ending::Left | Ending::Closed => None,
        };
        CurveSummary {
            begun_at: curve.begun,
            folds: curve.folds.iter().map(fold).collect(),
            several: curve.several.iter().map(several).collect(),
            ends: curve.ends.map(end),
            lost_at: curve.ends.map(lost),
            steps: curve.steps,
            afresh: curve.checks.iter().map(again).collect(),
        }
    }

    /// What a person is told, in paragraphs; `label` gives the labels of outcomes.
    pub(super) fn told(&self, label: &dyn Fn(&str) -> String) -> Vec<String> {
        let mut all = vec![self.folded()];
        all.extend(self.lost());
        all.extend(self.against());
        all.extend(self.left(label));
        all
    }

    /// Where it turns, how many equilibria there are, and where the forecast jumps.
    fn folded(&self) -> String {
        if self.folds.is_empty() {
            return "Nowhere: along it each value has one equilibrium. The game may have others off it."
                .to_string();
        }
        let spans = self.several.iter();
        let spans = spans.map(|part| (part, brief(part.from), brief(part.to)));
        // what is too narrow for its digits is left to the document
        let spans: Vec<_> = spans.filter(|(_, from, to)| from != to).collect();
        let parts = spans.iter().map(|(part, from, to)| {
            format!(
                "between {from} and {to} it has {} equilibria",
                number(part.equilibria)
            )
        });
        let parts: Vec<String> = parts.take(MOST).collect();
        let times = match self.folds.len() {
            1 => "once".to_string(),
            2 => "twice".to_string(),
            n => count(n, "time"),
        };
        let mut text = format!("The curve turns {times}");
        if !parts.is_empty() {
            text = format!("{text}: {}", parts.join(", "));
        }
        if !parts.is_empty() && self.several.len() > parts.len() {
            text = format!("{text}, and more elsewhere");
        }
        let below = self.folds.iter().find(|fold| fold.rising);
        let above = self.folds.iter().rev().find(|fold| !fold.rising);
        // only if the curve comes from below and leaves above
        let rises = self.folds[0].rising && !self.folds[self.folds.len() - 1].rising;
        if let (Some(below), Some(above), ["left", "left"], true) = (
            below,
            above,
            self.ends.each_ref().map(String::as_str),
            rises,
        ) {
            let (below, above) = (brief(below.at), brief(above.at));
            text =
                format!("{text}. From below the forecast jumps at {below}, from above at {above}");
        }
        text + "."
    }

    fn lost(&self) -> Option<String> {
        let at: Vec<String> = self.lost_at.iter().flatten().map(|x| brief(*x)).collect();
        (!at.is_empty()).then(|| {
            format!(
                "Beware: the curve was followed only to {}; it turns too often there, takes too long, or no \
                 step could be trusted.",
                at.join(" and to ")
            )
        })
    }

    /// Whether the game's own branches lead to it.
    fn against(&self) -> Option<String> {
        let on = self.spans(&|a| a.on_curve);
        let off = self.spans(&AgainSummary::elsewhere);
        let none = self.spans(&|a| a.outcomes.is_none());
        let parts = [
            (on, "the branch that the game has there ends on this curve"),
            (off, "it ends at another equilibrium, off the curve"),
            (none, "it was lost"),
        ];
        let parts = parts.into_iter().filter(|(at, _)| !at.is_empty());
        let parts: Vec<String> = parts.map(|(at, what)| format!("at {at} {what}")).collect();
        let parts = parts.join("; ");
        (!parts.is_empty()).then(|| format!("Solved afresh at each value: {parts}."))
    }

    /// The values for which `keep` holds, three or more in a row by their ends.
    fn spans(&self, keep: &dyn Fn(&AgainSummary) -> bool) -> String {
        let runs = self.afresh.chunk_by(|a, b| keep(a) == keep(b));
        let kept = runs.filter(|run| keep(&run[0]));
        let words = kept.map(|run| match run {
            [first, _, .., last] => {
                format!("{} to {}", written(&first.value), written(&last.value))
            }
            few => few
                .iter()
                .map(|a| written(&a.value))
                .collect::<Vec<_>>()
                .join(", "),
        });
        words.collect::<Vec<String>>().join(", ")
    }

    /// Where what `run` reports leaves the curve, or comes back, with another end as the likeliest.
    fn left(&self, label: &dyn Fn(&str) -> String) -> Vec<String> {
        let likeliest = |again: &AgainSummary| {
            let all = again.outcomes.as_ref()?;
            let best = all.get_index(highest(all.values().copied()));
            best.map(|(id, _)| label(id))
        };
        let change = |pair: &[AgainSummary]| {
            let (from, to) = (likeliest(&pair[0])?, likeliest(&pair[1])?);
            let place = [&pair[0], &pair[1]]
                .map(|a| written(&a.value))
                .join(" and ");
            let what = match (pair[0].on_curve, pair[1].on_curve) {
                (true, true) => return None,
                (true, false) => "leaves this curve",
                (false, true) => "comes to this curve",
                (false, false) => "lies off this curve and changes",
            };
            (from != to).then(|| {
                format!(
                    "What `run` reports {what} between {place}: there the likeliest outcome turns from {from} to \
                     {to}."
                )
            })
        };
        self.afresh.windows(2).filter_map(change).collect()
    }
}

/// The most ranges with several equilibria that are told.
const MOST: usize = 6;

fn number(n: usize) -> String {
    match n {
        2 => "two".to_string(),
        3 => "three".to_string(),
        4 => "four".to_string(),
        5 => "five".to_string(),
        n => n.to_string(),
    }
}
