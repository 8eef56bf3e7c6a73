//! A game in one of Gambit's formats, solved: what is done at each information set, how exact that
//! is, and what each player expects.

use super::session::Overrides;
use super::sets::sets;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::gambit::{Import, Set, Tree, load, unique};
use crate::game::Limits;
use crate::solve::{LONGER, NoEquilibrium, Solution, Solver};
use crate::task::{Silent, Task};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Points on each axis of the grid of beliefs, unless said otherwise: such games are small.
const POINTS: usize = 81;

/// A game read from a file, and its equilibrium.
pub struct GambitSolution {
    /// The game, and its tree.
    pub import: Import,
    /// The equilibrium.
    pub solution: Solution,
    /// Everybody's precision λ, from 0.
    pub precision: f64,
    /// The probability of each action, from 0 to 1, by information set in the order of
    /// [`Import::places`].
    pub strategies: Vec<Vec<f64>>,
    /// What the grid of beliefs costs in exactness; none without types.
    pub grid: Option<Grid>,
}

/// What a grid of beliefs costs in exactness.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// Its points on each axis.
    pub points: usize,
    /// The largest change of a probability of an action from half as many points.
    pub error: f64,
}

/// Reads and solves the `text` of a file called `name`, with precision 1 and 81 points of belief
/// unless `overrides` say otherwise. `task` hears the share solved.
///
/// # Errors
/// As [`load`]; a solution that takes more memory than `limits` allow; no equilibrium was found.
pub fn solve(
    name: &str,
    text: &str,
    overrides: &Overrides,
    limits: &Limits,
    task: &dyn Task,
) -> Result<GambitSolution, Error> {
    let precision = overrides.precision.unwrap_or(1.0);
    let points = overrides.points.unwrap_or(POINTS);
    let import = load(name, text, precision, points, limits)?;
    solution_fits(&import, limits)?;
    let solution = Solver::default()
        .solve(&import.game, task)
        .map_err(|s| lost(&import, s))?;
    let strategies = sets(&import, &solution);
    let grid = if import.game.beliefs.typed() {
        let half = points.div_ceil(2).max(3);
        let coarse = load(name, text, precision, half, limits)?;
        let other = Solver::AGAIN
            .solve(&coarse.game, &Silent)
            .map_err(|s| lost(&coarse, s))?;
        let other = sets(&coarse, &other);
        let pairs = strategies.iter().flatten().zip(other.iter().flatten());
        let error = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        Some(Grid { points, error })
    } else {
        None
    };
    Ok(GambitSolution {
        import,
        solution,
        precision,
        strategies,
        grid,
    })
}

/// An error if the game with its solution takes more memory than it may. What the game takes while
/// it is made is counted by [`load`], which knows nothing of solutions.
fn solution_fits(import: &Import, limits: &Limits) -> Result<(), Box<Failure>> {
    let game = &import.game;
    let layers = 1 + LONGER.len();
    let roles = game.beliefs.prior.len();
    let bytes = game.layout.bytes(&game.structure, roles, layers);
    if bytes <= limits.memory {
        return Ok(());
    }
    let message = format!(
        "the game and its solution take {} MB, more than --memory {}",
        bytes >> 20,
        limits.memory >> 20
    );
    let help = "allow more with --memory, or use fewer --points";
    Err(Box::new(Failure::general(message, help)))
}

/// What is said where no equilibrium was found.
fn lost(import: &Import, stuck: NoEquilibrium) -> Error {
    let message = match stuck {
        NoEquilibrium::LostBranch(lost) => {
            let set = import
                .places
                .iter()
                .find(|(_, p)| p.position == lost.position);
            let set = set.map_or(String::new(), |(s, _)| import.tree.name(*s));
            format!(
                "no equilibrium was found at {set}: its branch was lost at {:.0}% of the \
                 precision wanted, residual {:.1e}",
                100.0 * lost.share,
                lost.residual
            )
        }
        NoEquilibrium::Cancelled => return Error::Cancelled,
        NoEquilibrium::Unsettled { .. }
        | NoEquilibrium::LostBlock(_)
        | NoEquilibrium::Unsearchable(_) => "no equilibrium was found".to_string(),
        NoEquilibrium::Overflow { role, .. } => {
            let player = &import.tree.players[import.game.beliefs.actor(role)];
            let message = format!("what {player} expects is too large for a number");
            return Failure::general(message, "scale the payoffs down").into();
        }
    };
    let help = "use a lower --precision, or measure payoffs in larger units";
    Failure::general(message, help).into()
}

impl GambitSolution {
    /// What each player expects before play, and each of its types, as PLAYER.TYPE.
    pub fn values(&self) -> IndexMap<String, f64> {
        let start = self.solution.start(&self.import.game);
        let beliefs = &self.import.game.beliefs;
        let (mut names, mut values) = (vec![], vec![]);
        for (i, player) in self.import.tree.players.iter().enumerate() {
            let roles = beliefs.roles(i);
            names.push(player.clone());
            values.push(roles.clone().map(|r| beliefs.prior[r] * start[r]).sum());
            for role in roles.filter(|_| beliefs.type_count(i) > 1) {
                names.push(format!("{player}.{}", beliefs.names[role].0));
                values.push(start[role]);
            }
        }
        // a player may be called as another's type is here
        unique(&mut names);
        names.into_iter().zip(values).collect()
    }

    /// The players' information sets that the solution has no strategy for, since chance never
    /// lets play reach them: the player and the set, by number.
    pub fn unreached(&self) -> Vec<(usize, usize)> {
        let reached: BTreeSet<usize> = self.import.places.iter().map(|(s, _)| *s).collect();
        let sets = self.import.tree.sets.iter().enumerate();
        sets.filter(|(s, _)| !reached.contains(s))
            .filter_map(|(s, set)| Some((set.player?, s)))
            .collect()
    }
}

/// What each set is called: its name, or its number if it has no name or one that could mean
/// another set of its player.
pub fn set_names(tree: &Tree) -> Vec<String> {
    let mut meant: BTreeMap<(Option<usize>, String), BTreeSet<usize>> = BTreeMap::new();
    for (s, set) in tree.sets.iter().enumerate() {
        for name in [set.label.clone(), set.number.to_string()] {
            meant.entry((set.player, name)).or_default().insert(s);
        }
    }
    let name = |set: &Set| {
        let sets = meant.get(&(set.player, set.label.clone()));
        if set.label.is_empty() || sets.is_some_and(|s| s.len() > 1) {
            set.number.to_string()
        } else {
            set.label.clone()
        }
    };
    tree.sets.iter().map(name).collect()
}
