//! Answers outlive the process: a study that is killed goes on where it was, and comes to the bytes that it would have come to; what is
//! damaged, or of something else, is not believed.

mod common;

use common::folder::files;
use common::program::{code, command, document, text};
use common::random::Dice;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// Moments at which each study is killed.
const KILLS: usize = 20;

/// A crisis of which a variant takes some tens of milliseconds, with something to be known of it.
const CRISIS: &str = r#"
extends = "classics/crisis_two_sided"

[beliefs]
points = 61

[milestones.quarrel]
event = "stage == resisted or stage == war or stage == backed_down"
at = "end"
happened = true
"#;

/// Studies of many variants.
const STUDIES: [(&str, &[&str]); 4] = [
    (
        "sweep",
        &["sweep", "crisis.toml", "--vary", "hawk=0.05..0.95:61"],
    ),
    ("leverage", &["leverage", "crisis.toml", "--cells", "11"]),
    (
        "worlds",
        &["run", "crisis.toml", "--worlds", "64", "-n", "100"],
    ),
    ("calibrate", &["calibrate", "crisis.toml", "--worlds", "64"]),
];

/// A folder with the crisis in it, and a place for a store.
fn place() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("crisis.toml"), CRISIS).expect("written");
    folder
}

/// The program in `folder`, keeping answers in `store` there.
fn keeping(folder: &Path, store: &Path, arguments: &[&str]) -> Command {
    let mut command = command(folder, arguments);
    command.env("DEMARCHE_STORE", store);
    command
}

fn output(mut command: Command) -> Output {
    command.output().expect("it starts")
}

fn done(command: Command) -> String {
    let output = output(command);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The answers of a store; each must be whole.
fn answers(store: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = files(store);
    all.retain(|path, _| path.extension().is_some_and(|e| e == "json"));
    for (path, bytes) in &all {
        assert!(whole(bytes), "half-written: {}", path.display());
    }
    all
}

/// Whether an answer's second line is the digest of its first.
fn whole(bytes: &[u8]) -> bool {
    let lines: Vec<&str> = std::str::from_utf8(bytes).unwrap_or("").lines().collect();
    let [line, sum] = lines[..] else {
        return false;
    };
    sha256(line.as_bytes()) == sum
}

fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|b| format!("{b:02x}")).collect()
}

/// The folders under `folder` that have a manifest; links and what is being written aside.
fn manifests(folder: &Path) -> Vec<PathBuf> {
    let all = files(folder).into_keys();
    let own = all.filter(|path| path.file_name().is_some_and(|name| name == "manifest.json"));
    let own = own.filter(|path| !path.components().any(|c| c.as_os_str() == ".demarche"));
    own.filter_map(|path| Some(folder.join(path.parent()?)))
        .collect()
}

/// Whether every file that a folder's manifest names is there as it says.
fn stands(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let named = manifest["files"].as_object().expect("files");
    named.iter().all(|(name, digest)| {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        sha256(&bytes) == digest.as_str().unwrap_or_default()
    })
}

#[test]
fn what_was_finished_survives_a_kill_and_the_study_goes_on() {
    let mut dice = Dice::new(20);
    for (name, arguments) in STUDIES {
        let whole_run = place();
        let expected = done(command(whole_run.path(), arguments));
        let killed = place();
        let store = killed.path().join("store");
        let mut before: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
        let (mut cut_short, mut longest) = (0, 200);
        for _ in 0..KILLS {
            let mut child = keeping(killed.path(), &store, arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("it starts");
            std::thread::sleep(Duration::from_millis(dice.below(longest) as u64));
            child.kill().expect("it is ours");
            let ended = child.wait().expect("it ends");
            cut_short += usize::from(!ended.success());
            let now = answers(&store);
            for (path, bytes) in &before {
                assert_eq!(now.get(path), Some(bytes), "{name}: {}", path.display());
            }
            // long enough for some answers, whatever the machine
            longest += if now.len() > before.len() { 0 } else { 60 };
            before = now;
            // a result counts from its manifest on, which comes last
            for folder in manifests(&killed.path().join("results")) {
                assert!(stands(&folder), "{name}: {}", folder.display());
            }
        }
        assert!(cut_short >= KILLS / 4, "{name}: killed {cut_short} times");
        assert!(!before.is_empty(), "{name}: nothing was kept");
        let found = done(keeping(killed.path(), &store, arguments));
        assert_eq!(found, expected, "{name}");
        let results = |folder: &tempfile::TempDir| files(&folder.path().join("results"));
        let (found, expected) = (results(&killed), results(&whole_run));
        assert!(found.len() > 3, "{name}");
        assert!(found == expected, "{name}: the folder has other bytes");
    }
}

/// Few worlds of the crisis.
const WORLDS: [&str; 7] = ["run", "crisis.toml", "--worlds", "16", "-n", "10", "--json"];

/// Solves the worlds of the crisis, and says what the store holds then.
fn worlds(folder: &Path, store: &Path, more: &[&str]) -> BTreeMap<PathBuf, Vec<u8>> {
    done(keeping(folder, store, &[&WORLDS, more].concat()));
    answers(store)
}

#[test]
fn a_damaged_answer_is_found_again() {
    let folder = place();
    let store = folder.path().join("store");
    let all = worlds(folder.path(), &store, &[]);
    let expected = done(keeping(folder.path(), &store, &WORLDS));
    let first = all.keys().next().expect("an answer");
    let path = store.join(first);
    let mut bytes = all[first].clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    for damaged in [&bytes[..], &all[first][..middle], b""] {
        std::fs::write(&path, damaged).expect("written");
        // what took long may take less another time, and is not kept then; but what is damaged is gone
        let now = worlds(folder.path(), &store, &[]);
        assert!(now.get(first).is_none_or(|again| *again == all[first]));
        assert_eq!(done(keeping(folder.path(), &store, &WORLDS)), expected);
    }
}

#[test]
fn an_answer_of_another_variant_is_not_believed() {
    let folder = place();
    let store = folder.path().join("store");
    let all = worlds(folder.path(), &store, &[]);
    let expected = done(keeping(folder.path(), &store, STUDIES[2].1));
    let names: Vec<&PathBuf> = all.keys().collect();
    let (one, other) = (names[0], names[1]);
    // each whole in itself, and under the name of the other
    std::fs::write(store.join(one), &all[other]).expect("written");
    std::fs::write(store.join(other), &all[one]).expect("written");
    let found = done(keeping(folder.path(), &store, STUDIES[2].1));
    assert_eq!(found, expected);
}

#[test]
fn other_texts_settings_and_questions_have_other_answers() {
    let folder = place();
    let store = folder.path().join("store");
    let plain = worlds(folder.path(), &store, &[]).len();
    assert_eq!(worlds(folder.path(), &store, &[]).len(), plain);
    let set = worlds(folder.path(), &store, &["--set", "precision=3"]).len();
    assert!(set > plain, "{set} of {plain}");
    let seeded = worlds(folder.path(), &store, &["--seed", "1"]).len();
    assert!(seeded > set);
    let crisis = folder.path().join("crisis.toml");
    let text = CRISIS.replace("61", "59");
    std::fs::write(crisis, text).expect("written");
    assert!(worlds(folder.path(), &store, &[]).len() > seeded);
}

#[test]
fn the_store_is_left_alone_where_nobody_wants_it() {
    let folder = place();
    let store = folder.path().join("store");
    assert!(worlds(folder.path(), &store, &["--no-store"]).is_empty());
    assert!(!store.exists());
    // a place that cannot be written to costs no result
    std::fs::write(&store, "a file").expect("written");
    let output = output(keeping(folder.path(), &store, STUDIES[2].1));
    assert!(output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("answers cannot be kept in"), "{said}");
}

#[test]
fn the_store_says_what_it_holds_keeps_to_its_limit_and_is_emptied() {
    let folder = place();
    let store = folder.path().join("store");
    let count = worlds(folder.path(), &store, &[]).len();
    let told = |arguments: &[&str]| -> serde_json::Value {
        let output = output(keeping(folder.path(), &store, arguments));
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("a document")
    };
    let held = told(&["store", "--json"]);
    assert_eq!(held["builds"][0]["answers"], count);
    assert_eq!(held["limit"], 1024);
    let shelf = std::fs::read_dir(&store).expect("a folder").next();
    let foreign = shelf.expect("a build").expect("a folder").path();
    let foreign = foreign.join("notes.txt");
    std::fs::write(&foreign, "mine").expect("written");
    let emptied = told(&["store", "--empty", "--json"]);
    assert_eq!(emptied["removed"], count);
    assert!(answers(&store).is_empty());
    assert!(foreign.exists(), "only answers are removed");
    let mut small = keeping(folder.path(), &store, STUDIES[2].1);
    small.env("DEMARCHE_STORE_MB", "0");
    done(small);
    assert!(answers(&store).is_empty());
    let mut wrong = keeping(folder.path(), &store, STUDIES[2].1);
    wrong.env("DEMARCHE_STORE_MB", "much");
    assert_eq!(code(&output(wrong)), 3);
}

#[test]
fn a_study_uses_what_another_found() {
    let folder = place();
    let store = folder.path().join("store");
    let run = |values: &str| {
        let vary = format!("hawk={values}");
        let arguments = ["sweep", "crisis.toml", "--vary", &vary, "--json"];
        done(keeping(folder.path(), &store, &arguments));
        answers(&store)
    };
    let coarse = run("0.1..0.9:5");
    let fine = run("0.1..0.9:9");
    assert!(fine.len() > coarse.len());
    // as good as nothing was found again: an answer that is replaced is another file
    for (path, bytes) in &coarse {
        assert_eq!(fine.get(path), Some(bytes));
    }
    let bare = document(
        folder.path(),
        &[
            "sweep",
            "crisis.toml",
            "--vary",
            "hawk=0.1..0.9:9",
            "--json",
        ],
    );
    let arguments = [
        "sweep",
        "crisis.toml",
        "--vary",
        "hawk=0.1..0.9:9",
        "--json",
        "--force",
    ];
    let kept = done(keeping(folder.path(), &store, &arguments));
    let kept: serde_json::Value = serde_json::from_str(&kept).expect("a document");
    assert_eq!(kept, bare);
}

#[cfg(unix)]
#[test]
fn an_interrupted_study_says_how_to_go_on() {
    let folder = place();
    let store = folder.path().join("store");
    let child = keeping(folder.path(), &store, STUDIES[0].1)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    while answers(&store).len() < 3 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.expect("kill is there").success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 130);
    assert!(output.stdout.is_empty());
    let said = text(&output.stderr);
    assert!(said.starts_with("stopped: "), "{said}");
    assert!(
        said.contains("the same command goes on from there"),
        "{said}"
    );
    assert!(files(&folder.path().join("results")).is_empty());
}
