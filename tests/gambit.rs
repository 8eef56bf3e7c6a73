//! Games in Gambit's formats: answers as the other program gives them, scenarios written and read
//! back, and games of other information sets refused by name.

mod common;

use common::gambit::{opened, refused, tried};
use common::lab::{self, gap};
use demarche::gambit::{Import, export, read};
use demarche::game::Limits;
use demarche::study::sets;
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn numbers(v: &Value) -> Vec<f64> {
    let all = v.as_array().expect("a list").iter();
    all.map(|x| x.as_f64().expect("a number")).collect()
}

/// The probability of every action, in order of players, sets, actions.
fn probabilities_of(import: &Import) -> Vec<f64> {
    sets(import, &lab::solve(&import.game)).concat()
}

/// What each probability belongs to: player, set, action.
fn names(import: &Import) -> Vec<String> {
    let tree = &import.tree;
    let mut all = vec![];
    for (s, _) in &import.places {
        let set = &tree.sets[*s];
        for action in &set.actions {
            let player = &tree.players[set.player.expect("a player")];
            all.push(format!("{player}|{}|{action}", set.label));
        }
    }
    all
}

#[test]
fn signalling_games_from_their_files_approach_the_references() {
    let reference = json(include_str!("reference/signalling.json"));
    for (name, text) in [
        ("threat", include_str!("reference/threat.efg")),
        ("crisis", include_str!("reference/crisis.efg")),
        ("chain2", include_str!("reference/chain2.efg")),
    ] {
        let game = &reference["games"][name];
        let order = game["order"].as_array().expect("a list");
        for (lambda, wanted) in game["qre"].as_object().expect("by precision") {
            let precision: f64 = lambda.parse().expect("a number");
            let wanted = numbers(wanted);
            let errors = [11, 21, 41, 81].map(|points| {
                let import = opened("game.efg", text, precision, points);
                let (names, all) = (names(&import), probabilities_of(&import));
                let found = order.iter().map(|name| {
                    let at = names.iter().position(|n| name == n);
                    all[at.unwrap_or_else(|| panic!("{name} among {names:?}"))]
                });
                gap(&found.collect::<Vec<_>>(), &wanted)
            });
            println!("{name} at {lambda}: {errors:?}");
            assert!(errors[3] <= errors[0].max(1e-8), "{name}: {errors:?}");
            assert!(precision > 2.0 || errors[2] < 1e-3, "{name}: {errors:?}");
        }
    }
}

#[test]
fn normal_forms_as_the_other_program_solves_them() {
    let reference = json(include_str!("reference/equilibria.json"));
    for (name, entry) in reference["normal_form"].as_object().expect("games") {
        let counts = numbers(&entry["strategies"]);
        let cells = entry["payoffs"].as_array().expect("payoffs");
        // the first player's strategy runs fastest in such a file
        let mut rows: Vec<(Vec<f64>, Vec<f64>)> = cells
            .iter()
            .map(|c| (numbers(&c[0]), numbers(&c[1])))
            .collect();
        rows.sort_by(|a, b| {
            a.0.iter()
                .rev()
                .partial_cmp(b.0.iter().rev())
                .expect("whole")
        });
        let list = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>().join(" ");
        let players = list(&mut (1..=counts.len()).map(|i| format!("\"Player {i}\"")));
        let sizes = list(&mut counts.iter().map(f64::to_string));
        let flat = list(&mut rows.iter().flat_map(|r| &r.1).map(f64::to_string));
        let outcomes = list(&mut rows.iter().map(|r| {
            let payoffs: Vec<String> = r.1.iter().map(f64::to_string).collect();
            format!("{{ \"\" {} }}", payoffs.join(", "))
        }));
        let which = list(&mut (1..=rows.len()).map(|k| k.to_string()));
        let head = format!("NFG 1 R \"{name}\" {{ {players} }} {{ {sizes} }}\n\"as it was\"\n");
        for (lambda, wanted) in entry["qre"].as_object().expect("by precision") {
            let precision = lambda.parse().expect("a number");
            let [one, other] = [
                format!("{head}{flat}\n"),
                format!("{head}{{ {outcomes} }}\n{which}\n"),
            ]
            .map(|text| probabilities_of(&opened("game.nfg", &text, precision, 3)));
            assert_eq!(one, other, "{name}: payoffs and outcomes say the same");
            // the other program leaves the principal branch of this symmetric game
            if (name.as_str(), lambda.as_str()) == ("sh3.nfg", "2.0") {
                continue;
            }
            let error = gap(&one, &numbers(wanted));
            assert!(error < 1e-6, "{name} at {lambda}: {error:e}");
        }
    }
}

#[test]
fn the_centipede_as_the_other_program_solves_it() {
    let pairs = [(0.8, 0.2), (0.4, 1.6), (3.2, 0.8), (1.6, 6.4)];
    let mut text = String::from("EFG 2 R \"centipede\" { \"Player 1\" \"Player 2\" }\n\"\"\n");
    for (k, (a, b)) in pairs.iter().enumerate() {
        let (player, number) = (k % 2 + 1, k / 2 + 1);
        text += &format!("p \"\" {player} {number} \"(1,{number})\" {{ \"TAKE\" \"PASS\" }} 0\n");
        text += &format!("t \"\" {} \"\" {{ {a}, {b} }}\n", k + 1);
    }
    // a fraction, and an outcome named
    text += "t \"\" 5 \"the pot\" { 64/5 3.2 }\n";
    let reference = json(include_str!("reference/equilibria.json"));
    for (lambda, wanted) in reference["trees"]["cent4.efg"]["qre"]
        .as_object()
        .expect("λ")
    {
        let import = opened("c.efg", &text, lambda.parse().expect("a number"), 3);
        let error = gap(&probabilities_of(&import), &numbers(wanted));
        assert!(error < 1e-6, "at {lambda}: {error:e}");
    }
}

#[test]
fn a_scenario_written_as_a_tree_has_the_same_answer() {
    for (name, precision) in [
        ("classics/threat", 2.0),
        ("classics/crisis_two_sided", 2.0),
        ("classics/chain_store", 2.0),
        ("classics/chicken", 3.0),
        ("classics/stag_hunt", 1.5),
        ("classics/centipede", 1.0),
        ("classics/egame12", 1.0),
    ] {
        let scenario = lab::open(name, &[]);
        let mut game = lab::compile(&scenario);
        game.payments.precision.fill(precision);
        let players: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let tree = export(&game, &scenario.title, &players).unwrap_or_else(|(m, _)| panic!("{m}"));
        let points = scenario.belief_points;
        let import = opened("back.efg", &tree.text("a \"comment\""), precision, points);
        assert_eq!(import.tree.title, scenario.title);
        let (solution, back) = (lab::solve(&game), lab::solve(&import.game));
        let (ours, theirs) = (solution.start(&game), back.start(&import.game));
        assert!(gap(&ours, &theirs) < 1e-9, "{name}: {ours:?} {theirs:?}");
    }
}

#[test]
fn what_is_no_small_tree_is_not_written() {
    for (name, says) in [
        ("north_korea_2006", "the vote at turn `council`"),
        ("starter", "an unbounded shadow would make an infinite tree"),
        ("classics/rubinstein", "nodes, more than 200000"),
    ] {
        let path = format!("scenarios/{name}.toml");
        let scenario = lab::open(&path, &[]);
        let game = lab::compile(&scenario);
        let players: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let (message, _) = export(&game, "", &players).expect_err(name);
        assert!(message.contains(says), "{name}: {message}");
    }
}

#[test]
fn other_information_sets_are_refused_by_name() {
    let head = "EFG 2 R \"\" { \"A\" \"B\" } \"\"\n";
    let end = "t \"\" 1 \"\" { 1, 2 }\n";
    // B knows whether A stopped, not which of two ways it went on
    let partly = [
        "p \"\" 1 1 \"\" { \"x\" \"y\" \"z\" } 0\n",
        end,
        "p \"\" 2 7 \"what?\" { \"l\" \"r\" } 0\n",
        end,
        end,
        "p \"\" 2 7 0\n",
        end,
        end,
    ];
    let said = refused(&format!("{head}{}", partly.concat()));
    assert!(said.contains("information set 7 \"what?\" of B"), "{said}");
    // two cards of three: what one holds the other does not
    let mut cards = String::from("c \"\" 1 \"\" { \"JQ\" 1/3 \"QK\" 1/3 \"KJ\" 1/3 } 0\n");
    for k in 1..=3 {
        cards += &format!("p \"\" 1 {k} \"\" {{ \"bet\" \"fold\" }} 0\n");
        cards += &format!("p \"\" 2 {} \"\" {{ \"call\" \"fold\" }} 0\n", k % 2 + 1);
        cards += &end.repeat(3);
    }
    let said = refused(&format!("{head}{cards}"));
    assert!(said.contains("chance draws"), "{said}");
    // a type that others are paid by
    let mut paid = String::from("c \"\" 1 \"\" { \"good\" 1/2 \"bad\" 1/2 } 0\n");
    for k in 1..=2 {
        paid += &format!("p \"\" 1 {k} \"\" {{ \"ask\" \"leave\" }} 0\n");
        paid += "p \"\" 2 1 \"\" { \"give\" \"keep\" } 0\n";
        paid += &format!("t \"\" {k} \"\" {{ 1, {k} }}\n");
        paid += &"t \"\" 9 \"\" { 0, 0 }\n".repeat(2);
    }
    let said = refused(&format!("{head}{paid}"));
    assert!(said.contains("what B gets depends on a draw"), "{said}");
}

#[test]
fn faults_of_the_text_are_pointed_at() {
    for (text, says) in [
        (
            "EFG 2 R \"\" { \"A\" } \"\"\np \"\" 2 1 \"\" { \"x\" } 0\n",
            "there is no player 2 of 1",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\np \"\" 1 1 \"\" { \"x\" } 0\n",
            "the file ends where a node",
        ),
        (
            "EFG 2 R \"never closed",
            "this quotation mark is never closed",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\nt \"\" 1 \"\" { 1, 2 }\n",
            "the payoffs are 1",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\nt \"\" 3\n",
            "outcome 3 has no payoffs",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\nt \"\" 1 \"\" { 1 }\n",
            "nobody moves in this game",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\nt \"\" 0\nt \"\" 0\n",
            "something follows",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\nc \"\" 1 \"\" { \"x\" .5 \"y\" .6 } 0\n",
            "these probabilities sum to 1.1",
        ),
        (
            "NFG 1 R \"\" { \"A\" \"B\" } { 2 }\n\n1 2",
            "strategies of 2 players",
        ),
        ("NFG 1 R \"\" { \"A\" } { 2 }\n\n1 2 3", "more numbers than"),
        (
            "NFG 1 R \"\" { \"A\" } { 2 }\n\n1",
            "the file ends where a payoff",
        ),
        (
            "NFG 1 R \"\" { \"A\" } { 2 } { { \"\" 1 } } 1 2",
            "there is no outcome 2",
        ),
        ("", "the file ends where `EFG`"),
        (
            "NFG 1 R \"\" { \"A\" } { 2 }\n\n1 -2e300",
            "in all A gets -2e300 here, beyond 1e300",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\np \"\" 1 1 \"\" { \"x\" } 1 \"\" { 1e308 }\nt \"\" 1\n",
            "in all A gets 1e308 here, beyond 1e300",
        ),
        (
            "EFG 2 R \"\" { \"A\" } \"\"\nc \"\" 1 \"\" { \"x\" -.5 \"y\" 1.5 } 0\n",
            "a probability must not be below 0",
        ),
    ] {
        let said = refused(text);
        assert!(said.contains(says), "{text:?}: {said}");
    }
}

#[test]
fn no_text_makes_the_reader_panic() {
    let text = include_str!("reference/threat.efg");
    for cut in (0..text.len()).step_by(7) {
        let _ = tried("cut.efg", &text[..cut], 1.0, 3);
        let mut other = text.to_string();
        other.remove(cut);
        let _ = tried("hole.efg", &other, 1.0, 3);
    }
    let (tree, _) = read("threat.efg", text, &Limits::default()).expect("a tree");
    let (again, _) = read("again.efg", &tree.text(""), &Limits::default()).expect("the same tree");
    assert_eq!(tree.text(""), again.text(""), "written and read back");
}

/// A tree of two players in which B answers at each of two nodes.
fn answered(first: &str, second: &str) -> String {
    let head = "EFG 2 R \"\" { \"A\" \"B\" } \"\"\np \"\" 1 1 \"\" { \"x\" \"y\" } 0\n";
    format!("{head}{first}\n{second}\n")
}

#[test]
fn a_number_that_means_two_things_is_refused_with_both_places() {
    let end = "t \"\" 1 \"war\" { 1, 2 }";
    let node = |set: &str| format!("p \"\" 2 7 {set} 0\n{end}\n{end}");
    let chance = |set: &str| format!("c \"\" 3 {set} 0\n{end}\n{end}");
    for (first, second, says) in [
        (
            end.to_string(),
            "t \"\" 1 \"war\" { 1, 3 }".to_string(),
            "outcome 1 has other payoffs here than where it came first",
        ),
        (
            end.to_string(),
            "t \"\" 1 \"peace\" { 1, 2 }".to_string(),
            "outcome 1 is called \"peace\" here, \"war\" where it came first",
        ),
        (
            node("\"s\" { \"l\" \"r\" }"),
            node("\"s\" { \"r\" \"l\" }"),
            "information set 7 of player 2 has other actions here, or in another order, than",
        ),
        (
            node("\"s\" { \"l\" \"r\" }"),
            format!("{}\n{end}", node("\"s\" { \"l\" \"r\" \"m\" }")),
            "information set 7 of player 2 has 3 actions here, 2 where it came first",
        ),
        (
            node("\"s\" { \"l\" \"r\" }"),
            node("\"u\" { \"l\" \"r\" }"),
            "information set 7 of player 2 is called \"u\" here, \"s\" where it came first",
        ),
        (
            chance("\"\" { \"l\" 1/2 \"r\" 1/2 }"),
            chance("\"\" { \"l\" 1/3 \"r\" 2/3 }"),
            "the draw 3 has other probabilities here than where it came first",
        ),
        (
            chance("\"\" { \"l\" 1/2 \"r\" 1/2 }"),
            chance("\"\" { \"r\" 1/2 \"l\" 1/2 }"),
            "the draw 3 has other actions here, or in another order, than",
        ),
    ] {
        let text = answered(&first, &second);
        let fault = tried("game.efg", &text, 1.0, 3).expect_err(&text);
        let said = fault.to_string();
        assert!(said.contains(says), "{text}: {said}");
        let diagnostic = &fault.diagnostics[0];
        let (first, _) = diagnostic.related.as_ref().expect("the other place");
        let line = |span| fault.sources.place(span).0;
        assert_eq!(line(*first), 3, "{said}");
        assert!(line(diagnostic.span.expect("a place")) > 3, "{said}");
        assert!(said.contains("here it came first"), "{said}");
        assert!(!diagnostic.help.is_empty());
    }
    // the same again, and what is not said again, mean the same
    for (first, second) in [
        (end, "t \"\" 1 \"war\" { 1.0 4/2 }"),
        (end, "t \"\" 1 \"\" { 1 2 }"),
        (end, "t \"\" 1"),
    ] {
        opened("game.efg", &answered(first, second), 1.0, 3);
    }
    let said = refused(&answered(end, "t \"\" 0 \"\" { 0, 1 }"));
    assert!(said.contains("outcome 0 pays nothing"), "{said}");
}

#[test]
fn types_that_chance_never_draws_are_left_out() {
    // with "never" first or last, or drawn by a second move of chance, the game is the same
    let sender = |k: usize| format!("p \"\" 1 {k} \"\" {{ \"ask\" \"leave\" }} 0\n");
    let part = |k: usize| {
        let reply = "p \"\" 2 1 \"\" { \"give\" \"keep\" } 0\n";
        let out = "t \"\" 9 \"\" { 0, 1 }\n";
        let pays = [3 * k, k, 1];
        let ends: Vec<String> = (0..2)
            .map(|e| {
                format!(
                    "t \"\" {} \"\" {{ {}, {e} }}\n",
                    10 * k + e,
                    pays[e] as f64 - 2.0
                )
            })
            .collect();
        format!("{}{reply}{}{out}", sender(k), ends.concat())
    };
    let head = "EFG 2 R \"\" { \"A\" \"B\" } \"\"\n";
    let draw = |actions: &str| format!("{head}c \"\" 1 \"\" {{ {actions} }} 0\n");
    let plain = format!("{}{}{}", draw("\"a\" .4 \"b\" .6"), part(1), part(2));
    let zeros = [
        format!(
            "{}{}{}{}",
            draw("\"n\" 0 \"a\" .4 \"b\" .6"),
            part(3),
            part(1),
            part(2)
        ),
        format!(
            "{}{}{}{}",
            draw("\"a\" .4 \"b\" .6 \"n\" 0"),
            part(1),
            part(2),
            part(3)
        ),
        format!(
            "{}{}{}{}{}",
            draw("\"s\" 1 \"n\" 0.0"),
            &draw("\"a\" .4 \"b\" .6")[head.len()..].replace("c \"\" 1", "c \"\" 2"),
            part(1),
            part(2),
            part(3)
        ),
    ];
    let wanted = opened("game.efg", &plain, 2.0, 21);
    let probabilities = probabilities_of(&wanted);
    let names: Vec<_> = wanted.game.beliefs.names[..2].to_vec();
    assert_eq!((names[0].0.as_str(), names[1].0.as_str()), ("a", "b"));
    for text in zeros {
        let import = opened("game.efg", &text, 2.0, 21);
        assert!(
            gap(&probabilities_of(&import), &probabilities) < 1e-12,
            "{text}"
        );
        let places = import.places.len();
        assert_eq!(
            (
                places,
                import
                    .tree
                    .sets
                    .iter()
                    .filter(|s| s.player.is_some())
                    .count()
            ),
            (3, 4)
        );
    }
    // a branch of probability 1 and one of 0: A is sure of itself
    let sure = format!("{}{}{}", draw("\"a\" 1 \"n\" 0"), part(1), part(2));
    assert!(!opened("game.efg", &sure, 2.0, 21).game.beliefs.typed());
}

#[test]
fn backslashes_in_labels_are_kept() {
    let text = answered("t \"\" 1 \"\" { 1, 2 }", "t \"\" 2 \"\" { 2, 2 }")
        .replace("\"x\"", r#""c:\new \"x\"""#);
    let import = opened("game.efg", &text, 1.0, 3);
    assert_eq!(import.tree.sets[0].actions[0], r#"c:\new "x""#);
    let again = opened("game.efg", &import.tree.text(""), 1.0, 3);
    assert_eq!(again.tree.sets[0].actions, import.tree.sets[0].actions);
}

/// A tree of one draw with so many actions.
fn drawn(actions: usize) -> String {
    let mut text = String::from("EFG 2 R \"\" { \"A\" } \"\"\nc \"\" 1 \"\" {");
    text += &format!(" \"\" 1/{actions}").repeat(actions);
    text += " } 0\np \"\" 1 1 \"\" { \"l\" \"r\" } 0\n";
    text += "t \"\" 1 \"\" { 1 }\nt \"\" 2 \"\" { 2 }\n";
    text + &"t \"\" 1\n".repeat(actions - 1)
}

#[test]
fn sizes_are_held_up_to_the_edge_of_their_integers() {
    // combinations of strategies have a limit; chance knows none, and beyond 16 bits nothing is lost
    let strategies = |n: usize| format!("NFG 1 R \"\" {{ \"A\" }} {{ {n} }}\n{}", "1 ".repeat(n));
    let import = opened("game.nfg", &strategies(65_536), 1.0, 3);
    let s = &import.game.structure;
    let last = s.all_moves().next_back().expect("moves");
    assert_eq!(s.option(last), 65_535);
    let said = refused(&strategies(65_537));
    assert!(said.contains("65537 combinations of strategies"), "{said}");
    let import = opened("game.efg", &drawn(65_537), 1.0, 3);
    assert_eq!(import.game.structure.turns[0].options.len(), 65_537);
}

#[test]
fn what_would_take_too_much_memory_is_refused_at_once() {
    let large = "{ 999999999 999999999 999999999 }";
    let players = |n: usize| "\"P\" ".repeat(n);
    let three = format!("NFG 1 R \"\" {{ {} }} {large}\n1", players(3));
    let many = format!(
        "NFG 1 R \"\" {{ {} }} {{ {} }}\n{}",
        players(100_000),
        "1 ".repeat(100_000),
        "1 ".repeat(100_000)
    );
    // payoffs named once and meant 65,536 times
    let outcome = format!("{{ \"\" {} }}", "1 ".repeat(60_016));
    let meant = format!(
        "NFG 1 R \"\" {{ {} }} {{ {} {} }}\n{{ {outcome} }} {}",
        players(60_016),
        "2 ".repeat(16),
        "1 ".repeat(60_000),
        "1 ".repeat(65_536)
    );
    let ends = 200_000;
    let mut tree = format!(
        "EFG 2 R \"\" {{ {} }} \"\"\np \"\" 1 1 \"\" {{ ",
        players(20_000)
    );
    tree += &"\"\" ".repeat(ends);
    tree += &format!("}} 0\nt \"\" 1 \"\" {{ {} }}\n", "1 ".repeat(20_000));
    tree += &"t \"\" 1\n".repeat(ends - 1);
    let wide = format!(
        "NFG 1 R \"\" {{ \"A\" \"B\" }} {{ 60001 1 }}\n{}",
        "1 ".repeat(120_002)
    );
    for (text, says) in [
        (three, "999999997000000000000000000 combinations"),
        (
            "NFG 1 R \"\" { \"A\" } { 18446744073709551616 }".into(),
            "more than 999999999",
        ),
        (
            "NFG 1 R \"\" { \"A\" } { 4294967297 }".into(),
            "more than 999999999",
        ),
        (many, "memory than the 4096 MB allowed"),
        (meant, "memory than the 4096 MB allowed"),
        (tree, "memory than the 4096 MB allowed"),
        (wide, "memory than the 4096 MB allowed"),
    ] {
        let begun = std::time::Instant::now();
        let said = refused(&text);
        let head: String = said.chars().take(300).collect();
        assert!(head.contains(says), "{head}");
        let seconds = begun.elapsed().as_secs_f64();
        assert!(seconds < 5.0, "{seconds} s: {head}");
    }
}

#[test]
fn deep_trees_are_read_and_solved_without_recursion() {
    let depth = 100_000;
    let chain = |letter: &str, set: &str| {
        let mut text = String::from("EFG 2 R \"\" { \"A\" } \"\"\n");
        for n in 1..=depth {
            text += &format!("{letter} {n} {set} 0\n");
        }
        text
    };
    let left = chain("p \"\" 1", "\"\" { \"on\" \"stop\" }");
    let whole = format!("{left}{}", "t \"\" 1 \"\" { 1 }\n".repeat(depth + 1));
    let import = opened("game.efg", &whole, 1.0, 3);
    let found = probabilities_of(&import);
    // every end pays the same
    assert!(found.iter().all(|p| (p - 0.5).abs() < 1e-12));
    let said = refused(&left);
    assert!(said.contains("the file ends where a node"), "{said}");
    // draws of which each is certain, one after another
    let certain = chain("c \"\"", "\"\" { \"on\" 1 }");
    let certain = format!("{certain}t \"\" 1 \"\" {{ 1 }}\n");
    let import = opened("game.efg", &certain, 1.0, 3);
    assert_eq!(import.game.structure.positions().len(), depth);
    for bracket in ["{", "\"", "{ \"\" "] {
        refused(&format!(
            "NFG 1 R \"\" {{ \"A\" }} {}",
            bracket.repeat(depth)
        ));
        refused(&format!("EFG 2 R \"\" {}", bracket.repeat(depth)));
    }
}

#[test]
fn what_is_written_for_the_other_program_is_told_apart() {
    // turns that several histories lead to
    for name in ["trust", "chain_store", "screening", "sanctions_threat"] {
        let name = format!("classics/{name}");
        let scenario = lab::open(&name, &[]);
        let game = lab::compile(&scenario);
        let players: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let tree = export(&game, &scenario.title, &players).unwrap_or_else(|(m, _)| panic!("{m}"));
        let (back, _) = read("x.efg", &tree.text(""), &Limits::default()).expect("a tree");
        let mut labels: Vec<_> = back.sets.iter().map(|s| (s.player, &s.label)).collect();
        let all = labels.len();
        labels.sort();
        labels.dedup();
        assert_eq!(labels.len(), all, "{name}: {labels:?}");
    }
}
