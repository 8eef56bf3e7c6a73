//! Whom a parameter belongs to: who alone is paid, charged or made what he is by it.

use super::model::{Choice, Scenario, TurnKind};
use crate::language::{Expr, Kind};

/// Whom a parameter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An actor, by number: no other's payoffs, costs and types read it.
    Actor(usize),
    /// Chance: only how likely events are hangs on it.
    Chance,
    /// Whoever votes: only the count of votes hangs on it.
    Council,
    /// Several of these, or none of them.
    Several,
}

impl Scenario {
    /// The owner of each parameter, in file order.
    pub fn owners(&self) -> Vec<Owner> {
        let mut read: Vec<Vec<Owner>> = vec![vec![]; self.parameters.len()];
        let actors = (0..self.actors.len()).map(Owner::Actor);
        for owner in actors.chain([Owner::Chance, Owner::Council]) {
            self.walk_through(self.owned(owner), &mut |e| {
                if let Kind::Parameter(p) = e.kind
                    && read[p].last() != Some(&owner)
                {
                    read[p].push(owner);
                }
            });
        }
        let one = |all: Vec<Owner>| match all[..] {
            [only] => only,
            _ => Owner::Several,
        };
        read.into_iter().map(one).collect()
    }

    /// The payoffs, costs and types of an actor; or the chances of events; or the votes that count.
    fn owned(&self, owner: Owner) -> Vec<&Expr> {
        let mut all: Vec<(Owner, &Expr)> = vec![];
        for (i, actor) in self.actors.iter().enumerate() {
            let own = Owner::Actor(i);
            let exprs = std::iter::once(&actor.patience)
                .chain(&actor.precision)
                .chain(actor.payoff.iter().map(|(_, e)| e))
                .chain(actor.types.iter().map(|t| &t.prior))
                .chain(
                    actor
                        .types
                        .iter()
                        .flat_map(|t| t.parameters.iter().map(|(_, e)| e)),
                );
            all.extend(exprs.map(|e| (own, e)));
        }
        for turn in &self.turns {
            for (mover, choice) in turn.choices() {
                let Choice {
                    cost,
                    chance,
                    payoff,
                    ..
                } = choice;
                all.extend(
                    mover
                        .iter()
                        .flat_map(|i| cost.iter().map(|e| (Owner::Actor(*i), e))),
                );
                all.extend(chance.iter().map(|e| (Owner::Chance, e)));
                all.extend(payoff.iter().map(|(i, e)| (Owner::Actor(*i), e)));
            }
            if let TurnKind::Vote(vote) = &turn.kind {
                all.push((Owner::Council, &vote.seats_yes));
                all.extend(vote.counting().map(|e| (Owner::Council, e)));
                all.extend(vote.costs.iter().map(|(i, _, e)| (Owner::Actor(*i), e)));
            }
        }
        for outcome in &self.outcomes {
            let paid = outcome.payoff.iter().chain(&outcome.flow);
            all.extend(paid.map(|(i, e)| (Owner::Actor(*i), e)));
        }
        all.retain(|(own, _)| *own == owner);
        all.into_iter().map(|(_, e)| e).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn numbers_of_july_2006_have_their_owners() {
        let scenario = load("north_korea_2006", &[]).expect("shipped");
        let owners = scenario.owners();
        let owner = |id: &str| {
            let p = scenario.parameters.iter().position(|p| p.name.id == id);
            match owners[p.expect("a parameter")] {
                Owner::Actor(i) => scenario.actors[i].name.id.as_str(),
                Owner::Chance => "chance",
                Owner::Council => "council",
                Owner::Several => "several",
            }
        };
        for (id, wanted) in [
            ("w_prestige", "north_korea"),
            ("guarantee_cost", "united_states"),
            ("turnover", "chance"),
            ("patience", "several"),
            ("precision", "several"),
        ] {
            assert_eq!(owner(id), wanted, "{id}");
        }
    }
}
