//! The most typical history of an outcome: of many that end so, the one whose course most of them share.

use super::session::Session;
use crate::error::Error;
use crate::simulate::{Player, records};
use rayon::prelude::*;

/// Histories that are looked through.
pub const AMONG: u64 = 10_000;

/// The most typical history of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typical {
    /// Its number among those of the seed, from 0.
    pub history: u64,
    /// How many of the first [`AMONG`] end so.
    pub ending: usize,
}

impl Session {
    /// The history of this seed, among the first [`AMONG`], that ends in the outcome called `id` and agrees most
    /// with all that do: in the level of each state variable at the end of each round. None if none ends so.
    ///
    /// # Errors
    /// There is no such outcome.
    pub fn typical(&self, id: &str, seed: u64) -> Result<Option<Typical>, Error> {
        let (scenario, game) = (&self.scenario, &self.game);
        let ids = || scenario.outcomes.iter().map(|o| o.name.id.as_str());
        let outcome = ids().position(|own| own == id);
        let outcome = outcome.ok_or_else(|| Error::no_such_name("outcome", id, ids()))?;
        let course = |player: &Player, k: u64| {
            let (end, _) = player.play(seed, k, |_| {});
            (game.structure.outcome(end) == outcome).then(|| {
                let rounds = records(player, seed, k).into_iter();
                let levels = rounds.flat_map(|round| game.structure.levels(round.node));
                (k, levels.collect::<Vec<u16>>())
            })
        };
        let courses: Vec<(u64, Vec<u16>)> = self.play(|player| {
            let all = (0..AMONG).into_par_iter();
            all.filter_map(|k| course(&player, k)).collect()
        });
        // how many are at each level at each place of a course
        let longest = courses
            .iter()
            .map(|(_, course)| course.len())
            .max()
            .unwrap_or(0);
        let widest = scenario
            .variables
            .iter()
            .map(|v| v.size())
            .max()
            .unwrap_or(0);
        let mut shared = vec![0usize; longest * widest];
        let places = |course: &[u16]| {
            let levels = course.iter().enumerate();
            let place = |(n, level): (usize, &u16)| n * widest + usize::from(*level);
            levels.map(place).collect::<Vec<usize>>()
        };
        for (_, course) in &courses {
            places(course)
                .into_iter()
                .for_each(|place| shared[place] += 1);
        }
        // a mean, so that a long history is not preferred for its length
        let agreement = |course: &[u16]| {
            let all: usize = places(course).into_iter().map(|place| shared[place]).sum();
            all as f64 / course.len().max(1) as f64
        };
        let mut best: Option<(f64, u64)> = None;
        for (k, course) in &courses {
            let own = agreement(course);
            if best.is_none_or(|(most, _)| own > most) {
                best = Some((own, *k));
            }
        }
        Ok(best.map(|(_, history)| Typical {
            history,
            ending: courses.len(),
        }))
    }
}
