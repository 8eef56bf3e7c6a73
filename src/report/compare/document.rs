//! What `compare` found.

use crate::report::screen::points;
use crate::report::{CertificateSummary, Head, RunSummary};
use crate::study::verdict::{Change, SAME};
use crate::study::{Comparison, Pair};
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
    /// Difference of the paired histories with its 95% interval.
    pub paired: f64,
    pub low: f64,
    pub high: f64,
    pub discordant: u64,
    /// p value of the sign test on paired histories, corrected by Holm's method.
    pub p: f64,
    pub verdict: Change,
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

impl CompareSummary {
    /// What a comparison found; `names` and `runs` are the names and the summaries of its runs, the
    /// baseline first.
    pub fn of(comparisons: &[Comparison], names: &[String], runs: Vec<RunSummary>) -> Self {
        let mut head = runs[0].head.clone();
        head.command = "compare";
        let certificates = runs.iter().map(|r| r.certificate);
        let differs = comparisons.iter().flat_map(|c| {
            let all = c.differs.iter();
            all.map(|(key, from, to)| Differs {
                variant: names[c.variant].clone(),
                key: key.clone(),
                from: from.clone(),
                to: to.clone(),
            })
        });
        let differences = comparisons.iter().flat_map(|c| {
            let pairs = c.pairs.iter();
            pairs.map(|p| DifferenceSummary::of(p, &names[c.variant]))
        });
        CompareSummary {
            head,
            certificate: certificates
                .reduce(CertificateSummary::join)
                .expect("a comparison has runs"),
            baseline: names[0].clone(),
            variants: names[1..].to_vec(),
            differs: differs.collect(),
            differences: differences.collect(),
            runs,
        }
    }

    /// The differences of a variant.
    pub(super) fn of_variant(&self, variant: &str) -> impl Iterator<Item = &DifferenceSummary> {
        let own = move |d: &&DifferenceSummary| d.variant == variant;
        self.differences.iter().filter(own)
    }
}

impl DifferenceSummary {
    fn of(pair: &Pair, variant: &str) -> Self {
        let exact = pair.to - pair.from;
        let verdict = Change::of(exact, pair.longer.iter().copied());
        DifferenceSummary {
            variant: variant.to_string(),
            id: pair.id.clone(),
            label: pair.label.clone(),
            from: pair.from,
            to: pair.to,
            exact,
            longer: pair.longer.clone(),
            paired: pair.paired,
            low: pair.low,
            high: pair.high,
            discordant: pair.discordant,
            p: pair.p,
            words: words(exact, &pair.longer, verdict),
            verdict,
            index: pair.index,
        }
    }

    /// The least and the most of the exact difference with this shadow and longer ones; none if
    /// there are no longer ones.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let all = || self.longer.iter().copied();
        (!self.longer.is_empty()).then(|| {
            let (low, high) = (f64::min, f64::max);
            (all().fold(self.exact, low), all().fold(self.exact, high))
        })
    }
}

/// A verdict with its numbers: by how many points, from the least to the most that this and longer
/// shadows give.
fn words(exact: f64, longer: &[f64], verdict: Change) -> String {
    let all = || longer.iter().copied().chain([exact]);
    let size = |x: f64| format!("{:.1}", 100.0 * x.abs());
    let sizes = || all().map(f64::abs);
    let (least, most) = (sizes().fold(1.0, f64::min), sizes().fold(0.0, f64::max));
    match verdict {
        Change::Same => format!("no difference larger than {} points", size(most.max(SAME))),
        Change::Unsettled => {
            let low = all().fold(1.0, f64::min);
            let high = all().fold(-1.0, f64::max);
            format!(
                "cannot tell: {} to {} points, by the shadow",
                points(low, 1),
                points(high, 1)
            )
        }
        Change::Likelier | Change::LessLikely => {
            let by = if size(least) == size(most) {
                size(exact)
            } else {
                format!("{} to {}", size(least), size(most))
            };
            format!("{} by {by} points", verdict.word())
        }
    }
}
