//! Worlds are drawn from the distribution that a parameter has, not from its range alone.

mod common;

use common::lab;
use demarche::scenario::Distribution;
use demarche::study::worlds;

const TEXT: &str = r#"
[parameters]
precision = 1.0
patience  = 0.9
flat      = { value = 1, range = [0, 4] }
peaked    = { value = 1, range = [0, 4], distribution = "triangular" }
bell      = { value = 1, range = [0, 4], distribution = "normal", spread = 0.5 }
skewed    = { value = 2, range = [0, 100], distribution = "lognormal", spread = 1 }
bounded   = { value = 1, range = [0, 4], distribution = "beta", mean = 1, spread = 0.5 }

[actors.a]
payoff = { x = "flat + peaked + bell + skewed + bounded" }
[turns.t]
actor = "a"
options = { hold = {} }
[outcomes.o]
otherwise = true
"#;

#[test]
fn words_mean_what_they_say() {
    let scenario = lab::read(TEXT, &[]);
    let all: Vec<Distribution> = scenario.parameters[2..]
        .iter()
        .map(|p| p.distribution)
        .collect();
    assert_eq!(
        all,
        [
            Distribution::Uniform,
            Distribution::Triangular { mode: 1.0 },
            Distribution::Normal {
                mean: 1.0,
                spread: 0.5
            },
            Distribution::Lognormal {
                mean: 2.0,
                spread: 1.0
            },
            Distribution::Beta {
                mean: 1.0,
                spread: 0.5
            },
        ]
    );
}

#[test]
fn worlds_have_the_means_and_spreads_of_the_distributions() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder
        .path()
        .join("distributions.toml")
        .display()
        .to_string();
    std::fs::write(&path, TEXT).expect("written");
    let worlds = worlds(&lab::engine(&path, &[]), &4096.into(), 7, &|_, _| {})
        .unwrap_or_else(|f| panic!("{f}"));
    let root = |x: f64| x.sqrt();
    // of the normal, 2 standard deviations are cut off below
    let wanted = [
        (2.0, root(16.0 / 12.0)),
        (5.0 / 3.0, root(13.0 / 18.0)),
        (1.027_6, 0.4709),
        (2.0, 1.0),
        (1.0, 0.5),
    ];
    for (d, (mean, spread)) in wanted.into_iter().enumerate() {
        let all: Vec<f64> = worlds.draws.iter().map(|w| w[d]).collect();
        let own = all.iter().sum::<f64>() / all.len() as f64;
        let square = all.iter().map(|x| (x - own) * (x - own)).sum::<f64>() / all.len() as f64;
        assert!((own - mean).abs() < 0.01, "{d}: mean {own}, not {mean}");
        assert!(
            (root(square) - spread).abs() < 0.01,
            "{d}: spread {}, not {spread}",
            root(square)
        );
    }
}
