//! Titles of levers and of what accounts for an outcome.

use super::words::{Doubt, doubted, rounded};
use crate::report::screen::{capital, points};

/// The lever that moves an outcome most; if which way is in doubt, that.
pub(in crate::report) fn lever(
    label: &str,
    outcome: &str,
    change: f64,
    doubt: Option<Doubt>,
) -> String {
    match doubt {
        Some(doubt @ (Doubt::Shadow | Doubt::Precision | Doubt::Equilibrium)) => format!(
            "“{label}” moves most, but which way depends on {}",
            doubt.which_way()
        ),
        Some(Doubt::Lost | Doubt::Worlds(_)) | None => {
            let change = points(change, 0);
            doubted(
                format!("“{label}” moves most: “{outcome}” {change} points without it"),
                doubt,
            )
        }
    }
}

/// No lever that moves anything, or none at all.
pub(in crate::report) fn no_lever(tried: bool) -> String {
    if tried {
        "No lever moves an outcome by half a point".to_string()
    } else {
        "No lever to try".to_string()
    }
}

/// Who moves an outcome most, with what.
pub(in crate::report) fn mover(
    actor: &str,
    option: &str,
    outcome: &str,
    change: f64,
    doubt: Option<Doubt>,
) -> String {
    let change = points(change, 0);
    let actor = capital(actor);
    doubted(
        format!("{actor} moves most: “{outcome}” {change} points without “{option}”"),
        doubt,
    )
}

/// Nobody who moves anything steadily.
pub(in crate::report) fn no_mover() -> String {
    "Nobody moves an outcome steadily by half a point".to_string()
}

/// The number that accounts for most of an outcome's variance.
pub(in crate::report) fn index(parameter: &str, outcome: &str, share: f64) -> String {
    let share = rounded(share);
    format!("“{parameter}” accounts for {share} of the variance of “{outcome}”")
}

/// No number accounts for anything.
pub(in crate::report) fn no_index() -> String {
    "No outcome varies over the ranges".to_string()
}

/// Two numbers of which it cannot be told which accounts for more.
pub(in crate::report) fn two_indices([one, other]: [&str; 2], outcome: &str) -> String {
    format!("“{one}” or “{other}” matters most to “{outcome}”: intervals overlap")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_lever_or_why_it_cannot_be_told() {
        let of = |doubt| lever("China: trim the lifeline", "strike", -0.12, doubt);
        let steady = "“China: trim the lifeline” moves most: “strike” −12 points without it";
        assert_eq!(of(None), steady);
        let way = "“China: trim the lifeline” moves most, but which way depends on ";
        assert_eq!(of(Some(Doubt::Precision)), format!("{way}precision"));
        assert_eq!(of(Some(Doubt::Shadow)), format!("{way}the shadow"));
        assert_eq!(
            of(Some(Doubt::Lost)),
            format!("{steady}, where an equilibrium was found")
        );
        assert_eq!(no_lever(true), "No lever moves an outcome by half a point");
        assert_eq!(no_lever(false), "No lever to try");
    }

    #[test]
    fn who_moves_most() {
        let title = mover("china", "trim the lifeline", "strike", 0.31, None);
        assert_eq!(
            title,
            "China moves most: “strike” +31 points without “trim the lifeline”"
        );
        let title = mover("china", "veto", "strike", 0.31, Some(Doubt::Lost));
        let wanted =
            "China moves most: “strike” +31 points without “veto”, where an equilibrium was found";
        assert_eq!(title, wanted);
        assert_eq!(
            no_mover(),
            "Nobody moves an outcome steadily by half a point"
        );
    }

    #[test]
    fn what_accounts_for_most() {
        let title = index("war cost", "strike", 0.62);
        assert_eq!(
            title,
            "“war cost” accounts for 62% of the variance of “strike”"
        );
        assert_eq!(no_index(), "No outcome varies over the ranges");
        let title = two_indices(["war cost", "patience"], "strike");
        assert_eq!(
            title,
            "“war cost” or “patience” matters most to “strike”: intervals overlap"
        );
    }
}
