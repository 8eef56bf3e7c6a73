//! Which nodes exist, who moves at each, and where each move leads.

use super::ballot::{Template, Voted};
use super::index::{Ballot, Cell, Finish, Indices, Move, Node, Position, Turn};
use super::joint::Joint;
use super::{to_u16, to_u32};
use std::collections::HashMap;

/// Who moves at a turn, and what its options are called.
#[derive(Clone, Debug)]
pub struct TurnInfo {
    /// Its id in the file.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Who moves.
    pub mover: Mover,
    /// If nobody else sees what is done there: the actor whose type it may change.
    pub hidden: Option<usize>,
    /// Id and label of each option: of an actor or chance (the last may be `nothing`), or of a
    /// vote: `none`, then each draft passed and failed. Empty where several move at once.
    pub options: Vec<(String, String)>,
}

/// Who moves.
#[derive(Clone, Debug)]
pub enum Mover {
    /// An actor.
    Actor(usize),
    /// Several actors at once.
    Joint(Box<Joint>),
    /// Chance; it may depend on what only this actor knows, of which all then learn.
    Chance(Option<usize>),
    /// A vote.
    Vote(Box<Template>),
}

/// What is played by a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Played {
    /// This option of an actor or of chance.
    Option(usize),
    /// This profile of several who move at once.
    Profile(u32),
    /// This result of a vote.
    Vote(Voted),
}

impl TurnInfo {
    fn decode(&self, option: u32) -> Played {
        match &self.mover {
            Mover::Actor(_) | Mover::Chance(_) => Played::Option(option as usize),
            Mover::Joint(_) => Played::Profile(option),
            Mover::Vote(_) => Played::Vote(Voted::of(option)),
        }
    }
}

/// Which nodes exist, who moves at each, where each move leads.
///
/// Nodes are numbered in order of play, so every move leads to a node of a higher number. There is
/// no round in it: the same nodes serve every round.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// In order of play.
    pub turns: Vec<TurnInfo>,
    /// Number of levels of each state variable.
    pub radix: Vec<usize>,
    /// Positions of turn k are `steps[k]..steps[k + 1]`.
    steps: Vec<u32>,
    /// Moves of position p are `moves[p]..moves[p + 1]`.
    moves: Vec<u32>,
    /// The node that each move leads to.
    next: Vec<u32>,
    /// Which option of its turn each move is.
    option: Vec<u32>,
    /// Cells at position p are `cells[p]..cells[p + 1]`.
    cells: Vec<u32>,
    /// The first roll call of each turn.
    ballots: Vec<u32>,
    /// The sets of open options that there are where several move at once, and each position's.
    opens: Vec<Vec<Vec<usize>>>,
    open: Vec<u32>,
    /// The state of each node, as a mixed-radix number.
    states: Vec<u64>,
    /// For each round end, the node at which the next round begins.
    restart: Vec<u32>,
    /// For each finish the outcome of a history that ends there.
    outcomes: Vec<u16>,
    start: u32,
}

impl Structure {
    /// All turns.
    pub fn all_turns(&self) -> Indices<Turn> {
        Indices::new(0..self.turns.len())
    }

    /// Turn `k`.
    pub fn turn(&self, k: Turn) -> &TurnInfo {
        &self.turns[k.get()]
    }

    /// All nodes.
    pub fn nodes(&self) -> Indices<Node> {
        Indices::new(0..self.states.len())
    }

    /// All positions.
    pub fn positions(&self) -> Indices<Position> {
        Indices::new(0..self.moves.len() - 1)
    }

    /// All nodes at which a round finishes: the round ends, then the terminals.
    pub fn finishes(&self) -> Indices<Finish> {
        Indices::new(0..self.outcomes.len())
    }

    /// The round ends.
    pub fn ends(&self) -> Indices<Finish> {
        Indices::new(0..self.restart.len())
    }

    /// All moves.
    pub fn all_moves(&self) -> Indices<Move> {
        Indices::new(0..self.next.len())
    }

    /// All cells.
    pub fn all_cells(&self) -> Indices<Cell> {
        Indices::new(0..self.cells[self.cells.len() - 1] as usize)
    }

    /// The node at which play begins.
    pub fn start(&self) -> Node {
        Node::new(self.start as usize)
    }

    /// The position at which play begins; none where nobody moves in the start state.
    pub fn first(&self) -> Option<Position> {
        self.position(self.start())
    }

    /// The turn of this id.
    pub fn find_turn(&self, id: &str) -> Option<Turn> {
        self.turns.iter().position(|t| t.id == id).map(Turn::new)
    }

    /// The positions of turn `k`.
    pub fn positions_of(&self, k: Turn) -> Indices<Position> {
        Indices::between(self.steps[k.get()], self.steps[k.get() + 1])
    }

    /// The turn of position `p`.
    pub fn turn_of(&self, p: Position) -> Turn {
        Turn::new(self.steps.partition_point(|s| *s as usize <= p.get()) - 1)
    }

    /// The moves of position `p`.
    pub fn moves_of(&self, p: Position) -> Indices<Move> {
        Indices::between(self.moves[p.get()], self.moves[p.get() + 1])
    }

    /// The moves of consecutive positions.
    pub fn moves_between(&self, positions: &Indices<Position>) -> Indices<Move> {
        let range = positions.range();
        Indices::between(self.moves[range.start], self.moves[range.end])
    }

    /// The cells at position `p`: of its roll calls, or each one's open options where several move
    /// at once; else none.
    pub fn cells_of(&self, p: Position) -> Indices<Cell> {
        Indices::between(self.cells[p.get()], self.cells[p.get() + 1])
    }

    /// The cells of consecutive positions.
    pub fn cells_between(&self, positions: &Indices<Position>) -> Indices<Cell> {
        let range = positions.range();
        Indices::between(self.cells[range.start], self.cells[range.end])
    }

    /// The node that move `m` leads to.
    pub fn next(&self, m: Move) -> Node {
        Node::new(self.next[m.get()] as usize)
    }

    /// What is played by move `m` of turn `k`.
    pub fn played(&self, k: Turn, m: Move) -> Played {
        self.turn(k).decode(self.option[m.get()])
    }

    /// The option of an actor or of chance that move `m` takes.
    pub fn option(&self, m: Move) -> usize {
        self.option[m.get()] as usize
    }

    /// The result of a vote that move `m` stands for.
    pub fn voted(&self, m: Move) -> Voted {
        Voted::of(self.option[m.get()])
    }

    /// The profile of several who move at once that move `m` stands for.
    pub fn profile(&self, m: Move) -> u32 {
        self.option[m.get()]
    }

    /// The id of what move `m` of turn `k` plays: an option, a vote's result, or a profile.
    pub fn option_id(&self, k: Turn, m: Move) -> String {
        let option = self.option[m.get()];
        match &self.turn(k).mover {
            Mover::Joint(joint) => joint.name(option),
            _ => self.turn(k).options[option as usize].0.clone(),
        }
    }

    /// Where several move at once at `p`, the open options of each, in order of its cells.
    pub fn open(&self, p: Position) -> &[Vec<usize>] {
        &self.opens[self.open[p.get()] as usize]
    }

    /// Where several move at once at `p`, the cells of each one's open options.
    pub fn party_cells(&self, p: Position) -> impl Iterator<Item = Indices<Cell>> + use<'_> {
        let mut first = self.cells[p.get()];
        self.open(p).iter().map(move |open| {
            let cells = Indices::between(first, first + to_u32(open.len()));
            first += to_u32(open.len());
            cells
        })
    }

    /// The first roll call of position `p` of turn `k`, each with the given number of cells.
    pub(super) fn first_ballot(&self, k: Turn, p: Position, width: usize) -> Ballot {
        let turn = self.cells[self.steps[k.get()] as usize];
        let before = (self.cells[p.get()] - turn) as usize / width;
        Ballot::new(self.ballots[k.get()] as usize + before)
    }

    /// The levels of a node's state.
    pub fn levels(&self, node: impl Into<Node>) -> Vec<u16> {
        decode(self.states[node.into().get()], &self.radix)
    }

    /// Writes the levels of a node's state to the first of `slots`.
    pub fn read_levels(&self, node: Node, slots: &mut [u16]) {
        decode_to(self.states[node.get()], &self.radix, slots);
    }

    /// Whether two nodes are in the same state.
    pub fn same_state(&self, a: impl Into<Node>, b: impl Into<Node>) -> bool {
        self.states[a.into().get()] == self.states[b.into().get()]
    }

    /// The position that `node` is, if it is one.
    pub fn position(&self, node: Node) -> Option<Position> {
        (node.get() + 1 < self.moves.len()).then(|| Position::new(node.get()))
    }

    /// The finish that `node` is, if it is one.
    pub fn finish(&self, node: Node) -> Option<Finish> {
        node.get()
            .checked_sub(self.moves.len() - 1)
            .map(Finish::new)
    }

    /// The node that a finish is.
    pub fn node(&self, finish: Finish) -> Node {
        Node::new(self.moves.len() - 1 + finish.get())
    }

    /// The node at which the next round begins after a round end; none after a terminal.
    pub fn restart(&self, finish: Finish) -> Option<Node> {
        let node = self.restart.get(finish.get())?;
        Some(Node::new(*node as usize))
    }

    /// The place of a terminal among the terminals; none of a round end.
    pub fn terminal(&self, finish: Finish) -> Option<usize> {
        finish.get().checked_sub(self.restart.len())
    }

    /// The outcome of a history that is at a finish when the report ends.
    pub fn outcome(&self, finish: Finish) -> usize {
        self.outcomes[finish.get()] as usize
    }

    /// Says what a history that ends at a finish is called.
    pub(super) fn name_outcome(&mut self, finish: Finish, outcome: usize) {
        self.outcomes[finish.get()] = to_u16(outcome);
    }
}

/// Puts a structure together in order of play: turns and their positions, then the round ends, then
/// the terminals.
pub struct StructureBuilder {
    structure: Structure,
    known: HashMap<Vec<Vec<usize>>, u32>,
}

impl StructureBuilder {
    /// For states with these numbers of levels.
    pub fn new(radix: Vec<usize>) -> Self {
        StructureBuilder {
            structure: Structure {
                radix,
                steps: vec![0],
                moves: vec![0],
                cells: vec![0],
                ballots: vec![0],
                opens: vec![vec![]],
                ..Structure::default()
            },
            known: HashMap::new(),
        }
    }

    /// Ends the turn before, if there is one, and begins the next: positions that follow are its.
    pub fn turn(&mut self, turn: TurnInfo) {
        self.end_turn();
        self.structure.turns.push(turn);
    }

    fn end_turn(&mut self) {
        let s = &mut self.structure;
        if s.turns.is_empty() {
            return;
        }
        let first = s.steps[s.steps.len() - 1] as usize;
        let cells = (s.cells[s.cells.len() - 1] - s.cells[first]) as usize;
        let ballots = match s.turns.last().map(|t| &t.mover) {
            Some(Mover::Vote(template)) => cells / template.cells(),
            _ => 0,
        };
        s.ballots
            .push(s.ballots[s.ballots.len() - 1] + to_u32(ballots));
        s.steps.push(to_u32(s.moves.len() - 1));
    }

    /// Adds a position of the turn at hand in this state: the option of each move, and the number
    /// of the node that it leads to.
    pub fn position(&mut self, state: u64, moves: impl IntoIterator<Item = (u32, u32)>) {
        let s = &mut self.structure;
        let first = s.next.len();
        for (option, next) in moves {
            s.option.push(option);
            s.next.push(next);
        }
        let options = &s.option[first..];
        let mut open = 0;
        let cells = match s.turns.last().map(|t| &t.mover) {
            Some(Mover::Vote(template)) => {
                let passed = |o: &&u32| matches!(Voted::of(**o), Voted::Passed(_));
                template.cells() * options.iter().filter(passed).count()
            }
            Some(Mover::Joint(joint)) => {
                let sets = joint.open(options);
                let cells = sets.iter().map(Vec::len).sum();
                open = *self.known.entry(sets).or_insert_with_key(|sets| {
                    s.opens.push(sets.clone());
                    to_u32(s.opens.len() - 1)
                });
                cells
            }
            _ => 0,
        };
        s.open.push(open);
        s.cells
            .push(to_u32(s.cells[s.cells.len() - 1] as usize + cells));
        s.moves.push(to_u32(s.next.len()));
        s.states.push(state);
    }

    /// Adds a round end in this state, and the number of the node at which the next round begins.
    pub fn round_end(&mut self, state: u64, restart: u32) {
        self.structure.states.push(state);
        self.structure.restart.push(restart);
        self.structure.outcomes.push(0);
    }

    /// Adds a terminal in this state: a play that has ended with this outcome.
    pub fn terminal(&mut self, state: u64, outcome: u16) {
        self.structure.states.push(state);
        self.structure.outcomes.push(outcome);
    }

    /// The structure, in which play begins at node `start`.
    pub fn finish(mut self, start: u32) -> Structure {
        self.end_turn();
        self.structure.start = start;
        self.structure
    }
}

/// The levels of a state.
pub(super) fn decode(state: u64, radix: &[usize]) -> Vec<u16> {
    let mut levels = vec![0; radix.len()];
    decode_to(state, radix, &mut levels);
    levels
}

/// Writes the levels of a state to as many slots.
fn decode_to(mut state: u64, radix: &[usize], levels: &mut [u16]) {
    for (level, n) in levels.iter_mut().zip(radix) {
        *level = to_u16(state % *n as u64);
        state /= *n as u64;
    }
}

/// The state of these levels; slots beyond the state variables are not read.
pub(super) fn encode(levels: &[u16], radix: &[usize]) -> u64 {
    radix
        .iter()
        .zip(levels)
        .rev()
        .fold(0, |state, (n, level)| state * *n as u64 + u64::from(*level))
}
