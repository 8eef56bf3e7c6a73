//! A game in one of Gambit's formats, solved: what is done at each information set, how exact that
//! is, and what each player expects.
//!
//! A tree of perfect recall is solved as a whole, along the branch that comes from precision 0. One that is
//! too large for that, or of which the equilibrium is wanted on a grid of beliefs, is solved position by
//! position if it is a game of positions. So is one where both ways lead to the same: where there is one
//! stage only, or where each stage is shown to have one equilibrium only.

mod backward;
mod names;

pub use names::set_names;

use super::session::Overrides;
use crate::diagnostics::{Diagnostic, Failure};
use crate::error::Error;
use crate::gambit::{Agents, NoAgents, Tree, import, read};
use crate::game::Limits;
use crate::solve::{LostTree, Solution, TreeSolution, TreeWanted, solve_tree};
use crate::task::Task;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// What is asked of a game in one of Gambit's formats.
#[derive(Clone, Copy, Debug, Default)]
pub struct GambitQuestion {
    /// The precision, 1 unless it is given; and the points of a grid of beliefs, 81 unless they are.
    pub overrides: Overrides,
    /// Whether to solve position by position, on a grid of beliefs where types show.
    pub grid: bool,
    /// Whether the branch to the equilibrium is wanted, too.
    pub path: bool,
    /// Whether the equilibria to which arms of the branch lead are wanted, too.
    pub arms: bool,
}

/// A game read from a file, and its equilibrium.
pub struct GambitSolution {
    /// The tree.
    pub tree: Tree,
    /// Everybody's precision λ, from 0.
    pub precision: f64,
    /// Players' information sets that play can reach, by number: player after player, each one's in
    /// order of the file.
    pub sets: Vec<usize>,
    /// The probability of each of their actions, from 0 to 1.
    pub strategies: Vec<Vec<f64>>,
    /// What each player expects before play; and each of its types, as PLAYER.TYPE, where it was solved
    /// with types.
    pub values: IndexMap<String, f64>,
    /// How it was solved.
    pub way: Way,
}

/// How a game was solved.
pub enum Way {
    /// Position by position.
    Backward {
        /// The equilibrium.
        solution: Box<Solution>,
        /// What the grid of beliefs costs in exactness; none without types.
        grid: Option<Grid>,
    },
    /// As a whole.
    Whole(TreeSolution),
}

/// What a grid of beliefs costs in exactness.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// Its points on each axis.
    pub points: usize,
    /// The largest change of a probability of an action from half as many points.
    pub error: f64,
}

/// Reads and solves the `text` of a file called `name`. `task` hears the share solved.
///
/// # Errors
/// What is wrong with the text; a game that cannot be solved in the way that is asked for, or takes more
/// memory than `limits` allow; no equilibrium was found.
pub fn solve(
    name: &str,
    text: &str,
    question: &GambitQuestion,
    limits: &Limits,
    task: &dyn Task,
) -> Result<GambitSolution, Error> {
    let precision = question.overrides.precision.unwrap_or(1.0);
    let points = question.overrides.points;
    let on_grid = question.grid || points.is_some();
    let points = points.unwrap_or(backward::POINTS);
    let (tree, sources) = read(name, text, limits)?;
    let failure = |fault: Box<Diagnostic>| {
        Error::from(Failure {
            sources: sources.clone(),
            diagnostics: vec![*fault],
        })
    };
    let positions = || import(&tree, precision, points, limits);
    if on_grid {
        let import = positions().map_err(failure)?;
        return backward::solve(import, precision, points, limits, task);
    }
    if !question.path
        && !question.arms
        && let Some(found) = positions().ok().filter(|i| !i.game.beliefs.typed())
    {
        let stages = found.game.structure.positions().len();
        match backward::solve(found, precision, points, limits, task) {
            Ok(found) if stages == 1 || found.only() => return Ok(found),
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Ok(_) | Err(_) => {}
        }
    }
    let agents = match Agents::of(&tree, limits) {
        Ok(agents) => agents,
        Err(NoAgents::Refused(fault)) => return Err(failure(fault)),
        Err(NoAgents::TooLarge(fault)) if question.path || question.arms => {
            return Err(failure(fault));
        }
        Err(NoAgents::TooLarge(large)) => {
            let import = positions().map_err(|fault| failure(both(large, &fault)))?;
            return backward::solve(import, precision, points, limits, task);
        }
    };
    let wanted = TreeWanted {
        path: question.path,
        arms: question.arms,
    };
    let found = solve_tree(&tree, &agents, precision, wanted, task);
    let found = found.map_err(|why| lost(why, precision))?;
    Ok(GambitSolution::whole(tree, precision, found))
}

/// The fault of a tree that is too large for one way, and for another reason none for the other.
fn both(mut large: Box<Diagnostic>, other: &Diagnostic) -> Box<Diagnostic> {
    if let Some(span) = other.span {
        large.related = Some((span, format!("nor position by position: {}", other.message)));
    }
    large
}

/// What is said where the branch of a whole tree was lost.
fn lost(why: LostTree, precision: f64) -> Error {
    let LostTree::Lost { share, residual } = why else {
        return Error::Cancelled;
    };
    let reached = share * precision;
    let message = format!(
        "no equilibrium was found: the branch was lost at precision {reached:.4} of {precision}, \
         residual {residual:.1e}"
    );
    let help = "use a lower --precision, or measure payoffs in larger units";
    Error::NoEquilibrium {
        share,
        residual,
        failure: Box::new(Failure::general(message, help)),
    }
}

impl GambitSolution {
    /// Of a tree that was solved as a whole.
    fn whole(tree: Tree, precision: f64, found: TreeSolution) -> Self {
        let principal = &found.equilibria[0];
        let reached = principal.certificate.reach.iter();
        let mut sets: Vec<usize> = (0..tree.sets.len())
            .zip(reached)
            .filter(|(s, reach)| tree.sets[*s].player.is_some() && **reach > f64::NEG_INFINITY)
            .map(|(s, _)| s)
            .collect();
        sets.sort_by_key(|s| (tree.sets[*s].player, *s));
        let players = tree.players.iter().cloned();
        GambitSolution {
            strategies: principal.probabilities(&sets),
            values: players.zip(principal.certificate.values.clone()).collect(),
            sets,
            precision,
            tree,
            way: Way::Whole(found),
        }
    }

    /// Whether this is shown to be the only equilibrium.
    fn only(&self) -> bool {
        match &self.way {
            Way::Backward { solution, .. } => solution.certificate.multiple() == Some(false),
            Way::Whole(_) => false,
        }
    }

    /// The players' information sets that the solution has no strategy for, since chance never
    /// lets play reach them: the player and the set, by number.
    pub fn unreached(&self) -> Vec<(usize, usize)> {
        let reached: BTreeSet<usize> = self.sets.iter().copied().collect();
        let sets = self.tree.sets.iter().enumerate();
        sets.filter(|(s, _)| !reached.contains(s))
            .filter_map(|(s, set)| Some((set.player?, s)))
            .collect()
    }
}
