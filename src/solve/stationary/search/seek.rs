//! From a start at random to an equilibrium of a block.
//!
//! Newton's method comes to equilibria of every kind, but from half of the starts to none: its steps
//! are cut until they bring it nearer, and it may be caught where no step does (Dennis & Schnabel
//! 1983). Then the block settles by damped iteration, which all but always ends at some equilibrium, and
//! ever again at the same few, which attract.

use super::super::TOLERANCE;
use super::super::branch::{path, scale};
use super::super::linear::Slopes;
use super::super::system::System;
use super::onward::onward;
use super::start::{draw, share};
use crate::numeric::continuation::{self, Homotopy, largest};
use crate::numeric::krylov::{Krylov, dot};
use crate::numeric::linear::LinearSolver;
use crate::numeric::path::{COARSE, Path};
use crate::task::Parts;
use rand_chacha::ChaCha8Rng;

/// The largest change of a value by a sweep, in scales, from which Newton's method goes with whole
/// steps.
const CLOSE: f64 = 3e-3;

/// The most steps of Newton's method on the way there, and how well each one's linear system is solved.
const DESCENT: usize = 60;
const FORCING: f64 = 1e-3;

/// The least part of a step that is tried, and how much of what it promises a part is to keep.
const SHORTEST: f64 = 1e-3;
const KEPT: f64 = 1e-2;

/// The most sweeps of the damped iteration.
const SWEEPS: usize = 900;

/// Its step, as a share of the change by a sweep: the first, the least and the most; and what it is
/// multiplied by where changes go on the same way, and where they turn.
const STEP: [f64; 3] = [0.05, 0.001, 0.25];
const LONGER: f64 = 1.03;
const SHORTER: f64 = 0.8;

/// One search of a block.
pub(super) struct Seeker<'s, 'a> {
    system: &'s mut System<'a>,
    path: Path<Krylov<Slopes<'a>>>,
    random: &'s mut ChaCha8Rng,
    work: &'s Parts<'s>,
    /// The typical size of a difference of values that matters.
    scale: f64,
}

/// The equilibrium of a block to which Newton's method goes from the values `near` it; where nobody chooses it
/// is the only one.
pub(in super::super) fn only(system: &mut System, near: &[f64]) -> Option<Vec<f64>> {
    let mut x = near.to_vec();
    let scale = scale(system.sweep.block);
    let mut path = path(system.sweep.block, COARSE, scale);
    let wanted = TOLERANCE * scale;
    path.newton(system, 1.0, &mut x, wanted).ok()?;
    Some(x)
}

impl<'s, 'a> Seeker<'s, 'a> {
    /// Of the block of `system`.
    pub fn new(
        system: &'s mut System<'a>,
        random: &'s mut ChaCha8Rng,
        work: &'s Parts<'s>,
    ) -> Self {
        let block = system.sweep.block;
        Seeker {
            path: path(block, COARSE, scale(block)),
            scale: scale(block),
            system,
            random,
            work,
        }
    }

    /// An equilibrium to which a start at random around the `principal` values leads; none if it leads
    /// to none, nor these themselves.
    pub fn anywhere(&mut self, principal: &[f64]) -> Option<Vec<f64>> {
        let mut start = principal.to_vec();
        draw(self.system.sweep.block, self.random, &mut start);
        let mut x = start.clone();
        let near = self.descend(&mut x) && self.arrive(&mut x);
        if !near {
            x = start;
            self.settle(&mut x);
            if !self.arrive(&mut x) {
                x.copy_from_slice(principal);
                return self.arrive(&mut x).then_some(x);
            }
        }
        let (further, upward) = (share(self.random) < 0.5, share(self.random) < 0.5);
        if !further {
            return Some(x);
        }
        let stopped = || self.work.stopped();
        let next = onward(&mut self.path, self.system, x.clone(), upward, &stopped);
        Some(next.unwrap_or(x))
    }

    /// Goes from a point near an equilibrium to it.
    fn arrive(&mut self, x: &mut [f64]) -> bool {
        let wanted = TOLERANCE * self.scale;
        self.path.newton(self.system, 1.0, x, wanted).is_ok()
    }

    /// Takes Newton steps from `x`, each cut until the squares of the changes by a sweep add up to less,
    /// until `x` is near an equilibrium. Says whether it is.
    fn descend(&mut self, x: &mut [f64]) -> bool {
        let mut linear = Krylov::new(Slopes::new(self.system.sweep.block));
        let (mut f, mut by_share) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        let (mut y, mut after) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        for _ in 0..DESCENT {
            let slopes = continuation::Slopes {
                by_share: &mut by_share,
                jacobian: linear.jacobian(),
            };
            self.system.evaluate(x, 1.0, &mut f, Some(slopes));
            if largest(&f) <= CLOSE * self.scale {
                return true;
            }
            let before = dot(&f, &f);
            let solved = linear.factor().and_then(|()| linear.solve(&mut f, FORCING));
            if solved.is_err() || self.work.stopped() {
                return false;
            }
            let mut part = 1.0;
            loop {
                let pairs = y.iter_mut().zip(x.iter().zip(&f));
                pairs.for_each(|(y, (x, d))| *y = x - part * d);
                self.system.evaluate(&y, 1.0, &mut after, None);
                if dot(&after, &after) <= (1.0 - KEPT * part) * before {
                    break;
                }
                part *= 0.5;
                if part < SHORTEST {
                    return false;
                }
            }
            x.copy_from_slice(&y);
        }
        false
    }

    /// Iterates sweeps from `x` with damping until they change no value by much, or as long as that is
    /// worth while.
    fn settle(&mut self, x: &mut [f64]) {
        let (mut change, mut last) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        let [mut step, least, most] = STEP;
        for _ in 0..SWEEPS {
            self.system.evaluate(x, 1.0, &mut change, None);
            let size = largest(&change);
            if size <= CLOSE * self.scale || !size.is_finite() || self.work.stopped() {
                return;
            }
            let turns = dot(&change, &last) < 0.0;
            step = (step * if turns { SHORTER } else { LONGER }).clamp(least, most);
            x.iter_mut().zip(&change).for_each(|(x, f)| *x -= step * f);
            std::mem::swap(&mut change, &mut last);
        }
    }
}
