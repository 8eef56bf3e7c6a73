//! The numbers behind each chart, as CSV.

use super::comparison::CompareSummary;
use super::summary::RunSummary;
use anyhow::Result;

/// A table: its stem and its text.
pub type Table = (&'static str, String);

pub(super) fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn cell(x: Option<f64>) -> String {
    x.map_or(String::new(), |x| x.to_string())
}

/// The tables of a run.
pub fn run_tables(run: &RunSummary) -> Result<Vec<Table>> {
    let rounds = || 0..run.rounds.len();
    let outcomes = run.outcomes.iter().chain(&run.measures).map(|e| {
        vec![
            e.id.clone(),
            cell(e.exact),
            e.simulated.to_string(),
            cell(e.low),
            cell(e.high),
        ]
    });
    let course = run.courses.iter().flat_map(|c| {
        rounds().flat_map(move |t| {
            (0..c.levels.len()).map(move |l| {
                let (exact, simulated) = (c.exact[t][l].to_string(), c.simulated[t][l].to_string());
                vec![
                    (t + 1).to_string(),
                    c.id.clone(),
                    c.levels[l].clone(),
                    exact,
                    simulated,
                ]
            })
        })
    });
    let timing = run.timing.iter().flat_map(|i| {
        rounds().map(move |t| {
            vec![
                (t + 1).to_string(),
                i.id.clone(),
                i.exact[t].to_string(),
                i.simulated[t].to_string(),
            ]
        })
    });
    let moves = run.moves.iter().flat_map(|m| {
        rounds().map(move |t| {
            let actor = m.actor.clone().unwrap_or_default();
            vec![
                (t + 1).to_string(),
                m.turn.clone(),
                actor,
                m.option.clone(),
                m.open[t].to_string(),
                m.used[t].to_string(),
            ]
        })
    });
    let payoffs = run.actors.iter().flat_map(|a| {
        a.terms.iter().map(move |t| {
            vec![
                a.id.clone(),
                t.id.clone(),
                t.exact.to_string(),
                cell(t.simulated),
            ]
        })
    });
    let beliefs = run.beliefs.iter().flat_map(|b| {
        b.rounds.iter().enumerate().map(move |(t, quantiles)| {
            let mut row = vec![
                (t + 1).to_string(),
                b.actor.clone(),
                b.kind.clone(),
                b.true_type.clone(),
            ];
            row.extend(quantiles.iter().map(f64::to_string));
            row
        })
    });
    let mut all = vec![
        (
            "outcomes",
            table(&["outcome", "exact", "simulated", "low", "high"], outcomes)?,
        ),
        (
            "course",
            table(
                &["round", "variable", "level", "exact", "simulated"],
                course,
            )?,
        ),
        (
            "timing",
            table(&["round", "outcome", "exact", "simulated"], timing)?,
        ),
        (
            "moves",
            table(&["round", "turn", "actor", "option", "open", "used"], moves)?,
        ),
        (
            "payoffs",
            table(&["actor", "term", "exact", "simulated"], payoffs)?,
        ),
    ];
    if !run.beliefs.is_empty() {
        let header = [
            "round",
            "actor",
            "type",
            "true_type",
            "p05",
            "p25",
            "p50",
            "p75",
            "p95",
        ];
        all.push(("beliefs", table(&header, beliefs)?));
    }
    Ok(all)
}

/// The tables of a comparison: those of a run with the variant in front, and the differences.
pub fn differences_table(c: &CompareSummary) -> Result<Vec<Table>> {
    let rows = c.differences.iter().map(|d| {
        let mut row = vec![d.variant.clone(), d.id.clone()];
        row.extend([d.exact, d.paired, d.low, d.high].map(|x| x.to_string()));
        row.push(d.discordant.to_string());
        row
    });
    let header = [
        "variant",
        "id",
        "exact",
        "paired",
        "low",
        "high",
        "discordant",
    ];
    let mut all = vec![("differences", table(&header, rows)?)];
    let names: Vec<&String> = std::iter::once(&c.baseline).chain(&c.variants).collect();
    for (name, run) in names.iter().zip(&c.runs) {
        for (i, (stem, text)) in run_tables(run)?.into_iter().enumerate() {
            let mut lines = text.lines();
            let header = lines.next().unwrap_or("");
            if all.len() < i + 2 {
                all.push((stem, format!("variant,{header}\n")));
            }
            for line in lines {
                all[i + 1].1.push_str(&format!("{name},{line}\n"));
            }
        }
    }
    Ok(all)
}
