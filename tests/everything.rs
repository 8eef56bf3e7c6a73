//! Every command on every shipped scenario, and terminals from 20 to 120 columns: an answer or a
//! message, never a panic.

mod common;

use common::lab;
use common::program::command;
use demarche::scenario::shipped;
use std::path::Path;
use std::process::Output;

fn demarche(folder: &Path, columns: &str, arguments: &[&str]) -> Output {
    let mut command = command(folder, arguments);
    command.env("COLUMNS", columns).output().expect("it starts")
}

/// Whether a scenario is July 2006 or a variant of it, of which studies of many variants take minutes.
fn large(name: &str) -> bool {
    !name.contains('/')
}

/// What makes the large scenarios small: an end, and few points of belief.
fn small(name: &str) -> Vec<&'static str> {
    let mut all: Vec<&str> = match large(name) {
        true => vec!["--set", "time.shadow=1"],
        false => vec![],
    };
    if ["bargainer_or_keeper", "two_sided_2006"].contains(&name) {
        all.extend(["--set", "beliefs.points=3", "--set", "precision=1"]);
    }
    if name == "classics/rubinstein" {
        all.extend(["--set", "state.kept.levels=11"]);
    }
    all
}

/// Fails unless the program ended with an answer, or a message and the exit code of one.
fn sound(output: &Output, what: &str) {
    let code = output.status.code();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        [Some(0), Some(1)].contains(&code),
        "{what}: {code:?}\n{said}"
    );
    assert!(!said.contains("panicked"), "{what}: {said}");
    match code {
        Some(0) => assert!(!output.stdout.is_empty(), "{what} says nothing"),
        _ => assert!(said.starts_with("error: "), "{what}: {said}"),
    }
}

/// The first turn, parameter and actor of a scenario, for commands that want one.
fn handles(name: &str) -> (Option<String>, Option<String>, String) {
    let scenario = lab::open(name, &[]);
    let turn = scenario.turns.iter().find(|t| {
        use demarche::scenario::TurnKind;
        matches!(t.kind, TurnKind::Actor(..) | TurnKind::Joint(_))
    });
    let ranged = scenario.parameters.iter().find(|p| p.range.is_some());
    (
        turn.map(|t| t.name.id.clone()),
        ranged.map(|p| p.name.id.clone()),
        scenario.actors[0].name.id.clone(),
    )
}

fn all_commands(name: &str) {
    let keep = tempfile::tempdir().expect("a folder");
    let folder = keep.path();
    let small = small(name);
    let (turn, parameter, actor) = handles(name);
    let vary = match &parameter {
        Some(id) if large(name) => format!("{id}=0.5,0.6"),
        Some(id) => id.clone(),
        None => "precision=1,2".to_string(),
    };
    let vary = vary.as_str();
    let threads = ["--threads", "1"];
    let mut all: Vec<(&str, Vec<&str>)> = vec![
        ("120", vec!["run", name, "-n", "200"]),
        ("80", vec!["run", name, "-n", "200", "--json"]),
        ("80", vec!["compare", name, name, "-n", "200"]),
        (
            "80",
            vec!["sweep", name, "--vary", vary, "--tolerance", "0.2"],
        ),
        ("80", vec!["test", name]),
        ("80", vec!["score", name]),
        ("80", vec!["check", name]),
        ("80", vec!["check", name, "--json"]),
        ("80", vec!["solve", name]),
        ("80", vec!["solve", name, "--all"]),
        ("80", vec!["explain", name]),
        ("80", vec!["trace", name]),
        ("80", vec!["export", name]),
        ("80", vec!["leverage", name, "--cells", "2"]),
    ];
    if let (Some(turn), Some(_)) = (&turn, &parameter) {
        let robust = [
            "robust", name, "--turn", turn, "--worlds", "8", "--value", &actor,
        ];
        all.push(("80", robust.to_vec()));
        all.push(("80", vec!["run", name, "-n", "200", "--worlds", "8"]));
    }
    if parameter.is_some() {
        all.push(("80", vec!["sweep", name, "--cells", "2"]));
    }
    if large(name) {
        // each is solved once, and one of them for every command that solves it once
        let one = ["run", "check", "solve", "explain", "trace", "export"];
        let long = ["--worlds", "--cells", "--all"];
        let alone = name == shipped::DEFAULT;
        all.retain(|(_, line)| {
            let once = one.contains(&line[0]) && !line.iter().any(|word| long.contains(word));
            once && (alone || line[..] == ["run", name, "-n", "200"])
        });
    }
    for (columns, line) in all {
        let command = line[0];
        let line = [&line[..], &small, &threads].concat();
        let output = demarche(folder, columns, &line);
        sound(&output, &line.join(" "));
        // a file may have no claims or milestones, and be no game that can be exported
        if !["test", "score", "export"].contains(&command) {
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{}: {said}", line.join(" "));
        }
    }
}

#[test]
fn every_command_answers_on_every_shipped_scenario() {
    use rayon::prelude::*;
    let names: Vec<&str> = shipped::names().collect();
    names.par_iter().for_each(|name| all_commands(name));
}

#[test]
fn every_command_answers_in_terminals_of_any_width() {
    let keep = tempfile::tempdir().expect("a folder");
    let folder = keep.path();
    for columns in ["1", "20", "40", "60", "80", "120", "999"] {
        for name in ["classics/threat", "classics/prisoners_dilemma", "no_veto"] {
            let small = small(name);
            for line in [
                &["run", name, "-n", "100"][..],
                &["run", name, "-n", "100", "--worlds", "8"],
                &["compare", name, name, "-n", "100"],
                &["sweep", name, "--vary", "precision=1,2,3"],
                &["test", name],
                &["score", name],
                &["check", name],
                &["solve", name],
                &["explain", name],
                &["trace", name],
                &["leverage", name, "--cells", "2"],
            ] {
                if large(name) && (columns != "80" || line != ["run", name, "-n", "100"]) {
                    continue; // each takes seconds
                }
                let line = [line, &small].concat();
                let output = demarche(folder, columns, &line);
                sound(&output, &format!("{} in {columns} columns", line.join(" ")));
                let wide: usize = columns.parse().expect("a number");
                if line[0] == "check" {
                    continue; // quotes the file's own lines
                }
                let text = String::from_utf8_lossy(&output.stdout).into_owned();
                for row in text.lines().filter(|_| wide >= 80) {
                    let cells = unicode_width::UnicodeWidthStr::width(row);
                    assert!(cells <= wide, "{}: {row}", line.join(" "));
                }
            }
        }
    }
}

#[test]
fn check_tells_of_the_text_before_it_solves() {
    // no stationary equilibrium is found: what does not hang on it has been said by then
    let keep = tempfile::tempdir().expect("a folder");
    let sets = [
        "--set",
        "time.shadow=unbounded",
        "--set",
        "state.kept.levels=101",
    ];
    let line = [&["check", "classics/rubinstein"], &sets[..]].concat();
    let output = demarche(keep.path(), "80", &line);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("TURNS, in order"), "{said}");
    assert!(!said.contains("No errors"));
}
