//! Studies over many variants: they say what a run of each variant says, find what has a closed
//! form, and search a structure once.

use demarche::scenario::load;
use demarche::study::{Options, Question, Settings, Target, Variants, Vary, likeliest, run, sweep};

fn variants(name: &str, sets: &[&str]) -> Variants {
    let sets: Vec<String> = sets.iter().map(|s| s.to_string()).collect();
    Variants::new(name, &sets, Default::default()).unwrap_or_else(|f| panic!("{f}"))
}

fn set(path: &str, value: &str) -> Settings {
    vec![(path.to_string(), value.to_string())]
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
    "#;
    let path = folder.join("challenge.toml");
    std::fs::write(&path, text).expect("written");
    path.display().to_string()
}

#[test]
fn a_threshold_is_found_where_the_closed_form_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let variants = variants(&challenge(folder.path()), &[]);
    let war = Target::find(&variants.scenario, "war").expect("an outcome");
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
    // at no cost both are as likely; the first then counts, so peace takes over at once
    let question = Question {
        vary: vec![Vary::even("cost", -1.0, 1.0, 4)],
        measures: vec![],
        thresholds: vec![],
        tolerance: 1e-5,
    };
    let found = sweep(&variants, question, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.tips.len(), 1);
    assert!(found.tips[0].between.0.abs() < 1e-4 && found.tips[0].sides == (0, 1));
}

#[test]
fn a_sweep_says_what_runs_say() {
    let variants = variants("scenarios/starter.toml", &["precision=3"]);
    let measures: Vec<usize> = (0..variants.scenario.measures.len()).collect();
    let all = [
        set("war_cost", "1.5"),
        set("state.tension.start", "0"),
        set("precision", "6"),
        set("turns.holder_moves.options.accept", "false"),
    ];
    let answers = variants
        .answers(&all, &measures, &|_| {})
        .unwrap_or_else(|f| panic!("{f}"));
    // the first reads a parameter that no condition reads; precision is checked as it is read
    assert_eq!(variants.searches(), 4);
    for (settings, answer) in all.iter().zip(answers) {
        let sets = ["precision=3".to_string()].into_iter();
        let more = settings
            .iter()
            .map(|(path, value)| format!("{path}={value}"));
        let sets: Vec<String> = sets.chain(more).collect();
        let scenario = load("scenarios/starter.toml", &sets).unwrap_or_else(|f| panic!("{f}"));
        let options = Options {
            seed: 1,
            histories: 100,
            limits: Default::default(),
        };
        let run = run(scenario, &options, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
        assert_eq!(answer.outcomes, run.outcomes, "{settings:?}");
        let exact: Vec<f64> = run.measures.iter().map(|m| m.exact).collect();
        assert_eq!(answer.measures, exact, "{settings:?}");
        assert_eq!(answer.values, run.solution.start(&run.game), "{settings:?}");
    }
}

#[test]
fn the_structure_of_july_2006_is_searched_once() {
    let variants = variants("north_korea_2006", &["time.shadow=0"]);
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
