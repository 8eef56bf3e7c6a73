//! Levers: options, drafts and veto rights that may be taken away, or that their owner may be bound
//! to.

use super::model::{Choice, Scenario, TurnKind};
use crate::language::{Expr, Kind, Operator, Type};
use crate::source::Span;

/// What a lever is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// An option of an actor, by its number in the file; of several at once, among the actor's own.
    Option(usize),
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
    /// Whose it is; none is a draft that nobody picks.
    pub actor: Option<usize>,
    /// What it is.
    pub handle: Handle,
}

/// Never.
fn never() -> Expr {
    Expr {
        kind: Kind::Number(0.0),
        ty: Type::Condition,
        span: Span::default(),
    }
}

/// Closes `choice` wherever `other` is open.
fn give_way(choice: &mut Choice, other: Option<&Expr>) {
    let condition = |kind| Expr {
        kind,
        ty: Type::Condition,
        span: Span::default(),
    };
    choice.when = Some(match other {
        None => never(),
        Some(open) => {
            let closed = condition(Kind::Unary(Operator::Not, Box::new(open.clone())));
            match choice.when.take() {
                None => closed,
                Some(own) => {
                    condition(Kind::Binary(Operator::And, Box::new(own), Box::new(closed)))
                }
            }
        }
    });
}

impl Scenario {
    /// Every lever: all options but each actor's resting one, all drafts, all veto rights.
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
                    (1..options.len()).for_each(|o| add(Some(*i), Handle::Option(o)));
                }
                TurnKind::Joint(parties) => {
                    for (i, options) in parties {
                        (1..options.len()).for_each(|o| add(Some(*i), Handle::Option(o)));
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

    /// The options among which a lever stands.
    fn options(&mut self, lever: &Lever) -> Option<&mut Vec<Choice>> {
        match &mut self.turns[lever.turn].kind {
            TurnKind::Actor(_, options) => Some(options),
            TurnKind::Joint(parties) => {
                let own = parties.iter_mut().find(|(i, _)| Some(*i) == lever.actor);
                own.map(|(_, options)| options)
            }
            _ => None,
        }
    }

    /// The scenario without a lever: the option or the draft is never open, the right is none.
    pub fn without(&self, lever: &Lever) -> Scenario {
        let mut scenario = self.clone();
        match lever.handle {
            Handle::Option(o) => {
                if let Some(options) = scenario.options(lever) {
                    options[o].when = Some(never());
                }
            }
            Handle::Draft(d) => {
                if let TurnKind::Vote(vote) = &mut scenario.turns[lever.turn].kind {
                    vote.drafts[d].when = Some(never());
                }
            }
            Handle::Veto(m) => {
                if let TurnKind::Vote(vote) = &mut scenario.turns[lever.turn].kind {
                    vote.veto[m] = false;
                }
            }
        }
        scenario
    }

    /// The scenario in which the owner of an option takes it wherever it is open; none of other
    /// levers.
    pub fn committed(&self, lever: &Lever) -> Option<Scenario> {
        let Handle::Option(own) = lever.handle else {
            return None;
        };
        let mut scenario = self.clone();
        let options = scenario.options(lever)?;
        let open = options[own].when.clone();
        let others = options.iter_mut().enumerate().filter(|(o, _)| *o != own);
        others.for_each(|(_, choice)| give_way(choice, open.as_ref()));
        Some(scenario)
    }

    /// What a lever is called: the id and label of its option or draft, or `veto`.
    pub fn lever_name(&self, lever: &Lever) -> (String, String) {
        // a family's label is the beginning of its options'
        let named = |c: &Choice| {
            let label = c.name.label.trim_end_matches([':', ' ']);
            (c.name.id.clone(), label.to_string())
        };
        match (&self.turns[lever.turn].kind, lever.handle) {
            (TurnKind::Actor(_, options), Handle::Option(o)) => named(&options[o]),
            (TurnKind::Joint(parties), Handle::Option(o)) => {
                let own = parties.iter().find(|(i, _)| Some(*i) == lever.actor);
                own.map_or(Default::default(), |(_, options)| named(&options[o]))
            }
            (TurnKind::Vote(vote), Handle::Draft(d)) => named(&vote.drafts[d]),
            _ => ("veto".to_string(), "veto".to_string()),
        }
    }
}
