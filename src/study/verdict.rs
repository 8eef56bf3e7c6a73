//! When a change is one: the tolerance that every command goes by.

/// Changes of a probability smaller than this are called the same: a tenth of a point.
pub const SAME: f64 = 0.001;

/// 1 or −1, or 0 of a change too small to have a sign.
pub fn sign(change: f64) -> i8 {
    match change {
        x if x > SAME => 1,
        x if x < -SAME => -1,
        _ => 0,
    }
}
