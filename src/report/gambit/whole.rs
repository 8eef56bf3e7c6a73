//! What the document says of a tree that was solved as a whole: its branch, its information sets, the arms
//! and the path.

use super::document::{
    ActionEntry, ArmEntry, ArmsSummary, BranchSummary, GambitSummary, PathEntry, SetEntry,
};
use crate::solve::{TreeEquilibrium, TreeSolution};
use crate::study::gambit::{GambitQuestion, GambitSolution, set_names};

impl GambitSummary {
    /// Takes in how `tree` was `solved`.
    pub(super) fn take(
        &mut self,
        tree: &GambitSolution,
        solved: &TreeSolution,
        question: &GambitQuestion,
    ) {
        let [principal, others @ ..] = &solved.equilibria[..] else {
            return;
        };
        self.branch = Some(BranchSummary::of(principal));
        self.sets = SetEntry::all(tree, principal);
        self.arms = question.arms.then(|| ArmsSummary {
            equilibria: others.iter().map(|e| ArmEntry::of(tree, e)).collect(),
            failed: solved.failed,
            more: solved.more,
        });
        if question.path {
            let all = solved.equilibria.iter().enumerate();
            self.path = all.flat_map(|(k, e)| path(tree, k, e)).collect();
        }
    }
}

impl BranchSummary {
    fn of(found: &TreeEquilibrium) -> Self {
        BranchSummary {
            residual: found.certificate.relative,
            turned: found.turned,
            branch_points: found.branch_points.clone(),
        }
    }
}

impl ArmEntry {
    fn of(tree: &GambitSolution, found: &TreeEquilibrium) -> Self {
        let players = tree.tree.players.iter().cloned();
        ArmEntry {
            leaves: found.left.unwrap_or(0.0),
            branch: BranchSummary::of(found),
            strategies: ActionEntry::all(tree, &found.probabilities(&tree.sets)),
            values: players.zip(found.certificate.values.clone()).collect(),
        }
    }
}

impl SetEntry {
    fn all(tree: &GambitSolution, found: &TreeEquilibrium) -> Vec<Self> {
        let names = set_names(&tree.tree);
        let one = |s: &usize| SetEntry {
            player: tree.tree.sets[*s]
                .player
                .map_or(String::new(), |i| tree.tree.players[i].clone()),
            infoset: names[*s].clone(),
            reached: libm::exp(found.certificate.reach[*s]),
            expects: found.certificate.expected[*s],
        };
        tree.sets.iter().map(one).collect()
    }
}

/// The points of the branch to equilibrium `k`.
fn path<'a>(
    tree: &'a GambitSolution,
    k: usize,
    found: &'a TreeEquilibrium,
) -> impl Iterator<Item = PathEntry> + 'a {
    // a step has the sets in the order of the file, a document has them player after player
    let mut file: Vec<usize> = tree.sets.clone();
    file.sort_unstable();
    let mut first = vec![0; tree.tree.sets.len()];
    let mut before = 0;
    for s in file {
        first[s] = before;
        before += tree.tree.sets[s].actions.len();
    }
    found.steps.iter().map(move |step| {
        let own = |s: &usize| &step.probabilities[first[*s]..][..tree.tree.sets[*s].actions.len()];
        PathEntry {
            equilibrium: k,
            precision: step.precision,
            probabilities: tree.sets.iter().flat_map(own).copied().collect(),
        }
    })
}
