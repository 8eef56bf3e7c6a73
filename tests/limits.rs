//! Files at and beyond the limits: a message at the place, soon, and never a panic or a hang.

mod common;

use common::lab;

use demarche::diagnostics::{Failure, Severity};
use demarche::game::{Limits, MoverTypes, compile};
use demarche::scenario::{Scenario, load, load_text};
use std::time::{Duration, Instant};

/// A sound scenario of one actor, with `more` put in.
fn with(more: &str) -> String {
    format!(
        "[parameters]\nprecision = 1.0\npatience = 0.9\n[actors.a]\npayoff = {{ x = 1 }}\n\
         [turns.t]\nactor = \"a\"\n[turns.t.options]\nhold = {{}}\n[outcomes.o]\notherwise = true\n{more}"
    )
}

/// A scenario, or what is wrong with its text.
fn tried(text: &str) -> Result<Scenario, Box<Failure>> {
    load_text("limits", text, &[])
}

/// What is said of a text that is refused: the message and its line.
fn refused(text: &str) -> (String, usize) {
    let begin = Instant::now();
    let failure = match tried(text) {
        Err(failure) => failure,
        Ok(scenario) => match compile(&scenario, &Limits::default()) {
            Err(failure) => failure,
            Ok(_) => panic!("nothing is said"),
        },
    };
    assert!(
        begin.elapsed() < Duration::from_secs(20),
        "it takes too long"
    );
    let first = &failure.diagnostics[0];
    assert_eq!(first.severity, Severity::Error);
    assert!(!first.help.is_empty(), "{}", first.message);
    let line = first.span.map_or(0, |s| failure.sources.place(s).0);
    (first.message.clone(), line)
}

/// The expected worth to the actor of standing still for the one round there is.
fn flow(text: &str) -> f64 {
    let game = lab::compile(&lab::read(text, &[]));
    game.payments.flow_totals[0]
}

fn sum(terms: usize) -> String {
    vec!["1"; terms].join(" + ")
}

#[test]
fn long_sums_work_or_are_refused() {
    assert_eq!(
        flow(&with(&format!(
            "[define]\nd = \"{}\"\n[actors.b]\npayoff = {{ x = \"d\" }}",
            sum(400)
        ))),
        1.0
    );
    for terms in [501, 100_000] {
        let (message, line) = refused(&with(&format!("[define]\nd = \"{}\"", sum(terms))));
        assert_eq!(message, "the expression has more than 500 steps in a row");
        assert_eq!(line, 13);
    }
    let bracketed = vec![format!("({})", sum(400)); 40].join(" + ");
    let text = with("").replace("{ x = 1 }", &format!("{{ x = \"{bracketed}\" }}"));
    assert_eq!(flow(&text), 16_000.0);
}

#[test]
fn deep_expressions_are_refused() {
    let many = 50_000;
    for text in [
        format!("{}1{}", "(".repeat(many), ")".repeat(many)),
        format!("{}true", "not ".repeat(many)),
        format!("{}1", "-".repeat(many)),
        format!("{}1{}", "if(true, 1, ".repeat(many), ")".repeat(many)),
        format!("{}1", "2 ^ ".repeat(many)),
        format!("1{}", " - 1".repeat(many)),
        format!("true{}", " and true".repeat(many)),
    ] {
        let (message, line) = refused(&with(&format!("[define]\nd = \"{text}\"")));
        assert!(
            message.contains("nested too deeply") || message.contains("steps in a row"),
            "{message}"
        );
        assert_eq!(line, 13);
    }
    // wide is not deep
    let wide = vec!["1"; 5_000].join(", ");
    let text = with("").replace("{ x = 1 }", &format!("{{ x = \"max({wide})\" }}"));
    assert_eq!(flow(&text), 1.0);
}

/// Definitions, each the double of the one before it.
fn doubled(first: &str, count: usize) -> String {
    let mut text = format!("[define]\nd0 = \"{first}\"\n");
    for k in 1..=count {
        text += &format!("d{k} = \"d{0} + d{0}\"\n", k - 1);
    }
    text
}

#[test]
fn a_definition_is_worked_out_once() {
    let text = with(&doubled("1", 60)).replace("{ x = 1 }", "{ x = \"d60\" }");
    let begin = Instant::now();
    assert_eq!(flow(&text), 2f64.powi(60));
    // as a condition, and so structural, and by type, and so looked for in what others read
    let typed = "[actors.b]\npayoff = { x = \"q\" }\n[actors.b.types.one]\nprior = 0.5\nparameters = { q = 1 }\n\
                 [actors.b.types.two]\nprior = 0.5\n";
    let text = with(&(doubled("q0", 60) + typed))
        .replace("[actors.a]", "q0 = 1\nq = 2\n[actors.a]")
        .replace("hold = {}", "hold = { when = \"d60 > 0\" }");
    let scenario = lab::read(&text, &[]);
    assert!(scenario.structural()[2] && !scenario.structural()[3]);
    assert!(compile(&scenario, &Limits::default()).is_ok());
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_definition_of_the_state_that_doubles_is_refused() {
    let state: String = (0..8)
        .map(|v| format!("v{v} = {{ levels = 4 }}\n"))
        .collect();
    let all = (0..8)
        .map(|v| format!("v{v}"))
        .collect::<Vec<_>>()
        .join(" + ");
    let text = with(&(doubled(&all, 60) + "[state]\n" + &state));
    assert!(refused(&text).0.contains("parts with the definitions"));
    // a few of them work
    let text =
        with(&(doubled(&all, 5) + "[state]\n" + &state)).replace("{ x = 1 }", "{ x = \"d5\" }");
    assert_eq!(flow(&text), 0.0);
}

#[test]
fn chains_of_definitions_are_limited() {
    let chain = |count: usize, up: bool| {
        let mut lines: Vec<String> = (1..count)
            .map(|k| format!("d{k} = \"d{} + 1\"", k - 1))
            .collect();
        lines.push("d0 = \"0\"".into());
        if up {
            lines.reverse();
        }
        with(&format!("[define]\n{}", lines.join("\n")))
    };
    assert!(tried(&chain(150, true)).is_ok() && tried(&chain(150, false)).is_ok());
    for up in [true, false] {
        let (message, _) = refused(&chain(9_000, up));
        assert!(
            message.contains("use one another in a chain") || message.contains("nested"),
            "{message}"
        );
    }
}

#[test]
fn tables_of_many_levels_are_not_deep() {
    let entries = |of: &str| {
        let all = (0..2_000).map(|l| format!("{l} = \"{of}\"\n"));
        format!("[tables.t]\nby = \"v\"\n{}", all.collect::<String>())
    };
    let text = with(&(entries("1 + 1") + "[state]\nv = { levels = 2000 }\n"))
        .replace("{ x = 1 }", "{ x = \"t\" }");
    assert_eq!(flow(&text), 2.0);
    let text = with(&(entries("w + 1") + "[state]\nv = { levels = 2000 }\nw = { levels = 9 }\n"))
        .replace("{ x = 1 }", "{ x = \"t\" }");
    assert!(refused(&text).0.contains("nested"));
}

#[test]
fn what_toml_nests_is_limited() {
    let many = 50_000;
    for text in [
        format!("x = {}{}", "[".repeat(many), "]".repeat(many)),
        format!("x = {}{}", "{ a = ".repeat(many), "}".repeat(many)),
        format!("{}a = 1", "a.".repeat(many)),
        format!("[{}a]", "a.".repeat(many)),
    ] {
        assert!(tried(&text).is_err());
    }
}

#[test]
fn a_chain_of_files_is_limited() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = |k: usize| folder.path().join(format!("f{k}.toml"));
    std::fs::write(name(0), with("")).expect("written");
    for k in 1..=5_000 {
        let text = format!("extends = \"f{}.toml\"\n", k - 1);
        std::fs::write(name(k), text).expect("written");
    }
    let loaded = |k: usize| load(&name(k).display().to_string(), &[]);
    assert!(loaded(16).is_ok());
    for k in [17, 5_000] {
        let failure = loaded(k).expect_err("refused");
        let first = &failure.diagnostics[0];
        assert_eq!(first.message, "more than 16 files extend one another");
        assert!(first.span.is_some());
    }
}

#[test]
fn too_many_names_are_refused_at_once() {
    let many = |table: &str, value: &str| {
        let all = (0..70_000).map(|k| format!("n{k} = {value}\n"));
        with(&format!("[{table}]\n{}", all.collect::<String>()))
    };
    for (table, value) in [
        ("define", "1"),
        ("parameters.x", "1"),
        ("state", "true"),
        ("outcomes", "{ when = \"true\" }"),
        ("turns", "{ actor = \"a\" }"),
        ("turns.u.options", "{}"),
        ("turns.u.events", "{ chance = 0 }"),
        ("turns.u.drafts", "{}"),
    ] {
        let (message, _) = refused(&many(table, value));
        let wanted = table != "parameters.x";
        assert_eq!(
            message.contains("entries, more than 10000"),
            wanted,
            "{table}: {message}"
        );
    }
}

/// Two actors who choose a level each at once.
fn together(levels: usize, open: usize) -> String {
    let option = |v: &str| {
        format!("{{ pick = {{ choose = \"{v}\", when = \"{v} < {open}\", cost = \"{v}\" }} }}")
    };
    let text = with(&format!(
        "[actors.b]\npayoff = {{ x = 0 }}\n[state]\nv = {{ levels = {levels} }}\nw = {{ levels = {levels} }}\n\
         [turns.u]\nactors = [\"a\", \"b\"]\n[turns.u.options]\na = {}\nb = {}\n",
        option("v"),
        option("w")
    ));
    text.replace(
        "[turns.t]\nactor = \"a\"\n[turns.t.options]\nhold = {}\n",
        "",
    )
}

#[test]
fn profiles_have_more_than_16_bits() {
    let scenario = lab::read(&together(300, 2), &[]);
    let game = lab::compile(&scenario);
    let solution = lab::solve(&game);
    // each takes the free level with 1 / (1 + 1/e), whatever the other does
    let s = &game.structure;
    let first = s.first().expect("they move");
    let weights = solution
        .view(&game, 1, &[])
        .moves(first, MoverTypes::default());
    let free = 1.0 / (1.0 + (-1f64).exp());
    assert_eq!(weights.len(), 4);
    assert!((weights[0] - free * free).abs() < 1e-12, "{weights:?}");
    let moves = s.moves_of(first);
    let names: Vec<String> = moves.map(|m| s.option_id(s.turn_of(first), m)).collect();
    assert_eq!(
        names,
        [
            "pick.0+pick.0",
            "pick.0+pick.1",
            "pick.1+pick.0",
            "pick.1+pick.1"
        ]
    );
    assert!(tried(&together(447, 2)).is_ok());
    assert!(
        refused(&together(448, 2))
            .0
            .contains("combine in 200704 ways")
    );
    let alone: String = (0..40)
        .map(|k| format!("n{k} = {{ only = {{}} }}\n"))
        .collect();
    let actors: String = (0..40)
        .map(|k| format!("[actors.n{k}]\npayoff = {{ x = 0 }}\n"))
        .collect();
    let list = (0..40)
        .map(|k| format!("\"n{k}\""))
        .collect::<Vec<_>>()
        .join(", ");
    let text = with(&format!(
        "{actors}[turns.u]\nactors = [{list}]\n[turns.u.options]\n{alone}"
    ));
    assert!(refused(&text).0.contains("combine in"));
}

#[test]
fn options_have_more_than_16_bits() {
    let family = |levels: usize, times: usize| {
        let options: String = (0..times)
            .map(|k| {
                format!(
                    "o{k} = {{ choose = \"v\", when = \"v >= {}\" }}\n",
                    levels - 1
                )
            })
            .collect();
        with(&format!("{options}[state]\nv = {{ levels = {levels} }}\n"))
            .replace("[outcomes.o]\notherwise = true\n", "")
            + "[outcomes.o]\notherwise = true\n"
    };
    let scenario = lab::read(&family(65_535, 2), &[]);
    let game = lab::compile(&scenario);
    let s = &game.structure;
    let first = s.first().expect("somebody moves");
    let moves = s.moves_of(first);
    let names: Vec<String> = moves.map(|m| s.option_id(s.turn_of(first), m)).collect();
    assert_eq!(names, ["hold", "o0.65534", "o1.65534"]);
    let failure = tried(&family(65_536, 1)).expect_err("refused");
    let mut all = failure.diagnostics.iter();
    assert!(all.any(|d| d.message.contains("from 1 to 65535")));
    assert!(
        refused(&family(50_000, 4))
            .0
            .contains("200001 options, more than 200000")
    );
}

#[test]
fn named_levels_have_16_bits() {
    let named = |count: usize| {
        let all = (0..count)
            .map(|k| format!("\"l{k}\""))
            .collect::<Vec<_>>()
            .join(", ");
        with(&format!(
            "[state]\nv = {{ levels = [{all}], start = \"l{}\" }}\n",
            count - 1
        ))
    };
    let scenario = lab::read(&named(65_535), &[]);
    let game = lab::compile(&scenario);
    assert_eq!(game.structure.levels(game.structure.start()), [65_534]);
    assert!(refused(&named(65_536)).0.contains("at most 65535 levels"));
}

/// Actors of two types each who move once.
fn typed(actors: usize, points: usize) -> String {
    let mut text: String = (0..actors).map(|k| format!("q{k} = 1\n")).collect();
    text += &format!("[beliefs]\npoints = {points}\n");
    for k in 0..actors {
        text += &format!(
            "[actors.n{k}]\npayoff = {{ x = \"q{k}\" }}\n[actors.n{k}.types.one]\nprior = 0.3\nparameters = {{ q{k} = 1 }}\n\
             [actors.n{k}.types.two]\nprior = 0.7\n[turns.n{k}]\nactor = \"n{k}\"\noptions = {{ yes = {{}}, no = {{}} }}\n"
        );
    }
    with("").replace("[actors.a]", &format!("{text}[actors.a]"))
}

#[test]
fn beliefs_are_counted_before_they_are_allocated() {
    for (actors, points, fits) in [
        (8, 11, "points = 3"),
        (3, 1001, "points = "),
        (4, 501, "points = "),
    ] {
        let text = typed(actors, points);
        let begin = Instant::now();
        let scenario = lab::read(&text, &[]);
        let limits = Limits { memory: 1 << 30 };
        let failure = compile(&scenario, &limits).expect_err("refused");
        assert!(begin.elapsed() < Duration::from_secs(2));
        let first = &failure.diagnostics[0];
        assert!(
            first.message.contains("points of belief take about"),
            "{}",
            first.message
        );
        assert!(first.help.contains(fits), "{actors}: {}", first.help);
        // what is said to fit fits
        let n: usize = first
            .help
            .split("points = ")
            .nth(1)
            .and_then(|s| s.split('`').next())
            .and_then(|s| s.parse().ok())
            .expect("a number");
        assert!((3..points).contains(&n));
    }
    // beyond all numbers
    let text = typed(70, 1001);
    assert!(refused(&text).0.contains("does not fit"));
}

#[test]
fn a_game_too_large_is_refused_soon() {
    let state: String = (0..12)
        .map(|v| format!("v{v} = {{ levels = 30 }}\n"))
        .collect();
    let turns: String = (0..12)
        .map(|v| {
            format!("[turns.u{v}]\nactor = \"a\"\noptions = {{ pick = {{ choose = \"v{v}\" }} }}\n")
        })
        .collect();
    let text = with(&format!("[state]\n{state}{turns}"));
    let scenario = lab::read(&text, &[]);
    let begin = Instant::now();
    let failure = compile(&scenario, &Limits { memory: 512 << 20 }).expect_err("refused");
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert!(
        failure.diagnostics[0]
            .message
            .contains("does not fit into 512 MB")
    );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("marked.toml").display().to_string();
    let text = format!("\u{feff}{}", with(""));
    std::fs::write(&path, &text).expect("written");
    assert!(load(&path, &[]).is_ok() && tried(&text).is_ok());
}

#[test]
fn shipped_scenarios_are_read() {
    for name in demarche::scenario::shipped::names() {
        let scenario = lab::open(name, &[]);
        assert!(scenario.warnings.is_empty(), "{name}");
    }
}

#[test]
fn a_precision_of_minus_zero_is_zero() {
    let text = with("").replace("precision = 1.0", "precision = -0.0");
    let text = text.replace("hold = {}", "hold = {}\nleave = { cost = 1 }");
    let scenario = lab::read(&text, &[]);
    let game = lab::compile(&scenario);
    assert!(game.payments.precision[0].is_sign_positive());
    let solution = lab::solve(&game);
    let first = game.structure.first().expect("somebody moves");
    let moves = solution
        .view(&game, 1, &[])
        .moves(first, MoverTypes::default());
    assert_eq!(moves, [0.5, 0.5]);
}

#[test]
fn what_rounding_hides_from_those_who_move_at_once_is_refused() {
    // both prefer the hare by far, and there is nothing to be unsure about
    let solved = |hare: &str| {
        let scenario = lab::open("classics/stag_hunt", &[&format!("hare={hare}")]);
        let game = lab::compile(&scenario);
        let found = demarche::study::equilibrium(&scenario, &game, &|_, _| {});
        found.map(|solution| solution.start(&game)[0])
    };
    for hare in ["1e3", "1e6", "1e9"] {
        let wanted: f64 = hare.parse().expect("a number");
        let found = solved(hare).unwrap_or_else(|f| panic!("{f}"));
        assert!((found / wanted - 1.0).abs() < 1e-9, "{hare}: {found}");
    }
    for hare in ["1e17", "18446744073709551616", "1e60", "1e99"] {
        let message = solved(hare).expect_err("refused").to_string();
        assert!(
            message.contains("no equilibrium was found at the turn `hunt`"),
            "{message}"
        );
        assert!(message.contains("scale the payoffs down"), "{message}");
    }
}
