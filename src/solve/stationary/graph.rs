//! A round as one flat graph: every call of a vote and every leaf of its count is a node of its own,
//! so that each node is somebody's choice, a chance, the end of a round or a terminal.

use crate::game::{
    Cost, Finish, Game, Joint, Move, Mover, Node, Position, RollCall, Rows, Template, Turn,
    open_profiles,
};
use crate::solve::columns::Columns;
use crate::solve::stage::Party;
use std::collections::HashMap;

/// What happens at a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Play has ended: all that follows is worth the node's row.
    Terminal,
    /// The round ends: its row, and what the next one is worth, discounted.
    End,
    /// Chance moves, or a script.
    Chance,
    /// A role chooses.
    Choice(u32),
    /// Types show, or several move at once: one of [`Graph::stages`].
    Stage(u32),
    /// Votes are cast together: one of [`Graph::ballots`]. Its edges lead to the leaves.
    Ballot(u32),
}

/// A node at which types show or several move at once; its edges are the profiles.
pub(super) struct StageNode {
    /// Who moves.
    pub parties: Vec<Party>,
    /// For each party, type and option whether it is closed; empty if nothing is.
    pub closed: Vec<bool>,
    /// What a script gives each option of each party; empty where nobody has one.
    pub script: Vec<f64>,
    /// At a turn that nobody sees, for each type and option what it makes of the type; else empty.
    pub unseen: Vec<usize>,
    /// There, for each edge and column, the column of what the edge leads to that it is read from.
    pub from: Vec<usize>,
}

/// A node at which votes are cast together.
pub(super) struct BallotNode {
    pub turn: Turn,
    pub position: Position,
}

/// The graph. Edges of a round lead to nodes of higher numbers; that of a round end leads to the node
/// at which the next round begins.
pub(super) struct Graph<'a> {
    pub game: &'a Game,
    pub columns: &'a Columns<'a>,
    pub kinds: Vec<Kind>,
    /// The position that each node belongs to; finishes have none.
    pub position: Vec<Option<Position>>,
    /// Edges of node n are `first[n]..first[n + 1]`.
    pub first: Vec<u32>,
    /// The node that each edge leads to.
    pub target: Vec<u32>,
    /// The row of payments of each edge; of a terminal, which has no edge, the row of its only one.
    pub pay: Vec<u32>,
    /// The probability of each edge of chance; else 0.
    pub chance: Vec<f64>,
    /// Rows of payments, laid out as `paid` says: rows × columns × points by which payments differ.
    pub pays: Vec<f64>,
    pub paid: Rows,
    pub stages: Vec<StageNode>,
    pub ballots: Vec<BallotNode>,
    /// What voting costs at each of the ballots: rows laid out as the game's.
    pub costs: Vec<f64>,
    /// The node that each of the game's nodes is.
    pub of_node: Vec<u32>,
}

impl<'a> Graph<'a> {
    /// The graph of `game` for `columns` that follow the strategies.
    pub fn new(game: &'a Game, columns: &'a Columns<'a>) -> Self {
        Self::among(game, columns, std::slice::from_ref(game))
    }

    /// The same with the edges of chance that have a positive probability in any of the games `all`,
    /// which have one structure.
    pub fn among(game: &'a Game, columns: &'a Columns<'a>, all: &'a [Game]) -> Self {
        let mut builder = Builder {
            graph: Graph {
                game,
                columns,
                kinds: vec![],
                position: vec![],
                first: vec![0],
                target: vec![],
                pay: vec![],
                chance: vec![],
                pays: vec![],
                paid: columns.paid_rows(),
                stages: vec![],
                ballots: vec![],
                costs: vec![],
                of_node: numbers(game),
            },
            all,
            known: HashMap::new(),
            at: None,
        };
        let s = &game.structure;
        for k in s.all_turns() {
            for p in s.positions_of(k) {
                builder.at = Some(p);
                builder.position(k, p);
            }
        }
        builder.at = None;
        for f in s.finishes() {
            builder.finish(f);
        }
        builder.shorten();
        builder.graph
    }

    /// The edges of node `n`.
    pub fn edges(&self, n: usize) -> std::ops::Range<usize> {
        self.first[n] as usize..self.first[n + 1] as usize
    }

    /// Whether a round that ends at node `n` begins there.
    pub fn returns(&self, n: u32) -> bool {
        let edge = self.first[n as usize] as usize;
        matches!(self.kinds[n as usize], Kind::End) && self.target[edge] == n
    }

    /// A row of payments, by column and point.
    pub fn row(&self, row: u32) -> &[f64] {
        &self.pays[self.paid.all_of(row as usize)]
    }
}

/// Number of nodes that a roll call of `template` takes.
fn roll_nodes(template: &Template) -> usize {
    let calls = if template.together {
        1
    } else {
        template.calls.len()
    };
    calls + template.leaves.len()
}

/// The number in the graph of each node of the game.
fn numbers(game: &Game) -> Vec<u32> {
    let s = &game.structure;
    let mut next = 0;
    let mut all = Vec::with_capacity(s.nodes().len());
    for k in s.all_turns() {
        for p in s.positions_of(k) {
            all.push(number(next));
            next += match &s.turn(k).mover {
                Mover::Vote(t) => {
                    usize::from(t.proposer.is_some()) + s.roll_calls(p, t).count() * roll_nodes(t)
                }
                Mover::Actor(_) | Mover::Joint(_) | Mover::Chance(_) => 1,
            };
        }
    }
    for _ in s.finishes() {
        all.push(number(next));
        next += 1;
    }
    all
}

/// A number of a node, an edge or a row.
fn number(n: usize) -> u32 {
    u32::try_from(n).expect("the limit of memory keeps nodes and edges below 2³²")
}

/// Puts nodes together in order of play.
struct Builder<'a> {
    graph: Graph<'a>,
    /// The games whose edges of chance there are.
    all: &'a [Game],
    /// Rows by their bits.
    known: HashMap<Vec<u64>, u32>,
    at: Option<Position>,
}

impl Builder<'_> {
    fn position(&mut self, k: Turn, p: Position) {
        let game = self.graph.game;
        let s = &game.structure;
        match &s.turn(k).mover {
            Mover::Actor(i) => {
                let script = &game.payments.chance[s.moves_of(p).range()];
                let closed = game
                    .closed
                    .of_moves(&s.moves_of(p), game.beliefs.type_count(*i));
                let kind = self.decider(*i, s.moves_of(p).len(), closed, script);
                self.unseen(k, p);
                let scripted = matches!(kind, Kind::Chance);
                for (m, chance) in s.moves_of(p).zip(script) {
                    if !scripted || self.happens(m) {
                        self.moved(m, if scripted { *chance } else { 0.0 });
                    }
                }
                self.end(kind);
            }
            Mover::Chance(Some(i)) => {
                let moves = s.moves_of(p);
                let kinds = 0..game.beliefs.type_count(*i);
                let script = kinds.flat_map(|type_| {
                    let moves = moves.clone();
                    moves.map(move |m| game.payments.chance_of(m, type_))
                });
                let kind = self.stage(vec![Party::told(*i, moves.len())], vec![], script.collect());
                self.unseen(k, p);
                moves.for_each(|m| self.moved(m, 0.0));
                self.end(kind);
            }
            Mover::Chance(None) => {
                let chances = &game.payments.chance[s.moves_of(p).range()];
                for (m, chance) in s.moves_of(p).zip(chances) {
                    if self.happens(m) {
                        self.moved(m, *chance);
                    }
                }
                self.end(Kind::Chance);
            }
            Mover::Joint(joint) => self.joint(joint, p),
            Mover::Vote(template) => self.vote(template, k, p),
        }
    }

    /// Whether a move of chance, or of a script, has a positive probability in any game.
    fn happens(&self, m: Move) -> bool {
        let mut all = self.all.iter();
        all.any(|game| game.payments.chance[m.get()] > 0.0)
    }

    /// Whether a draft may pass, and fail, at leaf `l` of turn `k` in any game.
    fn counted(&self, k: Turn, l: usize) -> [bool; 2] {
        let mut both = [false; 2];
        for game in self.all {
            if let Mover::Vote(template) = &game.structure.turn(k).mover {
                let passes = template.leaves[l].passes();
                both = [both[0] || passes > 0.0, both[1] || passes < 1.0];
            }
        }
        both
    }

    fn joint(&mut self, joint: &Joint, p: Position) {
        let game = self.graph.game;
        let s = &game.structure;
        let open = s.open(p);
        let parties: Vec<Party> = open
            .iter()
            .zip(&joint.actors)
            .map(|(open, actor)| Party::new(*actor, open.len()))
            .collect();
        let counts: Vec<usize> = parties.iter().map(|p| p.options).collect();
        debug_assert_eq!(open_profiles(&counts).count(), s.moves_of(p).len());
        let script = &game.payments.script;
        let script = if script.is_empty() {
            vec![]
        } else {
            script[s.cells_of(p).range()].to_vec()
        };
        for m in s.moves_of(p) {
            self.moved(m, 0.0);
        }
        let closed = game.closed.of_parties(s, &game.beliefs, joint, p);
        let kind = self.stage(parties, closed, script);
        self.end(kind);
    }

    /// The proposer's node, if there is one, then calls and leaves of each draft.
    fn vote(&mut self, template: &Template, k: Turn, p: Position) {
        let game = self.graph.game;
        let s = &game.structure;
        let rolls: Vec<RollCall> = s.roll_calls(p, template).collect();
        let first = self.graph.of_node[p.get()] as usize;
        let nothing = self.charge(None, &[]);
        let mut next = first;
        if let Some(i) = template.proposer {
            next += 1;
            let none = s.no_draft(p);
            let kind = self.decider(i, usize::from(none.is_some()) + rolls.len(), vec![], &[]);
            if let Some(m) = none {
                self.moved(m, 0.0);
            }
            for r in 0..rolls.len() {
                self.edge(next + r * roll_nodes(template), nothing, 0.0);
            }
            self.end(kind);
        }
        for roll in &rolls {
            if template.together {
                self.ballot(template, (k, p), roll, next);
            } else {
                self.calls(template, k, roll, next);
            }
            next += roll_nodes(template);
        }
    }

    /// One node for all members, then the leaves.
    fn ballot(
        &mut self,
        template: &Template,
        (k, p): (Turn, Position),
        roll: &RollCall,
        at: usize,
    ) {
        let nothing = self.charge(None, &[]);
        for l in 0..template.leaves.len() {
            self.edge(at + 1 + l, nothing, 0.0);
        }
        self.graph.ballots.push(BallotNode {
            turn: k,
            position: p,
        });
        let costs = self.graph.game.payments.ballot_costs(roll.ballot);
        self.graph.costs.extend_from_slice(costs);
        self.end(Kind::Ballot(number(self.graph.ballots.len() - 1)));
        self.leaves(template, k, roll);
    }

    /// One node for each call, then the leaves.
    fn calls(&mut self, template: &Template, k: Turn, roll: &RollCall, at: usize) {
        let costs = self.graph.game.payments.ballot_costs(roll.ballot);
        for call in &template.calls {
            let actor = template.members[call.member];
            let kind = self.decider(actor, call.open().count(), vec![], &[]);
            for (choice, next) in call.open() {
                let cost =
                    |type_: usize| costs[template.cost(call.member, type_, Cost::Choice(choice))];
                let row = self.charge(None, &[(actor, &cost)]);
                self.edge(at + next, row, 0.0);
            }
            self.end(kind);
        }
        self.leaves(template, k, roll);
    }

    /// At a leaf the unplayed seats vote, vetoes are paid, and the draft passes or fails.
    fn leaves(&mut self, template: &Template, k: Turn, roll: &RollCall) {
        let payments = &self.graph.game.payments;
        let costs = payments.ballot_costs(roll.ballot);
        for (l, leaf) in template.leaves.iter().enumerate() {
            let by_member: Vec<_> = (0..template.members.len())
                .map(|m| move |type_: usize| leaf.enough * template.veto(costs, m, type_, l))
                .collect();
            let charges: Vec<Charge> = template
                .members
                .iter()
                .zip(&by_member)
                .map(|(actor, cost)| (*actor, cost as &dyn Fn(usize) -> f64))
                .collect();
            let passes = leaf.passes();
            let ways = [(roll.pass, passes), (roll.fail, 1.0 - passes)];
            for ((m, chance), counts) in ways.into_iter().zip(self.counted(k, l)) {
                if counts {
                    let row = self.charge(Some(payments.row(m)), &charges);
                    self.leads(m, row, chance);
                }
            }
            self.end(Kind::Chance);
        }
    }

    fn finish(&mut self, f: Finish) {
        let Graph { game, columns, .. } = self.graph;
        let flow = columns.flow(f.get());
        let of = |c: usize, b: usize| flow.at(&columns.columns[c], b);
        let all = |of: &dyn Fn(usize, usize) -> f64| {
            let points = columns.paid_rows().points;
            let row = (0..columns.width()).flat_map(|c| (0..points).map(move |b| of(c, b)));
            row.collect()
        };
        match game.structure.restart(f) {
            Some(start) => {
                let row = self.row(all(&of));
                let start = self.graph.of_node[start.get()] as usize;
                self.edge(start, row, 0.0);
                self.end(Kind::End);
            }
            None => {
                let terminal = f.get() - game.structure.ends().len();
                let later = columns.later(terminal);
                let worth = |c: usize, b: usize| {
                    let column = &columns.columns[c];
                    let rest = crate::solve::backward::annuity(column.patience, None);
                    of(c, b) + rest * later.at(column, b)
                };
                let row = self.row(all(&worth));
                // its own row; it leads nowhere
                let own = self.graph.kinds.len();
                self.edge(own, row, 0.0);
                self.end(Kind::Terminal);
            }
        }
    }

    /// Who decides where actor `i` picks one of `options`.
    fn decider(&mut self, i: usize, options: usize, closed: Vec<bool>, script: &[f64]) -> Kind {
        let Graph { game, .. } = self.graph;
        if game.beliefs.type_count(i) > 1 {
            return self.stage(vec![Party::new(i, options)], closed, script.to_vec());
        }
        let role = game.beliefs.role(i, 0);
        if game.payments.scripted[role] && !script.is_empty() {
            Kind::Chance
        } else {
            Kind::Choice(number(role))
        }
    }

    fn stage(&mut self, parties: Vec<Party>, closed: Vec<bool>, script: Vec<f64>) -> Kind {
        self.graph.stages.push(StageNode {
            parties,
            closed,
            script,
            unseen: vec![],
            from: vec![],
        });
        Kind::Stage(number(self.graph.stages.len() - 1))
    }

    /// If position `p` is of a turn that nobody sees, says of the stage that was made of it what becomes of types.
    fn unseen(&mut self, k: Turn, p: Position) {
        let Graph { game, columns, .. } = self.graph;
        let unseen = game.unseen(k, p);
        let (Some(i), Some(stage)) = (game.structure.turn(k).hidden, self.graph.stages.last_mut())
        else {
            return;
        };
        let moves = game.structure.moves_of(p);
        let from = moves.flat_map(|m| {
            let after = move |type_| game.changes.after(m, type_);
            (0..columns.width()).map(move |c| columns.after(c, i, after))
        });
        stage.from = from.collect();
        stage.unseen = unseen;
    }

    /// The edge of a move.
    fn moved(&mut self, m: Move, chance: f64) {
        let row = self.charge(Some(self.graph.game.payments.row(m)), &[]);
        self.leads(m, row, chance);
    }

    fn leads(&mut self, m: Move, row: u32, chance: f64) {
        let next: Node = self.graph.game.structure.next(m);
        self.edge(self.graph.of_node[next.get()] as usize, row, chance);
    }

    fn edge(&mut self, target: usize, row: u32, chance: f64) {
        self.graph.target.push(number(target));
        self.graph.pay.push(row);
        self.graph.chance.push(chance);
    }

    /// Ends the node at hand.
    fn end(&mut self, kind: Kind) {
        self.graph.kinds.push(kind);
        self.graph.position.push(self.at);
        self.graph.first.push(number(self.graph.target.len()));
    }

    /// Leads edges past nodes that have but one edge. Rounds still begin at such nodes.
    fn shorten(&mut self) {
        let nodes = self.graph.kinds.len();
        for n in (0..nodes).rev() {
            if matches!(self.graph.kinds[n], Kind::End | Kind::Terminal) {
                continue;
            }
            // what is changed unseen is read from other columns
            let unseen = |at: u32| !self.graph.stages[at as usize].from.is_empty();
            if matches!(self.graph.kinds[n], Kind::Stage(at) if unseen(at)) {
                continue;
            }
            for e in self.graph.edges(n) {
                let to = self.graph.target[e] as usize;
                let forced = matches!(self.graph.kinds[to], Kind::Chance | Kind::Choice(_));
                let mut beyond = self.graph.edges(to);
                if let (true, Some(only), None) = (forced, beyond.next(), beyond.next()) {
                    let rows = [self.graph.pay[e], self.graph.pay[only]];
                    let [a, b] = rows.map(|row| self.graph.row(row));
                    let row = a.iter().zip(b).map(|(a, b)| a + b).collect();
                    self.graph.target[e] = self.graph.target[only];
                    self.graph.pay[e] = self.row(row);
                }
            }
        }
    }

    /// Row `paid` of the game's payments, or nothing, less what types of actors are charged.
    fn charge(&mut self, paid: Option<usize>, charges: &[Charge]) -> u32 {
        let columns = self.graph.columns;
        let mut row = vec![0.0; self.graph.paid.block()];
        let by_column = row.chunks_exact_mut(self.graph.paid.points);
        for (c, (own, column)) in by_column.zip(&columns.columns).enumerate() {
            if let Some(paid) = paid {
                own.copy_from_slice(columns.paid(paid).row(column));
            }
            for (actor, cost) in charges {
                if columns.actors[c] == *actor && column.pays {
                    own.iter_mut().for_each(|x| *x -= cost(columns.types[c]));
                }
            }
        }
        self.row(row)
    }

    /// The number of this row; equal rows are kept once.
    fn row(&mut self, row: Vec<f64>) -> u32 {
        let bits = row.iter().map(|x| x.to_bits()).collect();
        let next = self.graph.pays.len() / row.len().max(1);
        *self.known.entry(bits).or_insert_with(|| {
            self.graph.pays.extend(row);
            number(next)
        })
    }
}

/// Who is charged, and how much by its type.
type Charge<'c> = (usize, &'c dyn Fn(usize) -> f64);
