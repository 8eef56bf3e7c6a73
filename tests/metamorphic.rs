//! What must not change a forecast: names, order, what cannot be used, the unit and the zero of
//! payoffs, a chance told in two halves, bystanders, types that differ in nothing.
//!
//! Each is tried on every shipped scenario and on random ones; probabilities, measures and values
//! may differ by 1e-11 (values: of the largest), a thousand times what rounding is seen to come to.

mod common;

use common::lab;
use common::random::scenario_text;
use common::tree::Node;
use common::tree::Node::{Array, Bare, Table, Text};
use demarche::game::{Game, compile};
use demarche::language::FUNCTIONS;
use demarche::scenario::{Scenario, load_text, schema, shipped};
use demarche::solve::Solver;
use demarche::study::{Read, Solved};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What rounding may come to.
const ROUNDING: f64 = 1e-11;

/// How many random scenarios there are beside the shipped ones.
const RANDOM: u64 = 24;

/// What is asked of them.
const MEASURES: &str = r#"
[measures]
fighting = { event = "mood == war and load < 2", by = "end" }
laden = { mean = "load * heat", at = "end" }
flagged = { event = "flag or heat > 0.5", at = 1 }
"#;

/// What a scenario comes to, by id.
#[derive(Clone)]
struct Told {
    outcomes: BTreeMap<String, f64>,
    measures: BTreeMap<String, f64>,
    values: BTreeMap<String, f64>,
    /// What a payoff of 1 in every round is worth to each.
    lasting: BTreeMap<String, f64>,
    /// The largest value, 1 at least: by its share values may differ.
    scale: f64,
}

/// A scenario small enough for a test, and what it comes to.
struct Case {
    name: String,
    tree: Node,
    told: Told,
}

/// All of them; the first test that asks works them out.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let shipped = shipped::names().map(|name| (name.to_string(), small(name)));
    // changes of a text that writes others are not changes of what it writes
    let shipped = shipped.filter(|(_, tree)| tree.get("for").is_none());
    let random = (0..RANDOM).map(|seed| {
        let text = scenario_text(seed) + MEASURES;
        (format!("random {seed}"), Node::read(&text))
    });
    let all: Vec<(String, Node)> = shipped.chain(random).collect();
    let case = |(name, tree): (String, Node)| Case {
        told: told(&tree).unwrap_or_else(|said| panic!("{name}: {said}")),
        name,
        tree,
    };
    all.into_par_iter().map(case).collect()
});

/// A shipped scenario with fewer rounds, levels and points of belief, and without what asks for
/// variants or for later rounds.
fn small(name: &str) -> Node {
    let mut tree = Node::shipped(name);
    let settings: &[(&str, &str)] = match name {
        "bargainer_or_keeper" | "two_sided_2006" => &[
            ("time.rounds", "2"),
            ("time.shadow", "0"),
            ("beliefs.points", "3"),
            ("parameters.precision", "1"),
        ],
        "classics/rubinstein" => &[("state.kept.levels", "101")],
        "classics/baron_ferejohn" => &[("state.paid.levels", "41")],
        "classics/baron_ferejohn_veto" => &[("state.paid.levels", "41"), ("time.rounds", "10")],
        "classics/private_cost" => &[("state.demand.levels", "51")],
        "classics/franchise" => &[("time.shadow", "3")],
        "classics/chain_store"
        | "classics/threat"
        | "classics/crisis_two_sided"
        | "classics/sanctions_threat" => &[("beliefs.points", "11")],
        shipped::DEFAULT => &[("time.rounds", "2"), ("time.shadow", "1")],
        _ if !name.contains('/') => &[("time.rounds", "2"), ("time.shadow", "0")],
        _ => &[],
    };
    for (path, text) in settings {
        tree.set(path, text);
    }
    tree.take("hypotheses");
    tree.take("milestones");
    let rounds: usize = written(&tree, &["time", "rounds"])
        .parse()
        .expect("a number");
    if let Some(Table(measures)) = tree.get_mut("measures") {
        let later = |measure: &Node| {
            let moment = measure.get("by").or(measure.get("at")).map(Node::to_string);
            moment
                .and_then(|m| m.parse().ok())
                .is_some_and(|m: usize| m > rounds)
        };
        measures.retain(|(_, measure)| !later(measure));
    }
    tree
}

/// What stands at a path, as it is written.
fn written(tree: &Node, path: &[&str]) -> String {
    let step = |node: &Node, key: &&str| node.get(key).cloned().expect("a key");
    path.iter()
        .fold(tree.clone(), |node, key| step(&node, key))
        .to_string()
}

fn told(tree: &Node) -> Result<Told, String> {
    let scenario = load_text("test", &tree.to_string(), &[]).map_err(|f| f.to_string())?;
    let game = compile(&scenario, &Default::default()).map_err(|f| f.to_string())?;
    let solution = Solver::AGAIN
        .solve(&game, &|_, _| {})
        .map_err(|stuck| format!("{stuck:?}"))?;
    let lasting = actors(&scenario).zip(lasting(&game)).collect();
    let solved = Solved {
        scenario: Cow::Owned(scenario),
        game: Cow::Owned(game),
        solution,
    };
    let scenario = &solved.scenario;
    let answer = solved.answer(&Read {
        measures: scenario
            .measures
            .iter()
            .map(|m| m.name.id.clone())
            .collect(),
        ..Read::default()
    });
    let answer = answer.map_err(|e| e.to_string())?;
    let outcomes = scenario.outcomes.iter().map(|o| o.name.id.clone());
    let measures = scenario.measures.iter().map(|m| m.name.id.clone());
    let scale = answer
        .values
        .iter()
        .fold(1.0f64, |most, x| most.max(x.abs()));
    Ok(Told {
        scale,
        outcomes: outcomes.zip(answer.outcomes.0).collect(),
        measures: measures.zip(answer.measures.0).collect(),
        values: actors(scenario).zip(answer.values.0).collect(),
        lasting,
    })
}

fn actors(scenario: &Scenario) -> impl Iterator<Item = String> {
    scenario.actors.iter().map(|a| a.name.id.clone())
}

/// 1 + δ + δ² ... over all rounds, by actor.
fn lasting(game: &Game) -> Vec<f64> {
    let rounds = game.rounds + game.shadow.expect("a shadow that ends");
    let sum = |i: usize| {
        let patience = game.payments.patience[game.beliefs.role(i, 0)];
        (0..rounds).fold(0.0, |sum, _| 1.0 + patience * sum)
    };
    (0..game.beliefs.actors()).map(sum).collect()
}

/// How far `found` is from what was `wanted` of whatever is wanted.
fn gap(found: &Told, wanted: &Told) -> f64 {
    let apart = |found: &BTreeMap<String, f64>, wanted: &BTreeMap<String, f64>| {
        let gaps = wanted.iter().map(|(id, x)| (found[id] - x).abs());
        gaps.fold(0.0, f64::max)
    };
    let values = apart(&found.values, &wanted.values) / wanted.scale;
    let shares = apart(&found.outcomes, &wanted.outcomes);
    values
        .max(shares)
        .max(apart(&found.measures, &wanted.measures))
}

/// Changes every case, unless `change` finds nothing to change, and fails if one that
/// was changed comes to something else than `wanted` makes of what it came to before. Says of how
/// many that is so.
fn unchanged(
    change: impl Fn(&mut Node) -> bool + Sync,
    wanted: impl Fn(&Told) -> Told + Sync,
) -> usize {
    let cases = &*CASES;
    let tried = |case: &Case| {
        let mut tree = case.tree.clone();
        if !change(&mut tree) {
            return None;
        }
        assert_ne!(tree, case.tree, "{}: nothing was changed", case.name);
        Some(match told(&tree) {
            Err(said) => Err(format!("{}: {said}", case.name)),
            Ok(found) => match gap(&found, &wanted(&case.told)) {
                gap if gap <= ROUNDING => Ok(()),
                gap => Err(format!("{}: {gap:e}, not {ROUNDING:e} at most", case.name)),
            },
        })
    };
    let all: Vec<Result<(), String>> = cases.par_iter().filter_map(tried).collect();
    let count = all.len();
    let faults: Vec<String> = all.into_iter().filter_map(Result::err).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    count
}

fn same(told: &Told) -> Told {
    told.clone()
}

/// A node from its text.
fn node(text: &str) -> Node {
    Node::read(&format!("node = {text}"))
        .take("node")
        .expect("just read")
}

/// What stands in the table at `key`, or nothing.
fn all_of<'a>(tree: &'a mut Node, key: &str) -> &'a mut [(String, Node)] {
    tree.get_mut(key).map_or(&mut [], Node::entries_mut)
}

/// Every table of options of an actor at a turn, with the actor.
fn options<'a>(turn: &'a mut Node, visit: &mut dyn FnMut(&str, &mut Node)) {
    let joint = turn.get("actors").is_some();
    let actor = turn.get("actor").map(bare);
    let Some(options) = turn.get_mut("options") else {
        return;
    };
    match actor {
        Some(actor) => visit(&actor, options),
        None if joint => {
            let own = options.entries_mut().iter_mut();
            own.for_each(|(actor, options)| visit(actor, options));
        }
        None => {}
    }
}

/// A text without its quotes.
fn bare(node: &Node) -> String {
    match node {
        Text(text) | Bare(text) => text.clone(),
        other => panic!("{other} is no text"),
    }
}

/// Whether an actor takes the first of equal options.
fn takes_the_first(tree: &Node, actor: &str) -> bool {
    let actor = tree.get("actors").and_then(|all| all.get(actor));
    let ties = actor.and_then(|a| a.get("ties"));
    ties == Some(&Text("first".into()))
}

fn chooses_exactly(actor: &Node) -> bool {
    actor.get("precision") == Some(&Text("exact".into()))
}

#[test]
fn a_text_written_again_is_the_same_scenario() {
    // so that what follows is of the shipped scenarios, and not of what was made of them here
    for name in shipped::names() {
        let was = lab::open(name, &[]);
        let text = Node::shipped(name).to_string();
        let is = lab::read(&text, &[]);
        assert_eq!(is.settings, was.settings, "{name}");
        assert_eq!(is.digest, was.digest, "{name}");
    }
}

/// The words of the language, which are nobody's names.
fn reserved() -> BTreeSet<String> {
    fn keys(schema: &serde_json::Value, into: &mut BTreeSet<String>) {
        if let Some(properties) = schema["properties"].as_object() {
            into.extend(properties.keys().cloned());
        }
        match schema {
            serde_json::Value::Object(all) => all.values().for_each(|v| keys(v, into)),
            serde_json::Value::Array(all) => all.iter().for_each(|v| keys(v, into)),
            _ => {}
        }
    }
    let mut all: BTreeSet<String> = FUNCTIONS.iter().map(|f| f.to_string()).collect();
    let words = [
        "and",
        "or",
        "not",
        "true",
        "false",
        "end",
        "draft",
        "none",
        "exact",
        "shared",
        "first",
        "together",
        "equilibrium",
        "myopic",
        "random",
        "script",
        "uniform",
        "precision",
        "patience",
        "yes",
        "no",
    ];
    all.extend(words.map(String::from));
    keys(&schema::schema(), &mut all);
    all
}

/// The names that a file gives: whatever stands as a key, and the levels of its variables.
fn given(node: &Node, into: &mut Vec<String>) {
    for (key, inner) in node.entries() {
        into.push(key.clone());
        if let (true, Array(levels)) = (key == "levels", inner) {
            into.extend(levels.iter().map(bare));
        }
        given(inner, into);
    }
}

/// Replaces whole words.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let outside = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    let piece = |piece: &str| {
        let word = piece.trim_end_matches(outside);
        let name = names.get(word).map_or(word, String::as_str);
        format!("{name}{}", &piece[word.len()..])
    };
    text.split_inclusive(outside).map(piece).collect()
}

fn rename(node: &mut Node, names: &BTreeMap<String, String>) {
    match node {
        Table(all) => {
            for (key, inner) in all {
                *key = renamed(key, names);
                rename(inner, names);
            }
        }
        Array(all) => all.iter_mut().for_each(|inner| rename(inner, names)),
        Text(text) => *text = renamed(text, names),
        Bare(_) => {}
    }
}

#[test]
fn names_are_only_names() {
    let reserved = reserved();
    // an alphabetical order turned round, should anything go by one
    let names_of = |tree: &Node| {
        let mut all = vec![];
        given(tree, &mut all);
        let letter = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
        let own: BTreeSet<String> = all
            .into_iter()
            .filter(|name| letter(name) && !reserved.contains(name))
            .collect();
        let count = own.len();
        let new = |(n, name): (usize, String)| (name.clone(), format!("q{:03}_{name}", count - n));
        own.into_iter()
            .enumerate()
            .map(new)
            .collect::<BTreeMap<_, _>>()
    };
    let cases = &*CASES;
    cases.par_iter().for_each(|case| {
        let names = names_of(&case.tree);
        assert!(names.len() > 4, "{}: {names:?}", case.name);
        let mut tree = case.tree.clone();
        rename(&mut tree, &names);
        let found = told(&tree).unwrap_or_else(|said| panic!("{}: {said}", case.name));
        let again = |all: &BTreeMap<String, f64>| {
            let all = all.iter();
            all.map(|(id, x)| (renamed(id, &names), *x)).collect()
        };
        let wanted = Told {
            outcomes: again(&case.told.outcomes),
            measures: again(&case.told.measures),
            values: again(&case.told.values),
            lasting: BTreeMap::new(),
            scale: case.told.scale,
        };
        // the very same sums in the same order
        let gap = gap(&found, &wanted);
        assert!(gap <= 1e-15, "{}: {gap:e}", case.name);
    });
}

#[test]
fn the_order_of_what_has_none_does_not_matter() {
    unchanged(
        |tree| {
            for key in ["parameters", "state", "tables", "define", "measures"] {
                tree.get_mut(key).into_iter().for_each(Node::reverse);
            }
            for (_, actor) in all_of(tree, "actors") {
                actor.get_mut("payoff").into_iter().for_each(Node::reverse);
                actor.get_mut("types").into_iter().for_each(Node::reverse);
            }
            for (_, outcome) in all_of(tree, "outcomes") {
                for key in ["payoff", "flow"] {
                    outcome.get_mut(key).into_iter().for_each(Node::reverse);
                }
            }
            true
        },
        same,
    );
}

#[test]
fn the_order_of_options_events_and_drafts_does_not_matter() {
    let count = unchanged(
        |tree| {
            let before = tree.clone();
            for (_, turn) in all_of(tree, "turns") {
                for key in ["events", "drafts"] {
                    turn.get_mut(key).into_iter().for_each(Node::reverse);
                }
                options(turn, &mut |actor, options| {
                    // who takes the first of equal options goes by their order
                    if !takes_the_first(&before, actor) {
                        options.reverse();
                    }
                    for (_, option) in options.entries_mut() {
                        for key in ["set", "payoff"] {
                            option.get_mut(key).into_iter().for_each(Node::reverse);
                        }
                    }
                });
            }
            *tree != before
        },
        same,
    );
    assert!(count > 40, "{count}");
}

#[test]
fn the_order_of_actors_does_not_matter() {
    unchanged(
        |tree| {
            let actors = tree.get_mut("actors").expect("actors");
            actors.reverse();
            for (_, turn) in all_of(tree, "turns") {
                if let Some(actors) = turn.get_mut("actors") {
                    actors.reverse();
                    turn.get_mut("options").into_iter().for_each(Node::reverse);
                }
            }
            // Also where two actors have types: at any one turn only one of them is learnt about, so
            // the grid is read between points along one axis at a time.
            true
        },
        same,
    );
}

/// Adds a variable that nobody sets: `nobody_sets == there` never holds.
fn never(tree: &mut Node) {
    let state = tree.table("state");
    state.put("nobody_sets", node("{ levels = [\"here\", \"there\"] }"));
}

#[test]
fn what_nobody_reads_or_sets_changes_nothing() {
    unchanged(
        |tree| {
            never(tree);
            tree.set("parameters.nobody_reads", "{ value = 3.5, range = [0, 9] }");
            tree.set(
                "define.unread",
                "\"nobody_reads + 2 * (nobody_sets == here)\"",
            );
            tree.set(
                "tables.unused",
                "{ by = \"nobody_sets\", here = 1, there = \"nobody_reads\" }",
            );
            tree.set(
                "measures.idle",
                "{ event = \"nobody_sets == there\", at = \"end\" }",
            );
            let outcome = node("{ when = \"nobody_sets == there\", ends = true }");
            let Some(Table(outcomes)) = tree.get_mut("outcomes") else {
                panic!("no outcomes");
            };
            outcomes.insert(0, ("unheard_of".into(), outcome));
            true
        },
        |told| {
            let mut told = told.clone();
            told.outcomes.insert("unheard_of".into(), 0.0);
            told.measures.insert("idle".into(), 0.0);
            told
        },
    );
}

#[test]
fn an_option_that_is_never_open_changes_nothing() {
    unchanged(
        |tree| {
            never(tree);
            // what it would do, if it could be done
            let (first, start) = {
                let state = tree.get("state").expect("a state").entries();
                let named = |(_, v): &&(String, Node)| matches!(v.get("levels"), Some(Array(_)));
                let (name, variable) = state.iter().find(named).expect("named levels");
                let Some(Array(levels)) = variable.get("levels") else {
                    unreachable!()
                };
                (name.clone(), bare(&levels[0]))
            };
            let when = "when = \"nobody_sets == there\"";
            let set = format!("set = {{ {first} = \"{start}\" }}");
            for (_, turn) in all_of(tree, "turns") {
                // of several who move at once only one may set a variable, and unseen nobody may
                let own = match turn.get("actors").or(turn.get("hidden")) {
                    Some(_) => String::new(),
                    None => format!(", {set}"),
                };
                options(turn, &mut |actor, options| {
                    let mut all = options.entries().iter();
                    let script = all.any(|(_, o)| o.get("chance").is_some());
                    let more = if script { ", chance = 0" } else { "" };
                    let pays = format!("cost = -3, payoff = {{ {actor} = 5 }}");
                    let text = format!("{{ {when}, {pays}{own}{more} }}");
                    options.put("impossible", node(&text));
                });
                if let Some(events) = turn.get_mut("events") {
                    events.put(
                        "impossible",
                        node(&format!("{{ {when}, chance = 1, {set} }}")),
                    );
                }
                // without a proposer there is one draft
                if turn.get("proposer").is_some() {
                    turn.table("drafts")
                        .put("impossible", node(&format!("{{ {when}, {set} }}")));
                }
            }
            true
        },
        same,
    );
}

/// Calls `visit` with everything that is paid: terms, costs, payoffs received once and flows.
fn paid(node: &mut Node, visit: &mut dyn FnMut(&mut Node)) {
    fn leaves(node: &mut Node, visit: &mut dyn FnMut(&mut Node)) {
        match node {
            Table(all) => all.iter_mut().for_each(|(_, inner)| leaves(inner, visit)),
            leaf => visit(leaf),
        }
    }
    for (key, inner) in node.entries_mut() {
        match key.as_str() {
            "payoff" | "cost" | "flow" => leaves(inner, visit),
            "set" | "parameters" => {}
            _ => paid(inner, visit),
        }
    }
}

/// `outside` with what stands at `node` in place of `{}`.
fn wrap(node: &mut Node, outside: &str) {
    *node = Text(outside.replace("{}", &format!("({})", bare(node))));
}

#[test]
fn payoffs_have_no_unit() {
    for unit in [1000.0, 1.0 / 3.0] {
        unchanged(
            |tree| {
                for key in ["actors", "turns", "outcomes"] {
                    let within = tree.get_mut(key).expect("a table");
                    paid(within, &mut |leaf| wrap(leaf, &format!("{unit} * {{}}")));
                }
                let parameters = tree.table("parameters");
                if let Some(precision) = parameters.take("precision") {
                    let value = precision.get("value").unwrap_or(&precision).to_string();
                    let value: f64 = value.parse().expect("a number");
                    parameters.put("precision", Bare(format!("{:?}", value / unit)));
                }
                true
            },
            |told| {
                let mut told = told.clone();
                told.values.values_mut().for_each(|v| *v *= unit);
                told.scale *= unit;
                told
            },
        );
    }
}

#[test]
fn a_constant_in_every_round_is_worth_itself_and_changes_nothing_else() {
    let constant = |id: &str| [7.0, -4.0, 2.5][id.len() % 3];
    unchanged(
        |tree| {
            for (id, actor) in all_of(tree, "actors") {
                let besides = Bare(format!("{:?}", constant(id)));
                actor.table("payoff").put("besides", besides);
            }
            // what an ending gives in place of all payoffs from then on
            for (_, outcome) in all_of(tree, "outcomes") {
                for (id, flow) in all_of(outcome, "flow") {
                    wrap(flow, &format!("{{}} + {}", constant(id)));
                }
            }
            true
        },
        |told| {
            let mut told = told.clone();
            // nature receives nothing
            for (id, value) in told.values.iter_mut().filter(|(id, _)| *id != "nature") {
                *value += constant(id) * told.lasting[id];
            }
            told
        },
    );
}

#[test]
fn an_event_told_in_two_halves_is_one() {
    let count = unchanged(
        |tree| {
            let mut any = false;
            for (_, turn) in all_of(tree, "turns") {
                let Some(Table(events)) = turn.get_mut("events") else {
                    continue;
                };
                let halves = events.iter().flat_map(|(id, event)| {
                    let mut half = event.clone();
                    wrap(half.get_mut("chance").expect("a chance"), "0.5 * {}");
                    [(id.clone(), half.clone()), (format!("{id}_again"), half)]
                });
                *events = halves.collect();
                any = true;
            }
            any
        },
        same,
    );
    assert!(count > 20, "{count}");
}

/// Puts a turn of the text `turn` at place `at`.
fn put_turn(tree: &mut Node, at: usize, id: &str, turn: &str) {
    let Some(Table(turns)) = tree.get_mut("turns") else {
        panic!("no turns");
    };
    let at = at.min(turns.len());
    turns.insert(at, (id.into(), node(turn)));
}

#[test]
fn a_bystander_changes_nothing() {
    // As the first to move it would let a state count that is only the start's; what is asked
    // `by` a round here is false at the start, or true after every move.
    for at in [0, usize::MAX] {
        unchanged(
            |tree| {
                let precision = tree.get("parameters").and_then(|p| p.get("precision"));
                let own = if precision.is_none() {
                    "precision = \"exact\""
                } else {
                    ""
                };
                let patience = tree.get("parameters").and_then(|p| p.get("patience"));
                let other = if patience.is_none() {
                    "patience = 0.5"
                } else {
                    ""
                };
                let parts = [own, other].into_iter().filter(|p| !p.is_empty());
                let parts = parts.collect::<Vec<_>>().join(", ");
                tree.set("actors.bystander", &format!("{{ {parts} }}"));
                let turn = "{ actor = \"bystander\", options = { stand = {} } }";
                put_turn(tree, at, "standing_by", turn);
                true
            },
            |told| {
                let mut told = told.clone();
                told.values.insert("bystander".into(), 0.0);
                told
            },
        );
    }
}

#[test]
fn a_turn_that_never_comes_up_changes_nothing() {
    for at in [0, usize::MAX] {
        unchanged(
            |tree| {
                let (actor, _) = &tree.get("actors").expect("actors").entries()[0];
                let turn = format!(
                    "{{ actor = \"{actor}\", when = \"false\", options = {{ rest = {{}}, \
                     rise = {{ cost = -9, payoff = {{ {actor} = 3 }} }} }} }}"
                );
                put_turn(tree, at, "never_comes", &turn);
                true
            },
            same,
        );
    }
}

#[test]
fn types_that_differ_in_nothing_change_nothing() {
    // Beliefs about them stay where they are, on a point of the grid: nothing is read between.
    let count = unchanged(
        |tree| {
            let is_typed = |(_, actor): &(String, Node)| actor.get("types").is_some();
            let private = all_of(tree, "private").iter();
            let owner = |(_, variable): &(String, Node)| variable.get("owner").map(bare);
            let owners: Vec<String> = private.filter_map(owner).collect();
            let typed = all_of(tree, "actors").iter().any(is_typed) || !owners.is_empty();
            let all = all_of(tree, "actors");
            // with types of its own, an actor has other axes of belief
            let plain = |(id, actor): &&mut (String, Node)| {
                !chooses_exactly(actor) && actor.get("types").is_none() && !owners.contains(id)
            };
            let Some((_, actor)) = all.iter_mut().find(plain) else {
                return false;
            };
            let types = "{ one_kind = { prior = 0.35 }, other_kind = { prior = 0.65 } }";
            actor.put("types", node(types));
            if !typed {
                tree.set("beliefs.points", "3");
            }
            true
        },
        same,
    );
    assert!(count > 40, "{count}");
}
