//! From a tree to a [`Game`] of one round: every position a turn of its own.
//!
//! Draws at the root that only one player knows become that player's types; what differs by draw
//! alone is then one position, played by all of them at once (a *bundle* of nodes, one for each
//! draw). Moves that nobody sees before the next move are made at once. What has other information
//! sets is refused by name: public beliefs over fixed types cannot hold it.

use super::draws::{Draws, SOLVED, drawn, draws, undrawn};
use super::room::{Room, narrow};
use super::tokens::{Fault, fault};
use super::tree::{Node, Tree};
use crate::game::{Beliefs, Game, Joint, Layout, Limits, Mover, Numbers, Structure, Turn};
use crate::source::{Diagnostic, Span};
use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

/// Payoffs and probabilities that differ by less are the same.
pub(super) const SAME: f64 = 1e-9;

/// The most combinations of moves made at once.
const MOST_PROFILES: usize = 1 << 16;

/// A game read from a file, and where its information sets went.
#[derive(Clone, Debug)]
pub struct Import {
    /// The game: one round, payoffs undiscounted.
    pub game: Game,
    /// The tree that it was made of.
    pub tree: Tree,
    /// Players' sets, player after player, each one's in order of the file; and where their
    /// strategies stand. A set that chance never lets play come to may be missing.
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
/// drawn at the root and known to their owner alone; a game that takes more memory than `limits`
/// allow.
pub fn import(
    tree: &Tree,
    precision: f64,
    points: usize,
    limits: &Limits,
) -> Result<Import, Box<Diagnostic>> {
    let attempt = |t: &Tree| typed(t, precision, points, limits);
    // what chance never draws may be in the way
    let game = attempt(tree).or_else(|fault| tree.possible().map_or(Err(fault), |t| attempt(&t)));
    let (game, places) = game?;
    Ok(Import {
        game,
        tree: tree.clone(),
        places,
    })
}

/// A game, and where the strategies of its information sets stand.
type Built = (Game, Vec<(usize, Place)>);

/// Makes a game of `tree`: first without types, then with those that chance draws in its first
/// move, in its first two, and so on.
fn typed(tree: &Tree, precision: f64, points: usize, limits: &Limits) -> Result<Built, Fault> {
    let mut branches = undrawn();
    loop {
        let mut room = Room::new(limits.memory);
        let draws = draws(tree, &branches, points, &mut room);
        let fault = match draws.and_then(|draws| build(tree, draws, precision, room)) {
            Ok(built) => return Ok(built),
            Err(fault) => fault,
        };
        let before = branches.len();
        // what is certain draws no types
        while branches.len() == before {
            match drawn(tree, &branches) {
                Some(next) => branches = next,
                None => return Err(fault),
            }
        }
    }
}

/// The memory that a game of this tree takes, while it is made and after.
fn claim(tree: &Tree, roles: usize, room: &mut Room) -> Result<(), Fault> {
    let root = tree.nodes[0].span;
    let what = "the game of this tree";
    // the tree and its copies; numbers by node and role; a turn at each node
    let node = 3 * size_of::<Node>() + size_of::<Turn>() + size_of::<Position>() + 64;
    room.take(&[tree.nodes.len(), node], root, what)?;
    room.take(&[tree.nodes.len(), roles, 4 * size_of::<f64>()], root, what)?;
    for set in &tree.sets {
        let label = |a: &String| 2 * (a.len() + size_of::<String>());
        let names: usize = set.actions.iter().map(label).sum();
        room.take(&[set.nodes, names], root, what)?;
    }
    Ok(())
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

fn build(tree: &Tree, draws: Draws, precision: f64, mut room: Room) -> Result<Built, Fault> {
    let beliefs = draws.beliefs;
    let roles = beliefs.prior.len();
    claim(tree, roles, &mut room)?;
    let types = (0..beliefs.draws())
        .map(|draw| beliefs.draw(draw))
        .collect();
    let mut builder = Builder {
        tree,
        beliefs,
        types,
        room,
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
        _ => builder.finish(precision),
    }
}

struct Builder<'a> {
    tree: &'a Tree,
    beliefs: Beliefs,
    /// The type of each player in each draw.
    types: Vec<Vec<usize>>,
    room: Room,
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
fn ending(n: u32) -> u32 {
    u32::MAX - n
}

/// Nodes are numbered below this, from either end.
const MOST_NODES: u32 = u32::MAX / 2;

/// The number of a node, of which there are `n` before it.
fn numbered(n: usize, span: Span) -> Result<u32, Fault> {
    let number: u32 = narrow(n, span, "nodes")?;
    let fits = Some(number).filter(|n| *n < MOST_NODES);
    fits.ok_or_else(|| fault(span, "too many nodes for one game"))
}

impl Builder<'_> {
    /// Comes to a bundle, and says which node that is.
    fn meet(&mut self, bundle: Vec<usize>, mut got: Vec<f64>) -> Result<u32, Fault> {
        self.pay(&bundle, &mut got)?;
        let motion = self.motion(&bundle)?;
        let span = self.tree.nodes[bundle[0]].span;
        let Some(motion) = motion else {
            let before = self.flows.len() / self.beliefs.prior.len();
            self.flows.extend(got);
            return Ok(ending(numbered(before, span)?));
        };
        let number = numbered(self.met, span)?;
        self.queue.push_back(Position {
            bundle,
            motion,
            got,
        });
        self.met += 1;
        Ok(number)
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
                self.close(0, &bundle)
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
        self.close(if alone { 0 } else { counts.iter().sum() }, bundle)
    }

    /// The children of a bundle by one action.
    fn below(&self, bundle: &[usize], a: usize) -> Vec<usize> {
        let child = |n: &usize| self.tree.nodes[*n].children[a];
        bundle.iter().map(child).collect()
    }

    fn names(&self, set: usize) -> Vec<(String, String)> {
        let set = &self.tree.sets[set];
        let name = |a: &String| (a.clone(), a.clone());
        set.actions.iter().map(name).collect()
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
        let span = self.tree.nodes[below[0]].span;
        let next = self.meet(below, got)?;
        self.structure.next.push(next);
        self.structure.option.push(narrow(a, span, "actions")?);
        self.chance.push(p);
        Ok(())
    }

    /// Ends the position at hand, which is this bundle's.
    fn close(&mut self, cells: usize, bundle: &[usize]) -> Result<(), Fault> {
        let span = self.tree.nodes[bundle[0]].span;
        let s = &mut self.structure;
        let cells = *s.cells.last().expect("a first") as usize + cells;
        s.steps.push(narrow(s.steps.len(), span, "positions")?);
        s.moves.push(narrow(s.next.len(), span, "moves")?);
        s.cells.push(narrow(cells, span, "moves made at once")?);
        Ok(())
    }

    /// Adds what is paid at a bundle: to each role what it gets whatever the others' types are.
    fn pay(&self, bundle: &[usize], got: &mut [f64]) -> Result<(), Fault> {
        for (role, got) in got.iter_mut().enumerate() {
            let i = self.beliefs.actor(role);
            let kind = role - self.beliefs.first[i];
            let mut own = None;
            for (types, n) in self.types.iter().zip(bundle) {
                if types[i] != kind {
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
                let span = self.tree.nodes[first].span;
                loop {
                    let party = self.party(&frontier, parties.len())?;
                    let all = profiles.checked_mul(party.options);
                    let Some(all) = all.filter(|n| *n <= MOST_PROFILES) else {
                        let message = match parties.len() {
                            0 => format!("{} actions, more than {MOST_PROFILES}", party.options),
                            _ => format!(
                                "more than {MOST_PROFILES} combinations of moves made at once"
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
        let unknowns: usize = parties.iter().map(|p| (p.options + 1) * p.sets.len()).sum();
        if parties.len() == 1 && parties[0].sets.len() == 1 {
            return Ok(());
        }
        let what = format!("solving {unknowns} actions of moves made at once or by types");
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
                let kind = types[player];
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

    fn finish(self, precision: f64) -> Result<Built, Fault> {
        let span = self.tree.nodes[0].span;
        let mut s = self.structure;
        let roles = self.beliefs.prior.len();
        let endings = self.flows.len() / roles;
        s.positions = self.met;
        let nodes = self.met + endings;
        let met = numbered(self.met, span)?;
        for next in s.next.iter_mut().filter(|next| **next > MOST_NODES) {
            *next = met + ending(*next);
        }
        s.states = (0..).take(nodes).collect();
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
        let game = Game {
            structure: s,
            numbers,
            beliefs: self.beliefs,
            layout,
            rounds: 1,
            shadow: Some(0),
        };
        Ok((game, places))
    }
}
