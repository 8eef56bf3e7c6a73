//! Titles of runs side by side.

use super::words::{Doubt, doubted};
use crate::report::screen::points;

/// In what runs differ most: what it is, and the least and the most of it, each with its run's name.
pub(in crate::report) fn apart(what: &str, [least, most]: [(&str, &str); 2]) -> String {
    format!(
        "{what} differs most: {} under {}, {} under {}",
        least.0, least.1, most.0, most.1
    )
}

/// The largest difference from the baseline that is settled.
pub(in crate::report) fn most_different(what: &str, change: f64, variant: &str) -> String {
    let change = points(change, 0);
    format!("“{what}” differs most: {change} points under {variant}")
}

/// No difference; or none that longer shadows leave, if some are unsettled.
pub(in crate::report) fn no_difference(unsettled: bool) -> String {
    if unsettled {
        "No difference outlasts a longer shadow".to_string()
    } else {
        "No difference".to_string()
    }
}

/// The likeliest end of each of two runs or more: the first run's, and those of others that differ, with their names.
pub(in crate::report) fn likeliest_of_each(
    first: &str,
    others: &[(&str, &str)],
    runs: usize,
    doubt: Option<Doubt>,
) -> String {
    let sentence = match others {
        [] => format!(
            "“{first}” is likeliest in {}",
            if runs == 2 { "both" } else { "all" }
        ),
        [(label, name)] => format!("“{first}” is likeliest, but “{label}” under {name}"),
        several => {
            let parts = several
                .iter()
                .map(|(label, name)| format!("“{label}” under {name}"));
            format!(
                "“{first}” is likeliest; {}",
                parts.collect::<Vec<_>>().join(", ")
            )
        }
    };
    doubted(sentence, doubt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_most_is_told_with_both_ends() {
        let ends = [("12%", "no veto"), ("52%", "baseline")];
        let title = apart("“armed standoff”", ends);
        assert_eq!(
            title,
            "“armed standoff” differs most: 12% under no veto, 52% under baseline"
        );
    }

    #[test]
    fn settled_differences_only() {
        let title = most_different("war", -0.123, "no veto");
        assert_eq!(title, "“war” differs most: −12 points under no veto");
        assert_eq!(no_difference(false), "No difference");
        assert_eq!(
            no_difference(true),
            "No difference outlasts a longer shadow"
        );
    }

    #[test]
    fn the_likeliest_end_of_each() {
        assert_eq!(
            likeliest_of_each("war", &[], 3, None),
            "“war” is likeliest in all"
        );
        let one = [("calm", "no veto")];
        let title = likeliest_of_each("war", &one, 2, Some(Doubt::Shadow));
        assert_eq!(
            title,
            "“war” is likeliest, but “calm” under no veto, but not under a longer shadow"
        );
        let two = [("calm", "no veto"), ("talks", "us hawk")];
        let title = likeliest_of_each("war", &two, 3, None);
        assert_eq!(
            title,
            "“war” is likeliest; “calm” under no veto, “talks” under us hawk"
        );
    }
}
