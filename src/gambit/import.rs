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
use crate::diagnostics::{Diagnostic, Span};
use crate::game::Position as GamePosition;
use crate::game::{
    Account, AccountKind, Cell, Changes, Closed, Game, Indices, Joint, Layout, Limits, Mover,
    Payments, StructureBuilder, TurnInfo, open_profiles,
};
use std::collections::VecDeque;

/// A game read from a file, and where its information sets went.
#[derive(Clone, Debug)]
pub struct Import {
    /// The game: one round, payoffs undiscounted.
    pub game: Game,
    /// The tree that it was made of.
    pub tree: Tree,
    /// Players' sets, player after player, each one's in order of the file; and where their
    /// strategies stand. A set that chance never lets play reach may be missing.
    pub places: Vec<(usize, Place)>,
}

/// Where the strategy of an information set stands in a solution.
#[derive(Clone, Debug)]
pub struct Place {
    /// The position, the only one of its turn.
    pub position: GamePosition,
    /// The player.
    pub player: usize,
    /// The player's type.
    pub type_: usize,
    /// Where several move at once, the cells of the player's actions.
    pub cells: Option<Indices<Cell>>,
}

/// Makes a game of `tree`, with everybody's precision and `points` points an axis of the grid of
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
    let node = 3 * size_of::<Node>() + size_of::<TurnInfo>() + size_of::<Position>() + 64;
    room.take(&[tree.nodes.len(), node], root, what)?;
    room.take(&[tree.nodes.len(), roles, 4 * size_of::<f64>()], root, what)?;
    for set in &tree.sets {
        let label = |a: &String| 2 * (a.len() + size_of::<String>());
        let names: usize = set.actions.iter().map(label).sum();
        room.take(&[set.nodes, names], root, what)?;
    }
    Ok(())
}

/// A position that play reaches.
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
    let types = beliefs.profiles().map(|draw| beliefs.types(draw)).collect();
    let mut builder = Builder {
        bundles: Bundles {
            tree,
            beliefs,
            types,
            room,
        },
        turns: vec![],
        cells: 0,
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
    /// Each position's turn, and its moves: the option, and the node that it leads to.
    turns: Vec<(TurnInfo, Vec<(u32, u32)>)>,
    /// Cells of the positions so far.
    cells: usize,
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
                self.turn(Mover::Chance(None), options);
                for (a, p) in chances.iter().enumerate() {
                    self.lead(self.bundles.below(&bundle, a), a, *p, got.clone())?;
                }
                Ok(())
            }
            Motion::Play(parties) => self.play(&bundle, &parties, &got),
        }
    }

    fn play(&mut self, bundle: &[usize], parties: &[Party], got: &[f64]) -> Result<(), Fault> {
        let span = self.bundles.span(bundle);
        let position = GamePosition::new(numbered(self.turns.len(), span)? as usize);
        let open: Vec<usize> = parties.iter().map(|p| p.options).collect();
        let alone = parties.len() == 1;
        for party in parties {
            let mut cells = None;
            if !alone {
                let first = self.cells;
                self.cells += party.options;
                narrow::<_, u32>(self.cells, span, "moves made at once")?;
                cells = Some(Indices::new(first..self.cells));
            }
            for (type_, set) in party.sets.iter().enumerate() {
                let place = Place {
                    position,
                    player: party.player,
                    type_,
                    cells: cells.clone(),
                };
                self.places.push((*set, place));
            }
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
        for (profile, picks) in open_profiles(&open).enumerate() {
            let mut below = bundle.to_vec();
            let mut got = got.to_vec();
            for (p, pick) in picks.into_iter().enumerate() {
                if p > 0 {
                    // what is paid on the way between moves that are made at once
                    self.bundles.pay(&below, &mut got)?;
                }
                below = self.bundles.below(&below, pick);
            }
            self.lead(below, profile, 0.0, got)?;
        }
        Ok(())
    }

    fn names(&self, set: usize) -> Vec<(String, String)> {
        let set = &self.bundles.tree.sets[set];
        let name = |a: &String| (a.clone(), a.clone());
        set.actions.iter().map(name).collect()
    }

    /// Begins the turn of the next position.
    fn turn(&mut self, mover: Mover, options: Vec<(String, String)>) {
        let id = format!("position {}", self.turns.len() + 1);
        let turn = TurnInfo {
            label: id.clone(),
            id,
            mover,
            hidden: None,
            options,
        };
        self.turns.push((turn, vec![]));
    }

    /// One more move of the position at hand.
    fn lead(&mut self, below: Vec<usize>, a: usize, p: f64, got: Vec<f64>) -> Result<(), Fault> {
        let span = self.bundles.span(&below);
        let next = self.meet(below, got)?;
        let option = narrow(a, span, "actions")?;
        narrow::<_, u32>(self.chance.len() + 1, span, "moves")?;
        let (_, moves) = self.turns.last_mut().expect("a position at hand");
        moves.push((option, next));
        self.chance.push(p);
        Ok(())
    }

    fn finish(self, precision: f64) -> Result<Built, Fault> {
        let span = self.bundles.tree.nodes[0].span;
        let roles = self.bundles.beliefs.prior.len();
        let endings = self.flows.len() / roles;
        let nodes = self.met + endings;
        let met = numbered(self.met, span)?;
        let lead = |(option, next): (u32, u32)| match next {
            n if n > MOST_NODES => (option, met + ending(n)),
            n => (option, n),
        };
        let mut states = 0..;
        let mut builder = StructureBuilder::new(vec![nodes]);
        for ((turn, moves), state) in self.turns.into_iter().zip(&mut states) {
            builder.turn(turn);
            builder.position(state, moves.into_iter().map(lead));
        }
        for state in states.take(endings) {
            builder.terminal(state, 0);
        }
        let s = builder.finish(0);
        let layout = Layout::new(&s, &self.bundles.beliefs);
        let account = |role| Account {
            role,
            kind: AccountKind::Term("payoff".to_string(), "payoff".to_string()),
        };
        let payments = Payments {
            draws: 1,
            actors: self.bundles.tree.players.len(),
            accounts: (0..roles).map(account).collect(),
            pay: vec![0; s.all_moves().len()],
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
            ..Payments::default()
        };
        let mut places = self.places;
        places.sort_by_key(|(set, _)| (self.bundles.tree.sets[*set].player, *set));
        let game = Game {
            closed: Closed::default(),
            changes: Changes::default(),
            structure: s,
            payments,
            beliefs: self.bundles.beliefs,
            layout,
            rounds: 1,
            shadow: Some(0),
        };
        Ok((game, places))
    }
}
