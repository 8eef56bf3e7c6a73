//! Where a solution keeps its numbers: every move and cell of a turn has one for each way in which
//! the types of those who move there can be drawn, and for each point of the grid of beliefs,
//! points innermost. Without types that is one number a move.

use super::{Beliefs, Mover, Structure, Turn};

/// The layout of a solution.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// For each turn, the actors with types who move there.
    pub cast: Vec<Vec<usize>>,
    /// For each turn, the number of ways in which their types can be drawn.
    pub kinds: Vec<usize>,
    /// Points of the grid.
    pub points: usize,
    /// For each turn, the first number of its moves; the last entry is their total.
    weights: Vec<usize>,
    /// The same for cells.
    cells: Vec<usize>,
    /// For each turn, its first move and cell.
    first: Vec<(usize, usize)>,
}

/// The actors with types who move at a turn.
pub(super) fn cast(mover: &Mover, beliefs: &Beliefs) -> Vec<usize> {
    let all = match mover {
        Mover::Actor(i) => vec![*i],
        Mover::Joint(joint) => joint.actors.clone(),
        Mover::Chance => vec![],
        Mover::Vote(template) => {
            let members = template.members.iter().copied();
            let others = members.filter(|m| Some(*m) != template.proposer);
            template.proposer.into_iter().chain(others).collect()
        }
    };
    all.into_iter().filter(|i| beliefs.kinds(*i) > 1).collect()
}

/// The number of ways in which the types of a cast can be drawn.
pub(super) fn kinds(cast: &[usize], beliefs: &Beliefs) -> usize {
    cast.iter().map(|i| beliefs.kinds(*i)).product()
}

impl Layout {
    /// For `structure` and its turns.
    pub fn new(structure: &Structure, turns: &[Turn], beliefs: &Beliefs) -> Self {
        let s = structure;
        let mut layout = Layout {
            points: beliefs.count,
            weights: vec![0],
            cells: vec![0],
            ..Layout::default()
        };
        for (k, turn) in turns.iter().enumerate() {
            let cast = cast(&turn.mover, beliefs);
            let kinds = kinds(&cast, beliefs);
            let (from, to) = (s.steps[k] as usize, s.steps[k + 1] as usize);
            let wide = kinds * beliefs.count;
            let moves = (s.moves[to] - s.moves[from]) as usize;
            let cells = (s.cells[to] - s.cells[from]) as usize;
            layout.weights.push(layout.weights[k] + moves * wide);
            layout.cells.push(layout.cells[k] + cells * wide);
            layout
                .first
                .push((s.moves[from] as usize, s.cells[from] as usize));
            layout.cast.push(cast);
            layout.kinds.push(kinds);
        }
        layout
    }

    /// How many numbers each move and cell of turn `k` has.
    pub fn wide(&self, k: usize) -> usize {
        self.kinds[k] * self.points
    }

    /// The first number of move `m` of turn `k`.
    pub fn weight(&self, k: usize, m: usize) -> usize {
        self.weights[k] + (m - self.first[k].0) * self.wide(k)
    }

    /// The first number of cell `c` of turn `k`.
    pub fn cell(&self, k: usize, c: usize) -> usize {
        self.cells[k] + (c - self.first[k].1) * self.wide(k)
    }

    /// How many numbers all moves and all cells have.
    pub fn totals(&self) -> (usize, usize) {
        let last = self.kinds.len();
        (self.weights[last], self.cells[last])
    }

    /// The type of actor `i` when those who move at turn `k` are drawn as `kind`.
    pub fn kind_of(&self, k: usize, kind: usize, i: usize, beliefs: &Beliefs) -> usize {
        let mut rest = kind;
        for actor in self.cast[k].iter().rev() {
            let own = beliefs.kinds(*actor);
            if *actor == i {
                return rest % own;
            }
            rest /= own;
        }
        0
    }

    /// `kind` with actor `i`, if it has types and moves at turn `k`, of type `own` instead.
    pub fn swap(&self, k: usize, kind: usize, i: usize, own: usize, beliefs: &Beliefs) -> usize {
        let mut step = 1;
        for actor in self.cast[k].iter().rev() {
            let kinds = beliefs.kinds(*actor);
            if *actor == i {
                return kind - kind / step % kinds * step + own * step;
            }
            step *= kinds;
        }
        kind
    }

    /// How those who move at turn `k` are drawn if every actor has these types.
    pub fn drawn(&self, k: usize, types: &[usize], beliefs: &Beliefs) -> usize {
        let cast = self.cast[k].iter();
        cast.fold(0, |kind, i| kind * beliefs.kinds(*i) + types[*i])
    }

    /// Bytes that a game and its solution of `layers` rounds take.
    pub fn bytes(&self, s: &Structure, roles: usize, layers: usize) -> usize {
        let (weights, cells) = self.totals();
        let values = s.nodes() * roles * self.points;
        s.next.len() * 18 + s.nodes() * 16 + 8 * (layers * (weights + cells) + 6 * values)
    }
}
