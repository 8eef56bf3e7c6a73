//! Titles of one run: how it ends, what moves, when, who does it, what is believed and gained; and how well
//! it foretold.

use super::words::{Doubt, doubted, rounded};
use crate::report::screen::{capital, signed};

/// The likeliest end.
pub(in crate::report) fn likeliest(label: &str, share: f64, doubt: Option<Doubt>) -> String {
    doubted(format!("“{label}” is likeliest, {}", rounded(share)), doubt)
}

/// The state variable that moves most, from where to where, and in how many histories it ends there.
pub(in crate::report) fn course(variable: &str, [from, to]: [&str; 2], share: f64) -> String {
    let share = rounded(share);
    format!("“{variable}” moves most, from {from} to {to} in {share} of histories")
}

/// The state variable that moves most and comes back to where it started.
pub(in crate::report) fn course_back(variable: &str, start: &str) -> String {
    format!("“{variable}” moves most, and comes back to {start}")
}

/// What hangs most on who an actor really is, and the least and the most of it.
pub(in crate::report) fn by_type(what: &str, [least, most]: [f64; 2]) -> String {
    let (least, most) = (rounded(least), rounded(most));
    format!("{what} hangs most on the type: {least} to {most}")
}

/// Nothing hangs on it.
pub(in crate::report) fn no_type() -> String {
    "The type hardly changes the course".to_string()
}

/// Where most histories stand on their way to an end, and after which round.
pub(in crate::report) fn on_the_way(
    end: &str,
    share: f64,
    (variable, level): (&str, &str),
    round: &str,
) -> String {
    let share = rounded(share);
    format!("After {round}, {share} of what ends in “{end}” has “{variable}” at “{level}”")
}

/// What is done most likely at a position, and what it is worth.
pub(in crate::report) fn option(place: &str, option: &str, share: f64, worth: f64) -> String {
    let (share, worth) = (rounded(share), signed(worth));
    format!("{}: “{option}” {share}, worth {worth}", capital(place))
}

/// The event that comes most often, and by which round half of it has come, if there are several rounds.
pub(in crate::report) fn event(label: &str, share: f64, half: Option<&str>) -> String {
    let half = half.map_or(String::new(), |round| format!(", half of that by {round}"));
    let share = rounded(share);
    format!("“{label}” comes in {share} of histories{half}")
}

/// No event comes.
pub(in crate::report) fn no_event() -> String {
    "None of the events comes about".to_string()
}

/// The option whose use changes most over the rounds.
pub(in crate::report) fn use_changes(actor: &str, option: &str, [from, to]: [f64; 2]) -> String {
    let verb = if to > from { "rises" } else { "falls" };
    let (from, to) = (rounded(from), rounded(to));
    format!(
        "{}: “{option}” {verb} from {from} to {to} of its chances",
        capital(actor)
    )
}

/// No option's use changes; the one that is used most.
pub(in crate::report) fn habit(actor: &str, option: &str, share: f64) -> String {
    let share = rounded(share);
    format!(
        "{} uses “{option}” most: {share} of its chances",
        capital(actor)
    )
}

/// Nobody does anything.
pub(in crate::report) fn no_habit() -> String {
    "Nobody ever has a choice".to_string()
}

/// What is learnt most of an actor's type: from the belief at first to the one in the end, by the truth.
pub(in crate::report) fn belief(of: &str, [from, to]: [f64; 2], truth: &str) -> String {
    let (from, to) = (rounded(from), rounded(to));
    format!("Belief in “{of}” goes from {from} to {to} {truth}")
}

/// Something is learnt in few histories: from a belief at first to one in the end, by the truth.
pub(in crate::report) fn seldom_belief(of: &str, to: f64, truth: &str) -> String {
    let to = rounded(to);
    format!("Belief in “{of}” hardly moves in most histories; in some it ends at {to} {truth}")
}

/// Nothing is learnt.
pub(in crate::report) fn no_belief() -> String {
    "Play teaches little: no belief moves by 5 points".to_string()
}

/// The term of payoff that weighs most, for whom, and what that actor gets in all.
pub(in crate::report) fn payoff(term: &str, worth: f64, actor: &str, total: f64) -> String {
    let (worth, total) = (signed(worth), signed(total));
    format!("“{term}” weighs most: {worth} of {total} for {actor}")
}

/// No term of payoff weighs anything.
pub(in crate::report) fn no_payoff() -> String {
    "Nobody gains or loses".to_string()
}

/// How well milestones were foretold, by the best of several if there are.
pub(in crate::report) fn milestones(
    best: Option<(&str, usize)>,
    score: f64,
    reference: f64,
) -> String {
    let of = best.map_or(String::new(), |(name, n)| format!("Best of {n}, {name}: "));
    format!("{of}Brier score {score:.3}, even odds {reference:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_ends_and_what_puts_that_in_doubt() {
        let of = |doubt| likeliest("armed standoff", 0.52, doubt);
        assert_eq!(of(None), "“armed standoff” is likeliest, 52%");
        let title = of(Some(Doubt::Shadow));
        assert_eq!(
            title,
            "“armed standoff” is likeliest, 52%, but not under a longer shadow"
        );
        let title = of(Some(Doubt::Worlds(0.63)));
        assert_eq!(
            title,
            "“armed standoff” is likeliest, 52%, and in 63% of worlds"
        );
    }

    #[test]
    fn what_moves() {
        let title = course("aid under a deal", ["none", "full"], 0.63);
        assert_eq!(
            title,
            "“aid under a deal” moves most, from none to full in 63% of histories"
        );
        assert_eq!(
            course_back("tension", "1"),
            "“tension” moves most, and comes back to 1"
        );
    }

    #[test]
    fn on_the_way_and_at_a_position() {
        let title = on_the_way("settlement", 0.51, ("talks", "direct"), "Q1 2007");
        assert_eq!(
            title,
            "After Q1 2007, 51% of what ends in “settlement” has “talks” at “direct”"
        );
        let title = by_type("“talks” at “direct”", [0.0, 0.64]);
        assert_eq!(
            title,
            "“talks” at “direct” hangs most on the type: 0% to 64%"
        );
        assert_eq!(no_type(), "The type hardly changes the course");
        let title = option("Q1 2007, Washington", "offer fuel", 0.6, -1.5);
        assert_eq!(title, "Q1 2007, Washington: “offer fuel” 60%, worth −1.50");
    }

    #[test]
    fn when_events_come() {
        let title = event("sanctions", 0.4, Some("Q3 2007"));
        assert_eq!(
            title,
            "“sanctions” comes in 40% of histories, half of that by Q3 2007"
        );
        let title = event("peace", 0.6, None);
        assert_eq!(title, "“peace” comes in 60% of histories");
        assert_eq!(no_event(), "None of the events comes about");
    }

    #[test]
    fn who_does_what() {
        let title = use_changes("North Korea", "test", [0.03, 0.41]);
        assert_eq!(
            title,
            "North Korea: “test” rises from 3% to 41% of its chances"
        );
        assert!(use_changes("x", "y", [0.4, 0.1]).contains("falls from 40% to 10%"));
        let title = habit("China", "wait", 0.92);
        assert_eq!(title, "China uses “wait” most: 92% of its chances");
        assert_eq!(no_habit(), "Nobody ever has a choice");
    }

    #[test]
    fn what_is_believed_and_gained() {
        let title = belief("Target: tough", [0.4, 0.85], "if tough");
        assert_eq!(
            title,
            "Belief in “Target: tough” goes from 40% to 85% if tough"
        );
        assert_eq!(
            no_belief(),
            "Play teaches little: no belief moves by 5 points"
        );
        assert_eq!(
            seldom_belief("newcomer: surly", 0.22, "if wimp"),
            "Belief in “newcomer: surly” hardly moves in most histories; in some it ends at 22% if wimp"
        );
        let title = payoff("prestige", -3.2, "Seoul", -1.0);
        assert_eq!(title, "“prestige” weighs most: −3.20 of −1.00 for Seoul");
        assert_eq!(no_payoff(), "Nobody gains or loses");
    }

    #[test]
    fn how_well_it_foretold() {
        assert_eq!(
            milestones(None, 0.225, 0.25),
            "Brier score 0.225, even odds 0.250"
        );
        let title = milestones(Some(("us hawk", 3)), 0.225, 0.25);
        assert_eq!(
            title,
            "Best of 3, us hawk: Brier score 0.225, even odds 0.250"
        );
    }
}
