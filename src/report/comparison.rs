//! What `compare` found, as the terminal, `--json`, the tables and the charts read it.

use super::summary::{CertificateSummary, Head, RunSummary};
use crate::study::Comparison;
use crate::study::verdict::{SAME, sign};
use serde::Serialize;

/// A setting that a variant changes.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Differs {
    pub variant: String,
    pub key: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// How a variant differs in an outcome or measure.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct DifferenceSummary {
    pub variant: String,
    pub id: String,
    pub label: String,
    pub from: f64,
    pub to: f64,
    /// Exact difference.
    pub exact: f64,
    /// The same were the shadow longer by one round, and by four.
    pub longer: Vec<f64>,
    /// Difference of the paired histories with its 95 % interval.
    pub paired: f64,
    pub low: f64,
    pub high: f64,
    pub discordant: u64,
    /// p value of the sign test on paired histories, corrected by Holm's method.
    pub p: f64,
    pub verdict: &'static str,
    /// The verdict in words, with the range that longer shadows leave.
    pub words: String,
    /// Index among the baseline's outcomes, then measures.
    pub index: usize,
}

/// What `compare` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CompareSummary {
    #[serde(flatten)]
    pub head: Head,
    pub certificate: CertificateSummary,
    pub baseline: String,
    pub variants: Vec<String>,
    pub differs: Vec<Differs>,
    pub differences: Vec<DifferenceSummary>,
    pub runs: Vec<RunSummary>,
}

/// A difference in words: unsettled where a longer shadow takes away its sign.
fn verdict(exact: f64, longer: &[f64]) -> &'static str {
    match sign(exact) {
        0 => "same",
        own if longer.iter().any(|x| sign(*x) != own) => "unsettled",
        1 => "likelier",
        _ => "less likely",
    }
}

/// A verdict with its numbers: by how many points, from the least to the most that this and longer
/// shadows give.
fn words(exact: f64, longer: &[f64], verdict: &str) -> String {
    let all = || longer.iter().copied().chain([exact]);
    let points = |x: f64| format!("{:.1}", 100.0 * x.abs());
    let sizes = || all().map(f64::abs);
    let (least, most) = (sizes().fold(1.0, f64::min), sizes().fold(0.0, f64::max));
    match verdict {
        "same" => format!(
            "no difference larger than {} points",
            points(most.max(SAME))
        ),
        "unsettled" => {
            let low = all().fold(1.0, f64::min);
            let high = all().fold(-1.0, f64::max);
            let sign = |x: f64| if x < 0.0 { "−" } else { "+" };
            format!(
                "cannot tell: {}{} to {}{} points, by the shadow",
                sign(low),
                points(low),
                sign(high),
                points(high)
            )
        }
        _ if points(least) == points(most) => format!("{verdict} by {} points", points(exact)),
        _ => format!("{verdict} by {} to {} points", points(least), points(most)),
    }
}

/// The summary of a comparison; `runs` are the summaries of its runs, the baseline first.
pub fn summarise_comparison(
    comparisons: &[Comparison],
    names: &[String],
    runs: Vec<RunSummary>,
) -> CompareSummary {
    let mut head = runs[0].head.clone();
    head.command = "compare";
    let certificate = runs
        .iter()
        .map(|r| r.certificate)
        .reduce(CertificateSummary::join)
        .expect("a comparison has runs");
    let mut differs = vec![];
    let mut differences = vec![];
    for c in comparisons {
        let variant = &names[c.variant];
        for (key, from, to) in &c.differs {
            differs.push(Differs {
                variant: variant.clone(),
                key: key.clone(),
                from: from.clone(),
                to: to.clone(),
            });
        }
        for p in &c.pairs {
            let exact = p.to - p.from;
            let verdict = verdict(exact, &p.longer);
            differences.push(DifferenceSummary {
                variant: variant.clone(),
                id: p.id.clone(),
                label: p.label.clone(),
                from: p.from,
                to: p.to,
                exact,
                longer: p.longer.clone(),
                paired: p.paired,
                low: p.low,
                high: p.high,
                discordant: p.discordant,
                p: p.p,
                words: words(exact, &p.longer, verdict),
                verdict,
                index: p.index,
            });
        }
    }
    CompareSummary {
        head,
        certificate,
        baseline: names[0].clone(),
        variants: names[1..].to_vec(),
        differs,
        differences,
        runs,
    }
}
