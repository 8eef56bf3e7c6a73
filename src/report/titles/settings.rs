//! Titles over the values of a number: a sweep, a map, strips, precision, worlds.

use super::words::{Doubt, doubted, rounded};
use crate::report::screen::thousands;

/// Where the likeliest end changes.
pub(in crate::report) fn gives_way(
    [from, to]: [&str; 2],
    setting: &str,
    place: &str,
    doubt: Option<Doubt>,
) -> String {
    doubted(
        format!("“{from}” gives way to “{to}” at {setting} {place}"),
        doubt,
    )
}

/// Of how many numbers the record teaches something.
pub(in crate::report) fn learnt(learnt: usize, all: usize, told: bool) -> String {
    let sentence = match learnt {
        0 => format!("The record teaches nothing about any of {all} numbers"),
        n if n == all => format!("The record teaches something about all {all} numbers"),
        n => format!("The record teaches something about {n} of {all} numbers"),
    };
    match told {
        true => sentence,
        false => sentence + ", as far as so few worlds can tell",
    }
}

/// On how many of `all` worlds half of the weight lies, and whether that is enough to tell.
pub(in crate::report) fn weights(half: usize, all: usize, told: bool) -> String {
    let half = match half {
        1 => "a single one".to_string(),
        n => thousands(n),
    };
    let sentence = format!(
        "Half of the weight lies on {half} of {} worlds",
        thousands(all)
    );
    match told {
        true => sentence,
        false => sentence + ": too few to tell",
    }
}

/// The mean squared error of later milestones, before and after.
pub(in crate::report) fn later(before: f64, after: f64) -> String {
    let how = match after - before {
        by if by < -0.005 => "better",
        by if by > 0.005 => "worse",
        _ => "no better",
    };
    format!(
        "What comes later is forecast {how} after the record: error {after:.2} instead of {before:.2}"
    )
}

/// The column that moves outcomes most, and by how much.
pub(in crate::report) fn effect(column: &str, most: f64) -> String {
    format!(
        "“{column}” moves the outcomes most: one by {:.0} points",
        100.0 * most
    )
}

/// How many of so many estimates are apart from 0.
pub(in crate::report) fn estimates(apart: usize, all: usize) -> String {
    match (apart, all) {
        (0, 1) => "The cases cannot tell the number from 0".to_string(),
        (1, 1) => "The cases tell the number from 0".to_string(),
        (0, _) => "The cases can tell none of the numbers from 0".to_string(),
        (apart, all) if apart == all => format!("The cases tell all {all} numbers from 0"),
        (apart, all) => format!("The cases tell {apart} of {all} numbers from 0"),
    }
}

/// The likeliest end is one and the same over this.
pub(in crate::report) fn stays(label: &str, over: &str, doubt: Option<Doubt>) -> String {
    doubted(format!("“{label}” stays likeliest whatever {over}"), doubt)
}

/// The likeliest end at the values of a setting that are no numbers: of each end the first value.
pub(in crate::report) fn likeliest_by_value(all: &[(&str, &str)], doubt: Option<Doubt>) -> String {
    let mut parts = all
        .iter()
        .map(|(label, value)| format!("“{label}” at {value}"));
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| format!(", {part}"));
    doubted(
        format!("Likeliest: {first}{}", rest.collect::<String>()),
        doubt,
    )
}

/// Over two settings, the two ends that are the likeliest at most points, with their shares of those.
pub(in crate::report) fn map(
    first: (&str, f64),
    second: (&str, f64),
    doubt: Option<Doubt>,
) -> String {
    let sentence = format!(
        "“{}” is likeliest in {} of the map, “{}” in {}",
        first.0,
        rounded(first.1),
        second.0,
        rounded(second.1)
    );
    doubted(sentence, doubt)
}

/// Where a number tips the likeliest end, which is in doubt.
pub(in crate::report) fn tips_nearest(setting: &str, doubt: Doubt) -> String {
    doubted(
        format!("“{setting}” is nearest to tipping the likeliest end"),
        Some(doubt),
    )
}

/// The likeliest end by everybody's precision: stretches of one and the same end, from where to where.
pub(in crate::report) fn over_precision(
    stretches: &[(&str, [f64; 2])],
    doubt: Option<Doubt>,
) -> String {
    let sentence = match stretches {
        [] => String::new(),
        [(label, [from, to])] => {
            format!("“{label}” is likeliest at every precision from {from} to {to}")
        }
        few @ ([_, _] | [_, _, _]) => {
            let part = |(label, [from, to]): &(&str, [f64; 2])| {
                if from == to {
                    format!("“{label}” at {from}")
                } else {
                    format!("“{label}” at {from} to {to}")
                }
            };
            let parts: Vec<String> = few.iter().map(part).collect();
            format!(
                "Which is likeliest depends on precision: {}",
                parts.join(", ")
            )
        }
        many => format!(
            "Which is likeliest depends on precision: it changes {} times",
            many.len() - 1
        ),
    };
    doubted(sentence, doubt)
}

/// A branch of equilibria of a tree up to this precision: how many others its arms lead to, or where the
/// first of them leaves, or whether it turns back.
pub(in crate::report) fn branch(
    precision: f64,
    leave: Option<f64>,
    turned: bool,
    others: usize,
) -> String {
    match (leave, others) {
        (_, 1..) => format!(
            "{} equilibria at precision {precision}: arms lead to all but one",
            others + 1
        ),
        (None, 0) if turned => {
            format!("The branch turns back on its way to precision {precision}")
        }
        (None, 0) => format!("One branch leads to precision {precision} without a turn"),
        (Some(first), 0) => format!("Other equilibria branch off from precision {first:.3} on"),
    }
}

/// In how many worlds an end is the likeliest, at the first and at the last value of a setting.
pub(in crate::report) fn worlds_over(
    label: &str,
    [from, to]: &[String; 2],
    shares: [f64; 2],
) -> String {
    let [first, last] = shares.map(rounded);
    match first == last {
        true => format!("“{label}” is likeliest in {first} of worlds from {from} to {to}"),
        false => {
            format!("“{label}” is likeliest in {first} of worlds at {from}, in {last} at {to}")
        }
    }
}

/// In how many worlds an end becomes likelier, or less likely, without a lever.
pub(in crate::report) fn lever_in_worlds(
    lever: &str,
    label: &str,
    way: &str,
    share: f64,
) -> String {
    format!(
        "Without “{lever}” “{label}” is {way} in {} of worlds",
        rounded(share)
    )
}

/// In how many worlds the likeliest end is the likeliest; `lost` worlds had no equilibrium.
pub(in crate::report) fn worlds(label: &str, share: f64, count: usize, lost: usize) -> String {
    let count = thousands(count);
    let only = if share < 0.5 { "only " } else { "" };
    let lost = if lost > 0 {
        format!("; {} more had no equilibrium", thousands(lost))
    } else {
        String::new()
    };
    format!(
        "“{label}” is likeliest in {only}{} of {count} worlds{lost}",
        rounded(share)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_weight_lies() {
        assert_eq!(
            weights(12, 1489, true),
            "Half of the weight lies on 12 of 1,489 worlds"
        );
        assert_eq!(
            weights(1, 64, false),
            "Half of the weight lies on a single one of 64 worlds: too few to tell"
        );
    }

    #[test]
    fn where_it_tips_and_what_puts_that_in_doubt() {
        let of = |doubt| gives_way(["war", "calm"], "war cost", "2.05", doubt);
        assert_eq!(of(None), "“war” gives way to “calm” at war cost 2.05");
        let title = of(Some(Doubt::Shadow));
        assert_eq!(
            title,
            "“war” gives way to “calm” at war cost 2.05, but not under a longer shadow"
        );
        let title = stays("war", "war cost is", Some(Doubt::Lost));
        assert_eq!(
            title,
            "“war” stays likeliest whatever war cost is, where an equilibrium was found"
        );
        let title = tips_nearest("war cost", Doubt::Shadow);
        assert_eq!(
            title,
            "“war cost” is nearest to tipping the likeliest end, but not under a longer shadow"
        );
    }

    #[test]
    fn the_likeliest_by_value_and_over_a_map() {
        let title = likeliest_by_value(&[("war", "low"), ("calm", "high")], None);
        assert_eq!(title, "Likeliest: “war” at low, “calm” at high");
        let title = map(("war", 0.7), ("calm", 0.2), Some(Doubt::Shadow));
        assert_eq!(
            title,
            "“war” is likeliest in 70% of the map, “calm” in 20%, but not under a longer shadow"
        );
    }

    #[test]
    fn the_likeliest_by_precision() {
        let title = over_precision(&[("war", [1.0, 10.0])], None);
        assert_eq!(title, "“war” is likeliest at every precision from 1 to 10");
        let two = [("war", [1.0, 3.0]), ("calm", [4.0, 4.0])];
        let title = over_precision(&two, Some(Doubt::Lost));
        assert_eq!(
            title,
            "Which is likeliest depends on precision: “war” at 1 to 3, “calm” at 4, where an equilibrium was found"
        );
        let many = [("war", [1.0, 1.0]), ("calm", [2.0, 2.0])].repeat(2);
        let title = over_precision(&many, None);
        assert_eq!(
            title,
            "Which is likeliest depends on precision: it changes 3 times"
        );
    }

    #[test]
    fn the_likeliest_in_worlds() {
        assert_eq!(
            worlds("war", 0.63, 1024, 0),
            "“war” is likeliest in 63% of 1,024 worlds"
        );
        let title = worlds("war", 0.3, 64, 2);
        assert_eq!(
            title,
            "“war” is likeliest in only 30% of 64 worlds; 2 more had no equilibrium"
        );
    }
}
