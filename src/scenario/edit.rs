//! Changes of a scenario as plain values. They name everything by its id, so that a change means the
//! same in every process.

use super::Loaded;
use super::levers::{Handle, Lever, LeverId};
use super::model::{Choice, Scenario, TurnKind};
use crate::diagnostics::{Failure, Span, suggestion};
use crate::language::{Domain, Expr, Kind, Operator, Place, Type};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::hash::{Hash, Hasher};

/// A number that equals another if all bits are equal. It is serialized as a text, because a reader of
/// JSON may round the last digit of a number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // as `Debug` writes it, with an exponent where it is far from 1
        to.collect_str(&format_args!("{:?}", self.0))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Number).map_err(D::Error::custom)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// One change of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A setting as `--set` writes it: PATH=VALUE. The text is kept as it was written, because
    /// messages point into it.
    Set(String),
    /// A parameter takes another value.
    Parameter {
        /// The parameter's id.
        id: String,
        /// Its value.
        value: Number,
    },
    /// An option or a draft is never open, or a right to veto is removed. An actor with no other option
    /// open does nothing at its turn.
    Remove(LeverId),
    /// The owner of an option takes it wherever it is open.
    Commit(LeverId),
    /// Everybody knows the type of an actor.
    Reveal {
        /// The actor's id.
        actor: String,
        /// The type's id.
        #[serde(rename = "type")]
        type_: String,
    },
    /// Every roll call is in reversed order.
    ReverseCalls,
    /// The milestones are known that are settled by the end of the round that is named, by its number or by a date in it.
    Given(String),
}

impl Edit {
    /// The setting `path` takes this value, both written as for `--set`.
    pub fn set(path: &str, value: &str) -> Edit {
        Edit::Set(format!("{path}={value}"))
    }

    /// The edits that these texts of `--set` ask for.
    pub fn settings(texts: &[String]) -> Vec<Edit> {
        texts.iter().cloned().map(Edit::Set).collect()
    }

    /// The parameter called `id` takes this value.
    pub fn parameter(id: &str, value: f64) -> Edit {
        Edit::Parameter {
            id: id.to_string(),
            value: Number(value),
        }
    }

    /// Whether it changes the text of the scenario.
    pub fn changes_the_text(&self) -> bool {
        match self {
            Edit::Set(_) | Edit::Parameter { .. } => true,
            Edit::Remove(_)
            | Edit::Commit(_)
            | Edit::Reveal { .. }
            | Edit::ReverseCalls
            | Edit::Given(_) => false,
        }
    }

    /// The edit as a text of `--set`; none if it does not change the text.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Edit::Set(text) => Some(text.clone()),
            Edit::Parameter { id, value } => Some(format!("parameters.{id}={}", value.0)),
            Edit::Remove(_)
            | Edit::Commit(_)
            | Edit::Reveal { .. }
            | Edit::ReverseCalls
            | Edit::Given(_) => None,
        }
    }
}

impl Scenario {
    /// The scenario with these edits, in order. Settings and parameters are skipped: they change the text,
    /// and [`Document::scenario`](super::Document::scenario) has already applied them.
    ///
    /// # Errors
    /// An edit names something that the scenario does not have.
    pub fn edited(mut self, edits: &[Edit]) -> Loaded {
        for edit in edits {
            match edit {
                Edit::Set(_) | Edit::Parameter { .. } => {}
                Edit::Remove(id) => {
                    let lever = self.lever(id)?;
                    self.remove(&lever);
                }
                Edit::Commit(id) => {
                    let lever = self.lever(id)?;
                    self.commit(&lever)?;
                }
                Edit::Reveal { actor, type_ } => self.reveal(actor, type_)?,
                Edit::ReverseCalls => self.reverse_calls(),
                Edit::Given(written) => self.know(written)?,
            }
        }
        Ok(self)
    }

    /// Closes the option or the draft, or removes the right to veto.
    fn remove(&mut self, lever: &Lever) {
        match lever.handle {
            Handle::Option(o) => {
                if let Some(options) = self.options_of(lever) {
                    options[o].when = Some(never());
                }
            }
            Handle::Level(o, level) => {
                if let Some(options) = self.options_of(lever)
                    && let Some(v) = options[o].choose
                {
                    restrict(&mut options[o], chosen(Operator::Unequal, v, level));
                }
            }
            Handle::Draft(d) => {
                if let TurnKind::Vote(vote) = &mut self.turns[lever.turn].kind {
                    vote.drafts[d].when = Some(never());
                }
            }
            Handle::Veto(m) => {
                if let TurnKind::Vote(vote) = &mut self.turns[lever.turn].kind {
                    vote.veto[m] = false;
                }
            }
        }
    }

    /// Commits the owner to the option: closes its other options wherever this one is open.
    fn commit(&mut self, lever: &Lever) -> Result<(), Box<Failure>> {
        let (own, level) = match lever.handle {
            Handle::Option(own) => (own, None),
            Handle::Level(own, level) => (own, Some(level)),
            Handle::Draft(_) | Handle::Veto(_) => {
                let name = self.lever_name(lever).0;
                let turn = &self.turns[lever.turn].name.id;
                return Err(Box::new(Failure::general(
                    format!("nobody can commit to `{name}` at the turn `{turn}`"),
                    "name an option of an actor",
                )));
            }
        };
        let option = &self.options_at(lever)[own];
        let choose = option.choose;
        let mut open = option.when.clone();
        if let (Some(level), Some(v)) = (level, choose) {
            open = open.map(|open| self.at_level(&open, Place::Chosen(v), level));
        }
        let Some(options) = self.options_of(lever) else {
            return Ok(());
        };
        if let (Some(level), Some(v)) = (level, choose) {
            restrict(&mut options[own], chosen(Operator::Equal, v, level));
        }
        let others = options.iter_mut().enumerate().filter(|(o, _)| *o != own);
        others.for_each(|(_, choice)| give_way(choice, open.as_ref()));
        Ok(())
    }

    /// Makes one type of an actor certain.
    fn reveal(&mut self, actor: &str, type_: &str) -> Result<(), Box<Failure>> {
        let ids = self.actors.iter().map(|a| a.name.id.as_str());
        let Some(i) = self.actors.iter().position(|a| a.name.id == actor) else {
            let message = format!("there is no actor `{actor}`");
            return Err(Box::new(Failure::general(message, suggestion(actor, ids))));
        };
        let types = &mut self.actors[i].types;
        if !types.iter().any(|t| t.name.id == type_) {
            let message = format!("`{actor}` has no type `{type_}`");
            let help = suggestion(type_, types.iter().map(|t| t.name.id.as_str()));
            return Err(Box::new(Failure::general(message, help)));
        }
        for t in types {
            let sure = f64::from(t.name.id == type_);
            t.prior = Expr::number(sure, t.prior.span);
        }
        Ok(())
    }

    /// Reverses the order in which members are called, in every vote.
    fn reverse_calls(&mut self) {
        for turn in &mut self.turns {
            if let TurnKind::Vote(vote) = &mut turn.kind {
                vote.members.reverse();
                vote.veto.reverse();
                vote.weights.reverse();
            }
        }
    }

    /// The options among which a lever stands; none of a vote.
    fn options_of(&mut self, lever: &Lever) -> Option<&mut Vec<Choice>> {
        match &mut self.turns[lever.turn].kind {
            TurnKind::Actor(_, options) => Some(options),
            TurnKind::Joint(parties) => {
                let own = parties.iter_mut().find(|(i, _)| Some(*i) == lever.actor);
                own.map(|(_, options)| options)
            }
            TurnKind::Vote(_) | TurnKind::Chance(_) => None,
        }
    }
}

fn condition(kind: Kind) -> Expr {
    Expr {
        kind,
        ty: Type::Condition,
        span: Span::default(),
    }
}

/// The condition that never holds.
fn never() -> Expr {
    condition(Kind::Number(0.0))
}

/// Closes `choice` wherever `more` does not hold.
fn restrict(choice: &mut Choice, more: Expr) {
    choice.when = Some(match choice.when.take() {
        None => more,
        Some(own) => condition(Kind::Binary(Operator::And, Box::new(own), Box::new(more))),
    });
}

/// Closes `choice` wherever `other` is open.
fn give_way(choice: &mut Choice, other: Option<&Expr>) {
    match other {
        None => choice.when = Some(never()),
        Some(open) => {
            let closed = Kind::Unary(Operator::Not, Box::new(open.clone()));
            restrict(choice, condition(closed));
        }
    }
}

/// The comparison of the chosen level of variable `v` with `level`.
fn chosen(operator: Operator, v: usize, level: usize) -> Expr {
    let of = |kind| Expr {
        kind,
        ty: Type::Level(Domain::State(v)),
        span: Span::default(),
    };
    let (left, right) = (of(Kind::Index(Place::Chosen(v))), of(Kind::Level(level)));
    condition(Kind::Binary(operator, Box::new(left), Box::new(right)))
}
