//! Who decides among what at a position, where the probabilities of each choice stand in a
//! solution, and what all see of who moved.

use super::ballot::Template;
use super::index::{Cell, Indices, Move, Position};
use super::structure::{Mover, Structure};

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    /// Chance.
    Chance,
    /// An actor who moves alone, or the proposer of a vote.
    Actor(usize),
    /// One of several who move at once: the actor, and its place among them.
    Party(usize, usize),
    /// A member of a vote: the actor, at this call on this draft.
    Member {
        /// The actor.
        actor: usize,
        /// The draft.
        draft: usize,
        /// The call.
        call: usize,
    },
}

impl Decider {
    /// The actor; none is chance.
    pub fn actor(self) -> Option<usize> {
        match self {
            Decider::Chance => None,
            Decider::Actor(actor) | Decider::Party(actor, _) | Decider::Member { actor, .. } => {
                Some(actor)
            }
        }
    }
}

/// Where the probability of a choice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is that of a move.
    Move(Move),
    /// It is that of either of two moves: a draft is called, and passes or fails.
    Either(Move, Move),
    /// It is that of a cell.
    Cell(Cell),
}

/// A choice that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Its number among the decider's options: of an actor or chance, the option; of a proposer 0
    /// for none, then the drafts; of a member yes, no, abstain.
    pub option: usize,
    /// Where its probability stands.
    pub place: Place,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Who decides.
    pub decider: Decider,
    /// What is open to it.
    pub alternatives: Vec<Alternative>,
}

/// What all see of an actor: its choice, or evidence of its type, whose probability stands at `place`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The actor.
    pub actor: usize,
    /// Where the probability of its choice stands.
    pub place: Place,
}

impl Structure {
    /// All decisions at position `p`: of a vote the members' calls, draft after draft, then the
    /// proposer's, if there is one.
    pub fn decisions(&self, p: Position) -> Vec<Decision> {
        let alone = |decider| {
            let alternative = |m| Alternative {
                option: self.option(m),
                place: Place::Move(m),
            };
            vec![Decision {
                decider,
                alternatives: self.moves_of(p).map(alternative).collect(),
            }]
        };
        match &self.turn(self.turn_of(p)).mover {
            Mover::Chance(_) => alone(Decider::Chance),
            Mover::Actor(i) => alone(Decider::Actor(*i)),
            Mover::Joint(joint) => {
                let parties = joint.actors.iter().enumerate();
                let open = self.open(p).iter().zip(self.party_cells(p));
                let decision =
                    |((party, actor), (open, cells)): ((usize, &usize), (&Vec<usize>, _))| {
                        Decision {
                            decider: Decider::Party(*actor, party),
                            alternatives: alternatives(open, cells),
                        }
                    };
                parties.zip(open).map(decision).collect()
            }
            Mover::Vote(template) => self.votes(p, template),
        }
    }

    /// The decisions of a vote.
    fn votes(&self, p: Position, template: &Template) -> Vec<Decision> {
        let mut all = vec![];
        let none = self.no_draft(p).map(|m| Alternative {
            option: 0,
            place: Place::Move(m),
        });
        let mut proposals: Vec<Alternative> = none.into_iter().collect();
        for roll in self.roll_calls(p, template) {
            proposals.push(Alternative {
                option: roll.draft + 1,
                place: Place::Either(roll.pass, roll.fail),
            });
            for (c, call) in template.calls.iter().enumerate() {
                let choice = |(option, _)| Alternative {
                    option,
                    place: Place::Cell(roll.cells.at(template.cell(c, option))),
                };
                all.push(Decision {
                    decider: Decider::Member {
                        actor: template.members[call.member],
                        draft: roll.draft,
                        call: c,
                    },
                    alternatives: call.open().map(choice).collect(),
                });
            }
        }
        all.extend(template.proposer.map(|actor| Decision {
            decider: Decider::Actor(actor),
            alternatives: proposals,
        }));
        all
    }

    /// What all see of those who move when move `m` of position `p` is made: of a vote the draft
    /// that is proposed, before anybody votes; at a hidden turn nothing.
    pub fn seen(&self, p: Position, m: Move) -> Vec<Seen> {
        let turn = self.turn(self.turn_of(p));
        if turn.hidden.is_some() {
            return vec![];
        }
        match &turn.mover {
            Mover::Chance(None) => vec![],
            Mover::Actor(actor) | Mover::Chance(Some(actor)) => vec![Seen {
                actor: *actor,
                place: Place::Move(m),
            }],
            Mover::Joint(joint) => {
                let picks = joint.picks(self.profile(m));
                let parties = joint.actors.iter().zip(self.open(p));
                let seen = |(((actor, open), cells), pick): (((&usize, &Vec<usize>), _), usize)| {
                    let cells: Indices<Cell> = cells;
                    let place = open.iter().position(|o| *o == pick)?;
                    Some(Seen {
                        actor: *actor,
                        place: Place::Cell(cells.at(place)),
                    })
                };
                parties
                    .zip(self.party_cells(p))
                    .zip(picks)
                    .filter_map(seen)
                    .collect()
            }
            Mover::Vote(template) => {
                let draft = self.voted(m).draft();
                let same = |other: &Move| self.voted(*other).draft() == draft;
                let mut moves = self.moves_of(p).filter(same);
                let place = match (moves.next(), moves.next()) {
                    (Some(pass), Some(fail)) => Place::Either(pass, fail),
                    _ => Place::Move(m),
                };
                let seen = |actor| Seen { actor, place };
                template.proposer.map(seen).into_iter().collect()
            }
        }
    }
}

fn alternatives(open: &[usize], cells: Indices<Cell>) -> Vec<Alternative> {
    let pairs = open.iter().zip(cells);
    pairs
        .map(|(option, cell)| Alternative {
            option: *option,
            place: Place::Cell(cell),
        })
        .collect()
}
