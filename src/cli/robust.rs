//! `demarche robust`: what to choose when the numbers are not known.

use super::args::Robust as Args;
use super::output::study;
use super::{Progress, Shown, screen};
use crate::report::{robust_pictures, robust_tables, robust_text, summarise_robust};
use crate::scenario::{Edit, Lever, Scenario, TurnKind};
use crate::source::{Failure, suggestion};
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
            "every number that has a range is chosen, so that all worlds are one",
            "give ranges to others: war_cost = { value = 3, range = [1, 6] }",
        )
        .into());
    }
    let summary = summarise_robust(&found, &choices, &rules);
    let text = robust_text(&summary, screen());
    study(summary, text, folder, robust_pictures, robust_tables)
}

/// The choices: variants, values of a setting, or options of a turn.
fn choices(args: &Args) -> Result<Vec<Choice<GameModel>>> {
    let (sets, limits) = (&args.common.set, args.common.limits());
    let open = |name: &String| -> Result<Arc<Engine<GameModel>>> {
        Ok(Arc::new(Engine::new(GameModel::open(name, sets, limits)?)))
    };
    let first = &args.scenarios[0];
    if args.scenarios.len() > 1 && (args.turn.is_some() || args.vary.is_some()) {
        return Err(Failure::general(
            "several variants are choices themselves",
            "name one scenario with --turn or --vary, or leave these out",
        )
        .into());
    }
    let mut all = vec![];
    match (&args.turn, &args.vary) {
        (None, None) => {
            if args.scenarios.len() < 2 {
                return Err(Failure::general(
                    "there is nothing to choose between",
                    "name several variants, or --turn NAME for the options of a turn, or --vary NAME=VALUES for those of a setting",
                )
                .into());
            }
            for name in &args.scenarios {
                let engine = open(name)?;
                let scenario = &engine.model.scenario;
                all.push(Choice {
                    id: scenario.id.clone(),
                    label: scenario.title.clone(),
                    engine: engine.clone(),
                    edits: vec![],
                });
            }
        }
        (None, Some(text)) => {
            let engine = open(first)?;
            let vary = varied(text, &engine.model)?;
            if vary.values.len() > MOST_CHOICES {
                return Err(Failure::general(
                    format!(
                        "these are {} choices, more than {MOST_CHOICES}",
                        vary.values.len()
                    ),
                    "name the values that come into question, as --vary retaliation=0.2,0.6,1",
                )
                .into());
            }
            let name = engine
                .model
                .parameter(&vary.path)
                .map_or(vary.path.clone(), |p| {
                    engine.model.scenario.parameters[p].name.label.clone()
                });
            for value in &vary.values {
                all.push(Choice {
                    id: value.clone(),
                    label: format!("{name}: {value}"),
                    engine: engine.clone(),
                    edits: vec![Edit::set(&vary.path, value)],
                });
            }
        }
        (Some(turn), _) => {
            let engine = open(first)?;
            let scenario = &engine.model.scenario;
            all.push(Choice {
                id: "free".into(),
                label: "free to choose".into(),
                engine: engine.clone(),
                edits: vec![],
            });
            for lever in options(scenario, turn)? {
                let (id, label) = scenario.lever_name(&lever);
                let several = matches!(scenario.turns[lever.turn].kind, TurnKind::Joint(_));
                let whose = lever
                    .actor
                    .filter(|_| several)
                    .map(|i| &scenario.actors[i].name);
                let (id, label) = match whose {
                    Some(actor) => (
                        format!("{}.{id}", actor.id),
                        format!("{}: always {label}", actor.label),
                    ),
                    None => (id, format!("always {label}")),
                };
                all.push(Choice {
                    id,
                    label,
                    engine: engine.clone(),
                    edits: vec![Edit::Commit(scenario.lever_id(&lever))],
                });
            }
        }
    }
    Ok(all)
}

/// Every option of a turn.
fn options(scenario: &Scenario, turn: &str) -> Result<Vec<Lever>> {
    let Some(place) = scenario.turns.iter().position(|t| t.name.id == turn) else {
        let ids = scenario.turns.iter().map(|t| t.name.id.as_str());
        let message = format!("there is no turn `{turn}`");
        return Err(Failure::general(message, suggestion(turn, ids)).into());
    };
    match &scenario.turns[place].kind {
        TurnKind::Actor(..) | TurnKind::Joint(_) => {
            let all = scenario.levers();
            Ok(all.into_iter().filter(|l| l.turn == place).collect())
        }
        TurnKind::Vote(_) | TurnKind::Chance(_) => Err(Failure::general(
            format!("nobody chooses alone at the turn `{turn}`"),
            "name a turn of an actor; for votes and chance compare variants",
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
            "it is not said what the choice is to be good for",
            "add --measure ID for an outcome or measure, or --value ACTOR for what it is worth to an actor",
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
            let message = format!("there is no actor `{id}`");
            Err(Failure::general(message, suggestion(id, ids)).into())
        }
    }
}
