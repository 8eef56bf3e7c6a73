//! Games of incomplete information whose agent logit equilibria another program computed: the grid
//! of beliefs approaches them as it is refined.

mod common;

use common::lab;
use demarche::game::{Game, Move, MoverTypes, Place, Position};
use demarche::solve::Solution;
use serde_json::Value;

/// The shipped scenario of each game, and how its information sets are come to: what stands before
/// the action in the reference, the options taken from the start, the mover's type.
type Sets = Vec<(&'static str, Vec<&'static str>, usize)>;

fn games() -> Vec<(&'static str, &'static str, Sets)> {
    let threat = vec![
        ("Sender|firm:open", vec![], 0),
        ("Sender|bluff:open", vec![], 1),
        ("Sender|firm:carry", vec!["threaten", "resist"], 0),
        ("Sender|bluff:carry", vec!["threaten", "resist"], 1),
        ("Target|threatened", vec!["threaten"], 0),
    ];
    let crisis = vec![
        ("A|hawk:open", vec![], 0),
        ("A|dove:open", vec![], 1),
        ("B|hard:reply", vec!["challenge"], 0),
        ("B|soft:reply", vec!["challenge"], 1),
        ("A|hawk:last", vec!["challenge", "resist"], 0),
        ("A|dove:last", vec!["challenge", "resist"], 1),
    ];
    let mut chain: Sets = vec![
        ("Entrant 1|in?", vec![], 0),
        ("Entrant 2|in? F", vec!["in", "fight"], 0),
        ("Entrant 2|in? S", vec!["in", "share"], 0),
        ("Entrant 2|in? O", vec!["out"], 0),
    ];
    for (kind, sets) in [
        [
            "Incumbent|tough respond",
            "Incumbent|tough respond F",
            "Incumbent|tough respond S",
            "Incumbent|tough respond O",
        ],
        [
            "Incumbent|weak respond",
            "Incumbent|weak respond F",
            "Incumbent|weak respond S",
            "Incumbent|weak respond O",
        ],
    ]
    .into_iter()
    .enumerate()
    {
        chain.push((sets[0], vec!["in"], kind));
        chain.push((sets[1], vec!["in", "fight", "in"], kind));
        chain.push((sets[2], vec!["in", "share", "in"], kind));
        chain.push((sets[3], vec!["out", "in"], kind));
    }
    vec![
        ("threat", "threat", threat),
        ("crisis", "crisis_two_sided", crisis),
        ("chain2", "chain_store", chain),
    ]
}

/// The probability of `option` for type `kind` after `path` was seen.
fn probability(game: &Game, solution: &Solution, path: &[&str], kind: usize, option: &str) -> f64 {
    let s = &game.structure;
    let mut p = s.first().expect("somebody moves");
    let mut held = game.beliefs.coordinates(game.beliefs.start);
    let find = |p: Position, id: &str| {
        let same = |m: &Move| s.option_id(s.turn_of(p), *m) == id;
        s.moves_of(p).find(same).expect("an open option")
    };
    for id in path {
        let m = find(p, id);
        let view = solution.view(game, 1, &held);
        held = view.after(p, m, &held);
        p = s.position(s.next(m)).expect("somebody moves");
    }
    let place = Place::Move(find(p, option));
    let view = solution.view(game, 1, &held);
    view.share(p, place, MoverTypes::new(kind))
}

/// The largest difference from the reference with this many points.
fn error(
    scenario: &str,
    sets: &Sets,
    order: &[&str],
    wanted: &[f64],
    lambda: &str,
    points: usize,
) -> f64 {
    let scenario = lab::open(scenario, &[&format!("precision={lambda}")]);
    let game = lab::compile_at(&scenario, points);
    let solution = lab::solve(&game);
    let gap = |(name, wanted): (&&str, &f64)| {
        let (set, option) = name.rsplit_once('|').expect("an action");
        let (_, path, kind) = sets.iter().find(|s| s.0 == set).expect("a set");
        (probability(&game, &solution, path, *kind, option) - wanted).abs()
    };
    order.iter().zip(wanted).map(gap).fold(0.0, f64::max)
}

#[test]
fn the_grid_approaches_another_programs_equilibria() {
    let reference: Value =
        serde_json::from_str(include_str!("reference/signalling.json")).expect("JSON");
    for (name, scenario, sets) in games() {
        let game = &reference["games"][name];
        let list = |v: &Value| v.as_array().expect("a list").clone();
        let order = list(&game["order"]);
        let order: Vec<&str> = order.iter().map(|o| o.as_str().expect("text")).collect();
        for (lambda, wanted) in game["qre"].as_object().expect("by precision") {
            let wanted: Vec<f64> = list(wanted)
                .iter()
                .map(|x| x.as_f64().expect("x"))
                .collect();
            let errors = [11, 21, 41, 81]
                .map(|points| error(scenario, &sets, &order, &wanted, lambda, points));
            println!("{name} at {lambda}: {errors:?}");
            assert!(
                errors[3] <= errors[0].max(1e-8),
                "{name} at {lambda}: {errors:?}"
            );
            if lambda.parse::<f64>().expect("a number") <= 2.0 {
                assert!(errors[2] < 1e-3, "{name} at {lambda}: {errors:?}");
            }
        }
    }
}
