//! Methods for large systems against elimination and against what is known without them.

use std::ops::ControlFlow;

use demarche::numeric::continuation::{Homotopy, Slopes};
use demarche::numeric::dense::{Dense, Matrix};
use demarche::numeric::krylov::{Krylov, Product};
use demarche::numeric::linear::LinearSolver;
use demarche::numeric::path::{Arrived, COARSE, FINE, FIRST, Path, PathControl, Point, Stopped};

use super::{Equation, fold, fold_end, pitchfork};

/// A matrix by rows, each a list of columns and entries.
#[derive(Clone, Default)]
struct Rows(Vec<Vec<(usize, f64)>>);

impl Product for Rows {
    fn size(&self) -> usize {
        self.0.len()
    }

    fn apply(&mut self, v: &[f64], out: &mut [f64]) {
        for (out, row) in out.iter_mut().zip(&self.0) {
            *out = row.iter().map(|(j, entry)| entry * v[*j]).sum();
        }
    }
}

/// A Jacobian that can be written by rows.
trait Written {
    fn write(&mut self, rows: &[Vec<(usize, f64)>]);
}

impl Written for Rows {
    fn write(&mut self, rows: &[Vec<(usize, f64)>]) {
        self.0 = rows.to_vec();
    }
}

impl Written for Matrix {
    fn write(&mut self, rows: &[Vec<(usize, f64)>]) {
        let n = rows.len();
        let entries = self.reshape(n, 0);
        entries.fill(0.0);
        for (i, row) in rows.iter().enumerate() {
            row.iter()
                .for_each(|(j, entry)| entries[i * n + j] += entry);
        }
    }
}

/// Numbers between −1/2 and 1/2 without pattern.
fn noise() -> impl Iterator<Item = f64> {
    let mut state = 1u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    })
}

fn largest(x: impl Iterator<Item = f64>) -> f64 {
    x.fold(0.0, |most, x| x.abs().max(most))
}

#[test]
fn products_lead_to_the_solutions_that_elimination_finds() {
    let mut noise = noise();
    for n in 1..=60 {
        let rows: Vec<Vec<(usize, f64)>> = (0..n)
            .map(|_| (0..n).zip(noise.by_ref()).collect())
            .collect();
        let column: Vec<f64> = noise.by_ref().take(n).collect();
        let row: Vec<f64> = noise.by_ref().take(n + 1).collect();
        let (mut dense, mut krylov) = (Dense::default(), Krylov::new(Rows::default()));
        for bordered in [false, true] {
            dense.jacobian().write(&rows);
            krylov.jacobian().write(&rows);
            if bordered {
                dense.factor_bordered(&column, &row).unwrap();
                krylov.factor_bordered(&column, &row).unwrap();
            } else {
                dense.factor().unwrap();
                krylov.factor().unwrap();
            }
            let b: Vec<f64> = noise.by_ref().take(n + usize::from(bordered)).collect();
            let (mut wanted, mut found) = (b.clone(), b);
            dense.solve(&mut wanted, 0.0).unwrap();
            krylov.solve(&mut found, 1e-13).unwrap();
            let off = largest(wanted.iter().zip(&found).map(|(a, b)| a - b));
            assert!(off <= 1e-9 * largest(wanted.into_iter()), "{n}: {off:e}");
        }
    }
}

#[test]
fn what_a_chain_is_worth_is_found_in_few_products() {
    // each state pays 1 − .9 and leads to three others: .1 for ever, discounted by .9, is worth 1
    let n = 2_000;
    let row = |i: usize| {
        let next = |k: usize| ((i * (7 + 4 * k) + 13 * k) % n, -0.3);
        (0..3).map(next).chain([(i, 1.0)]).collect()
    };
    let mut krylov = Krylov::new(Rows((0..n).map(row).collect()));
    krylov.factor().unwrap();
    let mut x = vec![0.1; n];
    krylov.solve(&mut x, 0.0).unwrap();
    assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-12));
    let b: Vec<f64> = noise().take(n).collect();
    let square = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
    let mut counts = vec![];
    for tolerance in [1e-2, 1e-6, 1e-12] {
        let before = krylov.products();
        let mut x = b.clone();
        krylov.solve(&mut x, tolerance).unwrap();
        counts.push(krylov.products() - before);
        let mut left = vec![0.0; n];
        krylov.jacobian().apply(&x, &mut left);
        left.iter_mut().zip(&b).for_each(|(l, b)| *l -= b);
        assert!(square(&left) <= 1.0001 * tolerance * tolerance * square(&b));
        let mut again = b.clone();
        krylov.solve(&mut again, tolerance).unwrap();
        assert!(x.iter().zip(again).all(|(x, y)| x.to_bits() == y.to_bits()));
    }
    assert!(counts.is_sorted() && counts[2] < 150, "{counts:?}");
}

#[test]
fn four_hundred_vectors_and_no_more() {
    // of a ring of n the first n − 1 products bring the solution no nearer
    for (n, solved) in [(400, true), (401, false)] {
        let row = |i: usize| vec![((i + 1) % n, 1.0)];
        let mut krylov = Krylov::new(Rows((0..n).map(row).collect()));
        krylov.factor().unwrap();
        let mut x = vec![0.0; n];
        x[0] = 1.0;
        assert_eq!(krylov.solve(&mut x, 1e-8).is_ok(), solved);
        assert!(!solved || x[1] == 1.0);
    }
}

#[test]
fn a_singular_system_is_unsolved_and_nothing_asked_is_nothing() {
    let rows = vec![vec![(0, 1.0), (1, 2.0)], vec![(0, 2.0), (1, 4.0)]];
    let mut krylov = Krylov::new(Rows(rows));
    krylov.factor().unwrap();
    assert!(krylov.solve(&mut [1.0, 1.0], 1e-8).is_err());
    assert!(krylov.solve(&mut [f64::NAN, 1.0], 1e-8).is_err());
    let mut x = [0.0, 0.0];
    krylov.solve(&mut x, 1e-8).unwrap();
    assert_eq!(x, [0.0, 0.0]);
    // bordered it is regular: x = y = z solves it for the row sums
    krylov
        .factor_bordered(&[1.0, 0.0], &[0.0, 1.0, 3.0])
        .unwrap();
    let mut x = [4.0, 6.0, 4.0];
    krylov.solve(&mut x, 0.0).unwrap();
    assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-13));
    assert_eq!(krylov.positive(), None);
}

/// One equation, and others z = s · (i / n), each with `tie` times the next unknown added.
struct Ring<J> {
    start: f64,
    one: Equation,
    n: usize,
    tie: f64,
    jacobian: std::marker::PhantomData<J>,
}

impl<J> Ring<J> {
    fn new(start: f64, one: Equation, n: usize, tie: f64) -> Self {
        let jacobian = std::marker::PhantomData;
        Ring {
            start,
            one,
            n,
            tie,
            jacobian,
        }
    }

    /// Where the branch of [`fold`] ends: from what the last of the others is on, each follows from
    /// the next; the first equation is then a cubic.
    fn end(&self) -> f64 {
        let others = (1..self.n).rev();
        let next = others.fold(0.0, |z, i| i as f64 / self.n as f64 - self.tie * z);
        2.0 * libm::cosh(libm::acosh((4.0 - self.tie * next) / 2.0) / 3.0)
    }
}

impl<J: Written> Homotopy for Ring<J> {
    type Jacobian = J;

    fn size(&self) -> usize {
        self.n
    }

    fn start(&self) -> Vec<f64> {
        let mut z = vec![0.0; self.n];
        z[0] = self.start;
        z
    }

    fn magnitude(&self, share: f64) -> f64 {
        10.0 * share
    }

    fn evaluate(&mut self, z: &[f64], s: f64, f: &mut [f64], slopes: Option<Slopes<'_, J>>) {
        let own = |i: usize| {
            let part = i as f64 / self.n as f64;
            if i == 0 {
                (self.one)(z[0], s)
            } else {
                (z[i] - s * part, 1.0, -part)
            }
        };
        for (i, f) in f.iter_mut().enumerate() {
            *f = own(i).0 + self.tie * z[(i + 1) % self.n];
        }
        let Some(Slopes { by_share, jacobian }) = slopes else {
            return;
        };
        (0..self.n).for_each(|i| by_share[i] = own(i).2);
        let row = |i: usize| vec![(i, own(i).1), ((i + 1) % self.n, self.tie)];
        let rows: Vec<_> = (0..self.n).map(row).collect();
        jacobian.write(&rows);
    }
}

fn on(_: &Point) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The branch followed to share 1 by elimination and by products.
fn follow(
    start: f64,
    one: Equation,
    n: usize,
    control: PathControl,
) -> [Result<Arrived, Stopped>; 2] {
    let tie = if n == 1 { 0.0 } else { 0.1 };
    let mut dense = Path::new(Dense::default(), control, 1.0);
    let mut krylov = Path::new(Krylov::new(Rows::default()), control, 1.0);
    [
        dense.follow(&mut Ring::new(start, one, n, tie), 1.0, &mut on),
        krylov.follow(&mut Ring::new(start, one, n, tie), 1.0, &mut on),
    ]
}

#[test]
fn a_path_follows_a_branch_through_two_folds() {
    for control in [COARSE, FINE] {
        for n in [1, 20] {
            let end = Ring::<Matrix>::new(0.0, fold, n, if n == 1 { 0.0 } else { 0.1 }).end();
            for found in follow(-fold_end(), fold, n, control) {
                let Arrived { z, folds, .. } = found.unwrap();
                assert_eq!(folds, 2);
                assert!((z[0] - end).abs() < 1e-11, "{z:?}");
            }
        }
    }
}

#[test]
fn one_of_five_hundred_unknowns_folds_and_the_same_bits_come_again() {
    let mut ring = Ring::new(-fold_end(), fold, 500, 0.1);
    let mut path = Path::new(Krylov::new(Rows::default()), COARSE, 1.0);
    let first = path.follow(&mut ring, 1.0, &mut on).unwrap();
    assert_eq!(first.folds, 2);
    assert!((first.z[0] - ring.end()).abs() < 1e-11);
    let again = path.follow(&mut ring, 1.0, &mut on).unwrap();
    let mut fresh = Path::new(Krylov::new(Rows::default()), COARSE, 1.0);
    assert_eq!(again, first);
    assert_eq!(fresh.follow(&mut ring, 1.0, &mut on).unwrap(), first);
}

#[test]
fn a_tilt_that_a_coarse_path_leaps_over_turns_a_fine_one_to_its_side() {
    let sides: [(f64, Equation); 2] = [
        (1.0, |z, s| pitchfork(z, s, 1e-3)),
        (-1.0, |z, s| pitchfork(z, s, -1e-3)),
    ];
    for (side, one) in sides {
        for found in follow(side * 2e-3, one, 1, FINE) {
            let Arrived { z, folds, .. } = found.unwrap();
            assert_eq!(folds, 0);
            assert!((z[0] - side * (libm::sqrt(0.5) + 1e-3)).abs() < 1e-5);
        }
        // so it pays to follow a branch twice: the root between the sides, near −2 tilts
        for found in follow(side * 2e-3, one, 1, COARSE) {
            assert!((found.unwrap().z[0] + side * 2e-3).abs() < 1e-6);
        }
    }
}

#[test]
fn a_path_that_comes_home_is_said_to_have_jumped() {
    // z² = 1/2 − s: nothing beyond s = 1/2
    for control in [COARSE, FINE] {
        let circle: Equation = |z, s| (z * z - (0.5 - s), 2.0 * z, 1.0);
        for found in follow(libm::sqrt(0.5), circle, 1, control) {
            assert!(matches!(found, Err(Stopped::Jumped { share }) if share <= 0.0));
        }
    }
}

/// s = z/10 + sin(z)/4: a staircase whose every step has two folds.
fn staircase(z: f64, s: f64) -> (f64, f64, f64) {
    (
        z / 10.0 + libm::sin(z) / 4.0 - s,
        0.1 + libm::cos(z) / 4.0,
        -1.0,
    )
}

#[test]
fn a_path_ends_where_it_first_crosses_the_share() {
    // the first z where the staircase is at 1, by small steps; others follow
    let mut heights = (0..).map(|k| f64::from(k) * 1e-4);
    let first = heights.find(|z| staircase(*z, 1.0).0 >= 0.0).unwrap();
    for control in [COARSE, FINE] {
        for found in follow(0.0, staircase, 1, control) {
            let Arrived { z, folds, .. } = found.unwrap();
            assert_eq!(folds, 2);
            assert!((z[0] - first).abs() < 1e-4, "{z:?}");
        }
    }
}

#[test]
fn steps_without_care_end_where_fine_ones_do_or_nowhere() {
    let careless = PathControl {
        correction: 1e6,
        cosine: -1.0,
        tangent: 0.3,
        longest: 1e3,
        ..COARSE
    };
    let problems: [(f64, Equation); 2] = [(-fold_end(), fold), (0.0, staircase)];
    for (start, one) in problems {
        let fine = follow(start, one, 3, FINE).map(Result::unwrap);
        for (found, fine) in follow(start, one, 3, careless).into_iter().zip(fine) {
            if let Ok(Arrived { z, .. }) = found {
                assert!((z[0] - fine.z[0]).abs() < 1e-9, "{z:?}");
            }
        }
    }
}

#[test]
fn too_many_folds_too_many_steps_and_a_watch_end_a_path() {
    let mut ring = Ring::new(0.0, staircase, 1, 0.0);
    let mut stopped = |control: PathControl, watch: &mut dyn FnMut(&Point) -> ControlFlow<()>| {
        let mut path = Path::new(Krylov::new(Rows::default()), control, 1.0);
        path.follow(&mut ring, 1.0, watch).unwrap_err()
    };
    let folded = stopped(PathControl { folds: 1, ..FINE }, &mut on);
    assert!(matches!(folded, Stopped::Folded { share } if share < 0.4));
    let lost = stopped(PathControl { steps: 3, ..FINE }, &mut on);
    assert!(matches!(lost, Stopped::Lost(failed) if failed.share < 1.0));
    let mut seen = 0;
    let mut third = |_: &Point| {
        seen += 1;
        if seen == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    assert_eq!(stopped(FINE, &mut third), Stopped::Cancelled);
    assert_eq!(seen, 3);
}

#[test]
fn a_branch_is_followed_there_and_back() {
    let mut ring = Ring::new(-fold_end(), fold, 30, 0.1);
    let mut path = Path::new(Krylov::new(Rows::default()), COARSE, 1.0);
    let mut walk = |z: Vec<f64>, from: f64, to: f64| {
        let mut here = path.begin(&mut ring, z, from, to > from).unwrap();
        let mut folds = 0;
        let mut h = FIRST;
        loop {
            let next = path.step(&mut ring, &here, &mut h).unwrap();
            if (next.share - to) * (from - to) <= 0.0 {
                let end = path.crossing(&mut ring, &here, &next, to).unwrap();
                return (end.z, folds);
            }
            folds += usize::from(here.folded(&next));
            here = next;
        }
    };
    let start = Homotopy::start(&Ring::<Rows>::new(-fold_end(), fold, 30, 0.1));
    let (there, up) = walk(start, 0.0, 1.0);
    let (back, down) = walk(there, 1.0, 0.0);
    let (again, _) = walk(back.clone(), 0.0, 1.0);
    assert_eq!((up, down), (2, 2));
    // at share 0 all others are 0 but for what the first passes round
    assert!((back[29] + 0.1 * back[0]).abs() < 1e-11);
    assert!((back[0] + fold_end()).abs() < 1e-3 && (again[0] - ring.end()).abs() < 1e-11);
}

#[test]
fn newtons_method_at_a_fixed_share_says_how_near_it_came() {
    let dottie: Equation = |z, s| (z - s * libm::cos(z), 1.0 + s * libm::sin(z), -libm::cos(z));
    let mut path = Path::new(Krylov::new(Rows::default()), COARSE, 1.0);
    let mut z = vec![0.0; 100];
    let mut ring = Ring::new(0.0, dottie, 100, 0.0);
    let left = path.newton(&mut ring, 1.0, &mut z, 1e-12).unwrap();
    assert!(left <= 1e-12 && (z[0] - 0.739_085_133_215_160_6).abs() < 1e-11);
    // nothing solves z² + 1 = 0
    let mut none = Ring::new(0.0, |z, _| (z * z + 1.0, 2.0 * z, 0.0), 1, 0.0);
    assert!(path.newton(&mut none, 1.0, &mut [0.3], 1e-12).is_err());
}
