//! Numerical methods that know no game: fixed points, branches of solutions, linear systems, curves.

pub mod anderson;
pub mod components;
pub mod continuation;
pub mod cubic;
pub mod dense;
pub mod krylov;
pub mod lambert;
pub mod linear;
pub mod mix;
pub mod path;
