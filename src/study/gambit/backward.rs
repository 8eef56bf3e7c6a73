//! The game of a tree solved position by position, backward; with types, on a grid of beliefs.

use super::{GambitSolution, Grid, Way};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::gambit::{Import, Tree, import, unique};
use crate::game::Limits;
use crate::solve::{LONGER, NoEquilibrium, Solution, Solver};
use crate::study::sets::sets;
use crate::task::{Silent, Task};
use indexmap::IndexMap;

/// Points on each axis of the grid of beliefs, unless said otherwise: such games are small.
pub(super) const POINTS: usize = 81;

/// Solves `import`, the game of a tree on a grid of `points` points.
///
/// # Errors
/// A solution that takes more memory than `limits` allow; no equilibrium was found.
pub(super) fn solve(
    import: Import,
    precision: f64,
    points: usize,
    limits: &Limits,
    task: &dyn Task,
) -> Result<GambitSolution, Error> {
    solution_fits(&import, limits)?;
    let solution = Solver::default()
        .solve(&import.game, task)
        .map_err(|s| lost(&import, s))?;
    let strategies = sets(&import, &solution);
    let grid = if import.game.beliefs.typed() {
        let error = error(&import.tree, precision, points, &strategies, limits)?;
        Some(Grid { points, error })
    } else {
        None
    };
    Ok(GambitSolution {
        values: values(&import, &solution),
        sets: import.places.iter().map(|(s, _)| *s).collect(),
        strategies,
        precision,
        tree: import.tree,
        way: Way::Backward {
            solution: Box::new(solution),
            grid,
        },
    })
}

/// The largest change of a probability from half as many points.
fn error(
    tree: &Tree,
    precision: f64,
    points: usize,
    strategies: &[Vec<f64>],
    limits: &Limits,
) -> Result<f64, Error> {
    let half = points.div_ceil(2).max(3);
    let coarse = import(tree, precision, half, limits)
        .map_err(|fault| Failure::general(fault.message.clone(), fault.help.clone()))?;
    let other = Solver::AGAIN
        .solve(&coarse.game, &Silent)
        .map_err(|s| lost(&coarse, s))?;
    let other = sets(&coarse, &other);
    let pairs = strategies.iter().flatten().zip(other.iter().flatten());
    Ok(pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
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

/// What each player expects before play, and each of its types, as PLAYER.TYPE.
fn values(import: &Import, solution: &Solution) -> IndexMap<String, f64> {
    let start = solution.start(&import.game);
    let beliefs = &import.game.beliefs;
    let (mut names, mut values) = (vec![], vec![]);
    for (i, player) in import.tree.players.iter().enumerate() {
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
