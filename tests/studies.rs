//! Studies over many variants: they say what a run of each variant says, find what has a closed
//! form, and search a structure once.

mod common;

use common::lab;
use demarche::lab::Lab;
use demarche::scenario::{Document, Edit};
use demarche::study::request::{Asked, Places, places, question};
use demarche::study::{
    Choice, Engine, GameModel, Job, LeverEffect, Model, Objective, Options, Question, Read, Rules,
    Run, Target, Vary, Verdict, brier, claims, leverage, likeliest, log_score, robust, run, score,
    strips, sweep, verdict, worlds,
};
use demarche::task::Silent;
use std::sync::Arc;

fn set(path: &str, value: &str) -> Vec<Edit> {
    vec![Edit::set(path, value)]
}

/// A challenge that costs `cost` to make: P(war) = 1 / (1 + e^(λ cost)).
fn challenge(folder: &std::path::Path) -> String {
    let text = r#"
        [parameters]
        precision = 2.0
        patience = 1.0
        cost = { value = 0.5, range = [0.0, 2.0] }
        [state]
        fought = false
        [actors.challenger]
        [turns.challenge]
        actor = "challenger"
        [turns.challenge.options]
        yield = {}
        fight = { cost = "cost", set = { fought = true } }
        [outcomes.war]
        when = "fought"
        [outcomes.peace]
        otherwise = true
        [hypotheses.H1]
        claim = "The dearer, the rarer."
        vary = "cost"
        over = [0, 0.5, 2]
        measure = "war"
        expect = "decreasing"
        [hypotheses.H2]
        claim = "The dearer, the likelier."
        vary = "cost"
        over = [0, 2]
        measure = "war"
        expect = "increasing"
        [hypotheses.H3]
        claim = "A cost of a thousandth frightens."
        vary = "cost"
        over = [0.5, 0.501]
        measure = "war"
        expect = "decreasing"
        [milestones.M1]
        event = "fought"
        at = "end"
        happened = true
        base_rate = 0.4
        [milestones.M2]
        event = "not fought"
        at = "end"
        happened = 0.5
    "#;
    let path = folder.join("challenge.toml");
    std::fs::write(&path, text).expect("written");
    path.display().to_string()
}

#[test]
fn a_threshold_is_found_where_the_closed_form_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let variants = lab::engine(&challenge(folder.path()), &[]);
    let war = Target::find(&variants.model.scenario, "war").expect("an outcome");
    for share in [0.4, 0.25, 0.1] {
        let question = Question {
            vary: vec![Vary::even("cost", 0.0, 2.0, 5)],
            measures: vec![],
            thresholds: vec![(war, share)],
            tolerance: 1e-6,
        };
        let found = sweep(&variants, question, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
        let wanted = ((1.0 - share) / share).ln() / 2.0;
        let tips: Vec<_> = found.tips.iter().filter(|t| t.target.is_some()).collect();
        assert_eq!(tips.len(), 1);
        let (low, high) = tips[0].between;
        assert!(
            low <= wanted && wanted <= high && high - low < 3e-6,
            "{tips:?}"
        );
        assert_eq!(tips[0].sides, (1, 0), "from above to below");
        for (value, answer) in found.vary[0]
            .numbers()
            .expect("numbers")
            .iter()
            .zip(&found.answers)
        {
            let war = 1.0 / (1.0 + (2.0 * value).exp());
            assert!((answer.outcomes[0] - war).abs() < 1e-12);
        }
    }
    // between two levels there is nothing to look for
    let levels = sweep(
        &lab::engine("scenarios/starter.toml", &[]),
        Question {
            vary: vec![Vary::even("state.tension.start", 0.0, 2.0, 3)],
            measures: vec![],
            thresholds: vec![],
            tolerance: 1e-3,
        },
        &|_, _| {},
    );
    let levels = levels.unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(levels.tips.len(), 1);
    assert_eq!(levels.tips[0].between, (0.0, 1.0));
    // at no cost both are as likely; the first then counts, so peace takes over at once
    let question = Question {
        vary: vec![Vary::even("cost", -1.0, 1.0, 4)],
        measures: vec![],
        thresholds: vec![],
        tolerance: 1e-5,
    };
    let found = sweep(&variants, question, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.tips.len(), 1);
    let tip = &found.tips[0];
    assert!(tip.between.0.abs() < 1e-4 && tip.sides == (0, 1));
    // what is said of its two sides is what a sweep over just these two values finds
    let (low, high) = tip.between;
    let again = Question {
        vary: vec![Vary {
            path: found.vary[0].path.clone(),
            values: vec![low.to_string(), high.to_string()],
        }],
        measures: vec![],
        thresholds: vec![],
        tolerance: 1.0,
    };
    let again = sweep(&variants, again, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    for (end, answer) in tip.ends.iter().zip(&again.answers) {
        assert_eq!(end.outcomes, answer.outcomes);
    }
}

#[test]
fn tipping_points_are_found_as_closely_as_numbers_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let variants = lab::engine(&challenge(folder.path()), &[]);
    let war = Target::find(&variants.model.scenario, "war").expect("an outcome");
    let at = 3f64.ln() / 2.0; // where war has one chance in four
    let question = Question {
        vary: vec![Vary::even("cost", at - 1e-9, at + 1e-9, 2)],
        measures: vec![],
        thresholds: vec![(war, 0.25)],
        tolerance: 1e-9,
    };
    let found = sweep(&variants, question, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    let (low, high) = found.tips[0].between;
    assert!(
        low <= at && at <= high && high - low < 1e-11,
        "{low} {high}"
    );
}

#[test]
fn a_question_that_makes_no_sense_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let variants = lab::engine(&challenge(folder.path()), &[]);
    let ask = |vary: &[&str], measures: &[&str], thresholds: &[&str]| {
        let own = |all: &[&str]| all.iter().map(|t| t.to_string()).collect::<Vec<_>>();
        let (vary, measures, thresholds) = (own(vary), own(measures), own(thresholds));
        let asked = Asked {
            vary: &vary,
            measures: &measures,
            thresholds: &thresholds,
            tolerance: 0.01,
        };
        question(&asked, &variants.model)
    };
    let ranged = "parameters.cost.value=0..1:101";
    for (vary, thresholds, says) in [
        (&["cost", "cost=1,2"][..], &[][..], "the same setting"),
        (&["cost=1,2", ranged], &[], "the same setting"),
        (
            &["state.fought=true,false", "state.fought.start=true"],
            &[],
            "the same setting",
        ),
        (
            &["cost", "patience=0,1", "precision=1,2"],
            &[],
            "here are 3",
        ),
        (
            &["cost=0..1:10000", "patience=0..1:11"],
            &[],
            "110000 variants",
        ),
        (&[""], &[], "names no setting"),
        (&["=1,2"], &[], "names no setting"),
        (&["cost="], &[], "empty value"),
        (&["cost=1,,2"], &[], "empty value"),
        (&["cost=1,1.0"], &[], "twice"),
        (&["cost=0,-0"], &[], "twice"),
        (&["cost=1..1.00000000000001:9"], &[], "twice"),
        (&["cost=nan,1"], &[], "not a finite number"),
        (&["cost=1,inf"], &[], "not a finite number"),
        (&["cost=-1e308..1e308"], &[], "finite LOW below HIGH"),
        (&["cost=2..1"], &[], "finite LOW below HIGH"),
        (&["cost=0..1:1"], &[], "finite LOW below HIGH"),
        (&["cost=0..1:10001"], &[], "finite LOW below HIGH"),
        (&["cost=0..1:x"], &[], "LOW..HIGH:COUNT"),
        (&["cost"], &["war=nan"], "not ID=NUMBER"),
        (&["cost"], &["war=inf"], "not ID=NUMBER"),
        (&["cost"], &["war"], "not ID=NUMBER"),
        (&["cost"], &["wra=0.1"], "did you mean `war`?"),
    ] {
        let failure = ask(vary, &[], thresholds).err().map(|f| f.to_string());
        let failure = failure.unwrap_or_else(|| panic!("{vary:?} {thresholds:?} is answered"));
        assert!(failure.contains(says), "{vary:?} {thresholds:?}: {failure}");
        assert!(
            failure.contains("help: "),
            "{vary:?} {thresholds:?}: {failure}"
        );
    }
    // what is asked for twice is answered once
    let found = ask(
        &["cost=1,2"],
        &["war", "war"],
        &["war=0.1", "war=0.1", "war=0.2"],
    );
    let found = found.unwrap_or_else(|f| panic!("{f}"));
    assert_eq!((found.measures.len(), found.thresholds.len()), (0, 2));
    let [first, second] = ["cost", "patience=0..1:3"];
    let found = ask(&[first, second], &[], &[]).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.vary[0], Vary::even("cost", 0.0, 2.0, 21));
    assert_eq!(found.vary[1].values, ["0", "0.5", "1"]);
}

#[test]
fn a_position_is_told_only_in_rounds_that_can_come_to_it() {
    let folder = tempfile::tempdir().expect("a folder");
    // the clock goes from 0 to 3, a step each round
    let text = r#"
        [time]
        rounds = 5
        [parameters]
        precision = 1.0
        patience = 1.0
        [state]
        clock = { levels = 4 }
        [actors.a]
        [turns.first]
        actor = "a"
        options = { hold = {}, rest = {} }
        [turns.tick.events]
        tick = { chance = 1, set = { clock = "min(clock + 1, 3)" } }
        [outcomes.all]
        otherwise = true
    "#;
    let path = folder.path().join("clock.toml").display().to_string();
    std::fs::write(&path, text).expect("written");
    let scenario = lab::open(&path, &[]);
    let game = lab::compile(&scenario);
    let found = |condition: Option<&str>, round: usize| {
        let asked = Places {
            condition,
            turn: Some("first"),
            round: Some(round),
            most: 10,
        };
        let found = places(&asked, &scenario, &game).map_err(|f| f.to_string());
        found.map(|all| {
            let clock = |p: demarche::game::Position| game.structure.levels(p)[0];
            all.into_iter().map(clock).collect::<Vec<_>>()
        })
    };
    for round in 1..=5 {
        let clock = u16::try_from(round - 1).expect("small").min(3);
        assert_eq!(found(Some("clock >= 0"), round), Ok(vec![clock]));
    }
    assert_eq!(found(None, 1), Ok(vec![0]));
    for (condition, round, says) in [
        (None, 2, "in round 2, play cannot be in the start state"),
        (Some("clock == 0"), 3, "no reachable position of round 3"),
        (Some("clock == 3"), 1, "no reachable position of round 1"),
        (Some("clock =="), 1, "the expression ends"),
        (Some("true"), 0, "there is no round 0"),
        (Some("true"), 6, "rounds are 1 to 5"),
    ] {
        let message = found(condition, round).expect_err("refused");
        assert!(message.contains(says), "{condition:?} {round}: {message}");
    }
}

#[test]
fn more_parameters_have_ranges_than_the_sequence_has_dimensions() {
    let many: String = (0..300)
        .map(|k| format!("p{k} = {{ value = 1, range = [0, 2] }}\n"))
        .collect();
    let all: Vec<String> = (0..300).map(|k| format!("p{k}")).collect();
    let text = format!(
        "[parameters]\nprecision = 1\npatience = 1\n{many}[state]\nfought = false\n[actors.a]\n\
         payoff = {{ x = \"if(fought, ({}) / 300, 1)\" }}\n[turns.t]\nactor = \"a\"\n\
         options = {{ yield = {{}}, fight = {{ set = {{ fought = true }} }} }}\n\
         [outcomes.war]\nwhen = \"fought\"\n[outcomes.peace]\notherwise = true\n",
        all.join(" + ")
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("many.toml").display().to_string();
    std::fs::write(&path, text).expect("written");
    let variants = lab::engine(&path, &[]);
    let found = worlds(&variants, &16.into(), 1, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.parameters.len(), 300);
    let column = |d: usize| found.draws.iter().map(|w| w[d]).collect::<Vec<f64>>();
    for d in 0..300 {
        assert!(column(d).iter().all(|x| (0.0..=2.0).contains(x)));
        assert!(d < 256 || column(d) != column(d - 256), "{d}: two are one");
    }
    for (draw, answer) in found.draws.iter().zip(&found.answers) {
        let mean = draw.iter().sum::<f64>() / 300.0;
        let war = 1.0 / (1.0 + (1.0 - mean).exp());
        assert!((answer.outcomes[0] - war).abs() < 1e-9);
    }
    let points = demarche::study::sensitivity(&variants, 8, 1, &|_, _| {});
    assert!(points.is_ok());
}

#[test]
fn a_sweep_says_what_runs_say() {
    let variants = lab::engine("scenarios/starter.toml", &["precision=3"]);
    let measures = variants.model.scenario.measures.iter();
    let measures: Vec<String> = measures.map(|m| m.name.id.clone()).collect();
    let all = [
        set("war_cost", "1.5"),
        set("state.tension.start", "0"),
        set("precision", "6"),
        set("turns.holder_moves.options.accept", "false"),
    ];
    let job = |edits: &Vec<Edit>| Job {
        edits: edits.clone(),
        read: Read {
            measures: measures.clone(),
            ..Read::default()
        },
        ..Job::default()
    };
    let jobs: Vec<Job> = all.iter().map(job).collect();
    let answers = variants
        .run(&jobs, "solving", &Silent)
        .unwrap_or_else(|f| panic!("{f}"));
    // no condition reads the first, nor precision
    assert_eq!(variants.structures(), 3);
    let document = Document::open("scenarios/starter.toml").unwrap_or_else(|f| panic!("{f}"));
    for (edits, answer) in all.iter().zip(answers) {
        let edits = [set("precision", "3"), edits.clone()].concat();
        let scenario = document.scenario(&edits).unwrap_or_else(|f| panic!("{f}"));
        let run = lab::run(scenario, 1, 100);
        assert_eq!(answer.outcomes.0, run.outcomes, "{edits:?}");
        let exact: Vec<f64> = run.measures.iter().map(|m| m.exact).collect();
        assert_eq!(answer.measures.0, exact, "{edits:?}");
        assert_eq!(answer.values.0, run.solution.start(&run.game), "{edits:?}");
    }
}

#[test]
fn the_structure_of_july_2006_is_searched_once() {
    let variants = lab::engine("north_korea_2006", &["time.shadow=0"]);
    let question = Question {
        vary: vec![
            Vary::even("guarantee_credence", 0.2, 1.0, 3),
            Vary::even("turnover", 0.0, 0.1, 3),
        ],
        measures: vec![],
        thresholds: vec![],
        tolerance: 0.1,
    };
    let found = sweep(&variants, question, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.answers.len(), 9);
    assert_eq!(found.searches, 1);
    for answer in &found.answers {
        let sum: f64 = answer.outcomes.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9);
        assert!(answer.outcomes[likeliest(answer)] >= 1.0 / 7.0);
    }
}

#[test]
fn claims_hold_fail_or_cannot_be_told() {
    use demarche::scenario::Expect::{Above, Below, Decreasing, Flat, Increasing};
    let cases = [
        (Increasing, &[0.1, 0.2, 0.5][..], Verdict::Holds),
        (Increasing, &[0.1, 0.5, 0.2], Verdict::Fails),
        (Increasing, &[0.1, 0.105, 0.1], Verdict::CannotTell),
        // a dip within the tolerance is none, a slow fall is one
        (Increasing, &[0.1, 0.5, 0.495, 0.6], Verdict::Holds),
        (Increasing, &[0.5, 0.494, 0.488, 0.9], Verdict::Fails),
        (Decreasing, &[0.5, 0.2, 0.1], Verdict::Holds),
        (Decreasing, &[0.1, 0.5], Verdict::Fails),
        (Flat, &[0.3, 0.305, 0.3], Verdict::Holds),
        (Flat, &[0.3, 0.35, 0.3], Verdict::Fails),
        (Above(0.5), &[0.6, 0.7], Verdict::Holds),
        (Above(0.5), &[0.6, 0.505], Verdict::CannotTell),
        (Above(0.5), &[0.6, 0.4], Verdict::Fails),
        (Below(0.5), &[0.1, 0.2], Verdict::Holds),
        (Below(0.5), &[0.1, 0.7], Verdict::Fails),
        (Flat, &[], Verdict::CannotTell),
    ];
    for (expect, values, wanted) in cases {
        assert_eq!(
            verdict(expect, values, 0.01),
            wanted,
            "{expect:?} {values:?}"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let variants = lab::engine(&challenge(folder.path()), &[]);
    let found = claims(&variants, 0.01, true, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    let verdicts: Vec<Verdict> = found.iter().map(|c| c.verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::Holds, Verdict::Fails, Verdict::CannotTell]
    );
    for (value, cost) in found[0].values.iter().zip([0.0, 0.5, 2.0]) {
        let value = value.expect("an equilibrium");
        assert!((value - 1.0 / (1.0 + (2.0f64 * cost).exp())).abs() < 1e-12);
    }
    for (precision, values, _) in &found[0].precisions {
        let wanted = 1.0 / (1.0 + (2.0 * precision).exp());
        assert!(
            values[2].is_some_and(|x| (x - wanted).abs() < 1e-12),
            "{precision}: {values:?}"
        );
    }
    assert_eq!(found[0].precisions.len(), 10);
}

#[test]
fn a_claim_cannot_be_told_where_a_value_has_no_equilibrium() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("round.toml");
    let text = "extends = \"classics/rubinstein\"\n[time]\nshadow = \"unbounded\"\n[hypotheses.H]\nclaim = \"Steps matter.\"\nwho = \"Nobody\"\nmeasure = \"share\"\nvary = \"state.kept.levels\"\n\
        over = [1001, 101]\nexpect = \"flat\"\n";
    std::fs::write(&file, text).expect("written");
    let variants = lab::engine(file.to_str().expect("a path"), &[]);
    let found = claims(&variants, 0.01, false, &Silent).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found[0].verdict, Verdict::CannotTell);
    assert!(found[0].values[0].is_some() && found[0].values[1].is_none());
    let question = Question {
        vary: vec![Vary {
            path: "state.kept.levels".to_string(),
            values: ["101", "1001"].map(String::from).to_vec(),
        }],
        measures: vec![],
        thresholds: vec![],
        tolerance: 0.5,
    };
    let swept = sweep(&variants, question, &Silent).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(
        (swept.lost, swept.answers.len()),
        (vec!["101".to_string()], 1)
    );
    assert_eq!(swept.vary[0].values, ["1001"]);
}

#[test]
fn forecasts_are_scored() {
    let folder = tempfile::tempdir().expect("a folder");
    let variants = lab::engine(&challenge(folder.path()), &[]);
    let marks = score(&variants, &Silent)
        .unwrap_or_else(|f| panic!("{f}"))
        .marks;
    let war = 1.0 / (1.0 + 1f64.exp());
    assert!((marks[0].forecast - war).abs() < 1e-12 && marks[0].base == Some(0.4));
    assert!((marks[1].forecast - (1.0 - war)).abs() < 1e-12);
    assert!((brier(marks[0].forecast, 1.0) - (1.0 - war).powi(2)).abs() < 1e-12);
    let log = log_score(marks[0].forecast, 1.0).expect("it happened");
    assert!((log + war.ln()).abs() < 1e-12);
    assert_eq!(log_score(0.3, 0.5), None);
    assert_eq!(log_score(0.0, 1.0), Some(f64::INFINITY));
}

/// The effect of an option.
fn pull<'a>(variants: &Engine<GameModel>, all: &'a [LeverEffect], option: &str) -> &'a LeverEffect {
    let scenario = &variants.model.scenario;
    let named = |effect: &&LeverEffect| {
        let lever = scenario.lever(&effect.lever).expect("a lever");
        scenario.lever_name(&lever).0 == option
    };
    all.iter().find(named).expect("a lever")
}

fn near(found: &[f64], wanted: &[f64]) {
    assert!(lab::gap(found, wanted) < 1e-9, "{found:?} {wanted:?}");
}

#[test]
fn a_lever_that_nobody_answers_is_arithmetic() {
    let folder = tempfile::tempdir().expect("a folder");
    let variants = lab::engine(&challenge(folder.path()), &[]);
    let found = leverage(&variants, Some((2, 1)), 2, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    let war = 1.0 / (1.0 + 1f64.exp());
    let fight = pull(&variants, &found.levers, "fight");
    near(&fight.removed.outcomes, &[-war, war]);
    near(
        fight.mechanical.as_deref().expect("of an option"),
        &[-war, war],
    );
    let bound = fight.committed.as_ref().expect("of an option");
    near(&bound.outcomes, &[1.0 - war, war - 1.0]);
    // an option that costs .5 and is taken at times is worth less than nothing
    near(&fight.removed.values, &[0.5 * war]);
    for (precision, times) in fight.precisions.iter().zip([0.5f64, 2.0]) {
        let war = 1.0 / (1.0 + times.exp());
        near(precision.as_deref().expect("an equilibrium"), &[-war, war]);
    }
    let cost = &found.parameters[0];
    near(&cost.low.outcomes, &[0.5 - war, war - 0.5]);
    let dear = 1.0 / (1.0 + 4f64.exp());
    near(&cost.high.outcomes, &[dear - war, war - dear]);
    // the only option has all there is to have
    let shares = found.shapley.expect("asked for");
    assert!(shares.exact && shares.sets == 2);
    near(&shares.values[0].1.mean, &[war, -war]);
}

#[test]
fn who_is_bound_is_answered() {
    // to be bound to go straight makes the other swerve; to be unable to makes it go straight
    let variants = lab::engine("classics/chicken", &["precision=1000"]);
    let found = leverage(&variants, None, 2, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    let straight = pull(&variants, &found.levers, "straight");
    let gain = &straight.committed.as_ref().expect("of an option").values;
    assert!(gain[0] > 0.9 && gain[1] < -0.5, "{gain:?}");
    assert!(straight.removed.values[0] < -0.5 && straight.removed.values[1] > 0.9);
    // arithmetic knows no answer: the other goes on at its tenth
    let mechanical = straight.mechanical.as_ref().expect("of an option");
    let crash = variants
        .model
        .scenario
        .outcomes
        .iter()
        .position(|o| o.name.id == "crash");
    let crash = crash.expect("an outcome");
    assert!((mechanical[crash] + found.base.outcomes[crash]).abs() < 1e-9);
}

#[test]
fn a_study_is_of_the_text_as_it_stood_at_its_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = challenge(folder.path());
    let variants = lab::engine(&path, &[]);
    let before = std::fs::read_to_string(&path).expect("there");
    let edited = before.replace("precision = 2.0", "precision = 9.0");
    std::fs::write(&path, edited).expect("written");
    // a level is set: the variant is read anew
    let job = Job {
        edits: set("state.fought.start", "false"),
        ..Job::default()
    };
    let answers = variants.run(&[Job::default(), job], "solving", &Silent);
    let answers = answers.unwrap_or_else(|f| panic!("{f}"));
    near(&answers[1].outcomes, &answers[0].outcomes);
    near(&answers[1].outcomes[..1], &[1.0 / (1.0 + 1f64.exp())]);
}

#[test]
fn standing_firm_is_a_lever_too() {
    // a defender who cannot but fight deters: Schelling's commitment is to an option at rest
    let folder = tempfile::tempdir().expect("a folder");
    let text = |fight: &str, concede: &str| {
        format!(
            "[time]\nround = \"crisis\"\nrounds = 1\n[parameters]\nprecision = 10.0\npatience = 1.0\n\
             [state]\nstage = {{ levels = [\"quiet\", \"challenged\", \"conceded\", \"fought\"] }}\n\
             [actors.challenger]\n[actors.defender]\n[turns.challenge]\nactor = \"challenger\"\n\
             [turns.challenge.options]\nwait = {{}}\nchallenge = {{ set = {{ stage = \"challenged\" }} }}\n\
             [turns.reply]\nactor = \"defender\"\nwhen = \"stage == challenged\"\n[turns.reply.options]\n\
             {fight}{concede}\
             [outcomes.concession]\nwhen = \"stage == conceded\"\npayoff = {{ challenger = 1.0, defender = -1.0 }}\nends = true\n\
             [outcomes.war]\nwhen = \"stage == fought\"\npayoff = {{ challenger = -1.0, defender = -1.5 }}\nends = true\n\
             [outcomes.status_quo]\notherwise = true\n"
        )
    };
    let fight = "fight = { set = { stage = \"fought\" } }\n";
    let concede = "concede = { set = { stage = \"conceded\" } }\n";
    let mut both = vec![];
    for (name, text) in [
        ("a.toml", text(fight, concede)),
        ("b.toml", text(concede, fight)),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        let variants = lab::engine(&path.display().to_string(), &[]);
        let found = leverage(&variants, None, 2, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
        let bound = pull(&variants, &found.levers, "fight");
        let gain = bound.committed.as_ref().expect("of an option");
        assert!(gain.values[1] > 0.8, "{gain:?}");
        let rows = ["fight", "concede", "wait", "challenge"].map(|id| {
            let own = pull(&variants, &found.levers, id);
            let committed = own.committed.clone().expect("of an option");
            (own.removed.outcomes.clone(), committed.outcomes)
        });
        both.push(rows);
    }
    // what an option moves does not hang on its place in the file
    for (a, b) in both[0].iter().zip(&both[1]) {
        near(&a.0, &b.0);
        near(&a.1, &b.1);
    }
}

#[test]
fn an_effect_under_a_longer_shadow_is_that_of_the_longer_scenario() {
    let of = |shadow: &str| {
        let set = format!("time.shadow={shadow}");
        let variants = lab::engine("scenarios/starter.toml", &[set.as_str()]);
        let found = leverage(&variants, None, 2, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
        (found.levers, found.parameters)
    };
    // shadows are longer by one round and by four
    let [own, one, four] = ["3", "4", "7"].map(of);
    let mut moved = 0;
    for (k, pull) in own.0.iter().enumerate() {
        for (longer, other) in pull.removed.longer.iter().zip([&one, &four]) {
            near(longer, &other.0[k].removed.outcomes);
            moved += usize::from(longer != &pull.removed.outcomes);
        }
        let (Some(bound), Some(later)) = (&pull.committed, &four.0[k].committed) else {
            panic!("every lever of the starter file is an option");
        };
        near(&bound.longer[1], &later.outcomes);
    }
    assert!(moved > 0, "a longer shadow matters here");
    for (swing, later) in own.1.iter().zip(&one.1) {
        near(&swing.low.longer[0], &later.low.outcomes);
        near(&swing.high.longer[0], &later.high.outcomes);
    }
}

#[test]
fn every_level_that_can_be_chosen_is_a_lever() {
    // three levels of pressure cost 0, .5 and 1: P(l) ∝ e^(-2 × cost)
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pressure.toml");
    let text = r#"
        [parameters]
        precision = 2.0
        patience = 1.0
        [state]
        pressure = { levels = 3 }
        [actors.presser]
        [turns.press]
        actor = "presser"
        [turns.press.options]
        press = { choose = "pressure", cost = "0.5 * pressure" }
        [outcomes.none]
        when = "pressure == 0"
        [outcomes.some]
        when = "pressure == 1"
        [outcomes.much]
        otherwise = true
    "#;
    std::fs::write(&path, text).expect("written");
    let variants = lab::engine(&path.display().to_string(), &[]);
    let found = leverage(&variants, None, 2, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.levers.len(), 3);
    let e = |x: f64| (-x).exp();
    let all = e(0.0) + e(1.0) + e(2.0);
    let base = [e(0.0) / all, e(1.0) / all, e(2.0) / all];
    near(&found.base.outcomes, &base);
    let some = pull(&variants, &found.levers, "press.1");
    let without = e(0.0) + e(2.0);
    let left = [e(0.0) / without, 0.0, e(2.0) / without];
    let change: Vec<f64> = left.iter().zip(&base).map(|(l, b)| l - b).collect();
    near(&some.removed.outcomes, &change);
    near(some.mechanical.as_deref().expect("of a level"), &change);
    let bound = some.committed.as_ref().expect("of a level");
    near(&bound.outcomes, &[-base[0], 1.0 - base[1], -base[2]]);
}

#[test]
fn to_know_a_type_matters_if_types_differ() {
    let alike = "actors.sender.types.firm.parameters.execution=-0.4";
    let own = ["parameters.execution.value=-0.4", alike];
    for (sets, least, most) in [(&[][..], 1e-3, 1.0), (&own[..], 0.0, 1e-9)] {
        let variants = lab::engine("classics/threat", sets);
        let found = leverage(&variants, None, 2, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
        assert_eq!(found.revealed.len(), 1);
        let effect = &found.revealed[0].effect;
        let sum: f64 = effect.outcomes.iter().sum();
        assert!(sum.abs() < 1e-9, "probabilities still add up");
        let largest = effect.largest();
        assert!(least <= largest && largest <= most, "{sets:?}: {largest}");
    }
}

#[test]
fn what_is_not_known_is_told_from_chance() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = challenge(folder.path());
    let variants = lab::engine(&path, &["parameters.cost.range=[-1.0, 1.0]"]);
    let found = worlds(&variants, &512.into(), 7, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!((found.draws.len(), variants.structures()), (512, 1));
    // P(war) = 1 / (1 + e^(2c)), c from -1 to 1: its mean is a half
    let n = 100_000;
    let squares = (0..n).map(|i| {
        let cost = -1.0 + 2.0 * (f64::from(i) + 0.5) / f64::from(n);
        (1.0 / (1.0 + (2.0 * cost).exp()) - 0.5).powi(2)
    });
    let between = squares.sum::<f64>() / f64::from(n);
    for share in &found.ignorance {
        let share = share.expect("it varies");
        assert!(
            (share - between / 0.25).abs() < 2e-3,
            "{share} {}",
            between / 0.25
        );
    }
    // war is likeliest where it costs less than nothing, peace where it costs more
    for (o, low, high) in [(0, None, Some(0.0)), (1, Some(0.0), None)] {
        let found = found.boxes[o].as_ref().expect("a box");
        let [(0, least, most)] = found.limits[..] else {
            panic!("{found:?}");
        };
        let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 0.06,
            (a, b) => a == b,
        };
        assert!(near(least, low) && near(most, high), "{found:?}");
        assert!(found.coverage > 0.95 && found.density > 0.95, "{found:?}");
    }
}

/// A choice of this id.
fn choice(engine: &Arc<Engine<GameModel>>, id: &str, edits: Vec<Edit>) -> Choice<GameModel> {
    Choice {
        id: id.to_string(),
        label: id.to_string(),
        engine: engine.clone(),
        edits,
    }
}

#[test]
fn choices_are_judged_by_what_they_come_to_in_every_world() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Arc::new(lab::engine(&challenge(folder.path()), &[]));
    let [yields, fights] = [0, 1].map(|n| Edit::Commit(engine.model.levers()[n].id.clone()));
    let all = [
        choice(&engine, "free", vec![]),
        choice(&engine, "yield", vec![yields]),
        choice(&engine, "fight", vec![fights]),
    ];
    let mut rules = Rules {
        objective: Objective::Value("challenger".into()),
        least: false,
        threshold: Some(-0.1),
        worlds: 256.into(),
        seed: 3,
    };
    let found = robust(&all, &rules, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!((found.parameters.len(), found.chosen.len()), (1, 0));
    // what each is worth where war costs c: a share 1 / (1 + e^2c) of -c; nothing; -c
    for (w, draw) in found.draws.iter().enumerate() {
        let c = draw[0];
        let free = -c / (1.0 + (2.0 * c).exp());
        for (own, wanted) in found.worth.iter().zip([free, 0.0, -c]) {
            assert!((own[w] - wanted).abs() < 1e-12, "{c}: {} {wanted}", own[w]);
        }
    }
    let [free, yields, fights] = found.judged.merits[..] else {
        panic!("three choices");
    };
    // c is evenly from 0 to 2
    assert!((fights.mean + 1.0).abs() < 0.01 && (fights.worst_tenth + 1.9).abs() < 0.02);
    assert!((fights.regret - 2.0).abs() < 0.02 && (fights.share - 0.05).abs() < 0.01);
    assert_eq!((yields.mean, yields.regret, yields.share), (0.0, 0.0, 1.0));
    assert!(free.mean < 0.0 && free.mean > fights.mean);
    assert_eq!(found.judged.best, [1; 4]);
    for (c, written) in found.written.iter().enumerate() {
        let wanted = [-0.5 / (1.0 + 1f64.exp()), 0.0, -0.5][c];
        assert!((written - wanted).abs() < 1e-12);
    }
    // where less is better the order turns round
    rules.least = true;
    let found = robust(&all, &rules, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.judged.best, [2; 4]);
    assert!((found.judged.merits[2].mean - 1.0).abs() < 0.01);
    // what is chosen is not drawn
    let values = ["0", "2"].map(|c| choice(&engine, c, set("cost", c)));
    rules.objective = Objective::Reading("war".into());
    let found = robust(&values, &rules, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!((found.parameters.len(), found.chosen.len()), (0, 1));
    let dear = 1.0 / (1.0 + 4f64.exp());
    assert!(found.worth[0].iter().all(|p| (p - 0.5).abs() < 1e-12));
    assert!(found.worth[1].iter().all(|p| (p - dear).abs() < 1e-12));
}

/// The challenge, played.
fn challenge_run(path: &str, histories: usize, until: Option<f64>) -> Run {
    let options = Options {
        until,
        ..lab::options(5, histories)
    };
    run(lab::open(path, &[]), &options, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"))
}

#[test]
fn histories_are_played_until_intervals_are_narrow() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = challenge(folder.path());
    let found = challenge_run(&path, 1_000_000, Some(0.004));
    let stopped = found.stopped.expect("it was asked for");
    assert!(stopped.reached && stopped.half_width <= 0.004);
    // a share p wants 1.96² p (1 - p) / w² histories, and little more are played
    let p = 1.0 / (1.0 + 1f64.exp());
    let wanted = 1.96f64.powi(2) * p * (1.0 - p) / 0.004f64.powi(2);
    let n = found.simulation.histories;
    assert!(
        (n as f64) > 0.97 * wanted && (n as f64) < 1.2 * wanted,
        "{n} {wanted}"
    );
    // they are the same histories as are played at once
    let whole = challenge_run(&path, n, None);
    assert!(whole.stopped.is_none());
    assert_eq!(found.simulation.outcomes, whole.simulation.outcomes);
    assert_eq!(found.simulated.taken, whole.simulated.taken);
    assert_eq!(found.simulated.ends, whole.simulated.ends);
    assert_eq!(found.agreement, whole.agreement);
    // no more than may be
    let short = challenge_run(&path, 10_000, Some(0.004));
    let stopped = short.stopped.expect("it was asked for");
    assert!(!stopped.reached && stopped.half_width > 0.004);
    assert_eq!(short.simulation.histories, 10_000);
}

/// A strip tips where a sweep of the same number does, and every cell is what the file is with that value.
#[test]
fn strips_tip_where_sweeps_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("starter.toml");
    let text = include_str!("../scenarios/starter.toml");
    std::fs::write(&path, text).expect("written");
    let name = path.display().to_string();
    let engine = lab::engine(&name, &[]);
    let base = engine.run(&[Job::default()], "", &Silent).expect("solved");
    let found = strips(&engine, &base[0], 9, &Silent).expect("solved");
    let parameters = &engine.model.scenario.parameters;
    let ranged = parameters.iter().filter(|p| p.range.is_some());
    assert_eq!(found.len(), ranged.count());
    let mut tips = 0;
    for strip in &found {
        let parameter = &parameters[strip.parameter];
        let (low, high) = parameter.range.expect("a range");
        assert_eq!((strip.cells[0].value, strip.cells[8].value), (low, high));
        for cell in &strip.cells {
            let set = format!("{}={}", parameter.name.id, cell.value);
            let afresh = lab::engine(&name, &[&set]);
            let own = afresh.run(&[Job::default()], "", &Silent).expect("solved");
            assert_eq!(cell.likeliest(), Some(likeliest(&own[0])), "{set}");
        }
        let question = Question {
            vary: vec![Vary::even(&parameter.name.id, low, high, 9)],
            measures: vec![],
            thresholds: vec![],
            tolerance: 1e-3,
        };
        let swept = sweep(&engine, question, &Silent).expect("solved");
        let middles = swept
            .tips
            .iter()
            .map(|tip| (tip.between.0 + tip.between.1) / 2.0);
        let nearest = middles.min_by(|a, b| {
            let away = |x: &f64| (x - strip.own).abs();
            away(a).total_cmp(&away(b))
        });
        assert_eq!(
            strip.nearest.is_some(),
            nearest.is_some(),
            "{}",
            parameter.name.id
        );
        if let (Some(own), Some(at)) = (&strip.nearest, nearest) {
            assert!(
                (own.at - at).abs() < 0.006 * (high - low),
                "{} {at}",
                own.at
            );
            tips += 1;
        }
    }
    assert!(tips >= 2, "{tips}");
}

#[test]
fn outcomes_over_precision_are_those_of_the_scenario_at_each() {
    let text = demarche::scenario::shipped::STARTER;
    let lab = Lab::parse("starter", text).expect("read");
    let engine = lab.engine().expect("an engine");
    let found = demarche::study::precisions(&engine, &demarche::task::Silent).expect("found");
    let whole = found
        .iter()
        .filter(|(precision, _)| precision.fract() == 0.0);
    assert_eq!(whole.count(), 10);
    // the starter file's settlement falls steeply below precision 3
    assert!(found.len() > 10 && found.is_sorted_by(|a, b| a.0 < b.0));
    for (precision, answer) in found {
        let own = lab
            .with("precision", precision)
            .expect("set")
            .solve()
            .expect("solved");
        let answer = answer.expect("an equilibrium");
        for (own, other) in own.outcomes().values().zip(&answer.outcomes) {
            assert!((own - other).abs() < 1e-12, "at {precision}");
        }
    }
}
