//! Fixed points of vector maps by Anderson's (1965) acceleration: each step takes the combination of
//! the last few iterates that would leave the smallest residual if the map were linear (Walker & Ni
//! 2011, type II).

use super::krylov::dot;

/// The usual number of differences to remember. With 0 the map is iterated without acceleration.
pub const MEMORY: usize = 10;

/// The search gives up when the smallest residual has not fallen to this share within this number of passes.
const STALLED: (usize, f64) = (60, 0.9);

/// Rounding moves an image by about this share of the largest one: no smaller residual can be asked for.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// After a step that multiplies the residual by more than this the differences are forgotten, so
/// that the next step is a plain one.
const WORSE: f64 = 10.0;

/// Where the search stopped.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    /// Largest |f(x) − x|.
    pub residual: f64,
    /// The residual at which the search succeeds.
    pub wanted: f64,
    /// How often f was evaluated.
    pub passes: usize,
}

impl Stop {
    /// Whether the search succeeded.
    pub fn settled(&self) -> bool {
        self.residual <= self.wanted
    }
}

/// Looks for x = f(x) from `x` on, until the largest |f(x) − x| is at most `tolerance` times the size
/// that `f` returns or is lost in rounding, or no longer falls. `f` writes f(x) into its second
/// argument and returns the size of the problem. `memory` is the number of differences to remember.
/// `x` becomes the last point that was tried.
pub fn fixed_point(
    x: &mut Vec<f64>,
    tolerance: f64,
    memory: usize,
    mut f: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Stop {
    let n = x.len();
    let mut image = vec![0.0; n];
    let mut last: Option<(Vec<f64>, Vec<f64>, f64)> = None;
    let mut history = History::default();
    let mut stop = Stop {
        residual: f64::INFINITY,
        wanted: 0.0,
        passes: 0,
    };
    let (mut best, mut since) = (f64::INFINITY, 0);
    while since < STALLED.0 {
        let size = f(x, &mut image);
        stop.passes += 1;
        since += 1;
        let gap: Vec<f64> = image.iter().zip(&*x).map(|(g, x)| g - x).collect();
        stop.residual = largest(&gap);
        stop.wanted = (tolerance * size).max(ROUNDING * largest(&image));
        if stop.settled() || !stop.residual.is_finite() {
            return stop;
        }
        if stop.residual < STALLED.1 * best {
            (best, since) = (stop.residual, 0);
        }
        let norm = dot(&gap, &gap);
        if let Some((gap_before, image_before, norm_before)) = last.take() {
            if norm > WORSE * WORSE * norm_before {
                history = History::default();
            } else {
                let difference =
                    |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
                history.push(
                    difference(&gap, &gap_before),
                    difference(&image, &image_before),
                );
                if history.gaps.len() > memory {
                    history.forget();
                }
            }
        }
        x.copy_from_slice(&image);
        for (images, weight) in history.images.iter().zip(history.weights(&gap)) {
            x.iter_mut().zip(images).for_each(|(x, d)| *x -= weight * d);
        }
        last = Some((gap, image.clone(), norm));
    }
    stop
}

/// The differences of the last iterates, newest last.
#[derive(Default)]
struct History {
    /// Those of residuals, and of images.
    gaps: Vec<Vec<f64>>,
    images: Vec<Vec<f64>>,
    /// The scalar products of those of residuals: of each with those up to itself.
    products: Vec<Vec<f64>>,
}

impl History {
    fn push(&mut self, gap: Vec<f64>, image: Vec<f64>) {
        self.gaps.push(gap);
        self.images.push(image);
        let newest = &self.gaps[self.gaps.len() - 1];
        let products = self.gaps.iter().map(|gap| dot(gap, newest));
        self.products.push(products.collect());
    }

    fn forget(&mut self) {
        self.gaps.remove(0);
        self.images.remove(0);
        self.products.remove(0);
        for products in &mut self.products {
            products.remove(0);
        }
    }

    /// The weights with which the differences of residuals come nearest to `gap`: the normal
    /// equations, slightly regularized, by Cholesky's decomposition.
    fn weights(&self, gap: &[f64]) -> Vec<f64> {
        let m = self.gaps.len();
        let mut a = self.products.clone();
        let mut b: Vec<f64> = self.gaps.iter().map(|own| dot(own, gap)).collect();
        for (i, row) in a.iter_mut().enumerate() {
            row[i] *= 1.0 + 1e-13;
        }
        for i in 0..m {
            for j in 0..=i {
                let sum: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
                if i != j {
                    a[i][j] = (a[i][j] - sum) / a[j][j];
                } else if a[i][i] - sum > 0.0 {
                    a[i][i] = (a[i][i] - sum).sqrt();
                } else {
                    // this difference depends linearly on earlier ones
                    a[i][i] = f64::INFINITY;
                }
            }
        }
        for i in 0..m {
            let sum: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
            b[i] = (b[i] - sum) / a[i][i];
        }
        for i in (0..m).rev() {
            let sum: f64 = (i + 1..m).map(|k| a[k][i] * b[k]).sum();
            b[i] = (b[i] - sum) / a[i][i];
        }
        b
    }
}

fn largest(a: &[f64]) -> f64 {
    a.iter().fold(
        0.0,
        |m, x| if x.is_nan() { f64::NAN } else { m.max(x.abs()) },
    )
}
