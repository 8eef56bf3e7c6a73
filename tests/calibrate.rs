//! What the record teaches: against integrals, against a grid, and against records that were simulated.

mod common;

use common::random::Dice;
use demarche::game::Limits;
use demarche::scenario::Document;
use demarche::study::calibrate::{Calibrate, Calibrated, calibrate};
use demarche::study::{Drawing, Engine, GameModel, Weighted, worlds};
use demarche::task::Silent;

/// Somebody who chooses in each of `rounds` rounds whether to go, which is worth `worth` to it; with a record of when it went.
fn going(worth: &str, parameters: &str, went: &[bool]) -> String {
    let mut text = format!(
        "[time]\nrounds = {}\nshadow = 0\n[parameters]\nprecision = 1\npatience = 1\n{parameters}\n\
         [state]\ngone = false\nfar = false\n[actors.ann]\n[actors.ann.payoff]\ngo = \"gone * ({worth}) + far * unread\"\n\
         [turns.ann]\nactor = \"ann\"\n[turns.ann.options]\nstay = {{ set = {{ gone = false }} }}\ngo = {{ set = {{ gone = true }} }}\n\
         [outcomes.gone]\nwhen = \"gone\"\n[outcomes.here]\notherwise = true\n",
        went.len()
    );
    for (t, went) in went.iter().enumerate() {
        text += &format!(
            "[milestones.m{t}]\nmove = {{ turn = \"ann\", option = \"go\" }}\nduring = {}\nhappened = {went}\n",
            t + 1
        );
    }
    text
}

fn model(text: &str) -> GameModel {
    let document = Document::of_text("going", text);
    GameModel::new(document, vec![], Limits::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn calibrated(text: &str, worlds: usize, seed: u64) -> (GameModel, Calibrated) {
    let engine = Engine::new(model(text));
    let question = Calibrate {
        until: engine.model.scenario.time.rounds,
        worlds,
        free: vec![],
        seed,
    };
    let found = calibrate(&engine, &question, &Silent).unwrap_or_else(|e| panic!("{e}"));
    (engine.model, found)
}

/// The posterior mean of the free parameter at place `d`.
fn mean(found: &Calibrated, d: usize) -> f64 {
    found
        .draws
        .iter()
        .zip(&found.weights)
        .map(|(x, w)| x[d] * w)
        .sum()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The likelihood of a record of independent choices.
fn likelihood(x: f64, went: &[bool]) -> f64 {
    went.iter()
        .map(|w| if *w { logistic(x) } else { logistic(-x) })
        .product()
}

const WENT: [bool; 6] = [true, true, false, true, true, true];

#[test]
fn a_number_is_learnt_as_the_integral_says() {
    let text = going(
        "w",
        "w = { value = 0, range = [-2, 3] }\nunread = { value = 0, range = [0, 1] }",
        &WENT,
    );
    let (model, found) = calibrated(&text, 12_000, 1);
    // Simpson's rule
    let n = 2000;
    let (mut evidence, mut first) = (0.0, 0.0);
    for i in 0..=n {
        let x = -2.0 + 5.0 * f64::from(i) / f64::from(n);
        let weight = f64::from(match i {
            0 => 1,
            i if i == n => 1,
            i if i % 2 == 1 => 4,
            _ => 2,
        });
        let p = likelihood(x, &WENT) * weight / (3.0 * f64::from(n));
        evidence += p;
        first += p * x;
    }
    let w = found
        .parameters
        .iter()
        .position(|p| model.scenario.parameters[*p].name.id == "w");
    let w = w.expect("it is free");
    assert!(
        (found.log_evidence - evidence.ln()).abs() < 0.01,
        "{} {}",
        found.log_evidence,
        evidence.ln()
    );
    assert!((found.log_evidence - evidence.ln()).abs() < 4.0 * found.log_evidence_error);
    assert!(
        (mean(&found, w) / (first / evidence) - 1.0).abs() < 0.02,
        "{}",
        mean(&found, w)
    );
    assert!(
        found.effective > 1000.0 && found.pareto_k.is_none_or(|k| k < 0.5),
        "{:?}",
        found.pareto_k
    );
    // what nothing reads that can be reached is not learnt
    assert!(found.numbers[w].bits > 0.3, "{:?}", found.numbers[w]);
    assert!(
        found.numbers[1 - w].bits < 0.02,
        "{:?}",
        found.numbers[1 - w]
    );
    let unread = &found.numbers[1 - w];
    for (prior, posterior) in unread.prior.iter().zip(unread.posterior) {
        assert!((prior - posterior).abs() < 0.05, "{unread:?}");
    }
    // every milestone is likelier given that most came, and the first quarter of worlds is the prior
    let chance: f64 = (0..1000)
        .map(|i| logistic(-2.0 + 5.0 * (f64::from(i) + 0.5) / 1000.0))
        .sum::<f64>()
        / 1000.0;
    for judged in &found.milestones {
        assert!(
            judged.conditioned && judged.posterior > judged.prior + 0.05,
            "{judged:?}"
        );
        assert!((judged.prior - chance).abs() < 0.01, "{judged:?} {chance}");
        assert_eq!(judged.written, Some(0.5));
    }
}

#[test]
fn two_numbers_are_learnt_as_a_fine_grid_says() {
    // a worth of both in odd rounds, of their difference in even ones, read off the clock
    let parameters = "a = { value = 0, range = [-3, 3] }\nb = { value = 0, range = [-2, 2], distribution = \"normal\", mean = 0.5, spread = 0.7 }\nunread = 0";
    let went = [true, true, true, false, true, true, true, true];
    let text = going(
        "a + if(round == 1 or round == 3 or round == 5 or round == 7, b, -b)",
        parameters,
        &went,
    )
    .replace("shadow = 0\n", "shadow = 0\nclock = true\n");
    let (_, found) = calibrated(&text, 3000, 7);
    let n = 400;
    let (mut evidence, mut a_sum, mut b_sum, mut prior) = (0.0, 0.0, 0.0, 0.0);
    for i in 0..n {
        let a = -3.0 + 6.0 * (f64::from(i) + 0.5) / f64::from(n);
        for j in 0..n {
            let b = -2.0 + 4.0 * (f64::from(j) + 0.5) / f64::from(n);
            let density = (-(b - 0.5) * (b - 0.5) / (2.0 * 0.49)).exp();
            let p = went.iter().enumerate().map(|(t, w)| {
                let x = if t % 2 == 0 { a + b } else { a - b };
                if *w { logistic(x) } else { logistic(-x) }
            });
            let p = p.product::<f64>() * density;
            prior += density;
            evidence += p;
            a_sum += p * a;
            b_sum += p * b;
        }
    }
    let log = (evidence / prior).ln();
    assert!(
        (found.log_evidence - log).abs() < 4.0 * found.log_evidence_error + 0.005,
        "{} {log}",
        found.log_evidence
    );
    assert!(
        (mean(&found, 0) - a_sum / evidence).abs() < 0.06,
        "{} {}",
        mean(&found, 0),
        a_sum / evidence
    );
    assert!(
        (mean(&found, 1) - b_sum / evidence).abs() < 0.04,
        "{} {}",
        mean(&found, 1),
        b_sum / evidence
    );
}

#[test]
fn intervals_cover_what_records_were_simulated_from() {
    let mut covered = 0;
    for seed in 0..50 {
        let mut dice = Dice::new(seed);
        let uniform = |dice: &mut Dice| (dice.below(1 << 20) as f64 + 0.5) / f64::from(1 << 20);
        let truth = -2.0 + 4.0 * uniform(&mut dice);
        let went: Vec<bool> = (0..12)
            .map(|_| uniform(&mut dice) < logistic(truth))
            .collect();
        let text = going("w", "w = { value = 0, range = [-2, 2] }\nunread = 0", &went);
        let (_, found) = calibrated(&text, 400, seed);
        let [low, .., high] = found.numbers[0].posterior;
        covered += usize::from((low..=high).contains(&truth));
    }
    assert!((40..=50).contains(&covered), "{covered}");
}

#[test]
fn a_copy_is_as_good_a_story_and_a_worse_one_is_worse() {
    let text = |range: &str| {
        going(
            "w",
            &format!("w = {{ value = {range} }}\nunread = 0"),
            &WENT,
        )
    };
    let whole = text("0, range = [-2, 3]");
    let (one, other) = (calibrated(&whole, 1000, 1).1, calibrated(&whole, 1000, 2).1);
    let error = (one.log_evidence_error.powi(2) + other.log_evidence_error.powi(2)).sqrt();
    assert!((one.log_evidence - other.log_evidence).abs() < 4.0 * error + 1e-3);
    assert_eq!(
        calibrated(&whole, 1000, 1).1.log_evidence.to_bits(),
        one.log_evidence.to_bits()
    );
    // one who would rather stay, and went all the same
    let worse = calibrated(&text("-1, range = [-2, 0]"), 1000, 1).1;
    assert!(worse.log_evidence < one.log_evidence - 1.0);
}

#[test]
fn later_milestones_are_forecast_from_the_record() {
    let mut went = WENT.to_vec();
    went.extend([true, true]);
    let text = going("w", "w = { value = 0, range = [-2, 3] }\nunread = 0", &went);
    let engine = Engine::new(model(&text));
    let question = Calibrate {
        until: 6,
        worlds: 1000,
        free: vec![],
        seed: 3,
    };
    let found = calibrate(&engine, &question, &Silent).expect("it is found");
    // the predictive probability is the mean over the posterior
    let at = |x: f64| logistic(x);
    let wanted: f64 = found
        .draws
        .iter()
        .zip(&found.weights)
        .map(|(x, w)| at(x[0]) * w)
        .sum();
    for judged in &found.milestones[6..] {
        assert!(!judged.conditioned);
        assert!(
            (judged.posterior - wanted).abs() < 1e-9,
            "{judged:?} {wanted}"
        );
    }
}

/// A table of worlds, as the command writes it.
fn table(found: &Calibrated, names: &str) -> String {
    let rows = found.draws.iter().zip(&found.weights);
    let row = |(draw, weight): (&Vec<f64>, &f64)| {
        let numbers: Vec<String> = draw.iter().map(f64::to_string).collect();
        format!("{weight},{}\n", numbers.join(","))
    };
    format!("weight,{names}\n{}", rows.map(row).collect::<String>())
}

#[test]
fn worlds_are_taken_up_as_often_as_they_weigh() {
    let text = going(
        "w",
        "w = { value = 0, range = [-2, 3] }\nunread = { value = 0, range = [0, 1] }",
        &WENT,
    );
    let (model, found) = calibrated(&text, 4_000, 1);
    let parameters = &model.scenario.parameters;
    let read = |text: &str| Weighted::read(parameters, "worlds.csv", text);
    let known = read(&table(&found, "w,unread")).unwrap_or_else(|e| panic!("{e}"));
    let drawing = Drawing::Weighted(known);
    // no surer than the table
    assert_eq!(drawing.count(), found.effective as usize);
    let engine = Engine::new(model);
    let solved = worlds(&engine, &drawing, 1, &Silent).unwrap_or_else(|e| panic!("{e}"));
    // who is worth w goes with probability logistic(w), and stays or goes in each round alike
    let n = solved.answers.len() as f64;
    let gone = solved.answers.iter().map(|a| a.outcomes[0]).sum::<f64>() / n;
    let exact: f64 = found
        .draws
        .iter()
        .zip(&found.weights)
        .map(|(x, w)| logistic(x[0]) * w)
        .sum();
    assert!((gone - exact).abs() < 0.01, "{gone} {exact}");
    assert!(solved.boxes.len() == 2 && solved.weighted);
}

#[test]
fn a_table_of_worlds_that_makes_no_sense_is_refused() {
    let numbers = "w = { value = 0, range = [-2, 3] }\nunread = 0";
    let model = model(&going("w", numbers, &WENT[..1]));
    let refused = |text: &str| {
        let read = Weighted::read(&model.scenario.parameters, "worlds.csv", text);
        read.expect_err(text).to_string()
    };
    let rows = |row: &str| row.repeat(20);
    let cases = [
        (String::new(), "there is no column `weight`"),
        ("w\n1\n".into(), "there is no column `weight`"),
        (
            format!("weight,v\n{}", rows("1,1\n")),
            "`v` is no parameter",
        ),
        (
            format!("weight,w\n{}", rows("1,x\n")),
            "line 2: `x` is no finite number",
        ),
        (
            format!("weight,w\n{}", rows("-1,0\n")),
            "line 2: a weight cannot be below 0",
        ),
        (
            format!("weight,w\n{}", rows("0,0\n")),
            "no more than 0 of equal weight",
        ),
        (
            "weight,w\n1,0\n1,1\n".into(),
            "no more than 2 of equal weight",
        ),
        ("weight,w\n1\n".into(), "2 fields"),
    ];
    for (text, wanted) in cases {
        let told = refused(&text);
        assert!(told.contains(wanted), "{told}\n{wanted}");
        assert!(told.contains("worlds.csv"), "{told}");
    }
}
