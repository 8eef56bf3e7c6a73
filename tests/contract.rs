//! The machine contract: what `--json` prints for every command, by path: how many values stand there,
//! and the first. With BLESS set, tests/contract is written anew.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Every path of a document in the order met, with the values there.
fn walk(path: &str, value: &Value, into: &mut Vec<(String, Vec<String>)>) {
    let text = match value {
        Value::Object(all) => {
            for (key, value) in all {
                walk(&format!("{path}.{key}"), value, into);
            }
            return;
        }
        Value::Array(all) => {
            for value in all {
                walk(&format!("{path}[]"), value, into);
            }
            return;
        }
        Value::Number(x) if x.is_f64() => format!("{:.6e}", x.as_f64().unwrap_or(f64::NAN)),
        other => other.to_string(),
    };
    match into.iter_mut().find(|(own, _)| own == path) {
        Some((_, values)) => values.push(text),
        None => into.push((path.to_string(), vec![text])),
    }
}

#[test]
fn documents_are_what_they_were() {
    let keep = tempfile::tempdir().expect("a folder");
    let folder = keep.path();
    let run = |line: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        let arguments = line.split_whitespace();
        let output = command.args(arguments).current_dir(folder).output();
        output.expect("it starts").stdout
    };
    run("new crisis.toml");
    let variant = "extends = \"crisis.toml\"\n[parameters]\nwar_cost = 1.0\n[milestones.peace]\n\
                   event = \"not war\"\nat = \"end\"\nhappened = true\nbase_rate = 0.9\n";
    std::fs::write(folder.join("variant.toml"), variant).expect("written");
    std::fs::write(folder.join("broken.toml"), "title = 3\n").expect("written");
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract");
    for (name, line) in [
        ("run", "run crisis.toml -n 1000 --until 3% --worlds 16"),
        ("run_types", "run classics/threat -n 1000"),
        ("compare", "compare crisis.toml variant.toml -n 1000"),
        (
            "sweep",
            "sweep crisis.toml --vary war_cost=1..5:3 --threshold fight=0.01 --measure mean_tension",
        ),
        (
            "map",
            "sweep crisis.toml --vary war_cost=1,2 --vary state.tension.start=0,1",
        ),
        ("leverage", "leverage classics/threat --shapley 4"),
        ("indices", "leverage crisis.toml --sobol 8"),
        (
            "robust",
            "robust crisis.toml --turn holder_moves --worlds 8",
        ),
        ("test", "test crisis.toml --precisions"),
        ("score", "score variant.toml"),
        (
            "trace",
            "trace crisis.toml --against variant.toml --history 3",
        ),
        ("explain", "explain crisis.toml"),
        ("solve", "solve classics/threat"),
        ("check", "check crisis.toml"),
        ("failure", "run broken.toml"),
    ] {
        let printed = run(&format!("{line} --json"));
        let document: Value =
            serde_json::from_slice(&printed).unwrap_or_else(|e| panic!("{line}: {e}"));
        let mut all = vec![];
        walk("", &document, &mut all);
        let mut text = format!("# demarche {line} --json\n");
        for (path, values) in all {
            // what changes with every release and every edit of the starter file
            if path.ends_with(".version") || path == ".scenario.digest" {
                continue;
            }
            text.push_str(&format!("{path} ×{} {}\n", values.len(), values[0]));
        }
        let file = place.join(format!("{name}.txt"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(&place).expect("a folder");
            std::fs::write(&file, &text).expect("written");
        }
        let wanted = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(text, wanted, "{name}");
    }
}
