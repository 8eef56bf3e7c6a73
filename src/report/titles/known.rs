//! When histories are decided: a title that texts have too.

/// When histories are all but decided: `half` and `most` are when half and nine in ten of them are, none if that is not
/// before the last round; `last` is the share of those that are before that round, called `round`. Without a
/// full stop.
pub(in crate::report) fn known(
    [half, most]: [Option<&str>; 2],
    (last, round): (f64, &str),
) -> String {
    match (half, most) {
        (Some(half), Some(most)) if half == most => {
            format!("nine in ten histories are all but decided {half}")
        }
        (Some(half), Some(most)) => {
            format!("half of the histories are all but decided {half}, nine in ten {most}")
        }
        (Some(half), None) => format!("half of the histories are all but decided {half}"),
        (None, _) => {
            let few = if last < 0.005 {
                "hardly any history is".to_string()
            } else {
                format!("only {:.0}% of the histories are", 100.0 * last)
            };
            format!("before the last {round} {few} all but decided")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_it_is_known() {
        let say = |when| known(when, (0.35, "quarter"));
        let (a, b) = (Some("by Q2 2007"), Some("by Q4 2007"));
        assert_eq!(
            say([a, b]),
            "half of the histories are all but decided by Q2 2007, nine in ten by Q4 2007"
        );
        assert_eq!(
            say([a, a]),
            "nine in ten histories are all but decided by Q2 2007"
        );
        assert!(say([a, None]).starts_with("half of the histories"));
        assert_eq!(
            say([None, None]),
            "before the last quarter only 35% of the histories are all but decided"
        );
        assert!(known([None, None], (0.001, "year")).contains("hardly any history is"));
    }
}
