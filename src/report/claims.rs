//! What `test` found, as the terminal, `--json`, the table and the chart read it.

use super::charts::{Picture, framed};
use super::screen::{Screen, paragraph, percent, signed, spark};
use super::summary::Head;
use super::table::Table;
use super::tables::with;
use crate::chart::{self, Colour, Small};
use crate::scenario::{Expect, Scenario};
use crate::study::{Claim, Target, Verdict};
use anyhow::Result;
use serde::Serialize;
use std::fmt::Write;

/// A claim and what was found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct HypothesisSummary {
    pub id: String,
    pub claim: String,
    pub who: String,
    pub measure: String,
    pub label: String,
    /// Whether the measure is a mean, and no share.
    pub mean: bool,
    pub vary: String,
    pub expect: String,
    pub verdict: &'static str,
    pub values: Vec<ValueSummary>,
    /// Verdicts with everybody at another precision; empty if not asked for.
    pub precisions: Vec<PrecisionSummary>,
    #[serde(skip)]
    threshold: Option<f64>,
}

/// The measure at a value of the setting.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ValueSummary {
    pub at: String,
    pub measure: f64,
    /// The same were the shadow longer by one round, and by four.
    pub longer: Vec<f64>,
}

/// A claim at another precision.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct PrecisionSummary {
    pub precision: f64,
    pub verdict: &'static str,
    pub values: Vec<f64>,
}

/// What `test` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TestSummary {
    #[serde(flatten)]
    pub head: Head,
    /// Differences up to this are none.
    pub tolerance: f64,
    pub hypotheses: Vec<HypothesisSummary>,
}

/// The summary of a test of all claims.
pub fn summarise_test(claims: &[Claim], scenario: &Scenario, tolerance: f64) -> TestSummary {
    let one = |claim: &Claim| {
        let h = &scenario.hypotheses[claim.hypothesis];
        let target = Target::find(scenario, &h.measure);
        let mean = matches!(target, Some(Target::Measure(m)) if scenario.measures[m].mean);
        let label = target.map_or(String::new(), |t| t.name(scenario).label.clone());
        let (expect, threshold) = match h.expect {
            Expect::Increasing => ("increasing".to_string(), None),
            Expect::Decreasing => ("decreasing".to_string(), None),
            Expect::Flat => ("flat".to_string(), None),
            Expect::Above(x) => (format!("above {x}"), Some(x)),
            Expect::Below(x) => (format!("below {x}"), Some(x)),
        };
        let value = |(k, at): (usize, &String)| ValueSummary {
            at: at.clone(),
            measure: claim.values[k],
            longer: claim.longer.iter().map(|all| all[k]).collect(),
        };
        HypothesisSummary {
            id: h.name.id.clone(),
            claim: h.claim.clone(),
            who: h.who.clone(),
            measure: h.measure.clone(),
            label,
            mean,
            vary: h.vary.clone(),
            expect,
            verdict: claim.verdict.word(),
            values: h.over.iter().enumerate().map(value).collect(),
            precisions: claim
                .precisions
                .iter()
                .map(|(precision, values, verdict)| PrecisionSummary {
                    precision: *precision,
                    verdict: verdict.word(),
                    values: values.clone(),
                })
                .collect(),
            threshold,
        }
    };
    TestSummary {
        head: Head::new("test", Some(scenario)),
        tolerance,
        hypotheses: claims.iter().map(one).collect(),
    }
}

impl HypothesisSummary {
    fn number(&self, x: f64) -> String {
        match self.mean {
            true => signed(x),
            false => percent(x),
        }
    }
}

impl TestSummary {
    /// How many claims have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let own = |h: &&HypothesisSummary| h.verdict == verdict.word();
        self.hypotheses.iter().filter(own).count()
    }

    fn finding(&self) -> String {
        format!(
            "{} claims hold, {} fail, {} cannot be told",
            self.count(Verdict::Holds),
            self.count(Verdict::Fails),
            self.count(Verdict::CannotTell)
        )
    }
}

fn colour(verdict: &str) -> Colour {
    match verdict {
        "holds" => Colour(0, 114, 90),
        "fails" => Colour(190, 60, 0),
        _ => Colour(90, 90, 90),
    }
}

/// The chart of a test: a small one for each claim.
pub fn test_pictures(test: &TestSummary) -> Result<Vec<Picture>> {
    let small = |h: &HypothesisSummary| {
        let end = |v: Option<&ValueSummary>| v.map_or(String::new(), |v| v.at.clone());
        Small {
            title: format!("{}: {}", h.label, h.expect),
            verdict: format!("{} {}", h.id, h.verdict),
            colour: colour(h.verdict),
            setting: h.vary.clone(),
            ends: (end(h.values.first()), end(h.values.last())),
            values: h.values.iter().map(|v| v.measure).collect(),
            mean: h.mean,
            threshold: h.threshold,
        }
    };
    let all: Vec<Small> = test.hypotheses.iter().map(small).collect();
    let about = "Each claim's measure over the values of its setting, first to last.";
    let frame = framed(test.finding(), about, &test.head);
    Ok(vec![("claims", chart::panels(&frame, &all)?)])
}

/// The numbers behind the chart.
pub fn test_tables(test: &TestSummary) -> Vec<Table<'static>> {
    let header = ["id", "verdict", "expect", "vary", "at", "measure", "value"];
    let rows = test.hypotheses.iter().flat_map(|h| {
        h.values.iter().map(|v| {
            let words = [
                h.id.as_str(),
                h.verdict,
                &h.expect,
                &h.vary,
                &v.at,
                &h.measure,
            ];
            with(&words, [v.measure.into()])
        })
    });
    vec![Table::new("claims", &header, rows)]
}

/// What a person sees.
pub fn test_text(test: &TestSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let title = test.head.scenario.as_ref().map_or("", |a| &a.title);
    let _ = writeln!(s, "\n{}", screen.bold(title));
    let finding = format!(
        "{}; differences up to {} are none{}",
        test.finding(),
        percent(test.tolerance),
        match test.hypotheses.iter().any(|h| h.mean) {
            true => format!(", of means up to {}", test.tolerance),
            false => String::new(),
        }
    );
    paragraph(s, &finding, screen.width);
    for h in &test.hypotheses {
        let word = screen.paint(h.verdict, colour(h.verdict));
        let _ = writeln!(s, "\n{}  {word}", screen.bold(&h.id));
        let who = if h.who.is_empty() {
            ""
        } else {
            &format!(" ({})", h.who)
        };
        paragraph(s, &format!("{}{who}", h.claim), screen.width);
        let values: Vec<f64> = h.values.iter().map(|v| v.measure).collect();
        let told: Vec<String> = h
            .values
            .iter()
            .map(|v| format!("{} {}", v.at, h.number(v.measure)))
            .collect();
        // the columns stand for shares
        let top = match h.mean {
            true => values.iter().fold(1.0, |m: f64, x| m.max(x.abs())),
            false => 1.0,
        };
        let values: Vec<f64> = values.iter().map(|x| x / top).collect();
        let line = format!(
            "{} {} over {}: {}; expected {}",
            spark(&values),
            h.label,
            h.vary,
            told.join(", "),
            h.expect
        );
        paragraph(s, &line, screen.width);
        if !h.precisions.is_empty() {
            let same = |p: &&PrecisionSummary| p.verdict == h.verdict;
            let alike = h.precisions.iter().filter(same).count();
            let marks: Vec<String> = h
                .precisions
                .iter()
                .map(|p| format!("{} {}", p.precision, p.verdict))
                .collect();
            let line = format!(
                "the same at {alike} of {} precisions: {}",
                h.precisions.len(),
                marks.join(", ")
            );
            paragraph(s, &line, screen.width);
        }
    }
    out
}
