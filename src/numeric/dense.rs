//! Small dense linear systems, by elimination with partial pivoting.

use super::linear::{LinearSolver, Unsolved};

/// Rows of the diagonal block are taken as pivots without a search only if all their diagonal
/// entries are larger than this.
const SMALL: f64 = 1e-3;

/// A square matrix by rows, whose leading block may be known to be diagonal.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    size: usize,
    diagonal: usize,
    entries: Vec<f64>,
}

impl Matrix {
    /// Makes this a `size` × `size` matrix whose leading `diagonal` × `diagonal` block is diagonal,
    /// which saves most of the work of elimination. Gives its entries by rows, to be written: what
    /// they hold before means nothing. The entries of the block off its diagonal must be 0.
    pub fn reshape(&mut self, size: usize, diagonal: usize) -> &mut [f64] {
        self.size = size;
        self.diagonal = diagonal;
        self.entries.resize(size * size, 0.0);
        &mut self.entries
    }
}

/// Solves by elimination. The buffers serve one system after another.
#[derive(Clone, Debug, Default)]
pub struct Dense {
    jacobian: Matrix,
    /// On and above the diagonal what elimination leaves of the rows; below it, and outside the
    /// diagonal block, the factors with which rows were subtracted.
    factors: Matrix,
    /// The row that was swapped with each row after the diagonal block.
    pivots: Vec<usize>,
    positive: bool,
}

impl Dense {
    /// Eliminates in `factors`.
    fn eliminate(&mut self) -> Result<(), Unsolved> {
        let Matrix {
            size: n,
            diagonal,
            entries: a,
        } = &mut self.factors;
        let n = *n;
        if !(0..*diagonal).all(|k| a[k * n + k].abs() > SMALL) {
            *diagonal = 0;
        }
        let diagonal = *diagonal;
        self.positive = true;
        for k in 0..diagonal {
            let (upper, lower) = a.split_at_mut(diagonal * n);
            let row = &upper[k * n..(k + 1) * n];
            self.positive ^= row[k] < 0.0;
            for below in lower.chunks_exact_mut(n) {
                let factor = below[k] / row[k];
                below[k] = factor;
                let pairs = below[diagonal..].iter_mut().zip(&row[diagonal..]);
                pairs.for_each(|(x, r)| *x -= factor * r);
            }
        }
        self.pivots.clear();
        for k in diagonal..n {
            let size = |i: &usize| a[i * n + k].abs();
            let pivot = (k..n)
                .max_by(|i, j| size(i).total_cmp(&size(j)))
                .unwrap_or(k);
            if a[pivot * n + k] == 0.0 || !a[pivot * n + k].is_finite() {
                return Err(Unsolved);
            }
            self.pivots.push(pivot);
            if pivot != k {
                self.positive = !self.positive;
                // factors of earlier steps stay: a solution applies each before this swap
                for j in k..n {
                    a.swap(pivot * n + j, k * n + j);
                }
            }
            self.positive ^= a[k * n + k] < 0.0;
            let (upper, lower) = a.split_at_mut((k + 1) * n);
            let row = &upper[k * n + k..k * n + n];
            for below in lower.chunks_exact_mut(n) {
                let factor = below[k] / row[0];
                below[k] = factor;
                if factor != 0.0 {
                    let pairs = below[k + 1..].iter_mut().zip(&row[1..]);
                    pairs.for_each(|(x, r)| *x -= factor * r);
                }
            }
        }
        Ok(())
    }
}

impl LinearSolver for Dense {
    type Jacobian = Matrix;

    fn jacobian(&mut self) -> &mut Matrix {
        &mut self.jacobian
    }

    fn factor(&mut self) -> Result<(), Unsolved> {
        std::mem::swap(&mut self.jacobian, &mut self.factors);
        self.eliminate()
    }

    fn factor_bordered(&mut self, column: &[f64], row: &[f64]) -> Result<(), Unsolved> {
        let Matrix {
            size,
            diagonal,
            entries,
        } = &self.jacobian;
        self.factors.size = size + 1;
        self.factors.diagonal = *diagonal;
        let bordered = &mut self.factors.entries;
        bordered.clear();
        // a matrix without rows has no chunks
        for (own, right) in entries.chunks_exact((*size).max(1)).zip(column) {
            bordered.extend_from_slice(own);
            bordered.push(*right);
        }
        bordered.extend_from_slice(row);
        self.eliminate()
    }

    fn solve(&mut self, b: &mut [f64], _tolerance: f64) -> Result<(), Unsolved> {
        let Matrix {
            size: n,
            diagonal,
            entries: a,
        } = &self.factors;
        let (n, diagonal) = (*n, *diagonal);
        for k in 0..diagonal {
            let (upper, lower) = b.split_at_mut(diagonal);
            let rows = a[diagonal * n..].chunks_exact(n);
            for (x, row) in lower.iter_mut().zip(rows) {
                *x -= row[k] * upper[k];
            }
        }
        for (k, pivot) in (diagonal..n).zip(&self.pivots) {
            b.swap(*pivot, k);
            let (upper, lower) = b.split_at_mut(k + 1);
            let rows = a[(k + 1) * n..].chunks_exact(n);
            for (x, row) in lower.iter_mut().zip(rows) {
                if row[k] != 0.0 {
                    *x -= row[k] * upper[k];
                }
            }
        }
        for k in (0..n).rev() {
            let first = (k + 1).max(diagonal);
            let sum: f64 = (first..n).map(|j| a[k * n + j] * b[j]).sum();
            b[k] = (b[k] - sum) / a[k * n + k];
        }
        if b.iter().all(|x| x.is_finite()) {
            Ok(())
        } else {
            Err(Unsolved)
        }
    }

    fn positive(&self) -> Option<bool> {
        Some(self.positive)
    }
}
