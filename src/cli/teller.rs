//! A step of a history in words: who did what, how likely that was, what else was open, what was
//! learnt.

use super::doing::{at_once, believed, strategy};
use crate::game::{CHOICE_NAMES, Game, Mover, Node, Place};
use crate::scenario::Scenario;
use crate::simulate::Step;
use crate::solve::Solution;
use indexmap::IndexMap;
use serde::Serialize;

/// A move of a history.
#[derive(Serialize)]
#[allow(missing_docs)]
pub(super) struct MoveEntry {
    pub round: usize,
    pub turn: String,
    /// Null for chance.
    pub actor: Option<String>,
    pub option: String,
    pub probability: f64,
    pub open: IndexMap<String, f64>,
    /// After the move.
    pub state: IndexMap<String, String>,
    /// What all believe of each actor with types after the move.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub beliefs: IndexMap<String, IndexMap<String, f64>>,
    /// What was learnt by it, in words.
    #[serde(skip)]
    pub told: String,
}

/// Tells what is done at each step of a history.
pub(super) struct Teller<'a> {
    pub scenario: &'a Scenario,
    pub game: &'a Game,
    pub solution: &'a Solution,
    /// Every actor's true type.
    pub types: &'a [usize],
}

impl Teller<'_> {
    fn state(&self, node: impl Into<Node>) -> IndexMap<String, String> {
        let levels = self.game.structure.levels(node);
        let all = self.scenario.variables.iter().zip(levels);
        all.map(|(v, l)| (v.name.id.clone(), v.level(l as usize)))
            .collect()
    }

    /// What is learnt of types by a step, in words; nothing if it is less than a point.
    fn told(&self, step: &Step) -> String {
        let beliefs = &self.game.beliefs;
        let mut all = vec![];
        for i in (0..beliefs.actors()).filter(|i| beliefs.kinds(*i) > 1) {
            let before = beliefs.probabilities(i, step.before);
            let after = beliefs.probabilities(i, step.after);
            let moved = before
                .iter()
                .zip(&after)
                .any(|(a, b)| (a - b).abs() >= 0.01);
            if moved {
                let names = beliefs.roles(i).map(|r| beliefs.names[r].1.as_str());
                let shares = names.zip(&after);
                let shares: Vec<String> = shares
                    .map(|(name, p)| format!("{name} {:.0} %", 100.0 * p))
                    .collect();
                let name = &self.scenario.actors[i].name.label;
                all.push(format!("{name} is now held to be {}", shares.join(", ")));
            }
        }
        all.join("; ")
    }

    /// Adds the moves of a step: of a vote several.
    pub fn tell(&self, step: &Step, moves: &mut Vec<MoveEntry>) {
        let (game, s) = (self.game, &self.game.structure);
        let (round, node, taken) = (step.round, step.position, step.taken);
        let view = self.solution.view(game, round, step.before);
        let k = s.turn_of(node);
        let turn = s.turn(k);
        let types = game.layout.movers_of(k, self.types);
        let actor = |i: usize| Some(self.scenario.actors[i].name.id.clone());
        let entry = |actor, option: String, open: IndexMap<String, f64>, state| MoveEntry {
            round,
            turn: turn.id.clone(),
            actor,
            probability: open.get(&option).copied().unwrap_or(1.0),
            option,
            open,
            state,
            beliefs: believed(self.scenario, &game.beliefs, step.after),
            told: String::new(),
        };
        let template = match &turn.mover {
            Mover::Vote(template) => template,
            Mover::Joint(joint) => {
                let picks = joint.picks(s.profile(taken));
                for (role, open) in at_once(game, node, &view, joint) {
                    let i = game.beliefs.actor(role);
                    if game.beliefs.role(i, self.types[i]) != role || open.contains_key("nothing") {
                        continue;
                    }
                    let j = joint.actors.iter().position(|a| *a == i).unwrap_or(0);
                    let option = joint.options[j][picks[j]].0.clone();
                    moves.push(entry(actor(i), option, open, self.state(step.next)));
                }
                self.close(step, moves);
                return;
            }
            mover => {
                let open = strategy(game, node, &view, types);
                let who = match mover {
                    Mover::Actor(i) => actor(*i),
                    _ => None,
                };
                let option = s.option_id(k, taken);
                moves.push(entry(who, option, open, self.state(step.next)));
                self.close(step, moves);
                return;
            }
        };
        let before = self.state(node);
        let share = |place| view.share(node, place, types);
        let mut open: IndexMap<String, f64> = IndexMap::new();
        if let Some(nothing) = s.no_draft(node) {
            open.insert("none".into(), share(Place::Move(nothing)));
        }
        let mut called = None;
        for roll in s.roll_calls(node, template) {
            let draft = &template.drafts[roll.draft].0;
            open.insert(draft.clone(), share(Place::Either(roll.pass, roll.fail)));
            if taken == roll.pass || taken == roll.fail {
                called = Some((roll, draft.clone()));
            }
        }
        let picked = called
            .as_ref()
            .map_or("none".to_string(), |(_, d)| d.clone());
        if let Some(proposer) = template.proposer {
            moves.push(entry(actor(proposer), picked, open, before.clone()));
        }
        if let Some((roll, draft)) = called {
            for cell in step.cast.iter().filter_map(|c| roll.cells.place(*c)) {
                let c = template.reached_by(cell);
                let Some(call) = template.calls.get(c) else {
                    break;
                };
                if template.proposer == Some(template.members[call.member]) {
                    continue;
                }
                let name = |choice: usize| format!("{draft}.{}", CHOICE_NAMES[choice]);
                let cast = call
                    .open()
                    .find(|(choice, _)| template.cell(c, *choice) == cell);
                let share = |(choice, _)| {
                    let cell = roll.cells.at(template.cell(c, choice));
                    (name(choice), view.cell(node, cell, types))
                };
                let open = call.open().map(share).collect();
                let who = actor(template.members[call.member]);
                let option = cast.map_or(String::new(), |(choice, _)| name(choice));
                moves.push(entry(who, option, open, before.clone()));
            }
            let id = s.option_id(k, taken);
            let open = IndexMap::from([(id.clone(), 1.0)]);
            moves.push(entry(None, id, open, self.state(step.next)));
        }
        self.close(step, moves);
    }

    /// Says with the last move of a step what was learnt by it.
    fn close(&self, step: &Step, moves: &mut [MoveEntry]) {
        if let Some(last) = moves.last_mut() {
            last.told = self.told(step);
        }
    }

    /// A move as a sentence.
    pub fn sentence(&self, entry: &MoveEntry) -> String {
        let turn = self
            .game
            .structure
            .turns
            .iter()
            .find(|t| t.id == entry.turn);
        let label = |id: &str| {
            let options = turn.map_or(&[][..], |t| &t.options);
            let joint = match turn.map(|t| &t.mover) {
                Some(Mover::Joint(joint)) => joint.options.as_slice(),
                _ => &[],
            };
            let mut all = options.iter().chain(joint.iter().flatten());
            let own = all.find(|(o, _)| o == id).map(|(_, label)| label.clone());
            let drafts = match turn.map(|t| &t.mover) {
                Some(Mover::Vote(template)) => template.drafts.as_slice(),
                _ => &[],
            };
            let draft = |id: &str| {
                let found = drafts.iter().find(|d| d.0 == id);
                found.map_or(id.to_string(), |d| d.1.clone())
            };
            own.unwrap_or_else(|| match id.rsplit_once('.') {
                Some((id, vote)) => format!("{vote} on {}", draft(id)),
                None => format!("call a vote on {}", draft(id)),
            })
        };
        let who = match &entry.actor {
            Some(id) => {
                let actor = self.scenario.actors.iter().find(|a| a.name.id == *id);
                actor.map_or(id.clone(), |a| a.name.label.clone())
            }
            None => turn.map_or(String::new(), |t| t.label.clone()),
        };
        let mut others: Vec<(&String, &f64)> = entry
            .open
            .iter()
            .filter(|(o, p)| **o != entry.option && **p >= 0.005)
            .collect();
        others.sort_by(|a, b| b.1.total_cmp(a.1));
        let others: Vec<String> = others
            .iter()
            .map(|(o, p)| format!("{} {:.0} %", label(o), 100.0 * **p))
            .collect();
        let chance = if entry.open.len() > 1 {
            format!(" ({:.0} %)", 100.0 * entry.probability)
        } else {
            String::new()
        };
        let rest = if others.is_empty() {
            String::new()
        } else {
            format!("; also open: {}", others.join(", "))
        };
        let told = if entry.told.is_empty() {
            String::new()
        } else {
            format!(". {}", entry.told)
        };
        format!("{who}: {}{chance}{rest}{told}", label(&entry.option))
    }
}
