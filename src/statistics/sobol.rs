//! Points of a scrambled Sobol sequence (Owen 1995; Burley 2020) for any seed and any number of
//! inputs.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Coordinate `input` of point `index` (below 65,536), from 0 to 1, under `seed`.
///
/// The sequence has 256 coordinates and a seed of 32 bits. Further coordinates are those of a second
/// sequence, and so on; a longer seed is mixed down.
pub fn sobol(index: usize, input: usize, seed: u64) -> f64 {
    let most = sobol_burley::NUM_DIMENSIONS as usize;
    let block = (input / most) as u64;
    let short = match (u32::try_from(seed), block) {
        (Ok(seed), 0) => seed,
        _ => {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(block);
            random.random()
        }
    };
    let index = u32::try_from(index).expect("below 65,536");
    f64::from(sobol_burley::sample(index, (input % most) as u32, short))
}

#[cfg(test)]
mod tests {
    use super::sobol;

    #[test]
    fn seeds_that_differ_beyond_32_bits_differ() {
        let points = |seed: u64| -> Vec<f64> { (0..64).map(|i| sobol(i, 0, seed)).collect() };
        for seed in [0, 1, 2006] {
            assert_ne!(points(seed), points(seed + (1 << 32)), "{seed}");
            assert_ne!(points(seed), points(seed + (1 << 63)), "{seed}");
        }
        assert_ne!(points(1 << 32), points(1 << 33));
    }

    #[test]
    fn inputs_beyond_the_sequence_are_as_even_as_the_others() {
        // of 64 points of a scrambled sequence one lies in each 64th
        for (input, seed) in [(0, 7), (255, 7), (256, 7), (700, 7), (3, 1 << 40)] {
            let mut cells = [0; 64];
            (0..64).for_each(|i| cells[(sobol(i, input, seed) * 64.0) as usize] += 1);
            assert_eq!(cells, [1; 64], "{input} {seed}");
        }
        let apart = (0..64).filter(|i| sobol(*i, 0, 7) != sobol(*i, 256, 7));
        assert!(apart.count() > 60);
    }
}
