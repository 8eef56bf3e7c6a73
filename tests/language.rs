//! Sentences of the language: each says the same as a longer text without it, or as a closed form.

use demarche::lab::Lab;
use demarche::scenario::Moment;

fn lab(text: &str) -> Lab {
    Lab::parse("sentence", text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// The probabilities of all outcomes, then the value of `a`.
fn numbers(lab: &Lab) -> Vec<f64> {
    let solved = lab.solve().unwrap_or_else(|e| panic!("{e}"));
    let value = solved.value("a").expect("an actor");
    solved.outcomes().into_values().chain([value]).collect()
}

fn alike(one: &str, other: &str) {
    let (one, other) = (numbers(&lab(one)), numbers(&lab(other)));
    assert_eq!(one.len(), other.len());
    for (x, y) in one.iter().zip(&other) {
        assert!((x - y).abs() < 1e-12, "{one:?}\n{other:?}");
    }
    // a text in which nothing happens would show nothing
    assert!(
        one.iter().filter(|p| **p > 0.01 && **p < 0.99).count() > 1,
        "{one:?}"
    );
}

/// A crisis along a named, a numbered and a falling scale; each option sets one.
fn scales(up: [&str; 3], down: [&str; 3], sharp: &str) -> String {
    let [mood, heat, trust] = up;
    let [calm, cool, doubt] = down;
    format!(
        r#"
        [time]
        rounds = 3
        [parameters]
        precision = 1.5
        patience = 0.9
        [state]
        mood = {{ levels = ["calm", "tense", "war"], start = "tense" }}
        heat = {{ levels = 4, from = 0.1, to = 0.7, start = 0.3 }}
        trust = {{ levels = 3, from = 1, to = 0, start = 1 }}
        [actors.a.payoff]
        all = "heat - 0.7 * (mood == war) + 0.4 * trust"
        [turns.move]
        actor = "a"
        [turns.move.options]
        wait = {{ set = {{ trust = "{trust}" }} }}
        press = {{ set = {{ mood = "{mood}" }} }}
        stoke = {{ set = {{ heat = "{heat}" }} }}
        [turns.luck.events]
        calmer = {{ chance = 0.2, set = {{ mood = "{calm}" }} }}
        cooler = {{ chance = 0.2, set = {{ heat = "{cool}" }} }}
        doubt = {{ chance = 0.3, set = {{ trust = "{doubt}" }} }}
        [outcomes.sharp]
        when = "{sharp}"
        [outcomes.hot]
        when = "heat > 0.45"
        [outcomes.else]
        otherwise = true
        "#
    )
}

#[test]
fn next_and_previous_go_one_level_along_a_scale_and_stop_at_its_ends() {
    let said = scales(
        ["next(mood)", "next(heat)", "next(trust)"],
        ["previous(mood)", "previous(heat)", "previous(trust)"],
        "next(mood) == war and mood != war",
    );
    let spelled = scales(
        [
            "if(mood == calm, tense, war)",
            "min(heat + 0.2, 0.7)",
            "max(trust - 0.5, 0)",
        ],
        [
            "if(mood == war, tense, calm)",
            "max(heat - 0.2, 0.1)",
            "min(trust + 0.5, 1)",
        ],
        "mood == tense",
    );
    alike(&said, &spelled);
}

#[test]
fn next_may_be_the_name_of_something() {
    let said = scales(
        ["next(mood)", "next(heat)", "next(trust)"],
        ["previous(mood)", "previous(heat)", "previous(trust)"],
        "next(mood) == war and mood != war",
    );
    let renamed = said
        .replace("mood = {", "next = {")
        .replace("(mood)", "(next)")
        .replace("{ mood =", "{ next =")
        .replace("mood ==", "next ==")
        .replace("mood !=", "next !=");
    assert!(!renamed.contains("mood"), "{renamed}");
    alike(&said, &renamed);
}

#[test]
fn a_variable_can_be_set_to_the_level_of_another_with_the_same_levels() {
    let text = |now: &str, tits: &str| {
        format!(
            r#"
            [time]
            rounds = 3
            [parameters]
            precision = 2
            patience = 0.8
            [state]
            mine = {{ levels = ["keep", "give"] }}
            yours = {{ levels = ["keep", "give"], start = "give" }}
            [actors.a.payoff]
            all = "(yours == give) - 0.4 * (mine == give)"
            [actors.b.payoff]
            all = "(mine == give)"
            [turns.first]
            actor = "a"
            [turns.first.options]
            keep = {{ set = {{ mine = "keep" }} }}
            give = {{ set = {{ mine = "give" }} }}
            [turns.second]
            actor = "b"
            [turns.second.options]
            {tits}
            [outcomes.both]
            when = "{now}"
            [outcomes.else]
            otherwise = true
            "#
        )
    };
    let copied = text(
        "mine == yours and mine == give",
        r#"tit = { set = { yours = "mine" } }
           keep = { set = { yours = "keep" } }"#,
    );
    let spelled = text(
        "mine == give and yours == give",
        r#"tit = { set = { yours = "if(mine == give, give, keep)" } }
           keep = { set = { yours = "keep" } }"#,
    );
    alike(&copied, &spelled);
}

#[test]
fn the_clock_reads_as_a_counter_kept_by_hand() {
    let text = |time: &str, state: &str, turn: &str, now: &str| {
        format!(
            r#"
            [time]
            rounds = 4
            shadow = 2
            {time}
            [parameters]
            precision = 2
            patience = 0.8
            [state]
            deal = false
            {state}
            [actors.a.payoff]
            all = "0.2 * deal + 0.02 * {now}"
            [turns.talk]
            actor = "a"
            [turns.talk.options]
            wait = {{}}
            sign = {{ when = "{now} <= 3 and not deal", cost = "0.5 * {now}", set = {{ deal = true }} }}
            {turn}
            [outcomes.deal]
            when = "deal"
            [outcomes.none]
            otherwise = true
            "#
        )
    };
    let clock = text("clock = true", "", "", "round");
    // the hand moves first in every round but the first
    let by_hand = text(
        "",
        "t = { levels = 4, from = 1, to = 4 }\nfirst = { start = true }",
        "",
        "t",
    )
    .replace(
        "[turns.talk]\n",
        "[turns.hand.events]\ntick = { when = \"not first\", chance = 1, set = { t = \"min(t + 1, 4)\" } }\n\
         start = { when = \"first\", chance = 1, set = { first = false } }\n[turns.talk]\n",
    );
    alike(&clock, &by_hand);
}

/// A vote of three, whose yes costs nothing and whose no costs nothing: what each wants decides.
fn council(more: &str) -> String {
    format!(
        r#"
        [parameters]
        precision = 1
        patience = 1
        quorum = 3
        heavy = 3
        [state]
        law = false
        [actors.a.payoff]
        all = "0.8 * law"
        [actors.b.payoff]
        all = "-0.5 * law"
        [actors.c.payoff]
        all = "-1.1 * law"
        [turns.council]
        members = ["a", "b", "c"]
        {more}
        [turns.council.drafts]
        law = {{ set = {{ law = true }} }}
        [outcomes.law]
        when = "law"
        [outcomes.none]
        otherwise = true
        "#
    )
}

fn law(more: &str) -> f64 {
    numbers(&lab(&council(more)))[0]
}

#[test]
fn weights_make_a_dictator_and_scale_with_what_is_needed() {
    // a alone decides: its yes is the law, so it votes by the logit of what the law is worth to it
    let dictator = law("weights = { a = 3 }\nneeds = \"quorum\"");
    let logit = 1.0 / (1.0 + (-0.8f64).exp());
    assert!((dictator - logit).abs() < 1e-12, "{dictator}");
    let plain = law("needs = 2");
    let weighed = law("weights = { a = 2.5, b = 2.5, c = 2.5 }\nneeds = 5");
    assert!((plain - weighed).abs() < 1e-12, "{plain} {weighed}");
    // who weighs nothing might as well not be there
    let without = law("weights = { c = 0 }\nneeds = 2");
    let two = council("needs = 2").replace("[\"a\", \"b\", \"c\"]", "[\"a\", \"b\"]");
    assert!(
        (without - numbers(&lab(&two))[0]).abs() < 1e-12,
        "{without}"
    );
    assert!((plain - without).abs() > 0.01, "{plain} {without}");
}

#[test]
fn what_a_vote_needs_can_be_turned_like_any_parameter() {
    let text = council("weights = { a = \"heavy\" }\nneeds = \"quorum\"");
    for (quorum, heavy) in [(1.0, 3.0), (2.0, 1.0), (3.0, 1.0), (4.5, 3.0)] {
        let turned = lab(&text)
            .with("quorum", quorum)
            .and_then(|l| l.with("heavy", heavy))
            .expect("set");
        let own = law(&format!("weights = {{ a = {heavy} }}\nneeds = {quorum}"));
        let found = numbers(&turned)[0];
        assert!(
            (found - own).abs() < 1e-12,
            "{quorum} {heavy}: {found} {own}"
        );
    }
}

/// Five parties bargain in the order of their names: what is written once for all of them.
fn families() -> String {
    r#"
    [for]
    party = ["left", "green", "right"]
    other = "party"
    [time]
    rounds = 2
    [parameters]
    precision = 1.5
    patience = 0.9
    "seats_{party}" = 30
    seats_right = 45
    [state]
    "in_{party}" = false
    [define]
    seated = "sum({party}, seats_{party} * in_{party})"
    alone = "any({party}, in_{party} and all({other}, not in_{other}))"
    [actors.a]
    payoff = { none = 0 }
    [actors."{party}"]
    label = "the party {party}"
    payoff = { office = "0.02 * seats_{party} * in_{party} - 0.3 * any({other}, in_{other}) + 0.2 * alone" }
    [turns."move_{party}"]
    actor = "{party}"
    [turns."move_{party}".options]
    out = { set = { "in_{party}" = false } }
    join = { set = { "in_{party}" = true }, payoff = { "{other}" = -0.05 } }
    [turns.house]
    members = ["{party}"]
    weights = { "{party}" = "seats_{party}" }
    needs = 53
    [turns.house.drafts]
    dissolve = { when = "seated > 60", set = { "in_{party}" = false } }
    [outcomes.government]
    when = "seated >= 60"
    [outcomes.none]
    otherwise = true
    "#
    .to_string()
}

#[test]
fn a_family_is_what_would_be_written_out() {
    let spelled = r#"
    [time]
    rounds = 2
    [parameters]
    precision = 1.5
    patience = 0.9
    seats_left = 30
    seats_green = 30
    seats_right = 45
    [state]
    in_left = false
    in_green = false
    in_right = false
    [define]
    seated = "seats_left * in_left + seats_green * in_green + seats_right * in_right"
    alone = "in_left + in_green + in_right == 1"
    [actors.a]
    payoff = { none = 0 }
    [actors.left.payoff]
    office = "0.02 * seats_left * in_left - 0.3 * (in_green or in_right) + 0.2 * alone"
    [actors.green.payoff]
    office = "0.02 * seats_green * in_green - 0.3 * (in_left or in_right) + 0.2 * alone"
    [actors.right.payoff]
    office = "0.02 * seats_right * in_right - 0.3 * (in_green or in_left) + 0.2 * alone"
    [turns.move_left]
    actor = "left"
    [turns.move_left.options]
    out = { set = { in_left = false } }
    join = { set = { in_left = true }, payoff = { green = -0.05, right = -0.05 } }
    [turns.move_green]
    actor = "green"
    [turns.move_green.options]
    out = { set = { in_green = false } }
    join = { set = { in_green = true }, payoff = { left = -0.05, right = -0.05 } }
    [turns.move_right]
    actor = "right"
    [turns.move_right.options]
    out = { set = { in_right = false } }
    join = { set = { in_right = true }, payoff = { green = -0.05, left = -0.05 } }
    [turns.house]
    members = ["left", "green", "right"]
    weights = { left = "seats_left", green = "seats_green", right = "seats_right" }
    needs = 53
    [turns.house.drafts]
    dissolve = { when = "seated > 60", set = { in_left = false, in_green = false, in_right = false } }
    [outcomes.government]
    when = "seated >= 60"
    [outcomes.none]
    otherwise = true
    "#;
    let (family, spelled) = (lab(&families()), lab(spelled));
    let values = |lab: &Lab| {
        let solved = lab.solve().unwrap_or_else(|e| panic!("{e}"));
        let own = ["left", "green", "right"].map(|i| solved.value(i).expect("an actor"));
        [numbers(lab), own.to_vec()].concat()
    };
    let (one, other) = (values(&family), values(&spelled));
    assert!(one[0] > 0.01 && one[0] < 0.99, "{one:?}");
    for (x, y) in one.iter().zip(&other) {
        assert!((x - y).abs() < 1e-12, "{one:?}\n{other:?}");
    }
    // a setting is of one member
    let turned = family.with("seats_green", 10.0).expect("set");
    assert!((values(&turned)[0] - one[0]).abs() > 1e-3);
}

#[test]
fn another_file_can_lengthen_a_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("three.toml"), families()).expect("written");
    let longer =
        "extends = \"three.toml\"\n[for]\nparty = [\"left\", \"green\", \"centre\", \"right\"]\n";
    std::fs::write(path("four.toml"), longer).expect("written");
    let four = demarche::scenario::load(&path("four.toml"), &[]).expect("read");
    let names: Vec<&str> = four.actors.iter().map(|a| a.name.label.as_str()).collect();
    assert_eq!(
        names,
        [
            "a",
            "the party left",
            "the party green",
            "the party centre",
            "the party right"
        ]
    );
    let turns: Vec<&str> = four.turns.iter().map(|t| t.name.id.as_str()).collect();
    assert_eq!(
        turns,
        [
            "move_left",
            "move_green",
            "move_centre",
            "move_right",
            "house"
        ]
    );
}

#[test]
fn rounds_of_days_and_weeks_have_dates() {
    let text = |round: &str, date: &str| {
        format!(
            "[time]\nround = \"{round}\"\nstart = 2006-12-27\nrounds = 9\n[parameters]\npatience = 0.9\nprecision = 2\n[state]\nwar = false\n[actors.a]\n\
             [turns.move]\nactor = \"a\"\n[turns.move.options]\nwait = {{}}\nfight = {{ set = {{ war = true }} }}\n\
             [outcomes.war]\nwhen = \"war\"\n[outcomes.peace]\notherwise = true\n\
             [milestones.m]\nlabel = \"war\"\nevent = \"war\"\nby = {date}\nhappened = false\nsource = \"test\"\n"
        )
    };
    // a week has seven days from the start on, a day is itself; both go on into the next year
    for (round, date, wanted, label) in [
        ("week", "2006-12-27", 1, "week of 27 Dec 2006"),
        ("week", "2007-01-02", 1, "week of 27 Dec 2006"),
        ("week", "2007-01-03", 2, "week of 3 Jan 2007"),
        ("week", "2007-02-27", 9, "week of 21 Feb 2007"),
        ("day", "2006-12-27", 1, "27 Dec 2006"),
        ("day", "2007-01-01", 6, "1 Jan 2007"),
        ("day", "2007-01-04", 9, "4 Jan 2007"),
    ] {
        let lab = Lab::parse("dated", &text(round, date)).unwrap_or_else(|f| panic!("{f}"));
        let scenario = lab.scenario();
        assert_eq!(scenario.milestones[0].moment, Moment::By(wanted), "{date}");
        assert_eq!(scenario.time.label(wanted), label);
    }
    for (round, date) in [("week", "2007-02-28"), ("day", "2006-12-26")] {
        let fault = Lab::parse("dated", &text(round, date));
        let fault = fault.err().expect("outside play").to_string();
        assert!(fault.contains("outside rounds 1 to 9"), "{fault}");
    }
}
