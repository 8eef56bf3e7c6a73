//! Choosing under ignorance: several choices, each worth something in every world, and what four
//! rules of decision make of them. Nothing is assumed of how likely a world is beyond that it was
//! drawn.

use super::middle;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The rules, in the order of [`Chosen`]'s numbers: the best mean (Laplace); the best mean over the
/// worst tenth of worlds; the least largest regret (Savage 1951); the largest share of worlds at or
/// above a threshold (Simon's satisficing; Lempert, Popper & Bankes 2003).
pub const RULES: [&str; 4] = ["mean", "worst_tenth", "regret", "share"];

/// What a choice is worth over all worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merit {
    /// Its mean.
    pub mean: f64,
    /// Its mean over the tenth of worlds in which it is worst, at least one.
    pub worst_tenth: f64,
    /// By how much it falls short of the best choice, in the world where that is most.
    pub regret: f64,
    /// The share of worlds in which it is at or above the threshold.
    pub share: f64,
}

impl Merit {
    /// By rule, larger being better.
    fn ranks(&self) -> [f64; 4] {
        [self.mean, self.worst_tenth, -self.regret, self.share]
    }
}

/// What the rules make of several choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// One for each choice.
    pub merits: Vec<Merit>,
    /// The ends of the 95% intervals of mean, worst tenth and share, from worlds drawn again; the
    /// largest regret has none: it can only grow with more worlds.
    pub intervals: Vec<[(f64, f64); 3]>,
    /// The choice that each rule makes, the first of equals.
    pub best: [usize; 4],
    /// The share of worlds drawn again in which the rule makes the same choice.
    pub steady: [f64; 4],
}

/// Draws of the bootstrap.
const DRAWS: usize = 1000;

/// Judges choices by what they are worth: choices × worlds, at least one of each.
pub fn choose(worth: &[Vec<f64>], threshold: f64, seed: u64) -> Chosen {
    let worlds = worth[0].len();
    let best = |w: usize| {
        worth
            .iter()
            .map(|own| own[w])
            .fold(f64::NEG_INFINITY, f64::max)
    };
    let bests: Vec<f64> = (0..worlds).map(best).collect();
    let merits = |over: &[usize]| -> Vec<Merit> {
        let merit = |own: &Vec<f64>| merit(own, &bests, threshold, over);
        worth.iter().map(merit).collect()
    };
    let all: Vec<usize> = (0..worlds).collect();
    let own = merits(&all);
    let chosen = picks(&own);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut again: Vec<Vec<Merit>> = vec![];
    for _ in 0..DRAWS {
        let draw: Vec<usize> = all.iter().map(|_| random.random_range(0..worlds)).collect();
        again.push(merits(&draw));
    }
    let ends =
        |c: usize, pick: fn(&Merit) -> f64| middle(again.iter().map(|m| pick(&m[c])).collect());
    let steady = |rule: usize| {
        let same = again.iter().filter(|m| picks(m)[rule] == chosen[rule]);
        same.count() as f64 / DRAWS as f64
    };
    Chosen {
        intervals: (0..worth.len())
            .map(|c| {
                [
                    ends(c, |m| m.mean),
                    ends(c, |m| m.worst_tenth),
                    ends(c, |m| m.share),
                ]
            })
            .collect(),
        steady: [0, 1, 2, 3].map(steady),
        best: chosen,
        merits: own,
    }
}

fn merit(own: &[f64], bests: &[f64], threshold: f64, over: &[usize]) -> Merit {
    let n = over.len() as f64;
    let mut values: Vec<f64> = over.iter().map(|w| own[*w]).collect();
    values.sort_by(f64::total_cmp);
    let tenth = (over.len() / 10).max(1);
    let short = over.iter().map(|w| bests[*w] - own[*w]);
    Merit {
        mean: values.iter().sum::<f64>() / n,
        worst_tenth: values[..tenth].iter().sum::<f64>() / tenth as f64,
        regret: short.fold(0.0, f64::max),
        share: values.iter().filter(|v| **v >= threshold).count() as f64 / n,
    }
}

/// Merits that differ by no more than rounding are equal.
const EQUAL: f64 = 1e-12;

fn picks(merits: &[Merit]) -> [usize; 4] {
    let ranks: Vec<[f64; 4]> = merits.iter().map(Merit::ranks).collect();
    let pick = |rule: usize| {
        let better = |best: usize, c: usize| {
            if ranks[c][rule] > ranks[best][rule] + EQUAL {
                c
            } else {
                best
            }
        };
        (1..ranks.len()).fold(0, better)
    };
    [0, 1, 2, 3].map(pick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_disagree_where_they_should() {
        // Milnor's (1954) table, one choice for each of four rules: Laplace would take the first of
        // these, Wald's maximin the second, Savage's regret the fourth
        let worth = [
            vec![2.0, 2.0, 0.0, 1.0],
            vec![1.0, 1.0, 1.0, 1.0],
            vec![0.0, 4.0, 0.0, 0.0],
            vec![1.0, 3.0, 0.0, 0.0],
        ];
        let found = choose(&worth, 1.0, 1);
        assert_eq!(found.best, [0, 1, 3, 1]);
        let means: Vec<f64> = found.merits.iter().map(|m| m.mean).collect();
        assert_eq!(means, [1.25, 1.0, 1.0, 1.0]);
        let regrets: Vec<f64> = found.merits.iter().map(|m| m.regret).collect();
        assert_eq!(regrets, [2.0, 3.0, 2.0, 1.0]);
        let shares: Vec<f64> = found.merits.iter().map(|m| m.share).collect();
        assert_eq!(shares, [0.75, 1.0, 0.25, 0.5]);
    }

    #[test]
    fn a_choice_better_everywhere_is_every_rules_and_always() {
        let poor: Vec<f64> = (0..40).map(|w| f64::from(w) / 40.0).collect();
        let good: Vec<f64> = poor.iter().map(|x| x + 0.6).collect();
        let found = choose(&[poor.clone(), good], 0.5, 2);
        assert_eq!((found.best, found.steady), ([1; 4], [1.0; 4]));
        assert!((found.merits[0].worst_tenth - 1.5 / 40.0).abs() < 1e-12);
        assert!((found.merits[0].regret - 0.6).abs() < 1e-12 && found.merits[1].regret == 0.0);
        // the mean's interval is that of 40 draws of a uniform number
        let (low, high) = found.intervals[0][0];
        let half = 1.96 * (1.0f64 / 12.0 / 40.0).sqrt();
        assert!((high - low - 2.0 * half).abs() < 0.2 * half, "{low} {high}");
        // of equals the first, and a coin has nothing steady
        assert_eq!(choose(&[poor.clone(), poor], 0.5, 3).best, [0; 4]);
        let coin = [[1.0, 0.0].repeat(20), [0.0, 1.0].repeat(20)];
        let steady = choose(&coin, 0.5, 4).steady;
        assert!((0.4..0.7).contains(&steady[0]), "{steady:?}");
    }
}
