//! How large a game becomes while it is searched, and whether that is allowed.

use super::super::layout::{typed_movers, ways};
use super::super::{Beliefs, to_u32};
use super::expressions::{Compiled, CompiledTurn};
use crate::diagnostics::Diagnostic;

/// How large a game may become.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes for the game and its solution.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { memory: 4 << 30 }
    }
}

/// Arrays of values that a solution keeps or works with at a time.
const VALUES: usize = 6;

/// How many points of belief grids of other sizes would have.
struct Grid {
    axes: u32,
    /// Points an axis.
    points: usize,
}

impl Grid {
    fn new(beliefs: &Beliefs) -> Self {
        let longest = beliefs.axes.iter().map(|a| a.points.len()).max();
        Grid {
            axes: to_u32(beliefs.axes.len()),
            points: longest.unwrap_or(1),
        }
    }

    /// Points in all with `n` an axis; a prior between them makes one more.
    fn count(&self, n: usize) -> usize {
        (n + 1).saturating_pow(self.axes)
    }

    fn least(&self) -> usize {
        self.count(3)
    }
}

/// What a game and its solution take.
pub(super) struct Room<'a> {
    game: &'a Compiled<'a>,
    memory: usize,
    grid: Grid,
    /// For each turn the number of ways in which its movers' types can be drawn.
    mover_types: Vec<usize>,
    /// Nodes searched, and nodes found.
    searched: usize,
    nodes: usize,
    moves: usize,
    /// Moves, each counted for every type of its movers.
    typed_moves: usize,
}

impl<'a> Room<'a> {
    pub fn new(game: &'a Compiled, limits: &Limits) -> Self {
        let beliefs = &game.beliefs;
        let types = |turn: &CompiledTurn| ways(&typed_movers(&turn.mover, beliefs), beliefs);
        Room {
            game,
            memory: limits.memory,
            grid: Grid::new(beliefs),
            mover_types: game.turns.iter().map(types).collect(),
            searched: 0,
            nodes: 0,
            moves: 0,
            typed_moves: 0,
        }
    }

    /// Counts a node of this turn, or of none, with this number of moves; `nodes` have been found so far.
    ///
    /// # Errors
    /// Not even the coarsest grid of beliefs would fit.
    pub fn take(
        &mut self,
        turn: Option<usize>,
        moves: usize,
        nodes: usize,
    ) -> Result<(), Diagnostic> {
        self.searched += 1;
        self.nodes = nodes;
        self.moves += moves;
        self.typed_moves += moves * turn.map_or(0, |turn| self.mover_types[turn]);
        // a coarser grid may fit: the search goes on, to say which
        let least = self.bytes(self.grid.least());
        if least <= self.memory && self.nodes.max(self.moves) <= u32::MAX as usize / 2 {
            return Ok(());
        }
        let levels = self.game.radix.iter().map(|n| *n as f64);
        let all = levels.product::<f64>() * (self.game.turns.len() + 2) as f64;
        let help = match self.grid.axes {
            0 => "remove levels, variables or options, shorten `rounds`, or raise --memory MB",
            _ => {
                "no grid of beliefs would fit: use fewer types, levels or variables, or raise --memory MB"
            }
        };
        Err(Diagnostic::general(format!(
            "the game does not fit into {} MB: the first {} positions searched have {} moves and lead to {} others, of at most {all:.1e}",
            self.memory >> 20,
            self.searched,
            self.moves,
            self.nodes,
        ))
        .help(help))
    }

    /// Whether the game fits with its own grid of beliefs.
    ///
    /// # Errors
    /// It does not, and which grid would.
    pub fn fits(&self) -> Result<(), Diagnostic> {
        let room = |points: usize| self.bytes(points) <= self.memory;
        let points = self.game.beliefs.count;
        if room(points) {
            return Ok(());
        }
        let mut coarser = (3..self.grid.points).rev();
        let fits = coarser.find(|n| room(self.grid.count(*n)));
        Err(Diagnostic::general(format!(
            "{} positions at {points} points of belief take about {} MB, more than {}",
            self.nodes,
            self.bytes(points) >> 20,
            self.memory >> 20,
        ))
        .help(format!(
            "`points = {}` under [beliefs] would fit, or raise --memory MB",
            fits.unwrap_or(3)
        )))
    }

    /// Bytes with this number of points of belief.
    fn bytes(&self, points: usize) -> usize {
        let layers = self.game.scenario.time.rounds + 5;
        let roles = self.game.beliefs.prior.len();
        let fixed = 30 * self.moves + 60 * self.nodes;
        let a_point = 8 * layers * self.typed_moves + 8 * roles * (VALUES * self.nodes + 1);
        fixed.saturating_add(a_point.saturating_mul(points))
    }
}
