//! Scenarios, settings and questions, damaged at random: each is answered, or a message says what is
//! wrong and what to try.
//!
//! `DEMARCHE_FUZZ=30000` sets the number of cases of each kind; `DEMARCHE_FUZZ_FROM=1234` the first,
//! so that with `DEMARCHE_FUZZ=1` one case is tried again. While more than the usual number is tried,
//! the number of the latest stands in `target/tmp/fuzz-KIND`, should it never return.

mod common;

use common::damage::{Damage, NUMBERS, TEXTS, of_bytes, renumbered};
use common::program::demarche;
use common::random::Dice;
use demarche::chart::Sheet;
use demarche::diagnostics::{
    Diagnostic, Failure, Severity, Sources, entries, render, visible_lines,
};
use demarche::forecast::{forecast, outcomes, whole};
use demarche::game::{Game, Limits, Mover, MoverTypes, compile, compile_at};
use demarche::report::screen::Screen;
use demarche::report::{Report, RunSummary, SweepSummary};
use demarche::scenario::{Document, Edit, Scenario, load, shipped};
use demarche::solve::Solution;
use demarche::study::request::{Asked, Places, held, places, question};
use demarche::study::{Engine, GameModel, Options, audit, equilibrium, run, sweep};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// Words of the language, and some that are none.
const WORDS: [&str; 96] = [
    "title",
    "extends",
    "time",
    "round",
    "rounds",
    "shadow",
    "\"none\"",
    "start",
    "parameters",
    "precision",
    "patience",
    "\"exact\"",
    "value",
    "range",
    "distribution",
    "\"beta\"",
    "state",
    "levels",
    "from",
    "to",
    "each_round",
    "tables",
    "by",
    "define",
    "actors",
    "types",
    "prior",
    "payoff",
    "private",
    "beliefs",
    "points",
    "turns",
    "actor",
    "options",
    "when",
    "cost",
    "set",
    "choose",
    "before",
    "events",
    "chance",
    "members",
    "others",
    "seats",
    "needs",
    "veto",
    "abstain",
    "ballot",
    "proposer",
    "drafts",
    "draft",
    "passes",
    "fails",
    "lone_veto",
    "outcomes",
    "otherwise",
    "ends",
    "flow",
    "once",
    "measures",
    "event",
    "mean",
    "at",
    "hypotheses",
    "milestones",
    "true",
    "false",
    "and",
    "or",
    "not",
    "if",
    "min",
    "max",
    "clamp",
    "exp",
    "ln",
    "==",
    "!=",
    "<=",
    "<",
    "=",
    ".",
    ",",
    "..",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "(",
    ")",
    "#",
    "\"\"\"",
    "^",
    "/",
    "\n",
];

/// What a game and its solution may take.
const LIMITS: Limits = Limits { memory: 8 << 20 };

/// Moves × rounds × roles × points beyond which a game is not solved, being slow.
const WORK: usize = 100_000;

/// How many cases, and from which number on.
fn cases(usual: usize) -> std::ops::Range<usize> {
    let number = |name| std::env::var(name).map(|n| n.parse::<usize>().expect("a number"));
    let from = number("DEMARCHE_FUZZ_FROM").unwrap_or(0);
    from..from + number("DEMARCHE_FUZZ").unwrap_or(usual)
}

/// Tries cases of one kind: what `make` makes is shown by `show` if `outcome` panics. Returns how
/// often each outcome came about.
fn fuzz<T>(
    kind: &str,
    cases: std::ops::Range<usize>,
    make: impl Fn(&mut Dice) -> T,
    show: impl Fn(&T) -> String,
    outcome: impl Fn(&T) -> &'static str,
) -> BTreeMap<&'static str, usize> {
    let long = std::env::var_os("DEMARCHE_FUZZ").is_some();
    let latest = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{kind}"));
    let salt = kind.bytes().fold(0u64, |sum, b| sum * 31 + u64::from(b)) << 32;
    let mut seen = BTreeMap::new();
    let mut failed = vec![];
    for n in cases {
        if long {
            std::fs::write(&latest, n.to_string()).expect("written");
        }
        let mut dice = Dice::new(salt + n as u64);
        // the first throws of neighbours are alike
        (0..8).for_each(|_| _ = dice.below(2));
        let case = make(&mut dice);
        let begin = Instant::now();
        let how = catch_unwind(AssertUnwindSafe(|| outcome(&case))).unwrap_or_else(|_| {
            println!("{kind} {n}:\n{}\n", show(&case));
            failed.push(n);
            "panicked"
        });
        if long && begin.elapsed() > Duration::from_secs(5) {
            println!("{kind} {n} takes {:?}: {how}", begin.elapsed());
        }
        *seen.entry(how).or_insert(0) += 1;
        assert!(failed.len() < 20, "{kind}: {failed:?}");
    }
    println!("{kind}: {seen:?}");
    assert!(failed.is_empty(), "{kind}: {failed:?}");
    seen
}

/// A text that steers no terminal.
fn clean(text: &str) {
    assert_eq!(visible_lines(text), text);
}

/// Messages that say something, in characters that can be shown.
fn said(diagnostics: &[Diagnostic], sources: &Sources) {
    for d in diagnostics {
        assert!(
            !d.message.trim().is_empty() && !d.help.trim().is_empty(),
            "{d:?}"
        );
    }
    clean(&render(diagnostics, sources, false));
    for entry in entries(diagnostics, sources) {
        clean(&entry.message);
    }
}

/// A failure that says what is wrong.
fn explained(failure: &Failure) {
    let wrong = |d: &Diagnostic| d.severity == Severity::Error;
    assert!(failure.diagnostics.iter().any(wrong));
    said(&failure.diagnostics, &failure.sources);
    let text = failure.render(false);
    clean(&text);
    assert!(!text.contains("this is a fault of the program"), "{text}");
}

/// About how much there is to do to solve a game.
fn work(game: &Game) -> usize {
    let s = &game.structure;
    let stages = s.turns.iter().any(|t| matches!(t.mover, Mover::Joint(_)));
    // what several choose at once is followed along a branch
    let times = if stages || game.beliefs.typed() {
        50
    } else {
        1
    };
    let rounds = game.rounds + game.shadow.unwrap_or(100);
    [
        s.all_moves().len(),
        rounds,
        game.beliefs.prior.len(),
        game.beliefs.count,
        times,
    ]
    .into_iter()
    .fold(1, usize::saturating_mul)
}

fn sums_to_one(shares: &[f64]) {
    let sum: f64 = shares.iter().sum();
    assert!((sum - 1.0).abs() < 1e-9, "probabilities sum to {sum}");
    assert!(
        shares.iter().all(|p| (-1e-12..=1.0 + 1e-9).contains(p)),
        "{shares:?}"
    );
}

/// What is solved, forecast and said of a scenario, as far as it comes.
fn played(scenario: &Scenario, whole_run: bool) -> &'static str {
    said(&scenario.warnings, &scenario.sources);
    clean(&scenario.title);
    let game = match compile(scenario, &LIMITS) {
        Ok(game) => game,
        Err(failure) => {
            explained(&failure);
            return "not compiled";
        }
    };
    said(&audit::warnings(scenario, &game), &scenario.sources);
    if work(&game) > WORK {
        return "large";
    }
    let solution = match equilibrium(scenario, &game, &|_, _| {}) {
        Ok(solution) => solution,
        Err(error) => {
            explained(error.failure().expect("nobody stopped it"));
            return "not solved";
        }
    };
    foreseen(scenario, &game, &solution);
    if whole_run && work(&game) < WORK / 10 {
        told(scenario);
    }
    "solved"
}

/// Checks the numbers of a solution.
fn foreseen(scenario: &Scenario, game: &Game, solution: &Solution) {
    assert!(!solution.certificate.broken(), "{:?}", solution.certificate);
    let values = solution.start(game);
    assert!(values.iter().all(|v| v.is_finite()), "{values:?}");
    let flows = forecast(game, solution, 0);
    let flow = whole(game, &flows);
    sums_to_one(&outcomes(game, &flow, scenario.outcomes.len()));
    let sharp = audit::sharpness(game, solution, &flows);
    said(&audit::blunt_or_sharp(scenario, &sharp), &scenario.sources);
}

/// A run of a few histories with everything that is shown of it.
fn told(scenario: &Scenario) {
    let options = Options {
        seed: 1,
        histories: 64,
        until: None,
        limits: LIMITS,
    };
    let found = match run(scenario.clone(), &options, &|_, _| {}) {
        Ok(found) => found,
        Err(error) => return explained(error.failure().expect("nobody stopped it")),
    };
    for reading in &found.measures {
        assert!(
            reading.exact.is_finite() && reading.simulated.is_finite(),
            "{reading:?}"
        );
    }
    let summary = RunSummary::of(&found, options.seed);
    serde_json::to_string(&summary).expect("a document");
    for width in [20, 80] {
        let screen = Screen {
            width,
            colour: false,
        };
        clean(&summary.text(screen));
    }
    summary.charts(Sheet::default()).expect("charts");
    summary.tables();
}

/// Sound texts with their files: all that is shipped, the starter, and broken ones.
fn texts() -> Vec<(String, String)> {
    let shipped = shipped::names().map(|n| (n.to_string(), shipped::text(n).expect("a text")));
    let mut all: Vec<(String, String)> = shipped.map(|(n, t)| (n, t.to_string())).collect();
    all.push(("starter".to_string(), shipped::STARTER.to_string()));
    let folder = std::fs::read_dir("tests/broken").expect("the folder of broken files");
    let mut broken: Vec<_> = folder.map(|e| e.expect("an entry").path()).collect();
    broken.sort();
    for path in broken
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
    {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let text = std::fs::read_to_string(path).expect("a text");
        all.push((format!("broken/{name}"), text));
    }
    all
}

/// A file to be read, and what stands in it.
struct File {
    path: std::path::PathBuf,
    bytes: Vec<u8>,
    whole_run: bool,
}

#[test]
fn no_damaged_scenario_makes_the_reader_or_solver_panic() {
    let texts = texts();
    let sound = texts
        .iter()
        .filter(|(n, _)| !n.starts_with("broken"))
        .count();
    let all: Vec<&str> = texts.iter().map(|(_, t)| t.as_str()).collect();
    let damage = Damage {
        words: &WORDS,
        others: &all,
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in &texts {
        let path = folder.path().join(format!("{name}.toml"));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        std::fs::write(path, text).expect("written");
    }
    let make = |d: &mut Dice| {
        // shipped ones come first, and more often
        let among = if d.below(4) == 0 { texts.len() } else { sound };
        let (name, text) = &texts[d.below(among)];
        let mut text = text.clone();
        let gently = d.below(3) > 0;
        for _ in 0..=d.below(2) {
            text = match gently {
                true => renumbered(&text, d),
                false => damage.damaged(&text, d),
            };
        }
        let mut bytes = text.into_bytes();
        if d.below(8) == 0 {
            of_bytes(&mut bytes, d);
        }
        File {
            path: folder
                .path()
                .join(format!("{name}.toml"))
                .with_file_name("fuzzed.toml"),
            bytes,
            whole_run: d.below(8) == 0,
        }
    };
    let show = |file: &File| String::from_utf8_lossy(&file.bytes).into_owned();
    let outcome = |file: &File| {
        std::fs::write(&file.path, &file.bytes).expect("written");
        match load(&file.path.display().to_string(), &[]) {
            Ok(scenario) => played(&scenario, file.whole_run),
            Err(failure) => {
                explained(&failure);
                "refused"
            }
        }
    };
    let cases = cases(240);
    let count = cases.len();
    let seen = fuzz("scenario", cases, make, show, outcome);
    if count >= 200 {
        let of = |how| *seen.get(how).unwrap_or(&0);
        assert!(
            of("refused") > count / 10 && of("solved") > count / 20,
            "{seen:?}"
        );
    }
}

/// A token of a setting's path or value put in the place of another, or another value.
fn reset(settings: &[(String, String)], d: &mut Dice) -> String {
    let numbers: Vec<_> = settings
        .iter()
        .filter(|(_, v)| v.parse::<f64>().is_ok())
        .collect();
    if !numbers.is_empty() && d.below(3) > 0 {
        let (path, value) = numbers[d.below(numbers.len())];
        return format!("{path}={}", renumbered(value, d));
    }
    let (path, value) = &settings[d.below(settings.len())];
    let (other, foreign) = &settings[d.below(settings.len())];
    let paths: Vec<&str> = settings.iter().map(|(p, _)| p.as_str()).collect();
    let damage = Damage {
        words: &WORDS,
        others: &paths,
    };
    let path = match d.below(6) {
        0 => damage.damaged(path, d),
        1 => path
            .rsplit_once('.')
            .map_or(path.as_str(), |(p, _)| p)
            .to_string(),
        2 => format!("{path}.{}", other.rsplit('.').next().unwrap_or("")),
        _ => path.clone(),
    };
    let value = match d.below(8) {
        0 => foreign.clone(),
        1 => damage.damaged(value, d),
        2 => renumbered(value, d),
        3 => TEXTS[d.below(TEXTS.len())].to_string(),
        4 => WORDS[d.below(WORDS.len())].to_string(),
        5 => format!("{{ value = {value} }}"),
        _ => NUMBERS[d.below(NUMBERS.len())].to_string(),
    };
    match d.below(16) {
        0 => path,
        1 => damage.damaged(&format!("{path}={value}"), d),
        _ => format!("{path}={value}"),
    }
}

#[test]
fn no_setting_makes_the_reader_or_solver_panic() {
    let names: Vec<&str> = shipped::names().collect();
    let open = |name: &&str| {
        let document = Document::open(name).expect("it is shipped");
        let settings = document.scenario(&[]).expect("it is sound").settings;
        (document, settings)
    };
    let all: Vec<_> = names.iter().map(open).collect();
    let make = |d: &mut Dice| {
        let n = d.below(all.len());
        let sets: Vec<String> = (0..=d.below(2)).map(|_| reset(&all[n].1, d)).collect();
        (n, sets)
    };
    let show = |(n, sets): &(usize, Vec<String>)| format!("{} {sets:?}", names[*n]);
    let outcome = |(n, sets): &(usize, Vec<String>)| match all[*n].0.scenario(&Edit::settings(sets))
    {
        Ok(scenario) => played(&scenario, false),
        Err(failure) => {
            explained(&failure);
            "refused"
        }
    };
    fuzz("set", cases(240), make, show, outcome);
}

/// Scenarios that are solved in no time.
fn small() -> Vec<(String, Engine<GameModel>)> {
    let all = shipped::names().filter_map(|name| {
        let model = GameModel::open(name, &[], LIMITS).ok()?;
        let game = compile(&model.scenario, &LIMITS).ok()?;
        (work(&game) <= 5_000).then(|| (name.to_string(), Engine::new(model)))
    });
    let all: Vec<_> = all.collect();
    assert!(all.len() >= 5);
    all
}

/// What a sweep is asked.
type Questions = (usize, Vec<String>, Vec<String>, Vec<String>);

fn ids<'a>(names: impl Iterator<Item = &'a demarche::scenario::Name>) -> Vec<&'a str> {
    names.map(|n| n.id.as_str()).collect()
}

#[test]
fn no_question_of_a_sweep_makes_it_panic() {
    let all = small();
    let values = |d: &mut Dice| {
        let number = |d: &mut Dice| NUMBERS[d.below(NUMBERS.len())];
        match d.below(8) {
            0 => String::new(),
            1 => format!("={}", number(d)),
            5 => format!("={},{}", d.number().abs(), d.number().abs()),
            6 => format!("={}..{}:3", d.number().abs(), 3.0 + d.number()),
            2 => format!("={},{}", number(d), number(d)),
            3 => format!("={}..{}", number(d), number(d)),
            4 => format!("={}..{}:{}", number(d), number(d), number(d)),
            _ => format!("={}..{}:3", d.number(), d.number()),
        }
    };
    let make = |d: &mut Dice| -> Questions {
        let n = d.below(all.len());
        let scenario = &all[n].1.model.scenario;
        let paths: Vec<&str> = scenario.settings.iter().map(|(p, _)| p.as_str()).collect();
        let parameters = ids(scenario.parameters.iter().map(|p| &p.name));
        let outcomes = scenario.outcomes.iter().map(|o| &o.name);
        let targets = ids(outcomes.chain(scenario.measures.iter().map(|m| &m.name)));
        let damage = Damage {
            words: &WORDS,
            others: &paths,
        };
        let maybe = |text: String, d: &mut Dice| match d.below(8) {
            0 => damage.damaged(&text, d),
            _ => text,
        };
        let vary = (0..=d.below(2)).map(|_| {
            let path = match d.below(4) {
                0 => paths[d.below(paths.len())],
                _ => parameters[d.below(parameters.len())],
            };
            let text = format!("{path}{}", values(d));
            match d.below(2) {
                0 => maybe(text, d),
                _ => text,
            }
        });
        let vary = vary.collect();
        let some = |d: &mut Dice| targets[d.below(targets.len())].to_string();
        let measures = (0..d.below(3)).map(|_| {
            let id = some(d);
            maybe(id, d)
        });
        let measures = measures.collect();
        let thresholds = (0..d.below(3)).map(|_| {
            let number = match d.below(2) {
                0 => NUMBERS[d.below(NUMBERS.len())].to_string(),
                _ => (d.number().abs() / 2.0).to_string(),
            };
            let text = format!("{}={number}", some(d));
            maybe(text, d)
        });
        (n, vary, measures, thresholds.collect())
    };
    let show = |q: &Questions| format!("{} {:?} {:?} {:?}", all[q.0].0, q.1, q.2, q.3);
    let outcome = |(n, vary, measures, thresholds): &Questions| {
        let engine = &all[*n].1;
        let asked = Asked {
            vary,
            measures,
            thresholds,
            tolerance: 0.01,
        };
        let question = match question(&asked, &engine.model) {
            Ok(question) => question,
            Err(error) => {
                explained(error.failure().expect("nobody stopped it"));
                return "refused";
            }
        };
        let points: usize = question.vary.iter().map(|v| v.values.len()).product();
        if points > 50 {
            return "large";
        }
        let found = match sweep(engine, question, &|_, _| {}) {
            Ok(found) => found,
            Err(error) => {
                explained(error.failure().expect("nobody stopped it"));
                return "not solved";
            }
        };
        found.answers.iter().for_each(|a| sums_to_one(&a.outcomes));
        let summary = SweepSummary::of(&found, &engine.model.scenario);
        serde_json::to_string(&summary).expect("a document");
        let screen = Screen {
            width: 80,
            colour: false,
        };
        clean(&summary.text(screen));
        summary.charts(Sheet::default()).expect("charts");
        summary.tables();
        "solved"
    };
    fuzz("sweep", cases(120), make, show, outcome);
}

/// A condition, a turn, a round and a number of positions.
type Place = (usize, Option<String>, Option<String>, usize, usize);

#[test]
fn no_question_about_a_position_makes_it_panic() {
    let games: Vec<(String, Scenario, Game)> = small()
        .into_iter()
        .map(|(name, v)| {
            let game = compile(&v.model.scenario, &LIMITS).expect("a game");
            (name, v.model.scenario, game)
        })
        .collect();
    let make = |d: &mut Dice| -> Place {
        let n = d.below(games.len());
        let (_, scenario, game) = &games[n];
        let asks = |path: &str| [".when", ".event"].iter().any(|end| path.ends_with(end));
        let conditions = scenario.settings.iter().filter(|(p, _)| asks(p));
        let mut texts: Vec<&str> = conditions.map(|(_, v)| v.trim_matches('"')).collect();
        texts.push("true");
        let damage = Damage {
            words: &WORDS,
            others: &texts,
        };
        let condition = (d.below(4) > 0).then(|| {
            let mut text = match d.below(2) {
                0 => texts[d.below(texts.len())].to_string(),
                _ => scenario.variables.first().map_or("true".into(), |v| {
                    format!("{} == {}", v.name.id, v.level(d.below(2)))
                }),
            };
            for _ in 0..d.below(4).saturating_sub(1) {
                text = damage.of_tokens(&text, d);
            }
            text
        });
        let turn = (d.below(2) == 0).then(|| {
            let turn = game.structure.turns[d.below(game.structure.turns.len())]
                .id
                .clone();
            match d.below(8) {
                0 => damage.damaged(&turn, d),
                _ => turn,
            }
        });
        let rounds = [0, 1, 1, 2, game.rounds, game.rounds + 1, usize::MAX];
        let most = [1, 5, usize::MAX];
        (n, condition, turn, rounds[d.below(7)], most[d.below(3)])
    };
    let show = |p: &Place| format!("{} {:?}", games[p.0].0, (&p.1, &p.2, p.3, p.4));
    let outcome = |(n, condition, turn, round, most): &Place| {
        let (_, scenario, game) = &games[*n];
        let asked = Places {
            condition: condition.as_deref(),
            turn: turn.as_deref(),
            round: Some(*round),
            most: *most,
        };
        match places(&asked, scenario, game) {
            Ok(found) => {
                assert!((1..=*most).contains(&found.len()));
                assert!(
                    found
                        .iter()
                        .all(|p| p.get() < game.structure.positions().len())
                );
                "found"
            }
            Err(error) => {
                explained(error.failure().expect("nobody stopped it"));
                "refused"
            }
        }
    };
    let seen = fuzz("where", cases(400), make, show, outcome);
    assert!(cases(400).len() < 200 || seen.len() == 2, "{seen:?}");
}

#[test]
fn no_belief_makes_a_position_panic() {
    let typed = |name: &&str| {
        let scenario = load(
            name,
            &["beliefs.points=3".to_string(), "time.shadow=1".to_string()],
        );
        scenario.is_ok_and(|s| s.actors.iter().any(|a| !a.types.is_empty()))
    };
    let solved = |name: &str| {
        let scenario = load(name, &["time.shadow=1".to_string()]).expect("it is sound");
        let game = compile_at(&scenario, 3, &LIMITS).ok()?;
        let solution =
            (work(&game) <= 20 * WORK).then(|| equilibrium(&scenario, &game, &|_, _| {}));
        Some((name.to_string(), scenario, game, solution?.ok()?))
    };
    let all: Vec<_> = shipped::names().filter(typed).filter_map(solved).collect();
    assert!(!all.is_empty());
    let make = |d: &mut Dice| {
        let n = d.below(all.len());
        let (_, scenario, game, _) = &all[n];
        let roles: Vec<String> = (0..game.beliefs.prior.len())
            .map(|r| demarche::study::position::role_id(scenario, &game.beliefs, r))
            .collect();
        let others: Vec<&str> = roles.iter().map(String::as_str).collect();
        let damage = Damage {
            words: &WORDS,
            others: &others,
        };
        let text = |d: &mut Dice| {
            let number = match d.below(4) {
                0 => NUMBERS[d.below(NUMBERS.len())].to_string(),
                _ => (d.number().abs() / 2.0).to_string(),
            };
            let text = format!("{}={number}", roles[d.below(roles.len())]);
            match d.below(8) {
                0 => damage.damaged(&text, d),
                _ => text,
            }
        };
        (n, (0..=d.below(3)).map(|_| text(d)).collect::<Vec<_>>())
    };
    let show = |(n, texts): &(usize, Vec<String>)| format!("{} {texts:?}", all[*n].0);
    let outcome = |(n, texts): &(usize, Vec<String>)| {
        let (_, scenario, game, solution) = &all[*n];
        let beliefs = &game.beliefs;
        let at = match held(texts, scenario, beliefs) {
            Ok(at) => at,
            Err(error) => {
                explained(error.failure().expect("nobody stopped it"));
                return "refused";
            }
        };
        (0..beliefs.actors()).for_each(|i| sums_to_one(&beliefs.probabilities(i, &at)));
        let view = solution.view(game, 1, &at);
        for p in game.structure.positions().take(20) {
            sums_to_one(&view.moves(p, MoverTypes::default()));
        }
        "held"
    };
    fuzz("belief", cases(200), make, show, outcome);
}

/// Options that go with the starter, and those of them that take no value.
const FITTING: [(&str, &str); 24] = [
    ("--set", "war_cost=2"),
    ("--set", "state.tension.start=0"),
    ("--vary", "war_cost=1..3:3"),
    ("--vary", "patience=0.5,0.6"),
    ("--vary", "war_cost"),
    ("--measure", "fight"),
    ("--measure", "mean_tension"),
    ("--threshold", "fight=0.2"),
    ("--threshold", "0.3"),
    ("--tolerance", "0.01"),
    ("--turn", "claimant_moves"),
    ("--turn", "at_sea"),
    ("--value", "holder"),
    ("--where", "tension == 2 and not war"),
    ("--round", "2"),
    ("--belief", "claimant.tough=0.3"),
    ("--most", "2"),
    ("--memory", "8"),
    ("--threads", "2"),
    ("--history", "7"),
    ("--seed", "7"),
    ("--until", "5%"),
    ("--precision", "2"),
    ("--points", "5"),
];

const FLAGS: [&str; 6] = [
    "--json", "--least", "--strict", "--all", "--report", "--force",
];

/// Arguments of the program: a command and options that may or may not go with it.
fn arguments(d: &mut Dice) -> Vec<String> {
    let commands = [
        (
            "run",
            vec!["--set", "--until", "--memory", "--threads", "--seed"],
        ),
        ("compare", vec!["--set", "--memory", "--threads", "--seed"]),
        (
            "sweep",
            vec![
                "--vary",
                "--vary",
                "--measure",
                "--threshold",
                "--tolerance",
            ],
        ),
        ("leverage", vec!["--set", "--memory"]),
        (
            "robust",
            vec!["--turn", "--vary", "--measure", "--value", "--threshold"],
        ),
        ("test", vec!["--set", "--tolerance"]),
        ("score", vec!["--set"]),
        ("check", vec!["--set"]),
        (
            "solve",
            vec![
                "--where",
                "--round",
                "--turn",
                "--belief",
                "--most",
                "--precision",
            ],
        ),
        (
            "explain",
            vec!["--where", "--round", "--turn", "--belief", "--most"],
        ),
        ("trace", vec!["--history", "--seed", "--set"]),
        ("export", vec!["--set"]),
    ];
    let (command, own) = &commands[d.below(commands.len())];
    let mut all = vec![command.to_string()];
    let scenarios = match d.below(4) {
        0 => ["trust", "chicken", "nothing", ""],
        _ => ["starter.toml"; 4],
    };
    all.push(scenarios[d.below(4)].to_string());
    match *command {
        "compare" => all.push("starter.toml".to_string()),
        "robust" => all.extend(["--worlds", "8"].map(str::to_string)),
        _ => {}
    }
    if ["run", "compare"].contains(command) {
        all.extend(["-n", "50"].map(str::to_string));
    }
    for _ in 0..d.below(4) {
        let option = match d.below(6) {
            0 => FITTING[d.below(FITTING.len())].0,
            _ => own[d.below(own.len())],
        };
        let fitting: Vec<&str> = FITTING
            .iter()
            .filter(|f| f.0 == option)
            .map(|f| f.1)
            .collect();
        let value = match d.below(10) {
            0 => NUMBERS[d.below(NUMBERS.len())].to_string(),
            // an argument cannot hold this character
            1 => TEXTS[d.below(TEXTS.len())].replace('\0', ""),
            2 => format!("war_cost={}", NUMBERS[d.below(NUMBERS.len())]),
            3 => FITTING[d.below(FITTING.len())].1.to_string(),
            _ => fitting[d.below(fitting.len())].to_string(),
        };
        all.extend([option.to_string(), value]);
    }
    if d.below(4) == 0 {
        all.push(FLAGS[d.below(FLAGS.len())].to_string());
    }
    all
}

#[test]
fn no_command_line_makes_the_program_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("starter.toml"), shipped::STARTER).expect("written");
    let outcome = |arguments: &Vec<String>| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = demarche(folder.path(), &arguments);
        let said = String::from_utf8(output.stderr).expect("text");
        // the message about a wrong command line is clap's
        if output.status.code() != Some(2) {
            clean(&said);
        }
        clean(&String::from_utf8(output.stdout).expect("text"));
        match output.status.code() {
            Some(0) => "answered",
            Some(1 | 2 | 4) if !said.is_empty() => "refused",
            code => panic!("exit code {code:?}: {said}"),
        }
    };
    let cases = cases(1500);
    let cases = cases.start..cases.start + cases.len() / 50;
    let show = |arguments: &Vec<String>| format!("{arguments:?}");
    fuzz("program", cases, arguments, show, outcome);
}
