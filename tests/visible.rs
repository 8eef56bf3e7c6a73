//! What is shown steers no terminal: titles, labels, messages and names of files.

mod common;

use common::lab;
use common::program::demarche;

use demarche::diagnostics::{entries, visible, visible_lines};
use demarche::scenario::{load, load_text};

/// Colours, a bell, a window's title, one byte of C1, an embedding and an isolate, a mark.
const EVIL: &str = "a\u{1b}[31mb\u{7}c\u{1b}]0;d\u{9b}e\u{202e}f\u{2066}g\u{feff}h";

fn harmless(text: &str) -> bool {
    let steers = |c: char| {
        c.is_control() && c != '\n'
            || "\u{61c}\u{200e}\u{200f}\u{feff}".contains(c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    !text.chars().any(steers)
}

#[test]
fn what_steers_is_shown_as_a_picture() {
    assert_eq!(visible("Größe 3 – 北"), "Größe 3 – 北");
    assert_eq!(visible("a\u{1b}b\u{7}\u{7f}"), "a␛b␇␡");
    assert_eq!(visible("one\r\ntwo\tthree"), "one two three");
    assert_eq!(visible_lines("one\r\ntwo\u{85}"), "one\ntwo\u{fffd}");
    assert!(harmless(&visible(EVIL)));
}

#[test]
fn texts_of_a_scenario_are_harmless_and_its_sources_as_written() {
    let evil: String = EVIL
        .chars()
        .map(|c| format!("\\U{:08x}", u32::from(c)))
        .collect();
    let text = format!(
        "title = \"{evil}\\nmore\"\nabout = \"{evil}\"\n[time]\nround = \"{evil}\"\n[parameters]\nprecision = 1\npatience = {{ value = 1, about = \"{evil}\", label = \"{evil}\" }}\n\
         [actors.a]\nname = \"{evil}\"\npayoff = {{ x = 1 }}\n[turns.t]\nlabel = \"{evil}\"\nactor = \"a\"\noptions = {{ o = {{ label = \"{evil}\\n\" }} }}\n\
         [outcomes.e]\nlabel = \"{evil}\"\notherwise = true\n[hypotheses.h]\nclaim = \"{evil}\"\nwho = \"{evil}\"\nvary = \"patience\"\nover = [0.5, 1]\nmeasure = \"e\"\nexpect = \"flat\"\n"
    );
    let scenario = lab::read(&text, &[]);
    let hypothesis = &scenario.hypotheses[0];
    for shown in [
        &scenario.title,
        &scenario.about,
        &scenario.time.round,
        &scenario.parameters[1].about,
        &scenario.parameters[1].name.label,
        &scenario.actors[0].name.label,
        &scenario.turns[0].name.label,
        &scenario.turns[0].choices()[0].1.name.label,
        &scenario.outcomes[0].name.label,
        &hypothesis.claim,
        &hypothesis.who,
    ] {
        assert!(harmless(shown) && shown.starts_with("a␛[31mb"), "{shown:?}");
    }
    assert!(!scenario.title.contains('\n'));
    assert_eq!(scenario.sources.0[0].text, text);
}

#[test]
fn messages_are_harmless_and_point_at_the_same_place() {
    let text = format!(
        "title = '''\n{EVIL}'''\n[parameters]\n\"{}\" = 1 # {EVIL}\n",
        EVIL.replace(['\u{1b}', '\u{7}'], "")
    );
    let failure = load_text(EVIL, &text, &[]).expect_err("refused");
    let said = failure.render(false);
    assert!(harmless(&said), "{said:?}");
    for entry in entries(&failure.diagnostics, &failure.sources) {
        assert!(harmless(&entry.message) && harmless(&entry.file.unwrap_or_default()));
    }
    let failure = load(&format!("no{EVIL}"), &[]).expect_err("refused");
    assert!(harmless(&failure.render(false)));
    // what is replaced takes other room, and is not what is underlined
    let text = "x = \"\u{202e}\" # a\ny\u{202e} = 1\n[parameters]\np = \"\u{202e}\"\nq = true\n";
    let failure = load_text("text", text, &[]).expect_err("refused");
    let said = failure.render(false);
    assert!(harmless(&said), "{said}");
}

#[test]
fn an_id_is_a_safe_name_of_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, id) in [
        ("...toml", "scenario"),
        ("..a..toml", "a"),
        ("two words.toml", "two_words"),
        ("a=1\u{1b}[m.toml", "a_1__m"),
        (".toml", "toml"),
        ("v1.2-b.toml", "v1.2-b"),
        ("größe.toml", "größe"),
    ] {
        let path = folder.path().join(file);
        std::fs::write(&path, demarche::scenario::shipped::STARTER).expect("written");
        let scenario = lab::open(&path.display().to_string(), &[]);
        assert_eq!(scenario.id, id, "{file}");
    }
}

#[test]
fn whatever_is_named_strangely_is_shown_harmlessly() {
    let keep = tempfile::tempdir().expect("a folder");
    let folder = keep.path();
    let said = |arguments: &[&str]| {
        let output = demarche(folder, arguments);
        let all = [output.stdout, output.stderr].concat();
        String::from_utf8(all).expect("UTF-8")
    };
    // names of players, sets and actions of another program's file
    let efg = format!(
        "EFG 2 R \"{EVIL}\" {{ \"{EVIL}\" }} \"\"\np \"\" 1 1 \"{EVIL}\" {{ \"{EVIL}\" \"b\" }} 0\nt \"\" 1 \"\" {{ 1 }}\nt \"\" 2 \"\" {{ 0 }}\n"
    );
    std::fs::write(folder.join("game.efg"), efg).expect("written");
    let text = said(&["solve", "game.efg"]);
    assert!(text.contains("Residual") && harmless(&text), "{text:?}");
    // names of files and folders, in what is said and in the report
    let name = format!("{EVIL}.toml");
    std::fs::write(folder.join(&name), demarche::scenario::shipped::STARTER).expect("written");
    let out = format!("out{EVIL}");
    let text = said(&["run", &name, "-n", "100", "--out", &out, "--report"]);
    assert!(text.contains("Report") && harmless(&text), "{text:?}");
    let page = std::fs::read_to_string(folder.join(&out).join("report.html")).expect("a page");
    assert!(harmless(&page.replace('\t', " ")));
    let text = said(&["trace", &name, "--against", &name]);
    assert!(harmless(&text), "{text:?}");
    let text = said(&["compare", &name, &name, "-n", "100"]);
    assert!(harmless(&text), "{text:?}");
}
