//! Random numbers from a seed, the same on every machine.

use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;
use std::f64::consts::PI;

/// A source of them.
#[derive(Clone, Debug)]
pub struct Luck(ChaCha8Rng);

impl Luck {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Luck(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number between 0 and 1, neither of the two.
    pub fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// A standard normal number (Box & Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (a, b) = (self.uniform(), self.uniform());
        libm::sqrt(-2.0 * libm::log(a)) * libm::cos(2.0 * PI * b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moments_are_those_of_the_normal() {
        let mut luck = Luck::new(7);
        let n = 100_000;
        let all: Vec<f64> = (0..n).map(|_| luck.normal()).collect();
        let moment = |k: i32| all.iter().map(|x| x.powi(k)).sum::<f64>() / f64::from(n);
        assert!(moment(1).abs() < 0.015 && (moment(2) - 1.0).abs() < 0.02);
        assert!(moment(3).abs() < 0.04 && (moment(4) - 3.0).abs() < 0.12);
    }
}
