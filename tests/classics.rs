//! Closed forms and other programs' values: the classics, as shipped.

mod common;

use common::lab;
use common::whole_trees::tree_solution;
use demarche::forecast::{Occupancy, forecast, given, outcomes, whole};
use demarche::report::{RunSummary, TypeSummary};
use demarche::solve::{NoEquilibrium, TreeWanted, solve};

/// Shares of outcomes by id.
type Shares = Vec<(String, f64)>;

/// Values at the start by role, and shares of outcomes; then those of each role, if it is drawn.
fn values_and_shares_by_role(name: &str, sets: &[&str]) -> (Vec<f64>, Shares, Vec<Shares>) {
    let scenario = lab::open(name, sets);
    let game = lab::compile(&scenario);
    // at precision without end the regret is a matter of rounding alone
    let solution = lab::solve_unchecked(&game);
    let flows = forecast(&game, &solution, 0);
    let shares = |flow: &Occupancy| {
        let ids = scenario.outcomes.iter().map(|o| o.name.id.clone());
        ids.zip(outcomes(&game, flow, scenario.outcomes.len()))
            .collect()
    };
    let all = shares(&whole(&game, &flows));
    let role = |role| shares(&Occupancy::mix(&flows, &given(&game, role)));
    let roles = (0..game.beliefs.prior.len()).map(role).collect();
    (solution.start(&game), all, roles)
}

/// Values at the start by role, and shares of outcomes.
fn values_and_shares(name: &str, sets: &[&str]) -> (Vec<f64>, Shares) {
    let (values, shares, _) = values_and_shares_by_role(name, sets);
    (values, shares)
}

fn share(of: &[(String, f64)], id: &str) -> f64 {
    of.iter()
        .find(|(o, _)| o == id)
        .unwrap_or_else(|| panic!("no outcome {id}"))
        .1
}

/// P(take) at each move of the centipede, P(challenge) and P(fight) of egame12.
fn conditional(of: &[(String, f64)], ids: &[&str]) -> Vec<f64> {
    let mut left = 1.0;
    let next = |id: &&str| {
        let p = share(of, id) / left;
        left -= share(of, id);
        p
    };
    ids.iter().map(next).collect()
}

#[test]
fn finite_rubinstein_shares() {
    for (n, x) in [1.0, 0.1, 0.91, 0.181, 0.8371].iter().enumerate() {
        let rounds = format!("time.rounds={}", n + 1);
        let (values, _) = values_and_shares("classics/rubinstein", &[&rounds]);
        assert!(
            (values[0] - x).abs() <= 0.001,
            "{} rounds: {} for {x}",
            n + 1,
            values[0]
        );
    }
    let (values, _) = values_and_shares(
        "classics/rubinstein",
        &["time.rounds=5", "state.kept.levels=10001"],
    );
    assert!((values[0] - 0.8371).abs() < 1e-9, "{}", values[0]);
}

#[test]
fn rubinstein_in_the_limit() {
    let grid = |levels: &str| {
        let sets = ["time.rounds=100", "patience_second=0.8", levels];
        (values_and_shares("classics/rubinstein", &sets).0[0] - 0.714286).abs()
    };
    assert!(grid("state.kept.levels=101") < 0.036);
    assert!(grid("state.kept.levels=1001") < 0.0036);
}

#[test]
fn rubinstein_for_ever() {
    // (1 − d2) / (1 − d1 d2), Rubinstein 1982
    for (second, share) in [("0.9", 0.526316), ("0.8", 0.714286)] {
        let second = format!("patience_second={second}");
        let (values, _) = values_and_shares(
            "classics/rubinstein",
            &["time.shadow=\"unbounded\"", &second],
        );
        assert!((values[0] - share).abs() < 0.0036, "{values:?}");
    }
}

#[test]
fn rubinstein_on_a_coarse_grid_goes_round_for_ever() {
    // offers in steps of .01: who would get .52 a round later gives .53, who would get .53 gives .52
    let sets = ["time.shadow=\"unbounded\"", "state.kept.levels=101"];
    let game = lab::compile(&lab::open("classics/rubinstein", &sets));
    let stuck = solve(&game, &|_, _| {}).expect_err("goes round");
    let NoEquilibrium::Unsettled {
        share, residual, ..
    } = stuck
    else {
        panic!("{stuck:?}")
    };
    assert!(share == 1.0 && residual > 0.005, "{stuck:?}");
}

#[test]
fn war_over_shifting_power_for_ever() {
    // at once if and only if (p − c) − d (p' − c) > 1 − d
    for (low, war) in [("0.2", 1.0), ("0.5", 1.0), ("0.55", 0.0)] {
        let (low, to) = (format!("low={low}"), format!("state.power.to={low}"));
        let drop = format!("drop={}", 0.6 - low[4..].parse::<f64>().unwrap());
        let sets = ["time.shadow=\"unbounded\"", &low, &to, &drop];
        let (_, shares) = values_and_shares("classics/shifting_power", &sets);
        assert!(
            (share(&shares, "fight") - war).abs() < 1e-12,
            "{low}: {shares:?}"
        );
    }
}

#[test]
fn baron_ferejohn_keeps_seven_tenths() {
    let name = "classics/baron_ferejohn";
    let scenario = lab::open(name, &[]);
    let game = lab::compile(&scenario);
    let flow = forecast(&game, &lab::solve(&game), 0);
    let v = scenario
        .variables
        .iter()
        .position(|v| v.name.id == "paid")
        .unwrap();
    let levels = &demarche::forecast::course(&game, &flow[0])[v][scenario.time.rounds - 1];
    let paid: f64 = levels
        .iter()
        .zip(scenario.variables[v].values())
        .map(|(p, x)| p * x)
        .sum();
    assert!((1.0 - paid - 0.70).abs() < 1e-9, "{}", 1.0 - paid);
    for value in values_and_shares(name, &[]).0 {
        assert!((value - 1.0 / 3.0).abs() < 1e-9);
    }
}

#[test]
fn a_veto_player_takes_most_and_finer_grids_come_nearer() {
    let v = (2.0 - 0.9) / (6.0 - 5.0 * 0.9);
    let error = |levels: usize| {
        let levels = format!("state.paid.levels={levels}");
        (values_and_shares("classics/baron_ferejohn_veto", &[&levels]).0[0] - v).abs()
    };
    let errors = [error(26), error(101), error(1001)];
    assert!(errors[0] > errors[1] && errors[1] > errors[2], "{errors:?}");
    for (e, g) in errors.iter().zip([0.04, 0.01, 0.001]) {
        assert!(*e <= 4.0 * g, "{errors:?}");
    }
}

#[test]
fn power_that_shifts_too_far_means_war_and_in_steps_peace() {
    let war = |sets: &[&str]| {
        share(
            &values_and_shares("classics/shifting_power", sets).1,
            "fight",
        )
    };
    assert_eq!(war(&[]), 1.0);
    assert_eq!(war(&["state.power.to=0.5", "low=0.5", "drop=0.1"]), 1.0);
    assert_eq!(war(&["state.power.to=0.55", "low=0.55", "drop=0.05"]), 0.0);
    assert_eq!(
        share(
            &values_and_shares("classics/shifting_power_staged", &[]).1,
            "fight"
        ),
        0.0
    );
}

#[test]
fn egame12_at_four_precisions() {
    let known = [
        (0.5, 0.51554, 0.43782),
        (1.0, 0.56093, 0.37754),
        (2.0, 0.71590, 0.26894),
        (5.0, 0.98582, 0.07586),
    ];
    for (lambda, challenge, fight) in known {
        let (_, of) = values_and_shares("classics/egame12", &[&format!("precision={lambda}")]);
        let p = conditional(&of, &["status_quo", "war"]);
        assert!((1.0 - p[0] - challenge).abs() < 1e-4, "{lambda}: {p:?}");
        assert!((p[1] - fight).abs() < 1e-4, "{lambda}: {p:?}");
    }
}

#[test]
fn the_centipede_of_gambit() {
    // P(take) at moves 1 to 4
    let known = [
        (
            0.1,
            [
                0.447996471183472,
                0.458714779759409,
                0.422832393077392,
                0.579324252149955,
            ],
        ),
        (
            0.5,
            [
                0.296256574932698,
                0.277980285578351,
                0.464883649341562,
                0.832018385122033,
            ],
        ),
        (
            1.0,
            [
                0.23619296552989993,
                0.376298744166055,
                0.761576823552599,
                0.960834277201817,
            ],
        ),
        (
            2.0,
            [
                0.372846306791166,
                0.758750703711804,
                0.959411794214556,
                0.998341198919833,
            ],
        ),
    ];
    for (lambda, take) in known {
        let (_, of) = values_and_shares("classics/centipede", &[&format!("precision={lambda}")]);
        let p = conditional(&of, &["taken_1", "taken_2", "taken_3", "taken_4"]);
        for (a, b) in p.iter().zip(take) {
            assert!((a - b).abs() < 1e-6, "{lambda}: {p:?}");
        }
    }
}

#[test]
fn no_precision_is_a_coin_toss() {
    let (_, of) = values_and_shares("classics/centipede", &["precision=0"]);
    for p in conditional(&of, &["taken_1", "taken_2", "taken_3", "taken_4"]) {
        assert!((p - 0.5).abs() < 1e-12);
    }
}

#[test]
fn chicken_stays_on_the_symmetric_branch() {
    let (_, shares) = values_and_shares("classics/chicken", &[]);
    assert!(
        (share(&shares, "crash").sqrt() - 0.1).abs() < 2e-3,
        "{shares:?}"
    );
    assert!(
        (share(&shares, "both_swerve").sqrt() - 0.9).abs() < 2e-3,
        "{shares:?}"
    );
}

#[test]
fn a_harsher_fine_leaves_crime_as_it_is() {
    for (fine, inspect) in [("4", 0.25), ("8", 0.125)] {
        let (_, shares) = values_and_shares("classics/inspection", &[&format!("fine={fine}")]);
        let violate = share(&shares, "caught") + share(&shares, "undetected");
        let inspected = share(&shares, "caught") / violate;
        assert!((violate - 0.2).abs() < 2e-3, "{fine}: {violate}");
        assert!((inspected - inspect).abs() < 2e-3, "{fine}: {inspected}");
    }
}

#[test]
fn the_stag_is_hunted_where_the_risk_is_worth_it() {
    let (_, shares) = values_and_shares("classics/stag_hunt", &[]);
    assert!(share(&shares, "hares") > 0.9, "{shares:?}");
    let (_, shares) = values_and_shares("classics/stag_hunt", &["hare=1"]);
    assert!(share(&shares, "together") > 0.9, "{shares:?}");
}

#[test]
fn a_dilemma_without_a_tomorrow_has_its_closed_form() {
    for (lambda, set) in [(1.0f64, "precision=1"), (2.0, "precision=2")] {
        let once = ["time.rounds=1", "time.shadow=0", set];
        let (_, shares) = values_and_shares("classics/prisoners_dilemma", &once);
        let cooperate = 1.0 / (1.0 + lambda.exp());
        let both = share(&shares, "cooperation").sqrt();
        assert!((both - cooperate).abs() < 1e-10, "{shares:?}");
    }
}

#[test]
fn trust_has_its_threshold() {
    for (sucker, threshold) in [("-1", 0.7692), ("-3", 0.9091)] {
        for (by, cooperates) in [(-0.02, 0.0), (0.02, 1.0)] {
            let sets = [
                format!("trust={}", threshold + by),
                format!("sucker={sucker}"),
            ];
            let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            let (_, shares) = values_and_shares("classics/trust", &sets);
            let trusted = share(&shares, "peace") + share(&shares, "betrayal");
            assert!((trusted - cooperates).abs() < 0.01, "{sets:?}: {shares:?}");
        }
    }
}

#[test]
fn war_with_one_whose_cost_is_not_known_has_its_closed_form() {
    // B's cost is uniform on 0 to .5, in 100 midpoints; demands are on a grid of .0025
    let off = 1.0 / 200.0 + 0.0025 / 0.5 + 0.003;
    for cost in [0.05, 0.1, 0.3] {
        let mut found = vec![];
        for power in [0.2, 0.5, 0.8] {
            let sets = [format!("cost={cost}"), format!("power={power}")];
            let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            let (_, shares) = values_and_shares("classics/private_cost", &sets);
            let war = share(&shares, "war");
            assert!((war - (0.5 - cost) / 1.0).abs() < off, "{sets:?}: {war}");
            found.push(war);
        }
        // who is stronger does not matter
        for war in &found {
            assert!((war - found[0]).abs() < 0.011, "{cost}: {found:?}");
        }
    }
}

#[test]
fn two_types_are_screened_up_to_the_threshold() {
    // demands on the grid: .10 is borne by both types, .40 by the soft one
    let threshold = (0.40 - 0.10) / (0.40 + 0.1);
    for tough in [0.1, 0.3, threshold - 0.02, threshold + 0.02, 0.9] {
        let (_, shares) = values_and_shares("classics/screening", &[&format!("tough={tough}")]);
        let wanted = if tough < threshold { tough } else { 0.0 };
        let war = share(&shares, "war");
        assert!((war - wanted).abs() < 1e-6, "{tough}: {war}");
    }
}

#[test]
fn threats_succeed_more_often_than_the_sanctions_they_leave() {
    for stubborn in [0.2, 0.5, 0.8] {
        let set = format!("stubborn={stubborn}");
        let (_, of, roles) = values_and_shares_by_role("classics/sanctions_threat", &[&set]);
        let imposed = |of: &Shares| share(of, "bent") + share(of, "defied");
        let success = |of: &Shares| share(of, "bent") / imposed(of);
        let yielded = share(&of, "yielded");
        let threat = yielded / (yielded + share(&of, "backed_down"));
        // of all threats more succeed than a sample of sanctions shows
        let overall = (yielded + share(&of, "bent")) / (1.0 - share(&of, "quiet"));
        assert!(threat > success(&of) && overall > success(&of), "{of:?}");
        assert!(imposed(&of) > 0.02, "some are imposed all the same: {of:?}");
        // likeliest on those on whom they work least: roles of sender, then of target
        let (hard, soft) = (&roles[2], &roles[3]);
        assert!(imposed(hard) > imposed(soft), "{hard:?} {soft:?}");
        assert!(success(hard) < success(soft), "{hard:?} {soft:?}");
    }
}

/// A logistic choice between two options.
fn logit(gain: f64) -> f64 {
    1.0 / (1.0 + (-gain).exp())
}

/// What `next` comes to rest at, from `start`.
fn rest<const N: usize>(start: [f64; N], next: impl Fn([f64; N]) -> [f64; N]) -> [f64; N] {
    let mut at = start;
    for _ in 0..20_000 {
        let to = next(at);
        // a small part of the way, so that nothing swings
        at = std::array::from_fn(|i| at[i] + 0.02 * (to[i] - at[i]));
    }
    at
}

#[test]
fn wars_of_attrition_last_as_the_prize_is_worth_it() {
    let (prize, cost, patience) = (4.0, 1.0, 0.95);
    for precision in [0.5, 2.0, 5.0] {
        let set = format!("precision={precision}");
        let (_, shares) = values_and_shares("classics/war_of_attrition", &[&set]);
        // giving way is worth nothing, and so is being where one gives way with probability p
        let [p] = rest([0.5], |[p]| {
            let stay = 1.0 - p;
            let fight = (p * prize - stay * cost) / (1.0 - stay * patience * stay);
            [logit(-precision * fight)]
        });
        let ends = 1.0 - (1.0 - p) * (1.0 - p);
        let lasts = (1.0 - ends).powi(10);
        let both = p * p / ends * (1.0 - lasts);
        assert!(
            (share(&shares, "fighting") - lasts).abs() < 1e-6,
            "{shares:?}"
        );
        assert!(
            (share(&shares, "both_away") - both).abs() < 1e-6,
            "{shares:?}"
        );
    }
    // precise choices come near cost / (prize + cost) a round
    let sets = ["precision=400", "time.rounds=1"];
    let (_, shares) = values_and_shares("classics/war_of_attrition", &sets);
    let stays = share(&shares, "fighting").sqrt();
    assert!((stays - 0.8).abs() < 0.01, "{shares:?}");
}

#[test]
fn the_franchise_is_extended_where_promises_are_worth_too_little() {
    let (patience, poor, transfer, revolution) = (0.9, 1.0, 1.0, 1.9);
    let promise = ((revolution - poor) / transfer - (1.0 - patience)) / patience;
    let forever = |x: f64| x / (1.0 - patience);
    // what waiting for the franchise is worth to the poor, of those who could revolt and were given something now
    let waiting = |q: f64| {
        let w = ((1.0 - q) * poor + q * forever(poor + transfer)) / (1.0 - patience * (1.0 - q));
        poor + transfer + patience * w
    };
    for q in [0.1, 0.3, 0.4, 0.9, 0.95] {
        let threat = format!("threat={q}");
        let (_, shares) = values_and_shares("classics/franchise", &["precision=200", &threat]);
        let wanted = if q >= promise {
            0.0
        } else {
            assert!(waiting(q) < forever(revolution), "{q}");
            1.0 - (1.0 - q).powi(20)
        };
        let found = share(&shares, "franchise");
        assert!((found - wanted).abs() < 1e-6, "{q}: {found} {wanted}");
        assert!(share(&shares, "revolution") < 1e-6);
    }
    // between the two thresholds now this, now that
    assert!(promise > 0.7 && waiting(0.7) > forever(revolution));
    let (_, shares) = values_and_shares("classics/franchise", &["precision=200", "threat=0.7"]);
    let found = share(&shares, "franchise");
    assert!((0.1..0.99).contains(&found), "{found}");
}

#[test]
fn a_juror_asks_what_the_others_yes_would_mean() {
    for (precision, doubt) in [(10.0, 0.5), (20.0, 0.3), (3.0, 0.8)] {
        let sets = [format!("precision={precision}"), format!("doubt={doubt}")];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let (values, shares) = values_and_shares("classics/jury", &sets);
        let signal = 0.7;
        // how likely one convicts who sees innocence and one who sees guilt
        let [low, high] = rest([0.5, 0.5], |[low, high]| {
            let guilty = signal * high + (1.0 - signal) * low;
            let innocent = (1.0 - signal) * high + signal * low;
            let gain = |says: f64| says * guilty * (1.0 - doubt) - (1.0 - says) * innocent * doubt;
            [1.0 - signal, signal].map(|says| logit(precision * gain(says)))
        });
        let guilty = signal * high + (1.0 - signal) * low;
        let innocent = (1.0 - signal) * high + signal * low;
        let convicted = 0.5 * (guilty * guilty + innocent * innocent);
        let found = share(&shares, "convicted");
        assert!((found - convicted).abs() < 1e-5, "{found} {convicted}");
        let value = -0.5 * (innocent * innocent * doubt + (1.0 - guilty * guilty) * (1.0 - doubt));
        let first = 0.5 * (values[0] + values[1]);
        assert!((first - value).abs() < 1e-5, "{values:?} {value}");
    }
    // where guilt is doubted least, a signal of innocence hardly counts: the other's yes says more
    let run = lab::run(
        lab::open("classics/jury", &["precision=40", "doubt=0.3"]),
        1,
        100,
    );
    let types = RunSummary::of(&run, 1).types;
    let first: Vec<f64> = types.iter().map(|t| t.outcomes[0].exact).collect();
    assert!(first[0] > 0.4, "{first:?}");
}

#[test]
fn the_rational_pass_to_be_taken_for_altruists() {
    // how likely the rational take at moves 1 to 4
    let (kind, pot) = (
        0.05,
        [[0.4, 0.1], [0.2, 0.8], [1.6, 0.4], [0.8, 3.2], [6.4, 1.6]],
    );
    for (precision, limit) in [(1.0, 1e-4), (4.0, 1e-4), (10.0, 2e-3)] {
        let [a, b, c, d] = rest([0.5; 4], |[a, b, c, d]| {
            // what each thinks of the other when it moves: the rational that are left
            let left = |stay: f64| (1.0 - kind) * stay / ((1.0 - kind) * stay + kind);
            let (one_2, two_3) = (left(1.0 - a), left(1.0 - b));
            let third = two_3 * d * pot[3][0] + (1.0 - two_3 * d) * pot[4][0];
            let first = |b: f64| {
                let two_1 = 1.0 - kind;
                let own = c * pot[2][0] + (1.0 - c) * third;
                two_1 * b * pot[1][0] + (1.0 - two_1 * b) * own
            };
            let second =
                one_2 * c * pot[2][1] + (1.0 - one_2 * c) * (d * pot[3][1] + (1.0 - d) * pot[4][1]);
            [
                logit(precision * (pot[0][0] - first(b))),
                logit(precision * (pot[1][1] - second)),
                logit(precision * (pot[2][0] - third)),
                logit(precision * (pot[3][1] - pot[4][1])),
            ]
        });
        let set = format!("precision={precision}");
        let scenario = lab::open("classics/centipede_altruists", &[&set]);
        let game = lab::compile_at(&scenario, 41);
        let shares = lab::shares(&scenario, &game, &lab::solve(&game));
        let rational = 1.0 - kind;
        let taken = rational * a;
        assert!(
            (shares[0] - taken).abs() < limit,
            "{precision}: {shares:?} {a} {b} {c} {d}"
        );
        let second = (1.0 - taken) * rational * b;
        assert!(
            (shares[1] - second).abs() < limit,
            "{precision}: {shares:?} {a} {b} {c} {d}"
        );
    }
    // with one in twenty the rational pass at first far more often than where there is none
    let sets = ["precision=10"];
    let (_, some) = values_and_shares("classics/centipede_altruists", &sets);
    let sets = ["precision=10", "altruists=0"];
    let (_, none) = values_and_shares("classics/centipede_altruists", &sets);
    assert!(
        share(&none, "taken_1") > 2.0 * share(&some, "taken_1"),
        "{none:?} {some:?}"
    );
}

#[test]
fn battles_tell_who_is_strong() {
    let run = lab::run(lab::open("classics/revealing_war", &[]), 1, 20_000);
    let summary = RunSummary::of(&run, 1);
    let [weak, strong] = &summary.types[..] else {
        panic!("two types")
    };
    let of = |t: &TypeSummary, m: usize| t.measures[m].exact.expect("a number");
    // the strong get more, and later
    assert!(of(strong, 0) > of(weak, 0) + 0.1 && of(strong, 1) < of(weak, 1) - 0.1);
    let sure = |t: &str| {
        let own = |b: &&demarche::report::BeliefSummary| b.type_ == "strong" && b.true_type == t;
        let rounds = &summary.beliefs.iter().find(own).expect("beliefs").rounds;
        rounds
            .iter()
            .map(|r| r.expect("known")[2])
            .collect::<Vec<_>>()
    };
    let (strong, weak) = (sure("strong"), sure("weak"));
    for (strong, weak) in strong.iter().zip(&weak) {
        assert!(*strong > 0.4 && *weak < 0.4, "{strong} {weak}");
    }
    // a battle that nobody can win by strength tells nothing
    let alike = ["strong_wins=0.5", "weak_wins=0.5"];
    let (values, _) = values_and_shares("classics/revealing_war", &alike);
    assert!((values[0] - values[1]).abs() < 1e-9, "{values:?}");
}

#[test]
fn who_divides_again_and_again_takes_nearly_all() {
    let of = |precision: &str| values_and_shares("classics/kalandrakis", &[precision]).1;
    let (noisy, precise) = (of("precision=5"), of("precision=60"));
    assert!(share(&precise, "three") < 1e-3 && share(&noisy, "three") > 0.02);
    assert!((share(&precise, "one") - 0.5).abs() < 1e-2, "{precise:?}");
}

/// Above which precision messages may mean something, where a world of this variance is believed: there 2λ times the spread of the
/// world times that of what the receiver does comes to 1, whatever the bias.
fn talk_begins(variance: f64) -> f64 {
    let spread = |precision: f64| {
        let acts = [0.0, 0.25, 0.5, 0.75, 1.0];
        let weights = acts.map(|a: f64| (-precision * (a - 0.5).powi(2)).exp());
        let all: f64 = weights.iter().sum();
        let squares = acts.iter().zip(weights).map(|(a, w)| w * (a - 0.5).powi(2));
        (squares.sum::<f64>() / all).sqrt()
    };
    let (mut low, mut high) = (1.0, 10.0);
    while high - low > 1e-12 {
        let middle = 0.5 * (low + high);
        let above = 2.0 * middle * variance.sqrt() * spread(middle) > 1.0;
        *(if above { &mut high } else { &mut low }) = middle;
    }
    low
}

#[test]
fn talk_may_mean_something_from_a_precision_on() {
    // the variance of the world as it is believed at first, and the largest that can be believed
    let (begins, first) = (talk_begins(1.0 / 6.0), talk_begins(0.25));
    for bias in ["bias=0.1", "bias=0.4"] {
        for (times, crossed) in [(0.97, false), (1.03, true), (3.0, true)] {
            let precision = format!("precision={}", times * first);
            let scenario = lab::open("classics/cheap_talk", &[bias, &precision]);
            let game = lab::compile(&scenario);
            let solution = lab::solve(&game);
            // on the branch from precision 0 all say anything; others leave it, first where beliefs are most spread
            let shares = lab::shares(&scenario, &game, &solution);
            assert!((shares[0] - shares[2]).abs() < 1e-9, "{shares:?}");
            let branch_points = solution.certificate.stages.crossed;
            assert_eq!(
                branch_points > 0,
                crossed,
                "{bias} {precision}: {branch_points}"
            );
        }
        let precision = format!("precision={}", 2.0 * begins);
        let game = lab::compile(&lab::open("classics/cheap_talk", &[bias, &precision]));
        let wanted = TreeWanted {
            arms: true,
            ..TreeWanted::default()
        };
        let found = tree_solution(&game, wanted);
        let at = found.equilibria[0].branch_points[0];
        assert!((at - begins).abs() < 1e-3, "{at} {begins}");
        // where words mean something, both are better off
        let values = |n: usize| &found.equilibria[n].certificate.values;
        assert!(found.equilibria.len() == 3 && values(1)[1] > values(0)[1] + 0.01);
    }
}
