//! Luck, keyed and not consumed (model.md, section 4): the r-th number of a history's own ChaCha8
//! stream is its luck of round r; a slot (a turn, a member of a vote) and an option mix it into
//! the option's own number, and the option with the smallest −ln(v)/σ is chosen. So a history
//! meets the same luck at the same turn in every variant, whatever options are added.

use crate::numeric::mix::mix64;
use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;

/// The luck of history `k`, round by round.
pub fn history(seed: u64, k: u64) -> impl FnMut() -> u64 {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(k);
    move || generator.next_u64()
}

/// The key of an option at a slot: FNV-1a over `slot`, a zero byte and `option`, then mixed.
pub fn key(slot: &str, option: &str) -> u64 {
    let bytes = slot.bytes().chain([0]).chain(option.bytes());
    mix64(bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    }))
}

/// The number in (0, 1) of the option with `key` under `luck`.
pub fn to_u32(luck: u64, key: u64) -> f64 {
    let bits = mix64(luck ^ key) >> 11;
    (bits as f64 + 0.5) / (1u64 << 53) as f64
}

/// The race: which of the options (weight, key) is chosen. Exactly with probability ∝ weight.
pub fn race(luck: u64, options: impl Iterator<Item = (f64, u64)>) -> usize {
    let mut best = (f64::INFINITY, 0);
    for (i, (weight, key)) in options.enumerate() {
        if weight <= 0.0 {
            continue;
        }
        let v = to_u32(luck, key);
        // −ln v ≥ 1 − v: most losers are known without a logarithm
        if (1.0 - v) / weight >= best.0 {
            continue;
        }
        let time = -libm::log(v) / weight;
        if time < best.0 {
            best = (time, i);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_uniform_and_options_independent() {
        let keys = [key("turn", "a"), key("turn", "b"), key("turn2", "a")];
        let mut cells = [0u32; 64];
        let n = 64_000;
        for k in 0..n {
            let luck = history(7, k)();
            let bin = |i: usize| (to_u32(luck, keys[i]) * 4.0) as usize;
            cells[bin(0) * 16 + bin(1) * 4 + bin(2)] += 1;
        }
        let chi2: f64 = cells
            .iter()
            .map(|c| (f64::from(*c) - 1000.0).powi(2) / 1000.0)
            .sum();
        // 63 degrees of freedom: P(chi2 > 112) < 1e-4
        assert!(chi2 < 112.0, "{chi2}");
    }

    #[test]
    fn the_race_has_the_weights_as_probabilities() {
        let weights = [0.1, 0.2, 0.7];
        let keys = [key("s", "x"), key("s", "y"), key("s", "z")];
        let mut count = [0u32; 3];
        for k in 0..100_000 {
            count[race(history(3, k)(), weights.into_iter().zip(keys))] += 1;
        }
        for (c, w) in count.iter().zip(weights) {
            let sd = (w * (1.0 - w) * 1e5_f64).sqrt();
            assert!((f64::from(*c) - w * 1e5).abs() < 4.5 * sd, "{count:?}");
        }
    }
}
