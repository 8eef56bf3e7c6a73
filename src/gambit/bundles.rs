//! Bundles of nodes: for each type profile the node that play reaches. What differs by draw alone
//! is one position, so that who moves there, what chance draws and what is paid must not depend on
//! more than the mover's, or the paid one's, own type.

use super::bounds::{LARGEST, SAME, SOLVED};
use super::room::Room;
use super::tokens::{Fault, fault};
use super::tree::Tree;
use crate::diagnostics::{Diagnostic, Span};
use crate::game::Beliefs;
use std::collections::BTreeSet;
use std::ops::Range;

/// The most combinations of moves made at once.
const MOST_PROFILES: usize = 1 << 16;

/// Somebody who moves at a position.
pub(super) struct Party {
    pub player: usize,
    /// Its set by its type.
    pub sets: Vec<usize>,
    pub options: usize,
}

/// What happens at a bundle.
pub(super) enum Motion {
    Chance(Vec<f64>),
    Play(Vec<Party>),
}

/// A tree whose bundles are looked at.
pub(super) struct Bundles<'a> {
    pub tree: &'a Tree,
    pub beliefs: Beliefs,
    /// The type of each player in each draw.
    pub types: Vec<Vec<usize>>,
    pub room: Room,
}

impl Bundles<'_> {
    /// Where a bundle stands, for messages.
    pub fn span(&self, bundle: &[usize]) -> Span {
        self.tree.nodes[bundle[0]].span
    }

    /// The children of a bundle by one action.
    pub fn below(&self, bundle: &[usize], a: usize) -> Vec<usize> {
        let child = |n: &usize| self.tree.nodes[*n].children[a];
        bundle.iter().map(child).collect()
    }

    /// Adds what is paid at a bundle: to each role what it gets whatever the others' types are.
    pub fn pay(&self, bundle: &[usize], got: &mut [f64]) -> Result<(), Fault> {
        for (role, got) in got.iter_mut().enumerate() {
            let i = self.beliefs.actor(role);
            let type_ = self.beliefs.type_of(role);
            let mut own = None;
            for (types, n) in self.types.iter().zip(bundle) {
                if types[i] != type_ {
                    continue;
                }
                let node = &self.tree.nodes[*n];
                let paid = self.tree.paid(*n, i);
                let (first, at) = *own.get_or_insert((paid, node.span));
                if (first - paid).abs() > SAME {
                    let message = format!(
                        "what {} gets depends on a draw that another knows: {first} there, \
                         {paid} here",
                        self.tree.players[i]
                    );
                    let fault = Diagnostic::error(node.span, message).related(at, "there");
                    return Err(Box::new(fault.help(
                        "a type may change only what its own player is paid, not what others are paid",
                    )));
                }
            }
            let (paid, at) = own.unwrap_or((0.0, self.span(bundle)));
            *got += paid;
            if got.abs() > LARGEST {
                let message = format!(
                    "in all {} gets {got:e} here, beyond {LARGEST:e}",
                    self.tree.players[i]
                );
                let fault = Diagnostic::error(at, message);
                return Err(Box::new(fault.help("measure payoffs in larger units")));
            }
        }
        Ok(())
    }

    /// What happens at a bundle; none if play ends there.
    pub fn motion(&self, bundle: &[usize]) -> Result<Option<Motion>, Fault> {
        let type_ = |n: usize| self.tree.nodes[n].set.map(|s| self.tree.sets[s].player);
        let first = bundle[0];
        if let Some(other) = bundle.iter().find(|n| type_(**n) != type_(first)) {
            let message = "what follows here depends on a draw that some players do not know";
            return Err(self.refusal(*other, first, message));
        }
        match type_(first) {
            None => Ok(None),
            Some(None) => {
                let chances = |n: usize| {
                    self.tree.nodes[n]
                        .set
                        .map_or(&[][..], |s| &self.tree.sets[s].chances)
                };
                let same = |n: &&usize| {
                    let all = chances(**n).iter().zip(chances(first));
                    chances(**n).len() != chances(first).len()
                        || all.into_iter().any(|(a, b)| (a - b).abs() > SAME)
                };
                if let Some(other) = bundle.iter().find(same) {
                    let message =
                        "these probabilities depend on a draw that some players do not know";
                    return Err(self.refusal(*other, first, message));
                }
                Ok(Some(Motion::Chance(chances(first).to_vec())))
            }
            Some(Some(_)) => {
                let mut frontier = vec![bundle.to_vec()];
                let mut parties: Vec<Party> = vec![];
                let mut profiles = 1usize;
                let span = self.tree.nodes[first].span;
                loop {
                    let party = self.party(&frontier, parties.len())?;
                    let all = profiles.checked_mul(party.options);
                    let Some(all) = all.filter(|n| *n <= MOST_PROFILES) else {
                        let message = match parties.len() {
                            0 => format!("{} actions, more than {MOST_PROFILES}", party.options),
                            _ => format!(
                                "more than {MOST_PROFILES} combinations of simultaneous moves"
                            ),
                        };
                        return Err(fault(span, message));
                    };
                    profiles = all;
                    let all = frontier.iter();
                    frontier = all
                        .flat_map(|b| (0..party.options).map(|a| self.below(b, a)))
                        .collect();
                    parties.push(party);
                    self.solvable(&parties, profiles, span)?;
                    if !self.unseen(&frontier, &parties) {
                        break;
                    }
                }
                Ok(Some(Motion::Play(parties)))
            }
        }
    }

    /// An error if what these moves made at once are solved with takes too much memory: the slopes
    /// of every probability by every other, twice, and what each combination leads to.
    fn solvable(&self, parties: &[Party], profiles: usize, span: Span) -> Result<(), Fault> {
        let actions: usize = parties.iter().map(|p| p.options * p.sets.len()).sum();
        let unknowns = actions + parties.iter().map(|p| p.sets.len()).sum::<usize>();
        if parties.len() == 1 && parties[0].sets.len() == 1 {
            return Ok(());
        }
        let what = format!("solving {actions} actions of moves made at once or by types");
        let mut room = self.room.clone();
        room.take(&[unknowns, unknowns, 2 * size_of::<f64>()], span, &what)?;
        let (roles, points) = (self.beliefs.prior.len(), self.beliefs.count);
        room.take(&[profiles, roles, points, size_of::<f64>()], span, &what)
    }

    /// Whether who moves next has seen nothing of the moves that led to `frontier`.
    fn unseen(&self, frontier: &[Vec<usize>], parties: &[Party]) -> bool {
        let set = |b: &Vec<usize>| self.tree.nodes[b[0]].set;
        let first = set(&frontier[0]);
        let player = first.and_then(|s| self.tree.sets[s].player);
        let all = || frontier.iter().all(|b| set(b) == first);
        frontier.len() > 1 && player.is_some_and(|i| parties.iter().all(|p| p.player != i)) && all()
    }

    /// Who moves at all bundles of `frontier`, which it cannot tell apart; the `n`-th to move there.
    fn party(&self, frontier: &[Vec<usize>], n: usize) -> Result<Party, Fault> {
        let first = frontier[0][0];
        let player = self.tree.nodes[first]
            .set
            .and_then(|s| self.tree.sets[s].player);
        let player = player.expect("a player moves here");
        let roles: Range<usize> = self.beliefs.roles(player);
        let mut sets: Vec<Option<(usize, usize)>> = vec![None; roles.len()];
        let options = self.tree.nodes[first].children.len();
        let mut nodes = vec![0; roles.len()];
        for bundle in frontier {
            for (types, node) in self.types.iter().zip(bundle) {
                let type_ = types[player];
                let set = self.tree.nodes[*node].set;
                let own = set.filter(|s| self.tree.sets[*s].player == Some(player));
                let (known, at) = *sets[type_].get_or_insert((own.unwrap_or(0), *node));
                let message = "the player knows more here than at another node of the same draw";
                if own != Some(known) {
                    return Err(self.refusal(*node, at, message));
                }
                if self.tree.nodes[*node].children.len() != options {
                    let message = "the types of a player have different numbers of actions";
                    return Err(self.refusal(*node, first, message));
                }
                nodes[type_] += 1;
            }
        }
        let sets: Vec<usize> = sets.into_iter().flatten().map(|(s, _)| s).collect();
        for (type_, set) in sets.iter().enumerate() {
            if self.tree.sets[*set].nodes != nodes[type_] || sets[..type_].contains(set) {
                let seen = if n > 0 { " or moves made at once" } else { "" };
                let message = format!(
                    "{} joins {} nodes that are apart by more than draws of types{seen}",
                    self.tree.name(*set),
                    self.tree.sets[*set].nodes
                );
                let inside: BTreeSet<usize> = frontier.iter().flatten().copied().collect();
                let of = |n: &usize| self.tree.nodes[*n].set == Some(*set);
                let here = inside.iter().copied().find(of).unwrap_or(first);
                let mut all = 0..self.tree.nodes.len();
                let other = all.find(|n| of(n) && !inside.contains(n)).unwrap_or(here);
                return Err(self.refusal(here, other, &message));
            }
        }
        Ok(Party {
            player,
            sets,
            options,
        })
    }

    fn refusal(&self, here: usize, there: usize, message: &str) -> Fault {
        let span = |n: usize| self.tree.nodes[n].span;
        let mut fault = Diagnostic::error(span(here), message).help(SOLVED);
        if span(here) != span(there) {
            fault = fault.related(span(there), "the other");
        }
        Box::new(fault)
    }
}
