//! Small dense linear systems, by elimination with partial pivoting.

/// Solves `a` x = `b` in place: `a` is n × n by rows and is overwritten, `b` becomes x. False if a
/// pivot vanishes.
pub(super) fn solve(a: &mut [f64], b: &mut [f64]) -> bool {
    let n = b.len();
    for k in 0..n {
        let size = |i: &usize| a[i * n + k].abs();
        let pivot = (k..n)
            .max_by(|i, j| size(i).total_cmp(&size(j)))
            .unwrap_or(k);
        if a[pivot * n + k] == 0.0 || !a[pivot * n + k].is_finite() {
            return false;
        }
        if pivot != k {
            for j in k..n {
                a.swap(pivot * n + j, k * n + j);
            }
            b.swap(pivot, k);
        }
        let (upper, lower) = a.split_at_mut((k + 1) * n);
        let row = &upper[k * n + k..k * n + n];
        for (i, below) in lower.chunks_exact_mut(n).enumerate() {
            let factor = below[k] / row[0];
            if factor != 0.0 {
                let cells = below[k..].iter_mut().zip(row);
                cells.for_each(|(x, r)| *x -= factor * r);
                b[k + 1 + i] -= factor * b[k];
            }
        }
    }
    for k in (0..n).rev() {
        let sum: f64 = (k + 1..n).map(|j| a[k * n + j] * b[j]).sum();
        b[k] = (b[k] - sum) / a[k * n + k];
    }
    b.iter().all(|x| x.is_finite())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_system_that_needs_pivots() {
        let mut a = [0.0, 2.0, 1.0, 1.0, 0.0, 3.0, 4.0, 1.0, 0.0];
        let mut b = [7.0, 10.0, 6.0];
        assert!(super::solve(&mut a, &mut b));
        for (x, wanted) in b.iter().zip([1.0, 2.0, 3.0]) {
            assert!((x - wanted).abs() < 1e-14);
        }
        assert!(!super::solve(&mut [1.0, 2.0, 2.0, 4.0], &mut [1.0, 1.0]));
    }
}
