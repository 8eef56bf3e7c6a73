//! Small games, each with something that readers of Gambit's files get wrong: the answers are
//! those of `reference/cases/expected.json`, computed without this program.

mod common;

use common::gambit::opened;
use common::lab;
use demarche::gambit::Import;
use demarche::study::sets;
use serde_json::Value;
use std::collections::BTreeMap;

fn expected() -> Value {
    let text = include_str!("reference/cases/expected.json");
    serde_json::from_str(text).expect("JSON")
}

fn case(name: &str) -> String {
    let path = format!(
        "{}/tests/reference/cases/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The probability of each action, as `player|set number|action's number`, and what each player
/// expects.
fn probabilities_of(import: &Import) -> (BTreeMap<String, f64>, Vec<f64>) {
    let solution = lab::solve(&import.game);
    let mut all = BTreeMap::new();
    for ((s, _), own) in import.places.iter().zip(sets(import, &solution)) {
        let set = &import.tree.sets[*s];
        let player = &import.tree.players[set.player.expect("a player")];
        for (a, p) in own.iter().enumerate() {
            let before = all.insert(format!("{player}|set {}|{}", set.number, a + 1), *p);
            assert_eq!(before, None, "every action has a name of its own");
        }
    }
    (all, solution.start(&import.game))
}

#[test]
fn every_case_solves_to_its_tolerance() {
    let expected = expected();
    for (name, case_) in expected["games"].as_object().expect("games") {
        let text = case(name);
        for (precision, actions) in case_["equilibria"].as_object().into_iter().flatten() {
            let tolerance = &case_["tolerance"];
            let tolerance = tolerance.as_f64().or(tolerance[precision].as_f64());
            let import = opened(name, &text, precision.parse().expect("a number"), 81);
            let (found, _) = probabilities_of(&import);
            for (action, wanted) in actions.as_object().expect("actions") {
                let wanted = wanted.as_f64().expect("a number");
                let gap = (found[action] - wanted).abs();
                assert!(
                    gap <= tolerance.expect("a number"),
                    "{name} at {precision}, {action}: {} for {wanted}",
                    found[action]
                );
            }
        }
    }
}

#[test]
fn of_two_namesakes_both_are_told() {
    let wanted = &expected()["games"]["namesakes.efg"];
    let import = opened("namesakes.efg", &case("namesakes.efg"), 1.0, 3);
    let names: Vec<&str> = wanted["players"]
        .as_array()
        .expect("names")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(import.tree.players, names);
    let (_, values) = probabilities_of(&import);
    for (i, value) in values.iter().enumerate() {
        let wanted = wanted["values"]["1"][i].as_f64().expect("a number");
        assert!((value - wanted).abs() < 1e-8, "{names:?}: {values:?}");
    }
}

#[test]
fn every_case_in_the_folder_is_expected() {
    let folder = format!("{}/tests/reference/cases", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .filter(|n| !n.ends_with(".json"))
        .collect();
    files.sort();
    let expected = expected();
    let mut games: Vec<&String> = expected["games"]
        .as_object()
        .expect("games")
        .keys()
        .collect();
    games.sort();
    assert_eq!(files.iter().collect::<Vec<_>>(), games);
}
