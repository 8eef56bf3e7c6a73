//! Tables by several variables: the same numbers as an expression that says them.

use demarche::lab::Lab;
use demarche::scenario::Edit;
use std::fmt::Write;

/// Two play a game again and again; what each gets depends on a state and on what both did, by what `pays` says.
fn game(tables: &str, pays: &str) -> String {
    format!(
        r#"
        [time]
        rounds = 3
        shadow = 2
        [parameters]
        precision = 2
        patience = 0.8
        bonus = 0.5
        [state]
        now = {{ levels = ["good", "bad", "worse"], start = "bad" }}
        did = {{ levels = ["none", "share", "grab"], each_round = "none" }}
        trust = {{ levels = 2, start = 1 }}
        {tables}
        [actors.a.payoff]
        all = "{pays}"
        [turns.move]
        actor = "a"
        [turns.move.options]
        share = {{ set = {{ did = "share" }} }}
        grab = {{ set = {{ did = "grab", trust = 0 }} }}
        [turns.fate.events]
        better = {{ when = "did == share and now > good", chance = 0.5, set = {{ now = "good" }} }}
        worse = {{ when = "did == grab", chance = 0.4, set = {{ now = "worse" }} }}
        [outcomes.good]
        when = "now == good"
        [outcomes.other]
        otherwise = true
        "#
    )
}

fn outcomes(text: &str) -> Vec<f64> {
    let lab = Lab::parse("tables", text).unwrap_or_else(|e| panic!("{e}"));
    let solved = lab.solve().unwrap_or_else(|e| panic!("{e}"));
    solved
        .outcomes()
        .into_values()
        .chain([solved.value("a").expect("an actor")])
        .collect()
}

const LIST: &str = "[tables]\nreward = { by = [\"now\", \"did\", \"trust\"], values = [\
    0, 1, 2, 3, 4, 5, \
    -1, 0, 1, 2, 3, 9, \
    -2, \"-1 - bonus\", 0, 1, 2, \"bonus\"] }";

/// The same, without a table.
const SAID: &str = "if(now == good, 0, if(now == bad, -1, -2)) + 2 * (did == share) + 4 * (did == grab) + trust \
    + 5 * (now == bad and did == grab and trust == 1) - (1 - trust) * 0 \
    + if(now == worse and did == none and trust == 1, -bonus, 0) \
    + if(now == worse and did == grab and trust == 1, bonus - 3, 0)";

#[test]
fn a_list_says_what_an_expression_says() {
    let listed = outcomes(&game(LIST, "reward"));
    let said = outcomes(&game("", SAID));
    for (a, b) in listed.iter().zip(&said) {
        assert!((a - b).abs() < 1e-12, "{listed:?} {said:?}");
    }
    // it is not the same whatever it lists
    let other = outcomes(&game(&LIST.replace("2, 3, 4, 5,", "2, 7, 4, 5,"), "reward"));
    assert!((other[0] - listed[0]).abs() > 1e-6, "{other:?} {listed:?}");
}

#[test]
fn one_variable_may_have_a_list_too() {
    let list = "[tables]\nreward = { by = \"now\", values = [3, 2, 1] }";
    let named = "[tables]\nreward = { by = \"now\", good = 3, bad = 2, worse = 1 }";
    assert_eq!(
        outcomes(&game(list, "reward")),
        outcomes(&game(named, "reward"))
    );
}

#[test]
fn a_long_list_of_numbers_is_no_long_expression() {
    // 6,000 entries, more than a part of an expression may become
    let mut numbers = String::new();
    for n in 0..6000 {
        let _ = write!(numbers, "{}, ", n % 7);
    }
    let long = |pays: &str| {
        let tables = format!(
            "place = {{ levels = 40, start = 3 }}\nhour = {{ levels = 50, start = 7 }}\n\
             [tables]\nmap = {{ by = [\"place\", \"hour\", \"now\"], values = [{numbers}] }}"
        );
        game(&tables, pays)
    };
    // place 3, hour 7: entries 3 · 150 + 7 · 3 = 471 to 473, so 2, 3, 4
    let listed = outcomes(&long("2 * map + trust"));
    let said = outcomes(&long(
        "2 * if(now == good, 2, if(now == bad, 3, 4)) + trust",
    ));
    for (a, b) in listed.iter().zip(&said) {
        assert!((a - b).abs() < 1e-12, "{listed:?} {said:?}");
    }
}

#[test]
fn entries_may_read_what_the_list_does_not() {
    let list = "[tables]\nreward = { by = [\"now\", \"did\"], values = [\
        \"trust\", 1, \"2 * trust\", 0, 1, 2, \"-trust\", 1, 2] }";
    let said = "if(now == good, if(did == none, trust, if(did == share, 1, 2 * trust)), \
        if(now == bad, if(did == none, 0, if(did == share, 1, 2)), \
        if(did == none, -trust, if(did == share, 1, 2))))";
    let (listed, said) = (outcomes(&game(list, "reward")), outcomes(&game("", said)));
    for (a, b) in listed.iter().zip(&said) {
        assert!((a - b).abs() < 1e-12, "{listed:?} {said:?}");
    }
}

/// A level that is chosen picks entries too; with one level as a lever of its own, it is known before play.
#[test]
fn a_chosen_level_picks_its_entry() {
    let text = |cost: &str, tables: &str| {
        format!(
            r#"
            [parameters]
            precision = 2
            patience = 1
            [state]
            effort = {{ levels = 3 }}
            season = {{ levels = ["dry", "wet"], start = "wet" }}
            {tables}
            [actors.a.payoff]
            gain = "effort * if(season == wet, 1, 2)"
            [turns.work]
            actor = "a"
            [turns.work.options]
            work = {{ choose = "effort", cost = "{cost}" }}
            [outcomes.much]
            when = "effort == 2"
            [outcomes.little]
            otherwise = true
            "#
        )
    };
    let list =
        "[tables]\nprice = { by = [\"season\", \"effort\"], values = [0, 1, 9, 0, 0.2, 0.7] }";
    let said = "if(season == dry, if(effort == 2, 9, effort), if(effort == 2, 0.7, 0.2 * effort))";
    let solved = |text: &str, commit: bool| {
        let mut lab = Lab::parse("work", text).unwrap_or_else(|e| panic!("{e}"));
        if commit {
            let scenario = lab.scenario();
            let lever = scenario.levers()[1];
            lab = lab
                .edited(Edit::Commit(scenario.lever_id(&lever)))
                .expect("it is bound");
        }
        let found = lab.solve().expect("it solves");
        (
            found.outcome("much").expect("an outcome"),
            found.value("a").expect("an actor"),
        )
    };
    for commit in [false, true] {
        let (listed, said) = (
            solved(&text("price", list), commit),
            solved(&text(said, ""), commit),
        );
        assert!((listed.0 - said.0).abs() < 1e-12 && (listed.1 - said.1).abs() < 1e-12);
    }
}
