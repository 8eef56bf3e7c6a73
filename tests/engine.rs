//! The engine: equal jobs are solved once, structures searched once, answers the same on any number
//! of threads, the first error by order returned, and all work stopped when it is told to.

mod common;

use common::lab;
use demarche::error::Error;
use demarche::scenario::{Document, Edit, HandleId, LeverId};
use demarche::simulate::simulate;
use demarche::solve::{NoEquilibrium, solve};
use demarche::study::{Engine, GameModel, Job, Model, Precision, run, worlds};
use demarche::task::{Cancelled, Silent, Task};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A challenge of which the threat may be backed.
const TEXT: &str = r#"
    [parameters]
    precision = 2.0
    patience = 1.0
    cost = { value = 0.5, range = [0.0, 2.0] }
    limit = { value = 1, range = [0, 2] }
    [state]
    fought = false
    [actors.challenger]
    [turns.challenge]
    actor = "challenger"
    [turns.challenge.options]
    yield = {}
    bluff = { when = "limit > 0.5" }
    fight = { cost = "cost", set = { fought = true } }
    [outcomes.war]
    when = "fought"
    [outcomes.peace]
    otherwise = true
"#;

fn engine() -> Engine<GameModel> {
    let document = Document::of_text("challenge", TEXT);
    let model = GameModel::new(document, vec![], Default::default());
    Engine::new(model.unwrap_or_else(|f| panic!("{f}")))
}

fn job(edits: &[Edit]) -> Job {
    Job {
        edits: edits.to_vec(),
        ..Job::default()
    }
}

fn option(id: &str) -> LeverId {
    LeverId {
        turn: "challenge".into(),
        actor: Some("challenger".into()),
        handle: HandleId::Option(id.into()),
    }
}

/// Jobs of five structures, one of them the model's own.
fn jobs() -> Vec<Job> {
    let bases = [
        vec![],
        vec![Edit::Remove(option("bluff"))],
        vec![Edit::Commit(option("fight"))],
        vec![Edit::parameter("limit", 0.0)],
        vec![Edit::set("limit", "0.25"), Edit::Remove(option("fight"))],
    ];
    let costs = (0..20).map(|n| f64::from(n) / 10.0);
    let with = |cost: f64| {
        let own = bases.clone().into_iter();
        own.map(move |base| job(&[base, vec![Edit::parameter("cost", cost)]].concat()))
    };
    let mut all: Vec<Job> = costs.flat_map(with).collect();
    all.extend(all.clone());
    all
}

/// Counts what it is told, and says stop after so many times.
struct Impatient {
    told: AtomicUsize,
    patience: usize,
}

impl Impatient {
    fn new(patience: usize) -> Self {
        Impatient {
            told: AtomicUsize::new(0),
            patience,
        }
    }

    fn told(&self) -> usize {
        self.told.load(Ordering::SeqCst)
    }
}

impl Task for Impatient {
    fn at(&self, _: &'static str, share: f64) -> ControlFlow<()> {
        assert!((0.0..=1.0).contains(&share), "{share}");
        if self.told.fetch_add(1, Ordering::SeqCst) < self.patience {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

/// How often one can still be told after saying stop: once by every thread that was about to.
fn threads() -> usize {
    rayon::current_num_threads()
}

#[test]
fn structures_are_searched_once_and_equal_jobs_solved_once() {
    let engine = engine();
    let jobs = jobs();
    let task = Impatient::new(usize::MAX);
    let answers = engine.run(&jobs, "solving", &task);
    let answers = answers.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(engine.structures(), 5);
    let (first, second) = answers.split_at(jobs.len() / 2);
    assert_eq!(first, second);
    // each job alone comes to the same, bit for bit
    for (job, answer) in jobs.iter().zip(first) {
        let alone = self::engine().run(std::slice::from_ref(job), "solving", &Silent);
        assert_eq!(&alone.unwrap_or_else(|e| panic!("{e}"))[0], answer);
    }
    // a job is told of when it is done, and by every round that it solves
    let twice = Impatient::new(usize::MAX);
    let half = self::engine().run(&jobs[..jobs.len() / 2], "solving", &twice);
    assert!(half.is_ok());
    assert_eq!(task.told(), twice.told());
}

#[test]
fn answers_are_the_same_on_any_number_of_threads() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().expect("threads");
        pool.install(|| engine().run(&jobs(), "solving", &Silent))
            .unwrap_or_else(|e| panic!("{e}"))
    };
    assert_eq!(on(1), on(5));
}

#[test]
fn the_first_error_is_that_of_the_first_job_that_has_one() {
    let mut jobs = jobs();
    let wrong = |n: usize| job(&[Edit::Remove(option(&format!("wrong{n}")))]);
    for n in [150, 70, 120] {
        jobs[n] = wrong(n);
    }
    for _ in 0..20 {
        let error = engine().run(&jobs, "solving", &Silent).expect_err("wrong");
        assert!(error.to_string().contains("wrong70"), "{error}");
    }
}

#[test]
fn edits_say_what_is_wrong_with_them() {
    let nobody = LeverId {
        actor: Some("nobody".into()),
        ..option("fight")
    };
    let reveal = |actor: &str| Edit::Reveal {
        actor: actor.into(),
        type_: "bold".into(),
    };
    let cases = [
        (
            Edit::Remove(option("figt")),
            "there is no option `figt` of `challenger` at the turn `challenge`",
        ),
        (
            Edit::Commit(nobody),
            "there is no option `fight` of `nobody` at the turn `challenge`",
        ),
        (reveal("nobody"), "there is no actor `nobody`"),
        (reveal("challenger"), "`challenger` has no type `bold`"),
        (Edit::parameter("csot", 1.0), "`csot`"),
    ];
    for (edit, message) in cases {
        let error = engine().run(&[job(&[edit])], "solving", &Silent);
        let error = error.expect_err(message).to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn edits_are_what_the_same_words_in_the_text_are() {
    let without = TEXT.replace("fight = {", "fight = { when = \"0 > 1\",");
    let text = |text: &str| {
        let document = Document::of_text("challenge", text);
        let model = GameModel::new(document, vec![], Default::default());
        let engine = Engine::new(model.unwrap_or_else(|f| panic!("{f}")));
        let answers = engine.run(&[Job::default()], "solving", &Silent);
        answers.unwrap_or_else(|e| panic!("{e}")).remove(0)
    };
    let edited = |job: Job| {
        let answers = engine().run(&[job], "solving", &Silent);
        answers.unwrap_or_else(|e| panic!("{e}")).remove(0)
    };
    assert_eq!(
        edited(job(&[Edit::Remove(option("fight"))])),
        text(&without)
    );
    let precise = Job {
        precision: Precision::All(demarche::scenario::Number(3.0)),
        ..Job::default()
    };
    assert_eq!(
        edited(precise),
        text(&TEXT.replace("precision = 2.0", "precision = 3.0"))
    );
    assert_eq!(engine().model.levers().len(), 3);
}

#[test]
fn a_variant_without_an_equilibrium_leaves_the_others_their_answers() {
    // offers in steps of .01 go round for ever
    let sets = ["time.shadow=unbounded"];
    let engine = lab::engine("classics/rubinstein", &sets);
    let coarse = job(&[Edit::set("state.kept.levels", "101")]);
    let jobs = [coarse, Job::default()];
    let found = engine.run_found(&jobs, "solving", &Silent);
    let found = found.unwrap_or_else(|e| panic!("{e}"));
    assert!(matches!(found[0], Err(Error::NoEquilibrium { .. })));
    let alone = engine.run(&jobs[1..], "solving", &Silent);
    let alone = alone.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found[1].as_ref().ok(), alone.first());
    let error = engine.run(&jobs, "solving", &Silent);
    assert!(matches!(error, Err(Error::NoEquilibrium { .. })));
}

#[test]
fn a_long_solve_stops_when_told_to() {
    let solved = |sets: &[&str], patience: usize| {
        let game = lab::compile(&lab::open("scenarios/starter.toml", sets));
        let task = Impatient::new(patience);
        let found = solve(&game, &task);
        (found.err(), task.told())
    };
    for sets in [
        &["time.shadow=10000"][..],
        &["time.shadow=\"unbounded\"", "patience=0.9"],
    ] {
        let (none, told) = solved(sets, 3);
        assert!(matches!(none, Some(NoEquilibrium::Cancelled)), "{none:?}");
        // two threads may each ask once more
        assert!((4..=6).contains(&told), "{told}");
        // it would go on for long
        let (_, told) = solved(sets, 30);
        assert!((31..=33).contains(&told), "{told}");
    }
}

#[test]
fn long_play_stops_when_told_to() {
    let scenario = lab::open("scenarios/starter.toml", &[]);
    let game = lab::compile(&scenario);
    let solution = lab::solve(&game);
    let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
    let task = Impatient::new(1);
    let found = simulate(&game, &solution, &actors, &[], 1, 0..4_000_000, &task);
    assert_eq!(found.err(), Some(Cancelled));
    assert!(task.told() <= 1 + threads(), "{}", task.told());
}

#[test]
fn runs_and_studies_stop_when_told_to() {
    let task = Impatient::new(2);
    let found = worlds(&engine(), &10_000.into(), 1, &task);
    assert!(matches!(found, Err(Error::Cancelled)));
    assert!(task.told() <= 2 + threads(), "{}", task.told());
    let scenario = lab::open("scenarios/starter.toml", &[]);
    let options = lab::options(1, 4_000_000);
    // in the midst of solving, and of playing
    for patience in [3, 40] {
        let task = Impatient::new(patience);
        let found = run(scenario.clone(), &options, &task);
        assert!(matches!(found, Err(Error::Cancelled)));
        assert!(task.told() <= patience + threads(), "{}", task.told());
    }
}
