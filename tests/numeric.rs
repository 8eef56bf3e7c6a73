//! Numerical methods against facts that are known without them.

#[path = "numeric/large.rs"]
mod large;

use demarche::numeric::anderson::{MEMORY, fixed_point};
use demarche::numeric::continuation::{
    BranchOutcome, Continuation, Homotopy, STEP_CONTROLS, Slopes, TraceFailed,
};
use demarche::numeric::cubic::{self, Curve};
use demarche::numeric::dense::{Dense, Matrix};
use demarche::numeric::lambert::lambert;
use demarche::numeric::linear::{LinearSolver, Unsolved};

/// F(z, s) of one unknown, and its slopes by z and by s.
type Equation = fn(f64, f64) -> (f64, f64, f64);

/// Independent equations of one unknown each, all alike.
struct Equations<const N: usize> {
    start: [f64; N],
    one: Equation,
}

impl<const N: usize> Homotopy for Equations<N> {
    type Jacobian = Matrix;

    fn size(&self) -> usize {
        N
    }

    fn start(&self) -> Vec<f64> {
        self.start.to_vec()
    }

    fn magnitude(&self, share: f64) -> f64 {
        10.0 * share
    }

    fn evaluate(
        &mut self,
        z: &[f64],
        share: f64,
        f: &mut [f64],
        slopes: Option<Slopes<'_, Matrix>>,
    ) {
        for (f, z) in f.iter_mut().zip(z) {
            *f = (self.one)(*z, share).0;
        }
        let Some(Slopes { by_share, jacobian }) = slopes else {
            return;
        };
        let matrix = jacobian.reshape(N, N);
        matrix.fill(0.0);
        for (k, z) in z.iter().enumerate() {
            let (_, by_z, by_s) = (self.one)(*z, share);
            matrix[k * N + k] = by_z;
            by_share[k] = by_s;
        }
    }
}

/// Elimination that keeps the sign of the determinant to itself, as an iterative solver must.
#[derive(Default)]
struct Signless(Dense);

impl LinearSolver for Signless {
    type Jacobian = Matrix;

    fn jacobian(&mut self) -> &mut Matrix {
        self.0.jacobian()
    }

    fn factor(&mut self) -> Result<(), Unsolved> {
        self.0.factor()
    }

    fn factor_bordered(&mut self, column: &[f64], row: &[f64]) -> Result<(), Unsolved> {
        self.0.factor_bordered(column, row)
    }

    fn solve(&mut self, b: &mut [f64], tolerance: f64) -> Result<(), Unsolved> {
        self.0.solve(b, tolerance)
    }

    fn positive(&self) -> Option<bool> {
        None
    }
}

type Followed = Result<(Vec<f64>, BranchOutcome), TraceFailed>;

/// The branch followed to share 1, once with the sign of the determinant known and once without.
fn follow<const N: usize>(start: [f64; N], one: Equation) -> [Followed; 2] {
    let equations = || Equations { start, one };
    [
        Continuation::<Dense>::default().follow(&mut equations(), 1.0),
        Continuation::new(Signless::default()).follow(&mut equations(), 1.0),
    ]
}

/// z³ − 3z = 8s − 4: from z = −2.2 the branch turns back at s = 3/4, again at s = 1/4.
fn fold(z: f64, s: f64) -> (f64, f64, f64) {
    (
        z * z * z - 3.0 * z - (8.0 * s - 4.0),
        3.0 * z * z - 3.0,
        -8.0,
    )
}

/// The root of z³ − 3z = 4, by the hyperbolic solution of the cubic.
fn fold_end() -> f64 {
    2.0 * libm::cosh(libm::acosh(2.0) / 3.0)
}

/// z³ = (s − 1/2) z + `tilt`.
fn pitchfork(z: f64, s: f64, tilt: f64) -> (f64, f64, f64) {
    (
        z * z * z - (s - 0.5) * z - tilt,
        3.0 * z * z - (s - 0.5),
        -z,
    )
}

/// z² = (s − 1/2)² + `gap`.
fn near_crossing(z: f64, s: f64, gap: f64) -> (f64, f64, f64) {
    let t = s - 0.5;
    (z * z - t * t - gap, 2.0 * z, -2.0 * t)
}

#[test]
fn a_branch_is_followed_through_two_turns() {
    for found in follow([-fold_end()], fold) {
        let (z, outcome) = found.unwrap();
        let turned = BranchOutcome::Traced {
            turned: true,
            crossed: false,
        };
        assert_eq!(outcome, turned);
        assert!((z[0] - fold_end()).abs() < 1e-12, "{z:?}");
    }
}

#[test]
fn every_step_control_finds_the_same_end() {
    for control in &STEP_CONTROLS {
        let mut equations = Equations {
            start: [-fold_end()],
            one: fold,
        };
        let found = Continuation::<Dense>::default().trace(&mut equations, 1.0, control);
        assert!((found.unwrap().0[0] - fold_end()).abs() < 1e-12);
    }
}

#[test]
fn a_branch_is_followed_straight_through_a_pitchfork_and_the_crossing_is_reported() {
    for found in follow([0.0], |z, s| pitchfork(z, s, 0.0)) {
        let (z, outcome) = found.unwrap();
        let crossed = BranchOutcome::Traced {
            turned: false,
            crossed: true,
        };
        assert_eq!((z[0], outcome), (0.0, crossed));
    }
}

#[test]
fn two_pitchforks_at_once_leave_the_determinant_alone_but_are_reported() {
    for found in follow([0.0, 0.0], |z, s| pitchfork(z, s, 0.0)) {
        let (_, outcome) = found.unwrap();
        let crossed = BranchOutcome::Traced {
            turned: false,
            crossed: true,
        };
        assert_eq!(outcome, crossed);
    }
}

#[test]
fn a_tilted_pitchfork_leads_to_its_side_and_nothing_crosses() {
    let sides: [(f64, Equation); 2] = [
        (1.0, |z, s| pitchfork(z, s, 1e-3)),
        (-1.0, |z, s| pitchfork(z, s, -1e-3)),
    ];
    for (side, one) in sides {
        for found in follow([side * 2e-3], one) {
            let (z, outcome) = found.unwrap();
            let straight = BranchOutcome::Traced {
                turned: false,
                crossed: false,
            };
            assert_eq!(outcome, straight);
            // the roots of z³ − z/2 − .001 near ±√½: first order, ±√½ + .001
            assert!((z[0] - side * (libm::sqrt(0.5) + 1e-3)).abs() < 1e-5);
        }
    }
}

#[test]
fn a_branch_that_turns_within_a_millionth_is_followed_round_the_turn() {
    // two branches of z² = (s − 1/2)² + gap that all but cross: the turn is √gap wide
    let narrow: [Equation; 4] = [
        |z, s| near_crossing(z, s, 1e-6),
        |z, s| near_crossing(z, s, 1e-11),
        |z, s| near_crossing(z, s, 3e-13),
        |z, s| near_crossing(z, s, 1e-13),
    ];
    for one in narrow {
        for control in &STEP_CONTROLS {
            let mut equations = Equations { start: [0.5], one };
            let found = Continuation::<Dense>::default().trace(&mut equations, 1.0, control);
            assert!((found.unwrap().0[0] - 0.5).abs() < 2e-6);
        }
    }
}

#[test]
fn a_branch_that_turns_back_for_good_is_reported_with_the_share_it_reached() {
    // z² = 1/2 − s: nothing beyond s = 1/2
    for found in follow([libm::sqrt(0.5)], |z, s| (z * z - (0.5 - s), 2.0 * z, 1.0)) {
        assert!(found.unwrap_err().share < 0.5);
    }
}

#[test]
fn where_rounding_drowns_the_equations_nothing_is_found() {
    struct Huge(Equations<1>);
    impl Homotopy for Huge {
        type Jacobian = Matrix;
        fn size(&self) -> usize {
            1
        }
        fn start(&self) -> Vec<f64> {
            self.0.start()
        }
        fn magnitude(&self, share: f64) -> f64 {
            1e16 * share
        }
        fn evaluate(
            &mut self,
            z: &[f64],
            share: f64,
            f: &mut [f64],
            slopes: Option<Slopes<'_, Matrix>>,
        ) {
            self.0.evaluate(z, share, f, slopes);
        }
    }
    let mut huge = Huge(Equations {
        start: [0.0],
        one: |z, s| (z - s, 1.0, -1.0),
    });
    let found = Continuation::<Dense>::default().follow(&mut huge, 1.0);
    assert_eq!(found.unwrap_err().share, 0.0);
}

#[test]
fn a_unique_solution_is_found_from_a_good_guess_and_from_a_hopeless_one() {
    let mut cosine = Equations {
        start: [0.0],
        one: |z, s| (z - s * libm::cos(z), 1.0 + s * libm::sin(z), -libm::cos(z)),
    };
    // the Dottie number; at −π/2 the slope is 0, so Newton's method cannot start
    for guess in [0.7, -std::f64::consts::FRAC_PI_2] {
        let mut continuation = Continuation::<Dense>::default();
        let (z, outcome) = continuation.unique(&mut cosine, 1.0, vec![guess]).unwrap();
        assert_eq!(outcome, BranchOutcome::Unique);
        assert!((z[0] - 0.739_085_133_215_160_6).abs() < 1e-12, "{z:?}");
    }
}

/// A solver of `matrix`, by rows, factored.
fn factored(matrix: &[f64], size: usize, diagonal: usize) -> Result<Dense, Unsolved> {
    let mut dense = Dense::default();
    let room = dense.jacobian().reshape(size, diagonal);
    room.copy_from_slice(matrix);
    dense.factor().map(|()| dense)
}

#[test]
fn a_linear_system_that_needs_pivots_is_solved_for_several_right_hand_sides() {
    // its determinant is 25
    let matrix = [0.0, 2.0, 1.0, 1.0, 0.0, 3.0, 4.0, 1.0, 0.0];
    let mut dense = factored(&matrix, 3, 0).unwrap();
    assert_eq!(dense.positive(), Some(true));
    for wanted in [[1.0, 2.0, 3.0], [-4.0, 0.5, 0.0]] {
        let row = |i: usize| (0..3).map(|j| matrix[i * 3 + j] * wanted[j]).sum();
        let mut b: Vec<f64> = (0..3).map(row).collect();
        dense.solve(&mut b, 0.0).unwrap();
        assert!(b.iter().zip(wanted).all(|(x, w)| (x - w).abs() < 1e-14));
    }
}

#[test]
fn swapped_rows_change_the_sign_of_the_determinant() {
    let sign = |matrix: &[f64]| factored(matrix, 2, 0).unwrap().positive();
    assert_eq!(sign(&[1.0, 2.0, 3.0, 4.0]), Some(false));
    assert_eq!(sign(&[3.0, 4.0, 1.0, 2.0]), Some(true));
}

#[test]
fn a_singular_matrix_has_no_solution() {
    assert!(factored(&[1.0, 2.0, 2.0, 4.0], 2, 0).is_err());
    assert!(factored(&[f64::NAN], 1, 0).is_err());
}

#[test]
fn a_diagonal_block_changes_the_work_and_not_the_solution() {
    let arrow = [
        2.0, 0.0, 0.0, 1.0, //
        0.0, -3.0, 0.0, 5.0, //
        0.0, 0.0, 0.5, -1.0, //
        1.0, 2.0, 3.0, 4.0,
    ];
    // the second one has too small a pivot for the short way
    let tiny = [
        1e-9, 0.0, 1.0, //
        0.0, 1.0, 1.0, //
        1.0, 1.0, 1.0,
    ];
    for (matrix, size) in [(&arrow[..], 4), (&tiny[..], 3)] {
        let solved = |diagonal: usize| {
            let mut dense = factored(matrix, size, diagonal).unwrap();
            let mut x = [1.0, -2.0, 3.0, 7.0];
            dense.solve(&mut x[..size], 0.0).unwrap();
            (dense.positive(), x)
        };
        let ((one, x), (other, y)) = (solved(0), solved(size - 1));
        assert_eq!(one, other);
        assert!(x.iter().zip(y).all(|(x, y)| (x - y).abs() < 1e-12));
    }
}

#[test]
fn a_bordered_system_can_be_solved_where_the_matrix_is_singular() {
    // [0 1; 1 0]: x is the second right-hand side, y the first
    let mut dense = Dense::default();
    dense.jacobian().reshape(1, 1)[0] = 0.0;
    dense.factor_bordered(&[1.0], &[1.0, 0.0]).unwrap();
    let mut b = [5.0, 7.0];
    dense.solve(&mut b, 0.0).unwrap();
    assert_eq!((b, dense.positive()), ([7.0, 5.0], Some(false)));
}

#[test]
fn one_solver_serves_systems_of_different_sizes() {
    let mut dense = Dense::default();
    for size in [3, 1, 4, 2] {
        let matrix = dense.jacobian().reshape(size, 0);
        matrix.fill(1.0);
        (0..size).for_each(|k| matrix[k * size + k] = 2.0);
        dense.factor().unwrap();
        // each row sums to size + 1
        let mut b = vec![size as f64 + 1.0; size];
        dense.solve(&mut b, 0.0).unwrap();
        assert!(b.iter().all(|x| (x - 1.0).abs() < 1e-14));
    }
}

#[test]
fn acceleration_solves_a_slow_linear_map_in_few_passes() {
    // x = .99 P x + b with P a rotation of the components: plain iteration takes 2,700 passes
    let b = [1.0, 2.0, 3.0, 4.0];
    let mut x = vec![0.0; 4];
    let stop = fixed_point(&mut x, 1e-12, MEMORY, |x, y| {
        (0..4).for_each(|i| y[i] = 0.99 * x[(i + 1) % 4] + b[i]);
        y.iter().fold(0.0, |m, y| y.abs().max(m))
    });
    assert!(stop.settled() && stop.passes < 50, "{stop:?}");
    for i in 0..4 {
        assert!((x[i] - 0.99 * x[(i + 1) % 4] - b[i]).abs() < 1e-9);
    }
}

#[test]
fn acceleration_finds_the_fixed_point_of_a_map_that_alternates() {
    // the slope at the fixed point is below −1: plain iteration ends in a cycle
    let mut x = vec![0.3];
    let stop = fixed_point(&mut x, 1e-12, MEMORY, |x, y| {
        y[0] = libm::cos(2.0 * x[0]);
        1.0
    });
    assert!(stop.settled(), "{stop:?}");
    assert!((x[0] - libm::cos(2.0 * x[0])).abs() < 1e-11);
}

#[test]
fn a_map_without_a_fixed_point_is_reported() {
    let mut x = vec![0.0];
    let stop = fixed_point(&mut x, 1e-12, MEMORY, |x, y| {
        y[0] = x[0] + 1.0;
        1.0
    });
    assert!(!stop.settled() && stop.residual > 0.9, "{stop:?}");
}

#[test]
fn lamberts_function_has_its_known_values() {
    let e = std::f64::consts::E;
    // W(1) is the omega constant; W(2 ln 2) = ln 2 and W(w eʷ) = w by definition
    let known = [
        (0.0, 0.0),
        (1.0, 0.567_143_290_409_784),
        (2.0 * std::f64::consts::LN_2, std::f64::consts::LN_2),
        (e, 1.0),
        (2.0 * e * e, 2.0),
        (100.0 * libm::exp(100.0), 100.0),
    ];
    for (x, w) in known {
        assert!((lambert(x) - w).abs() <= 1e-14 * w.max(1.0), "{x}");
    }
}

#[test]
fn without_the_limiter_parabolas_are_reproduced() {
    // the slopes at the points are those of parabolas through three of them
    let parabola = |x: f64| 3.0 * x * x - 2.0 * x + 1.0;
    let points = cubic::points(7, 0.41);
    for x in (0..=1000).map(|k| f64::from(k) / 1e3) {
        let (lo, t) = cubic::locate(&points, x);
        let (from, parts) = cubic::parts(&points, lo, t);
        let own = points[from..].iter().zip(parts);
        let read: f64 = own.map(|(p, w)| w * parabola(*p)).sum();
        assert!((read - parabola(x)).abs() < 1e-13, "{x}");
        assert!((parts.iter().sum::<f64>() - 1.0).abs() < 1e-14);
    }
}

#[test]
fn a_smooth_curve_is_met_and_a_step_is_not_overshot() {
    let points = cubic::points(41, 0.33);
    for x in (0..1000).map(|k| f64::from(k) / 999.0) {
        let (lo, t) = cubic::locate(&points, x);
        let (value, slope) = cubic::monotone(&points, lo, t, |j| libm::exp(points[j]));
        assert!((value - libm::exp(x)).abs() < 2e-5, "{x}");
        assert!((slope - libm::exp(x)).abs() < 2e-3, "{x}");
        let (value, _) = cubic::monotone(&points, lo, t, |j| f64::from(points[j] > 0.5));
        assert!((0.0..=1.0).contains(&value));
        let (from, parts) = cubic::parts(&points, lo, t);
        let read: f64 = (0..4).map(|j| parts[j] * libm::exp(points[from + j])).sum();
        assert!((read - libm::exp(x)).abs() < 2e-5);
    }
}

#[test]
fn a_curve_passes_through_its_values_and_is_monotone_where_they_are() {
    let points = cubic::points(6, 0.47);
    let values = [0.0, 0.0, 0.1, 3.0, 3.1, 3.1, 9.0];
    let curve = Curve::new(&points, values.into_iter());
    for (x, value) in points.iter().zip(values) {
        let (lo, t) = cubic::locate(&points, *x);
        assert!((curve.at(lo, t).0 - value).abs() < 1e-14);
    }
    let mut last = f64::NEG_INFINITY;
    for x in (0..=10_000).map(|k| f64::from(k) / 1e4) {
        let (lo, t) = cubic::locate(&points, x);
        let (value, slope) = curve.at(lo, t);
        assert!(value >= last - 1e-14 && slope >= -1e-12, "{x}");
        last = value;
    }
    let (least, most) = curve.range(&points, 0.0, 1.0);
    assert!(least == 0.0 && (most - 9.0).abs() < 1e-14);
}

#[test]
fn a_curve_agrees_with_the_cubic_it_keeps_and_nothing_is_steeper_than_its_bound() {
    let points = cubic::points(6, 0.47);
    let values = [0.0, 2.0, 1.9, -1.0, 4.0, 4.5, 4.4];
    let curve = Curve::new(&points, values.into_iter());
    let mut found = 0.0f64;
    for x in (0..=10_000).map(|k| f64::from(k) / 1e4) {
        let (lo, t) = cubic::locate(&points, x);
        let (value, slope) = curve.at(lo, t);
        let (same, steep) = cubic::monotone(&points, lo, t, |k| values[k]);
        assert!((value - same).abs() < 1e-12 && (slope - steep).abs() < 1e-9);
        found = found.max(x * (1.0 - x) * slope.abs());
    }
    let most = curve.steepest(&points);
    assert!(
        found <= most + 1e-9 && most <= 1.5 * found,
        "{found} {most}"
    );
}
