//! Small dense linear systems, by elimination with partial pivoting.

/// Solves `a` x = b in place for each b of `right`: `a` is n × n by rows and is overwritten, each b
/// becomes its x. Gives whether the determinant is positive; nothing if a pivot vanishes.
pub(super) fn solve<const R: usize>(a: &mut [f64], mut right: [&mut [f64]; R]) -> Option<bool> {
    let n = right[0].len();
    let mut positive = true;
    for k in 0..n {
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
            let sum: f64 = (k + 1..n).map(|j| a[k * n + j] * b[j]).sum();
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
        assert_eq!(super::solve(&mut a, [&mut b]), Some(true));
        for (x, wanted) in b.iter().zip([1.0, 2.0, 3.0]) {
            assert!((x - wanted).abs() < 1e-14);
        }
        assert_eq!(
            super::solve(&mut [1.0, 2.0, 2.0, 4.0], [&mut [1.0, 1.0]]),
            None
        );
    }
}
