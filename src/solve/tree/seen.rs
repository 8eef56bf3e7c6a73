//! What is seen of a branch while it is followed.

use crate::numeric::continuation::{BranchPoint, Watch};
use crate::task::Task;
use std::ops::ControlFlow;

/// A point of a branch.
#[derive(Clone, Debug)]
pub struct BranchStep {
    /// Everybody's precision there.
    pub precision: f64,
    /// The probability of each action, in the order of the agents.
    pub probabilities: Vec<f64>,
}

/// How much a probability, or the share of precision, changes at least from one kept point to the next.
const APART: f64 = 0.003;

/// What was seen.
pub(super) struct Seen<'a> {
    task: &'a dyn Task,
    what: &'static str,
    precision: f64,
    pub steps: Vec<BranchStep>,
    pub places: Vec<BranchPoint>,
    pub cancelled: bool,
}

impl<'a> Seen<'a> {
    /// Nothing yet, of a branch that is followed to `precision`, called `what` for who waits.
    pub fn new(task: &'a dyn Task, what: &'static str, precision: f64) -> Self {
        Seen {
            task,
            what,
            precision,
            steps: vec![],
            places: vec![],
            cancelled: false,
        }
    }
}

impl Watch for Seen<'_> {
    fn begin(&mut self) {
        self.steps.clear();
        self.places.clear();
    }

    fn pass(&mut self, z: &[f64], share: f64) -> ControlFlow<()> {
        let step = BranchStep {
            precision: self.precision * share,
            probabilities: z.iter().map(|log| libm::exp(*log)).collect(),
        };
        let near = self.steps.last().is_some_and(|last| {
            let pairs = step.probabilities.iter().zip(&last.probabilities);
            let mut still = pairs.map(|(a, b)| (a - b).abs());
            let ahead = (step.precision - last.precision).abs();
            ahead < APART * self.precision && still.all(|change| change < APART)
        });
        if !near || share == 1.0 {
            self.steps.push(step);
        }
        let told = self.task.at(self.what, share.clamp(0.0, 1.0));
        self.cancelled |= told.is_break();
        told
    }

    fn wants_branch_points(&self) -> bool {
        true
    }

    fn branch_point(&mut self, place: BranchPoint) {
        self.places.push(place);
    }
}
