//! The reproducibility ledgers: every shipped scenario that solves in a few seconds, played again,
//! and every study of the starter file, give the same bytes. `BLESS=1 cargo test --test ledger`
//! writes the ledgers anew after a deliberate change.

mod common;

use common::lab;
use common::program::demarche;
use demarche::report::{Report, RunSummary};
use demarche::scenario::{digest, shipped};
use rayon::prelude::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Scenarios that take longer: their types make them slow.
const SLOW: [&str; 2] = ["bargainer_or_keeper", "two_sided_2006"];

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// Holds `text` against the ledger called `name`.
fn held(name: &str, text: &str) {
    let path = seeds().join(format!("{name}.toml"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, text).expect("written");
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, wanted, "{name}");
}

/// The variants of July 2006 take seconds to solve as they are shipped.
fn settings(name: &str) -> &'static [&'static str] {
    match name {
        shipped::DEFAULT => &[],
        _ => lab::quick(name),
    }
}

/// A scenario's ledger: the digest of each table that `run` writes.
fn ledger(name: &str) -> String {
    // the digest of a history's tables hardly hangs on how many there are
    let (seed, histories) = (2006, 10_000);
    let settings = settings(name);
    let run = lab::run(lab::open(name, settings), seed, histories);
    let summary = RunSummary::of(&run, seed);
    let mut text = format!(
        "# What these bytes are: seeds/README.md\nscenario = \"{name}\"\nversion = \"{}\"\nseed = {seed}\nhistories = {histories}\nset = {settings:?}\ndigest = \"{}\"\n\n[tables]\n",
        env!("CARGO_PKG_VERSION"),
        run.scenario.digest
    );
    for table in summary.tables() {
        let mut bytes = vec![];
        table.csv(&mut bytes).expect("written");
        let _ = writeln!(text, "{} = \"{}\"", table.stem, digest(&bytes));
    }
    text
}

#[test]
fn every_shipped_scenario_gives_the_bytes_of_its_ledger() {
    let names: Vec<&str> = shipped::names().filter(|n| !SLOW.contains(n)).collect();
    let all: Vec<String> = names.par_iter().map(|name| ledger(name)).collect();
    for (name, text) in names.iter().zip(all) {
        held(name, &text);
    }
}

#[test]
fn every_study_gives_the_bytes_of_its_ledger() {
    let keep = tempfile::tempdir().expect("a folder");
    let folder = keep.path();
    let start = |line: &str| {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let output = demarche(folder, &arguments);
        assert!(output.status.success(), "{line}");
        output.stdout
    };
    start("new crisis.toml");
    let variant = "extends = \"crisis.toml\"\n[parameters]\nwar_cost = 1.0\n[milestones.peace]\n\
                   event = \"not war\"\nat = \"end\"\nhappened = true\n";
    std::fs::write(folder.join("variant.toml"), variant).expect("written");
    let mut text = "# What these bytes are: seeds/README.md\n\n[documents]\n".to_string();
    for line in [
        "run crisis.toml -n 2000 --worlds 32",
        "run crisis.toml -n 20000 --until 1%",
        "compare crisis.toml variant.toml -n 2000",
        "sweep crisis.toml --vary war_cost --measure mean_tension --threshold fight=0.1",
        "sweep crisis.toml --vary war_cost=1..5:5 --vary incident_chance=0..0.5:4",
        "leverage crisis.toml --shapley 8 --sobol 8",
        "leverage classics/threat",
        "robust crisis.toml --turn holder_moves --worlds 16",
        "test crisis.toml --precisions",
        "score variant.toml",
        "explain crisis.toml",
        "trace crisis.toml --history 3",
        "solve classics/threat",
    ] {
        let document = start(&format!("{line} --json"));
        let mut document: serde_json::Value = serde_json::from_slice(&document).expect("JSON");
        without_version(&mut document);
        let bytes = serde_json::to_vec(&document).expect("JSON");
        let _ = writeln!(text, "\"{line}\" = \"{}\"", digest(&bytes));
    }
    held("studies", &text);
}

/// Takes the version, which names the build, out of a document.
fn without_version(document: &mut serde_json::Value) {
    match document {
        serde_json::Value::Object(all) => {
            all.retain(|key, _| key != "version");
            all.values_mut().for_each(without_version);
        }
        serde_json::Value::Array(all) => all.iter_mut().for_each(without_version),
        _ => {}
    }
}
