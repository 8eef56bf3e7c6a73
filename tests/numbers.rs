//! No number in a chart differs from the same number in the document: beside the label of each row, line or
//! end stands what the document says of it.

#[path = "common/svg.rs"]
mod svg;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use svg::Text;

/// Runs the program in `folder`, which writes its results to `out` there; its document.
fn document(folder: &Path, out: &str, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .env("DEMARCHE_STORE", "")
        .args(arguments)
        .args(["--json", "--out", out])
        .current_dir(folder)
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {said}"))
}

/// A chart's texts.
struct Drawn {
    path: PathBuf,
    texts: Vec<Text>,
}

impl Drawn {
    fn of(folder: &Path, out: &str, stem: &str) -> Self {
        let path = folder.join(format!("{out}/charts/{stem}.svg"));
        let text = std::fs::read_to_string(&path).expect("the chart is there");
        Drawn {
            path,
            texts: svg::texts(&text),
        }
    }

    /// Fails unless `number` stands in the row of `label`, which may be longer than there is room for.
    fn says(&self, label: &str, number: &str) {
        let named = |t: &&Text| {
            let words = t.words.trim_end_matches('…').trim();
            words == label || (t.words.ends_with('…') && label.starts_with(words))
                // of a label in several lines the first
                || (words.len() > 8 && label.starts_with(words))
        };
        let labels: Vec<&Text> = self.texts.iter().filter(named).collect();
        let near = |label: &Text, t: &Text| {
            // beside it, or below the label of a narrow row
            (t.top - label.top).abs() < 34.0 && t.words.split(' ').any(|w| w == number)
        };
        let found = labels.iter().any(|l| self.texts.iter().any(|t| near(l, t)));
        let all: Vec<&str> = self.texts.iter().map(|t| t.words.as_str()).collect();
        assert!(
            found,
            "{}: {label} {number} in {all:?}",
            self.path.display()
        );
    }
}

fn number(v: &Value) -> f64 {
    v.as_f64().unwrap_or_else(|| panic!("{v} is no number"))
}

fn word(v: &Value) -> &str {
    v.as_str().unwrap_or_else(|| panic!("{v} is no text"))
}

fn all(v: &Value) -> impl Iterator<Item = &Value> {
    v.as_array().expect("a list").iter()
}

/// A share in per cent, in one decimal.
fn percent(p: f64) -> String {
    match p {
        p if p <= 0.0 => "0%".to_string(),
        p if p >= 1.0 => "100%".to_string(),
        p if p < 0.0005 => "<0.1%".to_string(),
        p if p >= 0.9995 => ">99.9%".to_string(),
        p => format!("{:.1}%", 100.0 * p),
    }
}

/// With its sign, and this many decimals.
fn signed(x: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", x.abs());
    match digits.parse::<f64>() {
        Ok(0.0) => digits,
        _ if x < 0.0 => format!("−{digits}"),
        _ => format!("+{digits}"),
    }
}

/// A share in so few digits that a title has room for it.
fn title(p: f64) -> String {
    match 100.0 * p {
        x if x < 9.95 => format!("{x:.1}%"),
        x => format!("{x:.0}%"),
    }
}

fn desk() -> tempfile::TempDir {
    let keep = tempfile::tempdir().expect("a folder");
    let done = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .env("DEMARCHE_STORE", "")
        .args(["new", "crisis.toml"])
        .current_dir(keep.path())
        .output();
    assert!(done.expect("it starts").status.success());
    let variant = "extends = \"crisis.toml\"\n[parameters]\nwar_cost = 1.0\n";
    std::fs::write(keep.path().join("variant.toml"), variant).expect("it is written");
    keep
}

const RUNS: [&str; 5] = [
    "crisis.toml",
    "classics/crisis_two_sided",
    "classics/centipede",
    "classics/chain_store",
    "classics/shifting_power_staged",
];

#[test]
fn a_run_is_drawn_as_its_document_says() {
    let keep = desk();
    for (n, name) in RUNS.into_iter().enumerate() {
        let out = format!("run{n}");
        let document = document(keep.path(), &out, &["run", name, "-n", "500"]);
        let chart = |stem| Drawn::of(keep.path(), &out, stem);
        let outcomes = chart("outcomes");
        let mut best = ("", -1.0);
        for o in all(&document["outcomes"]) {
            let (label, exact) = (word(&o["label"]), number(&o["exact"]));
            outcomes.says(label, &percent(exact));
            if exact > best.1 {
                best = (label, exact);
            }
        }
        assert!(
            outcomes.texts[0].words.contains(&title(best.1)),
            "{name}: the title"
        );
        let payoffs = chart("payoffs");
        let actors: Vec<&Value> = all(&document["actors"]).collect();
        for a in &actors {
            let total = number(&a["value"]);
            // the digits depend on the scale
            let said = [0, 1, 2, 4].map(|d| signed(total, d));
            let row = said
                .iter()
                .any(|number| payoffs.texts.iter().any(|t| t.words == *number));
            assert!(row, "{name}: {} {total}", word(&a["label"]));
        }
        if keep.path().join(&out).join("charts/unfolding.svg").exists() {
            let unfolding = chart("unfolding");
            for o in all(&document["outcomes"]).filter(|o| number(&o["exact"]) > 0.08) {
                unfolding.says(word(&o["label"]), &percent(number(&o["exact"])));
            }
        }
        // of one round there is none
        let timing = keep.path().join(&out).join("charts/timing.svg").exists();
        for (k, incidence) in all(&document["timing"]).enumerate() {
            let exact: Vec<f64> = all(&incidence["exact"]).map(number).collect();
            let last = exact[exact.len() - 1];
            if timing
                && k < 3
                && last > 0.02
                && document["timing"].as_array().map_or(0, Vec::len) < 4
            {
                chart("timing").says(word(&incidence["label"]), &percent(last));
            }
        }
        if let Some(entries) = document["precisions"].as_array() {
            let drawn = chart("precision");
            let last = entries.iter().rev().find(|e| !e["outcomes"].is_null());
            let last = last.expect("one was found");
            for o in all(&document["outcomes"]) {
                let share = number(&last["outcomes"][word(&o["id"])]);
                if share > 0.1 {
                    drawn.says(word(&o["label"]), &percent(share));
                }
            }
        }
    }
}

#[test]
fn a_comparison_is_drawn_as_its_document_says() {
    let keep = desk();
    let arguments = ["compare", "crisis.toml", "variant.toml", "-n", "500"];
    let document = document(keep.path(), "out", &arguments);
    let chart = Drawn::of(keep.path(), "out", "differences");
    let mut drawn = 0;
    for d in all(&document["differences"]) {
        let exact = number(&d["exact"]);
        if d["mean"] == true || exact.abs() < 0.01 {
            continue;
        }
        let label = word(&document["runs"][0]["labels"][word(&d["id"])]);
        if chart.texts.iter().any(|t| t.words == label) {
            chart.says(label, &signed(100.0 * exact, 1));
            drawn += 1;
        }
    }
    assert!(drawn >= 3, "{drawn} rows");
}

#[test]
fn options_claims_and_movers_are_drawn_as_their_documents_say() {
    let keep = desk();
    let explained = document(keep.path(), "explained", &["explain", "crisis.toml"]);
    let chart = Drawn::of(keep.path(), "explained", "options");
    for o in all(&explained["positions"][0]["options"]) {
        let value = number(&o["value"]);
        let said = [0, 1, 2, 4].map(|d| signed(value, d));
        assert!(
            said.iter()
                .any(|n| chart.texts.iter().any(|t| t.words == *n)),
            "{value}"
        );
    }
    let found = document(keep.path(), "claims", &["test", "crisis.toml"]);
    let chart = Drawn::of(keep.path(), "claims", "claims");
    for h in all(&found["hypotheses"]).filter(|h| h["mean"] == false) {
        let values: Vec<f64> = all(&h["values"]).map(|v| number(&v["measure"])).collect();
        for end in [values[0], values[values.len() - 1]] {
            assert!(
                chart.texts.iter().any(|t| t.words.contains(&percent(end))),
                "{}: {end}",
                word(&h["id"])
            );
        }
    }
    let found = document(keep.path(), "levers", &["leverage", "crisis.toml"]);
    let chart = Drawn::of(keep.path(), "levers", "movers");
    let said: String = chart
        .texts
        .iter()
        .map(|t| t.words.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let mut drawn = 0;
    // of each actor and outcome the strongest that is steady
    for actor in ["claimant", "holder"] {
        for outcome in found["base"]["outcomes"]
            .as_object()
            .expect("outcomes")
            .keys()
        {
            let own = all(&found["options"]).filter(|l| l["actor"] == actor);
            let steady = own.filter(|l| {
                all(&l["steady"]).any(|o| o == outcome)
                    && !all(&l["removed"]["unsettled"]).any(|o| o == outcome)
            });
            let changes = steady.map(|l| number(&l["removed"]["outcomes"][outcome]));
            let most = changes.fold(0.0, |m: f64, x| if x.abs() > m.abs() { x } else { m });
            if most.abs() >= 0.01 {
                let text = signed(100.0 * most, 0);
                assert!(said.contains(&text), "{actor}, {outcome}: {text} in {said}");
                drawn += 1;
            }
        }
    }
    assert!(drawn > 2);
}

#[test]
fn a_sweep_is_drawn_as_its_document_says() {
    let keep = desk();
    let arguments = ["sweep", "crisis.toml", "--vary", "war_cost=1..6:6"];
    let document = document(keep.path(), "out", &arguments);
    let stem = std::fs::read_dir(keep.path().join("out/charts"))
        .expect("charts")
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .find(|name| name.ends_with(".svg"))
        .expect("a chart");
    let chart = Drawn::of(keep.path(), "out", stem.trim_end_matches(".svg"));
    let points: Vec<&Value> = all(&document["points"]).collect();
    let last = points[points.len() - 1]["outcomes"]
        .as_object()
        .expect("outcomes");
    let mut drawn = 0;
    for share in last.values().map(number).filter(|p| *p > 0.05) {
        let text = percent(share);
        assert!(
            chart.texts.iter().any(|t| t.words.contains(&text)),
            "{text}"
        );
        drawn += 1;
    }
    assert!(drawn > 1);
}
