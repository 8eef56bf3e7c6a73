//! When is a change one, and when do two numbers agree? The rules that every command goes by;
//! reports only word them.

use serde::{Serialize, Serializer};

/// Changes of a probability up to this are called the same: a tenth of a point.
pub const SAME: f64 = 0.001;

/// Smallest p value at which exact and simulated are said to agree.
pub const AGREE: f64 = 0.001;

/// 1 or −1, or 0 of a change too small to have a sign.
pub fn sign(change: f64) -> i8 {
    match change {
        x if x > SAME => 1,
        x if x < -SAME => -1,
        _ => 0,
    }
}

/// What becomes of a probability that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The change is too small to have a sign.
    Same,
    /// It has one, but under other assumptions it has another, or none.
    Unsettled,
    /// It rises, under other assumptions too.
    Likelier,
    /// It falls, under other assumptions too.
    LessLikely,
}

impl Change {
    /// The verdict on a change of a probability, where `others` are what it is under the other
    /// assumptions that are looked at: longer shadows, other precisions.
    pub fn of(change: f64, others: impl IntoIterator<Item = f64>) -> Self {
        let own = sign(change);
        let kept = others.into_iter().all(|x| sign(x) == own);
        match own {
            0 => Change::Same,
            _ if !kept => Change::Unsettled,
            1 => Change::Likelier,
            _ => Change::LessLikely,
        }
    }

    /// Whether it has a sign that other assumptions leave as it is.
    pub fn is_settled(self) -> bool {
        match self {
            Change::Likelier | Change::LessLikely => true,
            Change::Same | Change::Unsettled => false,
        }
    }

    /// As documents have it.
    pub fn word(self) -> &'static str {
        match self {
            Change::Same => "same",
            Change::Unsettled => "unsettled",
            Change::Likelier => "likelier",
            Change::LessLikely => "less likely",
        }
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}

/// Whether exact and simulated outcomes agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Agreement {
    /// They do.
    Agree,
    /// They differ, but with other luck, whose p value this is, they do not.
    Luck(f64),
    /// They differ by no more than the error of the grid of beliefs.
    Grid,
    /// They differ, twice, by more than that.
    Disagree,
}

impl Agreement {
    /// The verdict on the p value of the G-test, and on that of the same test with other luck, if
    /// it was made; `gap` is the largest difference between an exact and a simulated outcome, `grid`
    /// the grid's error.
    pub fn of(p: f64, again: Option<f64>, gap: f64, grid: f64) -> Self {
        if p >= AGREE {
            return Agreement::Agree;
        }
        match again {
            Some(again) if again >= AGREE => Agreement::Luck(again),
            Some(_) | None if gap <= grid => Agreement::Grid,
            Some(_) | None => Agreement::Disagree,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_settled_if_every_other_assumption_keeps_its_sign() {
        for (change, others, verdict) in [
            (0.001, [0.5, -0.5], Change::Same),
            (0.1, [0.2, 0.05], Change::Likelier),
            (-0.1, [-0.2, -0.05], Change::LessLikely),
            (0.1, [0.2, 0.0005], Change::Unsettled),
            (-0.1, [-0.2, 0.05], Change::Unsettled),
        ] {
            assert_eq!(Change::of(change, others), verdict, "{change} {others:?}");
        }
        assert_eq!(Change::of(0.1, []), Change::Likelier);
    }

    #[test]
    fn exact_and_simulated_disagree_only_twice_and_beyond_the_grid() {
        for (p, again, gap, grid, verdict) in [
            (0.5, None, 0.1, 0.0, Agreement::Agree),
            (1e-4, Some(0.2), 0.1, 0.0, Agreement::Luck(0.2)),
            (1e-4, Some(1e-4), 0.01, 0.02, Agreement::Grid),
            (1e-4, Some(1e-4), 0.02, 0.01, Agreement::Disagree),
        ] {
            assert_eq!(Agreement::of(p, again, gap, grid), verdict);
        }
    }
}
