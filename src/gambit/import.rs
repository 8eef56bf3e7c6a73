//! From a tree to a [`Game`] of one round: every position a turn of its own.
//!
//! Draws at the root that only one player knows become that player's types; what differs by draw
//! alone is then one position, played by all of them at once (a *bundle* of nodes, one for each
//! draw). Moves that nobody sees before the next move are made at once. What has other information
//! sets is refused by name: public beliefs over fixed types cannot hold it.

use super::draws::{Draws, SOLVED, drawn, draws};
use super::tokens::{Fault, fault};
use super::tree::Tree;
use crate::game::{Beliefs, Game, Joint, Layout, Mover, Numbers, Structure, Turn};
use crate::source::Diagnostic;
use std::collections::VecDeque;
use std::ops::Range;

/// Payoffs and probabilities that differ by less are the same.
pub(super) const SAME: f64 = 1e-9;

/// A game read from a file, and where its information sets went.
#[derive(Clone, Debug)]
pub struct Import {
    /// The game: one round, payoffs undiscounted.
    pub game: Game,
    /// The tree that it was made of.
    pub tree: Tree,
    /// Players' sets, player after player, each one's in order of the file; and where their
    /// strategies stand.
    pub places: Vec<(usize, Place)>,
}

/// Where the strategy of an information set stands in a solution.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The position, which is also its turn.
    pub position: usize,
    /// The player's type.
    pub kind: usize,
    /// Where several move at once: which of them the player is, and the first of its cells.
    pub party: Option<(usize, usize)>,
}

/// Makes a game of `tree`, with everybody's precision and so many points an axis of the grid of
/// beliefs.
///
/// # Errors
/// Information sets other than those of perfect information, of moves made at once, and of types
/// drawn at the root and known to their owner alone.
pub fn import(tree: &Tree, precision: f64, points: usize) -> Result<Import, Box<Diagnostic>> {
    let mut last = None;
    for depth in 0.. {
        let Some(branches) = drawn(tree, depth) else {
            break;
        };
        let built = draws(tree, &branches, points).and_then(|draws| build(tree, draws, precision));
        match built {
            Ok(import) => return Ok(import),
            Err(fault) => last = Some(fault),
        }
    }
    Err(last.expect("no draw at all was tried"))
}

/// Somebody who moves at a position.
struct Party {
    player: usize,
    /// Its set by its type.
    sets: Vec<usize>,
    options: usize,
}

/// What happens at a bundle.
enum Motion {
    Chance(Vec<f64>),
    Play(Vec<Party>),
}

/// A position that play comes to.
struct Position {
    bundle: Vec<usize>,
    motion: Motion,
    /// What each role has got so far.
    got: Vec<f64>,
}

fn build(tree: &Tree, draws: Draws, precision: f64) -> Result<Import, Fault> {
    let roles = draws.beliefs.prior.len();
    let mut builder = Builder {
        tree,
        beliefs: draws.beliefs,
        structure: Structure {
            steps: vec![0],
            moves: vec![0],
            cells: vec![0],
            ..Structure::default()
        },
        chance: vec![],
        flows: vec![],
        places: vec![],
        queue: VecDeque::new(),
        met: 0,
    };
    builder.meet(draws.bundle, vec![0.0; roles])?;
    while let Some(position) = builder.queue.pop_front() {
        builder.position(position)?;
    }
    match builder.met {
        0 => Err(fault(tree.nodes[0].span, "nobody moves in this game")),
        _ => Ok(builder.finish(precision)),
    }
}

struct Builder<'a> {
    tree: &'a Tree,
    beliefs: Beliefs,
    structure: Structure,
    chance: Vec<f64>,
    /// What each role gets at each end of play.
    flows: Vec<f64>,
    places: Vec<(usize, Place)>,
    /// Positions met whose moves are not yet known.
    queue: VecDeque<Position>,
    /// Positions met.
    met: usize,
}

/// Until all positions are known, the n-th end of play is `u32::MAX - n`.
fn ending(n: usize) -> u32 {
    u32::MAX - n as u32
}

impl Builder<'_> {
    /// Comes to a bundle, and says which node that is.
    fn meet(&mut self, bundle: Vec<usize>, mut got: Vec<f64>) -> Result<u32, Fault> {
        self.pay(&bundle, &mut got)?;
        let motion = self.motion(&bundle)?;
        let Some(motion) = motion else {
            self.flows.extend(got);
            return Ok(ending(self.flows.len() / self.beliefs.prior.len() - 1));
        };
        self.queue.push_back(Position {
            bundle,
            motion,
            got,
        });
        self.met += 1;
        Ok(self.met as u32 - 1)
    }

    /// Takes in a position: its turn, its moves, and what they lead to.
    fn position(&mut self, position: Position) -> Result<(), Fault> {
        let Position {
            bundle,
            motion,
            got,
        } = position;
        match motion {
            Motion::Chance(chances) => {
                let set = self.tree.nodes[bundle[0]].set;
                let options = self.names(set.expect("chance draws here"));
                self.turn(Mover::Chance, options);
                for (a, p) in chances.iter().enumerate() {
                    self.lead(self.below(&bundle, a), a, *p, got.clone())?;
                }
                self.close(0);
                Ok(())
            }
            Motion::Play(parties) => self.play(&bundle, &parties, &got),
        }
    }

    fn play(&mut self, bundle: &[usize], parties: &[Party], got: &[f64]) -> Result<(), Fault> {
        let position = self.structure.steps.len() - 1;
        let counts: Vec<usize> = parties.iter().map(|p| p.options).collect();
        let profiles: usize = counts.iter().product();
        let alone = parties.len() == 1;
        let mut cell = *self.structure.cells.last().expect("a first") as usize;
        for (n, party) in parties.iter().enumerate() {
            for (kind, set) in party.sets.iter().enumerate() {
                let place = Place {
                    position,
                    kind,
                    party: (!alone).then_some((n, cell)),
                };
                self.places.push((*set, place));
            }
            cell += party.options;
        }
        if alone {
            let options = self.names(parties[0].sets[0]);
            self.turn(Mover::Actor(parties[0].player), options);
        } else {
            let joint = Joint {
                actors: parties.iter().map(|p| p.player).collect(),
                options: parties.iter().map(|p| self.names(p.sets[0])).collect(),
            };
            self.turn(Mover::Joint(Box::new(joint)), vec![]);
        }
        for profile in 0..profiles {
            let mut below = bundle.to_vec();
            let mut got = got.to_vec();
            let mut step = profiles;
            for (p, count) in counts.iter().enumerate() {
                if p > 0 {
                    // what is paid on the way between moves that are made at once
                    self.pay(&below, &mut got)?;
                }
                step /= count;
                below = self.below(&below, profile / step % count);
            }
            self.lead(below, profile, 0.0, got)?;
        }
        self.close(if alone { 0 } else { counts.iter().sum() });
        Ok(())
    }

    /// The children of a bundle by one action.
    fn below(&self, bundle: &[usize], a: usize) -> Vec<usize> {
        let child = |n: &usize| self.tree.nodes[*n].children[a];
        bundle.iter().map(child).collect()
    }

    fn names(&self, set: usize) -> Vec<(String, String)> {
        let set = &self.tree.sets[set];
        let name = |a| (set.action(a), set.action(a));
        (0..set.actions.len()).map(name).collect()
    }

    fn turn(&mut self, mover: Mover, options: Vec<(String, String)>) {
        let id = format!("position {}", self.structure.turns.len() + 1);
        self.structure.turns.push(Turn {
            label: id.clone(),
            id,
            mover,
            options,
        });
    }

    /// One more move of the position at hand.
    fn lead(&mut self, below: Vec<usize>, a: usize, p: f64, got: Vec<f64>) -> Result<(), Fault> {
        let next = self.meet(below, got)?;
        self.structure.next.push(next);
        self.structure.option.push(crate::game::number(a));
        self.chance.push(p);
        Ok(())
    }

    fn close(&mut self, cells: usize) {
        let s = &mut self.structure;
        s.steps.push(s.steps.len() as u32);
        s.moves.push(s.next.len() as u32);
        s.cells
            .push(s.cells.last().expect("a first") + cells as u32);
    }

    /// Adds what is paid at a bundle: to each role what it gets whatever the others' types are.
    fn pay(&self, bundle: &[usize], got: &mut [f64]) -> Result<(), Fault> {
        for (role, got) in got.iter_mut().enumerate() {
            let i = self.beliefs.actor(role);
            let mut own = None;
            for (draw, n) in bundle.iter().enumerate() {
                if self.beliefs.first[i] + self.beliefs.draw(draw)[i] != role {
                    continue;
                }
                let node = &self.tree.nodes[*n];
                let paid = node.payoff.get(i).copied().unwrap_or(0.0);
                let (first, at) = *own.get_or_insert((paid, node.span));
                if (first - paid).abs() > SAME {
                    let message = format!(
                        "what {} gets depends on a draw that another knows: {first} there, \
                         {paid} here",
                        self.tree.player(i)
                    );
                    let fault = Diagnostic::error(node.span, message).related(at, "there");
                    return Err(Box::new(fault.help(
                        "a type may change what its own player is paid, not what others are",
                    )));
                }
            }
            *got += own.map_or(0.0, |(paid, _)| paid);
        }
        Ok(())
    }

    /// What happens at a bundle; none if play ends there.
    fn motion(&self, bundle: &[usize]) -> Result<Option<Motion>, Fault> {
        let kind = |n: usize| self.tree.nodes[n].set.map(|s| self.tree.sets[s].player);
        let first = bundle[0];
        if let Some(other) = bundle.iter().find(|n| kind(**n) != kind(first)) {
            let message = "what comes here depends on a draw that not all know";
            return Err(self.refusal(*other, first, message));
        }
        match kind(first) {
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
                    let message = "these probabilities depend on a draw that not all know";
                    return Err(self.refusal(*other, first, message));
                }
                Ok(Some(Motion::Chance(chances(first).to_vec())))
            }
            Some(Some(_)) => {
                let mut frontier = vec![bundle.to_vec()];
                let mut parties: Vec<Party> = vec![];
                let mut profiles = 1usize;
                loop {
                    let party = self.party(&frontier, parties.len())?;
                    profiles *= party.options;
                    let span = self.tree.nodes[first].span;
                    if profiles > 1 << 16 {
                        let message = format!("{profiles} combinations of moves at once");
                        return Err(fault(span, message));
                    }
                    let all = frontier.iter();
                    frontier = all
                        .flat_map(|b| (0..party.options).map(|a| self.below(b, a)))
                        .collect();
                    parties.push(party);
                    if !self.unseen(&frontier, &parties) {
                        break;
                    }
                }
                Ok(Some(Motion::Play(parties)))
            }
        }
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
            for (draw, node) in bundle.iter().enumerate() {
                let kind = self.beliefs.draw(draw)[player];
                let set = self.tree.nodes[*node].set;
                let own = set.filter(|s| self.tree.sets[*s].player == Some(player));
                let (known, at) = *sets[kind].get_or_insert((own.unwrap_or(0), *node));
                let message = "here more is known than at another node of the same draw";
                if own != Some(known) {
                    return Err(self.refusal(*node, at, message));
                }
                if self.tree.nodes[*node].children.len() != options {
                    let message = "the types of a player have different numbers of actions";
                    return Err(self.refusal(*node, first, message));
                }
                nodes[kind] += 1;
            }
        }
        let sets: Vec<usize> = sets.into_iter().flatten().map(|(s, _)| s).collect();
        for (kind, set) in sets.iter().enumerate() {
            if self.tree.sets[*set].nodes != nodes[kind] || sets[..kind].contains(set) {
                let seen = if n > 0 { " or moves made at once" } else { "" };
                let message = format!(
                    "{} joins {} nodes that are apart by more than draws of types{seen}",
                    self.tree.name(*set),
                    self.tree.sets[*set].nodes
                );
                let inside: Vec<usize> = frontier.iter().flatten().copied().collect();
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

    fn finish(self, precision: f64) -> Import {
        let mut s = self.structure;
        let roles = self.beliefs.prior.len();
        let endings = self.flows.len() / roles;
        s.positions = self.met;
        for next in &mut s.next {
            let n = u32::MAX - *next;
            if (n as usize) < endings {
                *next = self.met as u32 + n;
            }
        }
        let nodes = self.met + endings;
        s.states = (0..nodes as u64).collect();
        s.radix = vec![nodes];
        s.frozen_outcome = vec![0; endings];
        let layout = Layout::new(&s, &s.turns, &self.beliefs);
        let account = |role| (role, "payoff".to_string(), "payoff".to_string());
        let numbers = Numbers {
            actors: self.tree.players.len(),
            accounts: (0..roles).map(account).collect(),
            pay: vec![0; s.next.len()],
            rows: vec![0.0; roles],
            row_totals: vec![0.0; roles],
            chance: self.chance,
            flow: self.flows.clone(),
            flow_totals: self.flows,
            later: vec![0.0; endings * roles],
            later_totals: vec![0.0; endings * roles],
            patience: vec![1.0; roles],
            precision: vec![precision; roles],
            myopic: vec![false; roles],
            scripted: vec![false; roles],
            ties_first: vec![false; roles],
            ..Numbers::default()
        };
        let mut places = self.places;
        places.sort_by_key(|(set, _)| (self.tree.sets[*set].player, *set));
        Import {
            game: Game {
                structure: s,
                numbers,
                beliefs: self.beliefs,
                layout,
                rounds: 1,
                shadow: Some(0),
            },
            tree: self.tree.clone(),
            places,
        }
    }
}
