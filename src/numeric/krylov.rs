//! Large linear systems of which only products with the matrix are known: GMRES without restart
//! (Saad & Schultz 1986).

use super::linear::{LinearSolver, Unsolved};

/// The most vectors of a Krylov space before a system is given up.
const VECTORS: usize = 400;
/// The smallest relative residual that rounding lets be told from 0.
const ROUNDING: f64 = 1e-14;
/// A vector that keeps no more than this part of its length is made orthogonal once more: what
/// rounding left along the others is then not small beside it (Daniel et al. 1976).
const FELL: f64 = 0.1;
/// Sums kept side by side in a scalar product, so that the processor adds several at once.
const LANES: usize = 8;

/// A square matrix J known by its products.
pub trait Product {
    /// Number of rows, and of columns.
    fn size(&self) -> usize;

    /// Writes J v into `out`, all of it. Both have [`size`](Self::size) entries.
    fn apply(&mut self, v: &[f64], out: &mut [f64]);
}

/// Solves by GMRES, in at most 400 products and without preconditioner: for matrices most of whose
/// eigenvalues lie together, away from 0. The buffers serve one system after another. The result
/// hangs on no thread count.
#[derive(Clone, Debug, Default)]
pub struct Krylov<J> {
    jacobian: J,
    /// Whether the system is the bordered one.
    bordered: bool,
    /// The border on the right.
    column: Vec<f64>,
    /// The border below, with the corner.
    row: Vec<f64>,
    /// The orthonormal vectors of the Krylov space, one after another.
    basis: Vec<f64>,
    /// What the rotations leave of the Hessenberg matrix: an upper triangle, by columns.
    triangle: Vec<f64>,
    /// Cosine and sine of each rotation.
    rotations: Vec<(f64, f64)>,
    /// The right side in the basis, rotated; the magnitude of the last entry is the residual.
    right: Vec<f64>,
    products: usize,
}

impl<J: Product> Krylov<J> {
    /// Of `jacobian`, to be written before the first factorization.
    pub fn new(jacobian: J) -> Self {
        Krylov {
            jacobian,
            bordered: false,
            column: vec![],
            row: vec![],
            basis: vec![],
            triangle: vec![],
            rotations: vec![],
            right: vec![],
            products: 0,
        }
    }

    /// Number of products with J since this was made.
    pub fn products(&self) -> usize {
        self.products
    }

    /// Adds the product with vector `k` of the basis to the basis, made orthonormal, and its column
    /// to the triangle. Gives its length before and after it was made orthogonal; after is 0 if only
    /// rounding was left.
    fn extend(&mut self, k: usize, size: usize) -> (f64, f64) {
        let (basis, next) = self.basis.split_at_mut((k + 1) * size);
        let next = &mut next[..size];
        let last = &basis[k * size..];
        self.products += 1;
        if self.bordered {
            let (v, corner) = last.split_at(size - 1);
            self.jacobian.apply(v, &mut next[..size - 1]);
            add(corner[0], &self.column, &mut next[..size - 1]);
            next[size - 1] = dot(&self.row, last);
        } else {
            self.jacobian.apply(last, next);
        }
        let start = self.triangle.len();
        self.triangle.resize(start + k + 1, 0.0);
        let entries = &mut self.triangle[start..];
        let before = length(next);
        let mut after = remove(basis, next, entries);
        if after < FELL * before {
            after = remove(basis, next, entries);
        }
        if after <= ROUNDING * before {
            after = 0.0;
        } else {
            next.iter_mut().for_each(|x| *x /= after);
        }
        (before, after)
    }

    /// Rotates column `k` of the triangle, below which stands `after`. Gives the residual of the
    /// best solution in the space so far.
    fn rotate(&mut self, k: usize, (before, after): (f64, f64)) -> Result<f64, Unsolved> {
        let start = self.triangle.len() - (k + 1);
        let entries = &mut self.triangle[start..];
        for (i, (cosine, sine)) in self.rotations.iter().enumerate() {
            let (upper, lower) = (entries[i], entries[i + 1]);
            entries[i] = cosine * upper + sine * lower;
            entries[i + 1] = cosine * lower - sine * upper;
        }
        let pivot = (entries[k] * entries[k] + after * after).sqrt();
        if pivot <= ROUNDING * before || !pivot.is_finite() {
            return Err(Unsolved);
        }
        let (cosine, sine) = (entries[k] / pivot, after / pivot);
        entries[k] = pivot;
        self.rotations.push((cosine, sine));
        let rest = self.right[k];
        self.right[k] = cosine * rest;
        self.right.push(-sine * rest);
        Ok((sine * rest).abs())
    }

    /// Writes the best solution in the space of the first `count` vectors.
    fn combine(&mut self, count: usize, x: &mut [f64]) {
        x.fill(0.0);
        for k in (0..count).rev() {
            let start = k * (k + 1) / 2;
            let column = &self.triangle[start..=start + k];
            let part = self.right[k] / column[k];
            add(-part, &column[..k], &mut self.right[..k]);
            add(part, &self.basis[k * x.len()..][..x.len()], x);
        }
    }
}

impl<J: Product> LinearSolver for Krylov<J> {
    type Jacobian = J;

    fn jacobian(&mut self) -> &mut J {
        &mut self.jacobian
    }

    fn factor(&mut self) -> Result<(), Unsolved> {
        self.bordered = false;
        Ok(())
    }

    fn factor_bordered(&mut self, column: &[f64], row: &[f64]) -> Result<(), Unsolved> {
        self.bordered = true;
        self.column.clear();
        self.column.extend_from_slice(column);
        self.row.clear();
        self.row.extend_from_slice(row);
        Ok(())
    }

    /// A `tolerance` below 1e-14 is taken for that.
    fn solve(&mut self, b: &mut [f64], tolerance: f64) -> Result<(), Unsolved> {
        let size = b.len();
        debug_assert_eq!(size, self.jacobian.size() + usize::from(self.bordered));
        let whole = length(b);
        if whole == 0.0 {
            return Ok(());
        }
        if !whole.is_finite() {
            return Err(Unsolved);
        }
        let wanted = tolerance.max(ROUNDING) * whole;
        self.triangle.clear();
        self.rotations.clear();
        self.right.clear();
        self.right.push(whole);
        for k in 0..size.min(VECTORS) {
            if self.basis.len() < (k + 2) * size {
                self.basis.resize((k + 2) * size, 0.0);
            }
            if k == 0 {
                let first = self.basis.iter_mut().zip(&*b);
                first.for_each(|(v, b)| *v = b / whole);
            }
            let lengths = self.extend(k, size);
            if self.rotate(k, lengths)? <= wanted {
                self.combine(k + 1, b);
                let finite = b.iter().all(|x| x.is_finite());
                return if finite { Ok(()) } else { Err(Unsolved) };
            }
        }
        Err(Unsolved)
    }

    fn positive(&self) -> Option<bool> {
        None
    }
}

/// Takes from `w` its parts along the orthonormal vectors of `basis`, one after another (modified
/// Gram–Schmidt), and adds each to its entry of `parts`. Gives the length of what is left.
fn remove(basis: &[f64], w: &mut [f64], parts: &mut [f64]) -> f64 {
    for (v, part) in basis.chunks_exact(w.len()).zip(parts) {
        let along = dot(v, w);
        *part += along;
        add(-along, v, w);
    }
    length(w)
}

/// Adds `factor` · `v` to `w`.
fn add(factor: f64, v: &[f64], w: &mut [f64]) {
    w.iter_mut().zip(v).for_each(|(w, v)| *w += factor * v);
}

/// The Euclidean length.
pub(super) fn length(v: &[f64]) -> f64 {
    dot(v, v).sqrt()
}

/// The scalar product, summed in an order that hangs on the length alone.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}
