//! What a game takes in memory, counted before it is taken.

use super::tokens::{Fault, fault};
use crate::diagnostics::{Diagnostic, Span};

/// The memory that a game may take.
#[derive(Clone)]
pub(super) struct Room {
    limit: usize,
    taken: usize,
}

impl Room {
    /// Of `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Room { limit, taken: 0 }
    }

    /// Takes the product of `factors` in bytes for `what`, which stands at `span`.
    pub fn take(&mut self, factors: &[usize], span: Span, what: &str) -> Result<(), Fault> {
        let bytes = factors
            .iter()
            .try_fold(1usize, |product, factor| product.checked_mul(*factor));
        let taken = bytes.and_then(|bytes| self.taken.checked_add(bytes));
        match taken.filter(|taken| *taken <= self.limit) {
            Some(taken) => {
                self.taken = taken;
                Ok(())
            }
            None => {
                let limit = self.limit >> 20;
                let message = format!("{what} would take more memory than the {limit} MB allowed");
                let fault = Diagnostic::error(span, message);
                Err(Box::new(
                    fault.help("allow more with --memory, or solve a smaller game"),
                ))
            }
        }
    }
}

/// A number of things as the narrower integer in which a game keeps it.
pub(super) fn narrow<N, T: TryFrom<N>>(number: N, span: Span, what: &str) -> Result<T, Fault> {
    T::try_from(number).map_err(|_| fault(span, format!("too many {what} for one game")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_held_against_the_limit_without_overflow() {
        let mut room = Room::new(100);
        let at = Span::default();
        assert!(room.take(&[10, 6], at, "this").is_ok());
        assert!(room.take(&[10, 4], at, "this").is_ok());
        assert!(room.take(&[1], at, "this").is_err());
        let huge = room.take(&[usize::MAX, usize::MAX], at, "this");
        assert!(huge.expect_err("refused").message.contains("0 MB"));
    }

    #[test]
    fn numbers_are_narrowed_up_to_the_edge() {
        let at = Span::default();
        assert_eq!(
            narrow::<usize, u16>(65_535, at, "moves").expect("fits"),
            65_535
        );
        let fault = narrow::<usize, u16>(65_536, at, "moves").expect_err("does not fit");
        assert!(fault.message.contains("too many moves"));
        assert!(narrow::<usize, u32>(1 << 32, at, "moves").is_err());
    }
}
