//! Results are worked out again by a stranger: from what a folder keeps, with other threads, without the files that it was made from.

mod common;

use common::program::{code, command, demarche, text};
use std::path::Path;
use std::process::Output;

/// What every command that writes a folder is asked.
const COMMANDS: [&str; 11] = [
    "run crisis.toml -n 500 --set war_cost=2 --worlds 8 --report",
    "compare crisis.toml --set war_cost=2 -n 500",
    "compare crisis.toml crisis.toml classics/threat -n 500",
    "sweep crisis.toml --vary patience=0.5,0.9 --worlds worlds.csv",
    "leverage classics/threat",
    "robust crisis.toml --turn holder_moves --worlds 8",
    "test crisis.toml",
    "score variant.toml",
    "calibrate variant.toml --worlds 32",
    "explain crisis.toml",
    "solve crisis.toml --all",
];

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A folder with a result of each command, whose scenarios have gone.
fn results() -> tempfile::TempDir {
    let keep = tempfile::tempdir().expect("a folder");
    let folder = keep.path();
    assert!(demarche(folder, &["new", "crisis.toml"]).status.success());
    let variant = "extends = \"crisis.toml\"\n[milestones.peace]\nevent = \"not war\"\nat = \"end\"\nhappened = true\n";
    std::fs::write(folder.join("variant.toml"), variant).expect("written");
    let table: String = (1..=8).map(|n| format!("{n},0.125\n")).collect();
    std::fs::write(
        folder.join("worlds.csv"),
        format!("precision,weight\n{table}"),
    )
    .expect("written");
    for (n, line) in COMMANDS.iter().enumerate() {
        let place = format!("r{n}");
        let output = demarche(folder, &[&words(line)[..], &["--out", &place]].concat());
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    }
    for name in ["crisis.toml", "variant.toml"] {
        std::fs::remove_file(folder.join(name)).expect("it was there");
    }
    keep
}

fn places() -> Vec<String> {
    (0..COMMANDS.len()).map(|n| format!("r{n}")).collect()
}

fn replayed(folder: &Path, more: &[&str]) -> Output {
    let places = places();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    demarche(folder, &[&["replay"], &places[..], more].concat())
}

#[test]
fn every_result_is_worked_out_again_on_any_number_of_threads() {
    let keep = results();
    for threads in ["1", "2", "8"] {
        let output = replayed(keep.path(), &["--threads", threads]);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(code(&output), 0, "{said}");
        assert_eq!(said.matches("the same:").count(), COMMANDS.len(), "{said}");
    }
    // and with answers that were kept
    let mut kept = command(keep.path(), &["replay", "r0", "r3", "r4", "r8"]);
    kept.env("DEMARCHE_STORE", keep.path().join("store"));
    for _ in 0..2 {
        assert!(kept.output().expect("it starts").status.success());
    }
}

#[test]
fn what_is_not_as_it_was_is_named() {
    let keep = results();
    let folder = keep.path();
    let manifest = folder.join("r4/manifest.json");
    let original = std::fs::read_to_string(&manifest).expect("a manifest");
    let mut document: serde_json::Value = serde_json::from_str(&original).expect("JSON");
    document["files"]["data/levers.csv"] = "0".repeat(64).into();
    std::fs::write(&manifest, document.to_string()).expect("written");
    let output = demarche(folder, &["replay", "r4"]);
    assert_eq!(code(&output), 4);
    let said = text(&output.stdout);
    assert!(said.contains("other bytes now: data/levers.csv"), "{said}");
    // another text gives other numbers
    let changed = original.replace("value = 0.4, range", "value = 0.45, range");
    assert_ne!(changed, original);
    std::fs::write(&manifest, changed).expect("written");
    assert_eq!(code(&demarche(folder, &["replay", "r4"])), 4);
    // of another build only tables are compared
    let mut document: serde_json::Value = serde_json::from_str(&original).expect("JSON");
    document["version"] = "0.0.1+000000000000".into();
    document["files"]["summary.json"] = "0".repeat(64).into();
    std::fs::write(&manifest, document.to_string()).expect("written");
    let output = demarche(folder, &["replay", "r4"]);
    let said = text(&output.stdout);
    assert_eq!(code(&output), 0, "{said}");
    assert!(said.contains("made by 0.0.1+000000000000"), "{said}");
}

#[test]
fn a_table_that_was_read_must_be_there_unchanged() {
    let keep = results();
    std::fs::write(keep.path().join("worlds.csv"), "precision,weight\n1,1\n").expect("written");
    let output = demarche(keep.path(), &["replay", "r3"]);
    assert_eq!(code(&output), 1);
    let said = text(&output.stderr);
    assert!(
        said.contains("worlds.csv is not the table that was read then"),
        "{said}"
    );
}

#[test]
fn a_manifest_runs_again() {
    let keep = results();
    let folder = keep.path();
    for (n, line) in COMMANDS.iter().enumerate() {
        let from = format!("r{n}/manifest.json");
        let output = demarche(folder, &["run", "--from", &from, "--out", "again"]);
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        let read = |place: &str| -> serde_json::Value {
            let text = std::fs::read_to_string(folder.join(place).join("manifest.json"));
            serde_json::from_str(&text.expect("a manifest")).expect("JSON")
        };
        let (before, now) = (read(&format!("r{n}")), read("again"));
        assert_eq!(before["files"], now["files"], "{line}");
        assert_eq!(before["command"], now["command"], "{line}");
        std::fs::remove_dir_all(folder.join("again")).expect("removed");
    }
    let both = demarche(folder, &["run", "--from", "r0", "--set", "war_cost=1"]);
    assert_eq!(code(&both), 2);
}

#[test]
fn ledgers_are_replayed() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let ledger = |name: &str| seeds.join(name).display().to_string();
    let keep = tempfile::tempdir().expect("a folder");
    let output = demarche(
        keep.path(),
        &[
            "replay",
            &ledger("classics/threat.toml"),
            &ledger("classics/trust.toml"),
        ],
    );
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).matches("the same: 9 files").count(), 2);
    let own = keep.path().join("own.toml");
    let text_of = std::fs::read_to_string(ledger("classics/threat.toml")).expect("a ledger");
    std::fs::write(&own, text_of.replace("seed = 2006", "seed = 2007")).expect("written");
    let output = demarche(keep.path(), &["replay", "own.toml"]);
    assert_eq!(code(&output), 4);
    assert!(text(&output.stdout).contains("other bytes now: "));
}

#[test]
fn what_is_worked_out_again_and_kept_is_a_result_like_others() {
    let keep = results();
    let folder = keep.path();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let ledger = seeds.join("classics/threat.toml").display().to_string();
    let output = demarche(folder, &["replay", "r9", &ledger, "--out", "kept"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    // each says which command it is of, and can be worked out again
    let output = demarche(folder, &["replay", "kept/r9", "kept/threat"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let manifest = std::fs::read_to_string(folder.join("kept/threat/manifest.json"));
    let manifest: serde_json::Value =
        serde_json::from_str(&manifest.expect("a manifest")).expect("JSON");
    assert_eq!(manifest["command"][1], "run");
    assert_eq!(manifest["command"][2], "classics/threat");
}

#[test]
fn what_is_no_result_is_refused() {
    let keep = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [
        ("a.toml", "seed = 1"),
        ("manifest.json", "{}"),
        ("b.toml", "["),
    ] {
        std::fs::write(keep.path().join(name), bytes).expect("written");
        let output = demarche(keep.path(), &["replay", name]);
        assert_eq!(code(&output), 1, "{name}: {}", text(&output.stderr));
    }
    assert_eq!(code(&demarche(keep.path(), &["replay", "nowhere"])), 1);
    assert_eq!(
        code(&demarche(keep.path(), &["run", "--from", "nowhere"])),
        1
    );
}
