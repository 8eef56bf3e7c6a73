//! Broken files: each kind of fault gets a message that a person can act on.
//!
//! `tests/broken/NAME.toml` states one fault over the sound `base.toml`; `NAME.txt` is what is said.
//! Every error must point at a place and say what to try. `BLESS=1 cargo test --test messages`
//! rewrites the texts, to be read before they are committed.

use demarche::diagnostics::{Diagnostic, Failure, Sources, render};
use demarche::game::{Limits, compile};
use demarche::scenario::load;
use demarche::study::audit;
use std::path::Path;

/// What is said about a file: the errors, or the warnings of a sound one.
fn said(name: &str, sets: &[String]) -> (Vec<Diagnostic>, Sources, String) {
    let path = format!("tests/broken/{name}.toml");
    let failed = |failure: Box<Failure>| {
        let text = failure.render(false);
        (failure.diagnostics, failure.sources, text)
    };
    let scenario = match load(&path, sets) {
        Ok(scenario) => scenario,
        Err(failure) => return failed(failure),
    };
    let game = match compile(&scenario, &Limits::default()) {
        Ok(game) => game,
        Err(failure) => return failed(failure),
    };
    let mut warnings = scenario.warnings.clone();
    warnings.extend(audit::warnings(&scenario, &game));
    let text = render(&warnings, &scenario.sources, false);
    (warnings, scenario.sources, text)
}

fn names() -> Vec<String> {
    let folder = std::fs::read_dir("tests/broken").expect("the folder of broken files");
    let mut names: Vec<String> = folder
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .filter_map(|n| n.strip_suffix(".toml").map(str::to_string))
        .collect();
    names.sort();
    names
}

#[test]
fn every_broken_file_is_explained() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = vec![];
    for name in names().iter().filter(|n| *n != "base") {
        let (diagnostics, sources, text) = said(name, &[]);
        if diagnostics.is_empty() {
            wrong.push(format!("{name}: nothing is said"));
        }
        for d in &diagnostics {
            let empty = sources.0[0].text.is_empty() || name.starts_with("no_turns");
            if d.span.is_none() && !empty {
                wrong.push(format!("{name}: no place: {}", d.message));
            }
            if d.help.is_empty() {
                wrong.push(format!("{name}: no advice: {}", d.message));
            }
        }
        let path = format!("tests/broken/{name}.txt");
        let path = Path::new(&path);
        if bless {
            std::fs::write(path, &text).expect("written");
        }
        let known = std::fs::read_to_string(path).unwrap_or_default();
        if known != text {
            wrong.push(format!(
                "{name}: other words than in {}:\n{text}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_set_is_explained() {
    for (set, wanted) in [
        ("war_costs=1", "did you mean `war_cost`?"),
        ("war_cost", "PATH=VALUE"),
        ("war_cost=cheap", "must be a number"),
        ("war_cost=", "must be a number"),
        ("state.talks.start=deals", "did you mean `deal`?"),
        ("state.talk.start=deal", "did you mean `talks`?"),
        ("actors.north.patience=2", "from 0 to 1"),
        ("turns.move.options.flee.cost=1", "has no `flee`"),
        ("turns.move.options.hold.costs=1", "did you mean `cost`?"),
        ("time.shadow=-1", "from 0 to 10000"),
        ("=1", "PATH=VALUE"),
        ("extends=no_veto", "cannot be set"),
    ] {
        let (diagnostics, _, text) = said("base", &[set.to_string()]);
        assert_eq!(diagnostics.len(), 1, "{set}: {text}");
        assert!(text.contains(wanted), "{set}: {text}");
        assert!(text.contains("--set"), "{set}: {text}");
        assert!(!diagnostics[0].help.is_empty(), "{set}: {text}");
    }
}

/// The lines underlined, as `file:line:column`.
fn places(name: &str) -> Vec<String> {
    let (diagnostics, sources, _) = said(name, &[]);
    let place = |d: &Diagnostic| {
        let span = d.span.expect("a place");
        let (line, column) = sources.place(span);
        format!("{}:{line}:{column}", sources.0[span.file as usize].name)
    };
    diagnostics.iter().map(place).collect()
}

#[test]
fn messages_point_at_what_is_wrong() {
    let at = |name: &str, place: &str| format!("tests/broken/{name}.toml:{place}");
    for (name, place) in [
        ("unknown_name", "4:16"),
        ("unknown_level_set", "4:27"),
        ("chained_comparison", "4:21"),
        ("single_equals_sign", "4:15"),
        ("key_of_a_vote_in_a_draft", "5:1"),
        ("set_beyond_the_levels", "4:33"),
    ] {
        assert_eq!(places(name), [at(name, place)], "{name}");
    }
    let inner = at("unknown_name", "4:16");
    assert_eq!(places("fault_in_the_extended_file"), [inner]);
    let all = ["4:16", "6:9", "7:1"].map(|p| at("two_errors_at_once", p));
    assert_eq!(places("two_errors_at_once"), all);
}

#[test]
fn the_sound_file_is_sound() {
    let (diagnostics, _, text) = said("base", &[]);
    assert!(diagnostics.is_empty(), "{text}");
}
