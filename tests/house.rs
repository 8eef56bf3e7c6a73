//! The house is in order: imports go one way, files are short and say what they are for.

use std::path::{Path, PathBuf};

/// Modules in the order of the flow; each may import from those before it.
const ORDER: [&str; 17] = [
    "numeric",
    "diagnostics",
    "task",
    "error",
    "language",
    "scenario",
    "game",
    "gambit",
    "solve",
    "forecast",
    "simulate",
    "statistics",
    "study",
    "chart",
    "report",
    "cli",
    "main",
];

/// Who may read or write files: the reader of a scenario's texts, what writes results, and the
/// command line. A study, and all that it stands on, never does.
const TOUCH_FILES: [&str; 4] = [
    "scenario/document/texts.rs",
    "scenario/document/format.rs",
    "report/sink/",
    "cli/",
];

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, into),
            false => into.push(path),
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut all = vec![];
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    all.sort();
    all.into_iter()
        .map(|p| (p.clone(), std::fs::read_to_string(p).unwrap()))
        .collect()
}

#[test]
fn imports_follow_the_flow() {
    for (path, text) in sources() {
        let relative = path
            .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
            .unwrap();
        let module = relative
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        let Some(own) = ORDER.iter().position(|m| *m == module) else {
            continue;
        };
        for part in text.split("crate::").skip(1) {
            let used: String = part
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let Some(other) = ORDER.iter().position(|m| *m == used) else {
                continue;
            };
            assert!(
                other <= own,
                "{} imports crate::{used}, which comes after it",
                relative.display()
            );
            let apart = ["numeric", "statistics", "chart"].contains(&module) && used != module;
            assert!(
                !apart,
                "{} must know nothing of crate::{used}",
                relative.display()
            );
        }
    }
}

#[test]
fn files_say_what_they_are_for() {
    for (path, text) in sources() {
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
    }
}

#[test]
fn nothing_touches_a_file_unseen() {
    let ways = ["std::fs", "fs::", "File::open", "File::create"];
    for (path, text) in sources() {
        let relative = path
            .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
            .unwrap();
        if TOUCH_FILES.iter().any(|own| relative.starts_with(own)) {
            continue;
        }
        for way in ways {
            let mut names = text.match_indices(way);
            let whole = |at: usize| {
                let before = text[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            };
            assert!(
                !names.any(|(at, _)| whole(at)),
                "{} names {way}",
                relative.display()
            );
        }
    }
}
