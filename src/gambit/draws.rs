//! Draws of chance at the root of a tree: which of them only one player knows, and so are its types.

use super::bounds::{SAME, SOLVED};
use super::labels::unique;
use super::room::Room;
use super::tokens::{Fault, fault};
use super::tree::Tree;
use crate::diagnostics::Diagnostic;
use crate::game::Beliefs;

/// The most types of a player.
const MOST_TYPES: usize = 4;

/// The most shares of beliefs, which are the axes of their grid.
const MOST_AXES: usize = 3;

/// The most branches of chance at the root that are looked at.
const MOST_BRANCHES: usize = 64;

/// The draws of types: nodes at which play proper begins, and who is what.
pub(super) struct Draws {
    pub beliefs: Beliefs,
    /// The first node after each draw, in the order of [`Beliefs::draw`].
    pub bundle: Vec<usize>,
}

/// What chance can have drawn at the root.
pub(super) struct Branch {
    /// The first node after it.
    node: usize,
    p: f64,
    name: String,
}

/// What chance can have drawn at the root before it draws at all.
pub(super) fn undrawn() -> Vec<Branch> {
    vec![Branch {
        node: 0,
        p: 1.0,
        name: String::new(),
    }]
}

/// What chance can have drawn after it has drawn once more on each of these branches; none if it
/// does not draw on each of them, or if they become too many for types.
pub(super) fn drawn(tree: &Tree, branches: &[Branch]) -> Option<Vec<Branch>> {
    let mut all = vec![];
    for branch in branches {
        let node = &tree.nodes[branch.node];
        let set = &tree.sets[node.set?];
        if set.player.is_some() || all.len() + set.actions.len() > MOST_BRANCHES {
            return None;
        }
        for ((node, q), action) in node.children.iter().zip(&set.chances).zip(&set.actions) {
            let name = match set.actions.len() {
                // what is certain tells nothing
                1 => branch.name.clone(),
                _ => format!("{} {action}", branch.name).trim_start().to_string(),
            };
            all.push(Branch {
                node: *node,
                p: branch.p * q,
                name,
            });
        }
    }
    Some(all)
}

/// Whose types the branches are: a player whose information sets keep branches apart knows in which
/// class of them play is.
pub(super) fn draws(
    tree: &Tree,
    branches: &[Branch],
    points: usize,
    room: &mut Room,
) -> Result<Draws, Fault> {
    let root = tree.nodes[0].span;
    let classes = classes(tree, branches);
    let mut types: Vec<Vec<(String, String, f64)>> = vec![];
    for (i, class) in classes.iter().enumerate() {
        let kinds = class.iter().max().map_or(1, |k| k + 1);
        let (mut names, mut priors) = (vec![], vec![]);
        for type_ in 0..kinds {
            let of: Vec<usize> = (0..class.len()).filter(|b| class[*b] == type_).collect();
            let prior: f64 = of.iter().map(|b| branches[*b].p).sum();
            if prior <= 0.0 {
                return Err(fault(root, "a type is drawn with probability 0"));
            }
            let name = match of[..] {
                [only] if !branches[only].name.is_empty() => branches[only].name.clone(),
                _ => (type_ + 1).to_string(),
            };
            names.push(name);
            priors.push(prior);
        }
        if kinds > MOST_TYPES {
            let message = format!(
                "{} has {kinds} types, more than {MOST_TYPES}",
                tree.players[i]
            );
            return Err(fault(root, message));
        }
        unique(&mut names);
        let own = names.into_iter().zip(priors);
        let own = own.map(|(name, prior)| (name.clone(), name, prior));
        types.push(if kinds > 1 { own.collect() } else { vec![] });
    }
    let axes: usize = types.iter().map(|t| t.len().saturating_sub(1)).sum();
    if axes > MOST_AXES {
        let message = "too many types for a grid of beliefs: more than three shares";
        return Err(fault(root, message));
    }
    let roles: usize = types.iter().map(|t| t.len().max(1)).sum();
    // the priors can stand between points of the grid
    let mut grid = [1; MOST_AXES];
    grid[..axes].fill(points + 1);
    let [one, two, three] = grid;
    let factors = [one, two, three, roles, size_of::<f64>()];
    room.take(&factors, root, "the grid of beliefs")?;
    let beliefs = Beliefs::new(&types, points);
    let mut nodes: Vec<Option<usize>> = vec![None; beliefs.profiles().len()];
    for (b, branch) in branches.iter().enumerate() {
        let types: Vec<usize> = classes.iter().map(|class| class[b]).collect();
        let profile = beliefs.profile(&types);
        let apart = (beliefs.chance(profile) - branch.p).abs() > SAME;
        if apart || nodes[profile.get()].is_some() {
            let message = "what chance draws here is neither seen by all nor drawn for each \
                           player apart and known to that player alone";
            let fault = Diagnostic::error(root, message);
            return Err(Box::new(fault.help(SOLVED)));
        }
        nodes[profile.get()] = Some(branch.node);
    }
    let Some(bundle) = nodes.into_iter().collect() else {
        let message = "the types of the players are not drawn independently";
        return Err(Box::new(Diagnostic::error(root, message).help(SOLVED)));
    };
    Ok(Draws { beliefs, bundle })
}

/// For each player the class of every branch: branches that one of its sets joins are one class.
fn classes(tree: &Tree, branches: &[Branch]) -> Vec<Vec<usize>> {
    let mut all = vec![(0..branches.len()).collect::<Vec<usize>>(); tree.players.len()];
    let mut moves = vec![false; tree.players.len()];
    let mut first = vec![None; tree.sets.len()];
    for (b, branch) in branches.iter().enumerate() {
        let mut stack = vec![branch.node];
        while let Some(n) = stack.pop() {
            let node = &tree.nodes[n];
            let Some(s) = node.set else { continue };
            stack.extend(&node.children);
            let Some(i) = tree.sets[s].player else {
                continue;
            };
            moves[i] = true;
            let class = &mut all[i];
            let (one, other) = (class[*first[s].get_or_insert(b)], class[b]);
            let least = one.min(other);
            class
                .iter_mut()
                .filter(|c| **c == one || **c == other)
                .for_each(|c| *c = least);
        }
    }
    for (class, moves) in all.iter_mut().zip(moves) {
        if !moves {
            // who never moves may as well know nothing
            class.fill(0);
        }
        let mut known: Vec<usize> = vec![];
        for c in class {
            *c = known.iter().position(|k| k == c).unwrap_or_else(|| {
                known.push(*c);
                known.len() - 1
            });
        }
    }
    all
}
