//! The user guide tells the truth: its examples are run and say what it shows, it has a page for each
//! command, and its tables name the columns that are written.
//!
//! A block ```` ```console ```` holds a command after `$ ` and what it prints; a line `...` stands for
//! any lines. A block of TOML that begins with `# NAME.toml` is that file, and a block ```` ```efg NAME ```` or ```` ```csv NAME ```` too. With BLESS set, what is
//! shown is written anew.

mod common;

use common::program::command;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn pages() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide");
    let entries = folder.read_dir().expect("the guide");
    let mut all: Vec<PathBuf> = entries.map(|e| e.expect("a page").path()).collect();
    all.retain(|p| p.extension().is_some_and(|e| e == "md"));
    all.sort();
    let read = |p: PathBuf| (p.clone(), std::fs::read_to_string(p).expect("a page"));
    all.into_iter().map(read).collect()
}

/// What a command line prints, errors too.
fn said(folder: &Path, line: &str) -> String {
    let arguments: Vec<&str> = line.split_whitespace().skip(1).collect();
    let mut command = command(folder, &arguments);
    command.env("DEMARCHE_STORE", folder.join("kept"));
    let output = command.output().expect("it starts");
    let bytes = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(bytes).expect("UTF-8");
    text.lines()
        .map(|l| l.trim_end().to_string() + "\n")
        .collect()
}

/// Whether `lines` are those of `wanted`, where `...` stands for any.
fn alike(wanted: &[&str], lines: &[&str]) -> bool {
    match wanted {
        [] => lines.is_empty(),
        ["...", rest @ ..] => (0..=lines.len()).any(|n| alike(rest, &lines[n..])),
        [first, rest @ ..] => lines.first() == Some(first) && alike(rest, &lines[1..]),
    }
}

#[test]
fn examples_say_what_is_shown() {
    let mut examples = 0;
    for (path, text) in pages() {
        let keep = tempfile::tempdir().expect("a folder");
        said(keep.path(), "demarche new crisis.toml");
        let mut shown = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find("```") {
            let (before, block) = rest.split_at(at);
            let end = block[3..].find("```").expect("a block ends") + 6;
            let (block, after) = block.split_at(end);
            shown.push_str(before);
            rest = after;
            let inner = block[3..end - 3].split_once('\n').map_or("", |b| b.1);
            if block.starts_with("```toml\n# ") {
                let name = inner.lines().next().unwrap_or("").trim_start_matches("# ");
                std::fs::write(keep.path().join(name), inner).expect("written");
            }
            let named = ["```efg ", "```csv "]
                .into_iter()
                .find_map(|f| block.strip_prefix(f));
            if let Some(named) = named {
                let name = named.lines().next().unwrap_or("");
                std::fs::write(keep.path().join(name), inner).expect("written");
            }
            if !block.starts_with("```console\n") {
                shown.push_str(block);
                continue;
            }
            let (line, wanted) = inner.split_once('\n').expect("a command");
            let line = line.strip_prefix("$ ").expect("a command after $");
            let found = said(keep.path(), line);
            examples += 1;
            let same = alike(
                &wanted.trim_end().lines().collect::<Vec<_>>(),
                &found.trim_end().lines().collect::<Vec<_>>(),
            );
            if same {
                shown.push_str(block);
            } else {
                shown.push_str(&format!("```console\n$ {line}\n{}\n```", found.trim_end()));
            }
        }
        shown.push_str(rest);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &shown).expect("written");
        } else {
            assert_eq!(shown, text, "{}", path.display());
        }
    }
    assert!(examples >= 15, "{examples}");
}

#[test]
fn every_command_has_a_page_and_every_picture_is_there() {
    let help = said(Path::new("."), "demarche --help");
    let listed = help.split("Commands:").nth(1).expect("commands");
    let listed = listed.split("\n\n").next().unwrap_or("");
    let names: Vec<&str> = listed
        .lines()
        .filter_map(|l| {
            l.strip_prefix("  ")
                .filter(|l| !l.starts_with(' '))?
                .split_whitespace()
                .next()
        })
        .filter(|n| *n != "help" && n.chars().all(|c| c.is_ascii_lowercase()))
        .collect();
    assert!(names.len() >= 14, "{names:?}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide");
    let index = std::fs::read_to_string(folder.join("README.md")).expect("the index");
    for name in names {
        let page = format!("{name}.md");
        assert!(folder.join(&page).is_file(), "{page} is missing");
        assert!(
            index.contains(&format!("({page})")),
            "the index lacks {page}"
        );
    }
    for (path, text) in pages() {
        for part in text.split("](").skip(1) {
            let link = part.split(')').next().unwrap_or("");
            let there = link.starts_with("https://") || folder.join(link).exists();
            assert!(there, "{}: {link} is not there", path.display());
        }
    }
}

#[test]
fn tables_have_the_columns_that_the_guide_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide");
    let page = std::fs::read_to_string(folder.join("tables.md")).expect("the page");
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in page.lines().filter(|l| l.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let columns = cells[3].split(',').map(|c| c.trim().trim_matches('`'));
        named.insert(cells[1].trim_matches('`'), columns.collect());
    }
    let keep = tempfile::tempdir().expect("a folder");
    let place = keep.path();
    said(place, "demarche new crisis.toml");
    for line in [
        "demarche run classics/threat -n 500 --out run",
        "demarche compare crisis.toml crisis.toml -n 500 --out compare",
        "demarche leverage crisis.toml --worlds 8 --out leverage",
        "demarche sweep crisis.toml --vary patience=0.8,0.9 --worlds 8 --out sweep",
        "demarche robust crisis.toml --turn holder_moves --worlds 8 --out robust",
        "demarche test crisis.toml --out test",
        "demarche score --out score",
    ] {
        said(place, line);
    }
    let mut met = 0;
    for (stem, columns) in named {
        for command in [
            "run", "compare", "leverage", "sweep", "robust", "test", "score",
        ] {
            let file = place.join(format!("{command}/data/{stem}.csv"));
            let Ok(text) = std::fs::read_to_string(&file) else {
                continue;
            };
            let mut header: Vec<&str> = text.lines().next().unwrap_or("").split(',').collect();
            if command == "compare" && stem != "differences" {
                assert_eq!(header.remove(0), "variant", "{}", file.display());
            }
            assert_eq!(header, columns, "{}", file.display());
            met += 1;
        }
    }
    assert!(met >= 16, "{met}");
}

/// The keys of a table of the language, from its schema: path, and what it means.
fn keys(schema: &serde_json::Value, path: &str, into: &mut Vec<(String, String)>) {
    for any in schema["anyOf"].as_array().into_iter().flatten() {
        keys(any, path, into);
    }
    if let Some(named) = schema.get("additionalProperties").filter(|n| n.is_object()) {
        keys(named, &format!("{path}.NAME"), into);
    }
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        if let Some(words) = inner["description"].as_str() {
            into.push((path.clone(), words.to_string()));
        }
        keys(inner, &path, into);
    }
}

#[test]
fn the_page_on_the_language_has_every_key() {
    let keep = tempfile::tempdir().expect("a folder");
    let schema = said(keep.path(), "demarche schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let mut all = vec![];
    keys(&schema, "", &mut all);
    all.sort();
    all.dedup();
    assert!(all.len() > 80, "{all:?}");
    let mut list = "<!-- keys -->\n| key | meaning |\n|---|---|\n".to_string();
    for (key, words) in all {
        list += &format!("| `{key}` | {} |\n", words.replace('|', "\\|"));
    }
    list += "<!-- end -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/language.md");
    let text = std::fs::read_to_string(&path).expect("the page");
    let (before, rest) = text.split_once("<!-- keys -->").expect("its list");
    let (_, after) = rest.split_once("<!-- end -->").expect("its end");
    let wanted = format!("{before}{list}{after}");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &wanted).expect("written");
    } else {
        assert!(text == wanted, "BLESS=1 makes the list of keys anew");
    }
    // and words that mean something to the language
    for word in demarche::language::FUNCTIONS {
        assert!(before.contains(word), "{word}");
    }
}

#[test]
fn every_sentence_of_the_language_is_understood_and_matters() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/language.md");
    let text = std::fs::read_to_string(path).expect("the page");
    let keep = tempfile::tempdir().expect("a folder");
    let base = text
        .split("```toml\n# quarrel.toml\n")
        .nth(1)
        .expect("a file");
    let base = base.split("```").next().expect("its end");
    std::fs::write(keep.path().join("quarrel.toml"), base).expect("written");
    let ends = |name: &str| {
        let path = keep.path().join(name).display().to_string();
        let lab = demarche::lab::Lab::open(&path).unwrap_or_else(|e| panic!("{e}"));
        let solved = lab.solve().unwrap_or_else(|e| panic!("{e}"));
        solved.outcomes().into_values().collect::<Vec<f64>>()
    };
    let without = ends("quarrel.toml");
    let sentences = text.split("```toml say\n").skip(1);
    let mut count = 0;
    for sentence in sentences {
        let body = sentence.split("```").next().expect("its end");
        std::fs::write(
            keep.path().join("said.toml"),
            format!("extends = \"quarrel.toml\"\n{body}"),
        )
        .expect("written");
        let with = ends("said.toml");
        let change = without.iter().zip(&with).map(|(a, b)| (a - b).abs());
        assert!(
            change.fold(0.0, f64::max) > 1e-3,
            "changes nothing:\n{body}"
        );
        count += 1;
    }
    assert!(count >= 20, "{count}");
}
