//! The house is in order: imports go one way, files say what they are for, and what ARCHITECTURE.md
//! says is known in one place only is known nowhere else.

use std::path::{Path, PathBuf};

/// Modules in the order of the flow; each may import from those before it.
const ORDER: [&str; 22] = [
    "numeric",
    "percent",
    "palette",
    "chart",
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
    "store",
    "report",
    "lab",
    "page",
    "cli",
    "main",
];

/// Who may read or write files: the reader of a scenario's texts, the store of answers, what writes results, the page that
/// saves its file, and the command line. A study, and all that it stands on, never does.
const TOUCH_FILES: [&str; 6] = [
    "scenario/document/texts.rs",
    "scenario/document/format.rs",
    "store/",
    "report/sink/",
    "page/file.rs",
    "cli/",
];

/// What a rule forbids and still stands: the beginning of a path, and a part of the line. To be
/// emptied.
type Exceptions = &'static [(&'static str, &'static str)];

/// `anyhow` in what should return an error of its own.
const ANYHOW: Exceptions = &[];

/// Numbers that mean nobody or nothing.
const NOBODY: Exceptions = &[
    // the first job that failed, as several threads find it: an atomic has no `None`
    (
        "study/engine.rs",
        "AtomicUsize::new(first_failed.unwrap_or(usize::MAX))",
    ),
];

/// Products with the points of belief outside the layout.
const POINTS: Exceptions = &[];

/// The modules that compute.
const ENGINE: [&str; 6] = [
    "game/",
    "gambit/",
    "solve/",
    "forecast/",
    "simulate/",
    "study/",
];

/// Every file under a folder.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// The Rust files under a folder of the repository: path there, with `/`, and text.
fn texts(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut all = vec![];
    files(&root, &mut all);
    all.retain(|path| path.extension().is_some_and(|e| e == "rs"));
    all.sort();
    let one = |path: PathBuf| {
        let parts = path.strip_prefix(&root).expect("a file there").iter();
        let parts: Vec<&str> = parts.map(|p| p.to_str().expect("UTF-8")).collect();
        let text = std::fs::read_to_string(&path).expect("a text");
        (parts.join("/"), text)
    };
    all.into_iter().map(one).collect()
}

/// The places of words that stand alone.
fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let alone = move |at: &usize| {
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    };
    text.match_indices(word).map(|(at, _)| at).filter(alone)
}

/// Fails where a line of code, comments and tests apart, in a file that `concerns` accepts is one
/// that `forbidden` rejects and no exception allows. `advice` says what to do.
fn rule(
    concerns: impl Fn(&str) -> bool,
    forbidden: impl Fn(&str) -> bool,
    exceptions: Exceptions,
    advice: &str,
) {
    let mut faults = vec![];
    for (path, text) in texts("src").iter().filter(|(path, _)| concerns(path)) {
        let own = text.lines().take_while(|line| *line != "#[cfg(test)]");
        let code = own.map(|line| line.split("//").next().unwrap_or(""));
        for (n, line) in (1..).zip(code) {
            let mut allowed = exceptions.iter();
            if forbidden(line) && !allowed.any(|(p, l)| path.starts_with(p) && line.contains(l)) {
                faults.push(format!("src/{path}:{n}: {}", line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{advice}:\n{}", faults.join("\n"));
}

/// Whether a file belongs to the engine.
fn computes(path: &str) -> bool {
    ENGINE.iter().any(|module| path.starts_with(module))
}

#[test]
fn imports_follow_the_flow() {
    for (path, text) in texts("src") {
        let module = path.split('/').next().unwrap_or("");
        let module = module.trim_end_matches(".rs");
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
                "{path} imports crate::{used}, which comes after it: move what it needs down"
            );
            let apart = ["numeric", "statistics", "chart"].contains(&module)
                && used != module
                && !["palette", "percent"].contains(&used.as_str());
            assert!(
                !apart,
                "{path} must know nothing of crate::{used}: hand it numbers and texts"
            );
        }
    }
}

#[test]
fn files_say_what_they_are_for() {
    for (path, text) in [texts("src"), texts("tests"), texts("benches")].concat() {
        let header = text.lines().map_while(|line| line.strip_prefix("//!"));
        let first: Vec<&str> = header.take_while(|line| !line.trim().is_empty()).collect();
        let first = first.join("");
        assert!(
            !first.is_empty(),
            "{path}: begin it with a line //! that says what the file is for"
        );
        assert!(
            first.ends_with('.'),
            "{path}: end the first paragraph of its //! with a full stop"
        );
    }
}

#[test]
fn nothing_touches_a_file_unseen() {
    let touches = |line: &str| {
        let ways = ["std::fs", "fs::", "File::open", "File::create"];
        // `fs` is the end of no longer word
        ways.iter().any(|way| {
            let mut found = line.match_indices(way);
            found.any(|(at, _)| {
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
        })
    };
    rule(
        |path| !TOUCH_FILES.iter().any(|own| path.starts_with(own)),
        touches,
        &[],
        "read texts in scenario/document/texts.rs, write results in report/sink/, and hand on what was read",
    );
}

#[test]
fn only_the_ballot_numbers_a_vote() {
    rule(
        |path| computes(path) && path != "game/ballot.rs",
        |line| {
            let mut counts = ["CHOICES", "COSTS"].into_iter();
            counts.any(|name| words(line, name).next().is_some())
        },
        &[],
        "ask game/ballot.rs for the cell, the cost or the choice: it alone counts them",
    );
    let decoded = ["option % 2", "% 2 == 1", "1 + 2 *", "2 + 2 *"];
    rule(
        |path| computes(path) && path != "game/ballot.rs",
        |line| decoded.iter().any(|pattern| line.contains(pattern)),
        &[],
        "match on `structure.voted(m)`: game/ballot.rs alone decodes the options of a vote",
    );
}

#[test]
fn only_profiles_are_numbered_by_the_joint() {
    rule(
        |path| computes(path) && path != "game/joint.rs",
        |line| line.contains("% options.len()") || line.contains("* options.len()"),
        &[],
        "ask game/joint.rs for `picks` or `profile`: it alone numbers profiles",
    );
}

#[test]
fn nobody_is_none_and_numbers_are_narrowed_by_checked_conversions() {
    rule(
        computes,
        |line| line.contains("usize::MAX"),
        NOBODY,
        "say `None` for nobody and for nothing found",
    );
    let casts = [
        " as u8", " as u16", " as u32", " as i8", " as i16", " as i32",
    ];
    rule(
        |path| {
            computes(path)
                || ["numeric/", "language/"]
                    .iter()
                    .any(|m| path.starts_with(m))
        },
        |line| {
            casts
                .iter()
                .any(|cast| words(line, cast.trim_start()).next().is_some())
        },
        &[],
        "narrow by game::number, an index type, or try_from with a message",
    );
}

#[test]
fn only_the_layout_multiplies_by_points_of_belief() {
    let product = |line: &str| {
        let points = |factor: Option<&str>| {
            let factor = factor.unwrap_or("").trim_matches(['(', ')']);
            let mut ends = ["points", "beliefs.count"].into_iter();
            ends.any(|end| factor == end || factor.ends_with(&format!(".{end}")))
        };
        line.match_indices(" * ").any(|(at, sign)| {
            let part = |c: char| !(c.is_alphanumeric() || "_.()[]".contains(c));
            let before = line[..at].rsplit(part).next();
            let after = line[at + sign.len()..].split(part).next();
            points(before) || points(after)
        })
    };
    rule(
        |path| computes(path) && path != "game/rows.rs" && !path.starts_with("game/beliefs"),
        product,
        POINTS,
        "lay it out with `Rows` or `Layout` of game: rows.rs alone multiplies by points",
    );
}

#[test]
fn errors_have_types_below_the_command_line() {
    rule(
        |path| !path.starts_with("cli/") && path != "main.rs",
        |line| words(line, "anyhow").next().is_some(),
        ANYHOW,
        "return an error of the library: `anyhow` is for cli and main",
    );
}

#[test]
fn every_shared_helper_of_the_tests_is_used() {
    // the compiler cannot tell: each test file uses a part of tests/common
    let tests = texts("tests");
    for (path, text) in tests.iter().filter(|(path, _)| path.starts_with("common/")) {
        for part in text.split("fn ").skip(1) {
            let name: String = part
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let uses = tests.iter().map(|(_, text)| words(text, &name).count());
            assert!(
                uses.sum::<usize>() > 1,
                "tests/{path}: nobody uses `{name}`: remove it"
            );
        }
    }
}
