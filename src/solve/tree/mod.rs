//! The agent logit equilibrium of a whole tree of perfect recall (McKelvey & Palfrey 1998): all
//! information sets at once, on the branch that comes from precision 0, and on arms that leave it.

mod arms;
mod check;
mod seen;
mod system;

pub use check::TreeCertificate;
pub use seen::BranchStep;

use crate::gambit::{Agents, Tree};
use crate::numeric::continuation::{
    BranchOutcome, BranchPoint, Continuation, STEP_CONTROLS, StepControl, TraceFailed,
};
use crate::numeric::dense::Dense;
use crate::task::Task;
use seen::Seen;
use system::{System, log_softmax};

/// The largest relative error of the logit equations of a solution.
const FINE: f64 = 1e-12;

/// The equilibria of a tree that were found.
#[derive(Clone, Debug)]
pub struct TreeSolution {
    /// The principal one, to which the branch from precision 0 leads first; then those to which arms
    /// lead, each once.
    pub equilibria: Vec<TreeEquilibrium>,
    /// Arms that could not be followed to the precision wanted.
    pub failed: usize,
    /// Whether more arms leave than were followed.
    pub more: bool,
}

/// An equilibrium of a tree, and how it was reached.
#[derive(Clone, Debug)]
pub struct TreeEquilibrium {
    /// The logarithm of the probability of each action, by the number of its set; of chance's too.
    pub logs: Vec<Vec<f64>>,
    /// What was checked of these.
    pub certificate: TreeCertificate,
    /// The precision at which its arm leaves another branch; none of the principal one.
    pub left: Option<f64>,
    /// Whether the branch turned back on the way.
    pub turned: bool,
    /// The precisions at which other branches cross on the way.
    pub branch_points: Vec<f64>,
    /// The branch, from its beginning to the precision wanted.
    pub steps: Vec<BranchStep>,
}

impl TreeEquilibrium {
    /// The probability of each action, from 0 to 1, of these sets.
    pub fn probabilities(&self, sets: &[usize]) -> Vec<Vec<f64>> {
        let logs = sets.iter().map(|s| &self.logs[*s]);
        logs.map(|logs| logs.iter().map(|log| libm::exp(*log)).collect())
            .collect()
    }
}

/// Why there is no solution.
#[derive(Clone, Copy, Debug)]
pub enum LostTree {
    /// The branch was lost.
    Lost {
        /// The share of the precision that was reached.
        share: f64,
        /// What was left there.
        residual: f64,
    },
    /// The work was cancelled.
    Cancelled,
}

/// What is being done, for who waits for it.
const WORK: &str = "following the branch";

/// What is wanted of a tree beside the equilibrium to which the branch leads.
#[derive(Clone, Copy, Debug, Default)]
pub struct TreeWanted {
    /// The branch in small steps.
    pub path: bool,
    /// The equilibria to which its arms lead.
    pub arms: bool,
}

impl TreeWanted {
    /// How carefully branches are followed, from one attempt to the next.
    fn controls(self) -> &'static [StepControl] {
        let first = if self.path { 2 } else { 0 };
        &STEP_CONTROLS[first..]
    }
}

/// Solves `tree`, whose agents are `agents`, at this precision of everybody, from 0.
///
/// # Errors
/// The branch is lost before, or what is found does not satisfy the equations to 1e-12; `task` says
/// not to go on.
pub fn solve_tree(
    tree: &Tree,
    agents: &Agents,
    precision: f64,
    wanted: TreeWanted,
    task: &dyn Task,
) -> Result<TreeSolution, LostTree> {
    let mut solver = TreeSolver {
        tree,
        agents,
        precision,
        wanted,
        system: System::new(agents, precision),
        continuation: Continuation::default(),
        task,
    };
    let (principal, places) = solver.principal()?;
    let mut solution = TreeSolution {
        equilibria: vec![principal],
        failed: 0,
        more: false,
    };
    if wanted.arms {
        solver.arms(places, &mut solution)?;
    }
    Ok(solution)
}

/// Follows branches of one tree.
struct TreeSolver<'a> {
    tree: &'a Tree,
    agents: &'a Agents,
    precision: f64,
    wanted: TreeWanted,
    system: System<'a>,
    continuation: Continuation<Dense>,
    task: &'a dyn Task,
}

impl TreeSolver<'_> {
    /// The equilibrium on the branch from precision 0, and where other branches leave on the way.
    fn principal(&mut self) -> Result<(TreeEquilibrium, Vec<BranchPoint>), LostTree> {
        let mut lost = LostTree::Lost {
            share: 0.0,
            residual: f64::INFINITY,
        };
        for control in self.wanted.controls() {
            match self.attempt(control) {
                Err(LostTree::Lost { share, residual }) => {
                    lost = LostTree::Lost { share, residual };
                }
                done => return done,
            }
        }
        Err(lost)
    }

    /// The same with one step control.
    fn attempt(
        &mut self,
        control: &StepControl,
    ) -> Result<(TreeEquilibrium, Vec<BranchPoint>), LostTree> {
        let mut seen = Seen::new(self.task, WORK, self.precision);
        let followed = self
            .continuation
            .trace_watched(&mut self.system, 1.0, control, &mut seen);
        self.found(followed, seen)
    }

    /// The equilibrium at the end of a branch.
    fn found(
        &self,
        followed: Result<(Vec<f64>, BranchOutcome), TraceFailed>,
        seen: Seen,
    ) -> Result<(TreeEquilibrium, Vec<BranchPoint>), LostTree> {
        if seen.cancelled {
            return Err(LostTree::Cancelled);
        }
        let (z, outcome) = followed.map_err(|failed| LostTree::Lost {
            share: failed.share,
            residual: failed.residual,
        })?;
        let logs = self.by_set(&z);
        let certificate = check::check(self.tree, self.precision, &logs);
        if certificate.relative > FINE {
            return Err(LostTree::Lost {
                share: 1.0,
                residual: certificate.relative,
            });
        }
        let equilibrium = TreeEquilibrium {
            logs,
            certificate,
            left: None,
            turned: matches!(outcome, BranchOutcome::Traced { turned: true, .. }),
            branch_points: seen
                .places
                .iter()
                .map(|p| self.precision * p.share)
                .collect(),
            steps: seen.steps,
        };
        Ok((equilibrium, seen.places))
    }

    /// The logarithms of probabilities `z` by set, chance's as they are drawn; of a set that is never
    /// reached, even ones.
    fn by_set(&self, z: &[f64]) -> Vec<Vec<f64>> {
        let sets = self.tree.sets.iter();
        let mut logs: Vec<Vec<f64>> = sets
            .map(|set| match set.player {
                None => set.chances.iter().map(|p| libm::log(*p)).collect(),
                Some(_) => {
                    let n = set.actions.len();
                    vec![-libm::log(n as f64); n]
                }
            })
            .collect();
        for agent in &self.agents.agents {
            // what rounding left of a sum other than 1
            log_softmax(&z[agent.actions.clone()], &mut logs[agent.set]);
        }
        logs
    }
}
