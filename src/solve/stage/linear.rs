//! How what a stage is worth changes with what its profiles lead to and with the share of precision.

use super::response::Response;
use super::slopes::{Parts, StageSlopes, Stencils};
use super::{Rule, Stage};
use crate::numeric::linear::Unsolved;

impl Stage<'_> {
    /// The derivative of what [`take`](Self::take) writes at the point looked at, by what profiles
    /// lead to and by the share, strategies answering; `sigma` is the equilibrium at `share`. The
    /// stage must be [centred](Self::centre), and every column follow strategies: those that guide
    /// choices do.
    ///
    /// # Errors
    /// The branch of equilibria turns or is crossed there, so there is no derivative.
    pub fn linearize(&mut self, share: f64, sigma: &[f64]) -> Result<StageSlopes, Unsolved> {
        let response = Response::new(self, share, sigma)?;
        self.expect(sigma, true);
        Ok(StageSlopes::new(
            self.parts(sigma, &response.sought),
            response,
        ))
    }

    fn parts(&self, sigma: &[f64], sought: &[usize]) -> Parts {
        let columns = &self.columns.columns;
        let (entries, profiles) = (self.entries(), self.count());
        let mut parts = Parts {
            rows: self.rows,
            point: self.point,
            stencils: Stencils::default(),
            direct: vec![],
            guides: vec![],
            chances: vec![0.0; sought.len() * profiles],
            by_entry: vec![0.0; columns.len() * entries],
        };
        for (agent, (_, role)) in self.agents.iter().zip(&self.whose) {
            let own = agent.first..agent.first + agent.options;
            let count = sought.iter().filter(|e| own.contains(e)).count();
            let guide = self.columns.guide[*role];
            parts.guides.extend(std::iter::repeat_n(guide, count));
        }
        let mut by_axis = vec![0.0; self.beliefs.axes.len()];
        self.profiles(|profile, picks| {
            let belief = self.belief(picks);
            parts.stencils.push(columns.len(), |c, mut visit| {
                let values = self.values(profile, c);
                self.beliefs.read_slopes(values, &belief, &mut visit);
            });
            for (c, column) in columns.iter().enumerate() {
                debug_assert_eq!(column.rule, Rule::Follow);
                by_axis.fill(0.0);
                let values = self.values(profile, c);
                let value = self.beliefs.slope(values, &belief, &mut by_axis);
                let actor = self.columns.actors[c];
                let mover = self.parties.iter().position(|p| p.actor == actor);
                let agent = mover.and_then(|j| self.agent_of(j, column.role).zip(Some(j)));
                let row = &mut parts.by_entry[c * entries..(c + 1) * entries];
                let own = match agent {
                    None => 1.0,
                    Some((agent, j)) => sigma[agent.first + picks[j]],
                };
                let from = (column.role, mover);
                self.add_slopes(sigma, picks, from, (own, value, &by_axis), row);
                let weight = own * self.others_than(from, picks);
                if let Some((agent, j)) = agent {
                    row[agent.first + picks[j]] += weight * value;
                }
                parts.direct.push(weight);
            }
            for (agent, (j, role)) in self.agents.iter().zip(&self.whose) {
                if let Ok(k) = sought.binary_search(&(agent.first + picks[*j])) {
                    let from = (*role, Some(*j));
                    parts.chances[k * profiles + profile] = self.others_than(from, picks);
                }
            }
        });
        parts
    }

    /// The probability that all parties but that one do as in `picks`, to who is `role`.
    fn others_than(&self, (role, party): (usize, Option<usize>), picks: &[usize]) -> f64 {
        match party {
            Some(j) => self.others(role, picks, &[j]),
            None => self.others(role, picks, &[]),
        }
    }

    /// Adds to `row` how `own` × the probability of `picks` to who is `seer`, which moves in the place `but` or
    /// not, × what follows changes with the logarithm of each entry's probability. `own` stands still; what follows is
    /// worth `value`, which changes by `by_axis` with beliefs.
    pub(super) fn add_slopes(
        &self,
        sigma: &[f64],
        picks: &[usize],
        (seer, but): (usize, Option<usize>),
        (own, value, by_axis): (f64, f64, &[f64]),
        row: &mut [f64],
    ) {
        let others = self.others_than((seer, but), picks);
        let seen = self.by_type.unseen.is_empty();
        for (agent, (other, (l, role))) in self.agents.iter().zip(&self.whose).enumerate() {
            let to = other.first + picks[*l];
            if Some(*l) != but {
                let without = [but.unwrap_or(*l), *l];
                let (rest, held) = match self.correlated() {
                    true => (self.together(seer, picks, &without, Some(agent)), 1.0),
                    false => {
                        let held = self.beliefs.weight(*role, self.point);
                        (self.others(seer, picks, &without), held)
                    }
                };
                row[to] += own * rest * value * held * sigma[to];
            }
            if !seen {
                continue;
            }
            let actor = self.parties[*l].actor;
            let (axes, kinds) = (self.beliefs.own(actor), self.beliefs.type_count(actor));
            let type_ = self.beliefs.type_of(*role);
            let count = axes.len();
            for (a, axis) in axes.enumerate() {
                let slope = self.slopes[*l][(picks[*l] * count + a) * kinds + type_];
                row[to] += own * others * by_axis[axis] * slope;
            }
        }
        if !seen {
            self.add_unseen_slopes(own * others, by_axis, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::slopes::tests::{check, close, columns, numbers};
    use super::super::{Branch, ByType, Party};
    use super::*;
    use crate::game::Beliefs;

    /// Who there is and who moves.
    struct Case {
        beliefs: Beliefs,
        parties: Vec<Party>,
        precision: f64,
        scripted: Vec<usize>,
        myopic: Vec<usize>,
        closed: Vec<bool>,
        unseen: Vec<usize>,
    }

    impl Case {
        /// Actors with these numbers of types, of whom those in `parties` move, each with so many
        /// options.
        fn new(types: &[usize], parties: &[(usize, usize)]) -> Self {
            let names = |count: &usize| {
                let prior = |k: usize| (k + 1) as f64 / (count * (count + 1) / 2) as f64;
                let name = |k: usize| (k.to_string(), k.to_string(), prior(k));
                let typed = *count > 1;
                (0..*count).filter(|_| typed).map(name).collect::<Vec<_>>()
            };
            let party = |(actor, options): &(usize, usize)| Party::new(*actor, *options);
            Case {
                beliefs: Beliefs::new(&types.iter().map(names).collect::<Vec<_>>(), 6),
                parties: parties.iter().map(party).collect(),
                precision: 1.5,
                scripted: vec![],
                myopic: vec![],
                closed: vec![],
                unseen: vec![],
            }
        }

        /// Numbers for each profile, column and point: parabolas of beliefs, or any.
        fn draw(&self, seed: u64, smooth: bool) -> Vec<f64> {
            let mut number = numbers(seed);
            let width = self.beliefs.prior.len() + self.myopic.len();
            let profiles: usize = self.parties.iter().map(|p| p.options).product();
            let axes = self.beliefs.axes.len();
            let mut all = vec![];
            for _ in 0..profiles * width {
                let level = number();
                let by: Vec<[f64; 2]> = (0..axes).map(|_| [number(), 0.4 * number()]).collect();
                for b in 0..self.beliefs.count {
                    let at = self.beliefs.coordinates(b);
                    let parts = at.iter().zip(&by).map(|(x, [s, c])| s * x + c * x * x);
                    let own = level + parts.sum::<f64>();
                    all.push(if smooth { own } else { number() });
                }
            }
            all
        }

        /// Solves the stage at point `b` from scratch and hands it and its strategies on.
        fn solved<T>(
            &self,
            x: &[f64],
            share: f64,
            b: usize,
            then: impl FnOnce(&mut Stage, &[f64]) -> T,
        ) -> T {
            let columns = columns(&self.beliefs, &self.myopic);
            let roles = 0..self.beliefs.prior.len();
            let of = |r: usize| self.precision + 0.3 * self.beliefs.actor(r) as f64;
            let precision: Vec<f64> = roles.clone().map(of).collect();
            let scripted: Vec<bool> = roles.map(|r| self.scripted.contains(&r)).collect();
            let parties = &self.parties;
            let mut stage = Stage::new(
                &self.beliefs,
                &columns,
                parties,
                ByType {
                    closed: &self.closed,
                    unseen: &self.unseen,
                },
                x,
                &precision,
                &scripted,
            );
            stage.centre();
            stage.look(b);
            stage.sharpen();
            let mut sigma = vec![0.0; stage.entries()];
            for agent in &stage.agents {
                for k in 0..agent.options {
                    sigma[agent.first + k] = (k + 1) as f64;
                }
                let own = &mut sigma[agent.first..agent.first + agent.options];
                let sum: f64 = own.iter().sum();
                own.iter_mut().for_each(|s| *s /= sum);
            }
            let found = stage.solve(&mut Branch::default(), share, &mut sigma);
            assert!(found.is_ok(), "{found:?}");
            then(&mut stage, &sigma)
        }

        fn value(&self, x: &[f64], share: f64, b: usize) -> Vec<f64> {
            self.solved(x, share, b, |stage, sigma| {
                let mut row = vec![0.0; stage.rows.block()];
                stage.take(sigma, &mut row);
                let own = (0..stage.rows.inner).map(|c| row[stage.rows.at(0, c, b)]);
                own.collect()
            })
        }

        fn slopes(&self, x: &[f64], share: f64, b: usize) -> StageSlopes {
            let slopes = self.solved(x, share, b, |stage, sigma| stage.linearize(share, sigma));
            slopes.expect("no turn there")
        }

        /// Checks a few random stages at some points of the grid.
        fn check(&self, smooth: bool) {
            let count = self.beliefs.count;
            let mut points = vec![0, self.beliefs.start, count / 3, count - 1];
            points.dedup();
            for seed in 0..3 {
                let (x, change) = (self.draw(seed, smooth), self.draw(seed + 100, true));
                for (share, b) in points.iter().flat_map(|b| [(0.3, *b), (1.0, *b)]) {
                    let slopes = self.slopes(&x, share, b);
                    check(&slopes, (&x, share), &change, |x, s| self.value(x, s, b));
                }
            }
        }
    }

    #[test]
    fn two_or_three_at_once() {
        Case::new(&[1, 1, 1], &[(0, 2), (2, 3)]).check(true);
        Case::new(&[1, 1, 1], &[(0, 2), (1, 3), (2, 2)]).check(true);
        // the second is myopic, and somebody who does not move has types
        let mut case = Case::new(&[1, 1, 2], &[(0, 3), (1, 3)]);
        case.myopic = vec![1];
        case.check(true);
    }

    #[test]
    fn one_of_two_types_alone() {
        Case::new(&[1, 2], &[(1, 2)]).check(true);
        let mut case = Case::new(&[2, 1, 2], &[(2, 3)]);
        case.myopic = vec![3];
        case.check(true);
    }

    #[test]
    fn one_of_three_types_alone() {
        Case::new(&[3, 1], &[(0, 2)]).check(true);
        Case::new(&[1, 3], &[(1, 3)]).check(true);
    }

    #[test]
    fn several_of_several_types_at_once() {
        Case::new(&[2, 2], &[(0, 2), (1, 2)]).check(true);
        Case::new(&[2, 1, 3], &[(0, 2), (1, 2), (2, 2)]).check(true);
    }

    #[test]
    fn who_follows_a_script_stands_still() {
        let mut case = Case::new(&[2, 1, 1], &[(0, 3), (1, 2)]);
        case.scripted = vec![1];
        case.check(true);
        let mut case = Case::new(&[2, 1], &[(0, 2)]);
        case.scripted = vec![0];
        case.check(true);
        let mut case = Case::new(&[1, 1, 1], &[(0, 2), (1, 2), (2, 1)]);
        case.scripted = vec![0];
        case.check(true);
    }

    #[test]
    fn what_is_closed_to_a_type_stands_still() {
        // three options of two types: the first has not the second, the second has only the third
        let mut case = Case::new(&[2, 1], &[(0, 3)]);
        case.closed = vec![false, true, false, true, true, false];
        case.check(true);
        // the same where another moves at once
        let mut case = Case::new(&[2, 1], &[(0, 3), (1, 2)]);
        case.closed = vec![false, true, false, true, false, false, false, false];
        case.check(true);
    }

    #[test]
    fn what_nobody_sees_moves_beliefs_whatever_is_done() {
        // what the options make of the first type, then of the second
        let mut case = Case::new(&[2, 1], &[(0, 3)]);
        case.unseen = vec![0, 1, 0, 1, 1, 0];
        case.check(true);
        let mut case = Case::new(&[1, 3], &[(1, 2)]);
        case.unseen = vec![0, 2, 1, 0, 2, 2];
        case.check(true);
    }

    #[test]
    fn the_limiter_acts() {
        Case::new(&[2, 1], &[(0, 2)]).check(false);
        Case::new(&[2, 2], &[(0, 2), (1, 2)]).check(false);
    }

    #[test]
    fn types_that_are_alike_reveal_themselves_where_they_begin_to_differ() {
        // Bayes' rule leads to a point of the grid
        let case = Case::new(&[2, 1], &[(0, 2)]);
        let (mut x, change) = (case.draw(3, true), case.draw(4, true));
        let points = case.beliefs.count;
        for own in x.chunks_exact_mut(3 * points) {
            own.copy_within(0..points, points);
        }
        for b in 1..points - 1 {
            let slopes = case.slopes(&x, 1.0, b);
            check(&slopes, (&x, 1.0), &change, |x, s| case.value(x, s, b));
        }
    }

    #[test]
    fn at_share_nothing_beliefs_begin_to_move() {
        const STEP: f64 = 1e-3;
        let case = Case::new(&[2, 1, 3], &[(0, 2), (2, 2)]);
        let (x, b) = (case.draw(5, true), case.beliefs.start);
        let values: Vec<Vec<f64>> = (0..5).map(|k| case.value(&x, k as f64 * STEP, b)).collect();
        // to one side
        let weights = [-25.0, 48.0, -36.0, 16.0, -3.0];
        let wanted = |c: usize| {
            let parts = values.iter().zip(weights).map(|(v, w)| w * v[c]);
            parts.sum::<f64>() / (12.0 * STEP)
        };
        let wanted: Vec<f64> = (0..values[0].len()).map(wanted).collect();
        close(case.slopes(&x, 0.0, b).by_share(), &wanted, "from share 0");
    }

    #[test]
    fn what_is_never_done_has_finite_slopes() {
        let alone = Case::new(&[2, 1], &[(0, 3)]);
        let both = Case::new(&[1, 1, 2], &[(0, 3), (1, 2)]);
        for mut case in [alone, both] {
            let (mut x, change) = (case.draw(7, true), case.draw(8, true));
            case.precision = 4000.0;
            // each option far worse than the one before it, but for the first two
            let profiles: usize = case.parties.iter().map(|p| p.options).product();
            let block = x.len() / profiles;
            for (p, own) in x.chunks_exact_mut(block).enumerate() {
                let worse = p.saturating_sub(1) as f64;
                own.iter_mut().for_each(|x| *x = 1e-3 * *x - worse);
            }
            for b in 0..case.beliefs.count {
                let never = |_: &mut Stage, sigma: &[f64]| sigma.iter().any(|s| *s <= 1e-200);
                assert!(case.solved(&x, 1.0, b, never));
                let slopes = case.slopes(&x, 1.0, b);
                check(&slopes, (&x, 1.0), &change, |x, s| case.value(x, s, b));
            }
        }
    }

    #[test]
    fn where_the_branch_is_crossed_there_is_no_derivative() {
        // meeting at one of two places: from precision 2 on there is more than one equilibrium
        let case = Case::new(&[1, 1], &[(0, 2), (1, 2)]);
        let columns = columns(&case.beliefs, &[]);
        let x = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0];
        let precision = [2.0, 2.0];
        let parties = &case.parties;
        let mut stage = Stage::new(
            &case.beliefs,
            &columns,
            parties,
            ByType::default(),
            &x,
            &precision,
            &[false; 2],
        );
        stage.centre();
        stage.look(0);
        assert!(stage.linearize(0.5, &[0.5; 4]).is_ok());
        assert!(stage.linearize(1.0, &[0.5; 4]).is_err());
    }
}
