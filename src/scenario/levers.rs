//! Levers: options, drafts and veto rights that may be taken away, or that their owner may be bound
//! to.

use super::model::{Choice, Scenario, TurnKind};
use crate::language::{Domain, Expr, Kind, Operator, Place, Type};
use crate::source::Span;

/// What a lever is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// An option of an actor, by its number in the file; of several at once, among the actor's own.
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

fn condition(kind: Kind) -> Expr {
    Expr {
        kind,
        ty: Type::Condition,
        span: Span::default(),
    }
}

/// Opens `choice` only where `more` holds too.
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

/// Whether the level chosen of variable `v` is `level`, or is another.
fn chosen(operator: Operator, v: usize, level: usize) -> Expr {
    let of = |kind| Expr {
        kind,
        ty: Type::Level(Domain::State(v)),
        span: Span::default(),
    };
    let (left, right) = (of(Kind::Index(Place::Chosen(v))), of(Kind::Level(level)));
    condition(Kind::Binary(operator, Box::new(left), Box::new(right)))
}

/// The most levels of one option that are levers each; of more, the option as a whole is.
pub const LEVELS: usize = 21;

impl Scenario {
    /// Every lever: all options where there are two or more, all drafts, all veto rights.
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

    /// The levers among an actor's `options`; none if it has no choice.
    fn handles(&self, options: &[Choice]) -> Vec<Handle> {
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

    /// `expr` where `level` of variable `v` is chosen.
    fn at_level(&self, expr: &Expr, v: usize, level: usize) -> Expr {
        let here = |place: &Place| *place == Place::Chosen(v);
        let inside = |x: &Expr| self.at_level(x, v, level);
        let boxed = |x: &Expr| Box::new(inside(x));
        let kind = match &expr.kind {
            Kind::Index(place) if here(place) => Kind::Level(level),
            Kind::Value(place) if here(place) => Kind::Number(self.variables[v].values()[level]),
            Kind::Table(table, place) if here(place) => {
                return self.tables[*table].entries[level].clone();
            }
            Kind::Unary(operator, x) => Kind::Unary(*operator, boxed(x)),
            Kind::Binary(operator, x, y) => Kind::Binary(*operator, boxed(x), boxed(y)),
            Kind::If(three) => Kind::If(Box::new([
                inside(&three[0]),
                inside(&three[1]),
                inside(&three[2]),
            ])),
            Kind::Call(function, all) => Kind::Call(*function, all.iter().map(inside).collect()),
            other => other.clone(),
        };
        Expr {
            kind,
            ..expr.clone()
        }
    }

    /// The scenario without a lever: the option or the draft is never open, the right is none.
    /// Where an actor has no other option open, nothing happens at its turn.
    pub fn without(&self, lever: &Lever) -> Scenario {
        let mut scenario = self.clone();
        match lever.handle {
            Handle::Option(o) => {
                if let Some(options) = scenario.options(lever) {
                    options[o].when = Some(never());
                }
            }
            Handle::Level(o, level) => {
                if let Some(options) = scenario.options(lever)
                    && let Some(v) = options[o].choose
                {
                    restrict(&mut options[o], chosen(Operator::Unequal, v, level));
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
        let (own, level) = match lever.handle {
            Handle::Option(own) => (own, None),
            Handle::Level(own, level) => (own, Some(level)),
            Handle::Draft(_) | Handle::Veto(_) => return None,
        };
        let mut scenario = self.clone();
        let options = scenario.options(lever)?;
        let mut open = options[own].when.clone();
        if let (Some(level), Some(v)) = (level, options[own].choose) {
            open = open.map(|open| self.at_level(&open, v, level));
            restrict(&mut options[own], chosen(Operator::Equal, v, level));
        }
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
        let options = match &self.turns[lever.turn].kind {
            TurnKind::Actor(_, options) => &options[..],
            TurnKind::Joint(parties) => {
                let own = parties.iter().find(|(i, _)| Some(*i) == lever.actor);
                own.map_or(&[][..], |(_, options)| options)
            }
            TurnKind::Vote(vote) => &vote.drafts[..],
            TurnKind::Chance(_) => &[],
        };
        match lever.handle {
            Handle::Option(o) | Handle::Draft(o) => named(&options[o]),
            Handle::Level(o, level) => {
                let (id, label) = named(&options[o]);
                let level = options[o]
                    .choose
                    .map_or_else(String::new, |v| self.variables[v].level(level));
                (format!("{id}.{level}"), format!("{label} {level}"))
            }
            Handle::Veto(_) => ("veto".to_string(), "veto".to_string()),
        }
    }
}
