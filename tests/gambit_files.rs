//! Games in Gambit's formats as a user meets them: files of every name and editor, documents in
//! which nothing is lost, and exports that Gambit itself reads.

mod common;

use common::program::{demarche, text};
use demarche::scenario::shipped;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn solve_json(folder: &Path, arguments: &[&str]) -> Value {
    let arguments = [&["solve"], arguments, &["--json"]].concat();
    let output = demarche(folder, &arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = demarche(folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    text(&output.stderr)
}

const NAMESAKES: &str = include_str!("reference/cases/namesakes.efg");
const SPARSE: &str = include_str!("reference/cases/sparse.efg");
const ARMS: &str = include_str!("reference/cases/two_arms.nfg");

#[test]
fn namesakes_keep_their_values_and_strategies() {
    let folder = folder(&[("twins.efg", NAMESAKES), ("sparse.efg", SPARSE)]);
    let document = solve_json(folder.path(), &["twins.efg", "--precision", "1"]);
    let values = document["values"].as_object().expect("values");
    let value = |name: &str| values[name].as_f64().expect("a number");
    assert_eq!(values.len(), 2);
    assert!((value("A_1") - 1.915534).abs() < 1e-6 && (value("A_2") - 1.026330).abs() < 1e-6);
    let strategies = document["strategies"].as_array().expect("a list");
    let of = |name: &str| strategies.iter().filter(|s| s["player"] == name).count();
    assert_eq!((of("A_1"), of("A_2"), strategies.len()), (2, 2, 4));
    let shown = text(&demarche(folder.path(), &["solve", "twins.efg"]).stdout);
    for part in ["A_1, 1", "A_2, 1", "Expected: A_1 1.92, A_2 1.03"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }

    // actions "x" and "x", and two without names
    let document = solve_json(folder.path(), &["sparse.efg"]);
    let strategies = document["strategies"].as_array().expect("a list");
    let mut names: Vec<String> = strategies
        .iter()
        .map(|s| format!("{}, {}, {}", s["player"], s["infoset"], s["action"]).replace('"', ""))
        .collect();
    assert!(names.contains(&"A, 1, x_2".to_string()), "{names:?}");
    names.sort();
    names.dedup();
    assert_eq!(names.len(), strategies.len(), "{names:?}");
}

#[test]
fn no_name_of_a_set_or_type_can_mean_another() {
    // set 1 is called "2", set 2 has no name, sets 3 and 4 share one; A's types are namesakes of
    // a player
    let set = |n: usize, label: &str| format!("p \"\" 2 {n} \"{label}\" {{ \"l\" \"r\" }} 0\n");
    let ends = "t \"\" 1 \"\" { 1, 2, 0 }\nt \"\" 2 \"\" { 0, 1, 0 }\n";
    let mut game = String::from("EFG 2 R \"\" { \"A\" \"B\" \"A.x\" } \"\"\n");
    game += "c \"\" 1 \"\" { \"x\" 1/2 \"y\" 1/2 } 0\n";
    for kind in 1..=2 {
        game += &format!("p \"\" 1 {kind} \"\" {{ \"1\" \"2\" \"3\" \"4\" }} 0\n");
        for (n, label) in [(1, "2"), (2, ""), (3, "same"), (4, "same")] {
            game += &set(n, label);
            game += ends;
        }
    }
    let folder = folder(&[("game.efg", &game)]);
    let document = solve_json(folder.path(), &["game.efg", "--points", "5"]);
    let strategies = document["strategies"].as_array().expect("a list");
    let own = strategies.iter().filter(|s| s["player"] == "B");
    let mut sets: Vec<&str> = own
        .map(|s| s["infoset"].as_str().expect("a name"))
        .collect();
    sets.dedup();
    assert_eq!(sets, ["1", "2", "3", "4"]);
    let values = document["values"].as_object().expect("values");
    let names: BTreeSet<&str> = values.keys().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["A", "A.x_1", "A.y", "B", "A.x_2"]));
}

#[test]
fn the_first_word_tells_the_format_whatever_the_file_is_called() {
    let mark = |text: &str| format!("\u{feff}{text}");
    let starter = shipped::STARTER;
    let workbook = "<?xml version=\"1.0\"?>\n<gambit:document version=\"0.1\">\n";
    let folder = folder(&[
        ("a.EFG", NAMESAKES),
        ("a.Nfg", ARMS),
        ("attached.txt", NAMESAKES),
        ("wrong.nfg", NAMESAKES),
        ("none", ARMS),
        ("named.toml", ARMS),
        ("lower.efg", &NAMESAKES.replace("EFG", "efg")),
        ("marked.efg", &mark(NAMESAKES)),
        ("marked.nfg", &mark(ARMS)),
        ("marked.txt", &mark(NAMESAKES)),
        ("marked.toml", &mark(starter)),
        (
            "based.toml",
            &mark("extends = \"marked.toml\"\ntitle = \"Based\"\n"),
        ),
        ("extends.toml", "extends = \"attached.txt\"\n"),
        ("book.gbt", workbook),
        ("book.txt", workbook),
        ("empty.GBT", ""),
        ("other.efg", "title = 3"),
    ]);
    let at = folder.path();
    let plain = solve_json(at, &["attached.txt"])["values"].clone();
    for name in [
        "a.EFG",
        "wrong.nfg",
        "lower.efg",
        "marked.efg",
        "marked.txt",
    ] {
        assert_eq!(solve_json(at, &[name])["values"], plain, "{name}");
    }
    let plain = solve_json(at, &["none"])["values"].clone();
    for name in ["a.Nfg", "named.toml", "marked.nfg"] {
        assert_eq!(solve_json(at, &[name])["values"], plain, "{name}");
    }
    for name in ["marked.toml", "based.toml"] {
        let check = demarche(at, &["check", name]);
        assert!(check.status.success(), "{}", text(&check.stderr));
    }
    for name in ["book.gbt", "book.txt", "empty.GBT"] {
        for command in ["solve", "run", "check", "export"] {
            let said = refused(at, &[command, name]);
            assert!(said.contains("is a workbook of Gambit"), "{said}");
            assert!(said.contains(".efg or .nfg"), "{said}");
        }
    }
    for name in ["a.EFG", "attached.txt", "none", "marked.nfg"] {
        let said = refused(at, &["run", name]);
        assert!(said.contains(&format!("`demarche solve {name}`")), "{said}");
    }
    let said = refused(at, &["run", "extends.toml"]);
    assert!(
        said.contains("`attached.txt` is a game in Gambit's format"),
        "{said}"
    );
    let said = refused(at, &["solve", "other.efg"]);
    assert!(
        said.contains("an .efg file begins with `EFG 2 R`"),
        "{said}"
    );
    for (name, bytes, says) in [
        ("wide.efg", &b"\xff\xfeE\0F\0G\0"[..], "UTF-16"),
        ("latin.efg", b"EFG 2 R \"caf\xe9\"", "byte 13 is not UTF-8"),
        ("latin.toml", b"title = \"caf\xe9\"", "byte 13 is not UTF-8"),
    ] {
        std::fs::write(at.join(name), bytes).expect("written");
        let said = refused(at, &["solve", name]);
        assert!(
            said.contains(says) && said.contains("save it as UTF-8"),
            "{said}"
        );
    }
}

#[test]
fn sets_that_chance_keeps_from_play_are_named() {
    let ends = "t \"\" 1 \"\" { 1, 2 }\nt \"\" 2 \"\" { 0, 1 }\n";
    let mut game = String::from("EFG 2 R \"\" { \"A\" \"B\" } \"\"\n");
    game += "c \"\" 1 \"\" { \"never\" 0 \"always\" 1 } 0\n";
    game += &format!(
        "p \"\" 2 1 \"\" {{ \"l\" \"r\" }} 0\np \"\" 1 7 \"odd\" {{ \"l\" \"r\" }} 0\n{ends}"
    );
    game += "t \"\" 1\n";
    game += &format!("p \"\" 2 1 \"\" {{ \"l\" \"r\" }} 0\n{ends}");
    let folder = folder(&[("game.efg", &game)]);
    let document = solve_json(folder.path(), &["game.efg"]);
    assert_eq!(document["unreached"][0]["infoset"], "odd");
    assert_eq!(document["strategies"].as_array().map(Vec::len), Some(2));
    let shown = text(&demarche(folder.path(), &["solve", "game.efg"]).stdout);
    assert!(
        shown.contains("Chance never lets play reach: A, odd"),
        "{shown}"
    );
}

#[test]
fn memory_is_what_the_user_allows() {
    let strategies = "1 ".repeat(2 * 70 * 70);
    let game = format!("NFG 1 R \"\" {{ \"A\" \"B\" }} {{ 70 70 }}\n{strategies}");
    let folder = folder(&[("game.nfg", &game)]);
    let said = refused(folder.path(), &["solve", "game.nfg", "--memory", "1"]);
    assert!(said.contains("more memory than the 1 MB allowed"), "{said}");
    assert!(said.contains("--memory"), "{said}");
    solve_json(folder.path(), &["game.nfg", "--memory", "64"]);
}

#[test]
fn a_path_is_written_with_its_arms_and_options_go_where_they_can() {
    let folder = folder(&[("arms.nfg", ARMS), ("sparse.efg", SPARSE)]);
    let at = folder.path();
    let line = ["arms.nfg", "--precision", "2", "--arms", "--path"];
    let document = solve_json(at, &line);
    let points = document["branch"]["branch_points"].as_array();
    let point = points.expect("a list")[0].as_f64().expect("a number");
    assert!((point - 0.6860917747).abs() < 1e-5, "{point}");
    let others = document["arms"]["equilibria"].as_array().expect("a list");
    assert_eq!(others.len(), 2);
    let path = document["path"].as_array().expect("a list");
    assert_eq!(path[0]["precision"], 0.0);
    for k in 0..=2 {
        let mut own = path.iter().filter(|p| p["equilibrium"] == k);
        assert_eq!(own.next_back().expect("points")["precision"], 2.0);
    }
    let place = at.join("results/arms/solve");
    for file in ["charts/path.svg", "data/path.csv", "data/equilibria.csv"] {
        assert!(place.join(file).exists(), "{file}");
    }
    let table = std::fs::read_to_string(place.join("data/path.csv")).expect("a table");
    assert_eq!(table.lines().count(), 1 + 4 * path.len());
    let said = refused(at, &["solve", "starter", "--arms"]);
    assert!(
        said.contains("`--arms` goes with a game in Gambit's"),
        "{said}"
    );
    let said = demarche(at, &["solve", "sparse.efg", "--path", "--grid"]);
    assert_eq!(said.status.code(), Some(2));
    // the warning names the way on
    let shown = text(&demarche(at, &["solve", "arms.nfg", "--path", "--force"]).stdout);
    assert!(shown.contains("--arms follows them."), "{shown}");
}

#[test]
fn who_forgets_is_refused_with_the_place() {
    let end = "t \"\" 1 \"\" { 1 }\n";
    let driver = format!(
        "EFG 2 R \"\" {{ \"A\" }} \"\"\np \"\" 1 1 \"exit\" {{ \"x\" \"y\" }} 0\n{end}p \"\" 1 1 0\n{end}{end}"
    );
    let folder = folder(&[("driver.efg", &driver)]);
    let said = refused(folder.path(), &["solve", "driver.efg"]);
    assert!(
        said.contains("driver.efg:4:1") && said.contains("A is absent-minded"),
        "{said}"
    );
    assert!(said.contains("met here before"), "{said}");
}

/// Reads every file that it is given with pygambit.
const READER: &str = "
import sys, pygambit
for path in sys.argv[1:]:
    try:
        game = pygambit.read_efg(path)
        assert len(game.players) > 0
    except Exception as e:
        print(path, e)
";

#[test]
fn the_other_program_reads_every_export() {
    let here = |script: &str, files: &[String]| {
        let mut python = Command::new("python3");
        python.arg("-c").arg(script).args(files).output()
    };
    match here("import pygambit", &[]) {
        Ok(output) if output.status.success() => {}
        _ => {
            eprintln!("skipped: no python3 with pygambit here, so that exports are not read by it");
            return;
        }
    }
    let folder = folder(&[]);
    let all = std::env::var_os("DEMARCHE_SLOW").is_some();
    let mut files = vec![];
    for name in shipped::names().filter(|n| n.starts_with("classics/")) {
        let mut arguments = vec!["export", name];
        // Gambit takes minutes for the whole of these
        let smaller = match name {
            "classics/private_cost" => Some("state.demand.levels=21"),
            "classics/revealing_war" => Some("time.rounds=2"),
            _ => None,
        };
        if let Some(setting) = smaller.filter(|_| !all) {
            arguments.extend(["--set", setting]);
            eprintln!("{name} is made smaller; DEMARCHE_SLOW=1 reads the whole of it");
        }
        let output = demarche(folder.path(), &arguments);
        if output.status.success() {
            let path = folder.path().join(name.replace('/', "_") + ".efg");
            std::fs::write(&path, &output.stdout).expect("written");
            files.push(path.display().to_string());
        } else {
            assert_eq!(output.status.code(), Some(1), "{name}");
        }
    }
    assert!(files.len() >= 12, "{files:?}");
    let read = here(READER, &files).expect("it starts");
    assert!(read.status.success(), "{}", text(&read.stderr));
    assert_eq!(text(&read.stdout), "", "not read by Gambit");
}
