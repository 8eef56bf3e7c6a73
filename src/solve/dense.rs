//! Small dense linear systems, by elimination with partial pivoting.

/// A pivot that is smaller is not taken unseen.
const SMALL: f64 = 1e-3;

/// Solves `a` x = b in place for each b of `right`: `a` is n × n by rows and is overwritten, each b
/// becomes its x. The first `diagonal` rows and columns meet on the diagonal alone, which saves most
/// of the work. Gives whether the determinant is positive; nothing if a pivot vanishes.
pub(super) fn solve<const R: usize>(
    a: &mut [f64],
    mut right: [&mut [f64]; R],
    diagonal: usize,
) -> Option<bool> {
    let n = right[0].len();
    let mut positive = true;
    let sparse = (0..diagonal).all(|k| a[k * n + k].abs() > SMALL);
    let diagonal = if sparse { diagonal } else { 0 };
    for k in 0..diagonal {
        let (upper, lower) = a.split_at_mut(diagonal * n);
        let row = &upper[k * n..(k + 1) * n];
        positive ^= row[k] < 0.0;
        for (i, below) in lower.chunks_exact_mut(n).enumerate() {
            let factor = below[k] / row[k];
            let cells = below[diagonal..].iter_mut().zip(&row[diagonal..]);
            cells.for_each(|(x, r)| *x -= factor * r);
            right
                .iter_mut()
                .for_each(|b| b[diagonal + i] -= factor * b[k]);
        }
    }
    for k in diagonal..n {
        let size = |i: &usize| a[i * n + k].abs();
        let pivot = (k..n)
            .max_by(|i, j| size(i).total_cmp(&size(j)))
            .unwrap_or(k);
        if a[pivot * n + k] == 0.0 || !a[pivot * n + k].is_finite() {
            return None;
        }
        if pivot != k {
            positive = !positive;
            for j in k..n {
                a.swap(pivot * n + j, k * n + j);
            }
            right.iter_mut().for_each(|b| b.swap(pivot, k));
        }
        positive ^= a[k * n + k] < 0.0;
        let (upper, lower) = a.split_at_mut((k + 1) * n);
        let row = &upper[k * n + k..k * n + n];
        for (i, below) in lower.chunks_exact_mut(n).enumerate() {
            let factor = below[k] / row[0];
            if factor != 0.0 {
                let cells = below[k..].iter_mut().zip(row);
                cells.for_each(|(x, r)| *x -= factor * r);
                right.iter_mut().for_each(|b| b[k + 1 + i] -= factor * b[k]);
            }
        }
    }
    for b in &mut right {
        for k in (0..n).rev() {
            let first = (k + 1).max(diagonal);
            let sum: f64 = (first..n).map(|j| a[k * n + j] * b[j]).sum();
            b[k] = (b[k] - sum) / a[k * n + k];
        }
    }
    let finite = right.iter().all(|b| b.iter().all(|x| x.is_finite()));
    finite.then_some(positive)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_system_that_needs_pivots() {
        let mut a = [0.0, 2.0, 1.0, 1.0, 0.0, 3.0, 4.0, 1.0, 0.0];
        let mut b = [7.0, 10.0, 6.0];
        // its determinant is 25
        assert_eq!(super::solve(&mut a, [&mut b], 0), Some(true));
        for (x, wanted) in b.iter().zip([1.0, 2.0, 3.0]) {
            assert!((x - wanted).abs() < 1e-14);
        }
        assert_eq!(
            super::solve(&mut [1.0, 2.0, 2.0, 4.0], [&mut [1.0, 1.0]], 0),
            None
        );
    }
    #[test]
    fn an_arrow_is_solved_as_any_matrix_is() {
        let arrow = [
            2.0, 0.0, 0.0, 1.0, //
            0.0, -3.0, 0.0, 5.0, //
            0.0, 0.0, 0.5, -1.0, //
            1.0, 2.0, 3.0, 4.0,
        ];
        let b = [1.0, -2.0, 3.0, 7.0];
        let solved = |diagonal| {
            let (mut a, mut x) = (arrow, b);
            let positive = super::solve(&mut a, [&mut x], diagonal);
            (positive, x)
        };
        let ((one, x), (other, y)) = (solved(0), solved(3));
        assert_eq!(one, other);
        for (x, y) in x.iter().zip(y) {
            assert!((x - y).abs() < 1e-12);
        }
    }
}
