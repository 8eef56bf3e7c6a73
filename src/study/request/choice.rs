//! `robust`: what to choose between, and what the choice is for.

use super::{target, varied};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::scenario::{Edit, Lever, Scenario, TurnKind};
use crate::study::{Choice, Engine, GameModel, Model, Objective};
use std::sync::Arc;

/// The most choices: each is solved in every world.
const MOST_CHOICES: usize = 1_000;

/// What is asked of `robust`: what to choose between, and what the choice is for.
#[derive(Clone, Copy, Debug)]
pub struct ChoiceQuestion<'a> {
    /// Files, or shipped scenarios: several are the choices themselves.
    pub scenarios: &'a [String],
    /// The turn whose options are the choices.
    pub turn: Option<&'a str>,
    /// The setting whose values are the choices, as [`varied`] reads it.
    pub vary: Option<&'a str>,
    /// The objective is the outcome or measure of this id.
    pub measure: Option<&'a str>,
    /// The objective is the value to the actor of this id.
    pub value: Option<&'a str>,
}

impl ChoiceQuestion<'_> {
    /// The choices: scenarios, values of a setting, or options of a turn; at least one. `open` opens a scenario.
    ///
    /// # Errors
    /// There is nothing to choose between, or too much, or what is named does not exist.
    pub fn choices(
        &self,
        open: &dyn Fn(&str) -> Result<Engine<GameModel>, Error>,
    ) -> Result<Vec<Choice<GameModel>>, Error> {
        if self.scenarios.len() > 1 && (self.turn.is_some() || self.vary.is_some()) {
            return Err(Failure::general(
                "several scenarios are the choices themselves",
                "name one scenario with --turn or --vary, or leave these out",
            )
            .into());
        }
        let first = || Ok::<_, Error>(Arc::new(open(&self.scenarios[0])?));
        match (self.turn, self.vary) {
            (None, None) => self.between_scenarios(open),
            (None, Some(vary)) => between_values(vary, &first()?),
            (Some(turn), _) => between_options(turn, &first()?),
        }
    }

    /// What the choice is for: what is asked for, or the value to the actor whose turn it is.
    ///
    /// # Errors
    /// Nothing is asked for, or a choice's scenario does not have it.
    pub fn objective(&self, choices: &[Choice<GameModel>]) -> Result<Objective, Error> {
        let first = &choices[0].engine.model.scenario;
        let objective = match (self.measure, self.value) {
            (Some(id), _) => Objective::Reading(id.to_string()),
            (None, Some(id)) => Objective::Value(id.to_string()),
            (None, None) => owner(first, self.turn)?,
        };
        for choice in choices {
            known(&objective, &choice.engine.model.scenario)?;
        }
        Ok(objective)
    }

    fn between_scenarios(
        &self,
        open: &dyn Fn(&str) -> Result<Engine<GameModel>, Error>,
    ) -> Result<Vec<Choice<GameModel>>, Error> {
        if self.scenarios.len() < 2 {
            return Err(Failure::general(
            "there is nothing to choose between",
            "name several variants, or --turn NAME for the options of a turn, or --vary NAME=VALUES for those of a setting",
        )
        .into());
        }
        let mut all = vec![];
        for name in self.scenarios {
            let engine = Arc::new(open(name)?);
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
}

/// The values of a setting.
fn between_values(
    text: &str,
    engine: &Arc<Engine<GameModel>>,
) -> Result<Vec<Choice<GameModel>>, Error> {
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
fn between_options(
    turn: &str,
    engine: &Arc<Engine<GameModel>>,
) -> Result<Vec<Choice<GameModel>>, Error> {
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
fn options(scenario: &Scenario, turn: &str) -> Result<Vec<Lever>, Error> {
    let Some(place) = scenario.turns.iter().position(|t| t.name.id == turn) else {
        let ids = scenario.turns.iter().map(|t| t.name.id.as_str());
        return Err(Error::no_such_name("turn", turn, ids));
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

/// The value to the actor whose turn it is.
fn owner(scenario: &Scenario, turn: Option<&str>) -> Result<Objective, Error> {
    let own = scenario
        .turns
        .iter()
        .find(|t| Some(t.name.id.as_str()) == turn);
    match own.map(|t| &t.kind) {
        Some(TurnKind::Actor(i, _)) => Ok(Objective::Value(scenario.actors[*i].name.id.clone())),
        Some(TurnKind::Joint(_) | TurnKind::Vote(_) | TurnKind::Chance(_)) | None => {
            Err(Failure::general(
                "no objective given",
                "add --measure ID for an outcome or measure, or --value ACTOR for its value to an actor",
            )
            .into())
        }
    }
}

fn known(objective: &Objective, scenario: &Scenario) -> Result<(), Error> {
    match objective {
        Objective::Reading(id) => target(id, scenario).map(|_| ()),
        Objective::Value(id) if scenario.actors.iter().any(|a| a.name.id == *id) => Ok(()),
        Objective::Value(id) => {
            let ids = scenario.actors.iter().map(|a| a.name.id.as_str());
            Err(Error::no_such_name("actor", id, ids))
        }
    }
}
