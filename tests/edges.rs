//! Numbers at the edge of the integers that hold them: the last that fits is kept, and the next is
//! refused or stops the program, but never becomes another number.

mod common;

use common::lab;
use demarche::diagnostics::Span;
use demarche::game::{Cell, Indices, Joint, Move, Position, Voted};
use demarche::scenario::load_text;
use demarche::simulate::luck::history;
use demarche::statistics::sobol;
use demarche::study::{MOST_WORLDS, run};
use std::panic::{UnwindSafe, catch_unwind};

/// The first number that does not fit 32 bits.
const BEYOND: usize = 1 << 32;

/// Whether `work` panics.
fn panics<T>(work: impl FnOnce() -> T + UnwindSafe) -> bool {
    catch_unwind(work).is_err()
}

#[test]
fn an_index_holds_32_bits() {
    let last = BEYOND - 1;
    assert_eq!(Position::new(last).get(), last);
    assert_eq!(Move::new(last).get(), last);
    assert_eq!(Cell::new(last).get(), last);
    assert_eq!(Indices::<Move>::new(7..last).range(), 7..last);
    assert!(panics(|| Position::new(BEYOND)));
    assert!(panics(|| Move::new(BEYOND + 5)));
    assert!(panics(|| Cell::new(usize::MAX)));
    assert!(panics(|| Indices::<Move>::new(7..BEYOND)));
}

#[test]
fn a_span_ends_where_32_bits_end() {
    let all = Span::new(0, 5..usize::MAX);
    assert_eq!((all.start, all.end), (5, u32::MAX));
    let later = Span::new(0, 5..9).later(BEYOND - 8);
    assert_eq!((later.start, later.end), (u32::MAX - 2, u32::MAX));
    assert_eq!(Span::new(BEYOND, 0..1).file, u32::MAX);
}

#[test]
fn a_profile_holds_32_bits() {
    let options = |n: usize| vec![(String::new(), String::new()); n];
    let two = Joint {
        actors: vec![0, 1],
        options: vec![options(1 << 16), options(1 << 16)],
    };
    let last = [(1 << 16) - 1; 2];
    assert_eq!(two.profile(&last), u32::MAX);
    assert_eq!(two.picks(u32::MAX), last);
    let three = Joint {
        actors: vec![0, 1, 2],
        options: vec![options(2), options(1 << 16), options(1 << 16)],
    };
    assert!(panics(|| three.profile(&[1, 0, 0])));
}

#[test]
fn an_option_of_a_vote_holds_32_bits() {
    for option in [0, 1, 2, u32::MAX - 1, u32::MAX] {
        assert_eq!(Voted::of(option).option(), option);
    }
    assert_eq!(Voted::of(u32::MAX), Voted::Passed((1 << 31) - 1));
    assert!(panics(|| Voted::Failed((1 << 31) - 1).option()));
}

#[test]
fn the_sequence_of_worlds_has_as_many_points_as_there_may_be_worlds() {
    let last = MOST_WORLDS - 1;
    assert!((0.0..1.0).contains(&sobol(last, 0, u64::MAX)));
    // all points differ, at least in one coordinate
    let point = |i: usize| [0, 1].map(|input| sobol(i, input, 7).to_bits());
    assert!((0..last).all(|i| point(i) != point(last)));
}

#[test]
fn luck_hangs_on_all_64_bits_of_a_seed_and_a_history() {
    let first = |seed: u64, n: u64| history(seed, n)();
    for bit in [31, 32, 63] {
        assert_ne!(first(1, 0), first(1 | 1 << bit, 0), "seed, bit {bit}");
        assert_ne!(first(1, 0), first(1, 1 << bit), "history, bit {bit}");
    }
}

/// A vote and a claim about it, in which every whole number of a file stands.
const TEXT: &str = r#"
[time]
rounds = 9
shadow = 8
[parameters]
precision = 1.0
patience = 0.9
q = 1
[beliefs]
points = 7
[state]
law = false
load = { levels = 6, start = 0 }
[actors.a]
payoff = { x = "q * law" }
[actors.a.types.one]
prior = 0.3
parameters = { q = 2 }
[actors.a.types.two]
prior = 0.7
[turns.house]
members = ["a"]
others = { seats = 5, yes = 0.5 }
needs = 4
[turns.house.drafts]
bill = { set = { law = true } }
[outcomes.law]
when = "law"
[outcomes.none]
otherwise = true
[measures.early]
event = "law"
by = 3
"#;

#[test]
fn whole_numbers_of_a_file_are_taken_up_to_their_edge_and_never_wrapped() {
    let read = |from: &str, to: &str| {
        assert!(TEXT.contains(from), "{from}");
        load_text("edges", &TEXT.replace(from, to), &[])
    };
    // one more than a multiple of 2^32 or 2^64 would be 1, cut to 32 or 64 bits
    let wrapped = [
        "4294967297",
        "18446744073709551617",
        "1e300",
        "-1e300",
        "-4294967295",
    ];
    for (key, taken, refused) in [
        ("rounds = 9", ["3", "10000"], ["0", "10001"]),
        ("shadow = 8", ["0", "10000"], ["-1", "10001"]),
        ("points = 7", ["3", "1001"], ["2", "1002"]),
        ("levels = 6", ["1", "65535"], ["0", "65536"]),
        ("seats = 5", ["3", "1000"], ["-1", "1001"]),
        ("needs = 4", ["1", "6"], ["0", "7"]),
        ("by = 3", ["1", "9"], ["0", "10"]),
    ] {
        let (name, _) = key.split_once(" = ").expect("a key");
        for number in taken {
            let read = read(key, &format!("{name} = {number}"));
            assert!(read.is_ok(), "{name} = {number}: {}", read.unwrap_err());
        }
        for number in refused.iter().chain(&wrapped) {
            let read = read(key, &format!("{name} = {number}"));
            assert!(read.is_err(), "{name} = {number}");
        }
    }
}

#[test]
fn states_are_numbered_up_to_64_bits() {
    // 65535³ · 31975 is just below 9e18; play starts in the last state of all
    let text = |last: usize| {
        let levels = [65_535, 65_535, 65_535, last];
        let state = levels.iter().enumerate().map(|(v, n)| {
            let start = n - 1;
            format!("v{v} = {{ levels = {n}, start = {start} }}\n")
        });
        let state: String = state.collect();
        format!(
            "[parameters]\nprecision = 1\npatience = 0.9\n[state]\n{state}[actors.a]\npayoff = {{ x = 1 }}\n\
             [turns.t]\nactor = \"a\"\noptions = {{ hold = {{}} }}\n[outcomes.o]\notherwise = true\n"
        )
    };
    let s = lab::compile(&lab::read(&text(31_975), &[])).structure;
    assert_eq!(s.levels(s.start()), [65_534, 65_534, 65_534, 31_974]);
    let failure = demarche::game::compile(&lab::read(&text(31_980), &[]), &Default::default());
    let message = failure.expect_err("refused").to_string();
    assert!(message.contains("too many to number"), "{message}");
}

#[test]
fn histories_that_no_number_counts_are_as_many_as_may_be() {
    // intervals so narrow want more histories than 64 bits count
    let options = demarche::study::Options {
        until: Some(1e-300),
        ..lab::options(1, 5_000)
    };
    let scenario = lab::open("classics/chicken", &[]);
    let found = run(scenario, &options, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(found.simulation.histories, 5_000);
    assert!(!found.stopped.expect("it was asked for").reached);
}
