//! Private types and public beliefs about them: roles, the grid on which values are kept, Bayes'
//! rule, and what lies between the grid's points.
//!
//! A *role* is an actor of a type; an actor without types has one. Beliefs about an actor of k
//! types are k − 1 successive shares b₁, b₂/(1−b₁), …, each an axis of the grid; axes of several
//! actors make a product. Between points values follow a monotone cubic (Fritsch & Carlson 1980),
//! one axis after the other; probabilities are spread by the same cubic without its limiter, so
//! that what is spread is linear and adds up to one.

mod bayes;
mod correlated;
mod point;
mod profile;

pub use point::BeliefPoint;

use super::rows::Rows;
use crate::numeric::cubic;
use correlated::Correlated;
use std::ops::Range;

/// The most types that an actor can have here.
pub const MOST_TYPES: usize = 16;

/// An axis of the grid.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Whose type it is about.
    pub actor: usize,
    /// From 0 to 1, rising.
    pub points: Vec<f64>,
    /// Steps of the index between neighbours.
    pub stride: usize,
}

/// Roles and the grid of beliefs; without types one role an actor and one point.
#[derive(Clone, Debug, Default)]
pub struct Beliefs {
    /// Roles of actor i are `first[i]..first[i + 1]`.
    first: Vec<usize>,
    /// The probability of each role's type before play.
    pub prior: Vec<f64>,
    /// Id and label of each role's type; empty for an actor without types.
    pub names: Vec<(String, String)>,
    /// Those of an actor stand together; the last has stride 1.
    pub axes: Vec<Axis>,
    /// Number of points.
    pub count: usize,
    /// The point of the priors.
    pub start: usize,
    /// The probability of each role's type at each point: roles × points.
    weights: Vec<f64>,
    own: Vec<Range<usize>>,
    /// How types are drawn together; none if they are independent.
    correlated: Option<Correlated>,
}

impl Beliefs {
    /// For actors whose types have these ids, labels and priors (none, or two or more), with
    /// `points` points an axis and the priors.
    pub fn new(types: &[Vec<(String, String, f64)>], points: usize) -> Self {
        let mut beliefs = Self::frame(types, &vec![points; types.len()]);
        beliefs.fill();
        beliefs
    }

    /// The same without the probabilities of types at the points: the number of points is known,
    /// but nothing is allocated for them. `points` is how many each actor's axes have; of one of whom nothing tells 1, the
    /// prior.
    pub(super) fn frame(types: &[Vec<(String, String, f64)>], points: &[usize]) -> Self {
        let mut beliefs = Beliefs {
            first: vec![0],
            ..Beliefs::default()
        };
        let mut starts = vec![];
        for (actor, types) in types.iter().enumerate() {
            let from = beliefs.axes.len();
            if types.is_empty() {
                beliefs.prior.push(1.0);
                beliefs.names.push(Default::default());
            }
            let mut rest = 1.0;
            for (k, (id, label, prior)) in types.iter().enumerate() {
                beliefs.prior.push(*prior);
                beliefs.names.push((id.clone(), label.clone()));
                if k + 1 == types.len() {
                    break;
                }
                let share = if rest > 0.0 { prior / rest } else { 0.0 };
                rest -= prior;
                let share = share.clamp(0.0, 1.0);
                let points = match points[actor] {
                    1 => vec![share],
                    points => cubic::points(points, share),
                };
                let near = points.iter().position(|p| *p == share);
                starts.push(near.expect("the prior is a point"));
                beliefs.axes.push(Axis {
                    actor,
                    points,
                    stride: 0,
                });
            }
            beliefs.first.push(beliefs.prior.len());
            beliefs.own.push(from..beliefs.axes.len());
        }
        beliefs.count = 1;
        for axis in beliefs.axes.iter_mut().rev() {
            axis.stride = beliefs.count;
            beliefs.count = beliefs.count.saturating_mul(axis.points.len());
        }
        let starts = beliefs.axes.iter().zip(starts);
        beliefs.start = starts.fold(0usize, |sum, (axis, at)| {
            sum.saturating_add(axis.stride.saturating_mul(at))
        });
        beliefs
    }

    /// Works out what each point says about each role.
    pub(super) fn fill(&mut self) {
        self.weights = vec![0.0; self.prior.len() * self.count];
        for b in 0..self.count {
            let at = self.coordinates(b);
            for i in 0..self.actors() {
                for (k, p) in self.probabilities(i, &at).into_iter().enumerate() {
                    let at = self.rows().at(self.role(i, k), 0, b);
                    self.weights[at] = p;
                }
            }
        }
        self.fill_given();
    }

    /// The layout of what each role has a number of at each point.
    fn rows(&self) -> Rows {
        Rows {
            inner: 1,
            points: self.count,
        }
    }

    /// The probability of the type of `role` at point `b`.
    pub fn weight(&self, role: usize, b: usize) -> f64 {
        self.weights[self.rows().at(role, 0, b)]
    }

    /// The roles of actor `i`.
    pub fn roles(&self, i: usize) -> Range<usize> {
        self.first[i]..self.first[i + 1]
    }

    /// The number of types of actor `i`, 1 if it has none.
    pub fn type_count(&self, i: usize) -> usize {
        self.first[i + 1] - self.first[i]
    }

    /// Whose role `role` is.
    pub fn actor(&self, role: usize) -> usize {
        self.first.partition_point(|f| *f <= role) - 1
    }

    /// The role that actor `i` of type `type_` is.
    pub fn role(&self, i: usize, type_: usize) -> usize {
        self.first[i] + type_
    }

    /// The type of its actor that `role` is.
    pub fn type_of(&self, role: usize) -> usize {
        role - self.first[self.actor(role)]
    }

    /// Number of actors.
    pub fn actors(&self) -> usize {
        self.first.len() - 1
    }

    /// Whether anybody has types.
    pub fn typed(&self) -> bool {
        !self.axes.is_empty()
    }

    /// Whether nothing can tell of actor `i`: what all believe of it, if types are independent, stays at its prior.
    pub fn still(&self, i: usize) -> bool {
        self.axes[self.own(i)]
            .iter()
            .all(|axis| axis.points.len() == 1)
    }

    /// The axes about actor `i`.
    pub fn own(&self, i: usize) -> Range<usize> {
        self.own[i].clone()
    }

    /// The place of point `b` on every axis.
    pub fn coordinates(&self, b: usize) -> Vec<f64> {
        let at = |axis: &Axis| axis.points[b / axis.stride % axis.points.len()];
        self.axes.iter().map(at).collect()
    }

    /// The share of each type of actor `i` where beliefs are at `coordinates`: its probability, if types are drawn
    /// independently.
    fn shares(&self, i: usize, coordinates: &[f64]) -> Vec<f64> {
        let mut rest = 1.0;
        let mut all = vec![];
        for share in &coordinates[self.own(i)] {
            all.push(rest * share);
            rest *= 1.0 - share;
        }
        all.push(rest);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_and_three() -> Beliefs {
        let type_ = |id: &str, p: f64| (id.to_string(), id.to_string(), p);
        Beliefs::new(
            &[
                vec![type_("a", 0.35), type_("b", 0.65)],
                vec![],
                vec![type_("x", 0.2), type_("y", 0.3), type_("z", 0.5)],
            ],
            11,
        )
    }

    #[test]
    fn the_start_holds_the_priors() {
        let beliefs = two_and_three();
        assert_eq!(beliefs.count, 12 * 11 * 12);
        for (role, prior) in beliefs.prior.iter().enumerate() {
            let at = beliefs.weight(role, beliefs.start);
            assert!((at - prior).abs() < 1e-15);
        }
        let profiles = beliefs.profiles();
        assert_eq!(profiles.len(), 6);
        let whole: f64 = profiles.clone().map(|d| beliefs.chance(d)).sum();
        assert!((whole - 1.0).abs() < 1e-15);
        assert!(
            profiles
                .clone()
                .all(|d| beliefs.profile(&beliefs.types(d)) == d)
        );
    }

    #[test]
    fn bayes_is_bayes() {
        let beliefs = two_and_three();
        let mut at = beliefs.coordinates(beliefs.start);
        let likelihood = [0.9, 0.1, 0.4];
        let before = at[beliefs.own(2)].to_vec();
        Beliefs::bayes(&mut at[beliefs.own(2)], &likelihood);
        let after = beliefs.probabilities(2, &at);
        let whole: f64 = 0.2 * 0.9 + 0.3 * 0.1 + 0.5 * 0.4;
        for (p, (prior, l)) in after.iter().zip([(0.2, 0.9), (0.3, 0.1), (0.5, 0.4)]) {
            assert!((p - prior * l / whole).abs() < 1e-15);
        }
        let mut slopes = [0.0; 6];
        Beliefs::bayes_slopes(&before, &at[beliefs.own(2)], &likelihood, &mut slopes);
        for k in 0..3 {
            let mut moved = before.clone();
            let mut other = likelihood;
            other[k] *= f64::exp(1e-6);
            Beliefs::bayes(&mut moved, &other);
            for j in 0..2 {
                let slope = (moved[j] - at[beliefs.own(2)][j]) / 1e-6;
                assert!((slope - slopes[j * 3 + k]).abs() < 1e-5, "{slopes:?}");
            }
        }
    }

    #[test]
    fn what_is_read_changes_with_values_as_differences_say() {
        let beliefs = two_and_three();
        let value =
            |at: &[f64]| at[0] * (1.0 + at[1]) + 0.3 * (5.0 * at[1]).sin() - at[2] * at[2] * at[0];
        let change = |at: &[f64]| (7.0 * at[0] + 3.0 * at[1]).cos() + at[2] * at[2];
        let points: Vec<f64> = (0..beliefs.count)
            .map(|b| value(&beliefs.coordinates(b)))
            .collect();
        let changes: Vec<f64> = (0..beliefs.count)
            .map(|b| change(&beliefs.coordinates(b)))
            .collect();
        for at in [[0.123, 0.456, 0.789], [0.35, 0.02, 0.97], [0.5, 0.5, 0.5]] {
            let belief = beliefs.belief(&at);
            let mut found = 0.0;
            beliefs.read_slopes(&points, &belief, &mut |b, slope| {
                found += slope * changes[b]
            });
            let beside = |by: f64| {
                let both = points.iter().zip(&changes);
                let moved: Vec<f64> = both.map(|(x, c)| x + by * c).collect();
                beliefs.read(&moved, &belief)
            };
            let wanted = (beside(1e-6) - beside(-1e-6)) / 2e-6;
            assert!((found - wanted).abs() < 1e-8, "{at:?}: {found} {wanted}");
        }
    }

    #[test]
    fn a_belief_at_a_point_has_slopes_if_it_is_put_along() {
        let beliefs = two_and_three();
        let points: Vec<f64> = (0..beliefs.count)
            .map(|b| 2.0 * beliefs.coordinates(b)[0])
            .collect();
        let mut belief = beliefs.at(beliefs.start);
        beliefs.put_along(&mut belief, 0, &[0.35]);
        let mut slopes = [0.0; 3];
        let value = beliefs.slope(&points, &belief, &mut slopes);
        assert!((value - 0.7).abs() < 1e-15 && (slopes[0] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn reading_and_spreading_agree_on_what_is_straight() {
        let beliefs = two_and_three();
        let value = |at: &[f64]| 1.0 + 2.0 * at[0] - at[1] + 0.5 * at[2];
        let points: Vec<f64> = (0..beliefs.count)
            .map(|b| value(&beliefs.coordinates(b)))
            .collect();
        let at = [0.123, 0.456, 0.789];
        let belief = beliefs.belief(&at);
        assert!((beliefs.read(&points, &belief) - value(&at)).abs() < 1e-12);
        let mut slopes = [0.0; 3];
        beliefs.slope(&points, &belief, &mut slopes);
        for (found, wanted) in slopes.iter().zip([2.0, -1.0, 0.5]) {
            assert!((found - wanted).abs() < 1e-6);
        }
        let (mut sum, mut whole) = (0.0, 0.0);
        beliefs.spread(&belief, &mut |b, share| {
            sum += share * points[b];
            whole += share;
        });
        assert!((sum - value(&at)).abs() < 1e-12 && (whole - 1.0).abs() < 1e-12);
    }
}
