//! How carefully a branch is followed.

/// How carefully a branch is followed. Too long a step can land on another branch, even on one that
/// leads round and round.
#[derive(Clone, Copy, Debug)]
pub struct StepControl {
    /// Steps after which the branch is given up.
    pub steps: usize,
    /// The longest step, in the measure of steps.
    pub longest: f64,
    /// The largest distance between a predicted point and its correction, as a share of the step.
    pub correction: f64,
    /// The least cosine between the directions before and after a step.
    pub cosine: f64,
    /// The least cosine between the solutions for the probe before and after a step.
    pub probe_cosine: f64,
}

/// Step controls from one attempt to the next, ever more careful.
pub const STEP_CONTROLS: [StepControl; 4] = [
    StepControl {
        steps: 500,
        longest: 1.0,
        correction: 0.2,
        cosine: 0.95,
        probe_cosine: 0.6,
    },
    StepControl {
        steps: 2_000,
        longest: 0.5,
        correction: 0.1,
        cosine: 0.98,
        probe_cosine: 0.8,
    },
    StepControl {
        steps: 100_000,
        longest: 0.1,
        correction: 0.04,
        cosine: 0.995,
        probe_cosine: 0.9,
    },
    StepControl {
        steps: 200_000,
        longest: 0.02,
        correction: 0.02,
        cosine: 0.999,
        probe_cosine: 0.95,
    },
];
