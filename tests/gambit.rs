//! Games in Gambit's formats: answers as the other program gives them, scenarios written and read
//! back, and games of other information sets refused by name.

use demarche::gambit::{Import, export, load, read};
use demarche::game::compile;
use demarche::scenario::load as scenario;
use demarche::solve::solve;
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
fn solved(import: &Import) -> Vec<f64> {
    let solution = solve(&import.game, &|_| {}).expect("an equilibrium");
    let c = &solution.certificate;
    assert!(c.residual < 1e-10 && !c.broken(), "{c:?}");
    sets(import, &solution).concat()
}

/// What each probability belongs to: player, set, action.
fn names(import: &Import) -> Vec<String> {
    let tree = &import.tree;
    let mut all = vec![];
    for (s, _) in &import.places {
        let set = &tree.sets[*s];
        for action in &set.actions {
            let player = tree.player(set.player.expect("a player"));
            all.push(format!("{player}|{}|{action}", set.label));
        }
    }
    all
}

fn opened(name: &str, text: &str, precision: f64, points: usize) -> Import {
    load(name, text, precision, points).unwrap_or_else(|f| panic!("{f}"))
}

fn worst(found: &[f64], wanted: &[f64]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let gaps = found.iter().zip(wanted).map(|(a, b)| (a - b).abs());
    gaps.fold(0.0, f64::max)
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
                let (names, all) = (names(&import), solved(&import));
                let found = order.iter().map(|name| {
                    let at = names.iter().position(|n| name == n);
                    all[at.unwrap_or_else(|| panic!("{name} among {names:?}"))]
                });
                worst(&found.collect::<Vec<_>>(), &wanted)
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
            .map(|text| solved(&opened("game.nfg", &text, precision, 3)));
            assert_eq!(one, other, "{name}: payoffs and outcomes say the same");
            // the other program leaves the principal branch of this symmetric game
            if (name.as_str(), lambda.as_str()) == ("sh3.nfg", "2.0") {
                continue;
            }
            let error = worst(&one, &numbers(wanted));
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
        let error = worst(&solved(&import), &numbers(wanted));
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
        let scenario = scenario(name, &[]).unwrap_or_else(|f| panic!("{f}"));
        let mut game = compile(&scenario, &Default::default()).unwrap_or_else(|f| panic!("{f}"));
        game.numbers.precision.fill(precision);
        let players: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let tree = export(&game, &scenario.title, &players).unwrap_or_else(|(m, _)| panic!("{m}"));
        let points = scenario.belief_points;
        let import = opened("back.efg", &tree.text("a \"comment\""), precision, points);
        assert_eq!(import.tree.title, scenario.title);
        let solution = solve(&game, &|_| {}).expect("an equilibrium");
        let back = solve(&import.game, &|_| {}).expect("an equilibrium");
        let (ours, theirs) = (solution.start(&game), back.start(&import.game));
        assert!(worst(&ours, &theirs) < 1e-9, "{name}: {ours:?} {theirs:?}");
    }
}

#[test]
fn what_is_no_small_tree_is_not_written() {
    for (name, says) in [
        ("north_korea_2006", "the vote at turn `council`"),
        ("starter", "nodes, more than 200000"),
        ("classics/rubinstein", "nodes, more than 200000"),
    ] {
        let path = format!("scenarios/{name}.toml");
        let scenario = scenario(&path, &[]).unwrap_or_else(|f| panic!("{f}"));
        let game = compile(&scenario, &Default::default()).unwrap_or_else(|f| panic!("{f}"));
        let players: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let (message, _) = export(&game, "", &players).expect_err(name);
        assert!(message.contains(says), "{name}: {message}");
    }
}

/// The message about a text that is not read as a game.
fn refused(text: &str) -> String {
    let name = match text.starts_with("NFG") {
        true => "game.nfg",
        false => "game.efg",
    };
    load(name, text, 1.0, 3).expect_err(text).to_string()
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
    ] {
        let said = refused(text);
        assert!(said.contains(says), "{text:?}: {said}");
    }
}

#[test]
fn no_text_makes_the_reader_panic() {
    let text = include_str!("reference/threat.efg");
    for cut in (0..text.len()).step_by(7) {
        let _ = load("cut.efg", &text[..cut], 1.0, 3);
        let mut other = text.to_string();
        other.remove(cut);
        let _ = load("hole.efg", &other, 1.0, 3);
    }
    let (tree, _) = read("threat.efg", text).expect("a tree");
    let (again, _) = read("again.efg", &tree.text("")).expect("the same tree");
    assert_eq!(tree.text(""), again.text(""), "written and read back");
}
