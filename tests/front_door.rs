//! The front door tells the same numbers as the rooms behind it, and says what is near a wrong name.

use demarche::error::Error;
use demarche::lab::{Cursor, Histories, Lab, Round, Seed};
use demarche::report::solve::solve;
use demarche::scenario::{Edit, load};
use demarche::study::request::{Places, PositionQuestion};
use demarche::study::{Options, Overrides, run};
use demarche::task::{Silent, Task};
use std::ops::ControlFlow;

const STARTER: &str = "scenarios/starter.toml";

fn lab() -> Lab {
    Lab::open(STARTER).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn a_run_by_name_is_the_run_by_number() {
    let scenario = load(STARTER, &["war_cost=2".to_string()]).unwrap_or_else(|f| panic!("{f}"));
    let options = Options {
        seed: 11,
        histories: 3000,
        until: None,
        limits: Default::default(),
    };
    let behind = run(scenario, &options, &Silent).unwrap_or_else(|e| panic!("{e}"));
    let front = lab().with("war_cost", 2).expect("a parameter");
    let found = front.run(Histories(3000), Seed(11)).expect("it runs");
    let exact = front.solve().expect("it solves");
    for (o, outcome) in behind.scenario.outcomes.iter().enumerate() {
        let id = &outcome.name.id;
        let estimate = found.outcome(id).expect("an outcome");
        assert_eq!(estimate.exact, behind.outcomes[o], "{id}");
        assert!((exact.outcome(id).expect("an outcome") - behind.outcomes[o]).abs() < 1e-12);
    }
    for (m, measure) in behind.scenario.measures.iter().enumerate() {
        let id = &measure.name.id;
        assert_eq!(
            found.measure(id).expect("a measure"),
            behind.measures[m].exact
        );
        let alone = exact.measure(id).expect("a measure");
        assert!((alone - behind.measures[m].exact).abs() < 1e-12, "{id}");
    }
    let sum: f64 = exact.outcomes().values().sum();
    assert!((sum - 1.0).abs() < 1e-12);
}

#[test]
fn a_cursor_says_what_solve_says() {
    let lab = lab();
    let question = PositionQuestion {
        places: Places {
            condition: Some("offer and tension == 2"),
            turn: Some("holder_moves"),
            round: Some(2),
            most: 1,
        },
        beliefs: &[],
        overrides: Overrides::default(),
    };
    let scenario = lab.scenario().clone();
    let document = solve(scenario, &question, &Default::default(), &Silent).expect("it solves");
    let entry = &document.positions[0];
    let session = lab.session().expect("it solves");
    let here = Cursor::new(session.equilibrium(), Round(2), "holder_moves")
        .and_then(|c| c.when("offer and tension == 2"))
        .expect("such a place");
    assert_eq!(here.strategy(), entry.strategies);
    assert_eq!(here.values(), entry.values);
    assert_eq!(here.state(), entry.state);
    let explained = here.explain();
    for option in &explained {
        assert_eq!(
            option.probability,
            entry.strategies["holder"][&option.option]
        );
    }
    assert_eq!(explained.len(), 2);
}

#[test]
fn beliefs_can_be_others_than_the_priors() {
    let session = Lab::open("classics/threat")
        .and_then(|lab| lab.session())
        .unwrap_or_else(|e| panic!("{e}"));
    let turn = session.scenario.turns[0].name.id.clone();
    let at = || Cursor::new(session.equilibrium(), Round(1), &turn).expect("a turn");
    let sure = at().believing("sender.firm", 1.0).expect("a type");
    assert_eq!(sure.beliefs()["sender"]["firm"], 1.0);
    assert_ne!(at().strategy(), sure.strategy());
    assert!(at().believing("sender.sure", 1.0).is_err());
    assert!(at().believing("sender.firm", 1.5).is_err());
}

#[test]
fn wrong_names_say_what_is_near() {
    let lab = lab();
    let exact = lab.solve().expect("it solves");
    let Err(Error::NoSuchName {
        what, name, near, ..
    }) = exact.outcome("figth")
    else {
        panic!("there is no such outcome");
    };
    assert_eq!((what, name.as_str()), ("outcome", "figth"));
    assert!(near.contains("fight"), "{near}");
    assert!(exact.measure("fight").is_err() && exact.value("nobody").is_err());
    let session = lab.session().expect("it solves");
    assert!(Cursor::new(session.equilibrium(), Round(1), "holder").is_err());
    assert!(lab.with("war_costs", 2).is_err());
    let round = Cursor::new(session.equilibrium(), Round(99), "holder_moves");
    assert!(round.and_then(|c| c.when("offer")).is_err());
}

#[test]
fn an_edit_is_kept_beside_settings() {
    let lab = lab().with("war_cost", 1).expect("a parameter");
    let scenario = lab.scenario();
    let attack = scenario
        .levers()
        .into_iter()
        .find(|l| scenario.lever_name(l).0 == "attack")
        .expect("the option");
    let without = lab
        .edited(Edit::Remove(scenario.lever_id(&attack)))
        .expect("a lever");
    assert_eq!(
        without.solve().expect("it solves").outcome("fight").ok(),
        Some(0.0)
    );
    assert!(
        lab.solve()
            .expect("it solves")
            .outcome("fight")
            .expect("an outcome")
            > 0.1
    );
}

#[test]
fn a_task_stops_a_run() {
    struct Never;
    impl Task for Never {
        fn at(&self, _: &'static str, _: f64) -> ControlFlow<()> {
            ControlFlow::Break(())
        }
    }
    let stopped = lab().run_for(Histories(1000), Seed(1), &Never);
    assert!(matches!(stopped, Err(Error::Cancelled)));
}
