//! From a game to a tree: every history of a small scenario, round after round.

use super::tree::{Node, Set, Tree};
use crate::diagnostics::Span;
use crate::game::{Game, Move, Mover, Node as GameNode, Position, TypeProfile};
use std::collections::BTreeMap;

/// The most nodes of a tree that is written.
pub const MOST_NODES: usize = 200_000;

/// Makes the tree of `game`, whose actors are called `players`: payoffs discounted to the first
/// round, types drawn at the root, moves made at once as moves that are not seen.
///
/// # Errors
/// Why there is no such tree, and what to try: a vote, actors who look no further than the round, play
/// without end, a tree of more than [`MOST_NODES`] nodes.
pub fn export(game: &Game, title: &str, players: &[String]) -> Result<Tree, (String, String)> {
    let (s, beliefs) = (&game.structure, &game.beliefs);
    if let Some(turn) = s.turns.iter().find(|t| matches!(t.mover, Mover::Vote(_))) {
        let message = format!("the vote at turn `{}` cannot be written as a tree", turn.id);
        return Err((message, "give each member a turn of its own".into()));
    }
    if let Some(role) = game.payments.myopic.iter().position(|m| *m) {
        let player = &players[beliefs.actor(role)];
        let message =
            format!("{player} looks no further than the round, which a tree cannot express");
        return Err((message, "remove `plays = \"myopic\"`".into()));
    }
    let Some(horizon) = game.horizon() else {
        let message = "an unbounded shadow would make an infinite tree";
        return Err((message.into(), "give it a number: --set shadow=0".into()));
    };
    let nodes = size(game, horizon);
    if nodes > MOST_NODES as f64 {
        let message = format!(
            "its tree of {horizon} rounds would have {nodes:.2e} nodes, more than {MOST_NODES}"
        );
        let help = "try fewer rounds and no shadow: --set rounds=2 --set shadow=0";
        return Err((message, help.into()));
    }
    let mut grower = Grower {
        game,
        horizon,
        tree: Tree {
            title: title.to_string(),
            players: players.to_vec(),
            ..Tree::default()
        },
        numbers: vec![0; players.len() + 1],
        stack: vec![],
    };
    let bundle = grower.root();
    grower.stack.push(Place {
        node: s.start(),
        round: 1,
        bundle,
    });
    while let Some(place) = grower.stack.pop() {
        grower.place(place);
    }
    Ok(grower.tree)
}

/// The number of nodes of the tree.
fn size(game: &Game, horizon: usize) -> f64 {
    let s = &game.structure;
    let mut next = vec![0.0f64; s.nodes().len()];
    for _ in 0..horizon {
        let mut size = vec![1.0; next.len()];
        for end in s.ends() {
            let restart = s.restart(end).map_or(1.0, |node| next[node.get()]);
            size[s.node(end).get()] = restart.max(1.0);
        }
        for p in s.positions().rev() {
            let below: f64 = s.moves_of(p).map(|m| size[s.next(m).get()]).sum();
            // of moves made at once, at most as many nodes again stand between
            let between = match &s.turn(s.turn_of(p)).mover {
                Mover::Joint(_) => s.moves_of(p).len() as f64,
                Mover::Actor(_) | Mover::Chance(_) | Mover::Vote(_) => 0.0,
            };
            size[p.get()] = 1.0 + between + below;
        }
        next = size;
    }
    next[s.start().get()] * game.beliefs.profiles().len() as f64
}

/// A node of the tree, among those that what all see does not tell apart.
#[derive(Clone)]
struct Thread {
    node: usize,
    /// The type of each player.
    types: Vec<usize>,
    /// What each player alone has seen: its type, and what it or chance has done to that.
    seen: Vec<Vec<usize>>,
    /// What each player has got so far.
    got: Vec<f64>,
}

/// All nodes at which play can stand, as far as all see.
type Bundle = Vec<Thread>;

/// A place in the game, reached by one history of what all see.
struct Place {
    node: GameNode,
    round: usize,
    bundle: Bundle,
}

struct Grower<'a> {
    game: &'a Game,
    horizon: usize,
    tree: Tree,
    /// Sets numbered so far: of each player, then of chance.
    numbers: Vec<usize>,
    stack: Vec<Place>,
}

impl Grower<'_> {
    fn node(&mut self) -> usize {
        self.tree.nodes.push(Node {
            set: None,
            children: vec![],
            outcome: None,
            span: Span::default(),
        });
        self.tree.nodes.len() - 1
    }

    /// A new set of a player, or of chance.
    fn set(
        &mut self,
        player: Option<usize>,
        label: &str,
        actions: Vec<String>,
        chances: Vec<f64>,
    ) -> usize {
        let number = &mut self.numbers[player.unwrap_or(self.tree.players.len())];
        *number += 1;
        self.tree.sets.push(Set {
            player,
            number: *number,
            label: label.to_string(),
            actions,
            chances,
            nodes: 0,
        });
        self.tree.sets.len() - 1
    }

    /// Puts a node into a set and grows its children.
    fn grow(&mut self, node: usize, set: usize) {
        self.tree.sets[set].nodes += 1;
        self.tree.nodes[node].set = Some(set);
        for _ in 0..self.tree.sets[set].actions.len() {
            let child = self.node();
            self.tree.nodes[node].children.push(child);
        }
    }

    /// The draws of types, actor after actor, and the nodes after them.
    fn root(&mut self) -> Bundle {
        let beliefs = &self.game.beliefs;
        let mut bundle = vec![(self.node(), vec![])];
        for i in 0..beliefs.actors() {
            let names: Vec<&(String, String)> = beliefs.names[beliefs.roles(i)].iter().collect();
            let label = format!("type of {}", self.tree.players[i]);
            let mut next = vec![];
            let mut known = None;
            for (node, drawn) in bundle {
                let longer = |type_: usize| drawn.iter().copied().chain([type_]).collect();
                let priors = beliefs.next_drawn(&drawn);
                // what changes may become what nobody was
                let possible: Vec<usize> = (0..priors.len()).filter(|k| priors[*k] > 0.0).collect();
                if let [only] = possible[..] {
                    next.push((node, longer(only)));
                    continue;
                }
                let set = known.unwrap_or_else(|| {
                    let actions = possible.iter().map(|k| names[*k].0.clone());
                    let chances = possible.iter().map(|k| priors[*k]);
                    self.set(None, &label, actions.collect(), chances.collect())
                });
                // one set for all, unless what was drawn before tells of this draw
                known = Some(set).filter(|_| !beliefs.correlated());
                self.grow(node, set);
                let children = possible.iter().zip(&self.tree.nodes[node].children);
                next.extend(children.map(|(type_, child)| (*child, longer(*type_))));
            }
            bundle = next;
        }
        let thread = |(node, types): (usize, Vec<usize>)| Thread {
            node,
            seen: types.iter().map(|type_| vec![*type_]).collect(),
            got: vec![0.0; types.len()],
            types,
        };
        bundle.into_iter().map(thread).collect()
    }

    /// Adds to each player what its role gets, discounted from round `round`.
    fn pay<'b>(
        &self,
        bundle: &mut Bundle,
        round: usize,
        by_role: impl Fn(TypeProfile) -> &'b [f64],
    ) {
        let beliefs = &self.game.beliefs;
        let patience = &self.game.payments.patience;
        let later = i32::try_from(round - 1).unwrap_or(i32::MAX);
        for thread in bundle {
            let by_role = by_role(beliefs.profile(&thread.types));
            let players = thread.got.iter_mut().zip(&thread.types).enumerate();
            for (i, (got, type_)) in players {
                let role = beliefs.role(i, *type_);
                *got += by_role[role] * patience[role].powi(later);
            }
        }
    }

    fn place(&mut self, mut place: Place) {
        let s = &self.game.structure;
        if let Some(p) = s.position(place.node) {
            return self.position(p, place);
        }
        let Some(finish) = s.finish(place.node) else {
            unreachable!("a node is a position or a finish")
        };
        let payments = &self.game.payments;
        self.pay(&mut place.bundle, place.round, |draw| {
            payments.flow_by_role(finish, draw)
        });
        match (s.restart(finish), s.terminal(finish)) {
            (Some(next), _) if place.round < self.horizon => {
                place.node = next;
                place.round += 1;
                self.stack.push(place);
                return;
            }
            (None, Some(terminal)) => {
                for round in place.round + 1..=self.horizon {
                    self.pay(&mut place.bundle, round, |draw| {
                        payments.later_by_role(terminal, draw)
                    });
                }
            }
            (Some(_), _) | (None, None) => {}
        }
        for thread in place.bundle {
            self.tree.nodes[thread.node].outcome = Some(self.tree.outcomes.len());
            self.tree.outcomes.push(thread.got);
        }
    }

    /// Grows a position, and puts where its moves lead on the stack.
    fn position(&mut self, p: Position, place: Place) {
        let s = &self.game.structure;
        let mut frontier = self.moves(p, place.bundle, place.round);
        for (m, bundle) in s.moves_of(p).zip(&mut frontier) {
            let payments = &self.game.payments;
            self.pay(bundle, place.round, |draw| payments.by_role(m, draw));
        }
        let round = place.round;
        if let Some(i) = s.turn(s.turn_of(p)).hidden {
            let mut bundle = vec![];
            for (m, threads) in s.moves_of(p).zip(frontier) {
                bundle.extend(threads.into_iter().map(|t| self.unseen(p, m, i, t)));
            }
            let node = s.next(s.moves_of(p).at(0));
            return self.stack.push(Place {
                node,
                round,
                bundle,
            });
        }
        // the stack gives the last first
        let places = s.moves_of(p).zip(frontier).rev();
        self.stack.extend(places.map(|(m, bundle)| Place {
            node: s.next(m),
            round,
            bundle,
        }));
    }

    /// What becomes of player `i` by move `m` of its hidden turn at `p`.
    fn unseen(&self, p: Position, m: Move, i: usize, mut thread: Thread) -> Thread {
        let s = &self.game.structure;
        let type_ = self.game.changes.after(m, thread.types[i]);
        thread.types[i] = type_;
        // who acts knows what it did, and of chance what it has become
        thread.seen[i].push(match s.turn(s.turn_of(p)).mover {
            Mover::Actor(_) => s.option(m),
            Mover::Chance(_) | Mover::Joint(_) | Mover::Vote(_) => type_,
        });
        thread
    }

    /// Grows the moves of a position at which play stands at one of `bundle`, and gives the bundle after each.
    fn moves(&mut self, p: Position, bundle: Bundle, round: usize) -> Vec<Bundle> {
        let game = self.game;
        let s = &game.structure;
        let moves = s.moves_of(p);
        let k = s.turn_of(p);
        let turn = s.turn(k);
        let label = match self.horizon {
            1 => turn.id.clone(),
            _ => format!("{}, round {round}", turn.id),
        };
        let chances = &game.payments.chance[moves.range()];
        let names: Vec<String> = moves.map(|m: Move| s.option_id(k, m)).collect();
        match &turn.mover {
            Mover::Chance(told) => {
                let kinds = 0..told.map_or(1, |i| game.beliefs.type_count(i));
                let sets: Vec<usize> = kinds
                    .map(|type_| {
                        let moves = s.moves_of(p);
                        let chances = moves.map(|m| game.payments.chance_of(m, type_));
                        self.set(None, &label, names.clone(), chances.collect())
                    })
                    .collect();
                let all: Vec<usize> = (0..names.len()).collect();
                self.all(vec![bundle], names.len(), &|thread| {
                    let type_ = told.map_or(0, |i| thread.types[i]);
                    (sets[type_], &all)
                })
            }
            Mover::Actor(i) => {
                let closed = |option: usize, type_| {
                    let moves = s.moves_of(p);
                    game.closed.of_move(moves.at(option), type_)
                };
                self.party(vec![bundle], *i, &label, (&names, &closed), chances)
            }
            Mover::Joint(joint) => {
                let mut frontier = vec![bundle];
                let parties = joint.actors.iter().zip(&joint.options);
                let open = s.open(p).iter().zip(s.party_cells(p));
                for ((i, options), (open, cells)) in parties.zip(open) {
                    let names: Vec<String> = open.iter().map(|o| options[*o].0.clone()).collect();
                    let script = game.payments.script.get(cells.range()).unwrap_or_default();
                    let closed =
                        |option: usize, type_| game.closed.of_cell(cells.at(option), type_);
                    frontier = self.party(frontier, *i, &label, (&names, &closed), script);
                }
                frontier
            }
            Mover::Vote(_) => unreachable!("votes are refused before"),
        }
    }

    /// Lets actor `i` move at all bundles of `frontier`, which it tells apart by what it alone has seen, with options of
    /// these names that may be closed to types.
    fn party(
        &mut self,
        frontier: Vec<Bundle>,
        i: usize,
        label: &str,
        (names, closed): (&[String], &dyn Fn(usize, usize) -> bool),
        script: &[f64],
    ) -> Vec<Bundle> {
        let beliefs = &self.game.beliefs;
        let threads = frontier.iter().flatten();
        // what it has seen, and its type, which that decides
        let seen: BTreeMap<Vec<usize>, usize> =
            threads.map(|t| (t.seen[i].clone(), t.types[i])).collect();
        let mut sets = BTreeMap::new();
        for (seen, type_) in seen {
            let role = beliefs.role(i, type_);
            let open: Vec<usize> = (0..names.len()).filter(|o| !closed(*o, type_)).collect();
            let actions = open.iter().map(|o| names[*o].clone()).collect();
            let label = match beliefs.names[role].0.as_str() {
                "" => label.to_string(),
                kind => format!("{label}, {kind}"),
            };
            let set = match self.game.payments.scripted[role] {
                true => self.set(None, &label, actions, script.to_vec()),
                false => self.set(Some(i), &label, actions, vec![]),
            };
            sets.insert(seen, (set, open));
        }
        self.all(frontier, names.len(), &|thread| {
            let (set, open) = &sets[&thread.seen[i]];
            (*set, open)
        })
    }

    /// Grows every node of `frontier` as its set, in which these of `count` actions are open; the bundles
    /// after each action.
    fn all<'b>(
        &mut self,
        frontier: Vec<Bundle>,
        count: usize,
        set: &dyn Fn(&Thread) -> (usize, &'b Vec<usize>),
    ) -> Vec<Bundle> {
        let mut after = vec![];
        for bundle in frontier {
            let mut next = vec![vec![]; count];
            for thread in bundle {
                let (set, open) = set(&thread);
                self.grow(thread.node, set);
                let children = &self.tree.nodes[thread.node].children;
                for (action, child) in open.iter().zip(children) {
                    let mut below = thread.clone();
                    below.node = *child;
                    next[*action].push(below);
                }
            }
            after.extend(next);
        }
        after
    }
}
