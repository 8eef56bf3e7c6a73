//! How a parameter is distributed over its range, and the quantiles of these distributions.
//!
//! Everything here uses only `libm` and the four operations, so that draws do not depend on the platform.

mod beta;
mod normal;

pub use beta::{NARROWEST, is_beta};

use beta::{exponents, inverse_beta};
use normal::cut_normal;

/// How a parameter is distributed over its range.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Distribution {
    /// Every value is equally likely.
    #[default]
    Uniform,
    /// The density is highest at the mode and falls in a straight line to 0 at both ends.
    Triangular {
        /// Where the density is highest.
        mode: f64,
    },
    /// Normal with this mean and standard deviation, cut at the ends of the range.
    Normal {
        /// The mean before the cut.
        mean: f64,
        /// The standard deviation before the cut, above 0.
        spread: f64,
    },
    /// The logarithm is normal; mean and standard deviation are those before the cut at the ends.
    Lognormal {
        /// The mean before the cut, above 0.
        mean: f64,
        /// The standard deviation before the cut, above 0.
        spread: f64,
    },
    /// A beta on the range with this mean and standard deviation.
    Beta {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        spread: f64,
    },
}

impl Distribution {
    /// The quantile at `u`, from 0 to 1, of the distribution on the range from `low` to `high`.
    pub fn quantile(&self, u: f64, low: f64, high: f64) -> f64 {
        let width = high - low;
        if width <= 0.0 {
            return low;
        }
        let x = match *self {
            Distribution::Uniform => return low + u * width,
            Distribution::Triangular { mode } => {
                let below = (mode - low) / width;
                if u < below {
                    low + width * libm::sqrt(u * below)
                } else {
                    high - width * libm::sqrt((1.0 - u) * (1.0 - below))
                }
            }
            Distribution::Normal { mean, spread } => {
                mean + spread * cut_normal(u, (low - mean) / spread, (high - mean) / spread)
            }
            Distribution::Lognormal { mean, spread } => {
                let ratio = spread / mean;
                let variance = libm::log1p(ratio * ratio);
                let (mu, sigma) = (libm::log(mean) - variance / 2.0, libm::sqrt(variance));
                let at = |x: f64| (libm::log(x) - mu) / sigma;
                libm::exp(mu + sigma * cut_normal(u, at(low), at(high)))
            }
            Distribution::Beta { mean, spread } => {
                let (a, b) = exponents((mean - low) / width, spread / width);
                low + width * inverse_beta(u, a, b)
            }
        };
        x.clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: usize = 20_000;

    /// Mean and standard deviation of the draws at even places.
    fn moments(d: Distribution, low: f64, high: f64) -> (f64, f64) {
        let at = |k: usize| d.quantile((k as f64 + 0.5) / MANY as f64, low, high);
        let all: Vec<f64> = (0..MANY).map(at).collect();
        assert!(all.windows(2).all(|w| w[0] <= w[1] + 1e-12 * w[1].abs()));
        assert!(all.iter().all(|x| (low..=high).contains(x)));
        let mean = all.iter().sum::<f64>() / MANY as f64;
        let square = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        (mean, (square / MANY as f64).sqrt())
    }

    fn near(x: f64, y: f64, by: f64) {
        assert!((x - y).abs() <= by, "{x} is not {y}");
    }

    #[test]
    fn uniform_is_a_straight_line() {
        let d = Distribution::Uniform;
        assert_eq!(d.quantile(0.25, 1.0, 10.0), 3.25);
        let (mean, spread) = moments(d, 1.0, 10.0);
        near(mean, 5.5, 1e-9);
        near(spread, 9.0 / 12f64.sqrt(), 1e-6);
    }

    #[test]
    fn triangular_has_its_closed_forms() {
        for mode in [0.0, 1.0, 4.0] {
            let (mean, spread) = moments(Distribution::Triangular { mode }, 0.0, 4.0);
            near(mean, (4.0 + mode) / 3.0, 1e-4);
            let square = (16.0 + mode * mode - 4.0 * mode) / 18.0;
            near(spread, square.sqrt(), 1e-4);
        }
        // a half of it lies below 4 − √6, from 0 to 4 with the mode at 1
        let half = Distribution::Triangular { mode: 1.0 }.quantile(0.5, 0.0, 4.0);
        near(half, 4.0 - 6f64.sqrt(), 1e-14);
    }

    #[test]
    fn normal_has_its_quartiles_and_is_cut() {
        let d = Distribution::Normal {
            mean: 10.0,
            spread: 2.0,
        };
        for (u, z) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.5, 0.0),
            (0.75, 0.674_489_750_196_081_7),
            (0.975, 1.959_963_984_540_054),
            (1e-6, -4.753_424_308_822_899),
        ] {
            near(d.quantile(u, -1000.0, 1000.0), 10.0 + 2.0 * z, 1e-12);
        }
        let (mean, spread) = moments(d, -90.0, 110.0);
        near(mean, 10.0, 1e-9);
        near(spread, 2.0, 1e-3);
        // cut off above the mean: that of a half normal is √(2/π), its variance 1 − 2/π
        let (mean, spread) = moments(d, 10.0, 200.0);
        let pi = std::f64::consts::PI;
        near(mean, 10.0 + 2.0 * (2.0 / pi).sqrt(), 1e-3);
        near(spread, 2.0 * (1.0 - 2.0 / pi).sqrt(), 1e-3);
        // and far out it is still within the range
        moments(d, 40.0, 41.0);
        assert_eq!(d.quantile(0.0, 8.0, 12.0), 8.0);
    }

    #[test]
    fn lognormal_has_mean_spread_and_median() {
        let d = Distribution::Lognormal {
            mean: 3.0,
            spread: 1.5,
        };
        let (mean, spread) = moments(d, 0.0, 1e6);
        near(mean, 3.0, 1e-3);
        near(spread, 1.5, 5e-3);
        let variance = (1.0f64 + 0.25).ln();
        let median = (3f64.ln() - variance / 2.0).exp();
        near(d.quantile(0.5, 0.0, 1e6), median, 1e-9);
        let upper = median * (0.674_489_750_196_081_7 * variance.sqrt()).exp();
        near(d.quantile(0.75, 0.0, 1e6), upper, 1e-9);
        moments(d, 1.0, 4.0);
    }

    #[test]
    fn beta_has_mean_spread_and_closed_quantiles() {
        for (mean, spread) in [
            (0.5, 0.1),
            (0.2, 0.15),
            (0.9, 0.25),
            (0.3, 0.45),
            (0.5, 0.001),
        ] {
            let (low, high) = (-2.0, 6.0);
            let d = Distribution::Beta {
                mean: low + 8.0 * mean,
                spread: 8.0 * spread,
            };
            assert!(is_beta(low + 8.0 * mean, 8.0 * spread, low, high));
            let (m, s) = moments(d, low, high);
            near(m, low + 8.0 * mean, 1e-3);
            near(s, 8.0 * spread, 5e-3);
        }
        // exponents 2 and 1: the share below x is x²
        let d = Distribution::Beta {
            mean: 2.0 / 3.0,
            spread: (1.0f64 / 18.0).sqrt(),
        };
        for u in [0.01, 0.25, 0.5, 0.75, 0.999] {
            near(d.quantile(u, 0.0, 1.0), f64::sqrt(u), 1e-12);
        }
        // exponents of a half: sin²(πu/2)
        let d = Distribution::Beta {
            mean: 0.5,
            spread: 0.125f64.sqrt(),
        };
        for u in [0.01, 0.25, 0.5, 0.75, 0.999] {
            let x = (std::f64::consts::PI * u / 2.0).sin().powi(2);
            near(d.quantile(u, 0.0, 1.0), x, 1e-11);
        }
        assert!(!is_beta(0.5, 0.5, 0.0, 1.0) && !is_beta(0.5, 1e-4, 0.0, 1.0));
    }
}
