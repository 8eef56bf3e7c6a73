//! The machine contract: what `--json` prints for every command, the whole document. Texts, counts,
//! keys and the order of lists are the same; other numbers agree to nine significant digits, so
//! that no platform's last digit matters. `BLESS=1 cargo test --test contract` writes the documents
//! anew after a deliberate change.

mod common;

use common::program::{demarche, text};
use serde_json::{Number, Value};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// By how much two numbers may differ, relative to the larger.
const ROUNDING: f64 = 1e-9;

/// What a number smaller than this says is how the machine rounds: a residual, as a rule.
const NOTHING: f64 = 1e-12;

/// How many differences are shown.
const SHOWN: usize = 5;

/// Each document's name and the command that prints it.
const DOCUMENTS: [(&str, &str); 20] = [
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
    ("solve_all", "solve classics/threat --all"),
    ("solve_tree", "solve threat.efg"),
    ("solve_tree_arms", "solve arms.nfg --precision 2 --arms"),
    ("solve_grid", "solve threat.efg --grid"),
    ("check", "check crisis.toml"),
    ("check_types", "check classics/threat"),
    ("failure", "run broken.toml"),
];

/// Where the documents are kept.
fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract")
}

/// Every document as the program prints it, with its name and command; with BLESS set, kept anew.
static FOUND: LazyLock<Vec<(&str, &str, Value)>> = LazyLock::new(|| {
    let keep = tempfile::tempdir().expect("a folder");
    let folder = keep.path();
    let run = |line: &str| {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        demarche(folder, &arguments).stdout
    };
    run("new crisis.toml");
    let variant = "extends = \"crisis.toml\"\n[parameters]\nwar_cost = 1.0\n[milestones.peace]\n\
                   event = \"not war\"\nat = \"end\"\nhappened = true\nbase_rate = 0.9\n";
    std::fs::write(folder.join("variant.toml"), variant).expect("written");
    std::fs::write(folder.join("broken.toml"), "title = 3\n").expect("written");
    let tree = include_str!("reference/threat.efg");
    std::fs::write(folder.join("threat.efg"), tree).expect("written");
    let arms = include_str!("reference/cases/two_arms.nfg");
    std::fs::write(folder.join("arms.nfg"), arms).expect("written");
    let one = |(name, line): (&'static str, &'static str)| {
        let printed = text(&run(&format!("{line} --json")));
        let mut found: Value =
            serde_json::from_str(&printed).unwrap_or_else(|e| panic!("{line}: {e}"));
        normalize(&mut found);
        (name, line, found)
    };
    let all: Vec<_> = DOCUMENTS.into_iter().map(one).collect();
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(place()).expect("a folder");
        for (name, _, found) in &all {
            let text = serde_json::to_string_pretty(found).expect("JSON");
            std::fs::write(place().join(format!("{name}.json")), text + "\n").expect("written");
        }
    }
    all
});

/// The document kept under this name.
fn kept(name: &str) -> Value {
    LazyLock::force(&FOUND);
    let file = place().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{name}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Takes out what changes with every release and every edit of the starter file, and rounds numbers
/// to twelve digits.
fn normalize(document: &mut Value) {
    match document {
        Value::Object(all) => {
            all.retain(|key, _| key != "version" && key != "digest");
            all.values_mut().for_each(normalize);
        }
        Value::Array(all) => all.iter_mut().for_each(normalize),
        Value::Number(number) if number.is_f64() => {
            let x = number.as_f64().expect("a number");
            let rounded = if x.abs() < NOTHING {
                0.0
            } else {
                format!("{x:.11e}").parse().expect("a number")
            };
            *number = Number::from_f64(rounded).expect("finite");
        }
        Value::Number(_) | Value::String(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// Whether two numbers are the same: counts exactly, others but for rounding.
fn same(wanted: &Number, found: &Number) -> bool {
    match (
        wanted.is_f64(),
        found.is_f64(),
        wanted.as_f64(),
        found.as_f64(),
    ) {
        (true, true, Some(a), Some(b)) => {
            (a - b).abs() <= NOTHING.max(ROUNDING * a.abs().max(b.abs()))
        }
        _ => wanted == found,
    }
}

/// A value on part of a line.
fn brief(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "nothing".into();
    };
    let whole = value.to_string();
    let short: String = whole.chars().take(60).collect();
    let more = if short.len() < whole.len() { "…" } else { "" };
    short + more
}

/// Adds a line for every place at which two documents differ: the path, what is wanted and what is
/// found.
fn differences(path: &str, wanted: Option<&Value>, found: Option<&Value>, into: &mut Vec<String>) {
    match (wanted, found) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let added = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(added) {
                differences(&format!("{path}.{key}"), a.get(key), b.get(key), into);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for i in 0..a.len().max(b.len()) {
                differences(&format!("{path}[{i}]"), a.get(i), b.get(i), into);
            }
        }
        (Some(Value::Number(a)), Some(Value::Number(b))) if same(a, b) => {}
        (wanted, found) if wanted == found => {}
        (wanted, found) => {
            let (wanted, found) = (brief(wanted), brief(found));
            into.push(format!("{path}: wanted {wanted}, found {found}"));
        }
    }
}

/// Every difference of two documents, on a line each.
fn compared(wanted: &Value, found: &Value) -> Vec<String> {
    let mut all = vec![];
    differences("", Some(wanted), Some(found), &mut all);
    all
}

#[test]
fn documents_are_what_they_were() {
    let mut faults = vec![];
    for (name, line, found) in &*FOUND {
        let all = compared(&kept(name), found);
        if !all.is_empty() {
            let shown = all[..all.len().min(SHOWN)].join("\n  ");
            let more = all.len().saturating_sub(SHOWN);
            faults.push(format!(
                "demarche {line} --json\n  {shown}\n  and {more} more"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_kept_document_is_compared() {
    LazyLock::force(&FOUND);
    let files = std::fs::read_dir(place()).expect("the documents");
    let names = files.map(|f| f.expect("a file").file_name().into_string().expect("UTF-8"));
    let mut found: Vec<String> = names.collect();
    let mut wanted = DOCUMENTS.map(|(name, _)| format!("{name}.json"));
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

/// Calls `change` on every list of a document, one document for each list: those that are another
/// document then.
fn changed(document: &Value, change: &dyn Fn(&mut Vec<Value>) -> bool) -> Vec<(String, Value)> {
    fn lists(path: &str, value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(all) => {
                for (key, value) in all {
                    lists(&format!("{path}/{key}"), value, into);
                }
            }
            Value::Array(all) => {
                into.push(path.to_string());
                for (i, value) in all.iter().enumerate() {
                    lists(&format!("{path}/{i}"), value, into);
                }
            }
            Value::Number(_) | Value::String(_) | Value::Bool(_) | Value::Null => {}
        }
    }
    let mut paths = vec![];
    lists("", document, &mut paths);
    let one = |path: String| {
        let mut other = document.clone();
        let list = other.pointer_mut(&path).and_then(Value::as_array_mut);
        change(list.expect("a list")).then_some((path, other))
    };
    paths.into_iter().filter_map(one).collect()
}

#[test]
fn a_list_in_another_order_or_cut_short_is_another_document() {
    let swap = |list: &mut Vec<Value>| {
        let last = list.len().saturating_sub(1);
        let other = list.first().zip(list.last());
        let other = other.is_some_and(|(a, b)| !compared(a, b).is_empty());
        if other {
            list.swap(0, last);
        }
        other
    };
    let cut = |list: &mut Vec<Value>| list.pop().is_some();
    let mut count = 0;
    for (name, _) in DOCUMENTS {
        let document = kept(name);
        assert!(compared(&document, &document).is_empty(), "{name}");
        for (path, other) in [changed(&document, &swap), changed(&document, &cut)].concat() {
            assert!(!compared(&document, &other).is_empty(), "{name}{path}");
            count += 1;
        }
    }
    assert!(count > 500, "{count} lists changed");
}

#[test]
fn rounding_is_no_difference_and_more_is() {
    let document = |x: f64, n: u64| serde_json::json!({ "share": x, "count": n });
    let lines = |x: f64, n: u64| compared(&document(0.25, 7), &document(x, n));
    assert!(lines(0.25 * (1.0 + 5e-10), 7).is_empty());
    assert_eq!(
        lines(0.25 * (1.0 + 5e-9), 8),
        [
            ".count: wanted 7, found 8",
            ".share: wanted 0.25, found 0.25000000125"
        ]
    );
    // a residual at the level of rounding is none
    assert!(compared(&document(0.0, 7), &document(2e-16, 7)).is_empty());
}
