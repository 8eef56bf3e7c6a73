//! What `score` found, as the terminal, `--json`, the table and the chart read it.

use super::charts::{Picture, framed};
use super::screen::{Screen, label_width, paragraph, percent, row};
use super::summary::Head;
use super::table::{Cell, Table};
use super::tables::with;
use crate::chart::{self, Column, Forecast};
use crate::scenario::Scenario;
use crate::study::{Mark, brier, log_score};
use anyhow::Result;
use serde::Serialize;
use std::fmt::Write;

/// A milestone's forecast and what came.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MilestoneSummary {
    pub id: String,
    pub label: String,
    /// The round by whose end it is read.
    pub when: String,
    pub forecast: f64,
    pub happened: f64,
    pub brier: f64,
    /// Null where it neither happened nor did not; infinite scores are null too.
    pub log: Option<f64>,
    pub base_rate: Option<f64>,
}

/// A variant's scores.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct VariantScore {
    pub id: String,
    pub title: String,
    pub milestones: Vec<MilestoneSummary>,
    /// Mean squared error.
    pub brier: f64,
    /// Mean log score of those that have one; null if one is infinite.
    pub log: Option<f64>,
    /// The mean squared error of the base rates, over the milestones that have one, and the
    /// forecast's own over the same.
    pub base: Option<(f64, f64)>,
}

/// What `score` found: variants, the best first.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ScoreSummary {
    #[serde(flatten)]
    pub head: Head,
    #[serde(flatten)]
    pub best: VariantScore,
    /// The Brier score of saying 50 % to everything.
    pub reference: f64,
    /// Every variant, the best first.
    pub variants: Vec<VariantScore>,
}

fn one(scenario: &Scenario, marks: &[Mark]) -> VariantScore {
    let milestone = |mark: &Mark| {
        let m = &scenario.milestones[mark.milestone];
        use crate::scenario::Moment;
        let (Moment::At(t) | Moment::By(t)) = m.moment;
        MilestoneSummary {
            id: m.name.id.clone(),
            label: m.name.label.clone(),
            when: scenario.time.label(t),
            forecast: mark.forecast,
            happened: mark.happened,
            brier: brier(mark.forecast, mark.happened),
            log: log_score(mark.forecast, mark.happened).filter(|x| x.is_finite()),
            base_rate: mark.base,
        }
    };
    let milestones: Vec<MilestoneSummary> = marks.iter().map(milestone).collect();
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    let errors: Vec<f64> = milestones.iter().map(|m| m.brier).collect();
    let logs: Vec<f64> = marks
        .iter()
        .filter_map(|m| log_score(m.forecast, m.happened))
        .collect();
    let based = || milestones.iter().filter_map(|m| Some((m, m.base_rate?)));
    let base: Vec<f64> = based().map(|(m, b)| brier(b, m.happened)).collect();
    let own: Vec<f64> = based().map(|(m, _)| m.brier).collect();
    VariantScore {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        brier: mean(&errors),
        log: Some(mean(&logs)).filter(|x| x.is_finite()),
        base: (!base.is_empty()).then(|| (mean(&base), mean(&own))),
        milestones,
    }
}

/// The summary of scored variants; each has milestones.
pub fn summarise_score(all: &[(&Scenario, Vec<Mark>)]) -> ScoreSummary {
    let mut variants: Vec<VariantScore> = all.iter().map(|(s, marks)| one(s, marks)).collect();
    variants.sort_by(|a, b| a.brier.total_cmp(&b.brier));
    let coin: Vec<f64> = all[0].1.iter().map(|m| brier(0.5, m.happened)).collect();
    ScoreSummary {
        head: Head::new("score", Some(all[0].0)),
        best: variants[0].clone(),
        reference: coin.iter().sum::<f64>() / coin.len() as f64,
        variants,
    }
}

/// The chart of scores.
pub fn score_pictures(score: &ScoreSummary) -> Result<Vec<Picture>> {
    let forecast = |m: &MilestoneSummary| Forecast {
        label: format!("{}, {}", m.label, m.when),
        forecast: m.forecast,
        happened: m.happened,
        base: m.base_rate,
        score: format!("{:.2}", m.brier),
    };
    let several = score.variants.len() > 1;
    let column = |v: &VariantScore| Column {
        title: if several {
            v.id.replace('_', " ")
        } else {
            String::new()
        },
        body: v.milestones.iter().map(forecast).collect(),
    };
    let best = match several {
        true => format!(
            "Best of {}, {}: ",
            score.variants.len(),
            score.best.id.replace('_', " ")
        ),
        false => String::new(),
    };
    let title = format!(
        "{best}Brier score {:.3}, where 50 % to everything would get {:.3}",
        score.best.brier, score.reference
    );
    let about = "Probability given to each milestone, and what happened. One history can refute, not validate.";
    let frame = framed(title, about, &score.head);
    let columns: Vec<Column<Vec<Forecast>>> = score.variants.iter().map(column).collect();
    Ok(vec![("score", chart::score(&frame, &columns)?)])
}

/// The numbers behind the chart.
pub fn score_tables(score: &ScoreSummary) -> Vec<Table<'static>> {
    let header = [
        "variant",
        "id",
        "when",
        "forecast",
        "happened",
        "base_rate",
        "brier",
        "log",
    ];
    let rows = score.variants.iter().flat_map(|v| {
        v.milestones.iter().map(move |m| {
            let numbers = [
                Some(m.forecast),
                Some(m.happened),
                m.base_rate,
                Some(m.brier),
                m.log,
            ];
            with(&[&v.id, &m.id, &m.when], numbers.map(Cell::from))
        })
    });
    vec![Table::new("score", &header, rows)]
}

/// What a person sees.
pub fn score_text(score: &ScoreSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(&score.best.title));
    let best = &score.best;
    let labels: Vec<String> = best
        .milestones
        .iter()
        .map(|m| format!("{}, {}", m.label, m.when))
        .collect();
    let wide = label_width(labels.iter().map(String::as_str), screen);
    let _ = writeln!(s, "\n{}", screen.bold("WHAT WAS FORECAST, AND WHAT CAME"));
    row(s, "", wide, "forecast  came   squared error");
    for (m, label) in best.milestones.iter().zip(&labels) {
        let came = match m.happened {
            1.0 => "yes".to_string(),
            0.0 => "no".to_string(),
            x => format!("{x}"),
        };
        let line = format!("{:>8}  {came:<5}  {:>6.3}", percent(m.forecast), m.brier);
        row(s, label, wide, &line);
    }
    let _ = writeln!(
        s,
        "\n{}",
        screen.bold("SCORES  mean squared error, 0 at best")
    );
    let names: Vec<&str> = score.variants.iter().map(|v| v.id.as_str()).collect();
    let wide = label_width(names.iter().copied().chain(["50 % to everything"]), screen);
    for v in &score.variants {
        let log = v.log.map_or("infinite".to_string(), |x| format!("{x:.3}"));
        let base = v.base.map_or(String::new(), |(base, own)| {
            format!("; where base rates are given {own:.3}, theirs {base:.3}")
        });
        row(s, &v.id, wide, &format!("{:.3}   log {log}{base}", v.brier));
    }
    row(
        s,
        "50 % to everything",
        wide,
        &format!("{:.3}", score.reference),
    );
    s.push('\n');
    let warning = "One history can refute a scenario, not validate it: the milestones are few, \
                   they hang together, and whoever wrote the file may have known them.";
    paragraph(s, warning, screen.width);
    out
}
