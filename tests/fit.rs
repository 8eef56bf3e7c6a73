//! Scenarios fitted to cases: against estimates by another program, and against what is known beforehand.

mod common;

use common::program::{demarche, document};
use demarche::error::Error;
use demarche::game::Limits;
use demarche::scenario::Document;
use demarche::study::GameModel;
use demarche::study::fit::{Bootstrap, Cases, Fit, Sample, bootstrap, effects, fit, vuong};
use demarche::task::Silent;

const CRISES: &str = include_str!("reference/fit/crises.toml");
const TABLE: &str = include_str!("reference/fit/crises.csv");

/// What `with` makes of the scenario of a text and a table.
fn sampled<T>(
    text: &str,
    table: &str,
    with: impl FnOnce(&Sample) -> Result<T, Error>,
) -> Result<(GameModel, T), Error> {
    let document = Document::of_text("fitted", text);
    let model = GameModel::new(document, vec![], Limits::default())?;
    let data = model.scenario.data.clone().expect("it has data");
    let cases = Cases::read(&model.scenario, &data, "cases.csv", table)?;
    let found = with(&Sample::new(&model, &data, &cases)?)?;
    Ok((model, found))
}

/// Fits the scenario of a text to a table.
fn fitted(text: &str, table: &str) -> Result<(GameModel, Fit), Error> {
    sampled(text, table, |sample| fit(sample, 2006, &Silent))
}

fn expected() -> serde_json::Value {
    let text = include_str!("reference/fit/expected.json");
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn crises_are_estimated_as_scipy_does() {
    let (model, found) = fitted(CRISES, TABLE).unwrap_or_else(|e| panic!("{e}"));
    let wanted = &expected()["crises"];
    assert_eq!(found.rows, 1200);
    let height = wanted["log_likelihood"].as_f64().expect("a number");
    assert!(
        (found.log_likelihood - height).abs() < 1e-5,
        "{} {height}",
        found.log_likelihood
    );
    for estimate in &found.estimates {
        let id = &model.scenario.parameters[estimate.parameter].name.id;
        let value = wanted["estimate"][id].as_f64().expect("a number");
        assert!(
            (estimate.value - value).abs() < 1e-5,
            "{id}: {} {value}",
            estimate.value
        );
        let error = wanted["standard_error"][id].as_f64().expect("a number");
        let own = estimate.standard_error.expect("it is told");
        assert!((own / error - 1.0).abs() < 0.01, "{id}: {own} {error}");
    }
    assert_eq!(found.tops.len(), 1);
    assert!(found.flat.is_empty() && found.covariance.is_some());
}

/// Matching pennies with stakes of 4 for one of the matches, and plays counted by what both do.
const PENNIES: &str = "title = \"Pennies\"\n[time]\nrounds = 1\nshadow = 0\n\
    [parameters]\npatience = 1\nprecision = { value = 0.5, range = [0, 10] }\na = 4\n\
    [state]\nrow = { levels = [\"none\", \"up\", \"down\"] }\ncolumn = { levels = [\"none\", \"left\", \"right\"] }\n\
    [actors.rower]\n[actors.rower.payoff]\nwin = \"if(row == up and column == left, a, if(row == down and column == right, 1, 0))\"\n\
    [actors.columnist]\n[actors.columnist.payoff]\nwin = \"if(row == up and column == right, 1, if(row == down and column == left, 1, 0))\"\n\
    [turns.both]\nactors = [\"rower\", \"columnist\"]\n\
    [turns.both.options.rower]\nup = { set = { row = \"up\" } }\ndown = { set = { row = \"down\" } }\n\
    [turns.both.options.columnist]\nleft = { set = { column = \"left\" } }\nright = { set = { column = \"right\" } }\n\
    [outcomes.ul]\nwhen = \"row == up and column == left\"\n[outcomes.ur]\nwhen = \"row == up and column == right\"\n\
    [outcomes.dl]\nwhen = \"row == down and column == left\"\n[outcomes.dr]\notherwise = true\n\
    [milestones.up]\nevent = \"row == up\"\nby = 1\nhappened = true\n\
    [milestones.left]\nevent = \"column == left\"\nby = 1\nhappened = true\n\
    [fit]\nfree = [\"precision\"]\n";

#[test]
fn precision_is_estimated_from_counts_of_play() {
    let wanted = &expected()["pennies"];
    let number = |key: &str| wanted[key].as_f64().expect("a number");
    // any pairing of what the two do has the same likelihood, as they move at once
    let outcomes = format!("{PENNIES}[data]\noutcome = \"end\"\nweight = \"n\"\n");
    let table = "end,n\nul,143\nur,151\ndl,0\ndr,106\n";
    let seen = format!(
        "{PENNIES}[data]\nmilestones = {{ up = \"up\", left = \"left\" }}\nweight = \"n\"\n"
    );
    let came = "up,left,n\n1,yes,100\n1,no,194\n0,yes,43\n0,no,63\n";
    for (text, table) in [(&outcomes, table), (&seen, came)] {
        let (_, found) = fitted(text, table).unwrap_or_else(|e| panic!("{e}"));
        let estimate = &found.estimates[0];
        assert!(
            (estimate.value - number("estimate")).abs() < 1e-5,
            "{estimate:?}"
        );
        assert!((found.log_likelihood - number("log_likelihood")).abs() < 1e-5);
        let error = estimate.standard_error.expect("it is told");
        assert!(
            (error / number("standard_error") - 1.0).abs() < 0.01,
            "{error}"
        );
    }
}

#[test]
fn weights_count_as_rows_and_groups_widen_errors() {
    // each row twice, as a row and by weight, has the same estimates; as groups of two it has the errors of each row once
    let lines: Vec<&str> = TABLE.lines().collect();
    let rows = |each: &dyn Fn(usize, &str) -> String| -> String {
        let body: String = lines[1..301]
            .iter()
            .enumerate()
            .map(|(n, l)| each(n, l))
            .collect();
        format!("{},w,g\n{body}", lines[0])
    };
    let plain = rows(&|n, l| format!("{l},1,{n}\n"));
    let doubled = rows(&|n, l| format!("{l},1,{n}\n{l},1,{n}\n"));
    let weighted = rows(&|n, l| format!("{l},2,{n}\n"));
    let weight = CRISES.replace("[data]", "[data]\nweight = \"w\"");
    let groups = CRISES.replace("[data]", "[data]\ncluster = \"g\"");
    let values = |fit: &Fit| fit.estimates.iter().map(|e| e.value).collect::<Vec<_>>();
    let errors = |fit: &Fit| -> Vec<f64> {
        fit.estimates
            .iter()
            .map(|e| e.standard_error.expect("told"))
            .collect()
    };
    let near = |a: &[f64], b: &[f64], by: f64| a.iter().zip(b).all(|(a, b)| (a - b).abs() < by);
    let of = |text: &str, table: &str| fitted(text, table).unwrap_or_else(|e| panic!("{e}")).1;
    let (once, twice, heavy) = (
        of(CRISES, &plain),
        of(CRISES, &doubled),
        of(&weight, &weighted),
    );
    assert_eq!((once.points, twice.points), (300, 300));
    assert!(near(&values(&once), &values(&twice), 1e-5));
    assert!(near(&values(&twice), &values(&heavy), 1e-5));
    assert!(near(&errors(&twice), &errors(&heavy), 1e-5));
    let (robust, grouped) = (of(&groups, &plain), of(&groups, &doubled));
    assert!(near(&errors(&robust), &errors(&grouped), 1e-5));
    assert_eq!(grouped.clusters, Some(300));
    assert!(!near(&errors(&once), &errors(&robust), 1e-4));
}

#[test]
fn what_the_data_do_not_tell_is_named() {
    // the two numbers come in their sum alone
    let text = CRISES
        .replace(
            "payoff = { one = \"b_c\" }",
            "payoff = { one = \"b_c + b_d\" }",
        )
        .replace("b_c = 0\n", "b_c = 0\nb_d = 0\n")
        .replace("\"b_c\", \"b_w0\"", "\"b_c\", \"b_d\", \"b_w0\"");
    let part: Vec<&str> = TABLE.lines().take(301).collect();
    let (model, found) = fitted(&text, &part.join("\n")).unwrap_or_else(|e| panic!("{e}"));
    let id = |p: usize| model.scenario.parameters[p].name.id.as_str();
    assert_eq!(found.flat.len(), 1, "{:?}", found.flat);
    let flat: Vec<&str> = found.flat[0].iter().map(|(p, _)| id(*p)).collect();
    assert_eq!(flat, ["b_c", "b_d"]);
    assert!(found.estimates.iter().all(|e| e.standard_error.is_none()));
    let (_, one) = fitted(CRISES, &part.join("\n")).unwrap_or_else(|e| panic!("{e}"));
    assert!((found.log_likelihood - one.log_likelihood).abs() < 1e-4);
}

#[test]
fn a_fit_beside_one_with_fewer_numbers() {
    let fewer = CRISES.replace(", \"g1\"]", "]");
    let part: Vec<&str> = TABLE.lines().take(401).collect();
    let part = part.join("\n");
    let (_, all) = fitted(CRISES, &part).unwrap_or_else(|e| panic!("{e}"));
    let (_, less) = fitted(&fewer, &part).unwrap_or_else(|e| panic!("{e}"));
    assert!(less.log_likelihood < all.log_likelihood - 5.0);
    assert!(all.aic() < less.aic() && all.bic() < less.bic());
    let (z, p) = vuong(&all, &less).expect("they differ");
    assert!(z > 3.0 && p < 0.01, "{z} {p}");
    let (back, _) = vuong(&less, &all).expect("they differ");
    assert!((z + back).abs() < 1e-12);
    assert!(vuong(&all, &all).is_none());
}

#[test]
fn wrong_tables_are_refused_by_line() {
    let refused = |text: &str, table: &str, words: &str| {
        let error = match fitted(text, table) {
            Ok(_) => panic!("{words}"),
            Err(error) => error.to_string(),
        };
        assert!(error.contains(words), "{error}");
    };
    let head = "x1,x2,z1,outcome\n";
    let row = |cells: &str| format!("{head}0,0,0,war\n{cells}\n");
    refused(
        CRISES,
        &row("0,0,0,peace"),
        "line 3: there is no outcome `peace`",
    );
    refused(CRISES, &row("0,much,0,war"), "line 3: `much` is no number");
    refused(CRISES, "x1,x2,z,outcome\n", "there is no column `z1`");
    refused(CRISES, head, "it has no rows");
    refused(
        CRISES,
        &row("0,0,0,none"),
        "line 3 of the data: `none` cannot come about",
    );
    refused(CRISES, "", "there is no column");
    // rows with an empty cell are left out and counted
    let document = Document::of_text("fitted", CRISES);
    let scenario = document.scenario(&[]).expect("it can be read");
    let data = scenario.data.clone().expect("it has data");
    let cases =
        Cases::read(&scenario, &data, "t", &row("0,,0,war\n1,NA,1,war")).expect("it can be read");
    assert_eq!((cases.all.len(), cases.left_out), (1, 2));
    let broken = CRISES.replace("\"g0\", \"g1\"]", "\"g0\", \"x1\"]");
    refused(&broken, TABLE, "`x1` is set by a column of [data]");
    refused(
        &CRISES.replace("\"g1\"]", "\"g2\"]"),
        TABLE,
        "there is no parameter `g2`",
    );
    refused(
        &CRISES.replace("outcome = \"outcome\"", ""),
        TABLE,
        "[data] needs either `outcome` or `milestones`",
    );
}

#[test]
fn outcomes_along_a_column_are_those_of_the_formula() {
    let document = Document::of_text("fitted", CRISES);
    let model = GameModel::new(document, vec![], Limits::default()).expect("a model");
    let data = model.scenario.data.clone().expect("it has data");
    let lines: Vec<&str> = TABLE.lines().take(202).collect();
    let table = lines.join("\n");
    let cases = Cases::read(&model.scenario, &data, "cases.csv", &table).expect("cases");
    let sample = Sample::new(&model, &data, &cases).expect("a sample");
    let found = fit(&sample, 2006, &Silent).expect("a fit");
    let all = effects(&sample, &found, 1).expect("effects");
    assert_eq!(all.len(), 3);
    let median = |n: usize| {
        let mut all: Vec<f64> = cases.all.iter().map(|c| c.values[n]).collect();
        all.sort_by(f64::total_cmp);
        (all[(all.len() - 1) / 2] + all[all.len() / 2]) / 2.0
    };
    let b: Vec<f64> = found.estimates.iter().map(|e| e.value).collect();
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let (x2, z1) = (median(1), median(2));
    let x1 = &all[0];
    for (i, x) in x1.values.iter().enumerate() {
        let fights = logistic(b[4] + b[5] * z1);
        let challenged = (1.0 - fights) * b[1] + fights * (b[2] + b[3] * x2);
        let stays = logistic(b[0] * x - challenged);
        let [p, low, high] = x1.outcomes[0][i];
        assert!((p - stays).abs() < 1e-9, "{p} {stays}");
        assert!(low <= p && p <= high && high - low > 1e-3 && high - low < 0.6);
        let whole: f64 = x1.outcomes.iter().map(|at| at[i][0]).sum();
        assert!((whole - 1.0).abs() < 1e-9);
    }
}

#[test]
fn what_was_learnt_is_written_as_a_variant() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("crises.toml", CRISES);
    write(
        "cases.csv",
        &TABLE.lines().take(301).collect::<Vec<_>>().join("\n"),
    );
    demarche(folder.path(), &["new", "crisis.toml"]);
    let seen = "extends = \"crisis.toml\"\n[milestones.shared]\nevent = \"island == shared\"\nby = 2\nhappened = true\n";
    write("seen.toml", seen);
    let asked = |arguments: &[&str]| document(folder.path(), arguments);
    let fit = asked(&[
        "fit",
        "crises.toml",
        "--data",
        "cases.csv",
        "--write",
        "fitted.toml",
        "--json",
    ]);
    let learnt = asked(&[
        "calibrate",
        "seen.toml",
        "--worlds",
        "64",
        "--write",
        "learnt.toml",
        "--json",
    ]);
    let value = |name: &str, id: &str| {
        let path = folder.path().join(name);
        let scenario =
            demarche::scenario::load(&path.display().to_string(), &[]).expect("it can be read");
        let all = &scenario.parameters;
        all.iter()
            .find(|p| p.name.id == id)
            .expect("it is there")
            .value
    };
    for estimate in fit["estimates"].as_array().expect("estimates") {
        let id = estimate["name"].as_str().expect("a name");
        assert_eq!(Some(value("fitted.toml", id)), estimate["value"].as_f64());
    }
    for number in learnt["parameters"].as_array().expect("parameters") {
        let id = number["name"].as_str().expect("a name");
        // to three digits
        let median = number["posterior"]["median"].as_f64().expect("a number");
        let written = value("learnt.toml", id);
        assert!(
            (written / median - 1.0).abs() <= 0.005 && format!("{written:e}").len() <= 7,
            "{id}: {written} {median}"
        );
    }
    assert!(!folder.path().join("fitted.toml.part").exists());
}

/// Fits a text to a table, and to the table drawn again.
fn drawn_again(text: &str, table: &str, count: usize) -> (Fit, Bootstrap) {
    let found = sampled(text, table, |sample| {
        let found = fit(sample, 2006, &Silent)?;
        let again = bootstrap(sample, &found, (count, 7), &Silent)?;
        Ok((found, again))
    });
    found.unwrap_or_else(|e| panic!("{e}")).1
}

#[test]
fn cases_drawn_again_vary_as_the_likelihood_says() {
    let counted = format!("{PENNIES}[data]\noutcome = \"end\"\nweight = \"n\"\n");
    let (found, again) = drawn_again(&counted, "end,n\nul,143\nur,151\ndl,50\ndr,106\n", 400);
    let (error, own) = (
        found.estimates[0].standard_error.expect("told"),
        again.estimates[0],
    );
    assert!(
        (own.standard_error / error - 1.0).abs() < 0.15,
        "{own:?} {error}"
    );
    let value = found.estimates[0].value;
    let (low, high) = own.interval;
    assert!(low < value && value < high && again.fits == 400 && again.lost == 0);
    assert!(((high - low) / (2.0 * 1.96 * error) - 1.0).abs() < 0.2);
    // groups in which all see the same are as few as there are groups
    let grouped = format!("{PENNIES}[data]\noutcome = \"end\"\ncluster = \"group\"\n");
    let rows = |copies: usize| {
        let ends = ["ul", "ul", "ul", "ur", "ur", "ur", "dl", "dr", "dr"];
        let group = |g: usize| format!("{},g{g}\n", ends[g % 9]).repeat(copies);
        format!("end,group\n{}", (0..90).map(group).collect::<String>())
    };
    let (_, once) = drawn_again(&grouped, &rows(1), 200);
    let (_, thrice) = drawn_again(&grouped, &rows(3), 200);
    let (a, b) = (
        once.estimates[0].standard_error,
        thrice.estimates[0].standard_error,
    );
    assert!((a / b - 1.0).abs() < 0.02, "{a} {b}");
}
