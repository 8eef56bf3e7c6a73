//! Where following the principal branch is hard: high precision, payoffs far from 0, branch points
//! and games that just miss one.

mod common;

use common::lab::{self, gap};
use common::random::Dice;
use demarche::gambit::load;
use demarche::solve::{Certificate, Stages, solve};
use demarche::study::{run, sets};
use std::fmt::Write;

/// How many strategies the players of the random games have.
const SHAPES: [&[usize]; 8] = [
    &[2, 2],
    &[3, 3],
    &[2, 4],
    &[4, 4],
    &[6, 6],
    &[2, 2, 2],
    &[3, 2, 3],
    &[2, 2, 2, 2],
];

/// A random game in strategic form with payoffs from 1 to 10, in half of the games whole numbers.
fn random_game(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let shape = SHAPES[seed as usize % SHAPES.len()];
    let whole = (seed as usize / SHAPES.len()).is_multiple_of(2);
    let mut payoff = || match whole {
        true => (1 + dice.below(10)) as f64,
        false => 1.0 + dice.below(9001) as f64 / 1000.0,
    };
    let cells = shape.iter().product::<usize>() * shape.len();
    let payoffs: Vec<f64> = (0..cells).map(|_| payoff()).collect();
    strategic(shape, &payoffs)
}

/// A game in Gambit's strategic form.
fn strategic(shape: &[usize], payoffs: &[f64]) -> String {
    let players: Vec<String> = (0..shape.len()).map(|i| format!("\"p{i}\"")).collect();
    let counts: Vec<String> = shape.iter().map(usize::to_string).collect();
    let (players, counts) = (players.join(" "), counts.join(" "));
    let mut text = format!("NFG 1 R \"Game\" {{ {players} }} {{ {counts} }}\n\n");
    for payoff in payoffs {
        let _ = write!(text, "{payoff} ");
    }
    text
}

/// Every player's strategy, one after the other, and the certificate.
fn strategies(text: &str, precision: f64) -> Option<(Vec<f64>, Certificate)> {
    let import =
        load("game.nfg", text, precision, 3, &Default::default()).unwrap_or_else(|f| panic!("{f}"));
    let solution = solve(&import.game, &|_, _| {}).ok()?;
    assert!(!solution.certificate.broken(), "{:?}", solution.certificate);
    Some((sets(&import, &solution).concat(), solution.certificate))
}

#[test]
fn random_games_keep_their_branch_at_high_precision() {
    // with steps of limited length 47, 69 and 105 of them were lost from 1e3 on
    for precision in [1e2, 1e3, 1e4, 1e5] {
        let lost: Vec<u64> = (0..400)
            .filter(|seed| strategies(&random_game(*seed), precision).is_none())
            .collect();
        assert!(lost.is_empty(), "at {precision}: {lost:?}");
    }
}

/// Two of whom each would rather not do what the other does; `more` is added to one payoff.
fn two_arms(more: f64) -> String {
    strategic(&[2, 2], &[0.0, 0.0, 4.0, 2.0, 2.0, 4.0 + more, 0.0, 0.0])
}

fn branch_points(certificate: &Certificate) -> u64 {
    certificate.stages.crossed
}

#[test]
fn a_branch_point_is_counted_once_it_is_passed() {
    // it lies at precision 0.6860917747090814
    for (precision, share, points) in [
        (0.5, 0.4288492467170004, 0),
        (0.686, 0.0, 0),
        (0.6862, 0.0, 1),
        (1.0, 0.40053760086768064, 1),
        (2.0, 0.375665571488104, 1),
        (5.0, 0.35346188338983775, 1),
    ] {
        let (found, certificate) = strategies(&two_arms(0.0), precision).expect("an equilibrium");
        assert_eq!(branch_points(&certificate), points, "at {precision}");
        if share > 0.0 {
            let wanted = [share, 1.0 - share, share, 1.0 - share];
            assert!(gap(&found, &wanted) < 1e-9, "at {precision}: {found:?}");
        }
    }
}

#[test]
fn where_a_branch_point_is_just_missed_the_answer_is_the_arm() {
    // by a tracer of its own in steps of 1e-3
    for (precision, first, second) in [
        (0.5, 0.4288493306053209, 0.42884913255414353),
        (1.0, 0.8510579860718593, 0.04284613282257475),
        (2.0, 0.9819252897812433, 0.0004165424959376691),
        (5.0, 0.9999546021284866, 2.0639523709332914e-9),
    ] {
        let (found, certificate) = strategies(&two_arms(1e-6), precision).expect("an equilibrium");
        let wanted = [first, 1.0 - first, second, 1.0 - second];
        assert!(gap(&found, &wanted) < 1e-9, "at {precision}: {found:?}");
        assert_eq!(branch_points(&certificate), 0, "at {precision}");
    }
    // a smaller hair moves the answer on the arm by as much less
    let (found, certificate) = strategies(&two_arms(1e-10), 1.0).expect("an equilibrium");
    assert!((found[0] - 0.8510579534).abs() < 1e-6, "{found:?}");
    assert_eq!(branch_points(&certificate), 0);
}

/// Three hermits: a place is worth 4, and `more` by hermit, to who is there alone; elsewhere 2.
fn hermits(more: [f64; 3]) -> String {
    let mut payoffs = vec![];
    for profile in 0..8 {
        let there: Vec<bool> = (0..3).map(|i| profile >> i & 1 == 0).collect();
        let count = there.iter().filter(|t| **t).count();
        for i in 0..3 {
            payoffs.push(match (there[i], count) {
                (true, 1) => 4.0 + more[i],
                (true, _) => 0.0,
                (false, _) => 2.0,
            });
        }
    }
    strategic(&[2, 2, 2], &payoffs)
}

#[test]
fn branches_that_cross_two_at_once_are_seen() {
    // The determinant keeps its sign there. By a tracer of its own in steps of 2e-4; the first of
    // these games was answered rightly, the others with what the first one has.
    type Case = ([f64; 3], [f64; 3], u64);
    let cases: [Case; 4] = [
        ([0.0, 0.0, 0.0], [0.3499350654685381; 3], 1),
        (
            [1e-3, 0.0, 0.0],
            [0.9748312535042916, 0.02181624365728959, 0.02181624365728959],
            0,
        ),
        (
            [-1e-3, 0.0, 0.0],
            [0.2255787628201397, 0.41186255534587496, 0.41186255534587496],
            1,
        ),
        (
            [1e-3, 0.0, -5e-4],
            [
                0.9748313608254592,
                0.021816228069100996,
                0.021815700419921275,
            ],
            0,
        ),
    ];
    for (more, wanted, points) in cases {
        let (found, certificate) = strategies(&hermits(more), 2.0).expect("an equilibrium");
        let first: Vec<f64> = found.iter().step_by(2).copied().collect();
        assert!(gap(&first, &wanted) < 1e-9, "{more:?}: {first:?}");
        assert_eq!(branch_points(&certificate), points, "{more:?}");
    }
}

/// Probabilities of a scenario's outcomes, and the certificate.
fn shares(text: &str, settings: &[&str]) -> (Vec<f64>, Certificate) {
    let scenario = lab::read(text, settings);
    let game = lab::compile(&scenario);
    let solution = lab::solve_unchecked(&game);
    (
        lab::shares(&scenario, &game, &solution),
        solution.certificate,
    )
}

#[test]
fn a_hair_decides_chicken_and_a_branch_point_says_so() {
    let text = "extends = \"classics/chicken\"\n[parameters]\nextra = 0.0\n\
                [actors.two.payoff]\nhair = \"-extra * crashed\"\n";
    for (extra, one_yields, said) in [
        ("extra=0.0", 0.34782362420241697, true),
        ("extra=0.000001", 0.726486039949792, false),
    ] {
        let (shares, certificate) = shares(text, &["precision=1.0", extra]);
        assert!((shares[2] - one_yields).abs() < 1e-9, "{extra}: {shares:?}");
        // the stage is solved once for each round of the shadow
        let stages = certificate.stages;
        let wanted = if said { stages.traced } else { 0 };
        assert!(stages.traced > 0 && stages.crossed == wanted, "{stages:?}");
    }
}

#[test]
fn what_is_added_to_all_of_an_actors_payoffs_changes_nothing() {
    for (name, actor) in [
        ("classics/chicken", "one"),
        ("classics/inspection", "public"),
        ("classics/stag_hunt", "two"),
        ("classics/prisoners_dilemma", "one"),
        ("classics/trust", "self"),
        ("classics/screening", "a"),
        ("classics/sanctions_threat", "sender"),
        ("classics/private_cost", "b"),
        ("classics/threat", "target"),
        ("classics/crisis_two_sided", "a"),
        ("classics/centipede", "one"),
        ("light_retaliation", "united_states"),
    ] {
        let settings = lab::quick(name);
        let (wanted, _) = shares(&format!("extends = \"{name}\"\n"), settings);
        // Numbers near 1e6 are 1e-10 apart, so values are known to no more than that, and
        // probabilities to the precision times as much, where players mix less.
        for (constant, apart) in [("1000", 1e-9), ("1000000", 1e-6)] {
            let mut text = format!(
                "extends = \"{name}\"\n[actors.{actor}.payoff]\nfar_away = \"{constant}\"\n"
            );
            if name == "light_retaliation" {
                // its endings replace all flows
                for ending in ["strike", "regime_falls"] {
                    let _ = writeln!(text, "[outcomes.{ending}.flow]\n{actor} = {constant}");
                }
            }
            let (shares, certificate) = shares(&text, settings);
            let gap = gap(&shares, &wanted);
            assert!(
                gap < apart,
                "{name}, {constant}: {gap:e}\n{shares:?}\n{wanted:?}"
            );
            assert!(!certificate.broken(), "{name}, {constant}: {certificate:?}");
        }
    }
}

#[test]
fn rounding_loses_no_branch_of_play_without_end() {
    let starter = include_str!("../scenarios/starter.toml");
    let (wanted, _) = shares(starter, &[]);
    for (constant, apart) in [("1000", 1e-9), ("1000000", 1e-6)] {
        let payoff = format!("[actors.holder.payoff]\nfar_away = \"{constant}\"");
        let ended = format!("holder = {constant}.4 }}                   # each year");
        let far = starter
            .replace("[actors.holder.payoff]", &payoff)
            .replace("holder = 0.4 }                   # each year", &ended);
        assert_eq!(far.matches(constant).count(), 2);
        let (shares, certificate) = shares(&far, &[]);
        assert!(
            gap(&shares, &wanted) < apart,
            "{constant}: {shares:?}\n{wanted:?}"
        );
        assert!(!certificate.broken(), "{constant}: {certificate:?}");
    }
}

#[test]
fn uniqueness_is_claimed_only_where_it_was_examined() {
    let chicken = |settings: &[&str]| {
        let (_, certificate) = shares("extends = \"classics/chicken\"\n", settings);
        (certificate.multiple(), certificate.stages)
    };
    assert_eq!(chicken(&["precision=1.0"]).0, Some(true));
    let (multiple, stages) = chicken(&["precision=0.01"]);
    assert_eq!((multiple, stages.traced), (Some(false), 0));
    let unbounded = [
        "precision=0.01",
        "patience=0.5",
        "time.shadow=\"unbounded\"",
    ];
    let (multiple, stages) = chicken(&unbounded);
    assert!(stages.unique > 0 && stages.traced == 0, "{stages:?}");
    assert_eq!(multiple, None);
    assert_eq!(Certificate::default().multiple(), None);
    assert_eq!(Stages::default().crossed, 0);
}

#[test]
fn settings_at_their_ends_give_an_answer() {
    for name in ["classics/chicken", "classics/centipede", "classics/threat"] {
        for settings in [
            &["patience=0.0"][..],
            &["patience=0.9999"],
            &["precision=0.000001"],
            &["precision=1000000.0"],
            &["time.rounds=30", "patience=0.9999"],
        ] {
            let (shares, certificate) = shares(&format!("extends = \"{name}\"\n"), settings);
            assert!(
                (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12,
                "{shares:?}"
            );
            assert!(
                !certificate.broken(),
                "{name} {settings:?}: {certificate:?}"
            );
        }
    }
}

#[test]
fn a_unique_equilibrium_is_found_where_plain_iteration_goes_round() {
    for precision in ["precision=60.0", "precision=500.0"] {
        let (_, certificate) = shares("extends = \"classics/chain_store\"\n", &[precision]);
        assert!(!certificate.broken(), "{precision}: {certificate:?}");
    }
}

#[test]
fn payoffs_have_no_unit() {
    // a power of 2, so that nothing is rounded
    for seed in 0..16 {
        let (wanted, _) = strategies(&random_game(seed), 1.0).expect("an equilibrium");
        for exponent in [-40, 40] {
            let unit = f64::powi(2.0, exponent);
            let lines: Vec<String> = random_game(seed).lines().map(String::from).collect();
            let payoffs = lines[2].split_whitespace();
            let payoffs: Vec<f64> = payoffs.map(|x| unit * x.parse::<f64>().unwrap()).collect();
            let shape = SHAPES[seed as usize % SHAPES.len()];
            let text = strategic(shape, &payoffs);
            let (found, _) = strategies(&text, 1.0 / unit).expect("an equilibrium");
            assert!(gap(&found, &wanted) < 1e-12, "{seed}: {found:?}");
        }
    }
}

#[test]
fn an_unbounded_game_is_as_exact_with_a_constant_or_in_small_units() {
    let settings = ["precision=2.0", "patience=0.9", "time.shadow=\"unbounded\""];
    for name in ["classics/prisoners_dilemma", "classics/centipede"] {
        let (wanted, _) = shares(&format!("extends = \"{name}\"\n"), &settings);
        for (constant, apart) in [("1000", 1e-9), ("1000000", 1e-6)] {
            let text =
                format!("extends = \"{name}\"\n[actors.one.payoff]\nfar_away = \"{constant}\"\n");
            let (shares, certificate) = shares(&text, &settings);
            let gap = gap(&shares, &wanted);
            assert!(gap < apart, "{name}, {constant}: {gap:e}");
            assert!(!certificate.broken(), "{name}, {constant}: {certificate:?}");
        }
    }
}

#[test]
fn payoffs_too_large_for_numbers_are_an_error_that_says_where() {
    let options = lab::options(1, 10);
    for (name, payoff, said) in [
        (
            "classics/centipede",
            "one.payoff]\nbig = \"1.5e308\"",
            "too large to add up",
        ),
        (
            "classics/threat",
            "sender.payoff]\nbig = \"1.5e308\"",
            "too large to add up",
        ),
        (
            "classics/chicken",
            "one.payoff]\nbig = \"1e308 - 1.7e308 * crashed\"",
            "too large to add up",
        ),
    ] {
        let text = format!("extends = \"{name}\"\n[time]\nshadow = 3\n[actors.{payoff}\n");
        let scenario = lab::read(&text, &["patience=0.9"]);
        let failure = run(scenario, &options, &|_, _| {}).err().expect("an error");
        let message = failure.to_string();
        assert!(message.contains(said), "{name}: {message}");
        assert!(!message.contains("NaN"), "{name}: {message}");
    }
}
