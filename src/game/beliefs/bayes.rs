//! Bayes' rule on the successive shares of an actor's types.

use super::{BeliefPoint, Beliefs, MOST_TYPES};

impl Beliefs {
    /// The shares of actor `i` after something was seen that its types do with these probabilities: by Bayes'
    /// rule. Where those who are believed possible never do it, but others do, the prior counts among these; and where
    /// nobody could be such a one before play, all of them alike.
    pub fn update(&self, i: usize, shares: &mut [f64], likelihood: &[f64]) {
        if !Self::bayes(shares, likelihood) && likelihood.iter().any(|l| *l > 0.0) {
            let prior = self.own(i).map(|a| {
                let axis = &self.axes[a];
                axis.points[self.start / axis.stride % axis.points.len()]
            });
            shares.iter_mut().zip(prior).for_each(|(s, p)| *s = p);
            if !Self::bayes(shares, likelihood) {
                let types = shares.len() + 1;
                let alike = shares.iter_mut().enumerate();
                alike.for_each(|(k, s)| *s = 1.0 / (types - k) as f64);
                Self::bayes(shares, likelihood);
            }
        }
    }

    /// Bayes' rule for one actor: its shares after something was seen that its types do with
    /// these probabilities. What nobody who is believed possible does leaves them as they are; gives whether
    /// somebody does it.
    pub fn bayes(shares: &mut [f64], likelihood: &[f64]) -> bool {
        let mut rest = likelihood[shares.len()];
        for (share, own) in shares.iter_mut().zip(likelihood).rev() {
            let joint = *share * own;
            let all = joint + (1.0 - *share) * rest;
            if all > 0.0 {
                *share = (joint / all).min(1.0);
            }
            rest = all;
        }
        rest > 0.0
    }

    /// How the shares after [`bayes`](Self::bayes) change with the logarithms of the likelihoods:
    /// shares × types, given shares before and after.
    pub fn bayes_slopes(before: &[f64], after: &[f64], likelihood: &[f64], out: &mut [f64]) {
        let kinds = likelihood.len();
        for j in 0..before.len() {
            let row = &mut out[j * kinds..(j + 1) * kinds];
            row.fill(0.0);
            row[j] = after[j] * (1.0 - after[j]);
            // the later types' parts of the rest
            let (mut left, mut sum) = (1.0, 0.0);
            for k in j + 1..kinds {
                let share = before.get(k).copied().unwrap_or(1.0);
                row[k] = left * share * likelihood[k];
                sum += row[k];
                left *= 1.0 - share;
            }
            // shares of the rest first: they are shares, however small the sum
            if sum > 0.0 {
                let own = -row[j];
                row[j + 1..].iter_mut().for_each(|x| *x = own * (*x / sum));
            }
        }
    }

    /// Where beliefs at point `b` go when actor `i` does what its types do with these
    /// probabilities.
    pub fn learn(&self, i: usize, b: usize, likelihood: impl Fn(usize) -> f64) -> BeliefPoint {
        let mut belief = self.at(b);
        self.learn_more(&mut belief, i, b, likelihood);
        belief
    }

    /// Moves `belief`, which is at point `b` on the axes about actor `i`, the same way.
    pub fn learn_more(
        &self,
        belief: &mut BeliefPoint,
        i: usize,
        b: usize,
        likelihood: impl Fn(usize) -> f64,
    ) {
        let own = self.own(i);
        if own.is_empty() {
            return;
        }
        let mut all = [0.0; MOST_TYPES];
        let mut shares = [0.0; MOST_TYPES];
        let kinds = self.type_count(i);
        for (type_, l) in all[..kinds].iter_mut().enumerate() {
            *l = likelihood(type_);
        }
        for (share, axis) in shares.iter_mut().zip(&self.axes[own.clone()]) {
            *share = axis.points[b / axis.stride % axis.points.len()];
        }
        self.update(i, &mut shares[..own.len()], &all[..kinds]);
        self.put(belief, i, &shares[..own.len()]);
    }
}
