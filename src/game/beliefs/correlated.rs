//! Types that are not drawn independently: what one actor knows tells of what another knows.
//!
//! The joint prior p is kept as the product of its marginals m and a factor for each profile, c = p/Πm. What all
//! believe is μ ∝ c Πb, where b, the point of the grid, is m before play and moves by Bayes' rule for each
//! actor apart, as if types were independent (model.md, section 5: b ∝ m ℓ). Without correlation c is 1 and b
//! itself is what is believed.

use super::Beliefs;
use crate::game::index::TypeProfile;
use crate::game::rows::Rows;
use std::borrow::Cow;

/// How types are drawn together.
#[derive(Clone, Debug, Default)]
pub(super) struct Correlated {
    /// For each profile its probability over the product of its types' own.
    factors: Vec<f64>,
    /// For each profile its probability before play.
    chances: Vec<f64>,
    /// The probability of each profile to each role at each point: roles × profiles × points.
    given: Vec<f64>,
    rows: Rows,
}

impl Beliefs {
    /// Lets types be drawn together: `factors` is, for each profile, its probability over the product of its
    /// types' own, up to scale. The priors become those of the joint draw.
    pub(in crate::game) fn correlate(&mut self, factors: Vec<f64>) {
        self.correlated = Some(Correlated {
            factors,
            ..Correlated::default()
        });
        let start = self.coordinates(self.start);
        let chances = self.chances(None, &start);
        for i in 0..self.actors() {
            for (role, prior) in self.roles(i).zip(self.probabilities(i, &start)) {
                self.prior[role] = prior;
            }
        }
        if let Some(c) = &mut self.correlated {
            c.chances = chances;
        }
    }

    /// Works out what each role thinks of each profile at each point.
    pub(super) fn fill_given(&mut self) {
        if self.correlated.is_none() {
            return;
        }
        let rows = Rows {
            inner: self.profiles().len(),
            points: self.count,
        };
        let mut given = vec![0.0; rows.blocks(0..self.prior.len()).len()];
        for b in 0..self.count {
            let at = self.coordinates(b);
            for role in 0..self.prior.len() {
                for (profile, chance) in self.chances(Some(role), &at).into_iter().enumerate() {
                    given[rows.at(role, profile, b)] = chance;
                }
            }
        }
        if let Some(c) = &mut self.correlated {
            (c.given, c.rows) = (given, rows);
        }
    }

    /// Whether what one actor knows tells of what another knows.
    pub fn correlated(&self) -> bool {
        self.correlated.is_some()
    }

    /// The probability that types are so drawn, to who is `role`, at each point.
    pub fn given(&self, role: usize, profile: TypeProfile) -> Cow<'_, [f64]> {
        if let Some(c) = &self.correlated {
            return Cow::Borrowed(&c.given[c.rows.row(role, profile.get())]);
        }
        let (types, own) = (self.types(profile), self.actor(role));
        if self.role(own, types[own]) != role {
            return Cow::Owned(vec![0.0; self.count]);
        }
        let others = (0..types.len()).filter(|i| *i != own);
        let others: Vec<usize> = others.map(|i| self.role(i, types[i])).collect();
        let chance = |b: usize| others.iter().map(|r| self.weight(*r, b)).product();
        Cow::Owned((0..self.count).map(chance).collect())
    }

    /// The probability of a profile before play.
    pub fn chance(&self, profile: TypeProfile) -> f64 {
        if let Some(c) = &self.correlated {
            return c.chances[profile.get()];
        }
        let types = self.types(profile);
        let actors = types.iter().enumerate();
        actors
            .map(|(i, type_)| self.prior[self.role(i, *type_)])
            .product()
    }

    /// The probability of each type of the next actor, before play, once the first ones are of these types.
    pub fn next_drawn(&self, drawn: &[usize]) -> Vec<f64> {
        let i = drawn.len();
        let Some(c) = &self.correlated else {
            return self.prior[self.roles(i)].to_vec();
        };
        let mut all = vec![0.0; self.type_count(i)];
        for (profile, chance) in self.profiles().zip(&c.chances) {
            let types = self.types(profile);
            if types.starts_with(drawn) {
                all[types[i]] += chance;
            }
        }
        let sum: f64 = all.iter().sum();
        all.into_iter()
            .map(|x| if sum > 0.0 { x / sum } else { x })
            .collect()
    }

    /// The probability of every profile to who is `role`, or knows no type, where beliefs are at `coordinates`.
    /// Who is of a type that is believed impossible thinks of the others what it did before play.
    pub fn chances(&self, role: Option<usize>, coordinates: &[f64]) -> Vec<f64> {
        let all = self.products(role, coordinates);
        let sum: f64 = all.iter().sum();
        if sum > 0.0 {
            return all.into_iter().map(|x| x / sum).collect();
        }
        let all = self.products(role, &self.coordinates(self.start));
        let sum: f64 = all.iter().sum();
        all.into_iter().map(|x| x / sum).collect()
    }

    /// The same, up to scale.
    fn products(&self, role: Option<usize>, coordinates: &[f64]) -> Vec<f64> {
        let own = role.map(|role| (self.actor(role), self.type_of(role)));
        let shares: Vec<Vec<f64>> = (0..self.actors())
            .map(|i| match own {
                Some((actor, type_)) if actor == i => {
                    let known = |k: usize| f64::from(k == type_);
                    (0..self.type_count(i)).map(known).collect()
                }
                _ => self.shares(i, coordinates),
            })
            .collect();
        let product = |profile: TypeProfile| {
            let types = self.types(profile);
            let all = shares.iter().zip(types).map(|(own, type_)| own[type_]);
            let factor = self
                .correlated
                .as_ref()
                .map_or(1.0, |c| c.factors[profile.get()]);
            factor * all.product::<f64>()
        };
        self.profiles().map(product).collect()
    }

    /// The probability of each type of actor `i` where beliefs are at `coordinates`.
    pub fn probabilities(&self, i: usize, coordinates: &[f64]) -> Vec<f64> {
        if self.correlated.is_none() {
            return self.shares(i, coordinates);
        }
        let mut all = vec![0.0; self.type_count(i)];
        for (profile, chance) in self.profiles().zip(self.chances(None, coordinates)) {
            all[self.types(profile)[i]] += chance;
        }
        all
    }

    /// Moves beliefs about actor `i` to where all give its types these probabilities.
    pub fn believe(&self, i: usize, wanted: &[f64], coordinates: &mut [f64]) {
        let mut shares = wanted.to_vec();
        if self.correlated.is_some() {
            // what the others tell of each type
            for (type_, share) in shares.iter_mut().enumerate() {
                let told: f64 = self
                    .products(Some(self.role(i, type_)), coordinates)
                    .iter()
                    .sum();
                *share = if told > 0.0 { *share / told } else { 0.0 };
            }
            let sum: f64 = shares.iter().sum();
            if sum > 0.0 {
                shares.iter_mut().for_each(|x| *x /= sum);
            }
        }
        let mut left = 1.0;
        for (at, share) in coordinates[self.own(i)].iter_mut().zip(&shares) {
            *at = if left > 0.0 {
                (share / left).clamp(0.0, 1.0)
            } else {
                0.0
            };
            left -= share;
        }
    }
}
