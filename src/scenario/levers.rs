//! Levers: options, drafts and veto rights that can be removed, and options that their owner can commit
//! to.

use super::model::{Choice, Scenario, TurnKind};
use crate::diagnostics::{Failure, suggestion};
use serde::{Deserialize, Serialize};

/// What a lever is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// An option of an actor, by its number among those of this actor at the turn.
    Option(usize),
    /// One level of an option that chooses a level: the option's number and the level.
    Level(usize, usize),
    /// A draft that the proposer may pick, by its number.
    Draft(usize),
    /// The right of a member, by its number, to block a draft.
    Veto(usize),
}

/// A lever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lever {
    /// The turn.
    pub turn: usize,
    /// Its owner; none for a draft that nobody picks.
    pub actor: Option<usize>,
    /// What it is.
    pub handle: Handle,
}

/// A lever by names, which are the same in every variant of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LeverId {
    /// The turn's id.
    pub turn: String,
    /// The id of its owner; none for a draft that nobody picks.
    pub actor: Option<String>,
    /// What it is.
    pub handle: HandleId,
}

/// What a lever is, by names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandleId {
    /// An option, by its id.
    Option(String),
    /// One level of an option that chooses a level.
    Level {
        /// The option's id.
        option: String,
        /// The level as files write it.
        level: String,
    },
    /// A draft, by its id.
    Draft(String),
    /// The actor's right to veto.
    Veto,
}

impl LeverId {
    /// Whether its owner can commit to it: it is an option of an actor, or one level of an option.
    pub fn is_an_option(&self) -> bool {
        match self.handle {
            HandleId::Option(_) | HandleId::Level { .. } => true,
            HandleId::Draft(_) | HandleId::Veto => false,
        }
    }
}

impl HandleId {
    /// The id of the option or draft, or `veto`.
    fn name(&self) -> &str {
        match self {
            HandleId::Option(id) | HandleId::Draft(id) => id,
            HandleId::Level { option, .. } => option,
            HandleId::Veto => "veto",
        }
    }

    /// What it is, for a message.
    fn words(&self) -> String {
        match self {
            HandleId::Option(id) => format!("option `{id}`"),
            HandleId::Level { option, level } => format!("level {level} of the option `{option}`"),
            HandleId::Draft(id) => format!("draft `{id}`"),
            HandleId::Veto => "veto".to_string(),
        }
    }
}

/// The most levels of an option that are levers of their own; with more, the whole option is one lever.
pub const LEVELS: usize = 21;

impl Scenario {
    /// Every lever: all options of actors who have two or more and follow no script, all drafts, all veto rights.
    pub fn levers(&self) -> Vec<Lever> {
        let mut all = vec![];
        for (turn, t) in self.turns.iter().enumerate() {
            let mut add = |actor, handle| {
                all.push(Lever {
                    turn,
                    actor,
                    handle,
                })
            };
            match &t.kind {
                TurnKind::Actor(i, options) => {
                    let all = self.handles(options);
                    all.into_iter().for_each(|handle| add(Some(*i), handle));
                }
                TurnKind::Joint(parties) => {
                    for (i, options) in parties {
                        let all = self.handles(options);
                        all.into_iter().for_each(|handle| add(Some(*i), handle));
                    }
                }
                TurnKind::Chance(_) => {}
                TurnKind::Vote(vote) => {
                    (0..vote.drafts.len()).for_each(|d| add(vote.proposer, Handle::Draft(d)));
                    let members = vote.members.iter().enumerate();
                    members
                        .filter(|(m, _)| vote.veto[*m])
                        .for_each(|(m, i)| add(Some(*i), Handle::Veto(m)));
                }
            }
        }
        all
    }

    /// The levers among an actor's `options`; none if it has no choice, or if a script says how often each is
    /// taken, which leaves no rest for the others.
    fn handles(&self, options: &[Choice]) -> Vec<Handle> {
        if options.iter().any(|o| o.chance.is_some()) {
            return vec![];
        }
        let mut all = vec![];
        for (o, choice) in options.iter().enumerate() {
            let levels = choice.choose.map_or(1, |v| self.variables[v].size());
            match levels {
                2..=LEVELS => all.extend((0..levels).map(|level| Handle::Level(o, level))),
                _ => all.push(Handle::Option(o)),
            }
        }
        match all.len() {
            0 | 1 => vec![],
            _ => all,
        }
    }

    /// Whether a lever is its actor's resting option at the turn: the first.
    pub fn rests(&self, lever: &Lever) -> bool {
        matches!(lever.handle, Handle::Option(0))
    }

    /// The lever by names.
    pub fn lever_id(&self, lever: &Lever) -> LeverId {
        let options = self.options_at(lever);
        let id = |o: usize| options[o].name.id.clone();
        LeverId {
            turn: self.turns[lever.turn].name.id.clone(),
            actor: lever.actor.map(|i| self.actors[i].name.id.clone()),
            handle: match lever.handle {
                Handle::Option(o) => HandleId::Option(id(o)),
                Handle::Level(o, level) => HandleId::Level {
                    option: id(o),
                    level: self.level_name(&options[o], level),
                },
                Handle::Draft(d) => HandleId::Draft(id(d)),
                Handle::Veto(_) => HandleId::Veto,
            },
        }
    }

    /// The lever of these names.
    ///
    /// # Errors
    /// The scenario has no such lever.
    pub fn lever(&self, id: &LeverId) -> Result<Lever, Box<Failure>> {
        let all = self.levers();
        let found = all.iter().find(|lever| self.lever_id(lever) == *id);
        found.copied().ok_or_else(|| {
            let whose = id
                .actor
                .as_ref()
                .map_or(String::new(), |a| format!(" of `{a}`"));
            let message = format!(
                "there is no {}{whose} at the turn `{}`",
                id.handle.words(),
                id.turn
            );
            let turn = all.iter().filter(|l| self.turns[l.turn].name.id == id.turn);
            let names: Vec<String> = turn.map(|l| self.lever_name(l).0).collect();
            let help = suggestion(id.handle.name(), names.iter().map(String::as_str));
            Box::new(Failure::general(message, help))
        })
    }

    /// The options or drafts among which a lever stands.
    pub(super) fn options_at(&self, lever: &Lever) -> &[Choice] {
        match &self.turns[lever.turn].kind {
            TurnKind::Actor(_, options) => options,
            TurnKind::Joint(parties) => {
                let own = parties.iter().find(|(i, _)| Some(*i) == lever.actor);
                own.map_or(&[], |(_, options)| options)
            }
            TurnKind::Vote(vote) => &vote.drafts,
            TurnKind::Chance(_) => &[],
        }
    }

    /// A level that `option` chooses, as files write it.
    fn level_name(&self, option: &Choice, level: usize) -> String {
        let variable = option.choose.map(|v| &self.variables[v]);
        variable.map_or_else(String::new, |v| v.level(level))
    }

    /// What a lever is called beside others of its owner: its label, with its turn's where one at another turn has
    /// the same.
    pub fn lever_label(&self, lever: &Lever) -> String {
        let own = self.lever_name(lever).1;
        let twin = |other: &Lever| {
            let elsewhere = (other.actor, other.turn == lever.turn) == (lever.actor, false);
            elsewhere && self.lever_name(other).1 == own
        };
        match self.levers().iter().any(twin) {
            true => format!("{own} ({})", self.turns[lever.turn].name.label),
            false => own,
        }
    }

    /// The id and label of a lever: those of its option or draft, or `veto`.
    pub fn lever_name(&self, lever: &Lever) -> (String, String) {
        // the label of an option with levels is the beginning of theirs
        let named = |c: &Choice| {
            let label = c.name.label.trim_end_matches([':', ' ']);
            (c.name.id.clone(), label.to_string())
        };
        let options = self.options_at(lever);
        match lever.handle {
            Handle::Option(o) | Handle::Draft(o) => named(&options[o]),
            Handle::Level(o, level) => {
                let (id, label) = named(&options[o]);
                let level = self.level_name(&options[o], level);
                (format!("{id}.{level}"), format!("{label} {level}"))
            }
            Handle::Veto(_) => ("veto".to_string(), "veto".to_string()),
        }
    }
}
