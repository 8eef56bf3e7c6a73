//! A stage at which nobody sees what is done: it changes what its mover is, and beliefs with that. Whatever is done, they
//! go to the same place (model.md, section 5: hidden moves).

use super::Stage;
use crate::game::{Beliefs, MOST_TYPES};

// Cold: they stand in loops in which they are hardly ever wanted.
impl Stage<'_> {
    /// Where beliefs go if the only party does `sigma`, whatever it picks.
    #[cold]
    pub(super) fn expect_unseen(&mut self, sigma: &[f64], slopes: bool) {
        let [party] = self.parties else {
            unreachable!("one moves alone where nobody sees what is done")
        };
        let own = self.beliefs.own(party.actor);
        let axes = own.len();
        let agents = &self.agents;
        let unseen = self.by_type.unseen;
        let mut after = self.at[own].to_vec();
        Beliefs::change(&mut after, |type_| {
            let own = agents[type_].first..agents[type_].first + party.options;
            own.map(|e| (unseen[e], sigma[e]))
        });
        let all = self.shares[0].chunks_exact_mut(axes);
        all.for_each(|shares| shares.copy_from_slice(&after));
        if !slopes {
            return;
        }
        // what each type is made of, and from each type on
        let weight = |type_: usize| {
            let role = self.beliefs.role(party.actor, type_);
            self.beliefs.weight(role, self.point)
        };
        let mut rest = [0.0; MOST_TYPES];
        for (type_, agent) in self.agents.iter().enumerate() {
            for e in agent.first..agent.first + party.options {
                let part = weight(type_) * sigma[e];
                rest[..=unseen[e]].iter_mut().for_each(|r| *r += part);
            }
        }
        let entries = sigma.len();
        self.unseen.clear();
        self.unseen.resize(axes * entries, 0.0);
        for (type_, agent) in self.agents.iter().enumerate() {
            for e in agent.first..agent.first + party.options {
                let part = weight(type_) * sigma[e];
                // a share is that of its type in what is left from it on
                for (a, share) in after.iter().enumerate().take(unseen[e] + 1) {
                    if rest[a] > 0.0 {
                        let own = f64::from(unseen[e] == a);
                        self.unseen[a * entries + e] = part * (own - share) / rest[a];
                    }
                }
            }
        }
    }

    /// Adds to `row` how what follows, `times` which stands there, changes with beliefs after what nobody sees.
    #[cold]
    pub(super) fn add_unseen_slopes(&self, times: f64, by_axis: &[f64], row: &mut [f64]) {
        let own = self.beliefs.own(self.parties[0].actor);
        for (axis, slopes) in own.zip(self.unseen.chunks_exact(row.len())) {
            let pairs = row.iter_mut().zip(slopes);
            pairs.for_each(|(x, slope)| *x += times * by_axis[axis] * slope);
        }
    }
}
