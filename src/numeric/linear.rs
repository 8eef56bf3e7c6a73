//! What the continuation asks of a linear solver, whether it eliminates or iterates.

/// Solves linear systems with the Jacobian J of a homotopy. The solver owns the Jacobian and
/// decides in what form it is kept, and may keep its buffers from one system to the next.
///
/// The order of calls: write [`jacobian`](Self::jacobian); factor it, bordered or not; solve for any
/// number of right-hand sides.
pub trait LinearSolver {
    /// What the Jacobian is kept in: a matrix, or what makes products with it.
    type Jacobian;

    /// The Jacobian, to be written before each factorization: a factorization may use it up.
    fn jacobian(&mut self) -> &mut Self::Jacobian;

    /// Gets ready to solve J x = b.
    ///
    /// # Errors
    /// The matrix is singular.
    fn factor(&mut self) -> Result<(), Unsolved>;

    /// Gets ready to solve with J bordered by `column` on its right and `row` below. For n unknowns
    /// `column` has n entries, and `row`, with the corner as its last, n + 1.
    ///
    /// # Errors
    /// The matrix is singular.
    fn factor_bordered(&mut self, column: &[f64], row: &[f64]) -> Result<(), Unsolved>;

    /// Replaces `b` by the solution x of the system A x = b that was factored last. An iterative
    /// solver may stop once |b − A x| ≤ `tolerance` · |b| in the Euclidean norm; one that eliminates
    /// solves to rounding whatever is asked. 0 asks for as much as rounding allows.
    ///
    /// # Errors
    /// There is no finite solution, or the solver does not reach it; `b` then means nothing.
    fn solve(&mut self, b: &mut [f64], tolerance: f64) -> Result<(), Unsolved>;

    /// Whether the determinant of the matrix that was factored last is positive; `None` if the
    /// solver cannot tell.
    fn positive(&self) -> Option<bool>;
}

/// A linear system has no unique solution, or the solver did not reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsolved;
