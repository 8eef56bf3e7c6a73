//! From a tree to a [`Game`] of one round: every position a turn of its own.
//!
//! Draws at the root that only one player knows become that player's types; what differs by draw
//! alone is then one position, played by all of them at once (a *bundle* of nodes, one for each
//! draw). Moves that nobody sees before the next move are made at once. What has other information
//! sets is refused by name: public beliefs over fixed types cannot hold it.

use super::bundles::{Bundles, Motion, Party};
use super::draws::{Draws, drawn, draws, undrawn};
use super::room::{Room, narrow};
use super::tokens::{Fault, fault};
use super::tree::{Node, Tree};
use crate::game::{Game, Joint, Layout, Limits, Mover, Numbers, Structure, Turn};
use crate::source::{Diagnostic, Span};
use std::collections::VecDeque;

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
        bundles: Bundles {
            tree,
            beliefs,
            types,
            room,
        },
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
    bundles: Bundles<'a>,
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
        self.bundles.pay(&bundle, &mut got)?;
        let motion = self.bundles.motion(&bundle)?;
        let span = self.bundles.span(&bundle);
        let Some(motion) = motion else {
            let before = self.flows.len() / self.bundles.beliefs.prior.len();
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
                let set = self.bundles.tree.nodes[bundle[0]].set;
                let options = self.names(set.expect("chance draws here"));
                self.turn(Mover::Chance, options);
                for (a, p) in chances.iter().enumerate() {
                    self.lead(self.bundles.below(&bundle, a), a, *p, got.clone())?;
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
                    self.bundles.pay(&below, &mut got)?;
                }
                step /= count;
                below = self.bundles.below(&below, profile / step % count);
            }
            self.lead(below, profile, 0.0, got)?;
        }
        self.close(if alone { 0 } else { counts.iter().sum() }, bundle)
    }

    fn names(&self, set: usize) -> Vec<(String, String)> {
        let set = &self.bundles.tree.sets[set];
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
        let span = self.bundles.span(&below);
        let next = self.meet(below, got)?;
        self.structure.next.push(next);
        self.structure.option.push(narrow(a, span, "actions")?);
        self.chance.push(p);
        Ok(())
    }

    /// Ends the position at hand, which is this bundle's.
    fn close(&mut self, cells: usize, bundle: &[usize]) -> Result<(), Fault> {
        let span = self.bundles.span(bundle);
        let s = &mut self.structure;
        let cells = *s.cells.last().expect("a first") as usize + cells;
        s.steps.push(narrow(s.steps.len(), span, "positions")?);
        s.moves.push(narrow(s.next.len(), span, "moves")?);
        s.cells.push(narrow(cells, span, "moves made at once")?);
        Ok(())
    }

    fn finish(self, precision: f64) -> Result<Built, Fault> {
        let span = self.bundles.tree.nodes[0].span;
        let mut s = self.structure;
        let roles = self.bundles.beliefs.prior.len();
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
        let layout = Layout::new(&s, &s.turns, &self.bundles.beliefs);
        let account = |role| (role, "payoff".to_string(), "payoff".to_string());
        let numbers = Numbers {
            actors: self.bundles.tree.players.len(),
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
        places.sort_by_key(|(set, _)| (self.bundles.tree.sets[*set].player, *set));
        let game = Game {
            structure: s,
            numbers,
            beliefs: self.bundles.beliefs,
            layout,
            rounds: 1,
            shadow: Some(0),
        };
        Ok((game, places))
    }
}
