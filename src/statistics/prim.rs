//! Where something happens, as a box: the patient rule induction method (Friedman & Fisher 1999), as
//! scenario discovery uses it (Bryant & Lempert 2010).

use super::tail;

/// A box of points, most of which are hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The limits that mark it out: dimension, least and largest value; the others are free.
    pub limits: Vec<(usize, Option<f64>, Option<f64>)>,
    /// The share of all hits that lie in it.
    pub coverage: f64,
    /// The share of what lies in it that are hits.
    pub density: f64,
}

/// The share of points that are peeled off at a time.
const PEEL: f64 = 0.05;
/// Points that are left at least.
const LEAST: usize = 10;

/// A box as a least and a largest value of each dimension.
type Limits = Vec<(f64, f64)>;

fn inside(point: &[f64], limits: &Limits) -> bool {
    let all = point.iter().zip(limits);
    all.into_iter()
        .all(|(x, (low, high))| low <= x && x <= high)
}

/// Coverage and density.
fn measure(points: &[Vec<f64>], hits: &[bool], limits: &Limits) -> (f64, f64) {
    let all = hits.iter().filter(|h| **h).count() as f64;
    let own = points.iter().zip(hits).filter(|(p, _)| inside(p, limits));
    let (mut n, mut hit) = (0.0, 0.0);
    for (_, h) in own {
        n += 1.0;
        hit += f64::from(*h);
    }
    (hit / all.max(1.0), hit / f64::max(n, 1.0))
}

/// The harmonic mean of coverage and density.
fn merit((coverage, density): (f64, f64)) -> f64 {
    match coverage + density {
        0.0 => 0.0,
        sum => 2.0 * coverage * density / sum,
    }
}

/// The dimensions in which hits lie otherwise than the rest, by more than chance makes of so many
/// dimensions: the few in which they do most (Kolmogorov & Smirnov).
fn screen(points: &[Vec<f64>], hits: &[bool]) -> Vec<usize> {
    let dimensions = points[0].len();
    let all = hits.iter().filter(|h| **h).count() as f64;
    let rest = hits.len() as f64 - all;
    let distance = |d: usize| {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| points[*a][d].total_cmp(&points[*b][d]));
        let (mut gap, mut most) = (0.0f64, 0.0f64);
        for i in order {
            gap += if hits[i] { 1.0 / all } else { -1.0 / rest };
            most = most.max(gap.abs());
        }
        most
    };
    let chance = SCREEN / dimensions as f64;
    let least = (-libm::log(chance / 2.0) / 2.0 * (all + rest) / (all * rest)).sqrt();
    let mut found: Vec<(f64, usize)> = (0..dimensions).map(|d| (distance(d), d)).collect();
    found.retain(|(distance, _)| *distance > least);
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOST);
    found.into_iter().map(|(_, d)| d).collect()
}

/// The box in which hits are most at home: the one of the peeling's boxes of which the harmonic mean
/// of coverage and density is the largest, without the limits that it can as well do without. None
/// if there are no hits, or nothing but hits, or hits lie everywhere alike.
pub fn prim(points: &[Vec<f64>], hits: &[bool]) -> Option<Found> {
    let count = hits.iter().filter(|h| **h).count();
    if count == 0 || count == hits.len() {
        return None;
    }
    let dimensions = points[0].len();
    let screened = screen(points, hits);
    if screened.is_empty() {
        return None;
    }
    let free = vec![(f64::NEG_INFINITY, f64::INFINITY); dimensions];
    let mut limits = free.clone();
    let mut best = (merit(measure(points, hits, &limits)), limits.clone());
    let mut left: Vec<usize> = (0..points.len()).collect();
    while left.len() > LEAST {
        // (mean of what would be left, dimension, whether from below, the new limit)
        let mut peel: Option<(f64, usize, bool, f64)> = None;
        for d in screened.iter().copied() {
            let mut values: Vec<f64> = left.iter().map(|i| points[*i][d]).collect();
            values.sort_by(f64::total_cmp);
            let step = ((left.len() as f64 * PEEL) as usize).max(1);
            for (below, limit) in [
                (true, values[step]),
                (false, values[values.len() - 1 - step]),
            ] {
                let stays = |i: &&usize| {
                    if below {
                        points[**i][d] >= limit
                    } else {
                        points[**i][d] <= limit
                    }
                };
                let staying = left.iter().filter(stays);
                let (mut n, mut hit) = (0.0, 0.0);
                for i in staying {
                    n += 1.0;
                    hit += f64::from(hits[*i]);
                }
                let better = peel.is_none_or(|(mean, ..)| hit / n > mean);
                if n < left.len() as f64 && n > 0.0 && better {
                    peel = Some((hit / n, d, below, limit));
                }
            }
        }
        let Some((_, d, below, limit)) = peel else {
            break;
        };
        if below {
            limits[d].0 = limit
        } else {
            limits[d].1 = limit
        }
        left.retain(|i| inside(&points[*i], &limits));
        let own = merit(measure(points, hits, &limits));
        if own > best.0 {
            best = (own, limits.clone());
        }
    }
    let limits = prune(points, hits, &free, best.1);
    let (coverage, density) = measure(points, hits, &limits);
    let told = limits.iter().enumerate().filter(|(d, l)| **l != free[*d]);
    let finite = |x: f64| x.is_finite().then_some(x);
    Some(Found {
        limits: told.map(|(d, l)| (d, finite(l.0), finite(l.1))).collect(),
        coverage,
        density,
    })
}

/// Dimensions that are limited at most, what a limit is to add to the merit, and how unlikely the
/// density must be without it (the quasi-p-value of Bryant & Lempert).
const MOST: usize = 4;
const ADDS: f64 = 0.02;
const CHANCE: f64 = 0.01;
/// How likely it may be that any dimension at all passes the screen by chance.
const SCREEN: f64 = 0.05;

/// Takes limits away, the one that adds least first, for as long as one adds little or could be
/// chance: in many dimensions some always fit the points that there are.
fn prune(points: &[Vec<f64>], hits: &[bool], free: &Limits, mut limits: Limits) -> Limits {
    loop {
        let own = merit(measure(points, hits, &limits));
        let count = |limits: &Limits| {
            let all = points.iter().zip(hits).filter(|(p, _)| inside(p, limits));
            all.fold((0, 0), |(n, k), (_, hit)| (n + 1, k + usize::from(*hit)))
        };
        let (n, k) = count(&limits);
        let sides = (0..limits.len()).flat_map(|d| [(d, true), (d, false)]);
        let mut least: Option<(f64, bool, Limits)> = None;
        for (d, below) in sides {
            let mut without = limits.clone();
            if below {
                without[d].0 = free[d].0
            } else {
                without[d].1 = free[d].1
            }
            if without == limits {
                continue;
            }
            let adds = own - merit(measure(points, hits, &without));
            let (all, hit) = count(&without);
            let likely = tail(k, n, hit as f64 / all as f64) > CHANCE;
            if least.as_ref().is_none_or(|(x, ..)| adds < *x) {
                least = Some((adds, likely, without));
            }
        }
        match least {
            Some((adds, likely, without)) if adds < ADDS || likely => {
                limits = without;
            }
            _ => return limits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::sobol;

    #[test]
    fn chance_among_many_dimensions_is_not_told() {
        let at = |i: usize, d: u32| sobol(i, d as usize, 3);
        let points: Vec<Vec<f64>> = (0..256)
            .map(|i| (0..40).map(|d| at(i, d)).collect())
            .collect();
        // hits that have to do with nothing: the last dimension is not among the points'
        let hits: Vec<bool> = (0..256).map(|i| at(i, 41) < 0.2).collect();
        assert_eq!(prim(&points, &hits), None);
        // and one that matters is found among those that do not
        let hits: Vec<bool> = points.iter().map(|p| p[7] < 0.25).collect();
        let found = prim(&points, &hits).expect("a box");
        assert_eq!(found.limits.len(), 1, "{found:?}");
        assert_eq!(found.limits[0].0, 7);
    }

    #[test]
    fn a_corner_is_found_and_idle_dimensions_are_not() {
        let at = |i: usize, d: u32| sobol(i, d as usize, 1);
        let points: Vec<Vec<f64>> = (0..1024)
            .map(|i| (0..5).map(|d| at(i, d)).collect())
            .collect();
        let hits: Vec<bool> = points.iter().map(|p| p[1] > 0.6 && p[3] < 0.3).collect();
        let found = prim(&points, &hits).expect("a box");
        let dimensions: Vec<usize> = found.limits.iter().map(|l| l.0).collect();
        assert_eq!(dimensions, [1, 3], "{found:?}");
        assert!(found.coverage > 0.9 && found.density > 0.9, "{found:?}");
        let low = found.limits[0].1.expect("a least value");
        let high = found.limits[1].2.expect("a largest value");
        assert!((low - 0.6).abs() < 0.05 && (high - 0.3).abs() < 0.05);
        assert!(found.limits[0].2.is_none() && found.limits[1].1.is_none());
        assert_eq!(prim(&points, &[false; 1024]), None);
        assert_eq!(prim(&points, &[true; 1024]), None);
    }
}
