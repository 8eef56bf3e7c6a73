//! Shapley values: what each of several players adds to a whole, averaged over the orders in which
//! they may come (Shapley 1953); over all sets of players, or over a sample of orders (Castro, Gómez
//! & Tejada 2009).

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Most players of whom every set is worked out.
pub const EXACT: usize = 12;

/// Which sets of players to work out.
pub struct Coalitions {
    /// Each set, as who is in it; the empty set first, the whole second.
    pub sets: Vec<Vec<bool>>,
    players: usize,
    /// Orders as sets, each longer by one player; none where all sets are there.
    orders: Vec<Vec<usize>>,
    index: BTreeMap<Vec<bool>, usize>,
}

/// A player's value in each thing that is measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The mean.
    pub mean: Vec<f64>,
    /// Half the width of its 95% interval; 0 if it is exact.
    pub half: Vec<f64>,
}

impl Coalitions {
    /// All sets of up to [`EXACT`] players, else those that `orders` random orders and the same
    /// backward come through.
    pub fn new(players: usize, orders: usize, seed: u64) -> Self {
        let mut all = Coalitions {
            sets: vec![],
            players,
            orders: vec![],
            index: BTreeMap::new(),
        };
        all.set(vec![false; players]);
        all.set(vec![true; players]);
        if players <= EXACT {
            for mask in 0..1usize << players {
                all.set((0..players).map(|i| mask >> i & 1 == 1).collect());
            }
            return all;
        }
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..orders {
            let mut order: Vec<usize> = (0..players).collect();
            order.shuffle(&mut random);
            all.order(&order);
            order.reverse();
            all.order(&order);
        }
        all
    }

    /// Whether every set is there.
    pub fn exact(&self) -> bool {
        self.players <= EXACT
    }

    fn set(&mut self, set: Vec<bool>) -> usize {
        let next = self.sets.len();
        let at = *self.index.entry(set.clone()).or_insert(next);
        if at == next {
            self.sets.push(set);
        }
        at
    }

    fn order(&mut self, order: &[usize]) {
        let mut set = vec![false; self.players];
        let mut steps = vec![0];
        for player in order {
            set[*player] = true;
            let at = self.set(set.clone());
            steps.push(at);
        }
        self.orders.push(steps);
    }

    /// Every player's value, from the worth of each set.
    pub fn values(&self, worth: &[Vec<f64>]) -> Vec<Value> {
        (0..self.players)
            .map(|player| {
                if self.exact() {
                    self.whole(player, worth)
                } else {
                    self.sampled(player, worth)
                }
            })
            .collect()
    }

    fn whole(&self, player: usize, worth: &[Vec<f64>]) -> Value {
        let n = self.players;
        let mut mean = vec![0.0; worth[0].len()];
        for (at, set) in self.sets.iter().enumerate().filter(|(_, s)| !s[player]) {
            let mut with = set.clone();
            with[player] = true;
            let with = &worth[self.index[&with]];
            // s! (n − s − 1)! / n!: one over n times the number of sets of that size without it
            let size = set.iter().filter(|x| **x).count();
            let sets = (0..size).fold(1.0, |c, k| c * (n - 1 - k) as f64 / (k + 1) as f64);
            let pairs = with.iter().zip(&worth[at]);
            let add = mean.iter_mut().zip(pairs);
            add.for_each(|(m, (a, b))| *m += (a - b) / (n as f64 * sets));
        }
        Value {
            half: vec![0.0; mean.len()],
            mean,
        }
    }

    fn sampled(&self, player: usize, worth: &[Vec<f64>]) -> Value {
        let gain = |steps: &Vec<usize>| -> Vec<f64> {
            let joins = |pair: &&[usize]| !self.sets[pair[0]][player] && self.sets[pair[1]][player];
            let step = steps.windows(2).find(joins).expect("it comes in once");
            let pairs = worth[step[1]].iter().zip(&worth[step[0]]);
            pairs.map(|(a, b)| a - b).collect()
        };
        // an order and the same backward are one draw
        let draws: Vec<Vec<f64>> = self
            .orders
            .chunks_exact(2)
            .map(|pair| {
                let (a, b) = (gain(&pair[0]), gain(&pair[1]));
                a.iter().zip(b).map(|(a, b)| (a + b) / 2.0).collect()
            })
            .collect();
        let n = draws.len() as f64;
        let things = 0..worth[0].len();
        let mean: Vec<f64> = things
            .clone()
            .map(|k| draws.iter().map(|d| d[k]).sum::<f64>() / n)
            .collect();
        let half = |k: usize| {
            let spread = draws.iter().map(|d| (d[k] - mean[k]) * (d[k] - mean[k]));
            super::Z * (spread.sum::<f64>() / (n - 1.0).max(1.0) / n).sqrt()
        };
        Value {
            half: things.map(half).collect(),
            mean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    /// Numbers from 0 to 1 that look like chance.
    fn noise(seed: u64, n: usize) -> Vec<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        (0..n)
            .map(|_| f64::from(random.next_u32()) / 4.3e9)
            .collect()
    }

    /// A game of `n` players: two that are worth something only together, one that is worth .3, one
    /// that is worth nothing, and others of some worth each.
    fn worth(set: &[bool]) -> Vec<f64> {
        let rest: f64 = (4..set.len())
            .filter(|i| set[*i])
            .map(|i| i as f64 / 10.0)
            .sum();
        let both = f64::from(set[0] && set[1]);
        vec![
            both + 0.3 * f64::from(set[2]) + rest + both * f64::from(set[2]),
            rest,
        ]
    }

    #[test]
    fn values_add_up_and_like_players_have_like_ones() {
        for n in [4, 6, 12, 16] {
            let all = Coalitions::new(n, 40, 7);
            let worths: Vec<Vec<f64>> = all.sets.iter().map(|s| worth(s)).collect();
            let values = all.values(&worths);
            for (thing, (whole, nothing)) in worths[1].iter().zip(&worths[0]).enumerate() {
                let sum: f64 = values.iter().map(|v| v.mean[thing]).sum();
                assert!((sum - (whole - nothing)).abs() < 1e-9, "{n}: {sum} {whole}");
            }
            // of nothing comes nothing
            assert!(values[3].mean[0].abs() < 1e-12 && values[3].half[0] < 1e-12);
            // the pair: half of what both are worth alone, a third of what all three are
            let pair = 0.5 + 1.0 / 3.0;
            let off = |i: usize, wanted: f64| (values[i].mean[0] - wanted).abs();
            let near = |i: usize| {
                if n > EXACT {
                    2.0 * values[i].half[0]
                } else {
                    1e-12
                }
            };
            assert!(
                off(0, pair) <= near(0) && off(1, pair) <= near(1),
                "{n}: {values:?}"
            );
            assert!(off(2, 0.3 + 1.0 / 3.0) <= near(2));
            if n <= EXACT {
                assert!((values[0].mean[0] - values[1].mean[0]).abs() < 1e-12);
            }
            for (i, value) in values.iter().enumerate().skip(4) {
                assert!((value.mean[1] - i as f64 / 10.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_random_game_of_three_has_the_mean_over_its_six_orders() {
        let all = Coalitions::new(3, 0, 0);
        let worths: Vec<Vec<f64>> = noise(3, 8).into_iter().map(|x| vec![x]).collect();
        let of = |set: [bool; 3]| {
            let at = all.sets.iter().position(|s| s[..] == set);
            worths[at.expect("every set")][0]
        };
        let orders = [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        for (player, value) in all.values(&worths).iter().enumerate() {
            let mut sum = 0.0;
            for order in orders {
                let mut set = [false; 3];
                for next in order {
                    let before = of(set);
                    set[next] = true;
                    if next == player {
                        sum += of(set) - before;
                    }
                }
            }
            assert!((value.mean[0] - sum / 6.0).abs() < 1e-12);
        }
    }
}
