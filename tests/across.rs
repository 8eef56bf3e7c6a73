//! Variants in many worlds: sweeps and leverage where numbers are drawn say what a run in the same worlds does, and what a closed form does.

mod common;

use common::program::{demarche, document, text};
use demarche::lab::Lab;
use demarche::study::{Drawing, across, worlds};
use demarche::task::Silent;
use std::fmt::Write as _;

/// One choice: the worse option is taken with probability 1 / (1 + e^(precision × cost)).
const CHOICE: &str = r#"
[parameters]
precision = 2.0
patience = 1.0
cost = { value = 0.5, range = [0.1, 1.0] }
[state]
fought = false
[actors.challenger]
[turns.challenge]
actor = "challenger"
[turns.challenge.options]
yield = {}
fight = { cost = "cost", set = { fought = true } }
[outcomes.war]
when = "fought"
[outcomes.peace]
otherwise = true
"#;

/// What fighting costs in eight worlds, as `calibrate` would write them.
const COSTS: [f64; 8] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("choice.toml"), CHOICE).expect("written");
    let mut table = String::from("cost,weight\n");
    for cost in COSTS {
        let _ = writeln!(table, "{cost},0.125");
    }
    std::fs::write(folder.path().join("worlds.csv"), table).expect("written");
    folder
}

/// How likely the worse option is.
fn war(precision: f64, cost: f64) -> f64 {
    1.0 / (1.0 + (precision * cost).exp())
}

fn mean(of: impl Fn(f64) -> f64) -> f64 {
    COSTS.iter().map(|cost| of(*cost)).sum::<f64>() / 8.0
}

fn near(found: &serde_json::Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
}

#[test]
fn a_sweep_in_worlds_is_the_mean_of_the_closed_form() {
    let folder = folder();
    let arguments = [
        "sweep",
        "choice.toml",
        "--vary",
        "precision=0,1,4",
        "--worlds",
        "worlds.csv",
        "--json",
    ];
    let found = document(folder.path(), &arguments);
    let found = &found["worlds"];
    assert_eq!(
        (&found["count"], &found["weighted"]),
        (&8.into(), &true.into())
    );
    for (n, precision) in [0.0, 1.0, 4.0].into_iter().enumerate() {
        let point = &found["points"][n];
        near(&point["value"], precision);
        let own = &point["outcomes"]["war"];
        near(&own["mean"], mean(|cost| war(precision, cost)));
        near(&own["low"], war(precision, 0.8));
        near(&own["high"], war(precision, 0.1));
    }
    // the better option is always taken more often, but where nobody looks
    near(&found["points"][2]["likeliest"]["peace"], 1.0);
}

#[test]
fn a_lever_in_worlds_moves_what_the_closed_form_has() {
    let folder = folder();
    let arguments = [
        "leverage",
        "choice.toml",
        "--worlds",
        "worlds.csv",
        "--json",
    ];
    let found = document(folder.path(), &arguments);
    let options = found["worlds"]["options"].as_array().expect("levers");
    let of = |option: &str, how: &str| {
        let found = options
            .iter()
            .find(|l| l["option"] == option && l["how"] == how);
        &found.expect("that lever")["outcomes"]["war"]
    };
    let removed = of("fight", "removed");
    near(&removed["mean"], -mean(|cost| war(2.0, cost)));
    near(&removed["low"], -war(2.0, 0.1));
    near(&removed["high"], -war(2.0, 0.8));
    near(&removed["falls"], 1.0);
    near(&removed["rises"], 0.0);
    let committed = of("fight", "committed");
    near(&committed["mean"], 1.0 - mean(|cost| war(2.0, cost)));
    near(&committed["rises"], 1.0);
}

#[test]
fn what_is_varied_is_not_drawn() {
    let folder = folder();
    let arguments = [
        "sweep",
        "choice.toml",
        "--vary",
        "cost=0.2,0.4",
        "--worlds",
        "worlds.csv",
        "--json",
    ];
    let output = demarche(folder.path(), &arguments);
    let said = text(&output.stderr);
    assert!(
        said.contains("every draw would be the same world"),
        "{said}"
    );
}

#[test]
fn a_sweep_and_a_run_in_the_same_worlds_agree() {
    let folder = folder();
    document_of_new(folder.path());
    let run = document(
        folder.path(),
        &[
            "run",
            "crisis.toml",
            "--worlds",
            "16",
            "-n",
            "100",
            "--json",
        ],
    );
    // patience has no range, and is .9 in the file
    let sweep = document(
        folder.path(),
        &[
            "sweep",
            "crisis.toml",
            "--vary",
            "patience=0.8,0.9",
            "--worlds",
            "16",
            "--json",
        ],
    );
    let point = &sweep["worlds"]["points"][1];
    for outcome in run["worlds"]["outcomes"].as_array().expect("outcomes") {
        let id = outcome["id"].as_str().expect("an id");
        let own = &point["outcomes"][id];
        near(&own["mean"], outcome["mean"].as_f64().expect("a number"));
        near(
            &own["low"],
            outcome["quantiles"][0].as_f64().expect("a number"),
        );
        near(
            &own["high"],
            outcome["quantiles"][4].as_f64().expect("a number"),
        );
        near(
            &point["likeliest"][id],
            outcome["likeliest"].as_f64().expect("a number"),
        );
    }
}

/// Writes the starter file.
fn document_of_new(folder: &std::path::Path) {
    let output = demarche(folder, &["new", "crisis.toml"]);
    assert!(output.status.success());
}

#[test]
fn the_scenario_as_it_is_has_the_answers_of_worlds() {
    let lab = Lab::parse("choice", CHOICE).expect("a scenario");
    let engine = lab.engine().expect("a game");
    let drawing = Drawing::Ranges(32);
    let found = across(&engine, (&[vec![]], &[]), (&drawing, 7), &Silent);
    let found = found.unwrap_or_else(|e| panic!("{e}"));
    let expected = worlds(&engine, &drawing, 7, &Silent).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.answers, [expected.answers]);
}

#[test]
fn a_map_and_too_many_worlds_are_refused() {
    let folder = folder();
    let refused = |more: &[&str]| {
        let output = demarche(folder.path(), &[&["sweep", "choice.toml"], more].concat());
        assert_eq!(output.status.code(), Some(1));
        text(&output.stderr)
    };
    let map = [
        "--vary",
        "precision=1,2",
        "--vary",
        "cost=0.1,0.2",
        "--worlds",
        "8",
    ];
    assert!(refused(&map).contains("a map has no room for worlds"));
    let many = ["--vary", "precision=0..4:101", "--worlds", "65536"];
    assert!(refused(&many).contains("to solve, more than 1000000"));
}
