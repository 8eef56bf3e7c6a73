//! Ctrl-C: work under way is asked to stop, so that what it found is kept; a second one, or one while nothing is
//! under way that can be asked, ends the program at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The exit code of a program that a user interrupted: 128 and the number of the signal.
pub(super) const INTERRUPTED: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// Listens from now on. Where it cannot, Ctrl-C ends the program as the system has it.
pub(super) fn listen() {
    let _ = ctrlc::set_handler(|| {
        let again = ASKED.swap(true, Ordering::Relaxed);
        if again || UNDER_WAY.load(Ordering::Relaxed) == 0 {
            std::process::exit(INTERRUPTED.into());
        }
    });
}

/// Work begins that looks whether it is [`asked`] to stop.
pub(super) fn begin() {
    UNDER_WAY.fetch_add(1, Ordering::Relaxed);
}

/// Such work ends.
pub(super) fn end() {
    UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
}

/// Whether work is asked to stop.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
