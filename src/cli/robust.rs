//! `demarche robust`: what to choose when the numbers are not known.

use super::args::Robust as Args;
use super::output::present;
use super::{Progress, Shown};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::report::RobustSummary;
use crate::scenario::{Edit, Lever, Scenario, TurnKind};
use crate::study::request::{target, varied};
use crate::study::{Choice, Engine, GameModel, Model, Objective, Rules, robust as chosen};
use anyhow::Result;
use std::sync::Arc;

/// The most choices: each is solved in every world.
const MOST_CHOICES: usize = 1_000;

/// The command.
pub(super) fn robust(args: &Args) -> Result<Shown> {
    let choices = choices(args)?;
    let scenario = &choices[0].engine.model.scenario;
    let rules = Rules {
        objective: objective(args, scenario)?,
        least: args.least,
        threshold: args.threshold,
        worlds: args.worlds as usize,
        seed: args.seed,
    };
    for choice in &choices {
        // every variant must have the objective
        known(&rules.objective, &choice.engine.model.scenario)?;
    }
    if scenario.parameters.iter().all(|p| p.range.is_none()) {
        return Err(super::run::no_range().into());
    }
    let mut scenarios: Vec<&Scenario> = vec![];
    for choice in &choices {
        let own = &choice.engine.model.scenario;
        if !scenarios.iter().any(|s| s.digest == own.digest) {
            scenarios.push(own);
        }
    }
    let folder = args.place.claim("robust", scenarios, Some(args.seed))?;
    let progress = Progress::new();
    let found = chosen(&choices, &rules, &progress)?;
    drop(progress);
    if found.parameters.is_empty() {
        return Err(Failure::general(
            "every parameter with a range is chosen: every draw would be the same world",
            "give others a range: war_cost = { value = 3, range = [1, 6] }",
        )
        .into());
    }
    present(RobustSummary::of(&found, &choices, &rules), folder)
}

/// The choices: variants, values of a setting, or options of a turn.
fn choices(args: &Args) -> Result<Vec<Choice<GameModel>>> {
    if args.scenarios.len() > 1 && (args.turn.is_some() || args.vary.is_some()) {
        return Err(Failure::general(
            "several scenarios are the choices themselves",
            "name one scenario with --turn or --vary, or leave these out",
        )
        .into());
    }
    match (&args.turn, &args.vary) {
        (None, None) => between_variants(args),
        (None, Some(vary)) => between_values(args, vary),
        (Some(turn), _) => between_options(args, turn),
    }
}

/// A scenario, to be varied.
fn open(args: &Args, name: &str) -> Result<Arc<Engine<GameModel>>> {
    let common = &args.common;
    let model = GameModel::open(name, &common.set, common.limits())?;
    Ok(Arc::new(Engine::new(model)))
}

fn between_variants(args: &Args) -> Result<Vec<Choice<GameModel>>> {
    if args.scenarios.len() < 2 {
        return Err(Failure::general(
            "there is nothing to choose between",
            "name several variants, or --turn NAME for the options of a turn, or --vary NAME=VALUES for those of a setting",
        )
        .into());
    }
    let mut all = vec![];
    for name in &args.scenarios {
        let engine = open(args, name)?;
        let scenario = &engine.model.scenario;
        all.push(Choice {
            id: scenario.id.clone(),
            label: scenario.title.clone(),
            engine: engine.clone(),
            edits: vec![],
        });
    }
    Ok(all)
}

fn between_values(args: &Args, text: &str) -> Result<Vec<Choice<GameModel>>> {
    let engine = open(args, &args.scenarios[0])?;
    let vary = varied(text, &engine.model)?;
    let count = vary.values.len();
    if count > MOST_CHOICES {
        return Err(Failure::general(
            format!("these are {count} choices, more than {MOST_CHOICES}"),
            "name the values to choose between, such as --vary retaliation=0.2,0.6,1",
        )
        .into());
    }
    let name = match engine.model.parameter(&vary.path) {
        Some(p) => engine.model.scenario.parameters[p].name.label.clone(),
        None => vary.path.clone(),
    };
    let choice = |value: &String| Choice {
        id: value.clone(),
        label: format!("{name}: {value}"),
        engine: engine.clone(),
        edits: vec![Edit::set(&vary.path, value)],
    };
    Ok(vary.values.iter().map(choice).collect())
}

/// The turn's owner is free to choose, or bound to one of its options.
fn between_options(args: &Args, turn: &str) -> Result<Vec<Choice<GameModel>>> {
    let engine = open(args, &args.scenarios[0])?;
    let scenario = &engine.model.scenario;
    let mut all = vec![Choice {
        id: "free".into(),
        label: "free to choose".into(),
        engine: engine.clone(),
        edits: vec![],
    }];
    for lever in options(scenario, turn)? {
        let (id, label) = bound(scenario, &lever);
        all.push(Choice {
            id,
            label,
            engine: engine.clone(),
            edits: vec![Edit::Commit(scenario.lever_id(&lever))],
        });
    }
    Ok(all)
}

/// The id and label of being bound to an option, with its owner's where several choose at once.
fn bound(scenario: &Scenario, lever: &Lever) -> (String, String) {
    let (id, label) = scenario.lever_name(lever);
    let several = matches!(scenario.turns[lever.turn].kind, TurnKind::Joint(_));
    let owner = lever.actor.filter(|_| several);
    match owner.map(|i| &scenario.actors[i].name) {
        Some(actor) => (
            format!("{}.{id}", actor.id),
            format!("{}: always {label}", actor.label),
        ),
        None => (id, format!("always {label}")),
    }
}

/// Every option of a turn.
fn options(scenario: &Scenario, turn: &str) -> Result<Vec<Lever>> {
    let Some(place) = scenario.turns.iter().position(|t| t.name.id == turn) else {
        let ids = scenario.turns.iter().map(|t| t.name.id.as_str());
        return Err(Error::no_such_name("turn", turn, ids).into());
    };
    match &scenario.turns[place].kind {
        TurnKind::Actor(..) | TurnKind::Joint(_) => {
            let all = scenario.levers();
            Ok(all.into_iter().filter(|l| l.turn == place).collect())
        }
        TurnKind::Vote(_) | TurnKind::Chance(_) => Err(Failure::general(
            format!("nobody chooses alone at the turn `{turn}`"),
            "name a turn of one actor; for votes and chance, compare variants",
        )
        .into()),
    }
}

/// What choices are good for: what is asked for, or the worth to the actor whose turn it is.
fn objective(args: &Args, scenario: &Scenario) -> Result<Objective> {
    if let Some(id) = &args.measure {
        return Ok(Objective::Reading(id.clone()));
    }
    if let Some(id) = &args.value {
        return Ok(Objective::Value(id.clone()));
    }
    let turn = args.turn.iter().flat_map(|turn| {
        let found = scenario.turns.iter().find(|t| t.name.id == *turn);
        found.map(|t| &t.kind)
    });
    match turn.last() {
        Some(TurnKind::Actor(i, _)) => Ok(Objective::Value(scenario.actors[*i].name.id.clone())),
        _ => Err(Failure::general(
            "no objective given",
            "add --measure ID for an outcome or measure, or --value ACTOR for its value to an actor",
        )
        .into()),
    }
}

fn known(objective: &Objective, scenario: &Scenario) -> Result<()> {
    match objective {
        Objective::Reading(id) => Ok(target(id, scenario).map(|_| ())?),
        Objective::Value(id) if scenario.actors.iter().any(|a| a.name.id == *id) => Ok(()),
        Objective::Value(id) => {
            let ids = scenario.actors.iter().map(|a| a.name.id.as_str());
            Err(Error::no_such_name("actor", id, ids).into())
        }
    }
}
