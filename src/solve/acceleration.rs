//! Fixed points of vector maps by Anderson's (1965) acceleration: each step takes the combination
//! of the last few that would have left the smallest residual, were the map linear (Walker & Ni
//! 2011, type II).

/// Differences remembered by default; with none the map is merely iterated.
pub const MEMORY: usize = 10;

/// The search is given up when in so many passes the smallest residual has not fallen to this share.
const STALLED: (usize, f64) = (60, 0.9);

/// Rounding moves an image by about so much of the largest one: no residual can be wanted smaller.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// A step whose residual is more than this times the last one's is followed by a plain one.
const WORSE: f64 = 10.0;

/// Where the search stopped.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    /// Largest |f(x) − x|.
    pub residual: f64,
    /// The same at which it was to stop.
    pub wanted: f64,
    /// How often f was worked out.
    pub passes: usize,
}

impl Stop {
    /// Whether x is a fixed point as nearly as was wanted.
    pub fn settled(&self) -> bool {
        self.residual <= self.wanted
    }
}

/// Looks for x = f(x) from `x` on, until the largest |f(x) − x| is at most `tolerance` times the
/// size that `f` returns, or what rounding leaves of it, or it falls no more. `x` holds the last
/// point looked at.
pub fn fixed_point(
    x: &mut Vec<f64>,
    tolerance: f64,
    memory: usize,
    mut f: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Stop {
    let n = x.len();
    let mut image = vec![0.0; n];
    let mut last: Option<(Vec<f64>, Vec<f64>, f64)> = None;
    // differences of residuals, of images, newest last
    let mut history: Vec<(Vec<f64>, Vec<f64>)> = vec![];
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
                history.clear();
            } else {
                let difference =
                    |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
                history.push((
                    difference(&gap, &gap_before),
                    difference(&image, &image_before),
                ));
                if history.len() > memory {
                    history.remove(0);
                }
            }
        }
        x.copy_from_slice(&image);
        for ((_, images), weight) in history.iter().zip(weights(&history, &gap)) {
            x.iter_mut().zip(images).for_each(|(x, d)| *x -= weight * d);
        }
        last = Some((gap, image.clone(), norm));
    }
    stop
}

/// The combination of differences of residuals nearest to `gap`: the normal equations, with a
/// trace of regularization, by Cholesky's decomposition.
fn weights(history: &[(Vec<f64>, Vec<f64>)], gap: &[f64]) -> Vec<f64> {
    let m = history.len();
    let mut a = vec![vec![0.0; m]; m];
    let mut b: Vec<f64> = history.iter().map(|h| dot(&h.0, gap)).collect();
    for i in 0..m {
        for j in 0..=i {
            a[i][j] = dot(&history[i].0, &history[j].0);
        }
        a[i][i] *= 1.0 + 1e-13;
    }
    for i in 0..m {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            if i != j {
                a[i][j] = (a[i][j] - sum) / a[j][j];
            } else if a[i][i] - sum > 0.0 {
                a[i][i] = (a[i][i] - sum).sqrt();
            } else {
                // this difference says nothing that the earlier ones did not
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

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn largest(a: &[f64]) -> f64 {
    a.iter().fold(
        0.0,
        |m, x| if x.is_nan() { f64::NAN } else { m.max(x.abs()) },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_linear_map_is_solved_in_few_passes() {
        // x = .99 P x + b with P a rotation of the components: plain iteration takes 2,700 passes
        let b = [1.0, 2.0, 3.0, 4.0];
        let mut x = vec![0.0; 4];
        let stop = fixed_point(&mut x, 1e-12, MEMORY, |x, y| {
            (0..4).for_each(|i| y[i] = 0.99 * x[(i + 1) % 4] + b[i]);
            largest(y)
        });
        assert!(stop.settled() && stop.passes < 50, "{stop:?}");
        for i in 0..4 {
            assert!((x[i] - 0.99 * x[(i + 1) % 4] - b[i]).abs() < 1e-9);
        }
    }

    #[test]
    fn a_map_that_alternates_has_its_fixed_point_found() {
        // cos-like with slope below −1 at the fixed point: plain iteration goes to a cycle
        let mut x = vec![0.3];
        let stop = fixed_point(&mut x, 1e-12, MEMORY, |x, y| {
            y[0] = libm::cos(2.0 * x[0]);
            1.0
        });
        assert!(stop.settled(), "{stop:?}");
        assert!((x[0] - libm::cos(2.0 * x[0])).abs() < 1e-11);
    }

    #[test]
    fn what_has_no_fixed_point_is_said() {
        let mut x = vec![0.0];
        let stop = fixed_point(&mut x, 1e-12, MEMORY, |x, y| {
            y[0] = x[0] + 1.0;
            1.0
        });
        assert!(!stop.settled() && stop.residual > 0.9, "{stop:?}");
    }
}
